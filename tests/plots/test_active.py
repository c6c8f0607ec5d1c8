"""Active members over time: lines where the numbers say, hatches where no window is full."""

import numpy as np
import plot_frames as frames
import pytest
from plot_legible import assert_legible

from shequn_lab import plots
from shequn_lab.plots.ticks import day_number
from shequn_lab.terms import in_language, say


def test_active_axis_starts_at_zero():
    assert plots.plot_active(frames.active(900, 184)).get_ylim()[0] == 0


def test_one_measure_alone_and_a_single_day():
    frame = frames.active(900, 184)
    assert_legible(plots.plot_active(frame[frame["measure"] == "weekly_active"]))
    assert_legible(plots.plot_active(frame[frame["day"] == frame["day"].iloc[0]]))


def test_each_line_goes_through_its_values():
    frame = frames.active(900, 184)
    ax = plots.plot_active(frame)
    for measure, line in zip(("monthly_active", "weekly_active", "daily_active"), ax.lines[::2], strict=False):
        rows = frame[frame["measure"] == measure]
        assert np.array_equal(line.get_xdata(), [day_number(day) for day in rows["day"]])
        np.testing.assert_array_equal(line.get_ydata(), rows["value"])


def test_the_order_of_rows_does_not_matter():
    frame = frames.active(60, 40)
    shuffled = frame.sample(frac=1, random_state=1)
    assert plots.figure_png(plots.plot_active(frame), dpi=48) == plots.figure_png(plots.plot_active(shuffled), dpi=48)


def test_days_before_the_first_full_window_are_hatched_and_not_drawn():
    ax = plots.plot_active(frames.active(900, 184))
    start = ax.get_xlim()[0]
    hatched = sorted(patch.get_width() for patch in ax.patches if patch.get_hatch())
    assert hatched == [6, 29]
    assert all(patch.get_x() == start for patch in ax.patches if patch.get_hatch())
    assert np.isnan(ax.lines[0].get_ydata()[:29]).all()


def test_a_window_that_is_never_full_is_said_and_drawn_as_nothing():
    with in_language("en"):
        ax = plots.plot_active(frames.active(60, 20))
        assert say("plot_monthly_active_not_full") in assert_legible(ax)
    assert np.isnan(ax.lines[0].get_ydata()).all()


def test_a_band_without_an_interval_is_the_line_itself():
    frame = frames.active(60, 40).assign(low=np.nan, high=np.nan)
    ax = plots.plot_active(frame)
    assert_legible(ax)
    assert ax.get_ylim()[1] == pytest.approx(1.03 * frame["value"].max())
