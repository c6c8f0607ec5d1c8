"""Who asks before coming: leads, some of whom join later, and buy more readily then."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shequn_lab.model import clock
from shequn_lab.simulate.joins import moment, within
from shequn_lab.simulate.record import NONE, STAYS, US, Arrays, People, newcomers
from shequn_lab.simulate.streams import Floats, Ints, pick, poisson
from shequn_lab.simulate.world import Week, World

_DAILY, _ACTIVITIES = 1 << 22, 1 << 23


@dataclass(frozen=True)
class Leads(Arrays):
    """People who asked.

    Attributes
    ----------
    number, origin : int array
        Their address, also as members.
    created_at, joins_at : int array
        Instants [µs UTC, whole seconds]; ``STAYS`` for who does not join.
    channel, activity : int array
        Position in ``CHANNELS``; number of the activity the lead came from, or ``NONE``.
    serial : int array
        Number among all leads.
    """

    number: Ints
    origin: Ints
    created_at: Ints
    joins_at: Ints
    channel: Ints
    activity: Ints
    serial: Ints


def nobody_asked() -> Leads:
    """Return no leads."""
    return Leads(*(np.zeros(0, dtype=np.int64) for _ in range(7)))


def leads(world: World, week: Week, n_before: int) -> Leads:
    """Draw the leads of a week, numbered from `n_before` on."""
    scenario, programme, source = world.scenario, world.programme, world.stream("leads")
    day = np.arange(week.first, week.stop)
    daily = poisson(source.uniform(0, day)[0], scenario.leads_per_day)
    begun = np.flatnonzero((programme.first >= week.first) & (programme.first < week.stop))
    called = poisson(source.uniform(1, begun)[0], scenario.leads_per_activity)
    days, activity = np.repeat(day, daily), np.repeat(begun, called)
    number = np.concatenate([within(daily), within(called)])
    origin = np.concatenate([days + _DAILY, activity + _ACTIVITIES])
    u = world.stream("lead_joins").uniform(number, 0, 0, origin)
    n_daily = days.size
    opens, closes = programme.starts_at[activity], programme.ends_at[activity]
    spread = opens + US * np.floor(u[0][n_daily:] * ((closes - opens) // US)).astype(np.int64)
    created = np.concatenate([moment(world.rhythm, days, u[0][:n_daily]), spread])
    return Leads(
        number=number,
        origin=origin,
        created_at=created,
        joins_at=_joins_at(created, u, world),
        channel=pick(u[1], scenario.lead_channel_shares),
        activity=np.concatenate([np.full(n_daily, NONE), activity]),
        serial=n_before + np.arange(number.size),
    )


def _joins_at(created: Ints, u: Floats, world: World) -> Ints:
    wait = -np.log(u[3]) * world.scenario.lead_join_days * (clock.US_PER_DAY / US)
    joins = created + US * (1 + np.floor(wait).astype(np.int64))
    comes = (u[2] < world.scenario.lead_join_share) & (joins < world.rhythm.end_at)
    return np.where(comes, joins, STAYS)


def joining(asked: Leads) -> People:
    """Return the people whom these leads become."""
    return newcomers(asked.number, asked.origin, asked.joins_at, channel=asked.channel, lead=asked.serial)
