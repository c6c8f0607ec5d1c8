"""The workbook: checks and hints of its exercises, data for its readers, their copies, progress and coverage."""

from shequn_lab.workbook.answers import WrongAnswerError
from shequn_lab.workbook.checking import check, hint, is_right
from shequn_lab.workbook.cluster_tables import cluster_evidence, cluster_numbers
from shequn_lab.workbook.conditions import condition_table
from shequn_lab.workbook.doors import made_up_doors
from shequn_lab.workbook.earning_tables import fit_table, mode_input_table, mode_table, path_table, stage_table
from shequn_lab.workbook.earnings import (
    compare_participants,
    ever_participants,
    participants_gain,
    revenue_by_month,
)
from shequn_lab.workbook.element_tables import component_table, group_table, network_table, score_table
from shequn_lab.workbook.lenses import estimate_table, halves, last_days, todays_members, willing_answers
from shequn_lab.workbook.naming import naming_group
from shequn_lab.workbook.operator_tables import appraisal_table, chopped_messages, chopping_table, helper_table
from shequn_lab.workbook.outcomes import outcome_table
from shequn_lab.workbook.own import student_community
from shequn_lab.workbook.panel_density import density_panel
from shequn_lab.workbook.panel_fission import fission_panel
from shequn_lab.workbook.panel_promotion import promotion_panel, promotion_weeks
from shequn_lab.workbook.panel_tiers import tier_panel
from shequn_lab.workbook.panel_weights import weight_panel
from shequn_lab.workbook.panels import cohort_panel, zone_panel
from shequn_lab.workbook.paper import local_messages, paper_group
from shequn_lab.workbook.paper_chats import paper_chats
from shequn_lab.workbook.partners import made_up_partners
from shequn_lab.workbook.plan_tables import finding_table, review_table, run_table, trial_table
from shequn_lab.workbook.siblings import sibling_groups
from shequn_lab.workbook.silence import silent_afterwards
from shequn_lab.workbook.table import or_reason
from shequn_lab.workbook.tier_tables import outlook_table, silence_table, tier_moves, tier_portrait, tier_table
from shequn_lab.workbook.typed import claim_table, type_table

__all__ = [
    "WrongAnswerError",
    "appraisal_table",
    "check",
    "chopped_messages",
    "chopping_table",
    "claim_table",
    "cluster_evidence",
    "cluster_numbers",
    "cohort_panel",
    "compare_participants",
    "component_table",
    "condition_table",
    "density_panel",
    "estimate_table",
    "ever_participants",
    "finding_table",
    "fission_panel",
    "fit_table",
    "group_table",
    "halves",
    "helper_table",
    "hint",
    "is_right",
    "last_days",
    "local_messages",
    "made_up_doors",
    "made_up_partners",
    "mode_input_table",
    "mode_table",
    "naming_group",
    "network_table",
    "or_reason",
    "outcome_table",
    "outlook_table",
    "paper_chats",
    "paper_group",
    "participants_gain",
    "path_table",
    "promotion_panel",
    "promotion_weeks",
    "revenue_by_month",
    "review_table",
    "run_table",
    "score_table",
    "sibling_groups",
    "silence_table",
    "silent_afterwards",
    "stage_table",
    "student_community",
    "tier_moves",
    "tier_panel",
    "tier_portrait",
    "tier_table",
    "todays_members",
    "trial_table",
    "type_table",
    "weight_panel",
    "willing_answers",
    "zone_panel",
]
