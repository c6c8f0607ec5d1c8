"""The metrics, exactly as the glossary defines them: a community in, an estimate or a tidy frame out."""

from shequn_lab.metrics.activity import (
    active_bands,
    active_on,
    active_share,
    daily_active,
    days_since_active,
    longest_streak_days,
    mean_daily_active,
    monthly_active,
    speaking_share,
    stickiness,
    streak_days,
    weekly_active,
)
from shequn_lab.metrics.cohorts import cohort_retention, cohort_within, cohorts_differ
from shequn_lab.metrics.contribution import contribution_curve, contribution_gini, contribution_groups, top_share
from shequn_lab.metrics.growth import relative_change
from shequn_lab.metrics.hours import active_hours, peak_hours, weekday_counts
from shequn_lab.metrics.kpi import kpi
from shequn_lab.metrics.latency import ReplyLatency, reply_latency
from shequn_lab.metrics.quality import data_quality
from shequn_lab.metrics.retention import (
    early_return_share,
    retention_after,
    retention_curves,
    retention_definitions,
    retention_on,
    retention_within,
)
from shequn_lab.metrics.survival import survival, survival_median

__all__ = [
    "ReplyLatency",
    "active_bands",
    "active_hours",
    "active_on",
    "active_share",
    "cohort_retention",
    "cohort_within",
    "cohorts_differ",
    "contribution_curve",
    "contribution_gini",
    "contribution_groups",
    "daily_active",
    "data_quality",
    "days_since_active",
    "early_return_share",
    "kpi",
    "longest_streak_days",
    "mean_daily_active",
    "monthly_active",
    "peak_hours",
    "relative_change",
    "reply_latency",
    "retention_after",
    "retention_curves",
    "retention_definitions",
    "retention_on",
    "retention_within",
    "speaking_share",
    "stickiness",
    "streak_days",
    "survival",
    "survival_median",
    "top_share",
    "weekday_counts",
    "weekly_active",
]
