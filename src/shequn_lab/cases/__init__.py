"""The cases of the course: what was claimed, how it is read, and under what assumptions it comes out."""

from shequn_lab.cases.case import Case, Claim, Question, Range, Reading, Words
from shequn_lab.cases.loading import list_cases, load_case
from shequn_lab.cases.measuring import measured
from shequn_lab.cases.plain import CaseError
from shequn_lab.cases.result import Rerun
from shequn_lab.cases.runs import WhatIf, rerun, what_if

__all__ = [
    "Case",
    "CaseError",
    "Claim",
    "Question",
    "Range",
    "Reading",
    "Rerun",
    "WhatIf",
    "Words",
    "list_cases",
    "load_case",
    "measured",
    "rerun",
    "what_if",
]
