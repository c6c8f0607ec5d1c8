"""Kaplan–Meier against a product written out by hand, and against published figures."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shequn_lab.metrics.survival import first_below, kaplan_meier

#: Weeks of remission of 21 children on 6-MP (Freireich et al. 1963, Blood 21, 699–716); False: still in remission.
REMISSION = [
    *[(6, True), (6, True), (6, True), (6, False), (7, True), (9, False), (10, True), (10, False), (11, False)],
    *[(13, True), (16, True), (17, False), (19, False), (20, False), (22, True), (23, True), (25, False)],
    *[(32, False), (32, False), (34, False), (35, False)],
]
TIMES = st.lists(st.tuples(st.integers(0, 12), st.booleans()), min_size=1, max_size=40)
Pairs = list[tuple[int, bool]]


def curve(pairs: Pairs, **options: float) -> pd.DataFrame:
    times, ended = zip(*pairs, strict=True)
    return kaplan_meier(np.array(times, dtype=float), np.array(ended, dtype=bool), **options)


def product_limit(pairs: Pairs) -> list[tuple[float, float, int, float]]:
    """Return time, share left, number at risk and Greenwood's sum, at each distinct time."""
    left, greenwood, steps = 1.0, 0.0, []
    for time in sorted({t for t, _ in pairs}):
        # Who is censored at a time was still at risk at it.
        at_risk = sum(t >= time for t, _ in pairs)
        gone = sum(t == time and ended for t, ended in pairs)
        left *= 1 - gone / at_risk
        greenwood += gone / (at_risk * (at_risk - gone)) if at_risk > gone else math.inf
        steps.append((float(time), left, at_risk, greenwood))
    return steps


@given(pairs=TIMES)
def test_the_curve_is_the_product_of_what_is_left_at_each_time(pairs: Pairs) -> None:
    frame = curve(pairs)
    expected = product_limit(pairs)
    assert frame["time"].tolist() == [t for t, *_ in expected]
    assert frame["value"].tolist() == pytest.approx([s for _, s, *_ in expected], abs=1e-12)
    assert frame["n"].tolist() == [n for _, _, n, _ in expected]


@given(pairs=TIMES)
def test_limits_are_greenwood_s_on_the_log_log_scale(pairs: Pairs) -> None:
    z = 1.959963984540054
    for row, (_, left, _, greenwood) in zip(curve(pairs).itertuples(), product_limit(pairs), strict=True):
        if 0 < left < 1:
            spread = z * math.sqrt(greenwood) / abs(math.log(left))
            assert row.low == pytest.approx(left ** math.exp(spread), abs=1e-9)
            assert row.high == pytest.approx(left ** math.exp(-spread), abs=1e-9)
        else:
            # At 1 and at 0 the scale has no limits: none are shown, or none but the value.
            for end in (row.low, row.high):
                assert math.isnan(end) or 0 <= end <= 1
        assert not row.low > row.value + 1e-12
        assert not row.high < row.value - 1e-12


@given(pairs=TIMES, seed=st.integers(0, 9))
def test_the_order_of_members_does_not_matter(pairs: Pairs, seed: int) -> None:
    mixed = [pairs[i] for i in np.random.default_rng(seed).permutation(len(pairs))]
    assert curve(mixed).equals(curve(pairs))


@given(pairs=TIMES)
def test_without_censoring_the_curve_counts_who_is_left(pairs: Pairs) -> None:
    times = [t for t, _ in pairs]
    frame = curve([(t, True) for t in times])
    assert frame["value"].tolist() == pytest.approx([sum(t > s for t in times) / len(times) for s in frame["time"]])


def test_the_remission_times_of_freireich_give_the_published_curve() -> None:
    frame = curve(REMISSION)  # type: ignore[arg-type]
    published = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}
    values = frame.set_index("time")["value"]
    assert {t: round(values[t], 3) for t in published} == published
    at_risk = frame.set_index("time")["n"]
    assert [at_risk[t] for t in published] == [21, 17, 15, 12, 11, 7, 6]
    # Nobody relapses at the other times.
    assert values[35] == pytest.approx(values[23])
    assert values[9] == pytest.approx(values[7])


def test_the_median_remission_is_twenty_three_weeks() -> None:
    frame = curve(REMISSION)  # type: ignore[arg-type]
    assert first_below(frame["time"], frame["value"]) == 23
    # Brookmeyer and Crowley's lower limit, as the textbooks give it on the log-log scale: 13 weeks, and no upper one.
    assert first_below(frame["time"], frame["low"]) == 13
    assert math.isnan(first_below(frame["time"], frame["high"]))


def test_where_everybody_is_censored_the_curve_stays_at_one() -> None:
    frame = curve([(3, False), (5, False), (5, False)])
    assert frame["value"].tolist() == [1, 1]
    assert frame["n"].tolist() == [3, 2]
    assert math.isnan(first_below(frame["time"], frame["value"]))


def test_exactly_one_half_is_already_the_median() -> None:
    frame = curve([(2, True), (9, False)])
    assert first_below(frame["time"], frame["value"]) == 2


@pytest.mark.parametrize("level", [0.8, 0.99])
def test_a_higher_level_widens_the_limits(level: float) -> None:
    usual, other = curve(REMISSION), curve(REMISSION, level=level)  # type: ignore[arg-type]
    wider = (other["high"] - other["low"]).dropna() > (usual["high"] - usual["low"]).dropna()
    assert wider.all() == (level > 0.95)
    assert other["value"].equals(usual["value"])
