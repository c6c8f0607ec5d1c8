"""Pairs, balance and ratios beside loops that say what they are."""

from __future__ import annotations

import math

import numpy as np
import oracle_lift as oracle
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shequn_lab.metrics.lift.contrast import ALONE, contrast, effective, holm
from shequn_lab.metrics.lift.design import Panel
from shequn_lab.metrics.lift.matching import Pairs, balance, match

COUNTS = st.integers(0, 6).map(float)


@st.composite
def panels(draw: st.DrawFn) -> Panel:
    """One index day, up to nine members, features that often tie."""
    n = draw(st.integers(2, 9))
    features = np.array(draw(st.lists(st.lists(COUNTS, min_size=2, max_size=2), min_size=n, max_size=n)))
    took = np.array(draw(st.lists(st.booleans(), min_size=n, max_size=n)))
    there = np.array(draw(st.lists(st.booleans(), min_size=n, max_size=n)))
    counts = np.array(draw(st.lists(st.lists(COUNTS, min_size=2, max_size=2), min_size=n, max_size=n)))
    day = np.where(took, 0, -1)
    return Panel(("a", "b"), features[None], counts[None, :, 0], counts[None, :, 1], there[None], took, day)


def sides(panel: Panel) -> tuple[dict[int, list[float]], dict[int, list[float]]]:
    """Participants and others who can be compared, with their features."""
    known = [dict.fromkeys(np.flatnonzero(panel.there[0] & (panel.took == side)).tolist()) for side in (True, False)]
    first, second = ({who: panel.features[0, who].tolist() for who in side} for side in known)
    return first, second


@given(panel=panels(), caliper=st.sampled_from([0.3, 0.5, 1.0, 5.0]), seed=st.integers(0, 3))
def test_the_busiest_choose_first_and_each_takes_the_nearest_who_is_left(
    panel: Panel, caliper: float, seed: int
) -> None:
    participants, others = sides(panel)
    pairs = match(panel, caliper, seed=seed)
    made = dict(zip(pairs.treated.tolist(), pairs.control.tolist(), strict=True))
    assert len(set(made.values())) == len(made)
    assert set(made) <= set(participants)
    assert set(made.values()) <= set(others)
    if participants and others:
        busy = {who: row[0] for who, row in participants.items()}
        assert oracle.some_order_is_greedy(busy, made, oracle.pairs(participants, others, caliper))


@given(panel=panels())
def test_balance_is_the_difference_of_means_in_standard_deviations(panel: Panel) -> None:
    participants, others = sides(panel)
    pairs = match(panel, 1.0)
    if not pairs.treated.size:
        return
    table = balance(panel, pairs)
    for f, (_, row) in enumerate(table.iterrows()):
        scale = oracle.spread([*participants.values()], [*others.values()], f)
        both = [[row[f] for row in side.values()] for side in (participants, others)]
        matched = [[panel.features[0, who, f] for who in side] for side in (pairs.treated, pairs.control)]
        assert row["participants"] == pytest.approx(np.mean(both[0]))
        assert row["controls"] == pytest.approx(np.mean(both[1]))
        for name, (mine, theirs) in {"smd_before": both, "smd_after": matched}.items():
            if scale > 1e-9:
                assert row[name] == pytest.approx(oracle.smd(mine, theirs, scale), abs=1e-9)


def test_matching_makes_them_more_alike_where_there_are_enough_to_choose_from() -> None:
    rng = np.random.default_rng(1)
    features = rng.normal(size=(1, 600, 2))
    took = rng.random(600) < 1 / (1 + np.exp(2 - features[0, :, 0]))
    nothing = np.zeros((1, 600))
    panel = Panel(("a", "b"), features, nothing, nothing, nothing == 0, took, np.where(took, 0, -1))
    table = balance(panel, match(panel, 0.5))
    assert table.loc["a", "smd_before"] > 0.5
    assert table["smd_after"].abs().max() < 0.1


def test_who_is_compared_on_another_day_is_compared_by_the_features_of_that_day() -> None:
    # On day 0 member 1 is like the participant 0, on day 1 member 2 is like the participant 3.
    features = np.array([[[4.0], [4.0], [0.0], [0.0]], [[0.0], [0.0], [4.0], [4.0]]])
    nothing = np.zeros((2, 4))
    took = np.array([True, False, False, True])
    panel = Panel(("a",), features, nothing, nothing, nothing == 0, took, np.array([0, -1, -1, 1]))
    pairs = match(panel, 0.1)
    assert list(zip(pairs.treated, pairs.control, pairs.day, strict=True)) == [(0, 1, 0), (3, 2, 1)]


ROWS = st.lists(st.tuples(*[st.integers(0, 9).map(float)] * 4), min_size=1, max_size=25)
pytestmark = pytest.mark.filterwarnings("ignore:overflow encountered in expm1")  # a handful of pairs knows no upper end


@given(rows=ROWS)
def test_the_ratio_of_ratios_is_that_of_the_sums(rows: list[tuple[float, float, float, float]]) -> None:
    found = contrast(np.array(rows), n_resamples=99)
    if min(map(sum, zip(*rows, strict=True))) == 0:
        assert math.isnan(found.value)
        return
    assert found.value == pytest.approx(oracle.lift(rows))
    if math.isfinite(found.low):
        assert found.low <= found.value <= found.high


@given(rows=ROWS, factor=st.sampled_from([0.5, 0.8, 3.0]))
def test_a_season_that_multiplies_everybody_changes_nothing(
    rows: list[tuple[float, float, float, float]], factor: float
) -> None:
    counts = np.array(rows)
    plain, season = (contrast(counts * [f, 1, f, 1], n_resamples=99) for f in (1, factor))
    for name in ("value", "low", "high", "p"):
        assert getattr(season, name) == pytest.approx(getattr(plain, name), nan_ok=True, rel=1e-6)


def test_the_interval_ends_at_zero_where_the_p_value_is_five_per_cent() -> None:
    rng = np.random.default_rng(2)
    for _ in range(30):
        found = contrast(rng.poisson(2, (40, 4)).astype(float), n_resamples=1_999)
        assert (found.low > 0 or found.high < 0) == (found.p < 0.05) or abs(found.p - 0.05) < 0.002


def test_alone_is_after_by_before() -> None:
    assert contrast(np.array([[3.0, 2.0], [3.0, 2.0], [0.0, 1.0]]), ALONE, n_resamples=99).value == pytest.approx(0.2)


@given(counts=st.lists(st.integers(0, 9).map(float), min_size=1, max_size=12))
def test_effective_units_are_all_when_alike_and_one_when_one_has_everything(counts: list[float]) -> None:
    found = effective(np.array(counts)[:, None])
    total, squares = sum(counts), sum(x * x for x in counts)
    assert found == pytest.approx(total**2 / squares if squares else 0)
    assert effective(np.array([[5.0, 1.0], [0.0, 1.0]])) == 1


@given(p=st.lists(st.floats(0.0001, 1), max_size=12))
def test_p_values_are_adjusted_as_holm_has_it(p: list[float]) -> None:
    np.testing.assert_allclose(holm(p), oracle.holm(p))


def test_what_was_not_tested_does_not_count_among_the_tests() -> None:
    np.testing.assert_allclose(holm([0.01, np.nan, 0.04]), [0.02, np.nan, 0.04])


def test_nobody_is_paired_when_nobody_is_left() -> None:
    nothing = np.zeros((1, 3))
    took = np.ones(3, dtype=bool)
    panel = Panel(("a",), nothing[..., None], nothing, nothing, nothing == 0, took, np.zeros(3, dtype=np.int64))
    pairs = match(panel, 0.5)
    assert isinstance(pairs, Pairs)
    assert pairs.treated.size == 0
