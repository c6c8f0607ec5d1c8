"""A community from week to week: who is there, what is open, and what has been recorded so far."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pyarrow as pa

from shequn_lab.simulate.assemble import events_table
from shequn_lab.simulate.block import Block, Openers, Outcome, cut, no_openers
from shequn_lab.simulate.coming import come, nobody_waits
from shequn_lab.simulate.content import Shelf
from shequn_lab.simulate.groups import Groups
from shequn_lab.simulate.invitations import Invitations, none_sent
from shequn_lab.simulate.joins import moves
from shequn_lab.simulate.leads import Leads, nobody_asked
from shequn_lab.simulate.leaving import leave
from shequn_lab.simulate.ledger import Ledger
from shequn_lab.simulate.names import Names, names_for
from shequn_lab.simulate.questionnaires import AnswerSheets, answers, no_answers
from shequn_lab.simulate.record import NONE, Happenings, People, newcomers, nothing_happens
from shequn_lab.simulate.standing import Standing, belong, fresh
from shequn_lab.simulate.streams import Floats, Ints
from shequn_lab.simulate.threads import Threads, no_threads
from shequn_lab.simulate.tiers import Tempers, tempers
from shequn_lab.simulate.work import Worker
from shequn_lab.simulate.world import Week, World


class Story:
    """Simulates week after week, and keeps what the tables will need.

    Attributes
    ----------
    people : People
    temper : Tempers
    standing : Standing
    groups : Groups
    shelf : Shelf
    names : Names
    sent : list of Invitations
    asked : list of Leads
    sheets : list of AnswerSheets
    attended, bought : list of dict of str to int array
    """

    def __init__(self, world: World) -> None:
        nobody = np.zeros(0, dtype=np.int64)
        self.world = world
        self.people: People = newcomers(nobody, nobody, nobody)
        self.temper: Tempers = tempers(self.people, world)
        self.standing: Standing = fresh(0)
        self.groups = Groups()
        self.shelf = Shelf(world)
        self.names: Names = names_for(world.scenario)
        self.sent: list[Invitations] = [none_sent()]
        self.asked: list[Leads] = [nobody_asked()]
        self.sheets: list[AnswerSheets] = [no_answers()]
        self.attended: list[dict[str, Ints]] = []
        self.bought: list[dict[str, Ints]] = []
        self._waiting = nobody_waits()
        self._threads: Threads = no_threads()
        self._last: Openers = no_openers()
        self._unanswered: Floats = np.zeros(0)
        self._carried: Happenings = nothing_happens()
        self._ledger = Ledger()

    def run(self, worker: Worker) -> Iterator[pa.Table]:
        """Simulate all weeks; yield the events of each, in the order of time."""
        told: Callable[[], pa.Table] | None = None
        for week in self.world.weeks():
            self._begin(week)
            outcomes = worker(self.world, week, self._blocks())
            # The last week is written down while this one is worked on.
            if told:
                yield told()
            told = self._end(week, outcomes())
        if told:
            yield told()

    def _begin(self, week: Week) -> None:
        """Let last week act: groups split, members leave, newcomers come."""
        world, n_before = self.world, self.people.size
        self.people = self.groups.split(self.people, world, week)
        unanswered = np.zeros(n_before)
        seated = self.people.place != NONE
        known = np.append(self._unanswered, np.zeros(self.groups.size - self._unanswered.size))
        unanswered[seated] = known[self.people.place[seated]]
        left_at, hazard = leave(self.people, self.temper, self.standing, unanswered, world, week)
        came = come(world, week, left_at, self._waiting)
        self.people = People.together([self.people.but(left_at=left_at), self.groups.seat(came.people, world)])
        self.temper = Tempers.together([self.temper, came.temper])
        self.standing = Standing.together([self.standing.but(leave_hazard=hazard), came.standing])
        self._waiting = came.waiting
        self.sent.append(came.sent)
        self.asked.append(came.asked)

    def _blocks(self) -> list[Block]:
        """Cut the members into blocks of groups.

        Those who left stay in: somebody writes to them, or waits for them, in vain.
        """
        people = self.people
        there = np.flatnonzero(people.ordinary)
        house = np.flatnonzero(~people.ordinary)
        lively = np.append(self.groups.liveliness(self.world), 1.0)
        blocks = []
        for part in cut(people.place[there]):
            members = there[part]
            rows = np.concatenate([house, members])
            places = np.unique(people.place[members])
            blocks.append(
                Block(
                    rows=rows,
                    people=people.take(rows),
                    temper=self.temper.take(rows),
                    standing=self.standing.take(rows),
                    lively=lively[people.place[rows]],
                    threads=self._threads.take(np.isin(self._threads.place, places)),
                    last=self._last.take(np.isin(self._last.place, places)),
                )
            )
        return blocks

    def _end(self, week: Week, outcomes: Sequence[Outcome]) -> Callable[[], pa.Table]:
        """Take in what the week has changed; return what will write it down."""
        people, temper, standing = self.people, self.temper, self.standing
        self.sheets.append(answers(people, standing, self.world, week))
        self._threads = Threads.together([no_threads(), *(o.threads for o in outcomes)])
        self._last = Openers.together([no_openers(), *(o.last for o in outcomes)])
        self._unanswered = np.zeros(self.groups.size)
        held = [np.zeros(0, dtype=np.int64)]
        changed = {name: getattr(standing, name).copy() for name in Standing.__dataclass_fields__}
        for outcome in outcomes:
            fate = outcome.answers
            self._unanswered[fate.place] = fate.unanswered / np.maximum(fate.asked, 1)
            held.append(outcome.held)
            for name, column in changed.items():
                column[outcome.rows] = getattr(outcome.standing, name)
            self.attended.append(outcome.attended)
            self.bought.append(outcome.orders)
        gain = self.world.scenario.belonging_gain_share
        changed["belonging"] = belong(standing.belonging, np.concatenate(held), gain)
        self.standing = Standing(**changed)
        happenings = [o.happenings for o in outcomes]
        needed = np.concatenate([self._threads.opener_key, self._threads.last_key, self._last.key])
        return lambda: self._written(week, people, temper, happenings, needed)

    def _written(
        self, week: Week, people: People, temper: Tempers, happenings: list[Happenings], needed: Ints
    ) -> pa.Table:
        published = self.shelf.week(people, temper, week)
        every = Happenings.together([self._carried, *moves(people, self.world, week), *happenings, published])
        now = every.at < week.end_at
        # A greeting may fall into the next week.
        self._carried = every.take(~now)
        chosen = np.flatnonzero(now)
        chosen = chosen[np.lexsort((every.key[chosen], every.at[chosen]))]
        events = every.take(chosen)
        numbered = self._ledger.enter(events, np.concatenate([needed, self.shelf.posts.key]))
        return events_table(events, numbered, self.names)


def gathered(parts: Sequence[dict[str, Ints]], names: Sequence[str]) -> dict[str, Ints]:
    """Put columns end to end."""
    none = np.zeros(0, dtype=np.int64)
    return {name: np.concatenate([none, *(part[name] for part in parts)]) for name in names}
