"""How long members stay: Kaplan–Meier from joining to churn."""

from __future__ import annotations

import warnings

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from shequn_lab.metrics.intervals import LEVEL
from shequn_lab.metrics.retention import in_cohorts, unmeasurable
from shequn_lab.model import Community, Estimate
from shequn_lab.rollups import joins, tenure
from shequn_lab.rollups.presence import OPEN
from shequn_lab.terms import Note, wrong_option

_COLUMNS = ["day", "value", "low", "high", "n"]


def kaplan_meier(times: npt.NDArray[np.float64], ended: npt.NDArray[np.bool_], level: float = LEVEL) -> pd.DataFrame:
    """Kaplan–Meier curve with log-log intervals.

    Parameters
    ----------
    times : array of shape (n,)
        Time of the end, or of the last look.
    ended : bool array of shape (n,)
        False where the end had not come by then (censored).

    Returns
    -------
    DataFrame
        One row for each distinct time: ``time``, ``value`` (share still there after it), ``low``, ``high``,
        ``n`` (at risk just before).

    Notes
    -----
    ``scipy.stats.ecdf`` on censored data; where everybody is censored the curve stays at 1.
    """
    data = stats.CensoredData(uncensored=times[ended], right=times[~ended])
    curve = stats.ecdf(data).sf
    span = _span(curve, level)
    at_risk = times.size - np.searchsorted(np.sort(times), curve.quantiles, side="left")
    return pd.DataFrame(
        {"time": curve.quantiles, "value": curve.probabilities, "low": span[0], "high": span[1], "n": at_risk}
    )


def _span(curve: stats._survival.EmpiricalDistributionFunction, level: float) -> tuple[np.ndarray, np.ndarray]:
    with np.errstate(all="ignore"), warnings.catch_warnings():
        # SciPy warns where the interval has no width; those ends are set below.
        warnings.simplefilter("ignore", RuntimeWarning)
        ends = curve.confidence_interval(confidence_level=level, method="log-log")
    # At 0 and 1 the log-log interval has no width to speak of and comes out as NaN.
    fixed = (curve.probabilities <= 0) | (curve.probabilities >= 1)
    return tuple(np.where(fixed, curve.probabilities, e.probabilities) for e in (ends.low, ends.high))


def _spells(community: Community, silence_days: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Days from joining to churn or to the last look, and whether churn came, of each member followed."""
    life, joined, cohort = tenure(community), joins(community), in_cohorts(community)
    # A silence shows only when it has lasted, so nobody is looked at beyond this age.
    cut = life.followed + 1 - silence_days
    followed = cohort & (cut >= 1)
    never = np.iinfo(np.int64).max
    left = np.where(joined.left_day == OPEN, never, joined.left_day.astype(np.int64) - joined.day)
    # The joining day opens the clock, active or not; a silence begins on the day after the last active one, and
    # who leaves before it has lasted long enough churned by leaving.
    silent_from = np.maximum(life.last_activity, 0) + 1
    silence = np.minimum(life.followed + 1, left) - silent_from
    churn = np.minimum(np.where(silence >= silence_days, silent_from, never), left)
    ended = followed & (churn <= cut)
    return np.where(ended, churn, cut)[followed], ended[followed]


def survival(community: Community, *, silence_days: int = 30) -> pd.DataFrame:
    """Share of joiners who have not churned, by days since joining (Kaplan–Meier).

    Churn is leaving, or the start of a silence of at least `silence_days` not broken before the end of what
    was observed. As a silence is known only when it has lasted, everything is cut and censored
    `silence_days` before that end.

    Parameters
    ----------
    community : Community
    silence_days : int
        How long a silence counts as gone [days].

    Returns
    -------
    DataFrame
        ``day``, ``value``, ``low``, ``high``, ``n`` (at risk), from day 0. Empty, with the reason in
        ``attrs["note"]``, when there is nobody to follow.

    Notes
    -----
    Not retention: a member who is active on no single day 30 may well have survived it.
    """
    if silence_days < 1:
        raise wrong_option("option_days", name="silence_days", found=silence_days, least=1)
    reason = unmeasurable(community, "calendar")
    times, ended = _spells(community, silence_days) if not reason else (np.zeros(0), np.zeros(0, dtype=bool))
    if reason or not times.size:
        empty = pd.DataFrame({name: pd.Series(dtype=float) for name in _COLUMNS})
        empty.attrs["note"] = str(reason or Note("note_window_short", {"days": silence_days}))
        return empty
    curve = kaplan_meier(times.astype(float), ended).rename(columns={"time": "day"})
    if curve["day"].iloc[0] > 0:
        start = pd.DataFrame({"day": [0.0], "value": [1.0], "low": [1.0], "high": [1.0], "n": [times.size]})
        curve = pd.concat([start, curve], ignore_index=True)
    return curve[_COLUMNS]


def survival_median(community: Community, *, silence_days: int = 30) -> Estimate:
    """Days until half of the joiners had churned, with the interval of the curve.

    Returns
    -------
    Estimate
        In days; without a value when the curve does not fall to one half within what was observed. The ends
        are where the curve's own limits cross one half (Brookmeyer and Crowley 1982).
    """
    curve = survival(community, silence_days=silence_days)
    params = {} if silence_days == 30 else {"silence_days": silence_days}
    if curve.empty:
        reason = unmeasurable(community, "calendar") or Note("note_window_short", {"days": silence_days})
        return Estimate.missing("survival_median", reason, **params)
    n = int(curve["n"].iloc[0])
    value, low, high = (first_below(curve["day"], curve[name]) for name in ("value", "low", "high"))
    note = Note("") if np.isfinite(value) else Note("note_not_reached")
    return Estimate("survival_median", value, low, high, n=n, method="Kaplan–Meier, log-log", params=params, note=note)


def first_below(time: pd.Series, curve: pd.Series, level: float = 0.5) -> float:
    """First time at which a falling curve is at or below `level`; NaN when it never is."""
    below = np.flatnonzero(curve.to_numpy() <= level)
    return float(time.iloc[below[0]]) if below.size else float("nan")
