"""Operators, fixtures, welcome, mutual help, groups beside each other: counted again event by event."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import replace
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from communities import Event, Person, World, at, build, conversations, random_community, tiny
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import DAY, OPERATORS, SPEAKING, observed

import shequn_lab as sq
from shequn_lab.model import clock
from shequn_lab.rollups import activity, joins, tenure

FIRST = dt.date(2026, 3, 2)  # a Monday


def test_operators_are_a_share_of_everybody_present_bots_apart() -> None:
    roles = ["owner", "admin", "bot", *["member"] * 7]
    people = tuple(Person(f"p{i}", role=role, joined_on=FIRST) for i, role in enumerate(roles))
    left = replace(people[1], left_on=FIRST + DAY)
    for who, k, n in ((people, 2, 9), ((people[0], left, *people[2:]), 1, 8)):
        w = World("Asia/Shanghai", who, (Event("p3", at("2026-03-02 09:00")),), stated=(FIRST, FIRST + 5 * DAY))
        e = sq.operator_share(build(w))
        assert (e.k, e.n) == (k, n)
    assert not sq.operator_share(replace(build(w), roster="partial", _memo={})).measurable


@given(offsets=st.lists(st.integers(-10, 40), max_size=8), n_days=st.integers(1, 30), shift=st.integers(0, 6))
def test_weeks_with_an_activity_are_full_weeks_from_monday_on(offsets: list[int], n_days: int, shift: int) -> None:
    first = FIRST + shift * DAY
    w = World(
        "Asia/Shanghai", (Person("a"),), (Event("a", at("2026-03-09 09:00")),), stated=(first, first + n_days * DAY)
    )
    days = [FIRST + o * DAY for o in offsets]
    noon = [dt.datetime.combine(day, dt.time(12), ZoneInfo("Asia/Shanghai")).astimezone(dt.UTC) for day in days]
    begins = pd.Series(pd.to_datetime(noon, utc=True) if noon else [], dtype="datetime64[us, UTC]")
    if not first <= dt.date(2026, 3, 9) < first + n_days * DAY:
        w = replace(w, events=(Event("a", dt.datetime.combine(first, dt.time(4), dt.UTC)),))
    community = replace(build(w), activities=pd.DataFrame({"starts_at": begins}), _memo={})
    monday = first + (-first.weekday() % 7) * DAY
    weeks = []
    while monday + 7 * DAY <= first + n_days * DAY:
        weeks.append(any(monday <= day < monday + 7 * DAY for day in days))
        monday += 7 * DAY
    e = sq.activity_week_share(community)
    assert e.measurable == bool(weeks)
    if weeks:
        assert (e.k, e.n, e.of) == (sum(weeks), len(weeks), "weeks")


@settings(max_examples=40)
@given(drawn=random_community(), n=st.integers(0, 9))
def test_newcomers_who_wrote_are_those_with_a_speaking_day_near_their_joining(
    drawn: tuple[World, sq.Community], n: int
) -> None:
    _, community = drawn
    e = sq.newcomer_spoke_share(community, within_days=n)
    if not e.measurable:
        return
    joined, life = joins(community).day, tenure(community)
    matrix = activity(community, kinds="speaking")
    spoken = defaultdict(set)
    for row, day in zip(matrix.rows.tolist(), matrix.days.tolist(), strict=True):
        spoken[row].add(day + matrix.first_day)
    window = community.window
    cohort = [
        i
        for i in range(len(community.members))
        if life.cohort[i] and window.first <= joined[i] < window.stop and joined[i] + n < community.whole.stop
    ]
    assert e.n == len(cohort)
    assert e.k == sum(any(joined[i] <= day <= joined[i] + n for day in spoken[i]) for i in cohort)


@settings(max_examples=60)
@given(w=conversations())
def test_answers_by_members_are_counted_one_by_one(w: World) -> None:
    community = build(w)
    e = sq.peer_answer_share(community)
    events, role = sorted(w.events, key=lambda e: e.at), {p.id: p.role for p in w.people}
    by_id, last, counts = {e.id: e for e in events}, {}, [0, 0]
    start, stop = w.report or observed(w)
    for event in events:
        if event.kind not in SPEAKING:
            continue
        target = by_id.get(event.reply_to) if w.threads == "reply_to" else last.get(event.topic)
        if event.topic is not None:
            last[event.topic] = event
        inside = start <= event.at.astimezone(ZoneInfo(w.zone)).date() < stop
        if target is None or target.who == event.who or not target.is_question or not inside:
            continue
        if role[event.who] != "bot":
            counts[0] += role[event.who] not in OPERATORS
            counts[1] += 1
    if e.measurable:
        assert (e.k, e.n) == tuple(counts)
    else:
        assert counts[1] == 0


def in_groups(sizes: dict[str, list[int]]) -> sq.Community:
    """Return members who wrote so many messages each in the group that is named."""
    rows = [(f"{g}{i}", g) for g, counts in sizes.items() for i, n in enumerate(counts) for _ in range(n)]
    start = clock.day_starts([clock.day_number(FIRST)], "Asia/Shanghai")[0]
    at_ = pa.array(start + np.arange(len(rows)) * 1_000_000, pa.int64()).cast(pa.timestamp("us", "UTC"))
    who, where = (pa.array([row[i] for row in rows]) for i in (0, 1))
    events = pa.table(
        {"member_id": who, "occurred_at": at_, "kind": pa.array(["message"] * len(rows)), "place_id": where}
    )
    return sq.build_community("g", events=events, timezone="Asia/Shanghai", provenance=sq.Provenance("t", "t"))


def test_variation_between_groups_is_that_of_their_messages_per_writer() -> None:
    sizes = {"x": [2] * 12, "y": [4] * 15, "z": [3, 9] * 10, "tiny": [50] * 3}
    e = sq.group_variation(in_groups(sizes))
    rates = [2, 4, 6]
    assert e.value == pytest.approx(np.std(rates, ddof=1) / np.mean(rates))
    assert e.excluded == {"excluded_small_groups": 1}
    assert e.low <= e.value <= e.high
    assert sq.group_variation(in_groups({"x": [3] * 10, "y": [3] * 20})).value == 0
    assert not sq.group_variation(in_groups({"x": [3] * 10, "y": [3] * 9})).measurable


def test_what_is_not_recorded_is_no_zero() -> None:
    community = tiny()
    nobody = community.members.assign(role=pd.Series(pd.NA, index=community.members.index, dtype="str"))
    unknown = replace(community, members=nobody, _memo={})
    for figure, of in (
        (sq.operator_share, unknown),
        (sq.peer_answer_share, unknown),
        (sq.activity_week_share, community),
        (sq.value_share, community),
        (sq.group_variation, community),
        (sq.category_concentration, community),
        (sq.topic_coherence, community),
    ):
        assert not figure(of).measurable
        assert figure(of).reason
