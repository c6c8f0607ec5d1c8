"""Figures made of parts: shares, ratios and totals with their intervals."""

from __future__ import annotations

import math

import numpy as np
import pytest
from oracle_retention import wilson

from shequn_lab.metrics.parts import Parts
from shequn_lab.terms import Note


def test_a_proportion_has_wilson_s_interval() -> None:
    found = Parts("speaking_share", [1, 0, 1, 0], [1, 1, 1, 0]).estimate()
    assert (found.k, found.n, found.method) == (2, 3, "Wilson")
    assert (found.low, found.high) == pytest.approx(wilson(2, 3))


def test_a_ratio_is_one_of_sums_and_its_interval_narrows_with_more_units() -> None:
    chance = np.random.default_rng(1)
    bottom = chance.integers(1, 9, 4000).astype(float)
    top = bottom * chance.random(4000)
    few, many = (Parts("interaction_rate", top[:n], bottom[:n], "posts", "ratio").estimate() for n in (40, 4000))
    assert many.value == pytest.approx(top.sum() / bottom.sum())
    assert (many.k, many.n) == pytest.approx((top.sum(), bottom.sum()))
    assert few.low < few.value < few.high
    # A hundred times as many units: a tenth of the width.
    assert 0.05 < (many.high - many.low) / (few.high - few.low) < 0.2


def test_a_total_has_units_that_count_and_no_numerator() -> None:
    found = Parts("reach_total", [5, 0, 7], [1, 1, 1], "posts", "total").estimate()
    assert (found.value, found.n) == (12, 3)
    assert math.isnan(found.k)
    assert found.low < 12 < found.high


def test_one_unit_that_counts_has_a_value_and_no_interval() -> None:
    for form in ("ratio", "total"):
        found = Parts("member_posts", [0, 3, 0, 0], [0, 1, 0, 0], form=form).estimate()  # type: ignore[arg-type]
        assert found.value == 3
        assert math.isnan(found.low)


def test_nothing_to_divide_by_is_no_zero() -> None:
    found = Parts(
        "speaking_share", [0, 0], [0, 0], excluded={"excluded_operators": 2, "excluded_rejoins": 0}
    ).estimate()
    assert math.isnan(found.value)
    assert (found.n, found.note.id, found.excluded) == (0, "note_no_case", {"excluded_operators": 2})


def test_a_reason_comes_before_any_number() -> None:
    found = Parts("speaking_share", [1], [1], reason=Note("note_zero_before")).estimate()
    assert math.isnan(found.value)
    assert found.note.id == "note_zero_before"


def test_figures_of_the_same_members_are_drawn_together() -> None:
    first = Parts("member_posts", np.arange(50), np.ones(50), form="total").replicates()
    second = Parts("member_posts", 2 * np.arange(50), np.ones(50), form="total").replicates()
    assert second == pytest.approx(2 * first)
