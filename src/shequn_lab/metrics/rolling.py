"""Key figures day by day, for the small lines beside them: no intervals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import numpy as np
import pandas as pd

from shequn_lab.metrics.activity import daily_active, monthly_active
from shequn_lab.metrics.contribution import gini, messages_of_members
from shequn_lab.metrics.latency import only_openers_answered, questions_asked
from shequn_lab.metrics.retention import retention_share
from shequn_lab.metrics.survival import first_below, kaplan_meier
from shequn_lab.model import Community


def _trailing(community: Community, n_days: int, last: int, measure: Callable[[Community], float]) -> pd.Series:
    """Apply `measure` to each window of `n_days` that ends on one of the `last` days; NaN where it does not fit."""
    stop = min(community.window.end, community.whole.end)
    values = {}
    for back in range(last - 1, -1, -1):
        end = stop - dt.timedelta(days=back)
        start = end - dt.timedelta(days=n_days)
        day = pd.Timestamp(end - dt.timedelta(days=1))
        fits = start >= community.whole.start
        values[day] = measure(community.between(start, end)) if fits else np.nan
    return pd.Series(values, dtype=float).rename_axis("day")


def recent(community: Community, id: str, *, last: int = 30) -> pd.Series:
    """Return the last days of a key figure.

    Parameters
    ----------
    community : Community
    id : {"monthly_active", "mean_daily_active", "stickiness", "retention_within", "reply_latency",
          "contribution_gini"}
        Retention within 7 days is read on the newcomers of 28 days, the latency on 7 days, the Gini on 30.
    last : int
        How many days.

    Returns
    -------
    Series
        Indexed by day; empty for any other figure.
    """
    match id:
        case "monthly_active":
            return monthly_active(community).dropna().iloc[-last:]
        case "mean_daily_active":
            return daily_active(community).dropna().iloc[-last:]
        case "stickiness":
            monthly = monthly_active(community)
            return (daily_active(community) / monthly.where(monthly > 0)).dropna().iloc[-last:]
        case "retention_within":
            # The joiners of four weeks, the last of whom has been followed for seven days by the day shown.
            return _trailing(community, 35, last, _newcomers_back)
        case "reply_latency":
            return _trailing(community, 7, last, _median_wait)
        case "contribution_gini":
            return _trailing(community, 30, last, lambda part: gini(messages_of_members(part)))
        case _:
            return pd.Series(dtype=float)


def _newcomers_back(part: Community) -> float:
    joined = part.between(part.window.start, part.window.end - dt.timedelta(days=7))
    return retention_share(joined, "within", 7)


def _median_wait(part: Community) -> float:
    asked = questions_asked(part, opening_only=only_openers_answered(part))
    if asked.empty:
        return float("nan")
    curve = kaplan_meier(asked["seconds"].to_numpy(), asked["answered"].to_numpy())
    return first_below(curve["time"], curve["value"])
