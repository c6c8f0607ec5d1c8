"""What people say of their own accord: on a visit they write, ask, or press like.

A visit depends on the person's rate, the attention of the day, the age in the community (newcomers come
often at first), a mood that lasts a week, whether interest has faded, belonging, and what they took part in.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shequn_lab.simulate.activities import Warmth
from shequn_lab.simulate.block import Block, Openers
from shequn_lab.simulate.joins import within
from shequn_lab.simulate.record import NONE, US, Arrays, Flags, Happenings, happen, keys
from shequn_lab.simulate.scenario import Scenario
from shequn_lab.simulate.streams import Floats, Ints, geometric, lognormal, normal, pick
from shequn_lab.simulate.world import Week, World

#: Members worked on at a time; results do not depend on it.
CHUNK_MEMBERS = 1 << 13
MOST_CHARS = 500
_HOURS_PER_DAY = 24.0
# Room for seconds below the number of a group in one 64-bit number.
_SECONDS_BITS = 40
# Most acts of one visit: keeps the address of an act within its bits.
MOST_ACTS = 200
ITEM_BITS = 8


@dataclass(frozen=True)
class _Acts(Arrays):
    """Acts: position in the block, day, number within the day, instant, and whether it is a like."""

    row: Ints
    day: Ints
    item: Ints
    at: Ints
    like: Flags


@dataclass(frozen=True)
class Talk:
    """What talk leaves for others: openers of topics with their address, likes, the last opener of each group."""

    openers: Happenings
    row: Ints
    day: Ints
    item: Ints
    likes: Happenings
    last: Openers


def talk(block: Block, warmth: Warmth, world: World, week: Week) -> Talk:
    """Draw all messages of a week that answer nobody, and likes."""
    visiting = np.flatnonzero(block.temper.visits_per_day > 0)
    nothing = np.zeros(0, dtype=np.int64)
    none = _Acts(nothing, nothing, nothing, nothing, np.zeros(0, dtype=bool))
    chunks = [visiting[start : start + CHUNK_MEMBERS] for start in range(0, visiting.size, CHUNK_MEMBERS)]
    acts = _Acts.together([none, *(_acts(block, rows, warmth, world, week) for rows in chunks)])
    opening = acts.take(~acts.like)
    openers = _openers(block, opening, world)
    likes, last = _likes(block, openers, acts.take(acts.like))
    return Talk(openers, opening.row, opening.day, opening.item, likes, last)


def _acts(block: Block, rows: Ints, warmth: Warmth, world: World, week: Week) -> _Acts:
    people, scenario = block.people, world.scenario
    row, day, expected = _expected(block, rows, warmth, world, week)
    u = people.draw(world.stream("visits"), row, day)
    here = np.flatnonzero(u[0] < -np.expm1(-expected))
    extra = geometric(u[1][here], np.asarray(scenario.extra_acts)[block.temper.tier[row[here]]])
    n_acts = np.minimum(1 + extra, MOST_ACTS)
    row, day, item = np.repeat(row[here], n_acts), np.repeat(day[here], n_acts), within(n_acts)
    u = people.draw(world.stream("acts"), row, day, item)
    at = world.rhythm.within(day, u[0], people.joined_at[row], people.left_at[row])
    return _Acts(row, day, item, at, (u[1] < scenario.like_share) | ~block.temper.speaks[row])


def _expected(block: Block, rows: Ints, warmth: Warmth, world: World, week: Week) -> tuple[Ints, Ints, Floats]:
    """Visits expected of each member on each day of the week on which they are there, if only for an hour."""
    scenario, rhythm, people = world.scenario, world.rhythm, block.people.take(rows)
    days = np.arange(week.first, week.stop)
    joined = rhythm.day_of(people.joined_at)
    which, nth = np.nonzero((days >= joined[:, None]) & (days <= rhythm.day_of(people.left_at)[:, None]))
    day = days[nth]
    begin, end = rhythm.span(day, people.joined_at[which], people.left_at[which])
    age = day - joined[which]
    faded = day >= rhythm.day_of(block.temper.fades_at[rows])[which]
    z = normal(people.draw(world.stream("member_moods"), np.arange(rows.size), week.number)[0])
    # Interest comes in spells: a factor with mean 1 that a person keeps for a week.
    mood = np.exp(scenario.mood_sigma * z - scenario.mood_sigma**2 / 2)
    expected = (
        block.temper.visits_per_day[rows][which]
        * (end - begin)
        / _HOURS_PER_DAY
        * (1 + (scenario.newcomer_boost - 1) * np.exp(-age / scenario.newcomer_days))
        * np.where(faded, scenario.faded_factor, 1.0)
        * mood[which]
    )
    steady = block.lively[rows] * (1 + scenario.belonging_visit_effect * block.standing.belonging[rows])
    row = rows[which]
    return row, day, np.asarray(expected * steady[which] * (1 + warmth.visits(row, day)), dtype=np.float64)


def _openers(block: Block, acts: _Acts, world: World) -> Happenings:
    people, scenario = block.people, world.scenario
    u = people.draw(world.stream("wording"), acts.row, acts.day, acts.item)
    operators = block.rows[people.operators]
    mentions = u[2] < scenario.mention_share
    named = operators[pick(u[3], [1.0] * operators.size)]
    key = keys("acts", block.rows[acts.row], (acts.day << ITEM_BITS) + acts.item)
    return happen(
        key,
        block.rows[acts.row],
        acts.at,
        "message",
        topic=key,
        place=people.place[acts.row],
        mention=np.where(mentions, named, NONE),
        # Who calls an operator by name wants to know something.
        question=mentions | (u[1] < scenario.question_share),
        n_chars=chars(u[0], scenario),
    )


def chars(u: Floats, scenario: Scenario) -> Ints:
    """Turn uniform numbers into lengths of texts [characters]."""
    drawn = lognormal(u, scenario.message_chars, scenario.chars_sigma)
    return np.clip(np.round(drawn), 1, MOST_CHARS).astype(np.int64)


def _likes(block: Block, openers: Happenings, acts: _Acts) -> tuple[Happenings, Openers]:
    """Give each like the topic that was opened last before it in the member's group, unless it is their own."""
    row, place = block.rows[acts.row], block.people.place[acts.row]
    key = keys("visits", row, (acts.day << ITEM_BITS) + acts.item)
    topic = np.full(row.size, NONE, dtype=np.int64)
    fresh = Openers(openers.place.astype(np.int64), openers.at, openers.key, openers.member.astype(np.int64))
    known = Openers.together([block.last, fresh])
    if known.size:
        begin = int(known.at.min())
        # One rising number for (group, second), so that one search serves all groups.
        opened = (known.place << _SECONDS_BITS) + (known.at - begin) // US
        known = known.take(np.lexsort((known.key, opened)))
        opened = np.sort(opened)
        moment = (place << _SECONDS_BITS) + np.maximum((acts.at - begin) // US, 0)
        last = np.maximum(np.searchsorted(opened, moment) - 1, 0)
        fits = (known.place[last] == place) & (known.at[last] < acts.at) & (known.member[last] != row)
        topic = np.where(fits, known.key[last], NONE)
        known = known.take(np.flatnonzero(np.r_[known.place[1:] != known.place[:-1], True]))
    return happen(key, row, acts.at, "like", topic=topic, place=place), known
