"""Retention, cohorts and survival against the oracle, on random small communities."""

from __future__ import annotations

import math
from typing import Any

import oracle_retention as oracle
import pandas as pd
import pytest
from communities import random_community
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import World

import shequn_lab as sq

Pair = tuple[World, sq.Community]
MODES = ("on", "within", "after")
AGES = st.sampled_from((1, 2, 3, 6, 7, 14, 29, 30))


def agrees(found: Any, k: int, n: int) -> None:
    """Same counts, and Wilson's interval around their ratio."""
    assert found.n == n
    if n == 0:
        assert math.isnan(found.value)
        return
    assert found.k == k
    assert found.value == pytest.approx(k / n)
    assert (found.low, found.high) == pytest.approx(oracle.wilson(k, n), abs=1e-9)


@pytest.mark.parametrize("clock", ["calendar", "elapsed"])
@given(pair=random_community(), n=AGES, more=st.integers(0, 10))
def test_retention_agrees(clock: str, pair: Pair, n: int, more: int) -> None:
    w, community = pair
    for mode in MODES:
        found = getattr(sq, f"retention_{mode}")(community, n, clock=clock)
        agrees(found, *oracle.retention(w, n, mode, clock))
    found = sq.retention_after(community, n, clock=clock, horizon=n + more)
    agrees(found, *oracle.retention(w, n, "after", clock, n + more))


@given(pair=random_community(), n=AGES)
def test_members_left_out_are_counted(pair: Pair, n: int) -> None:
    w, community = pair
    chosen, out = oracle.cohort(w)
    found = sq.retention_on(community, n)
    told = {reason.removeprefix("excluded_"): count for reason, count in found.excluded.items()}
    assert told.get("unknown_join", 0) == out["unknown_join"]
    assert told.get("run_in", 0) == out["run_in"]
    assert told.get("before_observed", 0) == out["before_observed"]
    assert told.get("outside_window", 0) == out["outside_window"]
    assert told.get("not_yet_observed", 0) == len(chosen) - found.n


@settings(max_examples=25)
@given(pair=random_community(), n=AGES)
def test_the_six_definitions_stand_side_by_side(pair: Pair, n: int) -> None:
    w, community = pair
    table = sq.retention_definitions(community, n).reset_index()
    assert len(table) == 6
    for row in table.itertuples():
        agrees(row, *oracle.retention(w, n, row.mode, row.clock))


@settings(max_examples=25)
@given(pair=random_community())
def test_retention_curves_agree(pair: Pair) -> None:
    w, community = pair
    curves = sq.retention_curves(community, until=9)
    assert {(row.mode, row.day) for row in curves.itertuples()} == {(m, d) for m in MODES for d in range(1, 10)}
    for row in curves.itertuples():
        agrees(row, *oracle.retention(w, row.day, row.mode))


@pytest.mark.parametrize("every", ["day", "week", "month"])
@settings(max_examples=25)
@given(pair=random_community(), mode=st.sampled_from(("on", "after")))
def test_cohort_tables_agree(every: str, pair: Pair, mode: str) -> None:
    w, community = pair
    table = sq.cohort_retention(community, every=every, mode=mode)
    complete = oracle.cohort_table(w, every, mode)
    found: dict[tuple[object, int], Any] = {}
    for row in table.reset_index().itertuples():
        found[None if pd.isna(row.cohort) else row.cohort.date(), row.block] = row
    assert set(complete) <= set(found)
    for key, row in found.items():
        if key in complete:
            agrees(row, *complete[key])
        else:
            assert math.isnan(row.value)


@given(pair=random_community(), silence=st.sampled_from((1, 3, 7, 30)))
def test_survival_agrees(pair: Pair, silence: int) -> None:
    w, community = pair
    times = oracle.lifetimes(w, silence)
    frame = sq.survival(community, silence_days=silence)
    for row in frame.itertuples():
        assert row.value == pytest.approx(oracle.kaplan_meier(times, row.day), nan_ok=True)
        assert row.n == sum(1 for time, _ in times if time >= row.day)
    assert {time for time, died in times if died} <= set(frame["day"])
    reached = [t for t, _ in sorted(times) if oracle.kaplan_meier(times, t) <= 0.5]
    median = sq.survival_median(community, silence_days=silence)
    assert median.value == pytest.approx(reached[0] if reached else math.nan, nan_ok=True)
