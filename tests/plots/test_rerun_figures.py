"""The figures of a rerun: legible in both languages and widths, input untouched."""

import warnings

import numpy as np
import pandas as pd
import pytest
from plot_legible import assert_legible

from shequn_lab.plots import plot_rerun, plot_tornado
from shequn_lab.terms import say

UNITS = {
    "relative": (0.1, 0.4),
    "share": (0.6, 0.9),
    "points": (0.01, 0.3),
    "minor CNY": (1e7, 1e8),
    "people": (3e6, 5e6),
}


def runs(unit, n=200):
    middle, claim = UNITS[unit]
    rng = np.random.default_rng(1)
    return pd.DataFrame(
        {s: middle * (1 + f * rng.normal(size=n)) for s, f in (("baseline", 0.2), ("treated", 0.4))}
    ), claim


def swings(unit, n=8):
    middle, claim = UNITS[unit]
    width = middle * 0.8 / np.arange(1, n + 1)
    label = "members expected of one activity, relative to those who come of their own accord [offline]"
    frame = pd.DataFrame({"label": label, "low_text": "0.0005 per day", "high_text": "0.003 per day"}, index=range(n))
    ends = {"at_low": middle - width, "at_high": middle + width, "nominal": middle, "error": width / 10}
    return frame.assign(**ends), claim


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize(("plot", "made"), [(plot_rerun, runs), (plot_tornado, swings)])
def test_a_figure_of_a_rerun_is_legible_and_names_the_claim(plot, made, unit, phone, language):
    frame, claim = made(unit)
    before = frame.copy()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        texts = assert_legible(plot(frame, claim=claim, unit=unit, phone=phone))
    head = say("plot_claimed", value="").strip()
    assert sum(text.startswith(head) for text in texts) == 1
    pd.testing.assert_frame_equal(frame, before)


@pytest.mark.parametrize(("plot", "made"), [(plot_rerun, runs), (plot_tornado, swings)])
def test_without_a_claim_there_is_no_line(plot, made):
    frame, _ = made("relative")
    assert not [line for line in plot(frame).lines if line.get_linestyle() == "--"]
    assert [line for line in plot(frame, claim=0.4).lines if line.get_linestyle() == "--"]


def test_a_bar_ends_where_the_figure_does():
    frame, _ = swings("relative", n=2)
    ends = {round(bar.get_x() + bar.get_width(), 9) for bar in plot_tornado(frame).patches}
    assert ends == {round(v, 9) for v in [*frame["at_low"], *frame["at_high"]]}


def test_what_was_measured_in_no_run_is_said():
    frame = pd.DataFrame({"baseline": [np.nan], "treated": [np.nan]})
    assert_legible(plot_rerun(frame))
    assert_legible(plot_tornado(pd.DataFrame({"nominal": []})))


def test_one_side_without_figures_is_left_out():
    frame, claim = runs("relative")
    texts = assert_legible(plot_rerun(frame.assign(baseline=np.nan), claim=claim))
    assert say("plot_side_treated") in texts
    assert say("plot_side_baseline") not in texts
