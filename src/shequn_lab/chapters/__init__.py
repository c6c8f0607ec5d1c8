"""The course's own models: figures of several rooms put together, with every weight in sight."""

from shequn_lab.chapters.elements import (
    ELEMENTS,
    SENSES,
    Component,
    compare_elements,
    element_components,
    element_scores,
    sense_scores,
)
from shequn_lab.chapters.questionnaire import sense_questionnaire
from shequn_lab.chapters.troubles import (
    DETECTORS,
    TROUBLES,
    TroubleLimits,
    content_likeness,
    flood_hours,
    recall_share,
    repeated_text_share,
    suspect_buyer_share,
    trouble_rules,
    trouble_table,
    troubles,
)

__all__ = [
    "DETECTORS",
    "ELEMENTS",
    "SENSES",
    "TROUBLES",
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
]
