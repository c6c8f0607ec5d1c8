"""Words on the lines of active members: each near its own line, none over another."""

import numpy as np
import plot_frames as frames
import pytest
from plot_legible import assert_legible

from shequn_lab import plots
from shequn_lab.plots.active_labels import LOOKS
from shequn_lab.plots.words import box_of, pixels
from shequn_lab.terms import in_language, say


def test_labels_replace_the_end_words():
    ax = plots.plot_active(frames.active(900, 184), labels={"daily_active": "日活 63 人\n（末 30 天均值）"})
    assert "日活 63 人\n（末 30 天均值）" in assert_legible(ax)


@pytest.mark.parametrize("case", ["forty", "half", "two_years"])
def test_the_words_beside_the_ends_stand_in_the_order_of_the_lines(case):
    with in_language("en"):
        ax = plots.plot_active(frames.active(*frames.CASES[case]))
        # By name: the word that begins each measure's label.
        heads = {id: say(f"plot_{id}_last", value="").split()[0] for id in LOOKS}
    height = {text.get_text().split()[0]: box_of(text)[1] for text in ax.texts if text.get_text().strip()}
    monthly, weekly, daily = (height[heads[id]] for id in ("monthly_active", "weekly_active", "daily_active"))
    assert monthly > weekly > daily


@pytest.mark.parametrize("made", [frames.active, frames.headcount])
@pytest.mark.parametrize("case", ["forty", "half", "two_years"])
def test_on_a_phone_each_name_is_nearest_to_its_own_line(case, made):
    frame = made(*frames.CASES[case])
    drawn = [id for id in LOOKS if id in set(frame["measure"])]
    with in_language("en"):
        ax = plots.plot_active(frame, phone=True)
        names = {say(f"plot_{id}_name"): id for id in drawn}
    assert_legible(ax)
    lines = dict(zip(drawn, [line for line in ax.lines if len(line.get_xdata()) > 5], strict=True))
    for text in ax.texts:
        if text.get_text() in names:
            box = box_of(text)
            own = names[text.get_text()]
            assert min(lines, key=lambda measure: _distance(ax, lines[measure], box)) == own


def _distance(ax, line, box):
    """Distance between the middle of a box and the line above or below it [device px]."""
    x, y = pixels(ax, line.get_xdata(), line.get_ydata()).T
    here = (x >= box[0]) & (x <= box[2]) & np.isfinite(y)
    return abs(y[here].mean() - (box[1] + box[3]) / 2) if here.any() else np.inf


def test_the_first_full_month_is_told_with_its_day_and_value():
    frame = frames.active(900, 184)
    first = frame[(frame["measure"] == "monthly_active") & frame["value"].notna()].iloc[0]
    with in_language("en"):
        texts = assert_legible(plots.plot_active(frame))
        expected = say(
            "plot_first_value", date=say("plot_day", month=say("plot_month_7"), day=30), value=f"{first['value']:.0f}"
        )
    assert first["day"].day == 30
    assert expected in texts


def test_words_from_outside_stand_at_the_height_of_the_mean_they_speak_of():
    frame = frames.active(900, 184)
    daily = frame["measure"] == "daily_active"
    frame.loc[daily & (frame["day"] == frame["day"].max()), ["value", "low", "high"]] = 300.0
    given = plots.plot_active(frame, labels={"daily_active": "mean"})
    (text,) = [text for text in given.texts if text.get_text() == "mean"]
    level = pixels(given, [0], [frame.loc[daily, "value"].tail(30).mean()])[0, 1]
    box = box_of(text)
    assert (box[1] + box[3]) / 2 == pytest.approx(level, abs=12)
