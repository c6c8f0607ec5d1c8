"""Activity: how many members were active when (K1–K3), and which share of those who were there (K5)."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

from shequn_lab.metrics.intervals import SEED, deal
from shequn_lab.metrics.parts import Parts, roster_reason
from shequn_lab.model import Community, Estimate
from shequn_lab.rollups import activity, operator_rows, present
from shequn_lab.terms import wrong_option

TRAILING = {"daily_active": 1, "weekly_active": 7, "monthly_active": 30}
Base = Literal["any", "end"]


# -- by day ------------------------------------------------------------------------------------------


def trailing_counts(community: Community, n: int, *, include_operators: bool = False) -> npt.NDArray[np.float64]:
    """Members active in the n days that end on each observed day; NaN before n full days and on part-filled ones."""
    whole, first = community.whole, community.whole.first - community.observed.first
    if include_operators:
        counts = activity(community, include_operators=True).trailing(n, first=first).astype(float)
    else:
        counts = grouped_actives(community, n).sum(axis=0).astype(float)
    counts[: first + n - 1] = np.nan
    counts[first + whole.n_days :] = np.nan
    return counts


def _by_day(community: Community, name: str, include_operators: bool) -> pd.Series:
    counts = trailing_counts(community, TRAILING[name], include_operators=include_operators)
    return in_window(community, counts).rename(name)


def in_window(community: Community, values: npt.NDArray[np.float64]) -> pd.Series:
    """Of values for every observed day, those of the reporting window, indexed by day."""
    window, observed = community.window, community.observed
    start = window.first - observed.first
    return pd.Series(values[start : start + window.n_days], index=window.days)


def daily_active(community: Community, *, include_operators: bool = False) -> pd.Series:
    """Members with at least one interaction on each local day (DAU, K1).

    Parameters
    ----------
    community : Community
    include_operators : bool
        Count owners and admins too; bots never count.

    Returns
    -------
    Series
        Indexed by local day of the reporting window [members]; NaN on part-filled edge days.

    Notes
    -----
    Chat exports hold no log-ins: somebody who only reads is not active here.

    References
    ----------
    .. [1] D4, KPI table, rows DAU, WAU and MAU.

    Examples
    --------
    >>> import shequn_lab as sq
    >>> sq.daily_active(sq.open_community("demo_mothers")).name
    'daily_active'
    """
    return _by_day(community, "daily_active", include_operators)


def weekly_active(community: Community, *, include_operators: bool = False) -> pd.Series:
    """Members with an interaction in the 7 days that end on each day (WAU, K2).

    Returns
    -------
    Series
        Indexed by local day of the reporting window [members]; NaN until 7 days have been observed.

    Notes
    -----
    Not a calendar week, and never a part-filled one.
    """
    return _by_day(community, "weekly_active", include_operators)


def monthly_active(community: Community, *, include_operators: bool = False) -> pd.Series:
    """Members with an interaction in the 30 days that end on each day (MAU, K3).

    Returns
    -------
    Series
        Indexed by local day of the reporting window [members]; NaN until 30 days have been observed.
    """
    return _by_day(community, "monthly_active", include_operators)


def window_columns(community: Community, last_days: int | None = None) -> slice:
    """Columns of the whole days inside the reporting window, or of the last few of them."""
    observed, whole, window = community.observed, community.whole, community.window
    start, stop = max(window.first, whole.first), min(window.stop, whole.stop)
    if last_days is not None:
        start = max(start, stop - last_days)
    return slice(start - observed.first, stop - observed.first)


# -- whom intervals resample -------------------------------------------------------------------------


def population(community: Community) -> npt.NDArray[np.bool_]:
    """Mark the members the bootstrap draws from.

    Everybody when the roster is complete; otherwise those who were ever active, since nobody knows how
    many others there are.
    """
    matrix = activity(community)
    if community.roster == "complete":
        return matrix.counted
    return matrix.counted & (np.diff(matrix.indptr) > 0)


def member_groups(community: Community) -> npt.NDArray[np.int64]:
    """Group of each member for the bootstrap; −1 for who is not drawn from."""
    drawn = population(community)
    groups = np.full(drawn.size, -1, dtype=np.int64)
    groups[drawn] = deal(int(drawn.sum()), SEED)
    return groups


def grouped_actives(community: Community, n: int) -> npt.NDArray[np.int64]:
    """Members of each bootstrap group active in the n days that end on each day; kept."""
    first = community.whole.first - community.observed.first

    def count() -> npt.NDArray[np.int64]:
        # Members who are not drawn from have no entries; any group will do for them.
        return activity(community).trailing(n, np.maximum(member_groups(community), 0), first=first)

    return community.remember(("grouped_actives", n), count)


# -- shares of members present -------------------------------------------------------------------------


def speaking_share(community: Community, *, base: Base = "any", include_operators: bool = False) -> Estimate:
    """Share of members present who wrote in the reporting window (发言率, K5).

    Parameters
    ----------
    community : Community
    base : {"any", "end"}
        Members present at any time in the window, or on its last day.
    include_operators : bool

    Returns
    -------
    Estimate
        Not measurable without a complete roster: a chat export alone would say 100 %.

    Notes
    -----
    Often called 互动率 in Chinese practice; that name is kept for interactions ÷ people reached here.
    """
    return share_parts(community, "speaking_share", base=base, include_operators=include_operators).estimate()


def active_share(community: Community, *, base: Base = "any", include_operators: bool = False) -> Estimate:
    """Share of members present with any interaction in the reporting window.

    Parameters and returns are those of :func:`speaking_share`.
    """
    return share_parts(community, "active_share", base=base, include_operators=include_operators).estimate()


def share_parts(community: Community, id: str, *, base: Base = "any", include_operators: bool = False) -> Parts:
    """Who was present, and who of them did what `id` names: ``speaking_share`` or ``active_share``."""
    params: dict[str, object] = {} if base == "any" else {"base": base}
    if reason := roster_reason(community):
        return Parts(id, params=params, reason=reason)
    kinds: Literal["interaction", "speaking"] = "speaking" if id == "speaking_share" else "interaction"
    window, matrix = community.window, activity(community, kinds=kinds, include_operators=include_operators)
    there = matrix.counted & members_there(community, base)
    start = window.first - community.observed.first
    active = matrix.totals(start, start + window.n_days) > 0
    left_out = {} if include_operators else {"excluded_operators": int(operator_rows(community).sum())}
    return Parts(id, there & active, there, params=params, excluded=left_out)


def members_there(community: Community, base: Base) -> npt.NDArray[np.bool_]:
    """Mark the members present at any time in the reporting window, or on its last day."""
    if base not in get_args(Base):
        raise wrong_option("option_not_one_of", found=base, known=", ".join(get_args(Base)))
    last = community.window.stop - 1
    return present(community, last if base == "end" else community.window.first, last)
