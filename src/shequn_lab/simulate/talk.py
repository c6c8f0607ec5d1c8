"""What people say of their own accord: on a visit they write, ask, or press like.

A visit depends on the person's rate, the attention of the day, the age in the community (newcomers come
often at first), a mood that lasts a week, and on whether interest has faded.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shequn_lab.simulate.record import NONE, US, Flags, Happenings, People, happen, keys
from shequn_lab.simulate.rhythm import Rhythm
from shequn_lab.simulate.scenario import Scenario
from shequn_lab.simulate.streams import PROCESSES, Floats, Ints, geometric, lognormal, normal, pick, stream
from shequn_lab.simulate.tiers import Tempers

#: Members worked on at a time; results do not depend on it.
BLOCK_MEMBERS = 4096
MOST_CHARS = 500
_HOURS_PER_DAY = 24.0
_MOOD_DAYS = 7
# Room for seconds below the number of a group in one 64-bit number.
_SECONDS_BITS = 40
# Most acts of one visit: keeps the address of an act apart from that of a reply in its thread.
MOST_ACTS = 200


@dataclass(frozen=True)
class Visits:
    """Visits: one for each member and day that has one.

    Attributes
    ----------
    row, day, n_acts : int arrays
    """

    row: Ints
    day: Ints
    n_acts: Ints


@dataclass(frozen=True)
class Talk:
    """What talk leaves for other processes: openers of topics with their address, and likes."""

    openers: Happenings
    day: Ints
    item: Ints
    likes: Happenings


def talk(people: People, temper: Tempers, scenario: Scenario, rhythm: Rhythm, *, seed: int) -> Talk:
    """Draw all messages that answer nobody, and likes."""
    ordinary = np.flatnonzero(people.ordinary)
    blocks = [
        _acts(people, temper, scenario, rhythm, ordinary[start : start + BLOCK_MEMBERS], seed)
        for start in range(0, ordinary.size, BLOCK_MEMBERS)
    ]
    row, day, item, at, likes = (np.concatenate(part) for part in zip(*blocks, strict=True)) if blocks else _nothing()
    opening, pressing = np.flatnonzero(~likes), np.flatnonzero(likes)
    openers = _openers(people, scenario, row[opening], day[opening], item[opening], at[opening], seed)
    liked = _likes(people, openers, row[pressing], at[pressing])
    return Talk(openers, day[opening], item[opening], liked)


def _nothing() -> tuple[Ints, Ints, Ints, Ints, Flags]:
    empty = np.zeros(0, dtype=np.int64)
    return empty, empty, empty, empty, empty.astype(bool)


def _visits(people: People, temper: Tempers, scenario: Scenario, rhythm: Rhythm, rows: Ints, seed: int) -> Visits:
    joined = rhythm.day_of(people.joined_at[rows])
    first = np.maximum(joined, 0)
    last = np.minimum(rhythm.day_of(people.left_at[rows]), rhythm.n_days - 1)
    n_days = last - first + 1
    row = np.repeat(rows, n_days)
    day = np.arange(row.size) - np.repeat(np.cumsum(n_days) - n_days, n_days) + np.repeat(first, n_days)
    age = day - np.repeat(joined, n_days)
    begin, end = rhythm.span(day, people.joined_at[row], people.left_at[row])
    expected = (
        temper.visits_per_day[row]
        * (end - begin)
        / _HOURS_PER_DAY
        * (1 + (scenario.newcomer_boost - 1) * np.exp(-age / scenario.newcomer_days))
        * np.where(day >= np.repeat(rhythm.day_of(temper.fades_at[rows]), n_days), scenario.faded_factor, 1.0)
        * _moods(people, scenario, row, day, seed)
    )
    u = people.draw(stream(seed, "visits"), row, day)
    here = np.flatnonzero(u[0] < -np.expm1(-expected))
    extra = geometric(u[1][here], np.asarray(scenario.extra_acts)[temper.tier[row[here]]])
    return Visits(row[here], day[here], np.minimum(1 + extra, MOST_ACTS))


def _moods(people: People, scenario: Scenario, row: Ints, day: Ints, seed: int) -> Floats:
    """Draw a factor with mean 1 that a person keeps for a week: interest comes in spells."""
    week = day // _MOOD_DAYS
    changes = np.flatnonzero(np.r_[True, (row[1:] != row[:-1]) | (week[1:] != week[:-1])]) if row.size else row
    z = normal(people.draw(stream(seed, "member_moods"), row[changes], week[changes])[0])
    mood = np.exp(scenario.mood_sigma * z - scenario.mood_sigma**2 / 2)
    return np.repeat(mood, np.diff(np.append(changes, row.size)))


def _acts(
    people: People, temper: Tempers, scenario: Scenario, rhythm: Rhythm, rows: Ints, seed: int
) -> tuple[Ints, Ints, Ints, Ints, Flags]:
    """Row, day, number within the day, instant of each act, and whether it is a like."""
    visit = _visits(people, temper, scenario, rhythm, rows, seed)
    which = np.repeat(np.arange(visit.row.size), visit.n_acts)
    item = np.arange(which.size) - np.repeat(np.cumsum(visit.n_acts) - visit.n_acts, visit.n_acts)
    row, day = visit.row[which], visit.day[which]
    u = people.draw(stream(seed, "acts"), row, day, item)
    at = rhythm.within(day, u[0], people.joined_at[row], people.left_at[row])
    likes = (u[1] < scenario.like_share) | ~temper.speaks[row]
    return row, day, item, at, likes


def _openers(people: People, scenario: Scenario, row: Ints, day: Ints, item: Ints, at: Ints, seed: int) -> Happenings:
    u = people.draw(stream(seed, "wording"), row, day, item)
    operators = people.operators
    mentions = u[2] < scenario.mention_share
    named = operators[pick(u[3], [1.0] * operators.size)]
    # Who calls an operator by name wants to know something.
    question = mentions | (u[1] < scenario.question_share)
    key = keys(PROCESSES["acts"], row.size)
    return happen(
        key,
        row,
        at,
        "message",
        topic=key,
        place=people.place[row],
        mention=np.where(mentions, named, NONE),
        question=question,
        n_chars=chars(u[0], scenario),
    )


def chars(u: Floats, scenario: Scenario) -> Ints:
    """Turn uniform numbers into lengths of texts [characters]."""
    drawn = lognormal(u, scenario.message_chars, scenario.chars_sigma)
    return np.clip(np.round(drawn), 1, MOST_CHARS).astype(np.int64)


def _likes(people: People, openers: Happenings, row: Ints, at: Ints) -> Happenings:
    """Give each like the topic that was opened last before it in the member's group, unless it is their own."""
    key, place = keys(PROCESSES["visits"], row.size), people.place[row]
    topic = np.full(row.size, NONE, dtype=np.int64)
    if openers.size:
        begin = int(openers.at.min())
        # One rising number for (group, second), so that one search serves all groups.
        opened = (openers.place << _SECONDS_BITS) + (openers.at - begin) // US
        order = np.lexsort((openers.key, opened))
        moment = (place << _SECONDS_BITS) + np.maximum((at - begin) // US, 0)
        last = order[np.maximum(np.searchsorted(opened[order], moment) - 1, 0)]
        fits = (openers.place[last] == place) & (openers.at[last] < at) & (openers.member[last] != row)
        topic = np.where(fits, openers.topic[last], NONE)
    return happen(key, row, at, "like", topic=topic, place=place)
