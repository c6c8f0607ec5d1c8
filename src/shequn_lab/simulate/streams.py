"""Random numbers by address: who, on which day, for what. Nothing here remembers anything.

A draw is a function of (seed, process, person, day, item), by Philox4x32-10 [1]_: the seed and the process
are the key, the rest is the counter. So a result depends neither on the order of the work nor on the size
of its blocks nor on the number of processors; a process that is added changes no other draw; and two scenarios
under one seed share the luck of every person and day they have in common.

Every variate is made by inversion of one uniform number, which keeps that luck comparable.

References
----------
.. [1] Salmon, Moraes, Dror, Shaw (2011). Parallel random numbers: as easy as 1, 2, 3. SC '11.
   https://doi.org/10.1145/2063384.2063405
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import gammaincc, ndtri

from shequn_lab.errors import OptionError, UnknownNameError
from shequn_lab.terms import say

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Word = npt.ArrayLike

#: Number of each kind of stream. A number is never given to another process, or old seeds would tell new stories.
PROCESSES: Mapping[str, int] = MappingProxyType(
    {
        "arrivals": 1,
        "joins": 2,
        "tiers": 3,
        "leaving": 4,
        "day_moods": 5,
        "member_moods": 6,
        "visits": 7,
        "acts": 8,
        "wording": 9,
        "threads": 10,
        "repliers": 11,
        "reply_wording": 12,
        "calendar": 13,
        "posts": 14,
        "responses": 15,
        "responders": 16,
        "post_wording": 17,
        "invitations": 18,
        "leads": 19,
        "lead_joins": 20,
        "group_moods": 21,
        "splits": 22,
        "programme": 23,
        "participations": 24,
        "attendance": 25,
        "purchases": 26,
        "order_terms": 27,
        "products": 28,
        "reviews": 29,
        "attitudes": 30,
        "answers": 31,
        "followers": 32,
        "regions": 33,
    }
)

_MASK = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)
_MULTIPLIERS = (np.uint64(0xD2511F53), np.uint64(0xCD9E8D57))
_WEYL = (0x9E3779B9, 0xBB67AE85)
_ROUNDS = 10
# A run of numbers that stays in the processor's cache while it goes through its rounds.
_RUN = 1 << 15

Words = npt.NDArray[np.uint64]


def philox(counter: Sequence[Words], key: tuple[int, int]) -> list[Words]:
    """Philox4x32 with 10 rounds: four words in, four words out, each below 2³² in a ``uint64``."""
    c0, c1, c2, c3 = counter
    k0, k1 = key
    for _ in range(_ROUNDS):
        p0, p1 = _MULTIPLIERS[0] * c0, _MULTIPLIERS[1] * c2
        c0, c1 = (p1 >> _HALF) ^ c1 ^ np.uint64(k0), p1 & _MASK
        c2, c3 = (p0 >> _HALF) ^ c3 ^ np.uint64(k1), p0 & _MASK
        k0, k1 = (k0 + _WEYL[0]) & 0xFFFFFFFF, (k1 + _WEYL[1]) & 0xFFFFFFFF
    return [c0, c1, c2, c3]


@dataclass(frozen=True)
class Stream:
    """The draws of one process under one seed.

    Attributes
    ----------
    seed : int
        0 to 2³² − 1.
    process : int
        A number of :data:`PROCESSES`.
    """

    seed: int
    process: int

    def uniform(self, person: Word, day: Word = 0, item: Word = 0, origin: Word = 0) -> Floats:
        """Draw four uniform numbers for each address.

        Parameters
        ----------
        person, day, item, origin : array_like of int, shape (n,) or scalars
            The address; each part from 0 to 2³² − 1, broadcast against the others.

        Returns
        -------
        ndarray of float, shape (4, n)
            Strictly between 0 and 1, in steps of 2⁻³².
        """
        words = np.broadcast_arrays(*(np.atleast_1d(np.asarray(w)) for w in (person, day, item, origin)))
        drawn = np.empty((4, words[0].size))
        for start in range(0, words[0].size, _RUN):
            part = slice(start, start + _RUN)
            for row, word in enumerate(philox([w[part].astype(np.uint64) for w in words], (self.seed, self.process))):
                drawn[row, part] = word
        # Half a step up: neither 0 nor 1 can occur, so every inversion is finite.
        return (drawn + 0.5) * 2.0**-32


def stream(seed: int, process: str) -> Stream:
    """Return the stream of a process.

    Raises
    ------
    UnknownNameError
        If the process has no number.
    OptionError
        If the seed is not a whole number from 0 to 2³² − 1.
    """
    if process not in PROCESSES:
        raise UnknownNameError("process", process, PROCESSES)
    return Stream(checked_seed(seed), PROCESSES[process])


def checked_seed(seed: Any) -> int:
    """Return the seed as an int, or say what is wrong with it."""
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or not 0 <= seed < 2**32:
        raise OptionError(say("simulate_bad_seed", seed=repr(seed)), say("simulate_bad_seed_remedy"))
    return int(seed)


def normal(u: Floats) -> Floats:
    """Turn uniform into standard normal numbers."""
    return np.asarray(ndtri(u), dtype=np.float64)


def lognormal(u: Floats, median: Floats | float, sigma: float) -> Floats:
    """Turn uniform into lognormal numbers with that median and that standard deviation of the logarithm."""
    return np.asarray(median * np.exp(sigma * normal(u)), dtype=np.float64)


def geometric(u: Floats, mean: npt.ArrayLike) -> Ints:
    """Turn uniform numbers into geometric counts 0, 1, 2 … with that mean (0 is allowed)."""
    mean = np.maximum(np.asarray(mean, dtype=np.float64), 1e-12)
    return np.floor(np.log(u) / np.log(mean / (1 + mean))).astype(np.int64)


def poisson(u: Floats, mean: npt.ArrayLike) -> Ints:
    """Turn uniform numbers into Poisson counts, by bisection on the distribution function."""
    mean = np.broadcast_to(np.asarray(mean, dtype=np.float64), u.shape)
    low = np.zeros(u.shape, dtype=np.int64)
    high = np.ceil(mean + 12 * np.sqrt(mean) + 24).astype(np.int64)
    while np.any(low < high):
        middle = (low + high) // 2
        enough = gammaincc(middle + 1, mean) >= u
        low, high = np.where(enough, low, middle + 1), np.where(enough, middle, high)
    return np.asarray(low, dtype=np.int64)


def pick(u: Floats, shares: Sequence[float]) -> Ints:
    """Turn uniform numbers into positions in `shares`, each as often as its share of their sum says."""
    edges = np.cumsum(np.asarray(shares, dtype=np.float64))
    found = np.searchsorted(edges, u * edges[-1], side="right")
    return np.asarray(np.minimum(found, len(shares) - 1), dtype=np.int64)
