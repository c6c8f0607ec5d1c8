"""Activity: who was active when (K1–K3, K5, K13)."""

from __future__ import annotations

import datetime as dt
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from shequn_lab.metrics.intervals import bootstrap, deal, percentiles, wilson
from shequn_lab.model import Community, Estimate, clock
from shequn_lab.rollups import activity, operator_rows, present
from shequn_lab.terms import Note, wrong_option

SEED = 20231231
TRAILING = {"daily_active": 1, "weekly_active": 7, "monthly_active": 30}
Base = Literal["any", "end"]


# -- by day ------------------------------------------------------------------------------------------


def _trailing(community: Community, n: int, *, include_operators: bool = False) -> npt.NDArray[np.float64]:
    """Trailing counts on every observed day, NaN where the window is not full or the day part-filled."""
    whole, first = community.whole, community.whole.first - community.observed.first
    if include_operators:
        counts = activity(community, include_operators=True).trailing(n, first=first).astype(float)
    else:
        counts = grouped_actives(community, n).sum(axis=0).astype(float)
    counts[: first + n - 1] = np.nan
    counts[first + whole.n_days :] = np.nan
    return counts


def _by_day(community: Community, name: str, include_operators: bool) -> pd.Series:
    counts = _trailing(community, TRAILING[name], include_operators=include_operators)
    return _in_window(community, counts).rename(name)


def _in_window(community: Community, values: npt.NDArray[np.float64]) -> pd.Series:
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


# -- with intervals ----------------------------------------------------------------------------------


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
        part[~np.isfinite(_trailing(community, TRAILING[name]))] = np.nan
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
        value = _by_day(community, name, include_operators=False)
        frame = pd.DataFrame({"measure": name, "day": value.index, "value": value.to_numpy()})
        frame["low"], frame["high"] = (_in_window(community, ends).to_numpy() for ends in (low, high))
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


def _window_columns(community: Community, last_days: int | None = None) -> slice:
    """Columns of the whole days inside the reporting window, or of the last few of them."""
    observed, whole, window = community.observed, community.whole, community.window
    start, stop = max(window.first, whole.first), min(window.stop, whole.stop)
    if last_days is not None:
        start = max(start, stop - last_days)
    return slice(start - observed.first, stop - observed.first)


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
        community, "mean_daily_active", ("daily_active",), _window_columns(community, last_days), params
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
    return _mean_of_days(community, "stickiness", ("daily_active", "monthly_active"), _window_columns(community), {})


def _mean_of_days(
    community: Community, id: str, names: tuple[str, ...], columns: slice, params: dict[str, object]
) -> Estimate:
    """Mean over days of a count, or of the ratio of two, with the interval of the mean."""
    observed = [_trailing(community, TRAILING[name])[columns, None] for name in names]
    drawn = [active_replicates(community)[name][columns] for name in names]
    value, spread = _mean_ratio(observed), _mean_ratio(drawn)
    if not np.isfinite(value[0]):
        return Estimate.missing(id, Note("note_window_short", {"days": TRAILING[names[-1]]}), **params)
    low, high = percentiles(spread[None, :])
    n = int(population(community).sum())
    return Estimate(
        id, float(value[0]), float(low[0]), float(high[0]), n=n, method="bootstrap over members", params=params
    )


def _mean_ratio(counts: list[npt.NDArray[np.float64]]) -> npt.NDArray[np.float64]:
    top, bottom = counts[0], counts[-1] if len(counts) > 1 else np.ones(1)
    usable = np.isfinite(top) & np.isfinite(bottom) & (bottom > 0)
    ratio = np.divide(top, bottom, out=np.zeros_like(top), where=usable)
    days = usable.sum(axis=0)
    return np.divide(ratio.sum(axis=0), days, out=np.full(days.shape, np.nan), where=days > 0)


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
    return _share(community, "speaking_share", "speaking", base, include_operators)


def active_share(community: Community, *, base: Base = "any", include_operators: bool = False) -> Estimate:
    """Share of members present with any interaction in the reporting window.

    Parameters and returns are those of :func:`speaking_share`.
    """
    return _share(community, "active_share", "interaction", base, include_operators)


def _share(
    community: Community, id: str, kinds: Literal["interaction", "speaking"], base: Base, include_operators: bool
) -> Estimate:
    params: dict[str, object] = {} if base == "any" else {"base": base}
    if community.roster != "complete":
        reason = Note("note_roster", {"roster": Note(f"note_roster_{community.roster}")})
        return Estimate.missing(id, reason, **params)
    window, matrix = community.window, activity(community, kinds=kinds, include_operators=include_operators)
    last = window.stop - 1
    there = matrix.counted & present(community, last if base == "end" else window.first, last)
    start = window.first - community.observed.first
    active = matrix.totals(start, start + window.n_days) > 0
    n, k = int(there.sum()), int((there & active).sum())
    if n == 0:
        return Estimate.missing(id, Note("note_no_case"), **params)
    low, high = wilson(k, n)
    left_out = {} if include_operators else {"excluded_operators": int(operator_rows(community).sum())}
    return Estimate(id, k / n, float(low), float(high), n=n, k=k, method="Wilson", params=params, excluded=left_out)


# -- clocks of single members --------------------------------------------------------------------------


def _last_column(community: Community) -> int:
    return _window_columns(community).stop - 1


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
