"""How often operators speak to everybody (K12)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from shequn_lab.metrics.content import column_reason, posts_in_window
from shequn_lab.metrics.parts import Parts
from shequn_lab.model import Community, Estimate

#: D4: one or two pushes a day.
PUSH_BAND = (1, 2)
#: Answers and welcomes, and what merely has to be announced, are no pushes.
NO_PUSH = ("chat", "notice")


def push_frequency(community: Community) -> Estimate:
    """Broadcasts that operators begin, per day (K12).

    Returns
    -------
    Estimate
        Mean over the fully observed days of the reporting window, days without any included; bootstrap over days,
        since the days are what another month would bring. Posts of unknown category are left out and counted.

    Notes
    -----
    Operators' posts other than chat (answers) and notices (welcomes, announcements).

    References
    ----------
    .. [1] D4, KPI table, row push frequency: 1–2 a day.
    """
    return push_parts(community).estimate()


def push_band_share(community: Community) -> Estimate:
    """Share of the days with one or two broadcasts (K12).

    Returns
    -------
    Estimate
        Days inside the band ÷ fully observed days of the reporting window; Wilson interval.
    """
    return push_parts(community, "push_band_share").estimate()


def push_parts(community: Community, id: str = "push_frequency") -> Parts:
    """Broadcasts of each day, or the days inside the band."""
    if reason := column_reason(community, "category"):
        return Parts(id, reason=reason, of="days")
    pushes = pushes_per_day(community).dropna().to_numpy()
    posts = posts_in_window(community)
    excluded = {"excluded_no_category": (posts["by_operator"] & posts["category"].isna()).sum()}
    if id == "push_frequency":
        return Parts(id, pushes, np.ones(pushes.size), of="days", form="ratio", excluded=excluded)
    inside = (pushes >= PUSH_BAND[0]) & (pushes <= PUSH_BAND[1])
    return Parts(id, inside, np.ones(pushes.size), of="days", excluded=excluded)


def pushes_per_day(community: Community) -> pd.Series:
    """Count the broadcasts that operators began on each local day of the reporting window.

    Returns
    -------
    Series
        Indexed by day [posts]; NaN on part-filled edge days. Empty, with the reason in ``attrs["note"]``, where it
        cannot be measured.
    """
    window, whole = community.window, community.whole
    if reason := column_reason(community, "category"):
        empty = pd.Series(dtype=float, name="pushes_per_day", index=pd.DatetimeIndex([], name="day"))
        empty.attrs["note"] = str(reason)
        return empty
    posts = posts_in_window(community)
    pushed = posts["by_operator"] & posts["category"].notna() & ~posts["category"].isin(NO_PUSH)
    day = posts.loc[pushed, "day"].to_numpy(np.int64) - window.first
    counts = np.bincount(day, minlength=window.n_days).astype(float)
    numbers = np.arange(window.first, window.stop)
    counts[(numbers < whole.first) | (numbers >= whole.stop)] = np.nan
    return pd.Series(counts, index=window.days, name="pushes_per_day")
