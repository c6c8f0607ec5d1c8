"""Raw events are touched here and nowhere else: batches of codes, one pass, whatever the engine.

Every engine hands over Arrow batches, so one adapter serves them all; the zone is applied by one piece of
code, in :mod:`shequn_lab.model.clock`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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

Codes = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]
NEVER = np.iinfo(np.int64).max


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
    kind_code : int32 array
    others : mapping
        Further columns asked for, as Arrow arrays.
    """

    member: Codes
    at: clock.Instants
    kinds: list[str]
    kind_code: Codes
    others: dict[str, pa.Array]

    def of(self, wanted: Sequence[str]) -> Flags:
        """Mark the events whose kind is among `wanted`."""
        return np.isin(self.kinds, list(wanted))[self.kind_code]


def scan(community: Community, others: Sequence[str] = ()) -> Iterator[Batch]:
    """Walk through all events once, in the order of time."""
    index = pd.Index(community.members["member_id"].astype(object))
    for raw in community.event_source.batches(["member_id", "occurred_at", "kind", *others]):
        words, codes = _coded(raw.column(0))
        kinds, kind_codes = _coded(raw.column(2))
        rows = index.get_indexer(pd.Index(words, dtype=object)).astype(np.int32)
        yield Batch(
            member=rows[codes],
            at=raw.column(1).cast(pa.timestamp("us", "UTC")).cast(pa.int64()).to_numpy(),
            kinds=kinds,
            kind_code=kind_codes,
            others={name: raw.column(3 + i) for i, name in enumerate(others)},
        )


def _coded(column: pa.Array) -> tuple[list[str], Codes]:
    if not pa.types.is_dictionary(column.type):
        column = pc.dictionary_encode(column.cast(pa.string()))
    return column.dictionary.to_pylist(), column.indices.cast(pa.int32()).to_numpy()


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
        First and last interaction [µs UTC]; ``NEVER`` and ``-NEVER`` for who never interacted.
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
    shape = (n_members, window.n_days)
    parts: dict[str, list[sparse.csr_array]] = {"active": [], "spoken": []}
    hours = np.zeros(window.n_days * 24, dtype=np.int64)
    first = np.full(n_members, NEVER)
    last = np.full(n_members, -NEVER)
    moves: list[pd.DataFrame] = []
    for batch in scan(community):
        hour = clock.local_hours(batch.at, community.timezone) - 24 * window.first
        live = batch.of(interaction_kinds(community, batch.kinds)) & (hour >= 0) & (hour < hours.size)
        member, day = batch.member[live], (hour[live] // 24).astype(np.int32)
        parts["active"].append(_tally(member, day, shape))
        spoken = batch.of(MESSAGE_KINDS)[live]
        # Where everything is talk, the second matrix is the first.
        parts["spoken"].append(parts["active"][-1] if spoken.all() else _tally(member[spoken], day[spoken], shape))
        hours += np.bincount(hour[live][counted[member]], minlength=hours.size)
        # Events come in the order of time: the first of a batch is what np.unique meets first.
        who, where = np.unique(member, return_index=True)
        first[who] = np.minimum(first[who], batch.at[live][where])
        who, where = np.unique(member[::-1], return_index=True)
        last[who] = np.maximum(last[who], batch.at[live][::-1][where])
        moves.append(_moves(batch))
    same = all(a is s for a, s in zip(parts["active"], parts["spoken"], strict=True))
    active = _sum(parts["active"], shape)
    return Ledger(
        active=active,
        spoken=active if same else _sum(parts["spoken"], shape),
        hours=hours.reshape(-1, 24),
        first_at=first,
        last_at=last,
        moves=pd.concat(moves, ignore_index=True),
    )


def _tally(member: Codes, day: Codes, shape: tuple[int, int]) -> sparse.csr_array:
    ones = np.ones(member.size, dtype=np.int32)
    found = sparse.coo_array((ones, (member, day)), shape=shape).tocsr()
    found.sum_duplicates()
    return found


def _sum(parts: list[sparse.csr_array], shape: tuple[int, int]) -> sparse.csr_array:
    total = sparse.csr_array(shape, dtype=np.int32)
    for part in parts:
        total = total + part
    total.sort_indices()
    return total


def _moves(batch: Batch) -> pd.DataFrame:
    joins, leaves = batch.of(("join",)), batch.of(("leave",))
    chosen = joins | leaves
    return pd.DataFrame({"member": batch.member[chosen], "at": batch.at[chosen], "joins": joins[chosen]})


def operator_rows(community: Community, *, bots_only: bool = False) -> Flags:
    """Mark the members whose own events are left out: bots always, owners and admins unless asked for."""
    roles = community.members["role"]
    wanted: Any = ["bot"] if bots_only else ["owner", "admin", "bot"]
    return np.asarray(roles.isin(wanted), dtype=bool)
