"""Frame in, Axes out: figures in both languages, wide and for a phone.

Nothing is computed here, the input is never changed, and no figure carries a title: the page around it states
the finding. ``phone=True`` draws the same content for a narrow screen.
"""

from shequn_lab.plots.active import plot_active
from shequn_lab.plots.cohorts import plot_cohorts
from shequn_lab.plots.contribution import plot_contribution
from shequn_lab.plots.curves import plot_retention_curves
from shequn_lab.plots.elements import plot_elements
from shequn_lab.plots.funnel import plot_funnel
from shequn_lab.plots.hours import plot_active_hours
from shequn_lab.plots.kpis import plot_kpis
from shequn_lab.plots.layout import figure_png
from shequn_lab.plots.lift import plot_lift
from shequn_lab.plots.marks import range_mark, sparkline
from shequn_lab.plots.money import plot_ltv
from shequn_lab.plots.network import plot_network
from shequn_lab.plots.operations import plot_compared
from shequn_lab.plots.promotion import plot_promotion
from shequn_lab.plots.reruns import plot_rerun, plot_tornado
from shequn_lab.plots.shares import plot_shares
from shequn_lab.plots.squares import plot_activity
from shequn_lab.plots.style import TIER_COLOURS, house_style, use_style
from shequn_lab.plots.survival import plot_survival
from shequn_lab.plots.targets import plot_target
from shequn_lab.plots.tiers import plot_tier_flow, plot_tier_profile
from shequn_lab.plots.typology import plot_platform_choice, plot_type, plot_type_confusion
from shequn_lab.plots.weeks import plot_growth_accounting

__all__ = [
    "TIER_COLOURS",
    "figure_png",
    "house_style",
    "plot_active",
    "plot_active_hours",
    "plot_activity",
    "plot_cohorts",
    "plot_compared",
    "plot_contribution",
    "plot_elements",
    "plot_funnel",
    "plot_growth_accounting",
    "plot_kpis",
    "plot_lift",
    "plot_ltv",
    "plot_network",
    "plot_platform_choice",
    "plot_promotion",
    "plot_rerun",
    "plot_retention_curves",
    "plot_shares",
    "plot_survival",
    "plot_target",
    "plot_tier_flow",
    "plot_tier_profile",
    "plot_tornado",
    "plot_type",
    "plot_type_confusion",
    "range_mark",
    "sparkline",
    "use_style",
]
