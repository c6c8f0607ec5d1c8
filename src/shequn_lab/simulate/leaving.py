"""Who goes: a daily hazard by tier and age in the community, raised by promotion beyond its ceiling."""

from __future__ import annotations

import numpy as np

from shequn_lab.simulate.record import STAYS, US, Flags, People
from shequn_lab.simulate.rhythm import Rhythm
from shequn_lab.simulate.scenario import Scenario
from shequn_lab.simulate.streams import Floats, Ints, stream
from shequn_lab.simulate.tiers import Tempers

#: Members worked on at a time; results do not depend on it.
BLOCK_MEMBERS = 4096
# Nobody leaves within the first minute.
_SHORTEST_STAY = 60 * US
# The doubts of a newcomer halve in about five days.
_DOUBT_DAYS = 7.0


def leave(people: People, temper: Tempers, scenario: Scenario, rhythm: Rhythm, pressure: Floats, *, seed: int) -> Ints:
    """Draw the instant at which each person leaves.

    Parameters
    ----------
    pressure : float array, shape (n_days,)
        Promotion beyond its ceiling, 0 to 1.

    Returns
    -------
    int array, shape (n_people,)
        Instants [µs UTC, whole seconds]; ``STAYS`` for those who are still there at the end.
    """
    left = np.full(people.size, STAYS, dtype=np.int64)
    base = scenario.leaves_per_day * np.asarray(scenario.tier_leave_factors)[np.maximum(temper.tier, 0)]
    base = np.where(people.campaign, base * scenario.campaign_leave_factor, base)
    burden = 1 + scenario.promotion_leave_effect * pressure
    ordinary = np.flatnonzero(people.ordinary)
    for start in range(0, ordinary.size, BLOCK_MEMBERS):
        rows = ordinary[start : start + BLOCK_MEMBERS]
        left[rows] = _block(people, rows, base[rows], burden, scenario, rhythm, seed)
    return left


def _block(
    people: People, rows: Ints, base: Floats, burden: Floats, scenario: Scenario, rhythm: Rhythm, seed: int
) -> Ints:
    """Leave on the first day on which the accumulated hazard passes the person's own threshold."""
    u = people.draw(stream(seed, "leaving"), rows)
    age = np.arange(rhythm.n_days)[None, :] - rhythm.day_of(people.joined_at[rows])[:, None]
    doubt = 1 + scenario.newcomer_leave_boost * np.exp(-np.maximum(age, 0) / _DOUBT_DAYS)
    hazard = np.where(age >= 0, base[:, None] * burden[None, :] * doubt, 0.0)
    day = (np.cumsum(hazard, axis=1) <= -np.log(u[0])[:, None]).sum(axis=1)
    goes: Flags = day < rhythm.n_days
    last = np.minimum(day, rhythm.n_days - 1)
    at = rhythm.within(last, u[1], people.joined_at[rows], np.full(rows.size, STAYS))
    at = np.maximum(at, people.joined_at[rows] + _SHORTEST_STAY)
    return np.where(goes & (at < rhythm.end_at), at, STAYS)
