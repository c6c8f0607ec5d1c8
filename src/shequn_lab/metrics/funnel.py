"""The funnel: from joining to recommending, one step after the other (M4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from shequn_lab.metrics.goals import check_days, first_done, goal_reason
from shequn_lab.metrics.intervals import wilson
from shequn_lab.metrics.parts import Flags
from shequn_lab.metrics.retention import in_cohorts, unmeasurable
from shequn_lab.metrics.spread import reach_total
from shequn_lab.model import Community, clock
from shequn_lab.rollups import joins, tenure
from shequn_lab.rollups.scan import NEVER
from shequn_lab.terms import Note, wrong_option

#: The course's funnel; reach is a count above it.
STEPS = ("join", "speaking", "participation", "lead", "order", "reorder", "invitation")
_COLUMNS = [
    "step",
    "n",
    "of_start",
    "of_start_low",
    "of_start_high",
    "of_previous",
    "of_previous_low",
    "of_previous_high",
    "median_days",
    "note",
]


@dataclass(frozen=True)
class _Path:
    """How far the members have come: when each of those still on the way passed the last step."""

    at: clock.Instants
    ordered: clock.Instants


def funnel(community: Community, steps: Sequence[str] = STEPS, *, within_days: int | None = None) -> pd.DataFrame:
    """Count the joiners of the reporting window who passed each step after the one before it.

    Parameters
    ----------
    community : Community
    steps : sequence of str
        ``join`` first, then goals as in :func:`~shequn_lab.member_conversion`; ``reorder`` is an order on a later
        day than the funnel's order.
    within_days : int, optional
        All steps on the joining day or one of so many local days after it, and only members followed that long; to
        the end of what was observed when not given.

    Returns
    -------
    DataFrame
        One row a step, ``reach`` above them: ``step``, ``n`` [members; of reach: people, counted once for each post],
        ``of_start`` and ``of_previous`` (shares, with Wilson's ends ``…_low`` and ``…_high``), ``median_days`` (from
        the step before, of those who passed), ``note``. A step that cannot be observed here has no numbers, its
        reason in ``note``, and the next step follows the one before it. Empty, with the reason in ``attrs["note"]``,
        where there are no joiners to follow; ``attrs["followed_days"]`` is the median follow-up.

    Notes
    -----
    A closed funnel: of a step that happens several times, the first occasion that keeps the order is used; equal
    instants count in the order of the steps. A joining known to the day only begins with that day. Operators are left
    out.

    References
    ----------
    .. [1] COURSE, row M4: reach → join → speak → participate → lead → buy → buy again → recommend.
    """
    _check(steps)
    if within_days is not None:
        check_days(within_days)
    reason = unmeasurable(community, "calendar")
    followed = tenure(community).followed
    start = in_cohorts(community) & (followed >= (within_days or 0))
    if reason or not start.any():
        short = Note("note_window_short", {"days": within_days}) if within_days else Note("note_no_case")
        empty = pd.DataFrame({name: pd.Series(dtype=float) for name in _COLUMNS})
        empty.attrs["note"] = str(reason or short)
        return empty
    rows = [*_reach(community), *_member_steps(community, steps, start, within_days)]
    frame = pd.DataFrame(rows, columns=_COLUMNS)
    frame.attrs["followed_days"] = int(np.median(followed[start]))
    return frame


def _check(steps: Sequence[str]) -> None:
    if not steps or steps[0] != "join":
        raise wrong_option("option_funnel_start", found=", ".join(steps) or "—")
    for i, step in enumerate(steps):
        if step in steps[:i] or (step == "reorder" and "order" not in steps[:i]):
            raise wrong_option("option_funnel_step", found=step)


def _reach(community: Community) -> list[tuple[object, ...]]:
    reached = reach_total(community)
    blanks = (np.nan,) * 7
    return [("reach", reached.value, *blanks, "")] if reached.measurable else []


def _member_steps(
    community: Community, steps: Sequence[str], start: Flags, within_days: int | None
) -> list[tuple[object, ...]]:
    began = _joined_at(community)
    ends = _deadline(community, within_days)
    path = _Path(np.where(start, began, NEVER), np.full(start.size, NEVER))
    n_start = n_before = int(start.sum())
    rows: list[tuple[object, ...]] = [("join", n_start, 1.0, *(np.nan,) * 6, "")]
    for step in steps[1:]:
        goal = "order" if step == "reorder" else step
        if reason := goal_reason(community, goal):
            rows.append((step, *(np.nan,) * 8, str(reason)))
            continue
        done = first_done(community, goal, _since(community, step, path))
        done[done >= ends] = NEVER
        passed = done != NEVER
        days = (done[passed] - path.at[passed]) / clock.US_PER_DAY
        n = int(passed.sum())
        median = float(np.median(days)) if n else np.nan
        rows.append((step, n, *_shares(n, n_start), *_shares(n, n_before), median, ""))
        path = _Path(done, done if goal == "order" else path.ordered)
        n_before = n
    return rows


def _joined_at(community: Community) -> clock.Instants:
    joined = joins(community)
    known = joined.known & (joined.at == NEVER)
    at = joined.at.copy()
    at[known] = clock.day_starts(joined.day[known], community.timezone)
    return at


def _deadline(community: Community, within_days: int | None) -> npt.NDArray[np.int64]:
    """First instant that is too late for each member."""
    if within_days is None:
        return np.full(len(community.members), community.whole.end_at)
    joined = joins(community)
    late = np.full(joined.day.size, community.whole.end_at)
    known = joined.known
    late[known] = clock.day_starts(joined.day[known].astype(np.int64) + within_days + 1, community.timezone)
    return late


def _since(community: Community, step: str, path: _Path) -> clock.Instants:
    """Return the first instant at which the next step counts for each member."""
    if step != "reorder":
        return path.at
    since = path.at.copy()
    on_way = path.at != NEVER
    day = clock.local_days(path.ordered[on_way], community.timezone).astype(np.int64)
    since[on_way] = np.maximum(since[on_way], clock.day_starts(day + 1, community.timezone))
    return since


def _shares(k: int, n: int) -> tuple[float, float, float]:
    low, high = wilson(k, n)
    return (k / n if n else np.nan), float(low), float(high)
