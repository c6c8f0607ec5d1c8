"""Cronbach's alpha and item statistics: against definitions, a closed form, and answers left out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from communities import tiny
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import shequn_lab as sq
from shequn_lab.metrics.reliability import _interval, alpha

TABLES = arrays.arrays(np.float64, st.tuples(st.integers(3, 12), st.integers(2, 5)), elements=st.integers(1, 5))


def answered(scores: np.ndarray, construct: str = "belonging") -> sq.Community:
    """Return a community whose questionnaire holds this table; NaN was skipped."""
    rows = [
        ("q", f"r{i}", f"{construct}_{j}", construct, score, 1.0, 5.0)
        for i, row in enumerate(scores)
        for j, score in enumerate(row)
    ]
    names = ["questionnaire_id", "respondent_id", "item_id", "construct", "score", "lowest", "highest"]
    return replace(tiny(), questionnaires=pd.DataFrame(rows, columns=names), _memo={})


def by_definition(table: np.ndarray) -> float:
    k = table.shape[1]
    whole = np.var(table.sum(axis=1), ddof=1)
    return k / (k - 1) * (1 - sum(np.var(column, ddof=1) for column in table.T) / whole) if whole > 1e-9 else np.nan


@given(table=TABLES)
def test_alpha_is_that_of_its_definition(table: np.ndarray) -> None:
    assert alpha(table) == pytest.approx(by_definition(table), nan_ok=True, abs=1e-9)


@given(table=TABLES, shift=st.integers(-3, 3))
def test_alpha_does_not_depend_on_the_origin_nor_on_the_order(table: np.ndarray, shift: int) -> None:
    expected = pytest.approx(alpha(table), nan_ok=True, abs=1e-9)
    assert alpha(table + shift) == expected
    assert alpha(table[::-1, ::-1]) == expected


@pytest.mark.parametrize(("k", "r"), [(2, 0.5), (3, 0.3), (8, 0.2)])
def test_alpha_of_items_with_one_correlation_is_the_formula_of_spearman_and_brown(k: int, r: float) -> None:
    drawn = np.random.default_rng(1).multivariate_normal(np.zeros(k), np.full((k, k), r) + (1 - r) * np.eye(k), 200_000)
    assert alpha(drawn) == pytest.approx(k * r / (1 + (k - 1) * r), abs=0.01)


def test_the_interval_of_alpha_covers_about_as_often_as_it_says() -> None:
    rng, cov = np.random.default_rng(2), np.full((3, 3), 0.4) + 0.6 * np.eye(3)
    truth, covered = 3 * 0.4 / (1 + 2 * 0.4), 0
    for _ in range(150):
        low, high = _interval(pd.DataFrame(rng.multivariate_normal(np.zeros(3), cov, 120)))
        covered += low <= truth <= high
    assert 0.89 <= covered / 150 <= 0.99


SCORES = np.random.default_rng(3).integers(1, 6, (40, 1)).clip(1, 5) + np.random.default_rng(4).integers(-1, 2, (40, 3))
SCORES = SCORES.clip(1, 5).astype(float)


def test_item_statistics_are_those_of_their_definitions() -> None:
    found = sq.item_statistics(answered(SCORES), construct="belonging")
    assert list(found.index) == ["belonging_0", "belonging_1", "belonging_2"]
    for j in range(3):
        others = np.delete(SCORES, j, axis=1)
        row = found.iloc[j]
        assert row["item_total"] == pytest.approx(np.corrcoef(SCORES[:, j], others.sum(axis=1))[0, 1])
        assert row["alpha_without"] == pytest.approx(by_definition(others))
        assert row["floor"] == pytest.approx((SCORES[:, j] == 1).mean())
        assert row["ceiling"] == pytest.approx((SCORES[:, j] == 5).mean())
        assert row["mean"] == pytest.approx(SCORES[:, j].mean())


def test_an_item_that_does_not_belong_is_seen() -> None:
    strange = np.random.default_rng(5).integers(1, 6, 40).astype(float)
    found = sq.item_statistics(answered(np.column_stack([SCORES, strange])), construct="belonging")
    assert found["item_total"].idxmin() == "belonging_3"
    assert found["alpha_without"].idxmax() == "belonging_3"


def test_who_left_an_item_out_is_left_out_and_counted() -> None:
    holes = SCORES.copy()
    holes[:4, 1] = np.nan
    e = sq.cronbach_alpha(answered(holes), construct="belonging")
    assert (e.n, e.excluded, e.of) == (36, {"excluded_incomplete": 4}, "respondents")
    assert e.value == pytest.approx(by_definition(SCORES[4:]))
    assert e.low < e.value < e.high


@pytest.mark.parametrize(
    ("scores", "construct", "says"),
    [
        (SCORES[:9], "belonging", "only 9 people answered all items"),
        (SCORES[:, :1], "belonging", "there is one item only"),
        (SCORES, "ritual", "no questionnaire has an item on 'ritual'"),
        (np.full((20, 3), 4.0), "belonging", "everybody has the same sum"),
    ],
)
def test_what_cannot_be_computed_says_why(scores: np.ndarray, construct: str, says: str) -> None:
    with sq.in_language("en"):
        e = sq.cronbach_alpha(answered(scores, "belonging"), construct=construct)
        assert not e.measurable
        assert says in e.reason
        assert "no questionnaires" in sq.cronbach_alpha(tiny(), construct="ritual").reason
        assert "no questionnaires" in sq.item_statistics(tiny(), construct="ritual").attrs["note"]
