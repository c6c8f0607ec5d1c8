"""What processes hand to one another: people as arrays, and events as arrays that point at each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import numpy.typing as npt

from shequn_lab.simulate.streams import PROCESSES, Floats, Ints, Stream

Flags = npt.NDArray[np.bool_]

NONE = -1
#: Later than every instant: the departure of somebody who stays.
STAYS = np.iinfo(np.int64).max
US = 1_000_000
KINDS = ("join", "leave", "message", "reply", "like", "comment", "share", "check_in", "participate")
ROLE_MEMBER, ROLE_OWNER, ROLE_ADMIN, ROLE_BOT = range(4)
# A key of an event, from its high bits down: process, level, row, and 20 bits for what tells it from its neighbours.
_LOW_BITS, ROW_BITS, _LEVEL_BITS = 20, 27, 6


@dataclass(frozen=True)
class Arrays:
    """Columns of one length; the first axis counts rows."""

    @classmethod
    def _columns(cls) -> tuple[str, ...]:
        return cls.__match_args__

    @property
    def size(self) -> int:
        """Number of rows."""
        return len(getattr(self, self._columns()[0]))

    def take(self, chosen: Ints | Flags | slice) -> Self:
        """Return some of the rows."""
        if isinstance(chosen, np.ndarray) and chosen.dtype == np.bool_ and chosen.all():
            return self
        return type(self)(*(getattr(self, name)[chosen] for name in self._columns()))

    def but(self, **columns: npt.NDArray[np.generic]) -> Self:
        """Return the rows with some columns replaced."""
        return replace(self, **columns)

    @classmethod
    def together(cls, parts: Sequence[Self]) -> Self:
        """Put rows end to end."""
        if len(parts) == 1:
            return parts[0]
        return cls(*(np.concatenate([getattr(p, name) for p in parts]) for name in cls._columns()))


@dataclass(frozen=True)
class People(Arrays):
    """Everybody who was ever in the community, in the order of joining; the operators come first.

    Attributes
    ----------
    number, origin : int array, shape (n,)
        Address of a person in the streams; it does not change when other people come or stay away.
    joined_at, left_at : int array
        Instants [µs UTC, whole seconds]; ``STAYS`` for who has not left.
    role, channel, place : int array
        Positions in ``ROLES`` and ``CHANNELS`` and the number of the group; ``NONE`` where there is none.
    campaign : bool array
        Came with the campaign.
    invitation, lead : int array
        Number of the invitation that brought them, of the lead they were; ``NONE`` for neither.
    """

    number: Ints
    origin: Ints
    joined_at: Ints
    left_at: Ints
    role: Ints
    channel: Ints
    place: Ints
    campaign: Flags
    invitation: Ints
    lead: Ints

    @property
    def ordinary(self) -> Flags:
        """Mark the members who are neither operator nor bot."""
        return self.role == ROLE_MEMBER

    @property
    def operators(self) -> Ints:
        """Rows of owner and admins."""
        return np.flatnonzero((self.role == ROLE_OWNER) | (self.role == ROLE_ADMIN))

    def there(self, row: Ints, at: Ints) -> Flags:
        """Tell whether each person is in the community at that instant."""
        return np.asarray((self.joined_at[row] <= at) & (at < self.left_at[row]), dtype=np.bool_)

    def draw(self, source: Stream, row: Ints, day: Ints | int = 0, item: Ints | int = 0) -> Floats:
        """Draw four uniform numbers for people (rows), shape (4, n)."""
        return source.uniform(self.number[row], day, item, self.origin[row])


def newcomers(number: Ints, origin: Ints, joined_at: Ints, **columns: npt.NDArray[np.generic]) -> People:
    """Make people who have not left; columns not given say member, no channel, no group, nobody's guest."""
    nothing = np.full(number.size, NONE, dtype=np.int64)
    filled: dict[str, npt.NDArray[np.generic]] = dict.fromkeys(("channel", "place", "invitation", "lead"), nothing)
    filled["left_at"] = np.full(number.size, STAYS, dtype=np.int64)
    filled["role"] = np.full(number.size, ROLE_MEMBER, dtype=np.int64)
    filled["campaign"] = np.zeros(number.size, dtype=bool)
    columns = {**filled, **columns}
    return People(number=number, origin=origin, joined_at=joined_at, **columns)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Happenings(Arrays):
    """Events of one process; arrays of one length.

    Attributes
    ----------
    key : int array
        Unique over all processes, see :func:`keys`; of events of one second the lower comes first.
    member : int array
        Row in :class:`People`.
    at : int array
        Instant [µs UTC, whole seconds].
    kind : int array
        Position in :data:`KINDS`.
    topic, parent, post, place, mention : int array
        Key of the event that opened the topic, key of the event it answers, number of the post, number of the
        group, row of the member named; ``NONE`` where there is none.
    question : bool array
    n_chars : int array
        Length of the text [characters]; ``NONE`` where there is no text.
    """

    key: Ints
    member: Ints
    at: Ints
    kind: Ints
    topic: Ints
    parent: Ints
    post: Ints
    place: Ints
    mention: Ints
    question: Flags
    n_chars: Ints


def happen(key: Ints, member: Ints, at: Ints, kind: str, **columns: npt.NDArray[np.generic]) -> Happenings:
    """Make events of one kind; columns not given hold nothing."""
    narrow = np.full(key.size, NONE, dtype=np.int32)
    wide = np.full(key.size, NONE, dtype=np.int64)
    filled: dict[str, npt.NDArray[np.generic]] = dict.fromkeys(("post", "place", "mention", "n_chars"), narrow)
    filled |= dict.fromkeys(("topic", "parent"), wide)
    filled["question"] = np.zeros(key.size, dtype=bool)
    kinds = np.full(key.size, KINDS.index(kind), dtype=np.int8)
    narrowed = {name: c.astype(np.int32) if filled[name].dtype == np.int32 else c for name, c in columns.items()}
    columns = {**filled, **narrowed}
    return Happenings(key=key, member=member.astype(np.int32), at=at, kind=kinds, **columns)  # type: ignore[arg-type]


def nothing_happens() -> Happenings:
    """Return no events."""
    empty = np.zeros(0, dtype=np.int64)
    return happen(empty, empty, empty, "like")


def keys(process: str, row: Ints, low: Ints | int = 0, level: Ints | int = 0) -> Ints:
    """Return the keys of events of a process: made from their address, so no other event can change them.

    Parameters
    ----------
    process : str
        Name in ``streams.PROCESSES``.
    row, low, level : int array
        Below 2²⁷, 2²⁰ and 2⁶.
    """
    high = np.int64(PROCESSES[process]) << (_LOW_BITS + ROW_BITS + _LEVEL_BITS)
    level = np.asarray(level, dtype=np.int64)
    row = np.asarray(row, dtype=np.int64)
    return np.asarray(high + (level << (_LOW_BITS + ROW_BITS)) + (row << _LOW_BITS) + low, dtype=np.int64)
