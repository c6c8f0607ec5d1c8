"""Chance is planned: the same numbers each time, and nobody else's dice are touched."""

from __future__ import annotations

import datetime as dt
import os
import random
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from communities import Event, Person, World, at, build, tiny
from oracle import DAY

import shequn_lab as sq
from shequn_lab.metrics.intervals import bootstrap, deal
from shequn_lab.metrics.kpi import median_of_members

HERE = Path(__file__).parents[1]
FIRST = dt.date(2026, 2, 2)


def lively(n_members: int = 60, n_days: int = 40) -> World:
    chance = np.random.default_rng(6)
    people = tuple(Person(f"m{i}", joined_on=FIRST + (i % 20 - 5) * DAY) for i in range(n_members))
    events = []
    for i in range(n_members):
        for day in range(max(0, i % 20 - 5), n_days):
            if chance.random() < 0.25 / (1 + i % 3):
                when = at("2026-02-02 00:00") + day * DAY + dt.timedelta(minutes=int(chance.integers(1440)))
                events.append(Event(f"m{i}", when, id=f"q{len(events)}", is_question=bool(chance.random() < 0.5)))
    answers = [
        Event("boss", e.at + dt.timedelta(minutes=7 * i % 300), "reply", id=f"a{i}", reply_to=e.id)
        for i, e in enumerate(events)
        if e.is_question
    ]
    boss = Person("boss", role="owner")
    stated = (FIRST, FIRST + n_days * DAY)
    return World("Asia/Shanghai", (*people, boss), (*events, *answers), stated=stated)


def spans(community: sq.Community) -> list[float]:
    """Return the ends of every interval that is made by resampling, and of the others too."""
    before, after = ("2026-02-05", "2026-02-15"), ("2026-02-25", "2026-03-10")
    found = [
        *sq.kpi(community),
        sq.peak_hours(community),
        sq.mean_daily_active(community, last_days=9),
        sq.relative_change(community, "daily_active", before=before, after=after),
        sq.reply_latency(community, hours=(6, 20)).median,
        sq.top_share(community, top=0.3),
        median_of_members("days_since_active", sq.days_since_active(community)),
    ]
    ends = [end for e in found for end in (e.value, e.low, e.high)]
    for frame in (sq.active_bands(community), sq.contribution_curve(community), sq.contribution_groups(community)):
        ends += frame[["low", "high"]].to_numpy(dtype=float).ravel().tolist()
    return ends


def the_same(first: list[float], second: list[float]) -> None:
    np.testing.assert_array_equal(np.array(first, dtype=float), np.array(second, dtype=float))


def test_the_same_community_gives_the_same_intervals_again() -> None:
    the_same(spans(build(lively())), spans(build(lively())))


def test_the_order_in_which_figures_are_asked_for_does_not_matter() -> None:
    forwards, backwards = build(lively()), build(lively())
    shares: list[Callable[[sq.Community], sq.Estimate]] = [sq.stickiness, sq.contribution_gini, sq.peak_hours]
    first = [m(forwards) for m in shares]
    second = [m(backwards) for m in reversed(shares)][::-1]
    assert [(e.low, e.high) for e in first] == [(e.low, e.high) for e in second]


def test_seeds_of_the_program_change_nothing_and_are_not_changed() -> None:
    np.random.seed(1)  # noqa: NPY002 - the state that must not be touched
    random.seed(1)
    first = spans(build(lively()))
    np.random.seed(2)  # noqa: NPY002
    random.seed(2)
    numbers, plain = np.random.get_state(), random.getstate()  # noqa: NPY002
    the_same(spans(build(lively())), first)
    later = np.random.get_state()  # noqa: NPY002
    assert random.getstate() == plain
    assert (later[0], later[2:]) == (numbers[0], numbers[2:])
    assert np.array_equal(later[1], numbers[1])


def test_another_process_with_other_hashes_gives_the_same() -> None:
    script = (
        f"import sys; sys.path[:0] = [{str(HERE)!r}, {str(Path(__file__).parent)!r}]\n"
        "from test_resampling_is_seeded import build, lively, spans\n"
        "print(' '.join(float(x).hex() for x in spans(build(lively()))))\n"
    )
    outputs = []
    for seed in ("1", "2"):
        told = {**os.environ, "PYTHONHASHSEED": seed, "OMP_NUM_THREADS": seed}
        done = subprocess.run([sys.executable, "-c", script], env=told, capture_output=True, text=True, check=True)
        outputs.append([float.fromhex(word) for word in done.stdout.split()])
    the_same(outputs[0], outputs[1])
    the_same(outputs[0], spans(build(lively())))


def test_two_threads_give_the_same_as_one() -> None:
    expected = spans(build(lively()))
    found: list[list[float]] = []
    threads = [threading.Thread(target=lambda: found.append(spans(build(lively())))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 2
    for one in found:
        the_same(one, expected)


@pytest.mark.parametrize("n", [5, 2500])
def test_one_seed_is_one_draw_and_another_seed_another(n: int) -> None:
    values = np.random.default_rng(0).random(n)
    sums = np.bincount(deal(n, 3), weights=values)

    def drawn(seed: int) -> np.ndarray:
        return bootstrap([sums], lambda total: total, seed=seed, n_resamples=200).replicates

    assert np.array_equal(drawn(4), drawn(4))
    assert not np.array_equal(drawn(4), drawn(5))


def test_asking_does_not_change_the_community() -> None:
    community = tiny()
    members, events = community.members.copy(), community.event_source.table()
    sq.kpi(community)
    sq.data_quality(community)
    assert community.members.equals(members)
    assert community.event_source.table().equals(events)
