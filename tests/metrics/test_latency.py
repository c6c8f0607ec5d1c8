"""How long questions wait: which of them count, the curve of waiting, and how sure its figures are."""

from __future__ import annotations

import datetime as dt
import math
import random
from dataclasses import replace
from zoneinfo import ZoneInfo

import numpy as np
import oracle
import pytest
from communities import Event, Person, World, at, build, conversations, tiny, worlds
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import DAY
from oracle_retention import kaplan_meier

import shequn_lab as sq

HOUR, FIRST = 3600.0, dt.date(2026, 3, 2)
Question = tuple[dt.datetime, float, bool]


def opening(w: World) -> set[str]:
    """Ids of the messages that are the first of their topic; without topics, of all of them."""
    events = sorted((e for e in w.events if e.kind in oracle.SPEAKING), key=lambda e: e.at)
    if w.threads == "none":
        return {e.id for e in events if e.id}
    first: dict[str, str] = {}
    for e in events:
        if e.topic is not None and e.id:
            first.setdefault(e.topic, e.id)
    return set(first.values())


def with_only(w: World, ids: set[str]) -> World:
    """Return the same community in which only some messages ask."""
    events = tuple(e if e.id in ids else replace(e, is_question=False, mentions=()) for e in w.events)
    return replace(w, events=events)


def agree(found: sq.ReplyLatency, expected: list[Question]) -> None:
    rows = sorted(zip(found.frame["seconds"], found.frame["answered"], strict=True))
    assert rows == sorted((seconds, answered) for _, seconds, answered in expected)
    if not expected:
        assert not found.median.measurable
        assert str(found.median.note)
        return
    times = [(seconds, answered) for _, seconds, answered in expected]
    reached = [t for t, _ in sorted(times) if kaplan_meier(times, t) <= 0.5]
    assert found.median.value == pytest.approx(reached[0] if reached else math.nan, nan_ok=True)
    for estimate, limit in ((found.within_hour, HOUR), (found.within_day, 24 * HOUR)):
        assert estimate.value == pytest.approx(1 - kaplan_meier(times, limit), nan_ok=True)
    for estimate in (found.median, found.within_hour, found.within_day):
        assert estimate.measurable or str(estimate.note)
        if estimate.measurable and not math.isnan(estimate.low):
            # Where resampled curves do not all fall to one half, the median's interval is open upwards.
            open_end = estimate is found.median and math.isnan(estimate.high)
            assert open_end or 0 <= estimate.low <= estimate.high


TALK = st.one_of(conversations(), conversations(), worlds().filter(lambda w: w.threads != "none"))


@settings(max_examples=60)
@given(w=TALK)
def test_only_questions_that_open_their_topic_count_when_asked_for(w: World) -> None:
    expected = oracle.questions(with_only(w, opening(w)))
    community = build(w)
    if sq.reply_latency(community).frame.empty and not expected:
        return
    agree(sq.reply_latency(community, opening_only=True), expected)


@settings(max_examples=40)
@given(w=TALK, span=st.sampled_from(((0, 24), (9, 10), (9, 11), (10, 24), (0, 9))))
def test_only_questions_asked_between_two_local_hours_count(w: World, span: tuple[int, int]) -> None:
    inside = [q for q in oracle.questions(w) if span[0] <= q[0].astimezone(ZoneInfo(w.zone)).hour < span[1]]
    found = sq.reply_latency(build(w), hours=span)
    agree(found, inside)
    assert sorted(found.frame["hour"]) == sorted(q[0].astimezone(ZoneInfo(w.zone)).hour for q in inside)


@pytest.mark.parametrize("hours", [(5, 5), (6, 2), (-1, 4), (20, 25)])
def test_hours_that_are_no_span_of_a_day_are_refused(hours: tuple[int, int]) -> None:
    with pytest.raises(sq.OptionError):
        sq.reply_latency(tiny(), hours=hours)


# -- the curve -------------------------------------------------------------------------------------


def asked(waits: list[tuple[str, float | None]], n_days: int = 5, spacing: float = 600) -> World:
    """Return questions by some askers, answered after so many seconds, or never."""
    start = at("2026-03-02 08:00")
    people = {who: Person(who) for who, _ in waits}
    events = []
    for i, (who, wait) in enumerate(waits):
        when = start + i * dt.timedelta(seconds=spacing)
        events.append(Event(who, when, id=f"q{i}", is_question=True))
        if wait is not None:
            later = when + dt.timedelta(seconds=wait)
            events.append(Event("helper", later, "reply", id=f"a{i}", reply_to=f"q{i}"))
    stated = (FIRST, FIRST + n_days * DAY)
    return World("Asia/Shanghai", (*people.values(), Person("helper", role="admin")), tuple(events), stated=stated)


WAITS = st.lists(
    st.tuples(st.sampled_from("abcd"), st.sampled_from((None, 0, 60, 60, 600, 3599, 3600, 3601, 86399, 86400, 86401))),
    min_size=1,
    max_size=25,
)


@settings(max_examples=40)
@given(waits=WAITS, n_days=st.integers(1, 4))
def test_the_unanswered_are_censored_in_the_product_limit(waits: list[tuple[str, float | None]], n_days: int) -> None:
    w = asked(waits, n_days)
    agree(sq.reply_latency(build(w)), oracle.questions(w))


def test_an_answer_after_exactly_one_hour_came_within_it() -> None:
    found = sq.reply_latency(build(asked([("a", 3600.0), ("b", 3601.0)])))
    assert found.within_hour.value == pytest.approx(0.5)
    assert found.median.value == 3600


def test_dropping_the_unanswered_would_flatter() -> None:
    # Two of four had an answer after a minute; the others none in four days: half, not all, within the hour.
    found = sq.reply_latency(build(asked([("a", 60.0), ("b", 60.0), ("c", None), ("d", None)])))
    assert found.within_hour.value == pytest.approx(0.5)
    assert (found.median.k, found.median.n) == (2, 4)


def test_where_half_never_had_an_answer_there_is_no_median_but_a_reason() -> None:
    found = sq.reply_latency(build(asked([("a", 60.0), ("b", None), ("c", None)])))
    assert not found.median.measurable
    assert str(found.median.note)
    assert found.within_hour.value == pytest.approx(1 / 3)


# -- the interval ----------------------------------------------------------------------------------


def many(chance: np.random.Generator, n_askers: int) -> World:
    """Return askers with one to four questions each: four fifths answered, after two hours on average."""
    waits: list[tuple[str, float | None]] = []
    for i in range(n_askers):
        for _ in range(int(chance.integers(1, 5))):
            wait = float(np.ceil(chance.exponential(2 * HOUR))) if chance.random() < 0.8 else None
            waits.append((f"m{i}", wait))
    return asked([waits[i] for i in chance.permutation(len(waits))], n_days=30)


def test_the_interval_holds_the_value_and_narrows_with_more_askers() -> None:
    few, lots = (sq.reply_latency(build(many(np.random.default_rng(3), n))) for n in (25, 250))
    for name in ("median", "within_hour", "within_day"):
        small, large = getattr(few, name), getattr(lots, name)
        assert small.low < small.value < small.high
        assert large.low < large.value < large.high
        assert large.high - large.low < 0.6 * (small.high - small.low)


def test_the_interval_resamples_askers_and_not_questions() -> None:
    # 20 askers; one asks as often as all others and is answered at once, the others after an hour and more.
    waits: list[tuple[str, float | None]] = [("busy", 60.0)] * 19 + [(f"m{i}", 2 * HOUR) for i in range(19)]
    found = sq.reply_latency(build(asked(waits)))
    assert found.within_hour.value == pytest.approx(0.5)
    # Without the busy one (a third of all resamples) nobody is answered within the hour.
    assert found.within_hour.low == 0
    assert found.within_hour.high > 0.7


def test_one_asker_has_a_value_and_no_interval() -> None:
    found = sq.reply_latency(build(asked([("a", 60.0), ("a", 120.0), ("a", 30.0)])))
    assert found.median.value == 60
    assert math.isnan(found.median.low)
    assert math.isnan(found.within_hour.high)


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_rows_changes_neither_value_nor_interval(seed: int) -> None:
    w = many(np.random.default_rng(4), 20)
    events = list(w.events)
    random.Random(seed).shuffle(events)
    for name in ("median", "within_hour", "within_day"):
        first, second = (getattr(sq.reply_latency(build(x)), name) for x in (w, replace(w, events=tuple(events))))
        assert (first.value, first.low, first.high) == (second.value, second.low, second.high)


@pytest.mark.slow
def test_the_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    # P(T <= t) = 0.8 (1 - exp(-t / 2 h)).
    truth = {
        "median": -2 * HOUR * math.log(1 - 0.5 / 0.8),
        "within_hour": 0.8 * (1 - math.exp(-0.5)),
        "within_day": 0.8 * (1 - math.exp(-12)),
    }
    chance = np.random.default_rng(31)
    hits = dict.fromkeys(truth, 0)
    for _ in range(200):
        found = sq.reply_latency(build(many(chance, 60)))
        for name, value in truth.items():
            estimate = getattr(found, name)
            # The upper end of the median may lie beyond what was seen.
            high = math.inf if math.isnan(estimate.high) else estimate.high
            hits[name] += estimate.low <= value <= high
    for name, count in hits.items():
        assert 0.89 <= count / 200 <= 0.99, name
