"""When members are active: weekday and hour."""

from __future__ import annotations

import numpy as np
import pandas as pd

from shequn_lab.metrics.activity import member_groups, population
from shequn_lab.metrics.intervals import SEED, bootstrap
from shequn_lab.model import Community, Estimate
from shequn_lab.rollups import ledger, member_hours
from shequn_lab.terms import Note, wrong_option


def active_hours(community: Community) -> pd.DataFrame:
    """Interactions by local weekday and hour, within the reporting window.

    Returns
    -------
    DataFrame
        Rows weekday 1 (Monday) to 7, columns hour 0 to 23 [interactions].
    """
    window, start = community.window, community.window.first - community.observed.first
    by_day = pd.DataFrame(
        ledger(community).hours[start : start + window.n_days], columns=pd.RangeIndex(24, name="hour")
    )
    weekday = pd.Index(window.days.day_of_week + 1, name="weekday")
    return by_day.groupby(weekday).sum().reindex(pd.RangeIndex(1, 8, name="weekday"), fill_value=0)


def weekday_counts(community: Community) -> pd.Series:
    """How many of each weekday, 1 (Monday) to 7, the reporting window holds [days]."""
    counts = pd.Series(community.window.days.day_of_week + 1).value_counts()
    return counts.reindex(pd.RangeIndex(1, 8, name="weekday"), fill_value=0).rename("n_days")


def peak_hours(community: Community, *, width: int = 9) -> Estimate:
    """Share of the interactions that fall into the busiest run of hours of the day.

    Parameters
    ----------
    community : Community
    width : int
        Length of the run, which does not cross midnight [hours].

    Returns
    -------
    Estimate
        ``params`` hold its first hour (``start``) and the hour after it (``end``).

    Notes
    -----
    The run is chosen on the same data, so the share is a little flattering; the interval resamples members
    and keeps the run.
    """
    if not 1 <= width <= 24:
        raise wrong_option("option_width", found=width)
    hours = member_hours(community)
    total = int(hours.sum())
    if not total:
        return Estimate.missing("peak_hours", Note("note_no_case"), width=width)
    by_hour = hours.sum(axis=0)
    start = int(np.convolve(by_hour, np.ones(width, dtype=int), mode="valid").argmax())
    inside = hours[:, start : start + width].sum(axis=1)
    drawn, groups = population(community), member_groups(community)
    sums = [np.bincount(groups[drawn], weights=part[drawn]) for part in (inside, hours.sum(axis=1))]
    spread = bootstrap(sums, lambda top, all_: top / np.where(all_ > 0, all_, np.nan), seed=SEED)
    k = int(inside.sum())
    params = {"start": start, "end": start + width}
    ends = (float(spread.low[0]), float(spread.high[0]))
    return Estimate("peak_hours", k / total, *ends, total, k, "bootstrap over members", params=params)
