"""Everybody who comes in one week, whichever way: of their own accord, as a lead, or as somebody's guest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shequn_lab.simulate.invitations import Invitations, guests, none_sent, planned
from shequn_lab.simulate.joins import arrivals
from shequn_lab.simulate.leads import Leads, joining, leads, nobody_asked
from shequn_lab.simulate.leaving import leave
from shequn_lab.simulate.record import STAYS, People
from shequn_lab.simulate.standing import Standing, fresh
from shequn_lab.simulate.streams import Ints
from shequn_lab.simulate.tiers import Tempers, tempers
from shequn_lab.simulate.world import Week, World


@dataclass(frozen=True)
class Waiting:
    """What was begun in earlier weeks: invitations to be sent, guests and leads about to join, and how many so far."""

    invitations: Invitations
    guests: Invitations
    leads: Leads
    n_sent: int = 0
    n_leads: int = 0


@dataclass(frozen=True)
class Came:
    """Newcomers of a week, in the order of joining, and the invitations and leads of that week."""

    people: People
    temper: Tempers
    standing: Standing
    sent: Invitations
    asked: Leads
    waiting: Waiting


def nobody_waits() -> Waiting:
    """Return what waits before the first week."""
    return Waiting(none_sent(), none_sent(), nobody_asked())


def come(world: World, week: Week, left_at: Ints, waiting: Waiting) -> Came:
    """Gather the newcomers of a week; a guest may invite somebody in the same week.

    Parameters
    ----------
    left_at : int array, shape (n_people_before,)
        Departures of those who were there before, this week's included.
    """
    asked = leads(world, week, waiting.n_leads)
    undecided = Leads.together([waiting.leads, asked.take(asked.joins_at < STAYS)])
    now = undecided.joins_at < week.end_at
    invited, accepted, n_sent = waiting.invitations, waiting.guests, waiting.n_sent
    soon = accepted.joins_at < week.end_at
    next_ = People.together([arrivals(world, week), joining(undecided.take(now)), guests(accepted.take(soon))])
    accepted = accepted.take(~soon)
    came: list[People] = []
    types: list[Tempers] = []
    states: list[Standing] = []
    sent: list[Invitations] = [none_sent()]
    while True:
        temper = tempers(next_, world)
        left, hazard = leave(next_, temper, fresh(next_.size), np.zeros(next_.size), world, week)
        came.append(next_.but(left_at=left))
        types.append(temper)
        states.append(fresh(next_.size).but(leave_hazard=hazard))
        invited = Invitations.together([invited, planned(next_, left_at.size, world)])
        left_at = np.concatenate([left_at, left])
        going, invited = _sent(invited, left_at, n_sent, week)
        n_sent += going.size
        sent.append(going)
        accepted = Invitations.together([accepted, going.take(going.joins_at < world.rhythm.end_at)])
        soon = accepted.joins_at < week.end_at
        if not soon.any():
            break
        next_, accepted = guests(accepted.take(soon)), accepted.take(~soon)
    people, sending = People.together(came), Invitations.together(sent)
    order, row = _ranked(people, left_at.size)
    return Came(
        people=people.take(order),
        temper=Tempers.together(types).take(order),
        standing=Standing.together(states).take(order),
        sent=sending.but(inviter=row[sending.inviter]),
        asked=asked,
        waiting=Waiting(
            invitations=invited.but(inviter=row[invited.inviter]),
            guests=accepted.but(inviter=row[accepted.inviter]),
            leads=undecided.take(~now),
            n_sent=n_sent,
            n_leads=waiting.n_leads + asked.size,
        ),
    )


def _sent(invited: Invitations, left_at: Ints, n_before: int, week: Week) -> tuple[Invitations, Invitations]:
    """Return the invitations that go out in the week, numbered, and those that are due later."""
    due = invited.invited_at < week.end_at
    going = invited.take(due & (invited.invited_at < left_at[invited.inviter]))
    return going.but(number=n_before + np.arange(going.size)), invited.take(~due)


def _ranked(people: People, n_people: int) -> tuple[Ints, Ints]:
    """Return newcomers in the order of joining, and the row of everybody, by the number they had before."""
    order = np.lexsort((people.number, people.origin, people.joined_at))
    n_before = n_people - order.size
    row = np.arange(n_people)
    row[n_before + order] = n_before + np.arange(order.size)
    return order, row
