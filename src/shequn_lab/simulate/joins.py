"""Who comes: operators, founders, a steady arrival, and a campaign's crowd; each by a channel, into a group."""

from __future__ import annotations

import numpy as np

from shequn_lab.model import clock
from shequn_lab.simulate.record import (
    NONE,
    ROLE_ADMIN,
    ROLE_BOT,
    ROLE_MEMBER,
    ROLE_OWNER,
    STAYS,
    US,
    Happenings,
    People,
    happen,
    keys,
)
from shequn_lab.simulate.rhythm import Rhythm
from shequn_lab.simulate.scenario import Scenario
from shequn_lab.simulate.streams import PROCESSES, Floats, Ints, pick, poisson, stream

# Each origin numbers its people from 0, so that a campaign more or less gives nobody else another number.
_OPERATORS, _FOUNDERS, _ARRIVALS, _CAMPAIGN = 0, 1, 1 << 20, 1 << 21
_WELCOME_CHARS = 48
# Seconds the bot takes to greet.
_WELCOME_AFTER = 2


def come(scenario: Scenario, rhythm: Rhythm, *, seed: int) -> People:
    """Draw everybody who ever joins, in the order of joining; nobody has left yet."""
    n_operators = 2 + scenario.n_admins
    daily = _daily(scenario, seed)
    number = [np.arange(n_operators), np.arange(scenario.n_founders), *(_within(n) for n in daily)]
    origin = [
        np.full(n_operators, _OPERATORS),
        np.full(scenario.n_founders, _FOUNDERS),
        *(np.repeat(np.arange(n.size), n) + base for n, base in zip(daily, (_ARRIVALS, _CAMPAIGN), strict=True)),
    ]
    numbers, origins = np.concatenate(number).astype(np.int64), np.concatenate(origin).astype(np.int64)
    u = stream(seed, "joins").uniform(numbers, 0, 0, origins)
    joined = _joined_at(scenario, rhythm, origins, u[0])
    campaign = origins >= _CAMPAIGN
    channel = np.where(campaign, pick(u[1], scenario.campaign_channel_shares), pick(u[1], scenario.channel_shares))
    role = np.full(numbers.size, ROLE_MEMBER, dtype=np.int64)
    role[:n_operators] = [ROLE_OWNER, *[ROLE_ADMIN] * scenario.n_admins, ROLE_BOT]
    order = np.lexsort((numbers, origins, joined))
    ordinary = (role == ROLE_MEMBER)[order]
    # Groups fill one after another; operators sit in all of them.
    place = np.where(ordinary, (np.cumsum(ordinary) - 1) // scenario.place_capacity, NONE)
    return People(
        number=numbers[order],
        origin=origins[order],
        joined_at=joined[order],
        left_at=np.full(numbers.size, STAYS, dtype=np.int64),
        role=role[order],
        channel=np.where(ordinary, channel[order], NONE),
        place=place,
        campaign=campaign[order],
    )


def _daily(scenario: Scenario, seed: int) -> tuple[Ints, Ints]:
    """Count arrivals on each day: the steady ones and the campaign's."""
    day = np.arange(scenario.n_days)
    u = stream(seed, "arrivals").uniform(0, day)
    running = (day >= scenario.campaign_start_day) & (day < scenario.campaign_start_day + scenario.campaign_days)
    return poisson(u[0], scenario.joins_per_day), poisson(u[1], running * scenario.campaign_joins_per_day)


def _within(counts: Ints) -> Ints:
    """Return the number of each arrival within its day, from 0."""
    return np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)


def _joined_at(scenario: Scenario, rhythm: Rhythm, origin: Ints, u: Floats) -> Ints:
    """Return instants of joining: before the first day for the founders, in the rhythm of a day for the others."""
    span = scenario.founding_days * clock.US_PER_DAY
    opened = rhythm.start_at - span
    day = np.clip(origin - np.where(origin >= _CAMPAIGN, _CAMPAIGN, _ARRIVALS), 0, rhythm.n_days - 1)
    always = np.full(u.size, STAYS)
    within = rhythm.within(day, u, np.full(u.size, rhythm.start_at), always)
    founding = opened + US * (1 + np.floor(u * (span // US - 1)).astype(np.int64))
    return np.where(origin == _OPERATORS, opened, np.where(origin == _FOUNDERS, founding, within))


def moves(people: People, rhythm: Rhythm) -> list[Happenings]:
    """Return events of joining and leaving inside the simulated days, and the bot's greeting to each newcomer."""
    came = np.flatnonzero(people.joined_at >= rhythm.start_at)
    gone = np.flatnonzero(people.left_at < rhythm.end_at)
    bot = np.flatnonzero(people.role == ROLE_BOT)[0]
    greeted = people.joined_at[came] + _WELCOME_AFTER * US
    spoken = np.flatnonzero(greeted < rhythm.end_at)
    first = keys(PROCESSES["joins"], came.size)
    greeting = keys(PROCESSES["arrivals"], spoken.size)
    return [
        happen(first, came, people.joined_at[came], "join", place=people.place[came]),
        happen(keys(PROCESSES["leaving"], gone.size), gone, people.left_at[gone], "leave", place=people.place[gone]),
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
