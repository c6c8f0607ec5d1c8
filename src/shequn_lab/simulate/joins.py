"""Who comes: operators, founders, a steady arrival, and a campaign's crowd; each by a channel."""

from __future__ import annotations

import numpy as np

from shequn_lab.model import clock
from shequn_lab.simulate.parts import Parts
from shequn_lab.simulate.record import (
    ROLE_ADMIN,
    ROLE_BOT,
    ROLE_OWNER,
    STAYS,
    US,
    Happenings,
    People,
    happen,
    keys,
    newcomers,
)
from shequn_lab.simulate.rhythm import Rhythm
from shequn_lab.simulate.streams import Floats, Ints, Stream, pick, poisson
from shequn_lab.simulate.world import Week, World

# Each origin numbers its people from 0, so that a campaign more or less gives nobody else another number.
_OPERATORS, _FOUNDERS, _ARRIVALS, _CAMPAIGN = 0, 1, 1 << 20, 1 << 21
_WELCOME_CHARS = 48
# Seconds the bot takes to greet.
_WELCOME_AFTER = 2


def arrivals(world: World, week: Week) -> People:
    """Draw who comes of their own accord or with the campaign in a week, and before it those who are there at first."""
    scenario, rhythm, source = world.scenario, world.rhythm, world.stream("joins")
    day = np.arange(week.first, week.stop)
    u = world.stream("arrivals").uniform(0, day)
    running = (day >= scenario.campaign_start_day) & (day < scenario.campaign_start_day + scenario.campaign_days)
    steady = poisson(u[0], scenario.joins_per_day)
    lured = poisson(u[1], running * scenario.campaign_joins_per_day)
    parts = [] if week.number else [_operators(world), _founders(world)]
    parts.append(_comers(source, rhythm, day, steady, _ARRIVALS, scenario.channel_shares))
    parts.append(_comers(source, rhythm, day, lured, _CAMPAIGN, scenario.campaign_channel_shares))
    return People.together(parts)


def _operators(world: World) -> People:
    n = 2 + world.scenario.n_admins
    role = np.asarray([ROLE_OWNER, *[ROLE_ADMIN] * world.scenario.n_admins, ROLE_BOT], dtype=np.int64)
    return newcomers(np.arange(n), np.full(n, _OPERATORS), np.full(n, _opened(world)), role=role)


def _founders(world: World) -> People:
    number = np.arange(world.scenario.n_founders)
    origin = np.full(number.size, _FOUNDERS)
    u = world.stream("joins").uniform(number, 0, 0, origin)
    seconds = world.scenario.founding_days * clock.US_PER_DAY // US
    joined = _opened(world) + US * (1 + np.floor(u[0] * (seconds - 1)).astype(np.int64))
    return newcomers(number, origin, joined, channel=pick(u[1], world.scenario.channel_shares))


def _opened(world: World) -> int:
    return world.rhythm.start_at - world.scenario.founding_days * clock.US_PER_DAY


def _comers(source: Stream, rhythm: Rhythm, day: Ints, counts: Ints, base: int, channels: Parts) -> People:
    number, days = within(counts), np.repeat(day, counts)
    u = source.uniform(number, 0, 0, days + base)
    channel = pick(u[1], channels)
    campaign = np.full(number.size, base == _CAMPAIGN)
    return newcomers(number, days + base, moment(rhythm, days, u[0]), channel=channel, campaign=campaign)


def within(counts: Ints) -> Ints:
    """Return the numbers, from 0, within runs of these lengths."""
    return np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)


def moment(rhythm: Rhythm, day: Ints, u: Floats) -> Ints:
    """Return a moment of a day, in its rhythm [µs UTC]."""
    return rhythm.within(day, u, np.full(u.size, rhythm.start_at), np.full(u.size, STAYS))


def moves(people: People, world: World, week: Week) -> list[Happenings]:
    """Return events of joining and leaving inside a week, and the bot's greeting to each newcomer."""
    came = np.flatnonzero((people.joined_at >= week.start_at) & (people.joined_at < week.end_at))
    gone = np.flatnonzero((people.left_at >= week.start_at) & (people.left_at < week.end_at))
    bot = np.flatnonzero(people.role == ROLE_BOT)[0]
    greeted = people.joined_at[came] + _WELCOME_AFTER * US
    spoken = np.flatnonzero(greeted < world.rhythm.end_at)
    greeting = keys("arrivals", came[spoken])
    return [
        happen(keys("joins", came), came, people.joined_at[came], "join", place=people.place[came]),
        happen(keys("leaving", gone), gone, people.left_at[gone], "leave", place=people.place[gone]),
        happen(
            greeting,
            np.full(spoken.size, bot),
            greeted[spoken],
            "message",
            topic=greeting,
            place=people.place[came[spoken]],
            mention=came[spoken],
            n_chars=np.full(spoken.size, _WELCOME_CHARS),
        ),
    ]
