"""Retention by age: one panel a meaning, on one scale, with gaps where nothing may be told."""

import numpy as np
import plot_frames as frames
import pytest
from plot_legible import assert_legible

from shequn_lab import plots
from shequn_lab.terms import in_language


def test_suppressed_days_leave_a_gap_in_the_curves():
    frame = frames.curves(60, 40).assign(suppressed=lambda f: f["n"] < 40)
    ax = plots.plot_retention_curves(frame, marks=[3, 30])
    texts = assert_legible(ax)
    assert "n = 51" in texts
    drawn = ax.lines[0].get_ydata()
    assert np.isnan(drawn).sum() == (frame.query("mode == 'on'")["n"] < 40).sum()


@pytest.mark.parametrize("modes", [["on"], ["within", "after"], ["on", "within", "after"]])
def test_there_is_a_panel_for_each_meaning_that_is_there(modes, phone):
    frame = frames.curves(900, 184)
    ax = plots.plot_retention_curves(frame[frame["mode"].isin(modes)], phone=phone)
    assert_legible(ax)
    panels = ax.figure.axes
    assert len(panels) == len(modes)
    assert len({panel.get_ylim() for panel in panels}) == len({panel.get_xlim() for panel in panels}) == 1
    for mode, panel in zip(modes, panels, strict=True):
        np.testing.assert_array_equal(panel.lines[0].get_ydata(), frame.loc[frame["mode"] == mode, "value"])


def test_a_meaning_without_any_value_says_so_in_its_panel():
    frame = frames.curves(900, 184)
    frame.loc[frame["mode"] == "after", ["value", "low", "high"]] = np.nan
    with in_language("en"):
        ax = plots.plot_retention_curves(frame)
        last = ax.figure.axes[-1]
    assert [text.get_text() for text in last.texts] == ["not measurable here"]
    assert not last.lines


def test_marked_days_carry_value_and_base():
    frame = frames.curves(900, 184)
    ax = plots.plot_retention_curves(frame, marks=[7])
    row = frame[(frame["mode"] == "on") & (frame["day"] == 7)].iloc[0]
    assert [text.get_text() for text in ax.texts] == [f"{100 * row['value']:.1f}%", f"n = {row['n']}"]
    assert ax.lines[1].get_xdata().tolist() == [7]


def test_marks_outside_the_days_are_not_drawn():
    ax = plots.plot_retention_curves(frames.curves(900, 20), marks=[0, 90])
    assert len(ax.texts) == 0


@pytest.mark.parametrize("from_frame", [True, False])
def test_the_day_up_to_which_everybody_was_followed_is_said(from_frame):
    frame = frames.curves(900, 184)
    frame.attrs["horizon"] = 92
    with in_language("en"):
        texts = assert_legible(plots.plot_retention_curves(frame, horizon=None if from_frame else 77))
    assert any(("92" if from_frame else "77") in text for text in texts)


def test_a_first_message_in_the_place_of_a_joining_is_said():
    frame = frames.curves(900, 184)
    with in_language("en"):
        plain, assumed = (
            assert_legible(plots.plot_retention_curves(frame, first_seen=first)) for first in (False, True)
        )
    assert any("joining" in text for text in plain)
    assert not any("joining" in text for text in assumed)
