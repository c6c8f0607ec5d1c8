"""Monetisation: the path with its criteria (M1), and ways of earning with their assumptions and their fit (M2)."""

from shequn_lab.chapters.monetisation.figures import cost_cover, net_per_order, post_reach_share
from shequn_lab.chapters.monetisation.fit import mode_fit
from shequn_lab.chapters.monetisation.inputs import MODES, mode_inputs
from shequn_lab.chapters.monetisation.modes import mode_economics
from shequn_lab.chapters.monetisation.path import STAGES, business_path, path_stages

__all__ = [
    "MODES",
    "STAGES",
    "business_path",
    "cost_cover",
    "mode_economics",
    "mode_fit",
    "mode_inputs",
    "net_per_order",
    "path_stages",
    "post_reach_share",
]
