"""What processes hand to one another: people as arrays, and events as arrays that point at each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
import numpy.typing as npt

from shequn_lab.simulate.streams import Floats, Ints, Stream

Flags = npt.NDArray[np.bool_]

NONE = -1
#: Later than every instant: the departure of somebody who stays.
STAYS = np.iinfo(np.int64).max
US = 1_000_000
KINDS = ("join", "leave", "message", "reply", "like", "comment", "share")
ROLE_MEMBER, ROLE_OWNER, ROLE_ADMIN, ROLE_BOT = range(4)
# One key space for all events: the process in the high bits, the number within it below.
_PROCESS_BITS = 44


@dataclass(frozen=True)
class People:
    """Everybody who was ever in the community, in the order of joining.

    Attributes
    ----------
    number, origin : int array, shape (n,)
        Address of a person in the streams; it does not change when other people come or stay away.
    joined_at, left_at : int array
        Instants [µs UTC, whole seconds]; ``STAYS`` for who does not leave.
    role, channel, place : int array
        Positions in ``ROLES`` and ``CHANNELS`` and the number of the group; ``NONE`` where there is none.
    campaign : bool array
        Came with the campaign.
    """

    number: Ints
    origin: Ints
    joined_at: Ints
    left_at: Ints
    role: Ints
    channel: Ints
    place: Ints
    campaign: Flags

    @property
    def size(self) -> int:
        """Number of people."""
        return int(self.number.size)

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


@dataclass(frozen=True)
class Happenings:
    """Events of one process; arrays of one length.

    Attributes
    ----------
    key : int array
        Unique over all processes, see :func:`keys`.
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

    @property
    def size(self) -> int:
        """Number of events."""
        return int(self.key.size)

    def take(self, chosen: Ints | Flags) -> Happenings:
        """Return some of the events."""
        return Happenings(**{f.name: getattr(self, f.name)[chosen] for f in fields(self)})

    def but(self, **columns: npt.NDArray[np.generic]) -> Happenings:
        """Return the events with some columns replaced."""
        return replace(self, **columns)  # type: ignore[arg-type]


def happen(key: Ints, member: Ints, at: Ints, kind: str, **columns: npt.NDArray[np.generic]) -> Happenings:
    """Make events of one kind; columns not given hold nothing."""
    nothing = np.full(key.size, NONE, dtype=np.int64)
    filled = dict.fromkeys(("topic", "parent", "post", "place", "mention", "n_chars"), nothing)
    question = np.zeros(key.size, dtype=bool)
    kinds = np.full(key.size, KINDS.index(kind), dtype=np.int64)
    columns = {**filled, "question": question, **columns}
    return Happenings(key=key, member=member, at=at, kind=kinds, **columns)  # type: ignore[arg-type]


def keys(process: int, n: int, first: int = 0) -> Ints:
    """Return keys of `n` events of a process, from `first` on."""
    return (np.int64(process) << _PROCESS_BITS) + np.arange(first, first + n, dtype=np.int64)


def together(parts: Sequence[Happenings]) -> Happenings:
    """Put events end to end."""
    return Happenings(**{f.name: np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Happenings)})
