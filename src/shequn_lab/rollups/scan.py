"""Raw events are touched here and nowhere else: batches of codes, one pass, whatever the engine.

Every engine hands over Arrow batches, so one adapter serves them all; the zone is applied by one piece of
code, in :mod:`shequn_lab.model.clock`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from scipy import sparse

from shequn_lab.model import clock
from shequn_lab.model.community import Community
from shequn_lab.model.schema import INTERACTION_KINDS, KNOWN_KINDS, MESSAGE_KINDS
from shequn_lab.rollups.tally import Codes, DayTally, Flags

NEVER = np.iinfo(np.int64).max
#: Up to so many events, who, when and what stay in memory.
_KEPT_ROWS = 1 << 24


@dataclass(frozen=True)
class Batch:
    """Some consecutive events.

    Attributes
    ----------
    member : int32 array
        Row of the member in the members table.
    at : int64 array
        Instant [µs UTC].
    kind : array of str
        Kinds that occur; `kind_code` points into it.
    kind_code : integer array
    others : mapping
        Further columns asked for, as Arrow arrays.
    """

    member: Codes
    at: clock.Instants
    kinds: list[str]
    kind_code: npt.NDArray[np.integer[Any]]
    others: dict[str, pa.Array]

    def of(self, wanted: Sequence[str]) -> Flags:
        """Mark the events whose kind is among `wanted`."""
        among = np.isin(self.kinds, list(wanted))
        if among.all() or not among.any():
            return np.full(self.member.size, bool(among.any()))
        return among[self.kind_code]

    def of_whom(self, chosen: Flags) -> tuple[Codes, clock.Instants]:
        """Return member and instant of the marked events."""
        if chosen.all():
            return self.member, self.at
        return self.member[chosen], self.at[chosen]


def scan(community: Community, others: Sequence[str] = ()) -> Iterator[Batch]:
    """Walk through all events once, in the order of time.

    Who, when and what are decoded once and kept while they fit (13 bytes an event); a later walk then reads
    the other columns alone.
    """
    source = community.event_source
    if source.n_rows > _KEPT_ROWS:
        yield from _decoded(community, others)
        return
    if not community.remembers("core"):
        first = _first_walk(community)
        if not others:
            yield from first
            return
        for _ in first:
            pass
    core: list[Batch] = community.remember("core", list)
    if not others:
        yield from core
        return
    for batch, raw in zip(core, source.batches(others), strict=True):
        yield replace(batch, others={name: raw.column(i) for i, name in enumerate(others)})


def _first_walk(community: Community) -> Iterator[Batch]:
    """Decode who, when and what, and keep them; the next batch is decoded while one is worked on."""
    kept = []
    for batch in _ahead(_decoded(community, ())):
        # Copied out of Arrow's memory, so that what was only needed for decoding can be given back.
        kept.append(replace(batch, at=batch.at.copy()))
        pa.default_memory_pool().release_unused()
        yield kept[-1]
    community.remember("core", lambda: kept)


def _ahead(batches: Iterator[Batch]) -> Iterator[Batch]:
    """Make the next batch in another thread while this one is worked on."""
    with ThreadPoolExecutor(1) as other:
        waiting = other.submit(next, batches, None)
        while (batch := waiting.result()) is not None:
            waiting = other.submit(next, batches, None)
            yield batch


def side_by_side(work: Callable[[Batch], None], batches: Iterable[Batch]) -> None:
    """Work on two batches at a time, in no given order; no more than four are held at once."""
    with ThreadPoolExecutor(2) as pool:
        running: deque[Future[None]] = deque()
        for batch in batches:
            running.append(pool.submit(work, batch))
            if len(running) > 3:
                running.popleft().result()
        for rest in running:
            rest.result()


def _decoded(community: Community, others: Sequence[str]) -> Iterator[Batch]:
    ids = pa.array(community.members["member_id"].astype(object), pa.string())
    known, rows = None, np.zeros(0, dtype=np.int32)
    for raw in community.event_source.batches(["member_id", "occurred_at", "kind", *others]):
        people, kinds = _dictionary(raw.column(0)), _dictionary(raw.column(2))
        # Batches of one row group share their words; looking them up is the dear part.
        if known is None or not people.dictionary.equals(known):
            known = people.dictionary
            rows = pc.fill_null(pc.index_in(known.cast(pa.string()), ids), -1).to_numpy().astype(np.int32)
        yield Batch(
            member=rows[_codes(people)],
            at=raw.column(1).cast(pa.timestamp("us", "UTC")).cast(pa.int64()).to_numpy(),
            kinds=kinds.dictionary.to_pylist(),
            kind_code=_codes(kinds).astype(np.min_scalar_type(len(kinds.dictionary))),
            others={name: raw.column(3 + i) for i, name in enumerate(others)},
        )


def _dictionary(column: pa.Array) -> pa.DictionaryArray:
    return column if pa.types.is_dictionary(column.type) else pc.dictionary_encode(column.cast(pa.string()))


def _codes(column: pa.DictionaryArray) -> Codes:
    return column.indices.cast(pa.int32()).to_numpy()


def interaction_kinds(community: Community, present: Sequence[str]) -> list[str]:
    """Which of the kinds that occur make a member active."""
    if community.interactions is not None:
        return [kind for kind in present if kind in community.interactions]
    return [kind for kind in present if kind in INTERACTION_KINDS or kind not in KNOWN_KINDS]


@dataclass(frozen=True)
class Ledger:
    """What one pass over the events leaves: small arrays that every metric starts from.

    Attributes
    ----------
    active : csr_array of shape (n_members, n_days)
        Interactions on each observed local day.
    spoken : csr_array of shape (n_members, n_days)
        Messages, replies and comments alone.
    hours : int64 array of shape (n_days, 24)
        Interactions by local day and hour, operators' and bots' left out.
    first_at, last_at : int64 array of shape (n_members,)
        First and last interaction [µs UTC], outside the observed days too; ``NEVER`` and ``-NEVER`` for none.
    moves : DataFrame
        Joinings and leavings among the events: ``member`` (row), ``at`` (µs UTC), ``joins`` (flag).
    """

    active: sparse.csr_array
    spoken: sparse.csr_array
    hours: npt.NDArray[np.int64]
    first_at: clock.Instants
    last_at: clock.Instants
    moves: pd.DataFrame


def ledger(community: Community) -> Ledger:
    """Roll up all events; computed once for each community and kept."""
    return community.remember("ledger", lambda: _roll_up(community))


def _roll_up(community: Community) -> Ledger:
    n_members, window = len(community.members), community.observed
    counted = ~operator_rows(community)
    tally = DayTally(n_members, window.n_days)
    hours = np.zeros(window.n_days * 24, dtype=np.int64)
    first = np.full(n_members, NEVER)
    last = np.full(n_members, -NEVER)
    moves: list[pd.DataFrame] = []
    for batch in scan(community):
        hour = clock.local_hours(batch.at, community.timezone) - 24 * window.first
        live = batch.of(interaction_kinds(community, batch.kinds))
        member, at = batch.of_whom(live)
        # Events come in the order of time: written forwards the last one stays, backwards the first. Here what
        # lies outside the observed days counts too: who was seen before them did not join in them.
        new = first[member] == NEVER
        first[member[new][::-1]] = at[new][::-1]
        last[member] = at
        live &= (hour >= 0) & (hour < hours.size)
        talk = batch.of(MESSAGE_KINDS)
        if not live.all():
            member, hour, talk = batch.member[live], hour[live], talk[live]
        tally.add(member, hour // 24, talk)
        hours += np.bincount(hour if counted.all() else hour[counted[member]], minlength=hours.size)
        moves.append(_moves(batch))
    active, spoken = tally.matrices()
    return Ledger(
        active=active,
        spoken=spoken,
        hours=hours.reshape(-1, 24),
        first_at=first,
        last_at=last,
        moves=pd.concat(moves, ignore_index=True),
    )


def _moves(batch: Batch) -> pd.DataFrame:
    joins, leaves = batch.of(("join",)), batch.of(("leave",))
    chosen = joins | leaves
    return pd.DataFrame({"member": batch.member[chosen], "at": batch.at[chosen], "joins": joins[chosen]})


def operator_rows(community: Community, *, bots_only: bool = False) -> Flags:
    """Mark the members whose own events are left out: bots always, owners and admins unless asked for."""
    roles = community.members["role"]
    wanted: Any = ["bot"] if bots_only else ["owner", "admin", "bot"]
    return np.asarray(roles.isin(wanted), dtype=bool)
