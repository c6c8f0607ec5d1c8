"""Choosing people: by weight, among those who have joined a group by an instant."""

from __future__ import annotations

import numpy as np

from shequn_lab.simulate.record import NONE, US, Flags, People
from shequn_lab.simulate.streams import Floats, Ints

# Seconds of 34,000 years: room for the instant below the number of the group in one 64-bit number.
_SECONDS_BITS = 40


class Crowd:
    """People ordered by group and joining, with their weights summed up.

    Those who had joined by an instant stand at the front of their group, so one draw is one binary search,
    however large the community.

    Parameters
    ----------
    people : People
    weight : float array, shape (n_people,)
        0 for those who are never chosen.
    place : int array, shape (n_people,)
        Group of each person; zeros to choose from the whole community.
    lasts_until : int array, shape (n_people,)
        Instant from which a person is not chosen any more [µs UTC].
    """

    def __init__(self, people: People, weight: Floats, place: Ints, lasts_until: Ints) -> None:
        rows = np.flatnonzero(weight > 0)
        self._until = lasts_until
        self._zero = int(people.joined_at.min(initial=0))
        number = self._number(place[rows], people.joined_at[rows])
        order = np.argsort(number, kind="stable")
        self._rows, self._numbers = rows[order], number[order]
        self._sums = np.concatenate([[0.0], np.cumsum(weight[self._rows])])

    def _number(self, place: Ints, at: Ints) -> Ints:
        return (place << _SECONDS_BITS) + (at - self._zero) // US

    def choose(self, u: Floats, at: Ints, place: Ints, but: tuple[Ints, ...] = ()) -> Ints:
        """Draw up to four candidates for each instant and take the first who is still there and interested.

        Parameters
        ----------
        u : float array, shape (4, n)
        at, place : int array, shape (n,)
        but : tuple of int arrays, shape (n,)
            People (rows) who are not to be chosen.

        Returns
        -------
        int array, shape (n,)
            Rows; ``NONE`` where nobody was found.
        """
        first = np.searchsorted(self._numbers, place << _SECONDS_BITS)
        stop = np.searchsorted(self._numbers, self._number(place, at), side="right")
        chosen = np.full(at.size, NONE, dtype=np.int64)
        open_ = np.flatnonzero(stop > first)
        for trial in u:
            begin, end = self._sums[first[open_]], self._sums[stop[open_]]
            found = np.searchsorted(self._sums, begin + trial[open_] * (end - begin), side="right") - 1
            row = self._rows[np.clip(found, first[open_], stop[open_] - 1)]
            fits: Flags = at[open_] < self._until[row]
            for other in but:
                fits &= row != other[open_]
            chosen[open_[fits]] = row[fits]
            open_ = open_[~fits]
        return chosen
