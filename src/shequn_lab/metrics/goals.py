"""What members may be counted for having done: buying, taking part, asking, inviting, or any kind of event."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from shequn_lab.errors import UnknownNameError
from shequn_lab.metrics.parts import Flags, table_reason
from shequn_lab.model import Community, clock
from shequn_lab.model.clock import Instants
from shequn_lab.model.schema import KNOWN_KINDS, MESSAGE_KINDS
from shequn_lab.rollups import first_event, instants, kinds_seen, member_rows, purchases
from shequn_lab.rollups.presence import UNKNOWN, joins
from shequn_lab.rollups.scan import NEVER
from shequn_lab.terms import Note, wrong_option

#: Goals that stand in tables of their own: table, column of the member, column of the instant.
_TABLES = {
    "order": ("orders", "member_id", "ordered_at"),
    "participation": ("participations", "member_id", "participated_at"),
    "lead": ("leads", "member_id", "created_at"),
    "invitation": ("invitations", "inviter_id", "invited_at"),
}
#: Goals that are more than one kind of event.
_SETS = {"speaking": MESSAGE_KINDS, "interaction": None}
GOALS = (*_TABLES, *_SETS)
#: Before every instant.
ALWAYS = np.iinfo(np.int64).min


def goal_reason(community: Community, goal: str) -> Note:
    """Say why a goal cannot be observed here; an empty note when it can.

    Raises
    ------
    UnknownNameError
        If it is neither one of ``GOALS`` nor a kind of event.
    """
    if goal in _TABLES:
        return table_reason(community, _TABLES[goal][0])
    if goal in _SETS:
        return Note("")
    if goal in kinds_seen(community):
        return Note("")
    known = {*GOALS, *KNOWN_KINDS, *community.provenance.kinds_unknown}
    if goal not in known:
        raise UnknownNameError("goal", goal, known)
    # A kind that never occurs may be one that the source does not record.
    return Note("note_kind_never", {"kind": goal})


def first_done(community: Community, goal: str, since: Instants) -> Instants:
    """Instant at which each member first reached `goal` at or after `since` [µs UTC]; ``NEVER`` for none.

    Parameters
    ----------
    community : Community
    goal : str
        Orders that were cancelled or fully refunded do not count.
    since : int64 array of shape (n_members,)
        ``NEVER`` for members who are not looked at.
    """
    if goal not in _TABLES:
        return first_event(community, _SETS.get(goal, (goal,)), since)
    first = np.full(since.size, NEVER)
    member, at = occasions(community, goal)
    later = at >= since[member]
    # In the order of time: written backwards, the first one stays.
    first[member[later][::-1]] = at[later][::-1]
    return first


def occasions(community: Community, goal: str) -> tuple[npt.NDArray[np.int64], Instants]:
    """Member row and instant of each time a goal of a table was reached, in the order of time; kept."""

    def read() -> tuple[npt.NDArray[np.int64], Instants]:
        if goal == "order":
            orders = purchases(community)
            return orders.member[orders.stands], orders.at[orders.stands]
        table, who, when = _TABLES[goal]
        frame = getattr(community, table)
        rows, at = member_rows(community, frame[who]), instants(frame[when])
        order = np.argsort(at, kind="stable")
        order = order[rows[order] >= 0]
        return rows[order], at[order]

    return community.remember(("occasions", goal), read)


def knows_history(community: Community, history_known: bool) -> Flags:
    """Mark the members of whom it is known what they did before: those who joined under observation.

    With `history_known` the tables are taken to reach back to everybody's beginning.
    """
    joined = joins(community)
    if history_known:
        return np.ones(joined.day.size, dtype=bool)
    return joined.known & (joined.day != UNKNOWN) & (joined.day >= community.observed.first)


def in_time(community: Community, done: Instants, day: npt.NDArray[np.int64], within_days: int) -> Flags:
    """Mark who did it by the end of the last local day allowed, counted from `day`."""
    found = done != NEVER
    early = np.zeros(done.size, dtype=bool)
    early[found] = clock.local_days(done[found], community.timezone) - day[found] <= within_days
    return early


def check_days(within_days: int, least: int = 0) -> None:
    """Refuse a time that is no number of days."""
    if within_days < least:
        raise wrong_option("option_days", name="within_days", found=within_days, least=least)
