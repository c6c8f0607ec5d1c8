"""Some groups of the community in one week: what a process is handed, and what it hands back.

Groups do not answer one another, so blocks of groups are simulated apart, in any order, on any processor.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from shequn_lab.simulate.record import NONE, Arrays, Happenings, People
from shequn_lab.simulate.standing import Standing
from shequn_lab.simulate.streams import Floats, Ints
from shequn_lab.simulate.threads import Threads
from shequn_lab.simulate.tiers import Tempers

#: Members of a block, at least, unless the community has fewer; results do not depend on it.
BLOCK_MEMBERS = 1 << 15


@dataclass(frozen=True)
class Openers(Arrays):
    """The topic opened last in each group: what somebody who presses like has before them."""

    place: Ints
    at: Ints
    key: Ints
    member: Ints


def no_openers() -> Openers:
    """Return no topics."""
    return Openers(*(np.zeros(0, dtype=np.int64) for _ in range(4)))


@dataclass(frozen=True)
class Block:
    """Members of some groups, the operators before them, and the threads that go on there.

    Attributes
    ----------
    rows : int array, shape (n,)
        Row of each in the whole community.
    people, temper, standing
        Shape (n,).
    lively : float array, shape (n,)
        Liveliness of each one's group [factor].
    threads : Threads
    last : Openers
    """

    rows: Ints
    people: People
    temper: Tempers
    standing: Standing
    lively: Floats
    threads: Threads
    last: Openers

    def local(self, row: Ints) -> Ints:
        """Return positions in this block of rows of the community; ``NONE`` for who is elsewhere."""
        return self._positions[np.minimum(row, self._positions.size - 1)]

    @cached_property
    def _positions(self) -> Ints:
        # The last entry is for everybody beyond, and for NONE.
        positions = np.full(int(self.rows.max()) + 2, NONE)
        positions[self.rows] = np.arange(self.rows.size)
        return positions


@dataclass(frozen=True)
class Answers(Arrays):
    """How the questions of the week fared, for each group."""

    place: Ints
    asked: Ints
    unanswered: Ints


@dataclass(frozen=True)
class Outcome:
    """What a block hands back.

    Attributes
    ----------
    happenings : Happenings
    threads : Threads
        Those whose next reply falls into a later week.
    last : Openers
    answers : Answers
    held : int array
        Rows of members who were answered or took part.
    attended : dict of str to int array
        ``activity``, ``row``, ``at`` of each participation.
    orders : dict of str to int array
        ``row``, ``nth``, ``at``, ``activity`` of each order.
    rows : int array
        Whose state `standing` is.
    standing : Standing
    """

    happenings: Happenings
    threads: Threads
    last: Openers
    answers: Answers
    held: Ints
    attended: dict[str, Ints]
    orders: dict[str, Ints]
    rows: Ints
    standing: Standing


def cut(place: Ints) -> list[Ints]:
    """Cut the members, given the group of each, into blocks of whole groups.

    Returns
    -------
    list of int array
        Positions in `place`, by group and then in order.
    """
    order = np.argsort(place, kind="stable")
    begins = np.flatnonzero(np.r_[True, np.diff(place[order]) != 0]) if order.size else order
    edges, last = [0], 0
    for begin in begins.tolist():
        if begin - last >= BLOCK_MEMBERS:
            edges.append(begin)
            last = begin
    return [order[a:b] for a, b in zip(edges, [*edges[1:], order.size], strict=True) if b > a]
