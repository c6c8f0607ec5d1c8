"""The activity matrix: members × days, from which every day figure is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from shequn_lab.model import clock
from shequn_lab.model.community import Community
from shequn_lab.rollups.scan import ledger, operator_rows
from shequn_lab.rollups.tally import Flags

Counts = npt.NDArray[np.int64]
_PIECE = 1 << 19


@dataclass(frozen=True)
class ActivityMatrix:
    """Who was active on which day, in compressed sparse rows.

    ``days[indptr[i]:indptr[i + 1]]`` are the active days of member ``i``, rising, counted from
    `first_day`. Operators' rows are empty unless they were asked for.

    Attributes
    ----------
    members : ndarray of str, shape (n_members,)
    first_day : int
        Day number of column 0.
    n_days : int
        Observed days, part-filled edges included.
    indptr, days : int arrays
        The compressed rows.
    counts : int array
        Interactions behind each entry.
    counted : bool array of shape (n_members,)
        Members the figures are about.
    """

    members: npt.NDArray[np.object_]
    first_day: int
    n_days: int
    indptr: npt.NDArray[np.int64]
    days: clock.Days
    counts: npt.NDArray[np.int32]
    counted: Flags

    @property
    def rows(self) -> npt.NDArray[np.int32]:
        """Member of each entry."""
        return np.repeat(np.arange(self.indptr.size - 1, dtype=np.int32), np.diff(self.indptr))

    def daily(self) -> Counts:
        """Count active members on each day, shape (n_days,)."""
        return np.bincount(self.days, minlength=self.n_days)

    def trailing(self, n: int, groups: npt.NDArray[np.int64] | None = None, first: int = 0) -> Counts:
        """Count members active in the `n` days that end on each day.

        Parameters
        ----------
        n : int
            Length of the window [days].
        groups : int array of shape (n_members,), optional
            Group of each member, counted apart.
        first : int
            Entries before this column are not looked at.

        Returns
        -------
        int array of shape (n_days,), or (n_groups, n_days)
        """
        rows, days = self.rows, self.days
        if first:
            rows, days = rows[days >= first], days[days >= first]
        # An active day keeps its member counted for n days, or until the next active day takes over.
        until = np.minimum(days + np.int32(n), np.int32(self.n_days))
        np.minimum(until[:-1], days[1:], out=until[:-1], where=rows[1:] == rows[:-1])
        width = self.n_days + 1
        size = width * (int(groups.max(initial=-1)) + 1 if groups is not None else 1)
        steps = np.zeros(size, dtype=np.int64)
        # Piece by piece, because counting needs a wide copy of each entry.
        for start in range(0, days.size, _PIECE):
            piece = slice(start, start + _PIECE)
            base = groups[rows[piece]] * width if groups is not None else np.int64(0)
            steps += np.bincount(base + days[piece], minlength=size)
            steps -= np.bincount(base + until[piece], minlength=size)
        counts = np.cumsum(steps.reshape(-1, width), axis=1)[:, :-1]
        return counts if groups is not None else counts[0]

    def last_until(self, day: int) -> clock.Days:
        """Last active column up to `day` (a column) of each member; −1 for never."""
        last = np.full(self.indptr.size - 1, -1, dtype=np.int32)
        early = self.days <= day
        # Days rise within a member: the last one written stays.
        last[self.rows[early]] = self.days[early]
        return last

    def streaks(self, day: int) -> tuple[Counts, Counts]:
        """Run of active days that ends on column `day`, and the longest run up to it, of each member."""
        early = self.days <= day
        rows, days = (self.rows, self.days) if early.all() else (self.rows[early], self.days[early])
        n_members = self.indptr.size - 1
        current, longest = np.zeros(n_members, dtype=np.int64), np.zeros(n_members, dtype=np.int64)
        if not days.size:
            return current, longest
        starts = np.r_[True, (rows[1:] != rows[:-1]) | (days[1:] != days[:-1] + 1)]
        begin = np.flatnonzero(starts)
        lengths = np.diff(np.r_[begin, days.size])
        runs_of = np.flatnonzero(np.r_[True, rows[begin][1:] != rows[begin][:-1]])
        longest[rows[begin][runs_of]] = np.maximum.reduceat(lengths, runs_of)
        live = days[begin] + lengths - 1 == day
        current[rows[begin][live]] = lengths[live]
        return current, longest

    def totals(self, start: int, stop: int) -> Counts:
        """Interactions of each member in columns `start` (inside) to `stop` (outside)."""
        column = np.arange(self.n_days)
        inside = ((column >= start) & (column < stop)).astype(np.int32)
        shape = (self.indptr.size - 1, self.n_days)
        return (sparse.csr_array((self.counts, self.days, self.indptr), shape=shape) @ inside).astype(np.int64)

    def dense(self) -> pd.DataFrame:
        """Draw the whole matrix as a frame of True and False: members down, days across."""
        filled = np.zeros((self.members.size, self.n_days), dtype=bool)
        filled[self.rows, self.days] = True
        shown = filled[self.counted]
        return pd.DataFrame(
            shown,
            index=pd.Index(self.members[self.counted], name="member_id"),
            columns=clock.day_index(self.first_day, self.n_days),
        )

    def __repr__(self) -> str:
        filled = self.days.size / max(1, int(self.counted.sum()) * self.n_days)
        first, last = clock.day_date(self.first_day), clock.day_date(self.first_day + self.n_days - 1)
        return (
            f"ActivityMatrix {int(self.counted.sum()):,} members × {self.n_days} days "
            f"({first} – {last}), {self.days.size:,} active member-days ({100 * filled:.1f}%)"
        )


def activity(
    community: Community,
    *,
    kinds: Literal["interaction", "speaking"] = "interaction",
    include_operators: bool = False,
) -> ActivityMatrix:
    """Who was active on which local day; computed once for each community and kept.

    Parameters
    ----------
    community : Community
    kinds : {"interaction", "speaking"}
        Any interaction, or messages, replies and comments alone.
    include_operators : bool
        Count owners and admins too; bots never count.

    Returns
    -------
    ActivityMatrix

    Examples
    --------
    >>> import shequn_lab as sq
    >>> sq.activity(sq.open_community("demo_mothers")).n_days > 0
    True
    """
    key = ("activity", kinds, include_operators)
    return community.remember(key, lambda: _matrix(community, kinds, include_operators))


def _matrix(community: Community, kinds: str, include_operators: bool) -> ActivityMatrix:
    rolled = ledger(community)
    counts = rolled.active if kinds == "interaction" else rolled.spoken
    counted = ~operator_rows(community, bots_only=include_operators)
    if not counted.all():
        counts = _emptied(counts, ~counted)
    return ActivityMatrix(
        members=community.members["member_id"].to_numpy(object),
        first_day=community.observed.first,
        n_days=community.observed.n_days,
        indptr=counts.indptr.astype(np.int64, copy=False),
        days=counts.indices.astype(np.int32, copy=False),
        counts=counts.data,
        counted=counted,
    )


def _emptied(counts: sparse.csr_array, rows: Flags) -> sparse.csr_array:
    keep = ~rows[np.repeat(np.arange(rows.size), np.diff(counts.indptr))]
    lengths = np.where(rows, 0, np.diff(counts.indptr))
    indptr = np.r_[0, np.cumsum(lengths)]
    return sparse.csr_array((counts.data[keep], counts.indices[keep], indptr), shape=counts.shape)
