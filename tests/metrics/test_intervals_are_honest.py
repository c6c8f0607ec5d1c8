"""Intervals: the closed form, the same again with the same data, and how often they hold the truth."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable

import numpy as np
import pytest
from communities import Event, Person, World, at, build
from oracle import DAY
from oracle_retention import wilson
from scipy import stats

import shequn_lab as sq

FIRST = dt.date(2026, 3, 2)
START = at("2026-03-02 12:00")


@pytest.mark.parametrize(("k", "n"), [(0, 1), (1, 1), (0, 7), (3, 7), (7, 7), (1, 40), (20, 40), (399, 400)])
def test_the_oracle_s_wilson_interval_is_scipy_s(k: int, n: int) -> None:
    ends = stats.binomtest(k, n).proportion_ci(0.95, method="wilson")
    assert wilson(k, n) == pytest.approx((ends.low, ends.high))


def joined_together(returning: list[bool]) -> sq.Community:
    """Return members who all joined on the first day; some of them write on the next."""
    people = tuple(Person(f"m{i}", joined_on=FIRST) for i in range(len(returning)))
    events = tuple(Event(p.id, START + DAY) for p, back in zip(people, returning, strict=True) if back)
    house = Event("house", START)
    people = (*people, Person("house", role="owner"))
    return build(World("Asia/Shanghai", people, (house, *events), stated=(FIRST, FIRST + 3 * DAY)))


@pytest.mark.parametrize(("k", "n"), [(0, 5), (2, 5), (5, 5), (9, 30)])
def test_retention_carries_wilson_s_interval(k: int, n: int) -> None:
    found = sq.retention_on(joined_together([i < k for i in range(n)]), 1)
    assert (found.k, found.n) == (k, n)
    assert (found.low, found.high) == pytest.approx(wilson(k, n))


def test_an_empty_cohort_is_missing_and_not_zero() -> None:
    found = sq.retention_on(joined_together([True]), 5)
    assert math.isnan(found.value)
    assert found.n == 0


def busy_and_quiet(chance: np.random.Generator, n_members: int, n_days: int = 40) -> sq.Community:
    """Return members each of whom writes with a probability of their own on each day."""
    rates = chance.beta(1, 3, n_members)
    written = chance.random((n_members, n_days)) < rates[:, None]
    events = tuple(Event(f"m{m}", START + int(d) * DAY) for m, d in np.argwhere(written))
    people = tuple(Person(f"m{m}") for m in range(n_members))
    return build(World("Asia/Shanghai", people, events, stated=(FIRST, FIRST + n_days * DAY)))


def test_the_bootstrap_gives_the_same_interval_again() -> None:
    first, second = (sq.stickiness(busy_and_quiet(np.random.default_rng(5), 25)) for _ in range(2))
    assert (first.low, first.high) == (second.low, second.high)
    assert first.low < first.value < first.high


def test_the_bootstrap_narrows_with_more_members() -> None:
    few, many = (sq.stickiness(busy_and_quiet(np.random.default_rng(5), n)) for n in (20, 180))
    assert many.high - many.low < 0.6 * (few.high - few.low)


@pytest.mark.parametrize("measure", [sq.contribution_gini, sq.top_share])
def test_more_messages_of_the_same_members_leave_no_less_doubt(measure: Callable[[sq.Community], sq.Estimate]) -> None:
    # Members are drawn, not messages: nine more like each message say nothing new about other members.
    chance = np.random.default_rng(3)
    people = tuple(Person(f"m{i}") for i in range(30))
    written = [Event(p.id, START + int(d) * DAY) for p in people for d in chance.integers(0, 5, chance.integers(1, 9))]
    stated = (FIRST, FIRST + 6 * DAY)
    once, often = (measure(build(World("Asia/Shanghai", people, tuple(written * n), stated=stated))) for n in (1, 10))
    assert (often.low, often.high) == pytest.approx((once.low, once.high))
    assert often.low < often.value < often.high


@pytest.mark.slow
def test_wilson_holds_the_truth_about_as_often_as_it_says() -> None:
    chance = np.random.default_rng(11)
    hits = 0
    for _ in range(300):
        found = sq.retention_on(joined_together((chance.random(30) < 0.3).tolist()), 1)
        hits += found.low <= 0.3 <= found.high
    # 300 draws at 95 %: standard error 1.3 points.
    assert 0.91 <= hits / 300 <= 0.99


@pytest.mark.slow
def test_the_bootstrap_of_stickiness_holds_the_truth_about_as_often_as_it_says() -> None:
    # With rates r of beta(1, 3): E r over P(at least once in 30 days), with E (1-r)^30 = 3 / 33.
    truth = 0.25 / (1 - 3 / 33)
    chance = np.random.default_rng(12)
    found = [sq.stickiness(busy_and_quiet(chance, 60)) for _ in range(200)]
    hits = sum(e.low <= truth <= e.high for e in found)
    # A percentile bootstrap over 60 members runs a little short of 95 %.
    assert 0.88 <= hits / 200 <= 0.99
