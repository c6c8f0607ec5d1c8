"""Conversion of members: who did what was hoped for, of those who could (K6–K8)."""

from __future__ import annotations

import numpy as np

from shequn_lab.metrics.activity import Base, members_there
from shequn_lab.metrics.goals import ALWAYS, check_days, first_done, goal_reason, in_time, knows_history
from shequn_lab.metrics.participation import first_participation
from shequn_lab.metrics.parts import Parts, roster_reason, table_reason
from shequn_lab.model import Community, Estimate, clock
from shequn_lab.rollups import operator_rows
from shequn_lab.rollups.scan import NEVER

# -- of the members present (K6, K8) -------------------------------------------------------------------


def member_conversion(community: Community, goal: str, *, base: Base = "any") -> Estimate:
    """Share of the members present who reached a goal in the reporting window (K6).

    Parameters
    ----------
    community : Community
    goal : str
        ``order``, ``participation``, ``lead``, ``invitation``, ``speaking``, ``interaction`` or a kind of event
        such as ``check_in``.
    base : {"any", "end"}
        Members present at any time in the window, or on its last day.

    Returns
    -------
    Estimate
        Distinct members above and below; Wilson interval. Not measurable without a complete roster, without
        the goal's table, or where no event of that kind was ever recorded.

    Notes
    -----
    Operators are left out. Orders that were cancelled or fully refunded do not convert. Who was present and did
    it in the window counts, also where it came before joining or after leaving.

    References
    ----------
    .. [1] D4, KPI table, row member conversion.
    """
    return conversion_parts(community, goal=goal, base=base).estimate()


def purchase_conversion(community: Community, *, base: Base = "any") -> Estimate:
    """Share of the members present who bought in the reporting window (K8).

    Parameters and returns are those of :func:`member_conversion` with the goal ``order``.

    References
    ----------
    .. [1] D4, KPI table, row purchase conversion.
    """
    return conversion_parts(community, "purchase_conversion", goal="order", base=base).estimate()


def conversion_parts(
    community: Community, id: str = "member_conversion", *, goal: str = "order", base: Base = "any"
) -> Parts:
    """Who was present, and who of them reached the goal."""
    params: dict[str, object] = {"goal": goal} if id == "member_conversion" else {}
    params |= {} if base == "any" else {"base": base}
    # The goal's own name is checked first, and what the source lacks is said before what its roster lacks.
    if reason := goal_reason(community, goal) or roster_reason(community):
        return Parts(id, params=params, reason=reason)
    window, operators = community.window, operator_rows(community)
    there = members_there(community, base) & ~operators
    since = np.where(there, window.start_at, NEVER)
    did = there & (first_done(community, goal, since) < window.end_at)
    return Parts(id, did, there, params=params, excluded={"excluded_operators": int(operators.sum())})


# -- of the participants (K7) --------------------------------------------------------------------------


def activity_conversion(
    community: Community,
    activity: str | None = None,
    *,
    goal: str = "order",
    within_days: int = 7,
    history_known: bool = False,
) -> Estimate:
    """Share of an activity's participants who then reached a goal for the first time (K7).

    Parameters
    ----------
    community : Community
    activity : str, optional
        Id of the activity; any of the reporting window when not given, and then a member's first
        participation counts.
    goal : str
        As in :func:`member_conversion`.
    within_days : int
        On the day of taking part, from that instant on, or on one of so many local days after it.
    history_known : bool
        Take the tables to reach back to everybody's beginning. Otherwise members who did not join under
        observation may have converted before, and are left out.

    Returns
    -------
    Estimate
        `n` participants not converted before whose days have all been observed. Those converted before, those not
        observed that long (even if they have converted) and those of unknown history are in neither part.

    References
    ----------
    .. [1] D4, KPI table, row activity conversion.
    """
    return activity_parts(
        community, activity=activity, goal=goal, within_days=within_days, history_known=history_known
    ).estimate()


def activity_parts(
    community: Community,
    id: str = "activity_conversion",
    *,
    activity: str | None = None,
    goal: str = "order",
    within_days: int = 7,
    history_known: bool = False,
) -> Parts:
    """Participants that could be followed, and who of them reached the goal."""
    check_days(within_days)
    params: dict[str, object] = {"activity": activity, "goal": goal, "n": within_days}
    if reason := table_reason(community, "activities", "participations") or goal_reason(community, goal):
        return Parts(id, params=params, reason=reason)
    took = first_participation(community, activity)
    took_part, operators = took != NEVER, operator_rows(community)
    day = np.full(took.size, community.observed.stop, dtype=np.int64)
    day[took_part] = clock.local_days(took[took_part], community.timezone)
    before = first_done(community, goal, np.where(took_part, ALWAYS, NEVER)) < took
    known = knows_history(community, history_known)
    followed = day + within_days <= community.whole.stop - 1
    chosen = took_part & ~operators
    counted = chosen & ~before & known & followed
    done = first_done(community, goal, np.where(counted, took, NEVER))
    excluded = {
        "excluded_operators": (took_part & operators).sum(),
        "excluded_converted_before": (chosen & before).sum(),
        "excluded_history_unknown": (chosen & ~before & ~known).sum(),
        "excluded_not_yet_observed": (chosen & ~before & known & ~followed).sum(),
    }
    return Parts(id, counted & in_time(community, done, day, within_days), counted, params=params, excluded=excluded)
