"""Where members sit: sibling groups that open one after another, and split when they have grown too large."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from shequn_lab.simulate.record import NONE, STAYS, Flags, People
from shequn_lab.simulate.streams import Floats, Ints, normal
from shequn_lab.simulate.world import Week, World

#: Where groups are merged: a child that has shrunk below this share of the size at which groups split.
_MERGE_SHARE = 0.25


@dataclass
class Groups:
    """The groups so far; the one thing that grows while the weeks go by.

    Attributes
    ----------
    seats : list of int
        Groups in which newcomers sit down, one after another; each takes ``place_capacity`` of them.
    parent : list of int
        Group each split from; ``NONE`` where it opened because the last was full.
    region : list of (float, float)
        Part of the map, 0 to 1, that each group is for.
    moved : list of (rows, from, to, day)
        Members whom a split or a merger moved.
    closed : dict of int to int
        Day from which a group is no more.
    n_seated : int
        Newcomers seated so far.
    """

    seats: list[int] = field(default_factory=list)
    parent: list[int] = field(default_factory=list)
    region: list[tuple[float, float]] = field(default_factory=list)
    moved: list[tuple[Ints, int, int, int]] = field(default_factory=list)
    closed: dict[int, int] = field(default_factory=dict)
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
        turn = self.n_seated + np.cumsum(ordinary) - 1
        self.n_seated = n_after
        # One entry more for operators who sit before anybody came.
        numbers = np.asarray([*self.seats, NONE], dtype=np.int64)
        place = np.where(ordinary, numbers[turn // world.scenario.place_capacity], NONE)
        return people.but(place=self._shared_out(people, place, turn, world))

    def _shared_out(self, people: People, place: Ints, turn: Ints, world: World) -> Ints:
        """Let the groups that have split from a seat take their part of its newcomers, where splitting means that."""
        way = world.scenario.split_way
        if way not in ("same_level", "regional"):
            return place
        shared = place.copy()
        for seat in np.unique(place[place != NONE]):
            rows, family = np.flatnonzero(place == seat), np.asarray(self._family(int(seat)))
            if way == "same_level":
                shared[rows] = family[turn[rows] % family.size]
            else:
                begins = np.asarray([self.region[group][0] for group in family])
                order = np.argsort(begins)
                lives = people.draw(world.stream("regions"), rows)[0]
                shared[rows] = family[order[np.searchsorted(begins[order], lives, side="right") - 1]]
        return shared

    def _family(self, group: int) -> list[int]:
        """Return a group and all that split from it, or from those, and are still open."""
        found = [group]
        for other in range(group + 1, self.size):
            if self.parent[other] in found:
                found.append(other)
        return [other for other in found if other not in self.closed]

    def _open(self, parent: int) -> int:
        self.parent.append(parent)
        self.region.append((0.0, 1.0))
        return self.size - 1

    def split(self, people: People, world: World, week: Week) -> People:
        """Move a part of each group that is too large into a new one, before the week begins."""
        if not world.scenario.split_members:
            return people
        there = people.ordinary & (people.left_at == STAYS)
        place, n_before = people.place.copy(), self.size
        present = np.bincount(place[there], minlength=self.size)
        for group in np.flatnonzero(present >= world.scenario.split_members):
            rows = np.flatnonzero(there & (place == group))
            leaves = rows[self._leaves(people, rows, int(group), world)]
            place[leaves] = self._open(int(group))
            self.moved.append((leaves, int(group), self.size - 1, week.first))
            if world.scenario.split_way == "regional":
                (low, high), middle = self.region[group], self._border(int(group), world)
                self.region[group], self.region[-1] = (low, middle), (middle, high)
        if world.scenario.split_way == "split_and_merge":
            self._merge(place, there, n_before, world, week)
        return people.but(place=place)

    def _leaves(self, people: People, rows: Ints, group: int, world: World) -> Flags:
        """Mark who leaves a group that splits: those of a region, half of all, or a share of all."""
        scenario = world.scenario
        if scenario.split_way == "regional":
            return people.draw(world.stream("regions"), rows)[0] >= self._border(group, world)
        share = 0.5 if scenario.split_way == "same_level" else scenario.split_share
        # Drawn once for all, those who stayed when a group split would never leave it later.
        afresh = scenario.split_afresh or scenario.split_way != "parent_child"
        nth = self.parent.count(group) if afresh else 0
        return people.draw(world.stream("splits"), rows, group, nth)[0] < share

    def _border(self, group: int, world: World) -> float:
        low, high = self.region[group]
        return high - world.scenario.split_share * (high - low)

    def _merge(self, place: Ints, there: Flags, n_before: int, world: World, week: Week) -> None:
        """Move what is left of a child group that has become too small into the smallest of its family."""
        limit = world.scenario.split_members
        present = np.bincount(place[there], minlength=self.size)
        for group in range(n_before):
            if self.parent[group] == NONE or group in self.closed or present[group] >= _MERGE_SHARE * limit:
                continue
            others = [g for g in self._family(self._root(group)) if g != group and present[g] + present[group] < limit]
            if others:
                into = min(others, key=lambda g: int(present[g]))
                rows = np.flatnonzero(there & (place == group))
                place[rows] = into
                present[into] += rows.size
                self.moved.append((rows, group, into, week.first))
                self.closed[group] = week.first

    def _root(self, group: int) -> int:
        while self.parent[group] != NONE:
            group = self.parent[group]
        return group

    def liveliness(self, world: World) -> Floats:
        """Factor on the visits of each group's members, with mean 1."""
        sigma = world.scenario.group_sigma
        z = normal(world.stream("group_moods").uniform(np.arange(self.size))[0])
        return np.asarray(np.exp(sigma * z - sigma**2 / 2), dtype=np.float64)
