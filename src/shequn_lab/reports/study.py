"""The figures of a case study, each computed once and used wherever it is spoken of."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from shequn_lab import metrics
from shequn_lab.metrics import ReplyLatency
from shequn_lab.metrics.activity import population
from shequn_lab.metrics.latency import only_openers_answered
from shequn_lab.model import Community, Estimate
from shequn_lab.reports.suppression import SMALLEST, count, masked
from shequn_lab.terms import Note, say
from shequn_lab.terms.formats import amount, interval, number

#: Hours of the day that questions are sorted into.
BLOCKS = ((0, 6), (6, 12), (12, 18), (18, 24))
SPAN_DAYS = 30
LONG_DAYS = 30
HORIZON_DAYS = 90
CURVE_DAYS = 60


@dataclass(frozen=True, eq=False)
class Study:
    """One community under study; every property is a figure of the report."""

    community: Community

    # -- who and when

    @cached_property
    def n_people(self) -> int:
        """Members the figures are about."""
        return int(population(self.community).sum())

    @cached_property
    def n_interactions(self) -> int:
        """Interactions in the reporting window, operators' left out."""
        return int(metrics.active_hours(self.community).to_numpy().sum())

    @cached_property
    def source(self) -> str:
        """Source line under a figure."""
        community = self.community
        return say(
            "report_source_synthetic" if community.synthetic else "report_source",
            source=community.caption(),
            start=community.window.start,
            end=community.window.last_day,
            zone=community.timezone,
            events=number(self.n_interactions),
        )

    @cached_property
    def excluded_rows(self) -> str:
        """What was left out before anything was counted."""
        community, rows = self.community, self.community.provenance.rows
        operators = int(community.members["role"].isin(["owner", "admin", "bot"]).sum())
        roles = say("how_excluded_operators", n=number(operators)) if community.knows_roles else say("how_no_roles")
        counts = {name: number(rows.get(name, 0)) for name in ("repeated", "system", "rejected")}
        return say("how_excluded_rows", roles=roles, **counts) if rows else roles

    @cached_property
    def base(self) -> str:
        """Who the day figures are about."""
        edges = say("edges_whole" if self.community.coverage_stated else "edges_partial")
        return say(
            "how_base_members", n=count(self.community, self.n_people), days=self.community.window.n_days, edges=edges
        )

    # -- activity

    @cached_property
    def bands(self) -> pd.DataFrame:
        """DAU, WAU and MAU with intervals."""
        return metrics.active_bands(self.community)

    def _days_with(self, measure: str) -> pd.Index:
        frame = self.bands[(self.bands["measure"] == measure) & self.bands["value"].notna()]
        return pd.Index(frame["day"])

    @cached_property
    def mau_ends(self) -> tuple[Estimate, Estimate] | None:
        """First and last full MAU; None unless they share no day."""
        days = self._days_with("monthly_active")
        if len(days) <= SPAN_DAYS:
            return None
        first, last = (metrics.active_on(self.community, "monthly_active", d.date()) for d in (days[0], days[-1]))
        return masked(self.community, first), masked(self.community, last)

    @cached_property
    def mau_change(self) -> Estimate | None:
        """Change from the first full MAU to the last."""
        if self.mau_ends is None:
            return None
        before, after = (str(e.params["on"]) for e in self.mau_ends)
        change = metrics.relative_change(self.community, "monthly_active", before=before, after=after)
        return masked(self.community, change)

    @cached_property
    def dau_change(self) -> Estimate | None:
        """Change of mean DAU from the first 30 days to the last 30."""
        days = self._days_with("daily_active")
        if len(days) < 2 * SPAN_DAYS:
            return None
        day = dt.timedelta(days=1)
        spans = [(days[0], days[SPAN_DAYS - 1]), (days[-SPAN_DAYS], days[-1])]
        before, after = ((a.date(), b.date() + day) for a, b in spans)
        change = metrics.relative_change(self.community, "daily_active", before=before, after=after)
        return masked(self.community, change)

    @cached_property
    def compared(self) -> tuple[Estimate, Estimate, Estimate, Estimate] | None:
        """First and last full MAU, its change and that of DAU; None unless all can be told with an interval."""
        if self.mau_ends is None or self.mau_change is None or self.dau_change is None:
            return None
        told = (*self.mau_ends, self.mau_change, self.dau_change)
        return told if all(e.measurable and has_interval(e) for e in told) else None

    @cached_property
    def monthly(self) -> Estimate:
        """MAU on the last day."""
        return masked(self.community, metrics.active_on(self.community, "monthly_active"))

    @cached_property
    def mean_daily(self) -> Estimate:
        """Mean DAU of the last 30 days."""
        return masked(self.community, metrics.mean_daily_active(self.community, last_days=SPAN_DAYS))

    @cached_property
    def mean_days(self) -> int:
        """How many days that mean is of."""
        return min(SPAN_DAYS, self.community.window.n_days, self.community.whole.n_days)

    @cached_property
    def stickiness(self) -> Estimate:
        """DAU ÷ MAU."""
        return masked(self.community, metrics.stickiness(self.community))

    @cached_property
    def speaking(self) -> Estimate:
        """Share of the members present who wrote."""
        return masked(self.community, metrics.speaking_share(self.community))

    @cached_property
    def peak(self) -> Estimate:
        """Share of the busiest nine hours."""
        return metrics.peak_hours(self.community)

    @cached_property
    def opening_only(self) -> bool:
        """Whether only questions that open a topic have a recognisable answer."""
        return only_openers_answered(self.community)

    @cached_property
    def latency(self) -> ReplyLatency:
        """Time to first answer."""
        found = metrics.reply_latency(self.community, opening_only=self.opening_only)
        shown = {name: masked(self.community, getattr(found, name)) for name in ("median", "within_hour", "within_day")}
        return replace(found, **shown)

    @cached_property
    def waits(self) -> dict[tuple[int, int], Estimate]:
        """Median wait of the questions asked in each part of the day."""
        found = {}
        for block in BLOCKS:
            part = metrics.reply_latency(self.community, opening_only=self.opening_only, hours=block).median
            found[block] = masked(self.community, part)
        return found

    # -- retention

    @cached_property
    def has_cohorts(self) -> bool:
        """Whether there are joiners to follow."""
        return bool(metrics.retention_on(self.community, 1).n)

    def retention(self, mode: str, n: int) -> Estimate:
        """Retention `mode` at n days."""
        measure = {"on": metrics.retention_on, "within": metrics.retention_within, "after": metrics.retention_after}
        return masked(self.community, measure[mode](self.community, n))

    @cached_property
    def horizon(self) -> int:
        """Common follow-up of "after": at most 90 days and what half of the observed days allow."""
        return max(LONG_DAYS, min(HORIZON_DAYS, self.community.whole.n_days // 2))

    @cached_property
    def early(self) -> Estimate:
        """Of those back within 30 days, the share back within 7."""
        return masked(self.community, metrics.early_return_share(self.community))

    # -- contribution

    @cached_property
    def top(self) -> Estimate:
        """Share of the busiest tenth; of a single member, who has no interval either, there is none."""
        share = masked(self.community, metrics.top_share(self.community))
        lone = share.measurable and not has_interval(share)
        return Estimate.missing(share.id, Note("note_no_case"), **share.params) if lone else share

    @cached_property
    def gini(self) -> Estimate:
        """Gini of messages."""
        return masked(self.community, metrics.contribution_gini(self.community))

    @cached_property
    def groups(self) -> pd.DataFrame:
        """Shares of the busiest groups; a first hundredth of too few people is told with the rest of its tenth."""
        groups = metrics.contribution_groups(self.community)
        n = int(groups["n_members"].iloc[0]) if len(groups) else 0
        if not len(groups) or n >= SMALLEST or (n and self.community.synthetic):
            return groups
        # Shown apart, "the next 9 %" would give the first 1 % away: together they are the tenth in the title.
        top = metrics.top_share(self.community)
        tenth = {"n_members": groups["n_members"].iloc[:2].sum(), "value": top.value, "low": top.low, "high": top.high}
        return pd.concat([pd.DataFrame(tenth, index=groups.index[1:2]), groups.iloc[2:]])


def span(estimate: Estimate) -> str:
    """Write the interval of an estimate; of one that is open above, its lower end."""
    if np.isfinite(estimate.low) and not np.isfinite(estimate.high):
        return f"≥ {amount(estimate.low, estimate.unit)}"
    return interval(estimate.low, estimate.high, estimate.unit)


def has_interval(estimate: Estimate) -> bool:
    """Whether both ends are known; of a single member they are not."""
    return bool(np.isfinite(estimate.low) and np.isfinite(estimate.high))


def direction(change: Estimate | None) -> str:
    """Say no more than the interval allows: ``up``, ``down`` or ``unclear``."""
    if change is None or not change.measurable:
        return "unclear"
    return "up" if change.low > 0 else "down" if change.high < 0 else "unclear"
