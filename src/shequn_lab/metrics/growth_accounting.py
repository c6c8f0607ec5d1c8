"""Growth accounting: who is new, who stayed, who came back, who lapsed, week by week."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from shequn_lab.metrics.activity import member_groups, population
from shequn_lab.metrics.goals import knows_history
from shequn_lab.metrics.intervals import SEED, Floats, bootstrap, percentiles
from shequn_lab.metrics.parts import ratio
from shequn_lab.model import Community, Estimate
from shequn_lab.rollups import activity
from shequn_lab.terms import Note

#: Days from 1970-01-01, a Thursday, back to its Monday.
_MONDAY = 3
STATES = ("new", "retained", "resurrected", "lapsed")
_COLUMNS = ["week", "active", *STATES, "new_unsure", "quick_ratio", "low", "high"]
Counts = npt.NDArray[np.int64]


def growth_accounting(community: Community) -> pd.DataFrame:
    """Count, for each ISO week, the members who are new, stayed, came back, and lapsed.

    Returns
    -------
    DataFrame
        One row for each week that lies in the reporting window and was fully observed: ``week`` (its Monday),
        ``active``, ``new`` (first active week), ``retained`` (active last week too), ``resurrected`` (active before,
        but not last week), ``lapsed`` (active last week, not this) [members]; ``new_unsure`` (those of ``new`` who
        did not join under observation and may be old members); ``quick_ratio``, (new + resurrected) ÷ lapsed, NaN when
        nobody lapsed, with ``low`` and ``high`` (bootstrap over members). A week whose predecessor was not fully
        observed has ``active`` alone. Empty, with the reason in ``attrs["note"]``, without a full week.

    Notes
    -----
    active = new + retained + resurrected; active last week = retained + lapsed. Operators are left out.
    """
    weeks = _weeks(community)
    if not weeks.starts.size:
        empty = pd.DataFrame({name: pd.Series(dtype=float) for name in _COLUMNS})
        empty.attrs["note"] = str(Note("note_window_short", {"days": 7}))
        return empty
    counts = weeks.counts.sum(axis=0).astype(float)
    counts[~weeks.complete, 1:] = np.nan
    frame = pd.DataFrame(counts, columns=["active", *STATES, "new_unsure"])
    frame.insert(0, "week", weeks.starts.astype("M8[D]").astype("M8[us]"))
    gained, lapsed = weeks.sums
    frame["quick_ratio"] = np.where(weeks.complete, ratio(*(p.sum(axis=0).astype(float) for p in weeks.sums)), np.nan)
    frame["low"], frame["high"] = np.nan, np.nan
    if population(community).sum() > 1:
        low, high = percentiles(bootstrap((gained, lapsed), ratio, seed=SEED).replicates)
        shown = frame["quick_ratio"].notna().to_numpy()
        frame.loc[shown, "low"], frame.loc[shown, "high"] = low[shown], high[shown]
    return frame[_COLUMNS]


def quick_ratio(community: Community) -> Estimate:
    """Divide those who came or came back by those who lapsed, over the weeks of the reporting window.

    Returns
    -------
    Estimate
        (New + resurrected) ÷ lapsed: above 1 where more come or come back than go silent. `n` lapses, `k` gains;
        bootstrap over members. No value when nobody lapsed.
    """
    value, drawn, (k, n), reason = quick_ratio_sample(community)
    if reason:
        return Estimate.missing("quick_ratio", reason)
    low, high = percentiles(drawn[None, :])
    return Estimate("quick_ratio", value, float(low[0]), float(high[0]), n, k, "bootstrap over members")


def quick_ratio_sample(community: Community) -> tuple[float, Floats, tuple[float, float], Note]:
    """Return the pooled ratio as measured and as resampled, gains and lapses, or the reason why there is none."""
    weeks, nothing = _weeks(community), np.full(1, np.nan)
    sums = [part[:, weeks.complete].sum(axis=1).astype(float) for part in weeks.sums]
    k, n = (float(part.sum()) for part in sums)
    if not weeks.complete.any():
        return np.nan, nothing, (k, n), Note("note_window_short", {"days": 14})
    if n == 0:
        return np.nan, nothing, (k, n), Note("note_none_lapsed")
    drawn = bootstrap(sums, ratio, seed=SEED).replicates[0]
    return k / n, drawn, (k, n), Note("")


@dataclass(frozen=True)
class _Weeks:
    """Weeks in the window and what happened in them.

    ``starts`` are day numbers of Mondays; ``complete`` marks weeks whose predecessor was fully observed; ``counts`` has
    shape (n_groups, n_weeks, 6): active, the four states, new but perhaps old.
    """

    starts: Counts
    complete: npt.NDArray[np.bool_]
    counts: Counts

    @property
    def sums(self) -> tuple[Counts, Counts]:
        """Gains and lapses of each group and week."""
        return self.counts[:, :, 1] + self.counts[:, :, 3], self.counts[:, :, 4]


def _weeks(community: Community) -> _Weeks:
    whole, window = community.whole, community.window
    opening = -(-(whole.first + _MONDAY) // 7)
    closing = (whole.stop + _MONDAY) // 7
    every = np.arange(opening, closing)
    starts = every * 7 - _MONDAY
    shown = (starts >= window.first) & (starts + 7 <= window.stop)
    counts = community.remember("weeks", lambda: _count(community, opening, every.size))
    return _Weeks(starts[shown], every[shown] > opening, counts[:, shown])


def _count(community: Community, opening: int, n_weeks: int) -> Counts:
    """Sort each member's active weeks into states; weeks are counted from `opening`."""
    matrix, groups = activity(community), np.maximum(member_groups(community), 0)
    n_groups = int(groups.max(initial=0)) + 1
    rows = matrix.rows
    week = (matrix.days.astype(np.int64) + matrix.first_day + _MONDAY) // 7 - opening
    # Days rise within a member: each week once.
    fresh = np.r_[True, (rows[1:] != rows[:-1]) | (week[1:] != week[:-1])][: rows.size]
    rows, week = rows[fresh], week[fresh]
    first = np.r_[True, rows[1:] != rows[:-1]][: rows.size]
    gap = np.r_[0, np.diff(week)][: rows.size]
    follows = np.r_[(rows[1:] == rows[:-1]) & (np.diff(week) == 1), False][: rows.size]
    unsure = first & ~knows_history(community, False)[rows]
    states = (
        np.ones(rows.size, dtype=bool),
        first,
        ~first & (gap == 1),
        ~first & (gap > 1),
        ~follows,
        unsure,
    )
    counts = np.zeros((n_groups, n_weeks, len(states)), dtype=np.int64)
    for i, state in enumerate(states):
        # Who is not active in the week after has lapsed in that week.
        at = week[state] + (i == STATES.index("lapsed") + 1)
        inside = (at >= 0) & (at < n_weeks)
        cell = groups[rows[state][inside]] * n_weeks + at[inside]
        counts[:, :, i] = np.bincount(cell, minlength=n_groups * n_weeks).reshape(n_groups, n_weeks)
    return counts
