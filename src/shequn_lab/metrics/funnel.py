"""The funnel from joining to recommending: closed, one step after the other, and open, each step for itself (M4)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from shequn_lab.metrics.goals import check_days, first_done, goal_reason
from shequn_lab.metrics.intervals import Floats, median_interval, wilson
from shequn_lab.metrics.parts import Parts
from shequn_lab.metrics.retention import in_cohorts, unmeasurable
from shequn_lab.metrics.spread import reach_total
from shequn_lab.model import Community, Estimate, clock
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
    "n_both",
    "of_previous",
    "of_previous_low",
    "of_previous_high",
    "median_days",
    "median_days_low",
    "median_days_high",
    "note",
]
#: Numbers of a row between ``n`` and ``note``.
_N_BLANKS = len(_COLUMNS) - 3
_Row = tuple[object, ...]


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
        ``of_start`` and ``of_previous`` (shares, with Wilson's ends ``…_low`` and ``…_high``), ``n_both`` (who passed
        this step and the one before it: `n` itself), ``median_days`` (from the step before, of those who passed, with
        the ends of its distribution-free interval), ``note``. A step that cannot be observed here has no numbers, its
        reason in ``note``, and the next step follows the one before it. Empty, with the reason in ``attrs["note"]``,
        where there are no joiners to follow; ``attrs["followed_days"]`` is the median follow-up.

    Notes
    -----
    A closed funnel: of a step that happens several times, the first occasion that keeps the order is used; equal
    instants count in the order of the steps. A joining known to the day only begins with that day. Operators are left
    out. What was done before joining passes no step.

    References
    ----------
    .. [1] COURSE, row M4: reach → join → speak → participate → lead → buy → buy again → recommend.
    """
    return _frame(community, steps, within_days, _closed)


def open_funnel(community: Community, steps: Sequence[str] = STEPS, *, within_days: int | None = None) -> pd.DataFrame:
    """Count the joiners of the reporting window who took each step at all, whatever else they did before it.

    Parameters are those of :func:`funnel`.

    Returns
    -------
    DataFrame
        Columns of :func:`funnel`, with another meaning: ``n`` took the step after joining, ``n_both`` this step and the
        one before it in either order, ``of_previous`` is ``n_both`` ÷ those who took the step before, and
        ``median_days`` goes from the first time of the step before to the first time of this one, of those who took
        both: below 0 where most took this step first.

    Notes
    -----
    An open funnel may widen again. Where a step holds more members here than in the closed funnel, the others came to
    it on another way than the course's. ``reorder`` is an order on a later day than the first one after joining.
    """
    return _frame(community, steps, within_days, _open)


def funnel_figures(community: Community) -> Iterator[Estimate]:
    """Yield the conversion of each step, of the closed funnel and then of the open one.

    Yields
    ------
    Estimate
        ``n_both`` ÷ those who took the nearest measurable step before; Wilson interval.
    """
    for id, frame in (("funnel_conversion", funnel(community)), ("open_funnel_conversion", open_funnel(community))):
        took, n_before = frame.set_index("step"), 0
        for step in STEPS:
            reason = unmeasurable(community, "calendar") if took.empty else goal_reason(community, _goal(step))
            if step != "join" and (reason or took.empty):
                yield Estimate.missing(id, reason or Note("note_no_case"), goal=step)
            elif step != "join":
                part = np.arange(n_before) < took.loc[step, "n_both"]
                yield Parts(id, part, np.ones(n_before), params={"goal": step}).estimate()
            if not took.empty and np.isfinite(took.loc[step, "n"]):
                n_before = int(took.loc[step, "n"])


def _frame(
    community: Community,
    steps: Sequence[str],
    within_days: int | None,
    count: Callable[[Community, Sequence[str], clock.Instants, clock.Instants], list[_Row]],
) -> pd.DataFrame:
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
    began = np.where(start, _joined_at(community), NEVER)
    rows = [*_reach(community), *count(community, steps, began, _deadline(community, within_days))]
    frame = pd.DataFrame(rows, columns=_COLUMNS)
    frame.attrs["followed_days"] = int(np.median(followed[start]))
    return frame


def _check(steps: Sequence[str]) -> None:
    if not steps or steps[0] != "join":
        raise wrong_option("option_funnel_start", found=", ".join(steps) or "—")
    for i, step in enumerate(steps):
        if step in steps[:i] or (step == "reorder" and "order" not in steps[:i]):
            raise wrong_option("option_funnel_step", found=step)


def _reach(community: Community) -> list[_Row]:
    reached = reach_total(community)
    return [("reach", reached.value, *(np.nan,) * _N_BLANKS, "")] if reached.measurable else []


def _closed(
    community: Community, steps: Sequence[str], began: clock.Instants, ends: npt.NDArray[np.int64]
) -> list[_Row]:
    path = _Path(began, np.full(began.size, NEVER))
    rows = [_first_row(began)]
    for step in steps[1:]:
        if reason := goal_reason(community, _goal(step)):
            rows.append((step, *(np.nan,) * (_N_BLANKS + 1), str(reason)))
            continue
        done = _first_done(community, step, path, ends)
        rows.append(_row(step, done, path.at, began))
        path = _Path(done, done if _goal(step) == "order" else path.ordered)
    return rows


def _open(community: Community, steps: Sequence[str], began: clock.Instants, ends: npt.NDArray[np.int64]) -> list[_Row]:
    before, ordered = began, np.full(began.size, NEVER)
    rows = [_first_row(began)]
    for step in steps[1:]:
        if reason := goal_reason(community, _goal(step)):
            rows.append((step, *(np.nan,) * (_N_BLANKS + 1), str(reason)))
            continue
        done = _first_done(community, step, _Path(ordered if step == "reorder" else began, ordered), ends)
        rows.append(_row(step, done, before, began))
        before, ordered = done, done if step == "order" else ordered
    return rows


def _goal(step: str) -> str:
    return "order" if step == "reorder" else step


def _first_done(community: Community, step: str, path: _Path, ends: npt.NDArray[np.int64]) -> clock.Instants:
    """Instant at which each member took a step for the first time on the path, in time."""
    done = first_done(community, _goal(step), _since(community, step, path))
    done[done >= ends] = NEVER
    return done


def _first_row(began: clock.Instants) -> _Row:
    return ("join", int((began != NEVER).sum()), 1.0, *(np.nan,) * (_N_BLANKS - 1), "")


def _row(step: str, done: clock.Instants, before: clock.Instants, began: clock.Instants) -> _Row:
    """Set out one step: who took it, of all and of those who took the step before, and how long after that."""
    n, n_before, n_start = (int((at != NEVER).sum()) for at in (done, before, began))
    both = (done != NEVER) & (before != NEVER)
    k = int(both.sum())
    days = (done[both] - before[both]) / clock.US_PER_DAY
    return (step, n, *_shares(n, n_start), k, *_shares(k, n_before), *_median(days), "")


def _median(days: Floats) -> tuple[float, float, float]:
    return (float(np.median(days)) if days.size else np.nan), *median_interval(days)


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
