"""All single figures of a community, in the order of the course."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from shequn_lab.metrics.activity import (
    active_on,
    active_share,
    days_since_active,
    longest_streak_days,
    mean_daily_active,
    population,
    speaking_share,
    stickiness,
    streak_days,
)
from shequn_lab.metrics.contribution import contribution_gini, top_share
from shequn_lab.metrics.intervals import N_RESAMPLES, percentiles
from shequn_lab.metrics.latency import reply_latency
from shequn_lab.metrics.retention import retention_after, retention_on, retention_within
from shequn_lab.metrics.survival import survival_median
from shequn_lab.model import Community, Estimate
from shequn_lab.terms import Note

#: Days after joining that `kpi` reports; D4's 次日, 7日 and 30日 read literally are 1, 6 and 29.
RETENTION_DAYS = (1, 6, 7, 29, 30)


def kpi(community: Community) -> list[Estimate]:
    """Compute every single figure the house knows, with interval, counts and exclusions.

    What cannot be measured here stays in the list without a value, and its note says why.

    Returns
    -------
    list of Estimate
    """
    return list(_figures(community))


def _figures(community: Community) -> Iterator[Estimate]:
    yield active_on(community, "daily_active")
    yield mean_daily_active(community)
    yield active_on(community, "weekly_active")
    yield active_on(community, "monthly_active")
    yield stickiness(community)
    yield speaking_share(community)
    yield active_share(community)
    counted = pd.Series(population(community), index=community.members["member_id"])
    for series in (days_since_active(community), streak_days(community), longest_streak_days(community)):
        # Of a partial roster only those ever active: how many others there are, nobody knows.
        yield median_of_members(str(series.name), series[counted.reindex(series.index)])
    latency = reply_latency(community)
    yield from (latency.median, latency.within_hour, latency.within_day)
    yield contribution_gini(community)
    yield top_share(community)
    for n in RETENTION_DAYS:
        yield retention_on(community, n)
    for n in (7, 30):
        yield retention_within(community, n)
        yield retention_after(community, n)
    yield survival_median(community)


def median_of_members(id: str, values: pd.Series) -> Estimate:
    """Median over members of the figure `id`, one value each; members without one are left out and counted."""
    held = values.dropna()
    left_out = {"excluded_never_active": int(values.isna().sum())} if values.isna().any() else {}
    if held.empty:
        return Estimate(f"median_{id}", np.nan, note=Note("note_no_case"), excluded=left_out)
    # Members with the same value are interchangeable: drawing members is drawing from these classes.
    distinct, people = np.unique(held, return_counts=True)
    drawn = np.random.default_rng(0).multinomial(held.size, people / held.size, size=N_RESAMPLES)
    below = np.cumsum(drawn, axis=1)
    # The mean of the two middle ranks, as in the ordinary median.
    ranks = [(held.size - 1) // 2, held.size // 2]
    middle = [distinct[(below > rank).argmax(axis=1)] for rank in ranks]
    # One member cannot be resampled: there is a value, and no interval.
    low, high = percentiles(np.mean(middle, axis=0)[None, :]) if held.size > 1 else ([np.nan], [np.nan])
    return Estimate(
        f"median_{id}",
        float(held.median()),
        float(low[0]),
        float(high[0]),
        n=held.size,
        method="bootstrap over members",
        excluded=left_out,
    )
