"""The figure of a plan's target: legible in both languages and widths, every run on its own side of the limit."""

import warnings

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgba
from plot_legible import assert_legible

from shequn_lab.plots import plot_target
from shequn_lab.plots.targets import MET, MISSED
from shequn_lab.terms import say

UNITS = {"relative": (0.1, 0.4), "share": (0.6, 0.9), "minor CNY": (1e7, 1e8), "members": (37.3, 35)}


def runs(unit, n=100):
    middle, limit = UNITS[unit]
    return pd.DataFrame({"value": middle * (1 + 0.2 * np.random.default_rng(1).normal(size=n))}), limit


def heights(ax, colour):
    return sum(bar.get_height() for bar in ax.patches if bar.get_facecolor() == to_rgba(colour))


@pytest.mark.parametrize("unit", UNITS)
def test_a_target_is_legible_and_named_once(unit, phone, language):
    frame, limit = runs(unit)
    before = frame.copy()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        texts = assert_legible(plot_target(frame, limit=limit, unit=unit, phone=phone))
    head = say("plan_asked", value="").strip()
    assert sum(text.startswith(head) for text in texts) == 1
    pd.testing.assert_frame_equal(frame, before)


@pytest.mark.parametrize("at_least", [True, False])
@pytest.mark.parametrize("limit", [0.0, 0.1, 0.3, 0.7])
def test_each_run_is_drawn_once_on_its_own_side(limit, at_least):
    values = pd.Series([0.1, 0.1, 0.2, 0.3, 0.3, 0.3, 0.5, np.nan])
    ax = plot_target(pd.DataFrame({"value": values}), limit=limit, at_least=at_least, unit="share")
    met = (values >= limit if at_least else values <= limit).sum()
    assert heights(ax, MET) == met
    assert heights(ax, MISSED) == values.notna().sum() - met


def test_what_was_measured_in_no_run_is_said():
    assert_legible(plot_target(pd.DataFrame({"value": [np.nan]}), limit=1))
