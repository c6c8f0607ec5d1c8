"""Events get their numbers in the order of time, a week at a time; what is answered later is remembered."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shequn_lab.simulate.record import NONE, Arrays, Happenings
from shequn_lab.simulate.streams import Ints


@dataclass(frozen=True)
class Numbered(Arrays):
    """Numbers of events, of the topics they belong to and of the events they answer; ``NONE`` for none."""

    event: Ints
    topic: Ints
    parent: Ints


@dataclass(frozen=True)
class _Known(Arrays):
    """Events that may still be answered, by key: their number and that of the topic they open."""

    key: Ints
    event: Ints
    topic: Ints


class Ledger:
    """Numbers events and topics in the order in which they come."""

    def __init__(self) -> None:
        nothing = np.zeros(0, dtype=np.int64)
        self._known = _Known(nothing, nothing, nothing)
        self._n_events = 0
        self._n_topics = 0

    def enter(self, happenings: Happenings, needed: Ints) -> Numbered:
        """Give numbers to the next events, which are in order.

        Parameters
        ----------
        happenings : Happenings
        needed : int array
            Keys to which later events may point.
        """
        opens = happenings.topic == happenings.key
        fresh = _Known(
            happenings.key,
            self._n_events + np.arange(happenings.size),
            np.where(opens, self._n_topics + np.cumsum(opens) - 1, NONE),
        )
        self._n_events += happenings.size
        self._n_topics += int(opens.sum())
        known = _Known.together([self._known, fresh])
        known = known.take(np.argsort(known.key, kind="stable"))
        topic = _looked_up(known, known.topic, happenings.topic)
        numbered = Numbered(fresh.event, topic, _looked_up(known, known.event, happenings.parent))
        there = np.searchsorted(known.key, needed)
        self._known = known.take(np.unique(there))
        return numbered


def _looked_up(known: _Known, numbers: Ints, key: Ints) -> Ints:
    found = np.full(key.size, NONE)
    there = np.flatnonzero(key != NONE)
    found[there] = numbers[np.searchsorted(known.key, key[there])]
    return found
