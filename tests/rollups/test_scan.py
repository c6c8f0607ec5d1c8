"""One pass over the events: the ledger by brute force, and the same whatever hands the events over."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from communities import build, conversations, tiny, worlds
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import NOT_ACTIVITY, OPERATORS, SPEAKING, Event, Person, World, inside, local_day, observed

import shequn_lab as sq
from shequn_lab import rollups
from shequn_lab.rollups.scan import NEVER
from shequn_lab.rollups.tally import DayTally

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class SmallBatches:
    """Events in memory, handed over so many rows at a time."""

    def __init__(self, table: pa.Table, size: int) -> None:
        self._table, self._size = table, size

    @property
    def n_rows(self) -> int:
        return self._table.num_rows

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(self._table.column_names)

    def batches(self, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
        for start in range(0, self.n_rows, self._size):
            part = self._table.select(list(columns)).slice(start, self._size).combine_chunks()
            yield from part.to_batches()

    def table(self) -> pa.Table:
        return self._table


def from_source(community: sq.Community, source: Any) -> sq.Community:
    """Return the same community with nothing remembered and its events from elsewhere."""
    return replace(community, event_source=source, _memo={})


def microseconds(at: dt.datetime) -> int:
    return (at - EPOCH) // dt.timedelta(microseconds=1)


def in_order(w: World) -> list[Event]:
    return sorted(w.events, key=lambda e: e.at)


# -- the ledger ------------------------------------------------------------------------------------


@settings(max_examples=30)
@given(w=worlds(), size=st.sampled_from((1, 7, 1000)))
def test_the_ledger_holds_what_counting_event_by_event_gives(w: World, size: int) -> None:
    community = build(w)
    rolled = rollups.ledger(from_source(community, SmallBatches(community.event_source.table(), size)))
    row = {m: i for i, m in enumerate(community.members["member_id"])}
    seen = observed(w)
    active: Counter[tuple[int, int]] = Counter()
    spoken: Counter[tuple[int, int]] = Counter()
    hours: Counter[tuple[int, int]] = Counter()
    first, last = [NEVER] * len(row), [-NEVER] * len(row)
    role = {p.id: p.role for p in w.people}
    for e in w.events:
        if e.kind in NOT_ACTIVITY:
            continue
        who, at = row[e.who], microseconds(e.at)
        first[who], last[who] = min(first[who], at), max(last[who], at)
        wall = e.at.astimezone(ZoneInfo(w.zone))
        if not inside(wall.date(), seen):
            continue
        day = (wall.date() - seen[0]).days
        active[who, day] += 1
        spoken[who, day] += e.kind in SPEAKING
        hours[day, wall.hour] += role.get(e.who, "member") not in OPERATORS
    for found, expected in ((rolled.active, active), (rolled.spoken, spoken)):
        assert found.shape == (len(row), (seen[1] - seen[0]).days)
        filled = found.tocoo()
        cells = list(zip(filled.coords[0].tolist(), filled.coords[1].tolist(), strict=True))
        assert len(cells) == len(set(cells))  # each cell once
        assert dict(zip(cells, filled.data.tolist(), strict=True)) == {k: n for k, n in expected.items() if n}
    assert {(int(d), int(h)): int(rolled.hours[d, h]) for d, h in np.argwhere(rolled.hours)} == {
        k: n for k, n in hours.items() if n
    }
    assert rolled.first_at.tolist() == first
    assert rolled.last_at.tolist() == last
    moves = [(row[e.who], microseconds(e.at), e.kind == "join") for e in in_order(w) if e.kind in ("join", "leave")]
    assert sorted(zip(*(rolled.moves[c].tolist() for c in ("member", "at", "joins")), strict=True)) == sorted(moves)


# -- counting by day -------------------------------------------------------------------------------

ROWS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 4), st.booleans()), max_size=60)


@pytest.mark.parametrize("n_members", [7, 2000], ids=["counted", "sorted"])
@settings(max_examples=30)
@given(rows=ROWS, size=st.sampled_from((1, 3, 100)), ordered=st.booleans())
def test_the_tally_counts_alike_by_sorting_and_by_counting(
    n_members: int, rows: list[tuple[int, int, bool]], size: int, ordered: bool
) -> None:
    # 60 rows are fewer than one in sixteen of 2000 members: those days are sorted. Days out of order are what a
    # clock change makes of them.
    if ordered:
        rows = sorted(rows, key=lambda r: r[1])
    tally = DayTally(n_members, 5)
    for start in range(0, len(rows), size):
        part = rows[start : start + size]
        tally.add(
            np.array([r[0] for r in part], np.int32),
            np.array([r[1] for r in part], np.int64),
            np.array([r[2] for r in part], bool),
        )
    active, spoken = tally.matrices()
    expected = np.zeros((2, n_members, 5), int)
    for who, day, talk in rows:
        expected[0, who, day] += 1
        expected[1, who, day] += talk
    for found, wanted in zip((active, spoken), expected, strict=True):
        assert np.array_equal(found.toarray(), wanted)
        assert found.nnz == np.count_nonzero(wanted)
        for i in range(7):  # days rise within a member
            assert (np.diff(found.indices[found.indptr[i] : found.indptr[i + 1]]) > 0).all()


@pytest.mark.parametrize("others", [0, 400], ids=["counted", "sorted"])
def test_a_local_day_that_a_clock_change_cuts_in_two_is_one_day(others: int) -> None:
    # In St. John's, on 7 November 2010 at 00:01, the clock went back to 23:01 of the 6th.
    zone, back = "America/St_Johns", dt.datetime(2010, 11, 7, 2, 31, tzinfo=dt.UTC)
    minute = dt.timedelta(minutes=1)
    times = [back - 2 * minute, back - minute / 2, back, back + 30 * minute, back + 59 * minute, back + 61 * minute]
    walls = [t.astimezone(ZoneInfo(zone)).date().day for t in times]
    assert walls == [6, 7, 6, 6, 7, 7]
    people = tuple(Person(f"m{i}") for i in range(1 + others))
    events = tuple(Event("m0", t, kind) for t, kind in zip(times, ["message", "like"] * 3, strict=True))
    community = build(World(zone, people, events, stated=(dt.date(2010, 11, 6), dt.date(2010, 11, 8))))
    for size in (1, 2, 6):
        rolled = rollups.ledger(from_source(community, SmallBatches(community.event_source.table(), size)))
        assert rolled.active.toarray()[0].tolist() == [3, 3]
        assert rolled.spoken.toarray()[0].tolist() == [2, 1]
        assert rolled.active.nnz == 2
    assert rollups.activity(community).daily().tolist() == [1, 1]
    assert sq.daily_active(community).tolist() == [1, 1]


def test_a_local_day_that_never_was_is_empty() -> None:
    # Samoa went from 29 December 2011 straight to the 31st.
    zone, noon = "Pacific/Apia", dt.timedelta(hours=12)
    events = tuple(
        Event("a", dt.datetime(2011, 12, d, tzinfo=ZoneInfo(zone)).astimezone(dt.UTC) + noon) for d in (29, 31)
    )
    community = build(World(zone, (Person("a"),), events, stated=(dt.date(2011, 12, 28), dt.date(2012, 1, 2))))
    assert sq.daily_active(community).tolist() == [0, 1, 0, 1, 0]


# -- whatever hands them over ----------------------------------------------------------------------


def fields(thing: Any, names: Sequence[str]) -> list[list[Any]]:
    return [np.asarray(getattr(thing, name)).tolist() for name in names]


def everything(community: sq.Community) -> dict[str, Any]:
    """Return every roll-up as plain lists."""
    rolled, joined = rollups.ledger(community), rollups.joins(community)
    found: dict[str, Any] = {
        "active": rolled.active.toarray().tolist(),
        "spoken": rolled.spoken.toarray().tolist(),
        "edges of time": fields(rolled, ["hours", "first_at", "last_at"]),
        "joins": fields(joined, ["day", "at", "left_day", "left_at", "assumed", "run_in", "n_moved"]),
        "after leaving": joined.n_after_leaving,
        "stays": sorted(zip(*fields(rollups.stays(community), ["member", "start", "end"]), strict=True)),
        "hours": rollups.member_hours(community).tolist(),
    }
    for clock in ("calendar", "elapsed"):
        lived = rollups.tenure(community, clock)
        found[clock] = [*fields(lived, ["rows", "ages", "followed", "cohort"]), dict(lived.excluded)]
    frames = {
        "moves": rolled.moves,
        "totals": rollups.member_totals(community).reset_index(),
        "replies": rollups.reply_edges(community),
        "mentions": rollups.mention_edges(community),
    }
    if rollups.asks(community) and rollups.threads(community):
        frames["questions"] = rollups.questions(community)
    for name, frame in frames.items():
        found[name] = frame.astype(object).where(frame.notna(), None).to_dict("list")
    return found


@settings(max_examples=15)
@given(w=st.one_of(worlds(max_days=20), conversations()))
def test_batches_of_any_size_give_the_same(w: World) -> None:
    community = build(w)
    table = community.event_source.table()
    expected = everything(community)
    for size in (1, 7, max(1, table.num_rows)):
        found = everything(from_source(community, SmallBatches(table, size)))
        for name, value in expected.items():
            assert found[name] == value, name


@settings(max_examples=8)
@given(w=st.one_of(worlds(max_days=20), conversations()))
def test_events_on_disk_and_in_memory_give_the_same(w: World, tmp_path_factory: pytest.TempPathFactory) -> None:
    community = build(w)
    expected = everything(community)
    folder: Path = tmp_path_factory.mktemp("saved")
    for form in ("parquet", "csv"):
        sq.save_community(community, folder / form, format=form)
        again = sq.open_community(folder / form)
        # Assumptions are saved with the community.
        assert (again.window, again.observed, again.coverage_stated) == (
            community.window,
            community.observed,
            community.coverage_stated,
        )
        found = everything(again)
        for name, value in expected.items():
            assert found[name] == value, (form, name)


def test_events_that_do_not_fit_in_memory_are_read_again_and_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = everything(tiny())
    monkeypatch.setattr("shequn_lab.rollups.scan._KEPT_ROWS", 3)
    assert everything(tiny()) == expected


def test_events_outside_the_observed_days_are_no_activity_but_were_seen() -> None:
    at = dt.datetime(2026, 3, 2, 4, tzinfo=dt.UTC)
    events = (Event("a", at - dt.timedelta(days=9)), Event("a", at), Event("a", at + dt.timedelta(days=9)))
    day = local_day(World("UTC", (), ()), at)
    community = build(World("UTC", (Person("a"),), events, stated=(day, day + dt.timedelta(days=1))))
    rolled = rollups.ledger(community)
    assert rolled.active.toarray().tolist() == [[1]]
    assert pd.to_datetime(rolled.first_at[0], unit="us").day == 21
    assert pd.to_datetime(rolled.last_at[0], unit="us").day == 11
