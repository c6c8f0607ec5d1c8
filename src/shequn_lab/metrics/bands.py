"""DAU, WAU, MAU and their ratio with intervals: bands day by day, one day, means over days (K1–K3, K13)."""

from __future__ import annotations

import datetime as dt

import numpy as np
import numpy.typing as npt
import pandas as pd

from shequn_lab.metrics.activity import (
    TRAILING,
    grouped_actives,
    in_window,
    population,
    trailing_counts,
    window_columns,
)
from shequn_lab.metrics.intervals import SEED, Floats, bootstrap, percentiles
from shequn_lab.model import Community, Estimate, clock
from shequn_lab.terms import Note, wrong_option


def active_replicates(community: Community) -> dict[str, npt.NDArray[np.float64]]:
    """Resampled DAU, WAU and MAU on every observed day, drawn together; kept.

    Returns
    -------
    dict of str to float array of shape (n_days, n_resamples)
    """
    return community.remember("active_replicates", lambda: _replicates(community))


def _replicates(community: Community) -> dict[str, npt.NDArray[np.float64]]:
    if not population(community).any():
        return {name: np.full((community.observed.n_days, 1), np.nan) for name in TRAILING}
    sums = [grouped_actives(community, n) for n in TRAILING.values()]
    drawn = bootstrap(sums, lambda *totals: np.concatenate(totals, axis=1), seed=SEED).replicates
    split = np.split(drawn, len(TRAILING))
    for name, part in zip(TRAILING, split, strict=True):
        part[~np.isfinite(trailing_counts(community, TRAILING[name]))] = np.nan
    return dict(zip(TRAILING, split, strict=True))


def active_bands(community: Community) -> pd.DataFrame:
    """DAU, WAU and MAU with intervals, in long form.

    Returns
    -------
    DataFrame
        ``measure``, ``day``, ``value``, ``low``, ``high`` [members] and ``n`` (members drawn from).
    """
    n, frames = int(population(community).sum()), []
    for name, replicates in active_replicates(community).items():
        low, high = percentiles(replicates)
        value = in_window(community, trailing_counts(community, TRAILING[name]))
        frame = pd.DataFrame({"measure": name, "day": value.index, "value": value.to_numpy()})
        frame["low"], frame["high"] = (in_window(community, ends).to_numpy() for ends in (low, high))
        frames.append(frame.assign(n=n))
    return pd.concat(frames, ignore_index=True)


def active_on(community: Community, measure: str, day: dt.date | str | None = None) -> Estimate:
    """DAU, WAU or MAU on one day, with its interval.

    Parameters
    ----------
    community : Community
    measure : {"daily_active", "weekly_active", "monthly_active"}
    day : date, optional
        The last day of the reporting window with a value when not given.
    """
    if measure not in TRAILING:
        raise wrong_option("option_not_one_of", found=measure, known=", ".join(TRAILING))
    bands = active_bands(community).query("measure == @measure").set_index("day")
    bands = bands[bands["value"].notna()]
    if bands.empty:
        return Estimate.missing(measure, Note("note_window_short", {"days": TRAILING[measure]}))
    wanted = bands.index[-1] if day is None else pd.Timestamp(clock.as_date(day))
    if wanted not in bands.index:
        return Estimate.missing(measure, Note("note_window_short", {"days": TRAILING[measure]}), on=str(day))
    row = bands.loc[wanted]
    return Estimate(
        measure,
        float(row["value"]),
        float(row["low"]),
        float(row["high"]),
        n=int(row["n"]),
        method="bootstrap over members",
        params={"on": wanted.date().isoformat()},
    )


def mean_daily_active(community: Community, *, last_days: int | None = None) -> Estimate:
    """Mean of DAU over the reporting window, or over its last days.

    Parameters
    ----------
    community : Community
    last_days : int, optional
        Look at this many last days only [days].
    """
    params: dict[str, object] = {"last_days": last_days} if last_days else {}
    return _mean_of_days(
        community, "mean_daily_active", ("daily_active",), window_columns(community, last_days), params
    )


def stickiness(community: Community) -> Estimate:
    """Mean over days of DAU ÷ MAU (K13).

    Only days of the reporting window with a full MAU count; on a day without anybody active in 30 days
    there is no ratio.

    Returns
    -------
    Estimate
        A share of one; `n` members were resampled.

    Notes
    -----
    Not mean DAU ÷ last MAU, and not a histogram of active days. D4 ties stickiness to WAU; this is ours.
    """
    return _mean_of_days(community, "stickiness", ("daily_active", "monthly_active"), window_columns(community), {})


def _mean_of_days(
    community: Community, id: str, names: tuple[str, ...], columns: slice, params: dict[str, object]
) -> Estimate:
    """Mean over days of a count, or of the ratio of two, with the interval of the mean."""
    value, drawn = mean_of_days(community, names, columns)
    if not np.isfinite(value):
        return Estimate.missing(id, Note("note_window_short", {"days": TRAILING[names[-1]]}), **params)
    low, high = percentiles(drawn[None, :])
    n = int(population(community).sum())
    return Estimate(id, value, float(low[0]), float(high[0]), n=n, method="bootstrap over members", params=params)


def mean_of_days(community: Community, names: tuple[str, ...], columns: slice) -> tuple[float, Floats]:
    """Mean over days of a count, or of the ratio of two, as measured and as resampled."""
    observed = [trailing_counts(community, TRAILING[name])[columns, None] for name in names]
    drawn = [active_replicates(community)[name][columns] for name in names]
    return float(_mean_ratio(observed)[0]), _mean_ratio(drawn)


def _mean_ratio(counts: list[npt.NDArray[np.float64]]) -> npt.NDArray[np.float64]:
    top, bottom = counts[0], counts[-1] if len(counts) > 1 else np.ones(1)
    usable = np.isfinite(top) & np.isfinite(bottom) & (bottom > 0)
    ratio = np.divide(top, bottom, out=np.zeros_like(top), where=usable)
    days = usable.sum(axis=0)
    return np.divide(ratio.sum(axis=0), days, out=np.full(days.shape, np.nan), where=days > 0)
