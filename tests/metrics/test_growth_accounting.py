"""Growth accounting: against the oracle, by hand, and its identities."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import oracle_growth as oracle
import pytest
from communities import Event, Person, World, at, build
from hypothesis import given
from oracle import DAY
from oracle_tables import Shop
from shop_draws import random_shop

import shequn_lab as sq

MONDAY = dt.date(2026, 3, 2)


@given(pair=random_shop())
def test_growth_accounting_agrees_week_by_week(pair: tuple[Shop, sq.Community]) -> None:
    s, community = pair
    frame, expected = sq.growth_accounting(community), oracle.weeks(s.w)
    assert [start.date() for start in frame["week"]] == [start for start, *_ in expected]
    for (_, row), (_, active, states) in zip(frame.iterrows(), expected, strict=True):
        assert row["active"] == active
        for name in ("new", "retained", "resurrected", "lapsed"):
            assert row[name] == pytest.approx(states[name] if states else math.nan, nan_ok=True)
        if states:
            gained = states["new"] + states["resurrected"]
            ratio = gained / states["lapsed"] if states["lapsed"] else math.nan
            assert row["quick_ratio"] == pytest.approx(ratio, nan_ok=True)
    told = [states for *_, states in expected if states]
    lapsed = sum(states["lapsed"] for states in told)
    gained = sum(states["new"] + states["resurrected"] for states in told)
    found = sq.quick_ratio(community)
    assert found.value == pytest.approx(gained / lapsed if lapsed else math.nan, nan_ok=True)


@given(pair=random_shop())
def test_its_identities_hold(pair: tuple[Shop, sq.Community]) -> None:
    frame = sq.growth_accounting(pair[1])
    told = frame[frame["new"].notna()]
    assert (told["active"] == told["new"] + told["retained"] + told["resurrected"]).all()
    assert (told["new_unsure"] <= told["new"]).all()
    before = frame["active"].shift()[told.index]
    following = before.notna()
    assert (before[following] == (told["retained"] + told["lapsed"])[following]).all()


def weeks_of(active: dict[str, list[int]], n_weeks: int = 4) -> sq.Community:
    """Members active on the Monday noon of the listed weeks."""
    noon = at("2026-03-02 12:00")
    events = tuple(Event(who, noon + 7 * week * DAY) for who, weeks in active.items() for week in weeks)
    people = tuple(Person(who, joined_at=noon + 7 * min(weeks, default=0) * DAY) for who, weeks in active.items())
    return build(World("Asia/Shanghai", people, events, stated=(MONDAY, MONDAY + 7 * n_weeks * DAY)))


def test_growth_accounting_by_hand() -> None:
    # a every week, b the first two, c in the first and the fourth, d from the third.
    community = weeks_of({"a": [0, 1, 2, 3], "b": [0, 1], "c": [0, 3], "d": [2, 3]})
    frame = sq.growth_accounting(community)
    states = frame[["active", "new", "retained", "resurrected", "lapsed"]].to_numpy()
    # Nobody knows the week before the first.
    assert np.array_equal(states[0], [3, *[np.nan] * 4], equal_nan=True)
    assert states[1:].tolist() == [[2, 0, 2, 0, 1], [2, 1, 1, 0, 1], [3, 0, 2, 1, 0]]
    # 0 of 1, 1 of 1; in the fourth week nobody lapsed.
    assert np.array_equal(frame["quick_ratio"], [np.nan, 0, 1, np.nan], equal_nan=True)
    pooled = sq.quick_ratio(community)
    assert (pooled.value, pooled.k, pooled.n) == (1, 2, 2)


def test_old_members_seen_for_the_first_time_are_marked_as_unsure() -> None:
    noon = at("2026-03-10 12:00")
    people = (Person("old", joined_on=dt.date(2025, 1, 1)), Person("fresh", joined_at=noon))
    events = (Event("old", noon), Event("fresh", noon))
    community = build(World("Asia/Shanghai", people, events, stated=(MONDAY, MONDAY + 14 * DAY)))
    second = sq.growth_accounting(community).iloc[1]
    assert (second["new"], second["new_unsure"]) == (2, 1)


def test_the_report_s_start_does_not_make_members_new() -> None:
    community = weeks_of({"a": [0, 2], "b": [1, 2]})
    late = sq.growth_accounting(community.between(MONDAY + 14 * DAY, MONDAY + 28 * DAY))
    assert late[["new", "retained", "resurrected"]].iloc[0].tolist() == [0, 1, 1]


def test_without_lapses_there_is_no_ratio_and_without_a_full_week_no_table() -> None:
    assert sq.quick_ratio(weeks_of({"a": [0, 1, 2, 3]})).note.id == "note_none_lapsed"
    short = build(World("Asia/Shanghai", (Person("a"),), (Event("a", at("2026-03-03 12:00")),)))
    assert sq.growth_accounting(short).attrs["note"]
    assert sq.quick_ratio(short).note.id == "note_window_short"
