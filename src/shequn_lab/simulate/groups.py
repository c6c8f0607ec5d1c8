"""Where members sit: sibling groups that open one after another, and split when they have grown too large."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from shequn_lab.simulate.record import NONE, STAYS, People
from shequn_lab.simulate.streams import Floats, Ints, normal
from shequn_lab.simulate.world import Week, World


@dataclass
class Groups:
    """The groups so far; the one thing that grows while the weeks go by.

    Attributes
    ----------
    seats : list of int
        Groups in which newcomers sit down, one after another; each takes ``place_capacity`` of them.
    parent : list of int
        Group each split from; ``NONE`` where it opened because the last was full.
    moved : list of (rows, from, to, day)
        Members whom a split moved.
    n_seated : int
        Newcomers seated so far.
    """

    seats: list[int] = field(default_factory=list)
    parent: list[int] = field(default_factory=list)
    moved: list[tuple[Ints, int, int, int]] = field(default_factory=list)
    n_seated: int = 0

    @property
    def size(self) -> int:
        """Number of groups."""
        return len(self.parent)

    def seat(self, people: People, world: World) -> People:
        """Give newcomers a group, in the order of joining; operators sit in all of them."""
        ordinary = people.ordinary
        n_after = self.n_seated + int(ordinary.sum())
        while len(self.seats) * world.scenario.place_capacity < n_after:
            self.seats.append(self._open(NONE))
        seat = (self.n_seated + np.cumsum(ordinary) - 1) // world.scenario.place_capacity
        self.n_seated = n_after
        # One entry more for operators who sit before anybody came.
        numbers = np.asarray([*self.seats, NONE], dtype=np.int64)
        return people.but(place=np.where(ordinary, numbers[seat], NONE))

    def _open(self, parent: int) -> int:
        self.parent.append(parent)
        return self.size - 1

    def split(self, people: People, world: World, week: Week) -> People:
        """Move a part of each group that is too large into a new one, before the week begins."""
        if not world.scenario.split_members:
            return people
        there = people.ordinary & (people.left_at == STAYS)
        place = people.place.copy()
        present = np.bincount(place[there], minlength=self.size)
        for group in np.flatnonzero(present >= world.scenario.split_members):
            rows = np.flatnonzero(there & (place == group))
            leaves = people.draw(world.stream("splits"), rows, int(group))[0] < world.scenario.split_share
            place[rows[leaves]] = self._open(int(group))
            self.moved.append((rows[leaves], int(group), self.size - 1, week.first))
        return people.but(place=place)

    def liveliness(self, world: World) -> Floats:
        """Factor on the visits of each group's members, with mean 1."""
        sigma = world.scenario.group_sigma
        z = normal(world.stream("group_moods").uniform(np.arange(self.size))[0])
        return np.asarray(np.exp(sigma * z - sigma**2 / 2), dtype=np.float64)
