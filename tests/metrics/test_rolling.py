"""The small lines beside key figures: each point is the figure itself on the days that end there."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest
from communities import Event, Person, World, at, build, tiny
from oracle import DAY

import shequn_lab as sq
from shequn_lab.metrics.rolling import recent

FIRST, N_DAYS = dt.date(2026, 2, 2), 75
IDS = ("monthly_active", "mean_daily_active", "stickiness", "retention_within", "reply_latency", "contribution_gini")


@cache
def world(threads: str = "reply_to") -> World:
    """Return forty members who come and go, write, ask and answer over 75 days."""
    chance = np.random.default_rng(17)
    people, events = [], []
    for i in range(40):
        joins = int(chance.integers(-20, N_DAYS - 5))
        people.append(Person(f"m{i}", joined_on=FIRST + joins * DAY))
        for day in range(max(0, joins), N_DAYS):
            if chance.random() < 0.15 / (1 + i % 4):
                minute = int(chance.integers(0, 24 * 60))
                when = at("2026-02-02 00:00") + day * DAY + dt.timedelta(minutes=minute)
                events.append(Event(f"m{i}", when, is_question=bool(chance.random() < 0.4)))
    events.sort(key=lambda e: e.at)
    tied = []
    for i, e in enumerate(events):
        back = int(chance.integers(1, 4))
        reply = f"e{i - back}" if i >= back and chance.random() < 0.5 else None
        tied.append(replace(e, id=f"e{i}", reply_to=reply, topic=f"t{i // 3}" if threads == "topic" else None))
    stated = (FIRST, FIRST + N_DAYS * DAY)
    return World("Asia/Shanghai", tuple(people), tuple(tied), stated=stated, threads=threads)


@pytest.fixture(scope="module")
def community() -> sq.Community:
    return build(world())


def trailing(community: sq.Community, day: dt.date, n: int) -> sq.Community:
    return community.between(day - (n - 1) * DAY, day + DAY)


def points(community: sq.Community, id: str, last: int = 30) -> dict[dt.date, float]:
    found = recent(community, id, last=last)
    return {stamp.date(): float(value) for stamp, value in found.items()}


@pytest.mark.parametrize("id", IDS)
def test_the_last_days_of_the_window_are_shown(community: sq.Community, id: str) -> None:
    for last in (5, 30):
        days = list(points(community, id, last))
        assert days == [FIRST + i * DAY for i in range(N_DAYS - last, N_DAYS)]
    early = community.between(FIRST, FIRST + 60 * DAY)
    assert list(points(early, id, 4)) == [FIRST + i * DAY for i in range(56, 60)]


def test_active_members_are_those_of_the_day(community: sq.Community) -> None:
    daily, monthly = sq.daily_active(community), sq.monthly_active(community)
    for stamp, value in recent(community, "mean_daily_active").items():
        assert value == daily[stamp]
    for stamp, value in recent(community, "monthly_active").items():
        assert value == monthly[stamp]
    for stamp, value in recent(community, "stickiness").items():
        assert value == pytest.approx(daily[stamp] / monthly[stamp])


@pytest.mark.parametrize("threads", ["reply_to", "topic"])
def test_latency_is_the_median_of_the_questions_of_seven_days(threads: str) -> None:
    community = build(world(threads))
    for day, value in points(community, "reply_latency", 12).items():
        part = trailing(community, day, 7)
        # Where only topics tell who answers, only opening questions have a recognisable answer.
        found = sq.reply_latency(part, opening_only=threads == "topic").median
        assert value == pytest.approx(found.value, nan_ok=True), day


def test_the_gini_is_that_of_thirty_days(community: sq.Community) -> None:
    for source in (community, build(replace(world(), roster="none"))):
        for day, value in points(source, "contribution_gini", 12).items():
            assert value == pytest.approx(sq.contribution_gini(trailing(source, day, 30)).value), day


def test_retention_is_that_of_the_newcomers_of_twenty_eight_days_as_known_on_the_day(community: sq.Community) -> None:
    w = world()
    for day, value in points(community, "retention_within", 20).items():
        # Reading: what a reader could have known at the end of that day; nothing later is looked at.
        start = day - 27 * DAY - 7 * DAY
        known = build(
            replace(w, stated=(FIRST, day + DAY), events=tuple(e for e in w.events if e.at < at(f"{day + DAY}")))
        )
        # The last 28 days of joining that have been followed for seven.
        newcomers = sq.retention_within(known.between(max(FIRST, start), day - 6 * DAY), 7)
        assert value == pytest.approx(newcomers.value, nan_ok=True), day


@pytest.mark.parametrize("id", IDS)
def test_days_before_there_is_enough_are_missing_and_not_zero(id: str) -> None:
    values = list(points(tiny(), id, 10).values())
    needed = {
        "monthly_active": 30,
        "stickiness": 30,
        "contribution_gini": 30,
        "retention_within": 8,
        "reply_latency": 7,
    }
    if id in needed:
        short = values[: needed[id] - 1]
        assert all(math.isnan(v) for v in short), short


def test_a_line_longer_than_the_window_is_as_long_as_the_window() -> None:
    assert len(recent(tiny(), "mean_daily_active", last=99)) == 10


def test_a_figure_without_a_line_has_an_empty_one(community: sq.Community) -> None:
    assert recent(community, "speaking_share").empty


def test_lines_are_indexed_by_day(community: sq.Community) -> None:
    for id in IDS:
        found = recent(community, id)
        assert isinstance(found.index, pd.DatetimeIndex)
        assert found.index.name == "day", id
