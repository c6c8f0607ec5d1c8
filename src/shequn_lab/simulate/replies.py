"""Who answers whom, and when: threads grow by one reply at a time, all threads at once.

The wait for a reply is lognormal in *attention* (hours of presence, see :mod:`rhythm`), so it is short in
the evening, long at night, and has a heavy tail. Who answers: an operator for some questions; the one who
was just answered, because people who talk go on talking; else somebody of the group, the more likely the
more they write.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from shequn_lab.simulate.crowd import Crowd
from shequn_lab.simulate.record import NONE, US, Flags, Happenings, People, happen, keys, together
from shequn_lab.simulate.rhythm import Rhythm
from shequn_lab.simulate.scenario import Scenario
from shequn_lab.simulate.streams import PROCESSES, Floats, Ints, lognormal, pick, stream
from shequn_lab.simulate.talk import Talk, chars
from shequn_lab.simulate.tiers import Tempers

#: Longest thread [replies]. With the most talkative threads going on nine times in ten, one in 500 gets here.
MOST_REPLIES = 60
_MOST_TALKATIVE = 0.9
# The address of a reply: number of the opener's act within its day, then number of the reply in the thread.
_LEVEL_BITS = 8


@dataclass(frozen=True)
class _Threads:
    """Threads that may still grow: where each stands."""

    opener: Ints
    talkative: Floats
    last_key: Ints
    last_row: Ints
    last_at: Ints
    before: Ints

    def take(self, chosen: Ints | Flags) -> _Threads:
        return _Threads(**{f.name: getattr(self, f.name)[chosen] for f in fields(self)})


def replies(
    talked: Talk, people: People, temper: Tempers, scenario: Scenario, rhythm: Rhythm, *, seed: int
) -> Happenings:
    """Draw all replies in the topics that `talked` opens.

    Returns
    -------
    Happenings
        A reply comes after what it answers, is by somebody else, and by somebody who is there.
    """
    openers = talked.openers
    eager = np.where(temper.speaks, temper.visits_per_day, 0.0)
    crowd = Crowd(people, eager, people.place, np.minimum(people.left_at, temper.fades_at))
    # The luck of a thread as a whole is drawn at level 0.
    luck = _draw(talked, people, np.arange(openers.size), 0, "threads", seed)
    talkative = np.minimum(2 * scenario.continue_share * luck[0], _MOST_TALKATIVE)
    threads = _Threads(
        np.arange(openers.size),
        talkative,
        openers.key,
        openers.member,
        openers.at,
        np.full(openers.size, NONE),
    )
    grown: list[Happenings] = []
    for level in range(1, MOST_REPLIES + 1):
        threads, fresh = _grow(threads, level, talked, people, crowd, scenario, rhythm, seed)
        if not fresh.size:
            break
        grown.append(fresh.but(key=keys(PROCESSES["threads"], fresh.size, sum(part.size for part in grown))))
        threads = _Threads(**(vars(threads) | {"last_key": grown[-1].key}))
    return together([openers.take(np.zeros(0, dtype=np.int64)), *grown])


def _draw(talked: Talk, people: People, opener: Ints, level: int, process: str, seed: int) -> Floats:
    address = (talked.item[opener] << _LEVEL_BITS) + level
    return people.draw(stream(seed, process), talked.openers.member[opener], talked.day[opener], address)


def _grow(
    threads: _Threads,
    level: int,
    talked: Talk,
    people: People,
    crowd: Crowd,
    scenario: Scenario,
    rhythm: Rhythm,
    seed: int,
) -> tuple[_Threads, Happenings]:
    """Add one reply to each thread that goes on; return those threads and the replies."""
    u = _draw(talked, people, threads.opener, level, "threads", seed)
    on = u[0] < _going_on(threads, level, talked, scenario)
    threads, u = threads.take(on), u[:, on]
    wait = lognormal(u[1], scenario.latency_hours, scenario.latency_sigma)
    reached = rhythm.attention_at(threads.last_at) + wait
    at = np.maximum(rhythm.at(reached), threads.last_at + US)
    row = _who(threads, level, u, at, talked, people, crowd, scenario, seed)
    # A thread whose next reply falls after the end, or for which nobody is found, has ended.
    ok = (reached < rhythm.attention[-1]) & (at < rhythm.end_at) & (row != NONE)
    threads, u, at, row = threads.take(ok), u[:, ok], at[ok], row[ok]
    openers = talked.openers
    starter = openers.member[threads.opener]
    # Whoever answers the opener again must not be its author.
    back = (u[3] < scenario.starter_share) & (starter != row)
    parent = np.where(back, openers.key[threads.opener], threads.last_key)
    answered = np.where(back, starter, threads.last_row)
    worded = _draw(talked, people, threads.opener, level, "reply_wording", seed)
    fresh = happen(
        parent,
        row,
        at,
        "reply",
        topic=openers.key[threads.opener],
        parent=parent,
        place=openers.place[threads.opener],
        question=worded[1] < scenario.question_share / 4,
        n_chars=chars(worded[0], scenario),
    )
    return _Threads(threads.opener, threads.talkative, parent, row, at, answered), fresh


def _going_on(threads: _Threads, level: int, talked: Talk, scenario: Scenario) -> Floats:
    if level > 1:
        return threads.talkative
    asks = talked.openers.question[threads.opener]
    return np.where(asks, scenario.question_answered_share, scenario.chat_answered_share)


def _who(
    threads: _Threads,
    level: int,
    u: Floats,
    at: Ints,
    talked: Talk,
    people: People,
    crowd: Crowd,
    scenario: Scenario,
    seed: int,
) -> Ints:
    """Choose who replies; never the author of the last message of the thread."""
    trials = _draw(talked, people, threads.opener, level, "repliers", seed)
    place = talked.openers.place[threads.opener]
    anybody = crowd.choose(trials, at, place, but=(threads.last_row,))
    if level == 1:
        return _answer_of_house(threads, u, talked, people, scenario, anybody)
    known: npt.NDArray[np.bool_] = (threads.before != NONE) & (threads.before != threads.last_row)
    known &= (u[2] < scenario.known_share) & people.there(threads.before, at)
    return np.where(known, threads.before, anybody)


def _answer_of_house(
    threads: _Threads, u: Floats, talked: Talk, people: People, scenario: Scenario, anybody: Ints
) -> Ints:
    """Let operators take their part of the first answers to questions."""
    asks, named = talked.openers.question[threads.opener], talked.openers.mention[threads.opener]
    share = np.where(named != NONE, scenario.operator_mention_answer_share, scenario.operator_answer_share)
    house = asks & (u[2] < share)
    # Within the part that is the house's the draw is even again, and says which operator.
    on_duty = people.operators[pick(np.minimum(u[2] / np.maximum(share, 1e-12), 1.0), [1.0] * people.operators.size)]
    return np.where(house, np.where(named != NONE, named, on_duty), anybody)
