"""Followers of a social account, who are not members of the community."""

from __future__ import annotations

import datetime as dt
from typing import cast

import numpy as np
import pandas as pd

from shequn_lab.errors import UnknownNameError
from shequn_lab.metrics.parts import table_reason
from shequn_lab.model import Community, Estimate, clock
from shequn_lab.terms import Note


def followers(community: Community, account: str | None = None, *, day: dt.date | str | None = None) -> Estimate:
    """Followers of a social account at the end of a day.

    Parameters
    ----------
    community : Community
    account : str, optional
        May be left out where the source counts one account only: followers of several accounts are partly the same
        people, and are not added.
    day : date, optional
        The last day of the reporting window with a count when not given.

    Returns
    -------
    Estimate
        A count that the platform hands over, without interval.
    """
    params: dict[str, object] = {"account": account}
    counts = follower_counts(community)
    if counts.empty:
        return Estimate.missing("followers", table_reason(community, "followers") or Note("note_no_case"), **params)
    if account is None and counts.shape[1] > 1:
        listed = ", ".join(map(str, counts.columns))
        return Estimate.missing("followers", Note("note_accounts", {"accounts": listed}), **params)
    if account is not None and account not in counts:
        raise UnknownNameError("account", account, map(str, counts.columns))
    series = counts[account if account is not None else counts.columns[0]].dropna()
    wanted = series.index[-1:] if day is None else series.index[series.index == pd.Timestamp(clock.as_date(day))]
    if wanted.empty:
        return Estimate.missing("followers", Note("note_not_observed"), **params)
    value = float(series[wanted[0]])
    params["on"] = wanted[0].date().isoformat()
    return Estimate("followers", value, n=value, method="count", params=params, of="followers")


def follower_counts(community: Community) -> pd.DataFrame:
    """List the followers of each account on the days of the reporting window that were counted.

    Returns
    -------
    DataFrame
        Indexed by ``day``, one column for each account [people]; NaN where an account was not counted. Empty without
        such counts.
    """
    if community.followers is None:
        return pd.DataFrame(index=pd.DatetimeIndex([], name="day"))
    table, window = cast("pd.DataFrame", community.followers), community.window
    day = table["counted_on"].to_numpy("M8[D]").astype(np.int64)
    inside = table[(day >= window.first) & (day < window.stop)]
    # Of two counts of one day the later row stands.
    counts = inside.drop_duplicates(["account", "counted_on"], keep="last")
    return counts.pivot(index="counted_on", columns="account", values="n_followers").rename_axis(index="day")
