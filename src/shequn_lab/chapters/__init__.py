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

__all__ = [
    "ELEMENTS",
    "SENSES",
    "Component",
    "compare_elements",
    "element_components",
    "element_scores",
    "sense_questionnaire",
    "sense_scores",
]
