"""Questions and their first answers, by looking through all events for each question."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pyarrow as pa
import pytest
from communities import at, build, conversations, tiny, worlds
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import OPERATORS, SPEAKING, Event, Person, World
from test_scan import SmallBatches, from_source, microseconds

import shequn_lab as sq
from shequn_lab.model.events import ArrowEvents
from shequn_lab.rollups import asks, questions, threads

Row = tuple[str, int, int, bool]


def expected_questions(w: World) -> list[Row]:
    """Who asked when, how long until an answer (−1 for none), and whether it opened its topic."""
    role = {p.id: p.role for p in w.people}
    events = sorted(w.events, key=lambda e: e.at)
    found = []
    for i, q in enumerate(events):
        to_operator = any(role[m] in ("owner", "admin") for m in q.mentions)
        if q.kind not in SPEAKING or role[q.who] in OPERATORS or not (q.is_question or to_operator):
            continue
        waits = []
        for j, a in enumerate(events):
            if a.kind not in SPEAKING or a.who == q.who or role[a.who] == "bot":
                continue
            if w.threads == "reply_to" and a.reply_to == q.id and q.id is not None and j > i:
                waits.append(a.at - q.at)
            if w.threads == "topic" and a.topic == q.topic and q.topic is not None and a.at > q.at:
                waits.append(a.at - q.at)
        before = [e for e in events[:i] if e.kind in SPEAKING and e.topic == q.topic]
        opening = q.topic is not None and not before
        wait = min(waits) // pd.Timedelta(microseconds=1).to_pytimedelta() if waits else -1
        found.append((q.who, microseconds(q.at), wait, opening))
    return found


def rows(community: sq.Community) -> list[Row]:
    ids = community.members["member_id"].tolist()
    frame = questions(community)
    columns = (frame[c].tolist() for c in ("asked_at", "wait_us", "opening"))
    return [(ids[m], *rest) for m, *rest in zip(frame["member"].tolist(), *columns, strict=True)]  # type: ignore[misc]


@settings(max_examples=60)
@given(w=st.one_of(conversations(), conversations(), worlds()), size=st.sampled_from((1, 3, 1000)))
def test_questions_and_first_answers_agree(w: World, size: int) -> None:
    community = build(w)
    community = from_source(community, SmallBatches(community.event_source.table(), size))
    assert asks(community)
    assert threads(community) == (w.threads != "none")
    if w.threads != "none":
        assert sorted(rows(community)) == sorted(expected_questions(w))
        assert questions(community)["asked_at"].is_monotonic_increasing


def test_questions_of_the_tiny_community() -> None:
    minute = 60_000_000
    # e4 after 40 minutes (chen's answer at 08:00 is the second), e7 never, e11 after three hours; no topics at all.
    assert [(who, wait) for who, _, wait, _ in rows(tiny())] == [
        ("an", 40 * minute),
        ("bo", -1),
        ("chen", 180 * minute),
    ]


def say(*events: Event, threads: str = "topic") -> sq.Community:
    people = (Person("a"), Person("b"), Person("bot", role="bot"), Person("boss", role="admin"))
    return build(World("Asia/Shanghai", people, events, threads=threads))


@pytest.mark.parametrize("piece", [1, 2, 5])
def test_looking_piece_by_piece_changes_nothing(piece: int, monkeypatch: pytest.MonkeyPatch) -> None:
    start = at("2026-03-02 09:00")
    events = [
        Event(who, start + pd.Timedelta(minutes=i).to_pytimedelta(), topic=topic, is_question=i % 3 == 0)
        for i, (who, topic) in enumerate(zip("aabbabababbaab", "ttutuuttsutsst", strict=True))
    ]
    plain = rows(say(*events))
    monkeypatch.setattr("shequn_lab.rollups.answers._PIECE", piece)
    assert rows(say(*events)) == plain
    people = (Person("a"), Person("b"))
    assert sorted(plain) == sorted(expected_questions(World("Asia/Shanghai", people, tuple(events), threads="topic")))


def test_a_topic_opened_by_a_bot_is_not_opened_by_the_question_after_it() -> None:
    bot = Event("bot", at("2026-03-02 09:00"), topic="t")
    asked = Event("a", at("2026-03-02 09:05"), topic="t", is_question=True)
    assert [r[3] for r in rows(say(bot, asked))] == [False]
    # A like is no message and opens nothing.
    assert [r[3] for r in rows(say(replace(bot, kind="like"), asked))] == [True]


def test_a_question_to_a_bot_is_none_and_one_to_an_admin_is() -> None:
    to_bot = Event("a", at("2026-03-02 09:00"), topic="t", mentions=("bot",))
    to_boss = Event("a", at("2026-03-02 10:00"), topic="t", mentions=("b", "boss"))
    liked = Event("a", at("2026-03-02 11:00"), "like", topic="t", mentions=("boss",))
    assert [r[1] for r in rows(say(to_bot, to_boss, liked))] == [microseconds(to_boss.at)]


def test_a_question_without_a_topic_waits_in_vain() -> None:
    asked = Event("a", at("2026-03-02 09:00"), is_question=True)
    other = Event("b", at("2026-03-02 09:05"))
    in_topic = Event("b", at("2026-03-02 09:10"), topic="t")
    assert [r[2:] for r in rows(say(asked, other, in_topic))] == [(-1, False)]


def test_replies_without_ids_to_point_at_leave_the_topics_to_tell() -> None:
    asked = Event("a", at("2026-03-02 09:00"), id="1", topic="t", is_question=True)
    answer = Event("b", at("2026-03-02 09:05"), id="2", topic="t", reply_to="1")
    whole = say(asked, answer, threads="reply_to")
    table = whole.event_source.table()
    without_ids = from_source(whole, ArrowEvents(table.drop_columns(["event_id"])))
    assert threads(without_ids)
    assert [r[2] for r in rows(without_ids)] == [300_000_000]
    neither = from_source(whole, ArrowEvents(table.drop_columns(["event_id", "topic_id"])))
    assert not threads(neither)
    assert "event_id" not in pa.schema(neither.event_source.table().schema).names
    assert not sq.reply_latency(neither).median.measurable
