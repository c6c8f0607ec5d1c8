"""Counts by member and day, without sorting: events come in the order of time."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

Codes = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]
#: A day with fewer events than one in so many members is counted by sorting them.
_SPARSE = 16


def by_group(group: Codes, n_groups: int) -> tuple[Codes, Codes]:
    """Sort positions by group, keeping their order within each: a counting sort, linear in time.

    Returns
    -------
    order : int32 array
        Positions, group by group.
    indptr : int32 array of shape (n_groups + 1,)
        Where each group begins.
    """
    position, nothing = np.arange(group.size, dtype=np.int32), np.zeros(group.size, dtype=np.int8)
    shape = (n_groups, max(1, group.size))
    grouped = sparse.coo_array((nothing, (group, position)), shape=shape).tocsr()
    return grouped.indices, grouped.indptr


class DayTally:
    """Counts by member and day of events that come in the order of time.

    As one day follows another, each is a run of rows and is counted by itself, in time that grows with the
    events and the members alone; no sorting. A local day that a clock change splits is put together at the end.
    """

    def __init__(self, n_members: int, n_days: int) -> None:
        self._shape = (n_members, n_days)
        # Rows, all interactions, talk alone; one entry for each run of a day.
        self._parts: tuple[list[Codes], ...] = ([], [], [])
        self._days: list[int] = []

    def add(self, member: Codes, day: npt.NDArray[np.int64], talk: Flags) -> None:
        """Count a batch."""
        cuts = np.flatnonzero(np.diff(day)) + 1
        for start, stop in zip(np.r_[0, cuts], np.r_[cuts, day.size], strict=True):
            if stop > start:
                self._run(member[start:stop], int(day[start]), talk[start:stop])

    def _run(self, member: Codes, day: int, talk: Flags) -> None:
        if member.size * _SPARSE < self._shape[0]:
            found, inverse = np.unique(member, return_inverse=True)
            rows: npt.NDArray[np.integer[Any]] = found
            counts, spoken = np.bincount(inverse), np.bincount(inverse[talk], minlength=rows.size)
        else:
            every = np.bincount(member, minlength=self._shape[0])
            rows = np.flatnonzero(every)
            counts = every[rows]
            spoken = counts if talk.all() else np.bincount(member[talk], minlength=self._shape[0])[rows]
        self._days.append(day)
        for part, values in zip(self._parts, (rows, counts, spoken), strict=True):
            part.append(values.astype(np.int32))

    def matrices(self) -> tuple[sparse.csr_array, sparse.csr_array]:
        """Return all interactions, and talk alone: members down, days across."""
        sizes = [len(run) for run in self._parts[0]]
        days = np.repeat(np.asarray(self._days, dtype=np.int32), sizes)
        rows, counts, spoken = (np.concatenate([np.zeros(0, dtype=np.int32), *part]) for part in self._parts)
        for part in self._parts:
            part.clear()
        # Days stay in the order of time within a member.
        order, indptr = by_group(rows, self._shape[0])
        del rows
        days, counts, spoken = days[order], counts[order], spoken[order]
        active = sparse.csr_array((counts, days, indptr), shape=self._shape)
        only_talk = np.array_equal(spoken, counts)
        talk = active if only_talk else sparse.csr_array((spoken, days, indptr), shape=self._shape, copy=True)
        active.sum_duplicates()
        if not only_talk:
            talk.sum_duplicates()
            talk.eliminate_zeros()
        return active, talk
