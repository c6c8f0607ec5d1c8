"""The metrics, exactly as the glossary defines them: a community in, an estimate or a tidy frame out."""

from shequn_lab.metrics.activity import active_share, daily_active, monthly_active, speaking_share, weekly_active
from shequn_lab.metrics.bands import active_bands, active_on, mean_daily_active, stickiness
from shequn_lab.metrics.break_even import break_even
from shequn_lab.metrics.care import (
    activity_week_share,
    group_variation,
    newcomer_spoke_share,
    operator_share,
    peer_answer_share,
    value_share,
)
from shequn_lab.metrics.clv import (
    BetaGeo,
    GammaGamma,
    NotIdentifiedWarning,
    clv_members,
    clv_predicted,
    purchase_history,
)
from shequn_lab.metrics.cohort_ltv import cohort_ltv
from shequn_lab.metrics.cohorts import cohort_retention, cohort_within, cohorts_differ
from shequn_lab.metrics.content import interaction_rate, post_rates, share_rate
from shequn_lab.metrics.contribution import contribution_curve, contribution_gini, contribution_groups, top_share
from shequn_lab.metrics.conversion import activity_conversion, member_conversion, purchase_conversion
from shequn_lab.metrics.fission import biased_k_factor, fission
from shequn_lab.metrics.followers import follower_counts, followers
from shequn_lab.metrics.funnel import funnel
from shequn_lab.metrics.growth import measures, point_change, relative_change
from shequn_lab.metrics.growth_accounting import growth_accounting, quick_ratio
from shequn_lab.metrics.headcount import daily_active_share, headcount, joins_total, members_by_day, members_present
from shequn_lab.metrics.hours import active_hours, peak_hours, weekday_counts
from shequn_lab.metrics.invitations import cascade_depth, invitation_generations, k_factor
from shequn_lab.metrics.kpi import kpi
from shequn_lab.metrics.latency import ReplyLatency, reply_latency
from shequn_lab.metrics.leads import lead_conversion
from shequn_lab.metrics.levers import break_even_lift, lever_margins
from shequn_lab.metrics.lift import (
    Lift,
    LiftDesign,
    activity_lift,
    before_after,
    biased_same_period_lift,
    lift_power,
    lift_table,
)
from shequn_lab.metrics.ltv import customer_ltv, ltv_observed
from shequn_lab.metrics.mix import content_mix
from shequn_lab.metrics.money import arppu, arpu, margin_share
from shequn_lab.metrics.network import network, network_estimates, network_members, network_ties
from shequn_lab.metrics.participation import participation_rate, participation_rates
from shequn_lab.metrics.promotion import longest_promotion_run, promotion_share, promotion_shares, ugc_share
from shequn_lab.metrics.pushes import push_band_share, push_frequency, pushes_per_day
from shequn_lab.metrics.quality import data_quality
from shequn_lab.metrics.recency import days_since_active, longest_streak_days, streak_days
from shequn_lab.metrics.reliability import cronbach_alpha, item_statistics
from shequn_lab.metrics.retention import (
    early_return_share,
    retention_after,
    retention_curves,
    retention_definitions,
    retention_on,
    retention_within,
)
from shequn_lab.metrics.revenue import net_revenue, repurchase_rate, units_sold
from shequn_lab.metrics.rfm import rfm, rfm_cells
from shequn_lab.metrics.satisfaction import net_promoter_score, satisfaction, satisfaction_top_two
from shequn_lab.metrics.sources import source_mix, source_share
from shequn_lab.metrics.spread import member_posts, posts_per_member, reach_total, views_total
from shequn_lab.metrics.survival import survival, survival_median
from shequn_lab.metrics.topics import category_concentration, main_topic_share, topic_coherence
from shequn_lab.metrics.unit_economics import cac, cost_per_join, ltv_cac, payback_days

__all__ = [
    "BetaGeo",
    "GammaGamma",
    "Lift",
    "LiftDesign",
    "NotIdentifiedWarning",
    "ReplyLatency",
    "active_bands",
    "active_hours",
    "active_on",
    "active_share",
    "activity_conversion",
    "activity_lift",
    "activity_week_share",
    "arppu",
    "arpu",
    "before_after",
    "biased_k_factor",
    "biased_same_period_lift",
    "break_even",
    "break_even_lift",
    "cac",
    "cascade_depth",
    "category_concentration",
    "clv_members",
    "clv_predicted",
    "cohort_ltv",
    "cohort_retention",
    "cohort_within",
    "cohorts_differ",
    "content_mix",
    "contribution_curve",
    "contribution_gini",
    "contribution_groups",
    "cost_per_join",
    "cronbach_alpha",
    "customer_ltv",
    "daily_active",
    "daily_active_share",
    "data_quality",
    "days_since_active",
    "early_return_share",
    "fission",
    "follower_counts",
    "followers",
    "funnel",
    "group_variation",
    "growth_accounting",
    "headcount",
    "interaction_rate",
    "invitation_generations",
    "item_statistics",
    "joins_total",
    "k_factor",
    "kpi",
    "lead_conversion",
    "lever_margins",
    "lift_power",
    "lift_table",
    "longest_promotion_run",
    "longest_streak_days",
    "ltv_cac",
    "ltv_observed",
    "main_topic_share",
    "margin_share",
    "mean_daily_active",
    "measures",
    "member_conversion",
    "member_posts",
    "members_by_day",
    "members_present",
    "monthly_active",
    "net_promoter_score",
    "net_revenue",
    "network",
    "network_estimates",
    "network_members",
    "network_ties",
    "newcomer_spoke_share",
    "operator_share",
    "participation_rate",
    "participation_rates",
    "payback_days",
    "peak_hours",
    "peer_answer_share",
    "point_change",
    "post_rates",
    "posts_per_member",
    "promotion_share",
    "promotion_shares",
    "purchase_conversion",
    "purchase_history",
    "push_band_share",
    "push_frequency",
    "pushes_per_day",
    "quick_ratio",
    "reach_total",
    "relative_change",
    "reply_latency",
    "repurchase_rate",
    "retention_after",
    "retention_curves",
    "retention_definitions",
    "retention_on",
    "retention_within",
    "rfm",
    "rfm_cells",
    "satisfaction",
    "satisfaction_top_two",
    "share_rate",
    "source_mix",
    "source_share",
    "speaking_share",
    "stickiness",
    "streak_days",
    "survival",
    "survival_median",
    "top_share",
    "topic_coherence",
    "ugc_share",
    "units_sold",
    "value_share",
    "views_total",
    "weekday_counts",
    "weekly_active",
]
