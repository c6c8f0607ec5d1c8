"""Operations: organisation, splitting, entry, calendar, incentives, activities, operators, partners (O4–O18)."""

from shequn_lab.chapters.operations.appraisal import operator_appraisal
from shequn_lab.chapters.operations.calendar_check import check_calendar
from shequn_lab.chapters.operations.content_calendar import CalendarRules, content_calendar, own_hours
from shequn_lab.chapters.operations.entry import compare_channels, compare_thresholds, entry_caution
from shequn_lab.chapters.operations.judging import Condition
from shequn_lab.chapters.operations.ledger import Badge, IncentiveRules, Ledger, incentive_ledger
from shequn_lab.chapters.operations.organisation import (
    Organisation,
    OrganisationLimits,
    openings_per_operator_hour,
    organisation,
    organisation_rule,
)
from shequn_lab.chapters.operations.partners import community_overlap, overlap_table
from shequn_lab.chapters.operations.review import (
    ActivityGoal,
    ActivityPlan,
    before_after_only,
    review_activities,
    review_activity,
)
from shequn_lab.chapters.operations.split_ways import SPLIT_SCENARIO, compare_splits
from shequn_lab.chapters.operations.splitting import SplitLimits, modularity_excess, split_conditions, split_rules

__all__ = [
    "SPLIT_SCENARIO",
    "ActivityGoal",
    "ActivityPlan",
    "Badge",
    "CalendarRules",
    "Condition",
    "IncentiveRules",
    "Ledger",
    "Organisation",
    "OrganisationLimits",
    "SplitLimits",
    "before_after_only",
    "check_calendar",
    "community_overlap",
    "compare_channels",
    "compare_splits",
    "compare_thresholds",
    "content_calendar",
    "entry_caution",
    "incentive_ledger",
    "modularity_excess",
    "openings_per_operator_hour",
    "operator_appraisal",
    "organisation",
    "organisation_rule",
    "overlap_table",
    "own_hours",
    "review_activities",
    "review_activity",
    "split_conditions",
    "split_rules",
]
