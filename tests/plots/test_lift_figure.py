"""Lifts as dots with intervals: every word in its place, and no dot filled that should not be."""

import numpy as np
import pandas as pd
import pytest
from plot_legible import assert_legible

from shequn_lab import plots
from shequn_lab.plots import style
from shequn_lab.terms import say


def lifts(*rows):
    frame = pd.DataFrame(rows, columns=["value", "low", "high", "p_adjusted"])
    return frame.assign(day=pd.date_range("2026-03-02", periods=len(rows), freq="9D"), kind="check_in")


ORDINARY = lifts((0.12, -0.14, 0.45, 1.0), (0.4, 0.1, 0.8, 0.02), (-0.15, -0.38, 0.16, 0.6))


@pytest.mark.parametrize(
    "frame",
    [
        ORDINARY,
        lifts((0.02, -0.01, 0.04, 1.0)),
        lifts((3.0, -0.95, 40.0, 1.0), (-0.5, -0.99, -0.1, 0.01)),
        lifts(*[(0.1 * i - 0.5, 0.1 * i - 0.7, 0.1 * i, 1.0) for i in range(12)]),
        lifts((0.1, -0.2, 0.5, 1.0), (np.nan, np.nan, np.nan, np.nan)),
    ],
    ids=["ordinary", "narrow", "far", "twelve", "missing"],
)
def test_every_word_is_legible(frame, language, phone):
    texts = assert_legible(plots.plot_lift(frame, phone=phone))
    assert sum(text.endswith("%") for text in texts) >= frame["value"].notna().sum() + 1
    assert (say("plot_lift_missing") in texts) == frame["value"].isna().any()


def dots(ax):
    return [line for line in ax.lines if line.get_marker() == "o"]


def test_a_dot_is_filled_where_the_adjusted_p_value_is_small():
    filled = [dot.get_markerfacecolor() != style.PAPER for dot in dots(plots.plot_lift(ORDINARY))]
    assert filled == [False, True, False]


def test_twice_as_much_and_half_as_much_are_equally_far_from_no_lift():
    ax = plots.plot_lift(lifts((1.0, 0.5, 2.0, 1.0), (-0.5, -0.7, -0.2, 1.0)))
    twice, half = (dot.get_xdata()[0] for dot in dots(ax))
    assert twice == pytest.approx(-half)


def test_what_goes_on_ends_in_an_arrow():
    ax = plots.plot_lift(lifts((3.0, -0.95, 40.0, 1.0)))
    assert {line.get_marker() for line in ax.lines} >= {"<", ">"}


def test_where_nothing_is_measurable_the_picture_says_why(language):
    frame = ORDINARY.assign(value=np.nan)
    frame.attrs["note"] = "because"
    texts = assert_legible(plots.plot_lift(frame))
    assert say("not_measurable") in texts
    assert "because" in texts


def test_the_frame_stays_as_it_was():
    before = ORDINARY.copy(deep=True)
    plots.plot_lift(ORDINARY)
    pd.testing.assert_frame_equal(ORDINARY, before)
