"""Who answers whom, and when: threads grow by one reply at a time, all threads at once.

The wait for a reply is lognormal in *attention* (hours of presence, see :mod:`rhythm`), so it is short in
the evening, long at night, and has a heavy tail. Who answers: an operator for some questions; the one who
was just answered, because people who talk go on talking; else somebody of the group, the more likely the
more they write. A reply that falls into a later week is given then, by somebody who is still there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shequn_lab.model import clock
from shequn_lab.simulate.block import Answers, Block
from shequn_lab.simulate.crowd import Crowd
from shequn_lab.simulate.record import NONE, STAYS, US, Flags, Happenings, happen, keys, nothing_happens
from shequn_lab.simulate.streams import Floats, Ints, lognormal, pick
from shequn_lab.simulate.talk import ITEM_BITS, Talk, chars
from shequn_lab.simulate.threads import Threads
from shequn_lab.simulate.world import Week, World

#: Longest thread [replies]. With the most talkative threads going on nine times in ten, one in 500 gets here.
MOST_REPLIES = 60
_MOST_TALKATIVE = 0.9
# The address of a reply: number of the opener's act within its day, then number of the reply in the thread.
_LEVEL_BITS = 8


@dataclass(frozen=True)
class Replies:
    """Replies of a week, threads that go on later, who was answered (rows), and how questions fared."""

    happenings: Happenings
    threads: Threads
    answered: Ints
    answers: Answers


def replies(block: Block, talked: Talk, world: World, week: Week) -> Replies:
    """Draw the replies of a week: in threads that were open, and in those that `talked` opens.

    A reply comes after what it answers, is by somebody else, and by somebody who is there.
    """
    temper, people = block.temper, block.people
    eager = np.where(temper.speaks, temper.visits_per_day, 0.0)
    crowd = Crowd(people, eager, people.place, np.minimum(people.left_at, temper.fades_at))
    threads = Threads.together([block.threads, _scheduled(_opened(block, talked, world), world)])
    given, answered, first = [nothing_happens()], [np.zeros(0, dtype=np.int64)], [threads.take(slice(0))]
    later = []
    while threads.size:
        due = threads.at < week.end_at
        later.append(threads.take(~due))
        spoken, fresh, to = _speak(threads.take(due), block, crowd, world)
        given.append(fresh)
        answered.append(to)
        if (new := spoken.level == 2).any():
            first.append(spoken.take(new))
        threads = _scheduled(spoken.take(spoken.level <= MOST_REPLIES), world)
    return Replies(
        Happenings.together(given),
        Threads.together([block.threads.take(slice(0)), *later]),
        np.concatenate(answered),
        _fate(talked, Threads.together(first), world, week),
    )


def _draw(threads: Threads, process: str, level: Ints | int, world: World) -> Floats:
    address = (threads.item << _LEVEL_BITS) + level
    return world.stream(process).uniform(threads.number, threads.day, address, threads.origin)


def _opened(block: Block, talked: Talk, world: World) -> Threads:
    """Return the threads that begin, before it is known whether anybody answers."""
    openers, n = talked.openers, talked.openers.size
    nobody = np.full(n, NONE)
    begun = Threads(
        number=block.people.number[talked.row],
        origin=block.people.origin[talked.row],
        day=talked.day,
        item=talked.item,
        opener_key=openers.key,
        opener=openers.member.astype(np.int64),
        opened_at=openers.at,
        place=openers.place.astype(np.int64),
        question=openers.question,
        mention=openers.mention.astype(np.int64),
        talkative=np.zeros(n),
        last_key=openers.key,
        last=openers.member.astype(np.int64),
        last_at=openers.at,
        before=nobody,
        level=np.ones(n, dtype=np.int64),
        at=np.full(n, STAYS),
        luck=np.zeros(n),
        aim=np.zeros(n),
    )
    # The luck of a thread as a whole is drawn at level 0.
    whole = _draw(begun, "threads", 0, world)[0]
    return begun.but(talkative=np.minimum(2 * world.scenario.continue_share * whole, _MOST_TALKATIVE))


def _scheduled(threads: Threads, world: World) -> Threads:
    """Return the threads that go on, with the instant of the next reply; it may be that nobody is found then."""
    scenario, rhythm = world.scenario, world.rhythm
    u = _draw(threads, "threads", threads.level, world)
    answered = np.where(threads.question, scenario.question_answered_share, scenario.chat_answered_share)
    on = np.flatnonzero(u[0] < np.where(threads.level > 1, threads.talkative, answered))
    last_at, wait = threads.last_at[on], lognormal(u[1, on], scenario.latency_hours, scenario.latency_sigma)
    reached = rhythm.attention_at(last_at) + wait
    at = np.maximum(rhythm.at(reached), last_at + US)
    # A thread whose next reply falls after the end has ended.
    inside = (reached < rhythm.attention[-1]) & (at < rhythm.end_at)
    on = on[inside]
    return threads.take(on).but(at=at[inside], luck=u[2, on], aim=u[3, on])


def _speak(threads: Threads, block: Block, crowd: Crowd, world: World) -> tuple[Threads, Happenings, Ints]:
    """Give each thread the reply that is due; return the threads as they stand then, the replies, whom they answer."""
    scenario = world.scenario
    row = _who(threads, block, crowd, world)
    found = row != NONE
    threads, row = threads.take(found), row[found]
    # Whoever answers the opener again must not be its author.
    back = (threads.aim < scenario.starter_share) & (threads.opener != row)
    parent = np.where(back, threads.opener_key, threads.last_key)
    answered = np.where(back, threads.opener, threads.last)
    worded = _draw(threads, "reply_wording", threads.level, world)
    key = keys("threads", threads.opener, (threads.day << ITEM_BITS) + threads.item, threads.level)
    fresh = happen(
        key,
        row,
        threads.at,
        "reply",
        topic=threads.opener_key,
        parent=parent,
        place=threads.place,
        question=worded[1] < scenario.question_share / 4,
        n_chars=chars(worded[0], scenario),
    )
    on = threads.but(last_key=key, last=row, last_at=threads.at, before=answered, level=threads.level + 1)
    return on, fresh, answered


def _who(threads: Threads, block: Block, crowd: Crowd, world: World) -> Ints:
    """Choose who replies; never the author of the last message of the thread."""
    scenario, people = world.scenario, block.people
    trials = _draw(threads, "repliers", threads.level, world)
    position = crowd.choose(trials, threads.at, threads.place, but=(block.local(threads.last),))
    anybody = np.where(position == NONE, NONE, block.rows[position])
    before = block.local(threads.before)
    # Somebody whom a split has moved to another group does not hear of it any more; operators sit in all.
    hears = (people.place[before] == threads.place) | (people.place[before] == NONE)
    known: Flags = (before != NONE) & (threads.before != threads.last) & hears
    known &= (threads.luck < scenario.known_share) & people.there(before, threads.at)
    later = np.where(known, threads.before, anybody)
    return np.where(threads.level == 1, _answer_of_house(threads, block, world, anybody), later)


def _answer_of_house(threads: Threads, block: Block, world: World, anybody: Ints) -> Ints:
    """Let operators take their part of the first answers to questions."""
    scenario, named = world.scenario, threads.mention != NONE
    share = np.where(named, scenario.operator_mention_answer_share, scenario.operator_answer_share)
    house = threads.question & (threads.luck < share)
    # Within the part that is the house's the draw is even again, and says which operator.
    operators = block.rows[block.people.operators]
    on_duty = operators[pick(np.minimum(threads.luck / np.maximum(share, 1e-12), 1.0), [1.0] * operators.size)]
    return np.where(house, np.where(named, threads.mention, on_duty), anybody)


def _fate(talked: Talk, first: Threads, world: World, week: Week) -> Answers:
    """Count the week's questions that had time to be answered, and those that were not, for each group."""
    patience = int(world.scenario.patience_hours * clock.US_PER_HOUR)
    openers = talked.openers
    asked = openers.place[openers.question & (openers.at + patience <= week.end_at)]
    quick = (first.opened_at >= week.start_at) & (first.opened_at + patience <= week.end_at) & first.question
    quick &= first.last_at <= first.opened_at + patience
    place, n_asked = np.unique(asked, return_counts=True)
    answered = first.place[quick]
    n_answered = np.bincount(np.searchsorted(place, answered), minlength=place.size)
    return Answers(place.astype(np.int64), n_asked, n_asked - n_answered)
