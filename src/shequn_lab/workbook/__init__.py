"""The workbook: checks and hints of its exercises, data for its readers, their copies, progress and coverage."""

from shequn_lab.workbook.answers import WrongAnswerError
from shequn_lab.workbook.checking import check, hint, is_right
from shequn_lab.workbook.conditions import condition_table
from shequn_lab.workbook.doors import made_up_doors
from shequn_lab.workbook.element_tables import component_table, group_table, network_table, score_table
from shequn_lab.workbook.lenses import estimate_table, halves, last_days, todays_members, willing_answers
from shequn_lab.workbook.own import student_community
from shequn_lab.workbook.panel_density import density_panel
from shequn_lab.workbook.panel_fission import fission_panel
from shequn_lab.workbook.panels import cohort_panel, zone_panel
from shequn_lab.workbook.paper import local_messages, paper_group
from shequn_lab.workbook.paper_chats import paper_chats
from shequn_lab.workbook.siblings import sibling_groups

__all__ = [
    "WrongAnswerError",
    "check",
    "cohort_panel",
    "component_table",
    "condition_table",
    "density_panel",
    "estimate_table",
    "fission_panel",
    "group_table",
    "halves",
    "hint",
    "is_right",
    "last_days",
    "local_messages",
    "made_up_doors",
    "network_table",
    "paper_chats",
    "paper_group",
    "score_table",
    "sibling_groups",
    "student_community",
    "todays_members",
    "willing_answers",
    "zone_panel",
]
