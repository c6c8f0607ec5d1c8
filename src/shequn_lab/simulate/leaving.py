"""Who goes: a daily hazard by tier and age in the community.

Promotion beyond its ceiling raises it; so do questions of the group that nobody answered last week, and
belonging lowers it.
"""

from __future__ import annotations

import numpy as np

from shequn_lab.simulate.record import STAYS, US, Flags, People
from shequn_lab.simulate.standing import Standing
from shequn_lab.simulate.streams import Floats, Ints
from shequn_lab.simulate.tiers import Tempers
from shequn_lab.simulate.world import Week, World

#: Members worked on at a time; results do not depend on it.
BLOCK_MEMBERS = 1 << 15
# Nobody leaves within the first minute.
_SHORTEST_STAY = 60 * US
# The doubts of a newcomer halve in about five days.
_DOUBT_DAYS = 7.0


def leave(
    people: People, temper: Tempers, standing: Standing, unanswered: Floats, world: World, week: Week
) -> tuple[Ints, Floats]:
    """Draw who leaves in a week.

    Parameters
    ----------
    people, temper, standing
        Rows of the same people.
    unanswered : float array, shape (n_people,)
        Share of the questions in each person's group that found no answer in time last week.

    Returns
    -------
    left_at : int array
        Instants [µs UTC, whole seconds]; ``STAYS`` for those who are still there.
    hazard : float array
        What each has accumulated by the end of the week.
    """
    scenario = world.scenario
    left, total = people.left_at.copy(), standing.leave_hazard.copy()
    exposed = np.flatnonzero(people.ordinary & (people.left_at == STAYS))
    for start in range(0, exposed.size, BLOCK_MEMBERS):
        rows = exposed[start : start + BLOCK_MEMBERS]
        base = scenario.leaves_per_day * np.asarray(scenario.tier_leave_factors)[temper.tier[rows]]
        base = np.where(people.campaign[rows], base * scenario.campaign_leave_factor, base)
        base *= 1 + scenario.latency_leave_effect * unanswered[rows]
        base *= 1 - scenario.belonging_leave_effect * standing.belonging[rows]
        left[rows], total[rows] = _block(people.take(rows), base, total[rows], world, week)
    return left, total


def _block(people: People, base: Floats, before: Floats, world: World, week: Week) -> tuple[Ints, Floats]:
    """Leave on the first day on which the accumulated hazard passes the person's own threshold."""
    scenario, rhythm = world.scenario, world.rhythm
    u = people.draw(world.stream("leaving"), np.arange(people.size))
    day = np.arange(week.first, week.stop)
    burden = 1 + scenario.promotion_leave_effect * world.pressure[day]
    age = day[None, :] - rhythm.day_of(people.joined_at)[:, None]
    doubt = 1 + scenario.newcomer_leave_boost * np.exp(-np.maximum(age, 0) / _DOUBT_DAYS)
    hazard = np.where(age >= 0, base[:, None] * burden[None, :] * doubt, 0.0)
    total = np.cumsum(np.concatenate([before[:, None], hazard], axis=1), axis=1)[:, 1:]
    which = (total <= -np.log(u[0])[:, None]).sum(axis=1)
    goes: Flags = which < day.size
    at = rhythm.within(day[np.minimum(which, day.size - 1)], u[1], people.joined_at, np.full(people.size, STAYS))
    at = np.maximum(at, people.joined_at + _SHORTEST_STAY)
    return np.where(goes & (at < rhythm.end_at), at, STAYS), total[:, -1]
