"""Conversations that members open, deeds by day, groups, and who answered: each against a loop over the events."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
from communities import build, conversations, tiny, worlds
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import OPERATORS, SPEAKING, Event, World
from test_scan import SmallBatches, from_source

from shequn_lab.model import Community
from shequn_lab.rollups import questions, threads
from shequn_lab.rollups.deeds import deeds
from shequn_lab.rollups.openings import openings
from shequn_lab.rollups.places import in_place, places

DEEDS = ["message", "like", "check_in", "抢红包"]


def in_small_batches(w: World, size: int) -> Community:
    community = build(w)
    return from_source(community, SmallBatches(community.event_source.table(), size))


def local_day(w: World, event: Event) -> dt.date:
    return event.at.astimezone(ZoneInfo(w.zone)).date()


def opening_events(w: World) -> list[Event]:
    role, seen, found = {p.id: p.role for p in w.people}, set(), []
    for e in sorted(w.events, key=lambda e: e.at):
        if e.kind not in SPEAKING:
            continue
        opens = e.topic is not None and e.topic not in seen
        seen.add(e.topic)
        if opens and role[e.who] not in OPERATORS:
            found.append(e)
    return found


@settings(max_examples=60)
@given(w=st.one_of(conversations(), worlds()), size=st.sampled_from((1, 3, 1000)))
def test_openings_agree_with_a_loop_over_the_events(w: World, size: int) -> None:
    community = in_small_batches(w, size)
    if not threads(community):
        return
    expected = Counter(local_day(w, e) for e in opening_events(w))
    days = [day.date() for day in community.observed.days]
    assert openings(community).tolist() == [expected[day] for day in days]


def test_where_replies_are_linked_and_there_is_no_topic_what_replies_to_nothing_opens() -> None:
    community = tiny()
    table = community.event_source.table().drop_columns(["topic_id"])
    found = openings(from_source(community, SmallBatches(table, 2)))
    # Messages and comments of members that answer nothing, from 2 March on: e1 e2 · e3 e4 · e7 · e9 · e10 · e11.
    assert found.tolist() == [2, 2, 1, 1, 1, 0, 0, 1, 0, 0]


@settings(max_examples=40)
@given(w=worlds(), size=st.sampled_from((1, 3, 1000)))
def test_deeds_agree_with_a_loop_over_the_events(w: World, size: int) -> None:
    community = in_small_batches(w, size)
    role, expected = {p.id: p.role for p in w.people}, Counter()
    window = community.window
    for e in w.events:
        day = local_day(w, e)
        if e.kind in DEEDS and role[e.who] not in OPERATORS and window.start <= day < window.end:
            expected[e.who, day, e.kind] += 1
    found = deeds(community, DEEDS)
    ids = community.members["member_id"].to_numpy()
    day = found["day"].to_numpy().astype("M8[D]").tolist()
    keys = zip(ids[found["member"]].tolist(), day, found["kind"], strict=True)
    assert dict(zip(keys, found["n"], strict=True)) == expected


@settings(max_examples=60)
@given(w=st.one_of(conversations(), conversations(), worlds()), size=st.sampled_from((1, 3, 1000)))
def test_the_one_who_answered_is_the_author_of_a_message_at_that_instant(w: World, size: int) -> None:
    community = in_small_batches(w, size)
    if w.threads == "none":
        return
    role = {p.id: p.role for p in w.people}
    said = {(e.who, int(e.at.timestamp() * 1e6 + 0.5)) for e in w.events if e.kind in SPEAKING and role[e.who] != "bot"}
    ids = community.members["member_id"].tolist()
    for q in questions(community).to_dict("records"):
        assert (q["answerer"] == -1) == (q["wait_us"] == -1)
        if q["answerer"] >= 0:
            assert (ids[q["answerer"]], q["asked_at"] + q["wait_us"]) in said
            assert q["answerer"] != q["member"]


def placed(w: World, names: list[str | None], size: int) -> Community:
    community = build(w)
    table = community.event_source.table()
    column = pa.array(np.resize(np.array(names, dtype=object), table.num_rows).tolist(), pa.string())
    if "place_id" in table.column_names:
        table = table.drop_columns(["place_id"])
    return from_source(community, SmallBatches(table.append_column("place_id", column), size))


@settings(max_examples=40)
@given(
    w=worlds(),
    names=st.lists(st.sampled_from(["g1", "g2", "g3", None]), min_size=1, max_size=5),
    size=st.sampled_from((1, 4, 1000)),
)
def test_groups_are_counted_and_one_taken_by_itself_holds_its_events(
    w: World, names: list[str | None], size: int
) -> None:
    community = placed(w, names, size)
    events = community.events.astype({"member_id": "str", "kind": "str", "place_id": "str"})
    role = {p.id: p.role for p in w.people}
    window = community.window
    inside = events["occurred_at"].dt.tz_convert(w.zone).dt.date
    counted = events[
        events["kind"].isin(SPEAKING)
        & events["member_id"].map(lambda m: role[m] not in OPERATORS)
        & (inside >= window.start)
        & (inside < window.end)
        & events["place_id"].notna()
        & (events["place_id"] != "nan")
    ]
    found = places(community)
    assert found["messages"].to_dict() == counted["place_id"].value_counts().to_dict()
    assert found["writers"].to_dict() == counted.groupby("place_id")["member_id"].nunique().to_dict()
    assert found["messages"].is_monotonic_decreasing
    for place in found.index:
        alone = in_place(community, place)
        assert alone.event_source.n_rows == (events["place_id"] == place).sum()
        assert list(places(alone).index) == [place]
        assert len(alone.members) == len(community.members)


def test_a_source_that_names_no_group_has_none() -> None:
    assert places(tiny()).empty


def test_without_such_deeds_there_is_an_empty_frame() -> None:
    assert deeds(tiny(), ["抢红包"]).empty
    assert deeds(tiny(), []).columns.tolist() == ["member", "day", "kind", "n"]
