"""Joinings as they are used, and who was there when, against the oracle's day-by-day reading."""

from __future__ import annotations

import datetime as dt

import oracle
from communities import Event, Person, World, at, build, tiny, worlds
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import DAY
from test_scan import microseconds

from shequn_lab.rollups import joins, present, stays
from shequn_lab.rollups.presence import OPEN, UNKNOWN
from shequn_lab.rollups.scan import NEVER

EPOCH = dt.date(1970, 1, 1)
FIRST = dt.date(2026, 3, 2)


def number(day: dt.date) -> int:
    return (day - EPOCH).days


@settings(max_examples=40)
@given(w=worlds())
def test_joinings_and_first_leavings_agree(w: World) -> None:
    community = build(w)
    found = joins(community)
    person = {p.id: p for p in w.people}
    for i, who in enumerate(community.members["member_id"]):
        stay = oracle.first_stay(w, person[who])
        if stay is None:
            assert found.day[i] == UNKNOWN
            continue
        assert found.day[i] == number(stay.day)
        assert found.at[i] == (microseconds(stay.at) if stay.at else NEVER)
        assert found.left_day[i] == (number(stay.left_on) if stay.left_on else OPEN)
        left_at = stay.left_at
        if stay.left_on and not left_at:  # Where only the day is known, its last instant.
            left_at = oracle.day_start(w.zone, stay.left_on + DAY) - dt.timedelta(microseconds=1)
        assert found.left_at[i] == (microseconds(left_at) if left_at else NEVER)
        assert found.assumed[i] == stay.assumed
        first = oracle.observed(w)[0]
        assert found.run_in[i] == (stay.assumed and stay.day < first + w.run_in_days * DAY)
        assert found.known[i] == (not found.run_in[i])


@settings(max_examples=40)
@given(w=worlds())
def test_stays_agree(w: World) -> None:
    community = build(w)
    found = stays(community)
    ids = community.members["member_id"].tolist()
    for person in w.people:
        if person.id not in ids:
            continue
        mine = found.member == ids.index(person.id)
        spells = sorted((int(a), int(b)) for a, b in zip(found.start[mine], found.end[mine], strict=True))
        expected = [(number(a), OPEN if b is None else number(b)) for a, b in oracle.presence(w, person)]
        assert spells == sorted(expected), person


@settings(max_examples=40)
@given(w=worlds(), begin=st.integers(-3, 40), length=st.integers(0, 12))
def test_members_present_agree_on_any_stretch_of_days(w: World, begin: int, length: int) -> None:
    community = build(w)
    first = oracle.observed(w)[0] + begin * DAY
    flags = present(community, number(first), number(first) + length)
    person = {p.id: p for p in w.people}
    for i, who in enumerate(community.members["member_id"]):
        days = [first + j * DAY for j in range(length + 1)]
        assert flags[i] == any(oracle.present(w, person[who], day) for day in days), who


def test_stays_of_the_tiny_community() -> None:
    community = tiny()
    found = stays(community)
    ids = community.members["member_id"].tolist()
    dai = sorted(zip(*(x[found.member == ids.index("dai")].tolist() for x in (found.start, found.end)), strict=True))
    # On 2 and 3 March, and again from the 8th on.
    assert dai == [(number(FIRST), number(FIRST) + 1), (number(FIRST) + 6, OPEN)]
    there = present(community, number(FIRST) + 3, number(FIRST) + 5)
    assert {ids[i] for i in there.nonzero()[0]} == {"an", "bo", "chen", "eve", "owner"}


def one(*events: Event, person: Person) -> World:
    house = (Person("house", role="owner"), Event("house", at("2026-03-02 08:00")))
    return World("Asia/Shanghai", (person, house[0]), (house[1], *events), stated=(FIRST, FIRST + 10 * DAY))


def test_the_day_of_leaving_is_still_a_day_of_presence() -> None:
    community = build(one(person=Person("a", joined_on=FIRST, left_on=FIRST + 2 * DAY)))
    day = number(FIRST)
    assert [bool(present(community, day + i, day + i)[0]) for i in range(4)] == [True, True, True, False]


def test_two_joinings_in_a_row_open_one_stay() -> None:
    twice = (Event("a", at("2026-03-03 09:00"), "join"), Event("a", at("2026-03-05 09:00"), "join"))
    found = stays(build(one(*twice, person=Person("a"))))
    assert found.start[found.member == 0].tolist() == [number(FIRST) + 1]


def test_a_joining_moved_to_the_first_interaction_is_counted_once() -> None:
    late = one(
        Event("a", at("2026-03-03 09:00")),
        Event("a", at("2026-03-04 09:00")),
        person=Person("a", joined_on=FIRST + 5 * DAY),
    )
    found = joins(build(late))
    assert found.n_moved == 1
    assert found.day[0] == number(FIRST) + 1


def test_only_members_who_did_not_come_back_count_as_active_after_leaving() -> None:
    left = Person("a", joined_on=FIRST, left_on=FIRST + 2 * DAY)
    later = Event("a", at("2026-03-08 09:00"))
    assert joins(build(one(later, person=left))).n_after_leaving == 1
    back = Event("a", at("2026-03-07 09:00"), "join")
    assert joins(build(one(back, later, person=left))).n_after_leaving == 0
    same_day = Event("a", at("2026-03-04 23:00"))
    assert joins(build(one(same_day, person=left))).n_after_leaving == 0
