"""What became of members who wrote nothing: silent is not lost."""

from __future__ import annotations

import numpy as np

from shequn_lab.metrics.parts import roster_reason
from shequn_lab.model import Community, clock
from shequn_lab.rollups import activity, joins
from shequn_lab.terms import say
from shequn_lab.terms.formats import number, percent
from shequn_lab.tiers import silent_members
from shequn_lab.workbook.lenses import wilson_span
from shequn_lab.workbook.table import Table


def silent_afterwards(community: Community, *, days: int = 30) -> Table:
    """Follow those who wrote nothing in the last-but-one `days` of the window through its last `days`.

    Parameters
    ----------
    community : Community
    days : int
        Length of the silence, and of what follows it [days].

    Returns
    -------
    Table
        Of the silent: how many reacted all the same while silent, and how many wrote, only reacted, left, or showed
        nothing afterwards; shares with Wilson intervals. Or why it cannot be told.
    """
    heads = [say("silent_who", days=days), say("silent_k"), say("panel_value"), say("panel_interval")]
    window, whole = community.window, community.whole
    stop = min(window.stop, whole.stop)
    first, middle = stop - 2 * days, stop - days
    if reason := roster_reason(community):
        return Table(heads, [[say("silent_listed", days=days), say("not_measurable_because", reason=reason), "", ""]])
    if first < whole.first:
        told = say("silent_short", days=2 * days)
        return Table(heads, [[say("silent_listed", days=days), told, "", ""]])
    listed = silent_members(community, clock.day_date(first), clock.day_date(middle))
    spoken = activity(community, kinds="speaking", include_operators=True)
    active = activity(community, include_operators=True)
    wrote, stirred = (m.totals(middle - m.first_day, stop - m.first_day) > 0 for m in (spoken, active))
    rows = np.isin(spoken.members.astype(str), listed.index.astype(str))
    day = joins(community).left_day
    left = (day >= middle) & (day < stop)
    n = int(rows.sum())
    parts = {
        "silent_reacted": int((listed["n_interactions"] > 0).sum()),
        "silent_wrote": _count(rows & wrote),
        "silent_only_reacted": _count(rows & ~wrote & stirred),
        "silent_left": _count(rows & ~wrote & ~stirred & left),
        "silent_nothing": _count(rows & ~wrote & ~stirred & ~left),
    }
    head = [say("silent_listed", days=days), number(n), percent(1), " "]
    return Table(heads, [head, *(_row(id, k, n, days) for id, k in parts.items())])


def _count(chosen: np.ndarray) -> int:
    return int(chosen.sum())


def _row(id: str, k: int, n: int, days: int) -> list[str]:
    name = say(id, days=days)
    if not n:
        return [name, number(0), " ", " "]
    return [name, number(k), percent(k / n), wilson_span(k, n)]
