"""The workbook: checks and hints of its exercises, data for its readers, their copies, progress and coverage."""

from shequn_lab.workbook.answers import WrongAnswerError
from shequn_lab.workbook.checking import check, hint, is_right
from shequn_lab.workbook.conditions import condition_table
from shequn_lab.workbook.doors import made_up_doors
from shequn_lab.workbook.lenses import estimate_table, halves, last_days, todays_members
from shequn_lab.workbook.outcomes import outcome_table
from shequn_lab.workbook.own import student_community
from shequn_lab.workbook.panel_fission import fission_panel
from shequn_lab.workbook.panel_promotion import promotion_panel, promotion_weeks
from shequn_lab.workbook.panels import cohort_panel, zone_panel
from shequn_lab.workbook.paper import local_messages, paper_group
from shequn_lab.workbook.partners import made_up_partners
from shequn_lab.workbook.silence import silent_afterwards

__all__ = [
    "WrongAnswerError",
    "check",
    "cohort_panel",
    "condition_table",
    "estimate_table",
    "fission_panel",
    "halves",
    "hint",
    "is_right",
    "last_days",
    "local_messages",
    "made_up_doors",
    "made_up_partners",
    "outcome_table",
    "paper_group",
    "promotion_panel",
    "promotion_weeks",
    "silent_afterwards",
    "student_community",
    "todays_members",
    "zone_panel",
]
