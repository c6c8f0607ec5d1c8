"""Active ages on both clocks, against ages worked out one event at a time."""

from __future__ import annotations

import datetime as dt

import oracle
import oracle_retention
import pytest
from communities import Event, Person, World, at, build, tiny, worlds
from hypothesis import given, settings
from oracle import DAY, HOURS_24

from shequn_lab.rollups import tenure
from shequn_lab.rollups.tenure import Tenure

FIRST = dt.date(2026, 3, 2)


def in_cohort(w: World, clock: str) -> dict[str, oracle.Stay]:
    """Joined inside the observed days, whatever the reporting window; on the stopwatch, at a known instant."""
    begin = oracle.observed(w)[0]
    chosen = {}
    for p in oracle.plain_members(w):
        stay = oracle.first_stay(w, p)
        if stay is None or stay.day < begin or (clock == "elapsed" and stay.at is None):
            continue
        if not (stay.assumed and stay.day < begin + w.run_in_days * DAY):
            chosen[p.id] = stay
    return chosen


def ages(w: World, who: str, stay: oracle.Stay, clock: str) -> list[int]:
    days = oracle_retention.days_in_stay(w, who, stay)
    if clock == "calendar":
        return sorted((d - stay.day).days for d in days if d >= stay.day)
    assert stay.at is not None
    times = [e.at for e in oracle.events_of(w, who) if oracle.local_day(w, e.at) in days]
    inside = [t for t in times if t >= stay.at and (stay.left_at is None or t <= stay.left_at)]
    return sorted({(t - stay.at) // HOURS_24 for t in inside})


def lived(found: Tenure, row: int) -> list[int]:
    return found.ages[found.rows == row].tolist()


@pytest.mark.parametrize("clock", ["calendar", "elapsed"])
@settings(max_examples=40)
@given(w=worlds())
def test_active_ages_agree(clock: str, w: World) -> None:
    community = build(w)
    found = tenure(community, clock)  # type: ignore[arg-type]
    chosen = in_cohort(w, clock)
    for i, who in enumerate(community.members["member_id"]):
        assert found.cohort[i] == (who in chosen)
        expected = ages(w, who, chosen[who], clock) if who in chosen else []
        assert lived(found, i) == expected, who
        later = [age for age in expected if age >= 1]
        assert (found.first_return[i] < 10**6) == bool(later)
        assert not later or found.first_return[i] == later[0]
        assert found.last_activity[i] == max(expected, default=-1)


@pytest.mark.parametrize("clock", ["calendar", "elapsed"])
@settings(max_examples=40)
@given(w=worlds())
def test_members_are_followed_up_to_the_last_age_that_was_observed_whole(clock: str, w: World) -> None:
    community = build(w)
    found = tenure(community, clock)  # type: ignore[arg-type]
    for who, stay in in_cohort(w, clock).items():
        i = community.members["member_id"].tolist().index(who)
        reached = [age for age in range(80) if oracle_retention.reached(w, stay, age, clock)]
        assert max(found.followed[i], -1) == (reached[-1] if reached else -1)


@pytest.mark.parametrize("clock", ["calendar", "elapsed"])
@settings(max_examples=40)
@given(w=worlds())
def test_everybody_is_in_the_cohort_or_left_out_for_one_reason(clock: str, w: World) -> None:
    community = build(w)
    found = tenure(community, clock)  # type: ignore[arg-type]
    assert found.cohort.sum() + sum(found.excluded.values()) == len(community.members)


def test_ages_of_the_tiny_community() -> None:
    community = tiny()
    ids = community.members["member_id"].tolist()
    calendar, elapsed = tenure(community), tenure(community, "elapsed")
    # dai left on 3 March; the second stay is not looked at. eve's joining has no hour.
    assert {m: lived(calendar, ids.index(m)) for m in ids} == {
        "an": [0, 1, 2, 4],
        "bo": [1, 2],
        "chen": [1, 2, 7],
        "dai": [0],
        "eve": [],
        "owner": [],
    }
    # an joined on 2 March at 09:00: 10:00 the same day, 03 23:30, 04 22:00, 06 09:30.
    assert lived(elapsed, ids.index("an")) == [0, 1, 2, 4]
    # chen joined on the 2nd at 20:00: 03 21:00 and 04 08:00 are both in the second window, 09 09:00 in the seventh.
    assert lived(elapsed, ids.index("chen")) == [1, 6]
    assert not elapsed.cohort[ids.index("eve")]


def test_the_stopwatch_ignores_a_change_of_the_clock_and_the_calendar_does_not() -> None:
    # New York, 8 March 2026: the day has 23 hours.
    zone, day = "America/New_York", dt.date(2026, 3, 7)
    joined = at("2026-03-07 22:00", zone)
    events = (Event("a", at("2026-03-08 22:30", zone)), Event("a", at("2026-03-09 22:30", zone)))
    w = World(zone, (Person("a", joined_at=joined),), events, stated=(day, day + 5 * DAY))
    community = build(w)
    assert lived(tenure(community), 0) == [1, 2]
    # 23.5 hours later is still the first window, 47.5 hours the second.
    assert lived(tenure(community, "elapsed"), 0) == [0, 1]


def test_activity_at_the_instant_of_leaving_is_the_last_that_counts() -> None:
    joined, left = at("2026-03-02 09:00"), at("2026-03-04 12:00")
    events = (Event("a", left), Event("a", left + dt.timedelta(minutes=1)), Event("a", left + 3 * DAY))
    w = World("Asia/Shanghai", (Person("a", joined_at=joined, left_at=left),), events, stated=(FIRST, FIRST + 20 * DAY))
    assert lived(tenure(build(w)), 0) == [2]
    assert lived(tenure(build(w), "elapsed"), 0) == [2]
