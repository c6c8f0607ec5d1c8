"""Figures that are made of parts, by name: what can be compared between two windows or two communities."""

from __future__ import annotations

from collections.abc import Callable

from shequn_lab.metrics.activity import share_parts
from shequn_lab.metrics.content import rate_parts
from shequn_lab.metrics.conversion import activity_parts, conversion_parts
from shequn_lab.metrics.headcount import joins_parts, present_parts
from shequn_lab.metrics.invitations import k_parts
from shequn_lab.metrics.leads import lead_parts
from shequn_lab.metrics.levers import lift_parts
from shequn_lab.metrics.ltv import ltv_parts
from shequn_lab.metrics.money import arppu_parts, arpu_parts, margin_parts
from shequn_lab.metrics.participation import participation_parts
from shequn_lab.metrics.parts import Parts
from shequn_lab.metrics.promotion import category_parts
from shequn_lab.metrics.pushes import push_parts
from shequn_lab.metrics.retention import retention_parts
from shequn_lab.metrics.revenue import repurchase_parts, revenue_parts, units_parts
from shequn_lab.metrics.satisfaction import answer_parts
from shequn_lab.metrics.sources import source_parts
from shequn_lab.metrics.spread import member_post_parts, sum_parts

#: Each takes the community, the name, and what the figure's own function takes.
PARTS: dict[str, Callable[..., Parts]] = {
    "speaking_share": share_parts,
    "active_share": share_parts,
    "retention_on": retention_parts,
    "retention_within": retention_parts,
    "retention_after": retention_parts,
    "members_present": present_parts,
    "joins_total": joins_parts,
    "interaction_rate": rate_parts,
    "share_rate": rate_parts,
    "reach_total": sum_parts,
    "views_total": sum_parts,
    "promotion_share": category_parts,
    "ugc_share": category_parts,
    "push_frequency": push_parts,
    "push_band_share": push_parts,
    "member_posts": member_post_parts,
    "posts_per_member": member_post_parts,
    "member_conversion": conversion_parts,
    "purchase_conversion": conversion_parts,
    "activity_conversion": activity_parts,
    "participation_rate": participation_parts,
    "lead_conversion": lead_parts,
    "k_factor": k_parts,
    "source_mix": source_parts,
    "satisfaction": answer_parts,
    "satisfaction_top_two": answer_parts,
    "net_promoter_score": answer_parts,
    "net_revenue": revenue_parts,
    "units_sold": units_parts,
    "repurchase_rate": repurchase_parts,
    "arpu": arpu_parts,
    "arppu": arppu_parts,
    "margin_share": margin_parts,
    "break_even_lift": lift_parts,
    "ltv_observed": ltv_parts,
    "customer_ltv": ltv_parts,
}
