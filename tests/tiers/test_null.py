"""One population without groups: like the data in everything but the gaps."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import gaussian_kde, spearmanr

from shequn_lab.tiers.null import OnePopulation, log_scale, standardised, unimodal_bandwidth


def one_group(seed: int, n: int = 800) -> np.ndarray:
    rng = np.random.default_rng(seed)
    rate = np.exp(rng.normal(1.5, 1, n))
    return rng.poisson(np.column_stack([rate, 2 * rate, rate / 2])).astype(float)


def two_groups(seed: int, n: int = 800) -> np.ndarray:
    rng = np.random.default_rng(seed)
    rate = np.where(np.arange(n) < n // 2, 2.0, 120.0)
    return rng.poisson(np.column_stack([rate, 2 * rate, rate / 2])).astype(float)


def valley(data: np.ndarray) -> float:
    """How deep the deepest valley of the value axis is, as a share of the lower of the hills beside it."""
    value = standardised(log_scale(data + np.random.default_rng(0).random((len(data), 1)))).mean(axis=1)
    density = gaussian_kde(value, 0.2)(np.linspace(value.min(), value.max(), 200))
    hills = np.minimum(np.maximum.accumulate(density), np.maximum.accumulate(density[::-1])[::-1])
    return float(((hills - density) / hills).max())


@pytest.mark.parametrize("seed", range(3))
def test_margins_and_dependence_are_those_of_the_data(seed: int) -> None:
    data = one_group(seed)
    drawn = OnePopulation.fit(data, np.random.default_rng(seed)).draw(np.random.default_rng(seed + 10))
    assert drawn.shape == data.shape
    np.testing.assert_allclose(
        np.quantile(drawn, [0.25, 0.5, 0.75], 0), np.quantile(data, [0.25, 0.5, 0.75], 0), rtol=0.25, atol=1
    )
    np.testing.assert_allclose(spearmanr(drawn)[0], spearmanr(data)[0], atol=0.06)


@pytest.mark.parametrize("seed", range(3))
def test_gaps_are_gone_and_nothing_else_is(seed: int) -> None:
    data = two_groups(seed)
    drawn = OnePopulation.fit(data, np.random.default_rng(seed)).draw(np.random.default_rng(seed + 10))
    assert valley(data) > 0.9
    assert valley(drawn) < 0.2
    # Ranks would not do: inside a group they are chance, and where the gap is filled they no longer are.
    np.testing.assert_allclose(np.corrcoef(log_scale(drawn).T), np.corrcoef(log_scale(data).T), atol=0.05)


def test_nobody_piles_up_at_the_ends() -> None:
    data = two_groups(0)
    drawn = OnePopulation.fit(data, np.random.default_rng(0)).draw(np.random.default_rng(10))
    counts, _ = np.histogram(standardised(log_scale(drawn)).mean(axis=1), bins=12)
    assert counts.max() < 2 * np.median(counts)


def test_whole_numbers_stay_whole_and_within_what_was_seen() -> None:
    data = np.column_stack([two_groups(1), np.random.default_rng(1).normal(size=800)])
    drawn = OnePopulation.fit(data, np.random.default_rng(2)).draw(np.random.default_rng(3))
    assert (drawn[:, :3] == np.round(drawn[:, :3])).all()
    assert (drawn[:, 3] != np.round(drawn[:, 3])).any()
    assert (drawn >= data.min(axis=0)).all()
    assert (drawn <= data.max(axis=0)).all()


def test_members_who_are_all_alike_stay_so() -> None:
    data = np.full((50, 2), 3.0)
    drawn = OnePopulation.fit(data, np.random.default_rng(0)).draw(np.random.default_rng(1))
    np.testing.assert_array_equal(drawn, data)


def modes(values: np.ndarray, bandwidth: float) -> int:
    grid = np.linspace(values.min() - 4 * bandwidth, values.max() + 4 * bandwidth, 4000)
    density = np.exp(-0.5 * ((grid[:, None] - values) / bandwidth) ** 2).sum(axis=1)
    rise = np.sign(np.diff(density))
    return int((np.diff(rise[rise != 0]) < 0).sum())


@given(st.lists(st.integers(-50, 50), min_size=3, max_size=40), st.integers(0, 10))
def test_the_bandwidth_leaves_one_mode_and_hardly_less_would_not(whole: list[int], seed: int) -> None:
    values = np.array(whole) + np.random.default_rng(seed).random(len(whole))
    found = unimodal_bandwidth(values)
    assert modes(values, 1.05 * found) == 1
    smallest = 3 * np.ptp(values) / 1024
    assert modes(values, 0.9 * found) > 1 or found < 2 * smallest


def test_equal_values_need_no_smoothing() -> None:
    assert unimodal_bandwidth(np.ones(10)) == 0
