"""Who answered and who named whom, counted pair by pair."""

from __future__ import annotations

from collections import Counter

import pandas as pd
from communities import at, build, conversations, tiny, worlds
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import SPEAKING, Event, Person, World
from test_scan import SmallBatches, from_source

import shequn_lab as sq
from shequn_lab.rollups import mention_edges, reply_edges


def pairs(community: sq.Community, frame: pd.DataFrame) -> dict[tuple[str, str], int]:
    ids = community.members["member_id"].tolist()
    found = {(ids[a], ids[b]): n for a, b, n in zip(frame["source"], frame["target"], frame["n"], strict=True)}
    assert len(found) == len(frame)
    return found


def expected_replies(w: World) -> dict[tuple[str, str], int]:
    """Answers are what is said: a like in a topic answers nobody."""
    events = sorted(w.events, key=lambda e: e.at)
    author = {e.id: e.who for e in events if e.id is not None}
    found: Counter[tuple[str, str]] = Counter()
    last: dict[str, str] = {}
    for e in events:
        if e.kind not in SPEAKING:
            continue
        target = None
        if w.threads == "reply_to":
            target = author.get(e.reply_to) if e.reply_to is not None else None
        elif w.threads == "topic" and e.topic is not None:
            target, last[e.topic] = last.get(e.topic), e.who
        if target is not None and target != e.who:
            found[e.who, target] += 1
    return dict(found)


def expected_mentions(w: World) -> dict[tuple[str, str], int]:
    named = Counter((e.who, m) for e in w.events for m in e.mentions if m != e.who)
    return dict(named)


SOURCES = st.one_of(conversations(), conversations(), worlds())


@settings(max_examples=50)
@given(w=SOURCES, size=st.sampled_from((1, 7, 1000)))
def test_answers_from_member_to_member_agree(w: World, size: int) -> None:
    community = build(w)
    community = from_source(community, SmallBatches(community.event_source.table(), size))
    assert pairs(community, reply_edges(community)) == expected_replies(w)


@settings(max_examples=40)
@given(w=SOURCES, size=st.sampled_from((1, 7, 1000)))
def test_mentions_from_member_to_member_agree(w: World, size: int) -> None:
    community = build(w)
    community = from_source(community, SmallBatches(community.event_source.table(), size))
    assert pairs(community, mention_edges(community)) == expected_mentions(w)


def test_edges_of_the_tiny_community() -> None:
    community = tiny()
    # e5 and e6 answer an; e12 answers chen. e11 names the owner.
    assert pairs(community, reply_edges(community)) == {("owner", "an"): 1, ("chen", "an"): 1, ("dai", "chen"): 1}
    assert pairs(community, mention_edges(community)) == {("chen", "owner"): 1}


def talk(*events: Event, threads: str) -> sq.Community:
    people = (Person("a"), Person("b"), Person("c"))
    return build(World("Asia/Shanghai", people, events, threads=threads))


def test_a_like_in_a_topic_is_no_answer_and_is_looked_through() -> None:
    start = [at(f"2026-03-02 09:0{i}") for i in range(3)]
    events = (
        Event("a", start[0], topic="t"),
        Event("b", start[1], "like", topic="t"),
        Event("c", start[2], topic="t"),
    )
    community = talk(*events, threads="topic")
    assert pairs(community, reply_edges(community)) == {("c", "a"): 1}


def test_a_like_that_points_at_a_message_is_no_answer() -> None:
    first, second = at("2026-03-02 09:00"), at("2026-03-02 09:01")
    community = talk(Event("a", first, id="1"), Event("b", second, "like", id="2", reply_to="1"), threads="reply_to")
    assert reply_edges(community).empty


def test_answers_to_oneself_are_left_out_but_the_topic_goes_on() -> None:
    start = [at(f"2026-03-02 09:0{i}") for i in range(4)]
    events = [Event(who, when, topic="t") for who, when in zip("aabb", start, strict=True)]
    community = talk(*events, threads="topic")
    assert pairs(community, reply_edges(community)) == {("b", "a"): 1}


def test_a_reply_to_something_unknown_has_no_target() -> None:
    first, second = at("2026-03-02 09:00"), at("2026-03-02 09:01")
    community = talk(Event("a", first), Event("b", second, id="2", reply_to="gone"), threads="reply_to")
    assert reply_edges(community).empty
    assert reply_edges(community).columns.tolist() == ["source", "target", "n"]


def test_without_threads_there_are_no_answers() -> None:
    community = talk(Event("a", at("2026-03-02 09:00")), Event("b", at("2026-03-02 09:01")), threads="none")
    assert reply_edges(community).empty
    assert mention_edges(community).empty


def test_somebody_named_twice_in_one_message_is_named_twice_and_strangers_are_nobody() -> None:
    named = Event("a", at("2026-03-02 09:00"), mentions=("b", "b", "stranger", "a", "c"))
    community = talk(named, threads="none")
    assert pairs(community, mention_edges(community)) == {("a", "b"): 2, ("a", "c"): 1}
