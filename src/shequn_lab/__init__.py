"""shequn-lab: community marketing (社群营销) from raw messages to a report, with exact metrics.

Everything a notebook needs is here; each name is imported from its room when it is first used, so that
``import shequn_lab`` itself costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

_ROOMS = {
    "cases": ["Case", "Claim", "list_cases", "load_case", "measured", "rerun", "what_if"],
    "chapters": [
        "Component",
        "TroubleLimits",
        "compare_elements",
        "content_likeness",
        "element_components",
        "element_scores",
        "flood_hours",
        "recall_share",
        "repeated_text_share",
        "sense_questionnaire",
        "sense_scores",
        "suspect_buyer_share",
        "trouble_rules",
        "trouble_table",
        "troubles",
    ],
    "errors": ["NotEnoughDataError", "OptionError", "ReadError", "SchemaError", "ShequnError", "UnknownNameError"],
    "metrics": [
        "active_bands",
        "active_hours",
        "active_on",
        "active_share",
        "activity_conversion",
        "activity_week_share",
        "cascade_depth",
        "category_concentration",
        "cohort_retention",
        "cohort_within",
        "cohorts_differ",
        "content_mix",
        "contribution_curve",
        "contribution_gini",
        "contribution_groups",
        "cronbach_alpha",
        "daily_active",
        "daily_active_share",
        "data_quality",
        "days_since_active",
        "early_return_share",
        "follower_counts",
        "followers",
        "funnel",
        "group_variation",
        "growth_accounting",
        "interaction_rate",
        "invitation_generations",
        "item_statistics",
        "joins_total",
        "k_factor",
        "kpi",
        "lead_conversion",
        "longest_promotion_run",
        "longest_streak_days",
        "main_topic_share",
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
        "peak_hours",
        "peer_answer_share",
        "point_change",
        "post_rates",
        "posts_per_member",
        "promotion_share",
        "promotion_shares",
        "purchase_conversion",
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
    ],
    "model": [
        "Community",
        "Estimate",
        "Finding",
        "NotMeasurable",
        "NothingFound",
        "Provenance",
        "Window",
        "build_community",
    ],
    "plots": [
        "plot_active",
        "plot_active_hours",
        "plot_activity",
        "plot_cohorts",
        "plot_contribution",
        "plot_elements",
        "plot_funnel",
        "plot_growth_accounting",
        "plot_kpis",
        "plot_network",
        "plot_promotion",
        "plot_retention_curves",
        "plot_shares",
        "plot_survival",
        "plot_tier_flow",
        "plot_tier_profile",
        "use_style",
    ],
    "readers": ["community_from_events", "read_table"],
    "rollups": ["ActivityMatrix", "activity", "member_totals", "mention_edges", "reply_edges"],
    "simulate": ["Scenario"],
    "storage": ["known_communities", "open_community", "save_community"],
    "terms": ["in_language", "label", "language", "set_language", "term"],
    "tiers": [
        "MemberTiers",
        "NamingRule",
        "RuleTiers",
        "assign_tiers",
        "core_half_life",
        "core_survival",
        "engagement",
        "member_features",
        "ranking_auc",
        "silent_members",
        "surrogate",
        "threshold_sensitivity",
        "tier_movement",
        "tier_profile",
        "tier_ranking",
        "tier_sizes",
    ],
    "workbook": [
        "WrongAnswerError",
        "check",
        "cohort_panel",
        "estimate_table",
        "halves",
        "hint",
        "is_right",
        "local_messages",
        "paper_group",
        "student_community",
        "todays_members",
        "zone_panel",
    ],
}
_ROOM_OF = {name: room for room, names in _ROOMS.items() for name in names}

__all__ = sorted(_ROOM_OF)

if TYPE_CHECKING:
    from shequn_lab.cases import *
    from shequn_lab.chapters import *
    from shequn_lab.errors import *
    from shequn_lab.metrics import *
    from shequn_lab.model import *
    from shequn_lab.plots import *
    from shequn_lab.readers import *
    from shequn_lab.rollups import *
    from shequn_lab.simulate import *
    from shequn_lab.storage import *
    from shequn_lab.terms import *
    from shequn_lab.tiers import *
    from shequn_lab.workbook import *


def __getattr__(name: str) -> Any:
    if name in _ROOM_OF:
        return getattr(import_module(f"shequn_lab.{_ROOM_OF[name]}"), name)
    raise AttributeError(f"module 'shequn_lab' has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
