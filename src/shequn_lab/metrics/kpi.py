"""All single figures of a community, in the order of the course."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from shequn_lab.metrics.activity import active_share, population, speaking_share
from shequn_lab.metrics.bands import active_on, mean_daily_active, stickiness
from shequn_lab.metrics.clv import CLV_DAYS, CLV_RATE, clv_predicted
from shequn_lab.metrics.content import interaction_rate, share_rate
from shequn_lab.metrics.contribution import contribution_gini, top_share
from shequn_lab.metrics.conversion import activity_conversion, member_conversion, purchase_conversion
from shequn_lab.metrics.followers import followers
from shequn_lab.metrics.funnel import funnel_figures
from shequn_lab.metrics.growth_accounting import quick_ratio
from shequn_lab.metrics.headcount import daily_active_share, joins_total, members_present
from shequn_lab.metrics.intervals import N_RESAMPLES, percentiles
from shequn_lab.metrics.invitations import cascade_depth, k_factor
from shequn_lab.metrics.latency import reply_latency
from shequn_lab.metrics.leads import lead_conversion
from shequn_lab.metrics.levers import break_even_lift
from shequn_lab.metrics.lift import lift_figures
from shequn_lab.metrics.ltv import LTV_DAYS, customer_ltv, ltv_observed
from shequn_lab.metrics.money import arppu, arpu, margin_share
from shequn_lab.metrics.participation import participation_rate
from shequn_lab.metrics.promotion import longest_promotion_run, promotion_share, ugc_share
from shequn_lab.metrics.pushes import push_band_share, push_frequency
from shequn_lab.metrics.recency import days_since_active, longest_streak_days, streak_days
from shequn_lab.metrics.retention import retention_after, retention_on, retention_within
from shequn_lab.metrics.revenue import currencies, net_revenue, repurchase_rate, units_sold
from shequn_lab.metrics.satisfaction import net_promoter_score, satisfaction, satisfaction_top_two
from shequn_lab.metrics.sources import source_share
from shequn_lab.metrics.spread import member_posts, posts_per_member, reach_total, views_total
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
    yield from _activity(community)
    yield from _content(community)
    yield from _conversion(community)
    yield from _retention(community)
    yield from _growth(community)
    yield from _satisfaction(community)
    yield from _money(community)
    yield from lift_figures(community)


def _activity(community: Community) -> Iterator[Estimate]:
    yield active_on(community, "daily_active")
    yield mean_daily_active(community)
    yield active_on(community, "weekly_active")
    yield active_on(community, "monthly_active")
    yield stickiness(community)
    yield daily_active_share(community)
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


def _content(community: Community) -> Iterator[Estimate]:
    yield interaction_rate(community)
    yield interaction_rate(community, per="views")
    yield share_rate(community)
    yield reach_total(community)
    yield views_total(community)
    yield promotion_share(community)
    yield longest_promotion_run(community)
    yield push_frequency(community)
    yield push_band_share(community)
    yield ugc_share(community)
    yield member_posts(community)
    yield posts_per_member(community)


def _conversion(community: Community) -> Iterator[Estimate]:
    for goal in ("participation", "lead", "invitation"):
        yield member_conversion(community, goal)
    yield participation_rate(community)
    yield activity_conversion(community)
    yield purchase_conversion(community)
    yield lead_conversion(community)
    yield from funnel_figures(community)


def _retention(community: Community) -> Iterator[Estimate]:
    for n in RETENTION_DAYS:
        yield retention_on(community, n)
    for n in (7, 30):
        yield retention_within(community, n)
        yield retention_after(community, n)
    yield survival_median(community)


def _growth(community: Community) -> Iterator[Estimate]:
    yield members_present(community)
    yield joins_total(community)
    yield source_share(community, "referral")
    yield k_factor(community)
    yield cascade_depth(community)
    yield quick_ratio(community)
    yield followers(community)


def _satisfaction(community: Community) -> Iterator[Estimate]:
    yield satisfaction(community)
    yield satisfaction_top_two(community)
    yield net_promoter_score(community)


def _money(community: Community) -> Iterator[Estimate]:
    yield _in_one_currency(community, net_revenue)
    yield units_sold(community)
    yield repurchase_rate(community)
    for measure in (arpu, arppu, margin_share, break_even_lift):
        yield _in_one_currency(community, measure)
    for measure in (ltv_observed, customer_ltv):
        yield _in_one_currency(community, measure, everywhere=True, n=LTV_DAYS)
    yield _in_one_currency(community, _clv_predicted, everywhere=True, n=CLV_DAYS)


def _clv_predicted(community: Community) -> Estimate:
    return clv_predicted(community, horizon_days=CLV_DAYS, discount_rate=CLV_RATE)


def _in_one_currency(
    community: Community, measure: Callable[[Community], Estimate], *, everywhere: bool = False, **params: object
) -> Estimate:
    """Measure an amount of money, unless orders of the window, or any at all, are in several currencies."""
    found = currencies(community, everywhere=everywhere)
    if len(found) < 2:
        return measure(community)
    reason = Note("note_currencies", {"currencies": ", ".join(found)})
    return Estimate.missing(measure.__name__.removeprefix("_"), reason, **params)


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
