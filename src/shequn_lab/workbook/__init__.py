"""The workbook: checks and hints of its exercises, data for its readers, their copies, progress and coverage."""

from shequn_lab.workbook.answers import WrongAnswerError
from shequn_lab.workbook.checking import check, hint, is_right
from shequn_lab.workbook.conditions import condition_table
from shequn_lab.workbook.doors import made_up_doors
from shequn_lab.workbook.earnings import (
    compare_participants,
    ever_participants,
    participants_gain,
    revenue_by_month,
)
from shequn_lab.workbook.lenses import estimate_table, halves, todays_members
from shequn_lab.workbook.own import student_community
from shequn_lab.workbook.panel_fission import fission_panel
from shequn_lab.workbook.panels import cohort_panel, zone_panel
from shequn_lab.workbook.paper import local_messages, paper_group

__all__ = [
    "WrongAnswerError",
    "check",
    "cohort_panel",
    "compare_participants",
    "condition_table",
    "estimate_table",
    "ever_participants",
    "fission_panel",
    "halves",
    "hint",
    "is_right",
    "local_messages",
    "made_up_doors",
    "paper_group",
    "participants_gain",
    "revenue_by_month",
    "student_community",
    "todays_members",
    "zone_panel",
]
