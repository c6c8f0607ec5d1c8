"""The parts intervals are made of, against SciPy on raw members."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

import shequn_lab as sq
from shequn_lab.metrics.intervals import MOST_GROUPS, bootstrap, deal, median_interval, percentiles, wilson


def ratio(top: np.ndarray, bottom: np.ndarray) -> np.ndarray:
    return top / bottom


def test_wilson_is_scipy_s_for_every_k_of_every_n_up_to_forty() -> None:
    pairs = [(k, n) for n in range(1, 41) for k in range(n + 1)]
    low, high = wilson(*np.array(pairs).T)
    ends = [stats.binomtest(k, n).proportion_ci(0.95, method="wilson") for k, n in pairs]
    assert low == pytest.approx([e.low for e in ends], abs=1e-12)
    assert high == pytest.approx([e.high for e in ends], abs=1e-12)


@pytest.mark.parametrize("level", [0.5, 0.8, 0.99])
def test_wilson_keeps_to_the_level_asked_for(level: float) -> None:
    ends = stats.binomtest(7, 19).proportion_ci(level, method="wilson")
    low, high = wilson(7, 19, level)
    assert (float(low), float(high)) == pytest.approx((ends.low, ends.high))


def test_wilson_of_nobody_is_missing_and_never_leaves_zero_to_one() -> None:
    low, high = wilson([0, 0, 5], [0, 5, 5])
    assert np.isnan([low[0], high[0]]).all()
    assert low[1] == 0
    assert high[2] == 1
    big_low, big_high = wilson([0, 10**9], [10**9, 10**9])
    assert (big_low >= 0).all()
    assert (big_high <= 1).all()


@pytest.mark.parametrize("n", [*range(13), 60, 500])
def test_the_interval_of_a_median_is_that_of_order_statistics(n: int) -> None:
    values = np.random.default_rng(n).permutation(np.arange(n)).astype(float)
    # The narrowest pair of ranks that leaves at most 2.5 % on either side, looked for one by one.
    ranks = [r for r in range(1, n // 2 + 1) if sum(math.comb(n, i) for i in range(r)) / 2**n <= 0.025]
    expected = (ranks[-1] - 1, n - ranks[-1]) if ranks else (math.nan, math.nan)
    assert median_interval(values) == pytest.approx(expected, nan_ok=True)
    assert bool(ranks) == (n >= 6)


def test_the_interval_of_a_median_holds_it_as_often_as_it_says() -> None:
    chance = np.random.default_rng(4)
    ends = [median_interval(chance.exponential(size=25)) for _ in range(2_000)]
    held = np.mean([low <= math.log(2) <= high for low, high in ends])
    assert 0.945 <= held <= 0.975  # 0.957 by the binomial distribution


@pytest.mark.parametrize("n", [2, 12, 60, 1000])
def test_the_bootstrap_is_scipy_s_on_raw_members(n: int) -> None:
    chance = np.random.default_rng(n)
    top, bottom = chance.poisson(3, n).astype(float), chance.poisson(5, n) + 1.0
    found = bootstrap([top, bottom], ratio, seed=8, n_resamples=999)

    def plain(a: np.ndarray, b: np.ndarray, axis: int) -> np.ndarray:
        return a.sum(axis=axis) / b.sum(axis=axis)

    direct = stats.bootstrap(
        (top, bottom), plain, paired=True, n_resamples=999, method="percentile", rng=np.random.default_rng(8)
    )
    assert np.sort(found.replicates[0]) == pytest.approx(np.sort(direct.bootstrap_distribution))
    ends = direct.confidence_interval
    assert (found.low[0], found.high[0]) == pytest.approx((ends.low, ends.high))


def test_groups_of_members_give_the_standard_error_of_members() -> None:
    chance = np.random.default_rng(2)
    n = 3000
    top, bottom = chance.lognormal(0, 1, n), chance.poisson(5, n) + 1.0
    plain = bootstrap([top, bottom], ratio, seed=1).replicates[0].std()
    of = deal(n, 7)
    sums = [np.bincount(of, weights=x) for x in (top, bottom)]
    assert sums[0].size == MOST_GROUPS
    grouped = bootstrap(sums, ratio, seed=1).replicates[0].std()
    assert grouped == pytest.approx(plain, rel=0.10)
    # And both are what the delta method says.
    value = top.sum() / bottom.sum()
    assert plain == pytest.approx((top - value * bottom).std() / bottom.mean() / math.sqrt(n), rel=0.10)


@pytest.mark.parametrize("n", [1, 999, 1000, 1001, 2500, 3000])
def test_dealing_is_balanced_and_seeded(n: int) -> None:
    groups = deal(n, 5)
    sizes = np.bincount(groups)
    assert sizes.size == min(n, MOST_GROUPS)
    assert sizes.max() - sizes.min() <= 1
    assert np.array_equal(groups, deal(n, 5))
    if n <= MOST_GROUPS:
        assert len(set(groups.tolist())) == n  # each member alone
    else:
        assert not np.array_equal(groups, deal(n, 6))
        assert not np.array_equal(groups, np.arange(n) % MOST_GROUPS)  # at random, not by row


def test_one_member_has_no_interval_and_nobody_is_refused() -> None:
    found = bootstrap([np.array([3.0]), np.array([4.0])], ratio, seed=0)
    assert np.isnan([found.low[0], found.high[0]]).all()
    with pytest.raises(sq.OptionError):
        bootstrap([np.zeros(0)], lambda total: total, seed=0)


def test_several_statistics_are_drawn_together() -> None:
    chance = np.random.default_rng(1)
    by_day = chance.poisson(2, (50, 4)).astype(float)
    found = bootstrap([by_day], lambda total: total, seed=3, n_resamples=500)
    assert found.replicates.shape == (4, 500)
    for day in range(4):
        alone = bootstrap([by_day[:, day]], lambda total: total, seed=3, n_resamples=500)
        assert (found.low[day], found.high[day]) == pytest.approx((alone.low[0], alone.high[0]))


def test_members_who_are_all_alike_leave_no_doubt() -> None:
    found = bootstrap([np.full(30, 2.0)], lambda total: total, seed=0)
    assert (found.low[0], found.high[0]) == (60, 60)


def test_replicates_without_a_value_are_left_out_of_the_percentiles() -> None:
    low, high = percentiles(np.array([[1.0, np.nan, 3.0, 2.0], [np.nan] * 4]), level=0.5)
    assert (low[0], high[0]) == (1.5, 2.5)
    assert np.isnan([low[1], high[1]]).all()


@pytest.mark.slow
def test_the_bootstrap_of_a_ratio_holds_the_truth_about_as_often_as_it_says() -> None:
    chance = np.random.default_rng(9)
    hits = 0
    for _ in range(300):
        bottom = chance.poisson(5, 150) + 1.0
        top = chance.poisson(0.5 * bottom).astype(float)
        found = bootstrap([top, bottom], ratio, seed=int(chance.integers(10**9)), n_resamples=500)
        hits += bool(found.low[0] <= 0.5 <= found.high[0])
    assert 0.91 <= hits / 300 <= 0.985
