"""Activity metrics against the oracle, on random small communities."""

from __future__ import annotations

import math

import oracle
import pandas as pd
import pytest
from communities import build, conversations, random_community, worlds
from hypothesis import given
from hypothesis import strategies as st
from oracle import World
from oracle_retention import kaplan_meier, wilson

import shequn_lab as sq

Pair = tuple[World, sq.Community]


def agrees(found: sq.Estimate, k: int, n: int) -> None:
    """Same counts, and Wilson's interval around their ratio."""
    assert found.n == n
    if n == 0:
        assert math.isnan(found.value)
        return
    assert found.k == k
    assert found.value == pytest.approx(k / n)
    assert (found.low, found.high) == pytest.approx(wilson(k, n), abs=1e-9)


def by_day(series: pd.Series) -> dict[object, float]:
    return {stamp.date(): float(value) for stamp, value in series.items()}


@given(pair=random_community())
def test_active_members_agree_on_every_day(pair: Pair) -> None:
    w, community = pair
    for metric, n_days in ((sq.daily_active, 1), (sq.weekly_active, 7), (sq.monthly_active, 30)):
        for operators in (False, True):
            found = metric(community, include_operators=operators)
            expected = oracle.trailing_active(w, n_days, operators=operators)
            assert by_day(found) == pytest.approx(expected, nan_ok=True)


@given(pair=random_community())
def test_shares_of_members_present_agree(pair: Pair) -> None:
    w, community = pair
    for metric, counts in ((sq.speaking_share, oracle.speaks), (sq.active_share, oracle.is_interaction)):
        for base in ("any", "end"):
            found = metric(community, base=base)
            if w.roster == "complete":
                agrees(found, *oracle.member_share(w, counts, base))
            else:
                assert math.isnan(found.value)
                assert str(found.note)


@given(pair=random_community())
def test_active_hours_agree(pair: Pair) -> None:
    w, community = pair
    found = sq.active_hours(community)
    assert {(day, hour): int(found.loc[day, hour]) for day in found.index for hour in found} == oracle.active_hours(w)


@given(w=st.one_of(conversations(), worlds()))
def test_reply_latency_agrees(w: World) -> None:
    found = sq.reply_latency(build(w))
    asked = oracle.questions(w)
    tied = any((e.reply_to if w.threads == "reply_to" else e.topic) is not None for e in w.events)
    if w.threads == "none" or not tied:
        assert math.isnan(found.median.value)
        return
    times = [(seconds, answered) for _, seconds, answered in asked]
    assert sorted(zip(found.frame["seconds"], found.frame["answered"], strict=True)) == sorted(times)
    for estimate, limit in ((found.within_hour, 3600), (found.within_day, 86400)):
        assert estimate.value == pytest.approx(1 - kaplan_meier(times, limit), nan_ok=True)
    reached = [t for t in sorted({t for t, _ in times}) if kaplan_meier(times, t) <= 0.5]
    assert found.median.value == pytest.approx(reached[0] if reached else math.nan, nan_ok=True)
