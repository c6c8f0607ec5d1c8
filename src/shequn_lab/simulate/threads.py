"""Threads that may still grow: where each stands, and when its next reply comes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shequn_lab.simulate.record import Arrays, Flags
from shequn_lab.simulate.streams import Floats, Ints


@dataclass(frozen=True)
class Threads(Arrays):
    """Open threads; people are rows of the whole community.

    Attributes
    ----------
    number, origin, day, item : int array
        Address of the opening message.
    opener_key, opener, opened_at, place : int array
        Its key, author, instant and group.
    question : bool array
    mention : int array
        Operator named in it, or ``NONE``.
    talkative : float array
        Probability that the thread goes on after a reply.
    last_key, last, last_at, before : int array
        Key, author and instant of its last message, and who was answered in that; ``NONE`` for nobody.
    level : int array
        Number of the reply that comes next, from 1.
    at : int array
        Instant of that reply.
    luck, aim : float array
        Uniform numbers that decide who gives it and whom it answers.
    """

    number: Ints
    origin: Ints
    day: Ints
    item: Ints
    opener_key: Ints
    opener: Ints
    opened_at: Ints
    place: Ints
    question: Flags
    mention: Ints
    talkative: Floats
    last_key: Ints
    last: Ints
    last_at: Ints
    before: Ints
    level: Ints
    at: Ints
    luck: Floats
    aim: Floats


def no_threads() -> Threads:
    """Return no threads."""
    ints, floats = np.zeros(0, dtype=np.int64), np.zeros(0)
    whole = dict.fromkeys(Threads.__dataclass_fields__, ints)
    real = dict.fromkeys(("talkative", "luck", "aim"), floats)
    return Threads(**(whole | real | {"question": np.zeros(0, dtype=bool)}))  # type: ignore[arg-type]
