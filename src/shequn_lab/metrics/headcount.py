"""How many members there are, how many came, and what share of them is active on a day."""

from __future__ import annotations

import datetime as dt

import numpy as np
import numpy.typing as npt
import pandas as pd

from shequn_lab.metrics.activity import (
    TRAILING,
    grouped_actives,
    member_groups,
    monthly_active,
    population,
    window_columns,
)
from shequn_lab.metrics.intervals import SEED, Floats, bootstrap, percentiles
from shequn_lab.metrics.parts import Parts, roster_reason
from shequn_lab.metrics.retention import in_cohorts, unmeasurable
from shequn_lab.model import Community, Estimate, clock
from shequn_lab.rollups import joins, operator_rows, present, stays, tenure
from shequn_lab.terms import Note, wrong_option


def members_present(community: Community, day: dt.date | str | None = None) -> Estimate:
    """Members present on one day.

    Parameters
    ----------
    community : Community
    day : date, optional
        The last day of the reporting window when not given.

    Returns
    -------
    Estimate
        Joined on or before the day and not left before it, operators left out; bootstrap over members. Not
        measurable without a complete roster: among those known, some have left unseen, and others were never seen.
    """
    return present_parts(community, day=day).estimate()


def present_parts(community: Community, id: str = "members_present", *, day: dt.date | str | None = None) -> Parts:
    """Mark the members present."""
    number = community.window.stop - 1 if day is None else clock.day_number(day)
    observed = community.observed
    if not observed.first <= number < observed.stop:
        said = {"start": day, "end": day, "first": observed.start, "stop": observed.end}
        raise wrong_option("option_outside", **said)
    params = {"on": clock.day_date(number).isoformat()}
    if reason := roster_reason(community):
        return Parts(id, params=params, reason=reason)
    operators = operator_rows(community)
    there = present(community, number, number) & ~operators
    excluded = {"excluded_operators": operators.sum()}
    return Parts(id, there, there, form="total", params=params, excluded=excluded)


def members_by_day(community: Community) -> pd.Series:
    """Count the members present on each local day of the reporting window, operators left out.

    Returns
    -------
    Series
        Indexed by day [members]. Empty, with the reason in ``attrs["note"]``, without a complete roster.
    """
    if reason := roster_reason(community):
        empty = pd.Series(dtype=float, name="members_present", index=pd.DatetimeIndex([], name="day"))
        empty.attrs["note"] = str(reason)
        return empty
    window, start = community.window, community.window.first - community.observed.first
    counts = _present_by_group(community).sum(axis=0)[start : start + window.n_days]
    return pd.Series(counts, index=window.days, name="members_present")


def headcount(community: Community) -> pd.DataFrame:
    """Put three counts beside each other, day by day: who ever joined, who is there, who was active in 30 days.

    Returns
    -------
    DataFrame
        Tidy, as ``plot_active`` takes it: ``day``, ``measure`` (``joined_so_far``, ``members_present``,
        ``monthly_active``), ``value`` [members], and ``low`` and ``high``, which are ``value``: these are counts of
        those known. NaN where 30 days are not full. Empty, with the reason in ``attrs["note"]``, without a complete
        roster.

    Notes
    -----
    Operators are left out. Members whose joining is not known count as joined from the first day on.
    """
    there = members_by_day(community)
    if there.empty:
        empty = pd.DataFrame({name: pd.Series(dtype=float) for name in ("day", "measure", "value", "low", "high")})
        empty.attrs["note"] = there.attrs.get("note", "")
        return empty
    came = np.sort(joins(community).day[~operator_rows(community)])
    window = community.window
    so_far = np.searchsorted(came, np.arange(window.first, window.stop), side="right")
    counts = {"joined_so_far": so_far, "members_present": there, "monthly_active": monthly_active(community)}
    parts = [
        pd.DataFrame({"day": window.days, "measure": name, "value": np.asarray(v, float)}) for name, v in counts.items()
    ]
    tidy = pd.concat(parts, ignore_index=True)
    return tidy.assign(low=tidy["value"], high=tidy["value"])


def _present_by_group(community: Community) -> npt.NDArray[np.int64]:
    """Members of each bootstrap group present on each observed day; kept."""
    return community.remember("present_by_group", lambda: _count_present(community))


def _count_present(community: Community) -> npt.NDArray[np.int64]:
    stay, observed = stays(community), community.observed
    order = np.lexsort((stay.start, stay.member))
    member, start, end = (part[order].astype(np.int64) for part in (stay.member, stay.start, stay.end))
    # Who leaves and comes back on the same day is there once.
    again = np.r_[False, (member[1:] == member[:-1]) & (start[1:] <= end[:-1])]
    start[again] = end[np.flatnonzero(again) - 1] + 1
    # Operators are not drawn from and are left out below: any group will do for them.
    group = np.maximum(member_groups(community), 0)[member]
    start, end = np.maximum(start, observed.first), np.minimum(end, observed.stop - 1) + 1
    kept = (end > start) & ~operator_rows(community)[member]
    width = observed.n_days + 1
    base, shape = group[kept] * width, (int(group.max(initial=0)) + 1, width)
    steps = np.bincount(base + start[kept] - observed.first, minlength=shape[0] * width)
    steps -= np.bincount(base + end[kept] - observed.first, minlength=shape[0] * width)
    return np.cumsum(steps.reshape(shape), axis=1)[:, :-1]


def daily_active_share(community: Community) -> Estimate:
    """Mean over days of DAU ÷ members present that day.

    Returns
    -------
    Estimate
        Over the fully observed days of the reporting window; `n` members were resampled. Not measurable without a
        complete roster.

    Notes
    -----
    Not the active share of a whole window, which counts a member who came once in it.
    """
    value, drawn, reason = daily_share_sample(community)
    if reason:
        return Estimate.missing("daily_active_share", reason)
    low, high = percentiles(drawn[None, :])
    n = int(population(community).sum())
    return Estimate("daily_active_share", value, float(low[0]), float(high[0]), n=n, method="bootstrap over members")


def daily_share_sample(community: Community) -> tuple[float, Floats, Note]:
    """Return the mean daily active share, as measured and as resampled, or the reason why there is none."""
    value, nothing = daily_share_value(community), np.full(1, np.nan)
    if not np.isfinite(value):
        return value, nothing, roster_reason(community) or Note("note_no_case")
    return value, bootstrap(_daily_sums(community), _mean_share, seed=SEED).replicates[0], Note("")


def daily_share_value(community: Community) -> float:
    """Return the mean daily active share without its interval, which costs a hundred times as much."""
    if roster_reason(community):
        return float("nan")
    return float(_mean_share(*(part.sum(axis=0)[None, :] for part in _daily_sums(community)))[0])


def _daily_sums(community: Community) -> list[npt.NDArray[np.int64]]:
    """Active members and members present, by group and day of the window."""
    columns = window_columns(community)
    return [part[:, columns] for part in (grouped_actives(community, TRAILING["daily_active"]), _in_groups(community))]


def _in_groups(community: Community) -> npt.NDArray[np.int64]:
    """Members present by group, with as many groups as the active ones have."""
    counts, rows = _present_by_group(community), grouped_actives(community, 1).shape[0]
    return np.pad(counts, ((0, max(0, rows - counts.shape[0])), (0, 0)))[:rows]


def _mean_share(active: Floats, there: Floats) -> Floats:
    usable = there > 0
    share = np.divide(active, there, out=np.zeros_like(active, dtype=float), where=usable)
    days = usable.sum(axis=-1)
    return np.divide(share.sum(axis=-1), days, out=np.full(days.shape, np.nan), where=days > 0)


def joins_total(community: Community) -> Estimate:
    """Members who joined for the first time in the reporting window.

    Returns
    -------
    Estimate
        Operators and members whose joining is not known are left out and counted. Bootstrap over members.

    Notes
    -----
    All who came, not all who are there: who left again is counted.
    """
    return joins_parts(community).estimate()


def joins_parts(community: Community, id: str = "joins_total") -> Parts:
    """Mark the members who joined in the window."""
    if reason := unmeasurable(community, "calendar"):
        return Parts(id, excluded=tenure(community).excluded, reason=reason)
    came = in_cohorts(community)
    return Parts(id, came, came, form="total", excluded=tenure(community).excluded)
