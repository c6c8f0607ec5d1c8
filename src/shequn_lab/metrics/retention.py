"""Retention: three things under three names, on two clocks (K10)."""

from __future__ import annotations

from typing import Any, Literal, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from shequn_lab.metrics.intervals import wilson
from shequn_lab.metrics.parts import Parts
from shequn_lab.model import Community, Estimate
from shequn_lab.rollups import Tenure, joins, tenure
from shequn_lab.rollups.tenure import Clock
from shequn_lab.terms import Note, wrong_option

Mode = Literal["on", "within", "after"]
MODES: tuple[Mode, ...] = ("on", "within", "after")
CLOCKS: tuple[Clock, ...] = ("calendar", "elapsed")


def retention_on(community: Community, n: int, *, clock: Clock = "calendar") -> Estimate:
    """Share of joiners who were active on exactly the n-th day after joining (次日, 7 日, N 日留存).

    Parameters
    ----------
    community : Community
    n : int
        Days after the joining day, at least 1; D4 counts the joining day as day one, so its 7日 is ``n=6``.
    clock : {"calendar", "elapsed"}
        Local calendar days, or 24-hour windows from the joining instant.

    Returns
    -------
    Estimate
        `n` joiners whose day has come, `k` of them active; Wilson interval. Everybody else is in neither
        part and stands in ``excluded``.

    Notes
    -----
    Members who left count as not active and stay in the denominator. Activity after a first leaving is
    not counted. Operators are left out.

    References
    ----------
    .. [1] D4, KPI table, row retention.

    Examples
    --------
    >>> import shequn_lab as sq
    >>> sq.retention_on(sq.open_community("demo_mothers"), 7).n > 0
    True
    """
    return _retention(community, "on", n, clock)


def retention_within(community: Community, n: int, *, clock: Clock = "calendar") -> Estimate:
    """Share of joiners who were active on at least one of the n days after joining.

    Parameters and returns are those of :func:`retention_on`.
    """
    return _retention(community, "within", n, clock)


def retention_after(community: Community, n: int, *, clock: Clock = "calendar", horizon: int | None = None) -> Estimate:
    """Share of joiners who were active on the n-th day after joining or later (rolling retention).

    Parameters
    ----------
    community : Community
    n : int
        Days after the joining day, at least 1.
    clock : {"calendar", "elapsed"}
    horizon : int, optional
        Look no further than this many days after joining, the same for everybody. Without it the figure
        rises with the time a member was followed, whose median is in the note.

    Returns
    -------
    Estimate
    """
    return _retention(community, "after", n, clock, horizon)


def early_return_share(community: Community, *, early: int = 7, within: int = 30) -> Estimate:
    """Of the joiners who came back within `within` days, the share who did so within the first `early`.

    Parameters
    ----------
    community : Community
    early, within : int
        Days after joining.
    """
    _checked(early, within)
    params: dict[str, object] = {"early": early, "within": within}
    if reason := unmeasurable(community, "calendar"):
        return Estimate.missing("early_return_share", reason, **params)
    life, first = tenure(community), tenure(community).first_return
    back = in_cohorts(community) & (life.followed >= within) & (first <= within)
    n, k = int(back.sum()), int((back & (first <= early)).sum())
    if n == 0:
        return Estimate.missing("early_return_share", Note("note_no_case"), **params)
    low, high = wilson(k, n)
    return Estimate("early_return_share", k / n, float(low), float(high), n, k, "Wilson", params=params)


def _checked(n: int, horizon: int | None) -> None:
    if n < 1:
        raise wrong_option("option_n", found=n)
    if horizon is not None and horizon < n:
        raise wrong_option("option_horizon", horizon=horizon, n=n)


def unmeasurable(community: Community, clock: Clock) -> Note | None:
    """Say why there is no cohort to follow, or return None."""
    if tenure(community, clock).cohort.any():
        return None
    if tenure(community, "calendar").cohort.any():
        return Note("note_join_days_only")
    return Note("note_no_case" if community.knows_joins or community.assume_first_seen_is_join else "note_no_joins")


def in_cohorts(community: Community, clock: Clock = "calendar") -> npt.NDArray[np.bool_]:
    """Mark the members who joined inside the reporting window and can be followed."""
    day, window = joins(community).day, community.window
    return tenure(community, clock).cohort & (day >= window.first) & (day < window.stop)


def _retained(life: Tenure, mode: Mode, n: int, horizon: int | None) -> npt.NDArray[np.bool_]:
    """Mark the members active where `mode` looks."""
    found = np.zeros(life.followed.size, dtype=bool)
    if mode == "within":
        return life.first_return <= n
    if mode == "after" and horizon is None:
        return life.last_activity >= n
    last = n if horizon is None else horizon
    found[life.rows[(life.ages >= n) & (life.ages <= last)]] = True
    return found


def _retention(community: Community, mode: Mode, n: int, clock: Clock, horizon: int | None = None) -> Estimate:
    return retention_parts(community, f"retention_{mode}", n=n, clock=clock, horizon=horizon).estimate()


def retention_parts(
    community: Community, id: str, *, n: int, clock: Clock = "calendar", horizon: int | None = None
) -> Parts:
    """Who could be followed, and who of them came back, in the sense that `id` names."""
    _checked(n, horizon)
    mode: Mode = cast("Mode", id.removeprefix("retention_"))
    params: dict[str, object] = {"n": n}
    if clock != "calendar":
        params["clock"] = clock
    if horizon is not None:
        params["horizon"] = horizon
    life, cohort = tenure(community, clock), in_cohorts(community, clock)
    if reason := unmeasurable(community, clock):
        return Parts(id, params=params, excluded=life.excluded, reason=reason)
    eligible = cohort & (life.followed >= (horizon or n))
    excluded = left_out(community, cohort, eligible, clock)
    if not eligible.any():
        return Parts(id, params=params, excluded=excluded, reason=Note("note_window_short", {"days": n}))
    note = _remark(community, mode, horizon, life.followed[eligible])
    return Parts(
        id, eligible & _retained(life, mode, n, horizon), eligible, params=params, excluded=excluded, note=note
    )


def left_out(
    community: Community, cohort: npt.NDArray[np.bool_], eligible: npt.NDArray[np.bool_], clock: Clock = "calendar"
) -> dict[str, int]:
    """Count who is not among the joiners that could be followed, by reason."""
    life = tenure(community, clock)
    return life.excluded | {
        "excluded_outside_window": int((life.cohort & ~cohort).sum()),
        "excluded_not_yet_observed": int((cohort & ~eligible).sum()),
    }


def _remark(community: Community, mode: Mode, horizon: int | None, followed: npt.NDArray[np.integer[Any]]) -> Note:
    assumed = community.assume_first_seen_is_join
    if mode != "after" or horizon is not None:
        return Note("note_assumed_joins" if assumed else "")
    return Note("note_followed_assumed" if assumed else "note_followed", {"days": int(np.median(followed))})


def retention_definitions(community: Community, n: int) -> pd.DataFrame:
    """Put the six things called "n-day retention" side by side.

    Parameters
    ----------
    community : Community
    n : int
        Days after joining.

    Returns
    -------
    DataFrame
        Indexed by ``clock`` and ``mode``: ``value``, ``low``, ``high``, ``n``, ``k``; NaN where the clock
        cannot be started because joinings are dates only.
    """
    rows = {(clock, mode): _retention(community, mode, n, clock) for clock in CLOCKS for mode in MODES}
    frame = pd.DataFrame(
        [[e.value, e.low, e.high, e.n, e.k] for e in rows.values()],
        index=pd.MultiIndex.from_tuples(rows, names=["clock", "mode"]),
        columns=["value", "low", "high", "n", "k"],
    )
    return frame


def retention_curves(community: Community, *, until: int = 60, horizon: int | None = None) -> pd.DataFrame:
    """Retention on, within and after each day up to `until`, with intervals.

    Parameters
    ----------
    community : Community
    until : int
        Last day after joining.
    horizon : int, optional
        Fixed horizon of "after" [days after joining].

    Returns
    -------
    DataFrame
        ``mode``, ``day``, ``value``, ``low``, ``high``, ``n``, ``k``; NaN where nobody was followed so long.
        When there are no cohorts at all, ``attrs["note"]`` holds the reason.
    """
    columns = ["mode", "day", "value", "low", "high", "n", "k"]
    life, cohort = tenure(community), in_cohorts(community)
    days = np.arange(1, until + 1)
    frames = []
    for mode in MODES:
        fixed = horizon if mode == "after" else None
        k = [_numerator(life, cohort, mode, int(n), fixed) for n in days]
        n = [int((cohort & (life.followed >= (fixed or day))).sum()) for day in days]
        if fixed is not None:
            n = [size if day <= fixed else 0 for size, day in zip(n, days, strict=True)]
        frames.append(estimates(np.array(k), np.array(n)).assign(mode=mode, day=days))
    curves = pd.concat(frames, ignore_index=True)[columns]
    if reason := unmeasurable(community, "calendar"):
        curves.attrs["note"] = str(reason)
    return curves


def retention_share(community: Community, mode: Mode, n: int) -> float:
    """Return the bare share of :func:`retention_on` and its kin, without interval; NaN without a cohort."""
    life, cohort = tenure(community), in_cohorts(community)
    eligible = int((cohort & (life.followed >= n)).sum())
    return _numerator(life, cohort, mode, n, None) / eligible if eligible else float("nan")


def _numerator(life: Tenure, cohort: npt.NDArray[np.bool_], mode: Mode, n: int, horizon: int | None) -> int:
    eligible = cohort & (life.followed >= (horizon or n))
    return int((eligible & _retained(life, mode, n, horizon)).sum())


def estimates(k: npt.NDArray[np.int64], n: npt.NDArray[np.int64]) -> pd.DataFrame:
    """Return proportions with Wilson intervals as a frame: ``value``, ``low``, ``high``, ``n``, ``k``."""
    low, high = wilson(k, n)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.where(n > 0, k / n, np.nan)
    return pd.DataFrame({"value": value, "low": low, "high": high, "n": n, "k": k})
