"""Retention by cohort and block of member age."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from shequn_lab.metrics.retention import estimates, in_cohorts, unmeasurable
from shequn_lab.model import Community, clock
from shequn_lab.rollups import joins, tenure
from shequn_lab.terms import wrong_option

Every = Literal["day", "week", "month"]
BLOCK_DAYS: dict[Every, int] = {"day": 1, "week": 7, "month": 30}
_COLUMNS = ["value", "low", "high", "n", "k", "size"]


def cohort_retention(
    community: Community, *, every: Every = "week", mode: Literal["on", "after"] = "on"
) -> pd.DataFrame:
    """Retention of each cohort over blocks of its members' own age (K10).

    Parameters
    ----------
    community : Community
    every : {"day", "week", "month"}
        Cohorts are members who joined in one day, calendar week (from Monday) or calendar month; blocks are
        1, 7 or 30 days counted from each member's own joining.
    mode : {"on", "after"}
        Active in the block, or in it or any later one.

    Returns
    -------
    DataFrame
        Indexed by ``cohort`` (first day of the period) and ``block``: ``value``, ``low``, ``high`` (Wilson),
        ``n``, ``k`` and ``size`` of the cohort. NaN where any member of the cohort has not reached the end of
        the block. Rows with cohort NaT pool the complete cells (Σ k ÷ Σ n). Block 0 holds the days after
        joining inside the first block, so daily cohorts begin with block 1. Empty, with the reason in
        ``attrs["note"]``, when there are no cohorts.

    Notes
    -----
    The pooled row is no mean of cells, and not :func:`retention_on`.
    """
    if every not in BLOCK_DAYS:
        raise wrong_option("option_not_one_of", found=every, known=", ".join(BLOCK_DAYS))
    if mode not in ("on", "after"):
        raise wrong_option("option_not_one_of", found=mode, known="on, after")
    chosen = in_cohorts(community)
    if (reason := unmeasurable(community, "calendar")) or not chosen.any():
        index = pd.MultiIndex.from_arrays(
            [pd.DatetimeIndex([]), pd.Index([], dtype="int64")], names=["cohort", "block"]
        )
        empty = pd.DataFrame({name: pd.Series(dtype=float) for name in _COLUMNS}, index=index)
        empty.attrs["note"] = str(reason or "")
        return empty
    return _table(community, chosen, every, mode)


def cohort_of(days: clock.Days, every: Every) -> npt.NDArray[np.int64]:
    """First day number of the calendar period each joining day falls in."""
    dates = pd.DatetimeIndex(np.asarray(days, dtype="int64").astype("M8[D]").astype("M8[us]"))
    if every == "week":
        return days.astype(np.int64) - dates.day_of_week.to_numpy()
    if every == "month":
        return days.astype(np.int64) - dates.day.to_numpy() + 1
    return days.astype(np.int64)


def _table(community: Community, chosen: npt.NDArray[np.bool_], every: Every, mode: str) -> pd.DataFrame:
    life, length = tenure(community), BLOCK_DAYS[every]
    rows = np.flatnonzero(chosen)
    starts, cohort = np.unique(cohort_of(joins(community).day[rows], every), return_inverse=True)
    of_member = np.full(chosen.size, -1, dtype=np.int32)
    of_member[rows] = cohort
    sizes = np.bincount(cohort)
    # A block is complete for a member when its last day lies inside what was observed.
    reached = (life.followed[rows] + 1) // length
    complete = np.full(starts.size, np.iinfo(np.int64).max)
    np.minimum.at(complete, cohort, reached)
    first, n_blocks = (1, int(reached.max(initial=0))) if every == "day" else (0, int(reached.max(initial=0)))
    k = _active_blocks(life.rows, life.ages, of_member, (starts.size, n_blocks), length, mode)
    blocks = np.arange(first, n_blocks)
    n = np.where(blocks[None, :] < complete[:, None], sizes[:, None], 0)
    k = np.where(n > 0, k[:, first:], 0)
    frame = estimates(np.r_[k.ravel(), k.sum(axis=0)], np.r_[n.ravel(), n.sum(axis=0)])
    dates = pd.DatetimeIndex(starts.astype("M8[D]").astype("M8[us]")).append(pd.DatetimeIndex([pd.NaT]))
    frame.index = pd.MultiIndex.from_product([dates, blocks], names=["cohort", "block"])
    frame["size"] = np.repeat(np.r_[sizes, sizes.sum()], blocks.size)
    # A cell that has not happened has no numerator either.
    frame.loc[frame["n"] == 0, "k"] = np.nan
    return frame


def _active_blocks(
    rows: npt.NDArray[np.integer[Any]],
    ages: npt.NDArray[np.integer[Any]],
    of_member: npt.NDArray[np.int32],
    shape: tuple[int, int],
    length: int,
    mode: str,
) -> npt.NDArray[np.int64]:
    """Count the members of each cohort active in each block, each member once."""
    later = (ages >= 1) & (of_member[rows] >= 0)
    rows, block = rows[later], ages[later] // length
    if mode == "after":
        # Active in a block or later: up to the block of the last activity.
        last = np.full(of_member.size, -1, dtype=np.int64)
        np.maximum.at(last, rows, block)
        reach = np.minimum(last[of_member >= 0], shape[1] - 1)
        found = np.zeros((shape[0], shape[1] + 1), dtype=np.int64)
        np.add.at(found, (of_member[of_member >= 0], reach + 1), 1)
        # Everybody whose last block is b or later counts in block b.
        totals = found.sum(axis=1, keepdims=True)
        return (totals - np.cumsum(found, axis=1))[:, : shape[1]]
    inside = block < shape[1]
    rows, block = rows[inside], block[inside]
    once = np.r_[True, (rows[1:] != rows[:-1]) | (block[1:] != block[:-1])] if rows.size else np.zeros(0, dtype=bool)
    keys = of_member[rows[once]] * shape[1] + block[once]
    return np.bincount(keys, minlength=shape[0] * shape[1]).reshape(shape)


def cohort_within(community: Community, n: int = 30, *, every: Every = "week") -> pd.DataFrame:
    """Retention within n days after joining, of each cohort followed that long and of all together.

    Returns
    -------
    DataFrame
        Indexed by ``cohort``: ``value``, ``low``, ``high``, ``n``, ``k``. NaN where any member of the cohort
        has not been followed for n days. The row NaT holds everybody followed that long, members of such
        cohorts too: it is :func:`retention_within`.
    """
    if every not in BLOCK_DAYS:
        raise wrong_option("option_not_one_of", found=every, known=", ".join(BLOCK_DAYS))
    if n < 1:
        raise wrong_option("option_n", found=n)
    life, chosen = tenure(community), in_cohorts(community)
    rows = np.flatnonzero(chosen)
    starts, cohort = np.unique(cohort_of(joins(community).day[rows], every), return_inverse=True)
    back = (life.first_return[rows] <= n).astype(np.int64)
    enough = life.followed[rows] >= n
    whole = np.bincount(cohort, weights=~enough, minlength=starts.size) == 0
    size = np.where(whole, np.bincount(cohort, minlength=starts.size), 0).astype(np.int64)
    k = np.where(whole, np.bincount(cohort, weights=back, minlength=starts.size), 0).astype(np.int64)
    frame = estimates(np.r_[k, (back * enough).sum()], np.r_[size, enough.sum()])
    dates = pd.DatetimeIndex(starts.astype("M8[D]").astype("M8[us]")).append(pd.DatetimeIndex([pd.NaT]))
    return frame.set_index(dates.rename("cohort"))


def cohorts_differ(cohorts: pd.DataFrame) -> float:
    """p-value of "all cohorts have the same retention" (chi-square test of homogeneity).

    Parameters
    ----------
    cohorts : DataFrame
        One row a cohort with ``n`` and ``k``, as :func:`cohort_within` returns it; its pooled row is left out.

    Returns
    -------
    float
        NaN with fewer than two cohorts followed long enough, or when all or nobody came back.
    """
    cells = cohorts[cohorts.index.notna() & (cohorts["n"] > 0)]
    counts = np.column_stack([cells["k"], cells["n"] - cells["k"]])
    if len(cells) < 2 or (counts.sum(axis=0) == 0).any():
        return float("nan")
    return float(stats.chi2_contingency(counts).pvalue)
