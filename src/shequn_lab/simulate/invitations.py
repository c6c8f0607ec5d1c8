"""Whom members bring: a branching process. Each member sends some invitations, each brings somebody or nobody.

The expected number of guests of a member who stays is ``invitations_per_member`` × ``invitation_accept_share``,
whatever else happens in the community. Who has left invites nobody any more.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shequn_lab.simulate.joins import within
from shequn_lab.simulate.parts import CHANNELS
from shequn_lab.simulate.record import NONE, STAYS, Arrays, People, newcomers
from shequn_lab.simulate.streams import Ints, poisson
from shequn_lab.simulate.world import World

_REFERRAL = CHANNELS.index("referral")
_COUNT, _TERMS, _ADDRESS = 0, 1, 2
# Guests' origins have the highest bit set, so that no other newcomer has their address.
_WORD, _GUESTS = 2.0**32, 1 << 31


@dataclass(frozen=True)
class Invitations(Arrays):
    """Invitations, sent or still to be sent.

    Attributes
    ----------
    inviter : int array
        Row of who invites.
    invited_at : int array
        Instant [µs UTC, whole seconds].
    joins_at : int array
        Instant at which somebody joins; ``STAYS`` where nobody does.
    guest_number, guest_origin : int array
        Address of who would come.
    number : int array
        Number among the invitations sent; ``NONE`` before.
    """

    inviter: Ints
    invited_at: Ints
    joins_at: Ints
    guest_number: Ints
    guest_origin: Ints
    number: Ints


def none_sent() -> Invitations:
    """Return no invitations."""
    return Invitations(*(np.zeros(0, dtype=np.int64) for _ in range(6)))


def planned(people: People, first_row: int, world: World) -> Invitations:
    """Draw the invitations that newcomers will send if they are still there; their rows begin at `first_row`.

    Waits are whole days, so the days between two joinings have a closed form; within a day the rhythm counts.
    """
    scenario, rhythm, source = world.scenario, world.rhythm, world.stream("invitations")
    inviting = np.flatnonzero(people.ordinary)
    if not scenario.invitations_per_member:
        return none_sent()
    count = poisson(people.draw(source, inviting, _COUNT)[0], scenario.invitations_per_member)
    who, nth = np.repeat(inviting, count), within(count)
    u, v = (people.draw(source, who, part, nth) for part in (_TERMS, _ADDRESS))
    wait = -np.log(u[0]) * scenario.invitation_delay_days
    joined = rhythm.day_of(people.joined_at[who])
    sent = joined + np.floor(wait).astype(np.int64)
    comes = joined + np.floor(wait - np.log(u[2]) * scenario.invitation_accept_days).astype(np.int64)
    inside = np.flatnonzero((sent >= 0) & (sent < rhythm.n_days))
    who, sent, comes, u, v = who[inside], sent[inside], comes[inside], u[:, inside], v[:, inside]
    always = np.full(who.size, STAYS)
    sent_at = rhythm.within(sent, u[3], people.joined_at[who], always)
    joins_at = rhythm.within(np.minimum(comes, rhythm.n_days - 1), v[2], sent_at, always)
    accepted = (u[1] < scenario.invitation_accept_share) & (comes < rhythm.n_days)
    return Invitations(
        inviter=first_row + who,
        invited_at=sent_at,
        joins_at=np.where(accepted, joins_at, STAYS),
        guest_number=np.floor(v[0] * _WORD).astype(np.int64),
        guest_origin=np.floor(v[1] * _WORD).astype(np.int64) | _GUESTS,
        number=np.full(who.size, NONE),
    )


def guests(accepted: Invitations) -> People:
    """Return the people whom these invitations bring."""
    return newcomers(
        accepted.guest_number,
        accepted.guest_origin,
        accepted.joins_at,
        channel=np.full(accepted.size, _REFERRAL),
        invitation=accepted.number,
    )
