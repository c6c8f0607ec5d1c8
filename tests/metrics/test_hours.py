"""Weekday and hour of activity, by brute force with zoneinfo."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import oracle
import pandas as pd
import pytest
from communities import Event, Person, World, at, build, random_community, tiny
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import DAY

import shequn_lab as sq

Pair = tuple[World, sq.Community]
FIRST = dt.date(2026, 3, 2)


def walls(w: World) -> list[tuple[str, dt.datetime]]:
    """Who did something, and what the clock on the wall showed, in the reporting window."""
    found = []
    for p in oracle.plain_members(w):
        for e in oracle.events_of(w, p.id):
            wall = e.at.astimezone(ZoneInfo(w.zone))
            if oracle.inside(wall.date(), oracle.window(w)):
                found.append((p.id, wall))
    return found


def best_run(per_hour: list[int], width: int) -> tuple[int, int]:
    """Interactions in the busiest run of hours, and the first hour at which such a run begins."""
    sums = [sum(per_hour[start : start + width]) for start in range(24 - width + 1)]
    return max(sums), sums.index(max(sums))


@settings(max_examples=30)
@given(pair=random_community())
def test_active_hours_sum_to_the_interactions(pair: Pair) -> None:
    w, community = pair
    hours = sq.active_hours(community)
    seen = walls(w)
    assert hours.index.tolist() == list(range(1, 8))
    assert hours.columns.tolist() == list(range(24))
    assert int(hours.to_numpy().sum()) == len(seen)
    assert {(d, h): int(hours.loc[d, h]) for d in hours.index for h in hours if hours.loc[d, h]} == {
        (d, h): sum((wall.isoweekday(), wall.hour) == (d, h) for _, wall in seen)
        for d, h in {(wall.isoweekday(), wall.hour) for _, wall in seen}
    }


@settings(max_examples=30)
@given(pair=random_community())
def test_weekdays_of_the_window_are_counted(pair: Pair) -> None:
    w, community = pair
    days = oracle.days_of(oracle.window(w))
    assert sq.weekday_counts(community).to_dict() == {i: sum(d.isoweekday() == i for d in days) for i in range(1, 8)}


@settings(max_examples=40)
@given(pair=random_community(), width=st.sampled_from((1, 2, 9, 23, 24)))
def test_the_peak_is_the_busiest_run_of_hours(pair: Pair, width: int) -> None:
    w, community = pair
    seen = walls(w)
    found = sq.peak_hours(community, width=width)
    if not seen:
        assert not found.measurable
        assert str(found.note)
        return
    per_hour = [sum(wall.hour == h for _, wall in seen) for h in range(24)]
    most, start = best_run(per_hour, width)
    assert found.value == pytest.approx(most / len(seen))
    assert (found.params["start"], found.params["end"]) == (start, start + width)
    assert (found.k, found.n) == (most, len(seen))
    assert pd.isna(found.low) or -1e-9 <= found.low <= found.value + 1e-9 <= found.high + 2e-9 <= 1 + 3e-9


def test_the_whole_day_is_everything() -> None:
    found = sq.peak_hours(tiny(), width=24)
    assert (found.value, found.low, found.high) == (1, 1, 1)


def test_the_peak_of_the_tiny_community_by_hand() -> None:
    # Hours of the eleven: 8 ×2, 9 ×2, 10, 12 ×3, 21, 22, 23: from 4 to 12 there are eight.
    found = sq.peak_hours(tiny())
    assert (found.k, found.n) == (8, 11)
    # Of runs with as many, the first.
    assert (found.params["start"], found.params["end"]) == (4, 13)
    assert sq.peak_hours(tiny(), width=1).params["start"] == 12


@pytest.mark.parametrize("width", [0, -1, 25])
def test_a_run_that_is_no_part_of_a_day_is_refused(width: int) -> None:
    with pytest.raises(sq.OptionError):
        sq.peak_hours(tiny(), width=width)


def test_the_run_does_not_cross_midnight() -> None:
    # Three at 23 and four at 0: two hours across midnight would hold all.
    events = [Event("a", at(f"2026-03-02 23:{i:02}")) for i in range(3)]
    events += [Event("b", at(f"2026-03-03 00:{i:02}")) for i in range(4)]
    w = World("Asia/Shanghai", (Person("a"), Person("b")), tuple(events), stated=(FIRST, FIRST + 2 * DAY))
    found = sq.peak_hours(build(w), width=2)
    assert found.value == pytest.approx(4 / 7)
    assert found.params["start"] == 0


def test_the_interval_resamples_members_and_not_interactions() -> None:
    # One of forty members writes nine tenths of everything, at noon: how it goes depends on that one.
    events = [Event("m0", at("2026-03-02 12:00") + dt.timedelta(seconds=i)) for i in range(360)]
    events += [Event(f"m{i}", at("2026-03-02 20:00") + dt.timedelta(seconds=i)) for i in range(1, 41)]
    people = tuple(Person(f"m{i}") for i in range(41))
    w = World("Asia/Shanghai", people, tuple(events), stated=(FIRST, FIRST + DAY))
    found = sq.peak_hours(build(w), width=1)
    assert found.value == pytest.approx(0.9)
    # Without that member, the share of noon is nothing; with three of it, 0.96.
    assert found.low == pytest.approx(0)
    assert found.high > 0.94


def test_an_hour_that_the_clock_skips_stays_empty_and_one_that_comes_twice_holds_both() -> None:
    zone, people = "America/New_York", (Person("a"),)
    spring = [dt.datetime(2026, 3, 8, h, 30, tzinfo=dt.UTC) for h in (6, 7)]  # 01:30 and 03:30
    w = World(zone, people, tuple(Event("a", t) for t in spring), stated=(dt.date(2026, 3, 8), dt.date(2026, 3, 9)))
    sunday = sq.active_hours(build(w)).loc[7]
    assert sunday[sunday > 0].to_dict() == {1: 1, 3: 1}
    autumn = [dt.datetime(2026, 11, 1, h, 30, tzinfo=dt.UTC) for h in (5, 6)]  # 01:30 twice
    w = World(zone, people, tuple(Event("a", t) for t in autumn), stated=(dt.date(2026, 11, 1), dt.date(2026, 11, 2)))
    assert sq.active_hours(build(w)).loc[7, 1] == 2


def test_bots_and_operators_leave_no_hours() -> None:
    people = (Person("a"), Person("boss", role="owner"), Person("bot", role="bot"))
    events = tuple(Event(p.id, at("2026-03-02 12:00")) for p in people)
    w = World("Asia/Shanghai", people, events, stated=(FIRST, FIRST + DAY))
    assert int(sq.active_hours(build(w)).to_numpy().sum()) == 1
