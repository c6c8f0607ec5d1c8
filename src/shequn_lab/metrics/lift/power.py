"""Before an activity: how many members must take part for a lift to show."""

from __future__ import annotations

import numpy as np
from scipy import special

from shequn_lab.metrics.intervals import LEVEL, Floats

POWER = 0.8


def change_variance(before: Floats, after: Floats) -> float:
    """Variance, per member, of the logarithm of (sum after ÷ sum before); NaN where a sum is 0.

    Parameters
    ----------
    before, after : array of shape (n,)
        Outcome of each member in two periods that follow one another.
    """
    if not before.size or not before.sum() > 0 or not after.sum() > 0:
        return float("nan")
    return float(before.size * np.square(after / after.sum() - before / before.sum()).sum())


def pairs_needed(variance: float, lift: float, *, power: float = POWER, n_activities: int = 1) -> float:
    """How many matched pairs show a lift with a given chance.

    Parameters
    ----------
    variance : float
        As :func:`change_variance` gives it: participants and controls each bring as much.
    lift : float
        Relative: 0.10 is a tenth more.
    power : float
        Chance of an interval without 0.
    n_activities : int
        How many are reviewed together: Holm's first step asks for a level so many times as strict.
    """
    z = special.ndtri(1 - (1 - LEVEL) / (2 * n_activities)) + special.ndtri(power)
    return float(np.ceil(2 * variance * (z / np.log1p(lift)) ** 2))


def lift_seen(variance: float, n_pairs: float, *, power: float = POWER, n_activities: int = 1) -> float:
    """Least lift that so many pairs show with a given chance: :func:`pairs_needed` read backwards."""
    z = special.ndtri(1 - (1 - LEVEL) / (2 * n_activities)) + special.ndtri(power)
    return float(np.expm1(z * np.sqrt(2 * variance / n_pairs))) if n_pairs else float("nan")
