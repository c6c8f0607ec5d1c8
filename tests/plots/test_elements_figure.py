"""Radar and dots: legible in both languages, a missing score is no zero."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from plot_legible import assert_legible, words

from shequn_lab.plots import plot_elements
from shequn_lab.terms import label, say

ELEMENTS = [f"element_{name}" for name in ("interest", "structure", "output", "operation", "replication")]
SENSES = [f"sense_{name}" for name in ("ritual", "participation", "organisation", "belonging")]


def scores(ids: list[str], seed: int, missing: int = 0) -> pd.DataFrame:
    value = np.random.default_rng(seed).uniform(5, 95, len(ids))
    frame = pd.DataFrame({"value": value, "low": value - 5, "high": np.minimum(value + 9, 100)})
    frame.iloc[len(ids) - missing :] = np.nan
    return frame.set_index(pd.Index(ids, name="score"))


@pytest.mark.parametrize("ids", [ELEMENTS, SENSES], ids=["elements", "senses"])
@pytest.mark.parametrize("missing", [0, 1, 4])
@pytest.mark.parametrize("n", [1, 2, 4])
def test_scores_are_legible(ids: list[str], missing: int, n: int, phone: bool, language: str) -> None:
    missing = min(missing, len(ids) - 1)
    frame = scores(ids, 1, missing)
    if n > 1:
        tables = [scores(ids, i, missing).reset_index().assign(community=f"team {i}") for i in range(n)]
        frame = pd.concat(tables, ignore_index=True)
    before = frame.copy()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = assert_legible(plot_elements(frame, phone=phone))
    assert frame.equals(before)
    assert sum(text == say("plot_elements_missing") for text in found) == n * missing
    assert label(ids[0]) in found


def test_a_score_of_zero_is_drawn_and_a_missing_one_is_not() -> None:
    frame = scores(ELEMENTS, 1)
    frame.iloc[0] = [0.0, 0.0, 4.0]
    found = [t.get_text() for t in words(plot_elements(frame).figure)]
    assert say("plot_elements_missing") not in found


def test_nothing_known_is_said() -> None:
    found = [t.get_text() for t in words(plot_elements(scores(ELEMENTS, 1, 5)).figure)]
    assert say("not_measurable") in found
