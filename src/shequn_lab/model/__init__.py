"""Nouns, without input or output: community, window, estimate, schema."""

from shequn_lab.model.build import build_community
from shequn_lab.model.community import Community, Provenance
from shequn_lab.model.estimate import Estimate
from shequn_lab.model.finding import Finding, NothingFound, NotMeasurable, Outcome
from shequn_lab.model.window import Window

__all__ = [
    "Community",
    "Estimate",
    "Finding",
    "NotMeasurable",
    "NothingFound",
    "Outcome",
    "Provenance",
    "Window",
    "build_community",
]
