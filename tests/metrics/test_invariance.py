"""What must not change a figure: order, names, the machine's clock; and what the local clock must do."""

from __future__ import annotations

import datetime as dt
import os
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from communities import Event, Person, World, at, build, tiny_world, worlds
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import DAY

import shequn_lab as sq

HERE = Path(__file__).parents[1]


def figures(community: sq.Community) -> dict[str, Any]:
    """Return every figure that has one value for the whole community."""
    shares = [
        sq.speaking_share(community),
        sq.active_share(community, base="end"),
        sq.retention_on(community, 2),
        sq.retention_within(community, 3),
        sq.retention_after(community, 2, clock="elapsed"),
    ]
    return {
        "active": [m(community).tolist() for m in (sq.daily_active, sq.weekly_active, sq.monthly_active)],
        "shares": [(e.k, e.n, e.value) for e in shares],
        "streaks": sorted(sq.longest_streak_days(community)),
        "hours": sq.active_hours(community).to_numpy().tolist(),
        "cohorts": sq.cohort_retention(community, every="week", mode="on")[["value", "n"]].to_numpy().tolist(),
        "survival": sq.survival(community, silence_days=3)[["day", "value", "n"]].to_numpy().tolist(),
    }


def same(found: dict[str, Any], expected: dict[str, Any]) -> None:
    for name, value in expected.items():
        np.testing.assert_allclose(
            np.array(found[name], dtype=float), np.array(value, dtype=float), equal_nan=True, err_msg=name
        )


@settings(max_examples=20)
@given(w=worlds(), seed=st.integers(0, 99))
def test_the_order_of_rows_changes_nothing(w: World, seed: int) -> None:
    chance = random.Random(seed)
    people, events = list(w.people), list(w.events)
    chance.shuffle(people)
    chance.shuffle(events)
    same(figures(build(replace(w, people=tuple(people), events=tuple(events)))), figures(build(w)))


@settings(max_examples=20)
@given(w=worlds())
def test_other_names_change_nothing(w: World) -> None:
    names = {p.id: f"x{99 - i}" for i, p in enumerate(w.people)}
    people = tuple(replace(p, id=names[p.id]) for p in w.people)
    events = tuple(replace(e, who=names[e.who], mentions=tuple(names[m] for m in e.mentions)) for e in w.events)
    same(figures(build(replace(w, people=people, events=events))), figures(build(w)))


@settings(max_examples=20)
@given(w=worlds())
def test_moving_the_zone_and_every_instant_together_changes_nothing(w: World) -> None:
    back = dt.timedelta(hours=8)
    here = replace(w, zone="UTC", stated=None, report=None)  # days are now those of UTC
    people = tuple(
        replace(p, joined_at=p.joined_at and p.joined_at - back, left_at=p.left_at and p.left_at - back)
        for p in here.people
    )
    events = tuple(replace(e, at=e.at - back) for e in here.events)
    # Etc/GMT-8 is eight hours *ahead* of UTC: POSIX counts westwards.
    same(figures(build(replace(here, zone="Etc/GMT-8", people=people, events=events))), figures(build(here)))


def test_half_past_eleven_in_shanghai_is_that_day_on_any_machine() -> None:
    # One process, born in New York (whatever is read at import) and then moved (whatever is read later).
    script = (
        f"import os, sys, time; sys.path.insert(0, {str(HERE)!r})\n"
        "from communities import tiny\nimport shequn_lab as sq\n"
        "for zone in ('America/New_York', 'UTC', 'Asia/Shanghai'):\n"
        "    os.environ['TZ'] = zone; time.tzset(); c = tiny()\n"
        "    print(sq.daily_active(c).tolist(), int(sq.active_hours(c).loc[2, 23]), sq.retention_on(c, 1).k)\n"
    )
    env = {**os.environ, "TZ": "America/New_York", "PYTHONPATH": os.pathsep.join(sys.path)}
    run = subprocess.run([sys.executable, "-c", script], env=env, capture_output=True, text=True, check=True)
    # 03 March: chen at 21:00 and an at 23:30.
    assert run.stdout.splitlines() == ["[2.0, 2.0, 3.0, 1.0, 1.0, 0.0, 0.0, 2.0, 0.0, 0.0] 1 3"] * 3


def _new_york(first: str, n_days: int, *texts: str, joined: str | None = None) -> sq.Community:
    zone = "America/New_York"
    people = (Person("a", joined_at=at(joined, zone) if joined else None),)
    day = dt.date.fromisoformat(first)
    events = tuple(Event("a", at(text, zone)) for text in texts)
    return build(World(zone, people, events, stated=(day, day + n_days * DAY)))


def test_a_day_of_23_hours_is_one_day() -> None:
    community = _new_york("2026-03-07", 3, "2026-03-08 00:30", "2026-03-08 23:30", "2026-03-09 00:10")
    assert sq.daily_active(community).tolist() == [0, 1, 1]
    assert int(sq.active_hours(community).loc[7].sum()) == 2  # Sunday 8 March


def test_a_day_of_25_hours_is_one_day_and_its_second_one_o_clock_is_one_o_clock() -> None:
    first, second = "2026-11-01T05:30:00+00:00", "2026-11-01T06:30:00+00:00"  # 01:30 EDT and 01:30 EST
    w = World(
        "America/New_York",
        (Person("a"),),
        (*(Event("a", dt.datetime.fromisoformat(t)) for t in (first, second)),),
        stated=(dt.date(2026, 10, 31), dt.date(2026, 11, 3)),
    )
    assert sq.daily_active(build(w)).tolist() == [0, 1, 0]
    assert int(sq.active_hours(build(w)).loc[7, 1]) == 2


def test_a_24_hour_window_keeps_its_length_when_the_clock_jumps() -> None:
    # Joined 7 March 12:00 EST. 24 h later the clock says 13:00 EDT: 12:30 is still in window 0, 13:00 opens 1.
    early = _new_york("2026-03-07", 4, "2026-03-08 12:30", joined="2026-03-07 12:00")
    late = _new_york("2026-03-07", 4, "2026-03-08 13:00", joined="2026-03-07 12:00")
    assert [sq.retention_on(c, 1, clock="elapsed").k for c in (early, late)] == [0, 1]
    assert [sq.retention_on(c, 1).k for c in (early, late)] == [1, 1]


def test_a_later_report_start_shows_the_same_figure_for_the_same_day() -> None:
    zone, first = "Asia/Shanghai", dt.date(2026, 9, 1)
    events = tuple(Event(f"m{i % 5}", at("2026-09-01 20:00") + (i * 7 % 60) * DAY) for i in range(60))
    people = tuple(Person(f"m{i}") for i in range(5))
    whole = build(World(zone, people, events, stated=(first, first + 61 * DAY)))
    october = whole.between("2026-10-01", "2026-11-01")
    for metric in (sq.daily_active, sq.weekly_active, sq.monthly_active):
        shown = metric(october)
        assert len(shown) == 31
        assert shown.tolist() == metric(whole).loc[shown.index].tolist()
        assert shown.notna().all()  # the month before is warm-up


def test_weekly_active_is_missing_on_the_sixth_observed_day_and_there_on_the_seventh() -> None:
    weekly = sq.weekly_active(build(tiny_world()))
    assert np.isnan(weekly.loc["2026-03-07"])
    assert weekly.loc["2026-03-08"] == 4


@pytest.mark.parametrize("n", [8, 9])
def test_a_day_not_yet_observed_is_in_neither_part(n: int) -> None:
    # Day 9 of those who joined on 3 March is 12 March, the first day after what was observed.
    assert sq.retention_on(build(tiny_world()), n).n == {8: 5, 9: 3}[n]
