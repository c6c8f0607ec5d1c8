"""Clocks of single members: days since the last activity, runs of active days."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from shequn_lab.metrics.activity import window_columns
from shequn_lab.model import Community
from shequn_lab.rollups import activity


def _last_column(community: Community) -> int:
    return window_columns(community).stop - 1


def _of_members(community: Community, name: str, values: npt.ArrayLike, include_operators: bool) -> pd.Series:
    matrix = activity(community, include_operators=include_operators)
    series = pd.Series(np.asarray(values), index=pd.Index(matrix.members, name="member_id"), name=name)
    return series[matrix.counted]


def days_since_active(community: Community, *, include_operators: bool = False) -> pd.Series:
    """Days from each member's last active day to the last day of the window; NaN for who never was.

    Returns
    -------
    Series
        Indexed by member [days].
    """
    day = _last_column(community)
    last = activity(community, include_operators=include_operators).last_until(day).astype(float)
    return _of_members(community, "days_since_active", np.where(last < 0, np.nan, day - last), include_operators)


def _streaks(community: Community, include_operators: bool) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    day = _last_column(community)
    matrix = activity(community, include_operators=include_operators)
    return community.remember(("streaks", include_operators, day), lambda: matrix.streaks(day))


def streak_days(community: Community, *, include_operators: bool = False) -> pd.Series:
    """Length of the run of active days that ends on the last day of the window [days]; 0 for none."""
    current, _ = _streaks(community, include_operators)
    return _of_members(community, "streak_days", current, include_operators)


def longest_streak_days(community: Community, *, include_operators: bool = False) -> pd.Series:
    """Length of each member's longest run of active days up to the last day of the window [days]."""
    _, longest = _streaks(community, include_operators)
    return _of_members(community, "longest_streak_days", longest, include_operators)
