"""Lift of an activity (O11): matched pairs and a ratio of ratios, what it needs, and what it must not be taken for."""

from shequn_lab.metrics.lift.activity import Lift, activity_lift, before_after, biased_same_period_lift
from shequn_lab.metrics.lift.design import LiftDesign
from shequn_lab.metrics.lift.review import lift_figures, lift_power, lift_table

__all__ = [
    "Lift",
    "LiftDesign",
    "activity_lift",
    "before_after",
    "biased_same_period_lift",
    "lift_figures",
    "lift_power",
    "lift_table",
]
