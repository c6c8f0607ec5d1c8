"""Retention within n days cohort by cohort, and whether cohorts differ."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import oracle_retention as oracle
import pandas as pd
import pytest
from communities import Event, Person, World, at, build, random_community, tiny
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import DAY
from scipy import stats

import shequn_lab as sq

Pair = tuple[World, sq.Community]
FIRST = dt.date(2026, 3, 2)
AGES = st.sampled_from((1, 2, 3, 7, 14, 30))


def period(day: dt.date, every: str) -> dt.date:
    return {"day": day, "week": day - day.weekday() * DAY, "month": day.replace(day=1)}[every]


@pytest.mark.parametrize("every", ["day", "week", "month"])
@settings(max_examples=30)
@given(pair=random_community(), n=AGES)
def test_each_cohort_agrees(every: str, pair: Pair, n: int) -> None:
    w, community = pair
    cohorts: dict[dt.date, list[tuple[bool, bool]]] = {}
    for who, stay in oracle.cohort(w)[0].items():
        seen = oracle.reached(w, stay, n, "calendar")
        back = oracle.retained(w, who, stay, 1, n, "calendar")
        cohorts.setdefault(period(stay.day, every), []).append((seen, back))
    frame = sq.cohort_within(community, n, every=every)  # type: ignore[arg-type]
    rows = {stamp.date(): row for stamp, row in frame[frame.index.notna()].iterrows()}
    assert sorted(rows) == sorted(cohorts)
    for start, members in cohorts.items():
        row = rows[start]
        if not all(seen for seen, _ in members):
            assert math.isnan(row["value"])
            continue
        k = sum(back for _, back in members)
        assert (row["k"], row["n"]) == (k, len(members))
        assert row["value"] == pytest.approx(k / len(members))
        assert (row["low"], row["high"]) == pytest.approx(oracle.wilson(k, len(members)), abs=1e-9)


@settings(max_examples=30)
@given(pair=random_community(), n=AGES)
def test_the_pooled_row_is_retention_within_of_everybody(pair: Pair, n: int) -> None:
    w, community = pair
    frame = sq.cohort_within(community, n)
    pooled = frame[frame.index.isna()]
    assert len(pooled) == 1
    k, of = oracle.retention(w, n, "within")
    row = pooled.iloc[0]
    assert row["n"] == of
    if of:
        assert row["k"] == k
        assert row["value"] == pytest.approx(k / of)
    else:
        assert math.isnan(row["value"])


def test_cohorts_of_the_tiny_community_by_hand() -> None:
    # Of those of the 2nd (an chen dai) two came back within two days, of those of the 3rd (bo eve) one.
    frame = sq.cohort_within(tiny(), 2, every="day")
    assert frame[["k", "n"]].to_numpy().tolist() == [[2, 3], [1, 2], [3, 5]]
    # Day nine of bo and eve has not come: they are in no row, an chen dai in their own and in the pooled one.
    late = sq.cohort_within(tiny(), 9, every="day")
    assert math.isnan(late["value"].iloc[1])
    assert late["n"].iloc[2] == 3


def test_a_pooled_row_is_no_mean_of_cohorts() -> None:
    pooled = sq.cohort_within(tiny(), 2, every="day")["value"].iloc[2]
    assert pooled == pytest.approx(3 / 5)
    assert pooled != pytest.approx((2 / 3 + 1 / 2) / 2)


def test_without_joinings_there_is_the_pooled_row_alone_and_nothing_in_it() -> None:
    w = World("Asia/Shanghai", (Person("a"),), (Event("a", at("2026-03-02 12:00")),), stated=(FIRST, FIRST + DAY))
    frame = sq.cohort_within(build(w), 1)
    assert frame["n"].tolist() == [0]
    assert frame["value"].isna().all()
    assert math.isnan(sq.cohorts_differ(frame))


def test_options_that_make_no_sense_are_refused() -> None:
    with pytest.raises(sq.OptionError):
        sq.cohort_within(tiny(), 0)
    with pytest.raises(sq.OptionError):
        sq.cohort_within(tiny(), 7, every="year")  # type: ignore[arg-type]


def test_a_table_without_cohorts_says_why() -> None:
    # The only joining lies before the observed days.
    old = Person("a", joined_on=FIRST - 30 * DAY)
    w = World("Asia/Shanghai", (old,), (Event("a", at("2026-03-02 12:00")),), stated=(FIRST, FIRST + 9 * DAY))
    table = sq.cohort_retention(build(w))
    assert table.empty
    assert table.attrs["note"]


# -- whether they differ ---------------------------------------------------------------------------


def cohorts(k: list[int], n: list[int]) -> pd.DataFrame:
    index = pd.date_range("2026-03-02", periods=len(k), freq="7D").append(pd.DatetimeIndex([pd.NaT]))
    return pd.DataFrame({"k": [*k, sum(k)], "n": [*n, sum(n)]}, index=index.rename("cohort"))


@settings(max_examples=40)
@given(cells=st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=8))
def test_the_test_is_pearson_s_chi_square_of_homogeneity(cells: list[tuple[int, int]]) -> None:
    k, n = [a for a, _ in cells], [a + b for a, b in cells]
    found = sq.cohorts_differ(cohorts(k, n))
    held = [(a, b) for a, b in cells if a + b]
    back, gone = sum(a for a, _ in held), sum(b for _, b in held)
    if len(held) < 2 or not back or not gone:
        assert math.isnan(found)
        return
    share = back / (back + gone)
    squares = [
        (seen - expected) ** 2 / expected
        for a, b in held
        for seen, expected in ((a, (a + b) * share), (b, (a + b) * (1 - share)))
    ]
    if len(held) > 2:
        assert found == pytest.approx(stats.chi2.sf(sum(squares), len(held) - 1))
    # With two cohorts SciPy corrects for continuity (Yates).
    assert found == pytest.approx(stats.chi2_contingency(np.array(held)).pvalue)


def test_a_cohort_not_followed_long_enough_is_left_out() -> None:
    whole = cohorts([5, 20, 9], [30, 40, 25])
    part = cohorts([5, 20, 9, 0], [30, 40, 25, 0])
    assert sq.cohorts_differ(part) == pytest.approx(sq.cohorts_differ(whole))


def test_plain_differences_are_seen_and_equal_cohorts_are_not() -> None:
    assert sq.cohorts_differ(cohorts([5, 45], [50, 50])) < 1e-9
    assert sq.cohorts_differ(cohorts([10, 20, 30], [20, 40, 60])) == pytest.approx(1)


@pytest.mark.slow
def test_where_cohorts_are_alike_the_p_values_are_uniform() -> None:
    chance = np.random.default_rng(21)
    sizes = [40, 60, 80, 50, 70]
    found = [sq.cohorts_differ(cohorts(chance.binomial(sizes, 0.4).tolist(), sizes)) for _ in range(2000)]
    assert stats.kstest(found, "uniform").pvalue > 0.001
    assert 0.035 <= float(np.mean(np.array(found) < 0.05)) <= 0.065


@pytest.mark.slow
def test_where_members_of_a_community_are_alike_its_cohorts_rarely_differ() -> None:
    chance = np.random.default_rng(22)
    rejected = 0
    for _ in range(100):
        people, events = [], []
        for i in range(240):
            joins = i % 28
            people.append(Person(f"m{i}", joined_on=FIRST + joins * DAY))
            if chance.random() < 0.4:
                later = joins + int(chance.integers(1, 8))
                events.append(Event(f"m{i}", at("2026-03-02 12:00") + later * DAY))
        w = World("Asia/Shanghai", tuple(people), tuple(events), stated=(FIRST, FIRST + 40 * DAY))
        rejected += sq.cohorts_differ(sq.cohort_within(build(w), 7)) < 0.05
    assert rejected <= 12  # 5 expected; 13 or more has a chance of one in a thousand
