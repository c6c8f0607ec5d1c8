"""Taking part: who came to an activity, of those who were there while it ran."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from shequn_lab.errors import UnknownNameError
from shequn_lab.metrics.goals import occasions
from shequn_lab.metrics.parts import Flags, Parts, roster_reason, table_reason
from shequn_lab.metrics.retention import estimates
from shequn_lab.model import Community, Estimate, clock
from shequn_lab.rollups import instants, member_rows, operator_rows, present
from shequn_lab.rollups.scan import NEVER
from shequn_lab.terms import Note

_COLUMNS = ["activity_id", "kind", "day", "value", "low", "high", "n", "k"]


def participation_rate(community: Community, activity: str | None = None) -> Estimate:
    """Participants ÷ members present while the activity ran.

    Parameters
    ----------
    community : Community
    activity : str, optional
        Id of the activity. When not given, all that began in the reporting window and ended under
        observation are pooled: participants of all ÷ members present at all (bootstrap over members).

    Returns
    -------
    Estimate
        Not measurable without a complete roster.

    Notes
    -----
    An activity for one group is divided by the members of the whole community too. Operators are left out.

    References
    ----------
    .. [1] D4, activity process: participation rate.
    """
    return participation_parts(community, activity=activity).estimate()


def participation_rates(community: Community) -> pd.DataFrame:
    """Participation rate of each activity that began in the reporting window.

    Returns
    -------
    DataFrame
        ``activity_id``, ``kind``, ``day`` (first local day), ``value``, ``low``, ``high``, ``n``, ``k``; NaN where
        an activity had not ended under observation. Empty, with the reason in ``attrs["note"]``, where it cannot
        be measured.
    """
    if reason := _reason(community):
        empty = pd.DataFrame({name: pd.Series(dtype=float) for name in _COLUMNS})
        empty.attrs["note"] = str(reason)
        return empty
    runs = _running(community, None)
    counts = [_taken_part(community, run) if run["ended"] else () for run in runs.to_dict("records")]
    k, n = (np.array([int(c[i].sum()) if c else 0 for c in counts], dtype=np.int64) for i in (0, 1))
    days = runs["first"].to_numpy(np.int64).astype("M8[D]").astype("M8[us]")
    return pd.concat([runs[["activity_id", "kind"]].assign(day=days), estimates(k, n)], axis=1)[_COLUMNS]


def participation_parts(community: Community, id: str = "participation_rate", *, activity: str | None = None) -> Parts:
    """Members present while activities ran, and how often they took part."""
    params: dict[str, object] = {"activity": activity}
    if reason := _reason(community):
        return Parts(id, params=params, reason=reason)
    runs = _running(community, activity)
    excluded = {"excluded_operators": operator_rows(community).sum(), "excluded_still_running": (~runs["ended"]).sum()}
    top, bottom = (np.zeros(len(community.members)) for _ in range(2))
    for run in runs[runs["ended"]].to_dict("records"):
        took, there = _taken_part(community, run)
        top += took
        bottom += there
    pooled = activity is None
    return Parts(id, top, bottom, form="ratio" if pooled else "proportion", params=params, excluded=excluded)


def first_participation(community: Community, activity: str | None) -> clock.Instants:
    """Instant of each member's first participation [µs UTC]; ``NEVER`` for none.

    In the activity named, or in any that the member took part in during the reporting window.
    """
    if activity is None:
        member, at = occasions(community, "participation")
        inside = (at >= community.window.start_at) & (at < community.window.end_at)
        member, at = member[inside], at[inside]
    else:
        check_activity(community, activity)
        rows = _participants(community).get(activity, np.zeros(0, dtype=np.int64))
        table = cast("pd.DataFrame", community.participations).iloc[rows]
        member, at = member_rows(community, table["member_id"]), instants(table["participated_at"])
    first = np.full(len(community.members), NEVER)
    np.minimum.at(first, member, at)
    return first


def _reason(community: Community) -> Note:
    return table_reason(community, "activities", "participations") or roster_reason(community)


def check_activity(community: Community, activity: str) -> None:
    """Refuse an activity that is not on record."""
    known = cast("pd.DataFrame", community.activities)["activity_id"]
    if activity not in set(known):
        raise UnknownNameError("activity", activity, known.astype(str))


def _participants(community: Community) -> Mapping[str, npt.NDArray[np.intp]]:
    """Rows of the participations table by activity; kept."""
    table = cast("pd.DataFrame", community.participations)
    return community.remember("participants", lambda: table.groupby("activity_id").indices)


def _running(community: Community, activity: str | None) -> pd.DataFrame:
    """List the activity named, or those that began in the reporting window.

    Returns
    -------
    DataFrame
        ``activity_id``, ``kind``, ``first`` and ``last`` (local day numbers, both inside) and ``ended`` (whether
        the source saw the end).
    """
    activities, window = cast("pd.DataFrame", community.activities), community.window
    start, end = (instants(activities[name]) for name in ("starts_at", "ends_at"))
    if activity is None:
        chosen = (start >= window.start_at) & (start < window.end_at)
    else:
        check_activity(community, activity)
        chosen = (activities["activity_id"] == activity).to_numpy(bool)
    frame = activities[["activity_id", "kind"]].assign(
        first=clock.local_days(start, community.timezone),
        # What ends at midnight does not run on the day that begins then.
        last=clock.local_days(np.maximum(end - 1, start), community.timezone),
        ended=end <= community.observed.end_at,
    )
    return frame[chosen].sort_values(["first", "activity_id"], ignore_index=True)


def _taken_part(community: Community, run: Mapping[object, object]) -> tuple[Flags, Flags]:
    """Who of the members present took part in one activity, and who was present while it ran."""
    there = present(community, int(str(run["first"])), int(str(run["last"]))) & ~operator_rows(community)
    rows = _participants(community).get(str(run["activity_id"]), np.zeros(0, dtype=np.int64))
    table = cast("pd.DataFrame", community.participations)
    took = np.zeros(there.size, dtype=bool)
    took[member_rows(community, table["member_id"].iloc[rows])] = True
    return took & there, there
