"""Lifetime value as observed, cohort by cohort (M5)."""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from shequn_lab.metrics.cohorts import BLOCK_DAYS, cohort_of
from shequn_lab.metrics.intervals import SEED, Floats, bootstrap, deal
from shequn_lab.metrics.ltv import Lives, lives
from shequn_lab.metrics.parts import ratio
from shequn_lab.model import Community
from shequn_lab.rollups import joins
from shequn_lab.terms import wrong_option

_COLUMNS = ["value", "low", "high", "n", "k", "size"]


def cohort_ltv(
    community: Community,
    *,
    every: Literal["week", "month"] = "month",
    currency: str | None = None,
    margin_share: float | None = None,
) -> pd.DataFrame:
    """Cumulative net margin per joiner of each cohort, by blocks of its members' own age.

    Parameters
    ----------
    community : Community
    every : {"week", "month"}
        Cohorts are members who joined in one calendar week (from Monday) or calendar month; blocks are 7 or 30 days
        counted from each member's own joining.
    currency, margin_share
        As in :func:`ltv_observed`.

    Returns
    -------
    DataFrame
        Indexed by ``cohort`` (first day of the period) and ``block``: ``value`` up to the end of the block [minor units
        per member], ``low``, ``high`` (bootstrap over members), ``n`` members, ``k`` of them who bought by then,
        ``size`` of the cohort. NaN where any member of the cohort has not reached the end of the block. Rows with
        cohort NaT pool the cohorts that have, so that other members may stand behind each block. Empty, with the
        reason in ``attrs["note"]``, where it cannot be measured; ``attrs["currency"]``, ``attrs["block_days"]``,
        ``attrs["excluded"]``.
    """
    if every not in ("week", "month"):
        raise wrong_option("option_not_one_of", found=every, known="week, month")
    life, length = lives(community, "join", currency=currency, margin_share=margin_share), BLOCK_DAYS[every]
    if reason := life.unknown(length - 1):
        index = pd.MultiIndex.from_arrays(
            [pd.DatetimeIndex([]), pd.Index([], dtype="int64")], names=["cohort", "block"]
        )
        empty = pd.DataFrame({name: pd.Series(dtype=float) for name in _COLUMNS}, index=index)
        empty.attrs["note"] = str(reason)
        return empty
    frame = _cohorts(community, life, every)
    excluded = {why: count for why, count in life.excluded.items() if count}
    frame.attrs.update(currency=life.currency, block_days=length, excluded=excluded)
    return frame


def _cohorts(community: Community, life: Lives, every: Literal["week", "month"]) -> pd.DataFrame:
    rows, length = np.flatnonzero(life.counted), BLOCK_DAYS[every]
    starts, cohort = np.unique(cohort_of(joins(community).day[rows], every), return_inverse=True)
    reached = (life.followed[rows] + 1) // length
    complete = np.full(starts.size, np.iinfo(np.int64).max)
    np.minimum.at(complete, cohort, reached)
    sizes, n_blocks = np.bincount(cohort), int(reached.max())
    whole = np.arange(n_blocks) < complete[:, None]
    grouped = _grouped(life, rows, cohort, (starts.size, n_blocks), length)
    # The last of the cohorts is all of them together.
    sums, members, buyers = (
        np.concatenate([part * whole, (part * whole).sum(axis=1, keepdims=True)], axis=1) for part in grouped
    )
    n = members.sum(axis=0)
    with np.errstate(invalid="ignore"):
        value = sums.sum(axis=0) / n
    drawn = bootstrap([sums, members], ratio, seed=SEED)
    # One member cannot be resampled: there is a value, and no interval.
    low, high = (np.where(n > 1, end.reshape(n.shape), np.nan) for end in (drawn.low, drawn.high))
    # A cell that has not happened has no buyers either.
    columns = {"value": value, "low": low, "high": high, "n": n, "k": np.where(n > 0, buyers.sum(axis=0), np.nan)}
    dates = pd.DatetimeIndex(starts.astype("M8[D]").astype("M8[us]")).append(pd.DatetimeIndex([pd.NaT]))
    index = pd.MultiIndex.from_product([dates, range(n_blocks)], names=["cohort", "block"])
    frame = pd.DataFrame({name: part.ravel() for name, part in columns.items()}, index=index)
    return frame.assign(size=np.repeat(np.r_[sizes, sizes.sum()], n_blocks))


def _grouped(
    life: Lives, rows: npt.NDArray[np.intp], cohort: npt.NDArray[np.intp], shape: tuple[int, int], length: int
) -> tuple[Floats, Floats, Floats]:
    """Margin up to the end of each block, members, and who bought by then, of each bootstrap group in each cohort."""
    group = deal(rows.size, SEED)
    n_groups = int(group.max()) + 1
    place = np.full(life.counted.size, -1, dtype=np.int64)
    place[rows] = group * shape[0] + cohort

    def tally(member: npt.NDArray[np.int64], block: npt.NDArray[np.int64], weights: Floats) -> Floats:
        inside = block < shape[1]
        keys = place[member[inside]] * shape[1] + block[inside]
        cells = np.bincount(keys, weights=weights[inside], minlength=n_groups * shape[0] * shape[1])
        return np.asarray(np.cumsum(cells.reshape(n_groups, *shape), axis=2))

    block = life.age // length
    first = np.full(life.counted.size, np.iinfo(np.int64).max)
    np.minimum.at(first, life.member, block)
    members = tally(rows, np.zeros(rows.size, dtype=np.int64), np.ones(rows.size))
    return tally(life.member, block, life.margin), members, tally(rows, first[rows], np.ones(rows.size))
