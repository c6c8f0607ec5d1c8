"""Interactions by member and hour of the local day, against zoneinfo, one event at a time."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from zoneinfo import ZoneInfo

import numpy as np
import oracle
from communities import Event, Person, World, build, tiny, worlds
from hypothesis import given, settings
from oracle import DAY

from shequn_lab.rollups import ledger, member_hours


@settings(max_examples=40)
@given(w=worlds())
def test_hours_of_members_agree(w: World) -> None:
    community = build(w)
    found = member_hours(community)
    ids = community.members["member_id"].tolist()
    expected: Counter[tuple[str, int]] = Counter()
    for p in oracle.plain_members(w):
        for e in oracle.events_of(w, p.id):
            if oracle.inside(oracle.local_day(w, e.at), oracle.window(w)):
                expected[p.id, e.at.astimezone(ZoneInfo(w.zone)).hour] += 1
    assert found.shape == (len(ids), 24)
    assert {(ids[i], int(h)): int(found[i, h]) for i, h in np.argwhere(found)} == dict(expected)


@settings(max_examples=20)
@given(w=worlds())
def test_hours_of_members_sum_to_the_hours_of_the_ledger(w: World) -> None:
    community = build(w)
    first = community.window.first - community.observed.first
    inside = ledger(community).hours[first : first + community.window.n_days]
    assert member_hours(community).sum(axis=0).tolist() == inside.sum(axis=0).tolist()


def test_another_window_is_counted_anew() -> None:
    community = tiny()
    assert member_hours(community).sum() == 11
    assert member_hours(community.between("2026-03-04", "2026-03-06")).sum() == 4
    assert member_hours(community).sum() == 11


def test_zones_with_half_hours_and_an_hour_that_comes_twice() -> None:
    # Kolkata is 5:30 ahead: 18:29 and 18:30 UTC are 23:59 and midnight.
    late = [dt.datetime(2026, 3, 2, 18, m, tzinfo=dt.UTC) for m in (29, 30)]
    day = dt.date(2026, 3, 2)
    people = (Person("a"),)
    india = World("Asia/Kolkata", people, tuple(Event("a", t) for t in late), stated=(day, day + 2 * DAY))
    assert np.flatnonzero(member_hours(build(india))[0]).tolist() == [0, 23]
    # New York, 1 November 2026: 05:30 and 06:30 UTC are both 01:30.
    twice = tuple(Event("a", dt.datetime(2026, 11, 1, h, 30, tzinfo=dt.UTC)) for h in (5, 6))
    first = dt.date(2026, 11, 1)
    autumn = World("America/New_York", people, twice, stated=(first, first + DAY))
    assert member_hours(build(autumn))[0, 1] == 2
