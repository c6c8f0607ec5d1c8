"""Parameters of people: who comes, what they are like, who goes."""
# ruff: noqa: RUF009 - parameter() makes a dataclasses.field

from __future__ import annotations

from dataclasses import dataclass

from shequn_lab.simulate.parameters import parameter
from shequn_lab.simulate.parts import CHANNELS, TIERS, Parts

_INEQUALITY = "assumption, after Nielsen (2006): 1–9–90"


@dataclass(frozen=True)
class PeopleSettings:
    """Who comes, what they are like, who goes."""

    # Who comes (joins.py)
    n_founders: int = parameter(400, "members", 0, 2_000_000)
    founding_days: int = parameter(120, "days", 1, 3_650)
    n_admins: int = parameter(3, "members", 0, 100)
    joins_per_day: float = parameter(3.5, "per_day", 0, 20_000)
    channel_shares: Parts = parameter((0.10, 0.25, 0.25, 0.30, 0.10), "share", 0, 1, parts=CHANNELS, whole=True)
    place_capacity: int = parameter(500, "members", 2, 2_000_000, "WeChat: 500 members in a group")
    campaign_start_day: int = parameter(0, "days", 0, 3_650)
    campaign_days: int = parameter(0, "days", 0, 365)
    campaign_joins_per_day: float = parameter(40.0, "per_day", 0, 20_000)
    campaign_channel_shares: Parts = parameter((0.0, 0.45, 0.45, 0.10, 0.0), "share", 0, 1, parts=CHANNELS, whole=True)
    campaign_visit_factor: float = parameter(0.3, "factor", 0.01, 3)
    campaign_leave_factor: float = parameter(4.0, "factor", 0.1, 20)

    # How they are (tiers.py)
    tier_shares: Parts = parameter((0.03, 0.10, 0.50, 0.37), "share", 0, 1, _INEQUALITY, parts=TIERS, whole=True)
    tier_visits_per_day: Parts = parameter((0.60, 0.17, 0.015, 0.004), "per_day", 0, 10, parts=TIERS)
    visit_sigma: float = parameter(0.8, "log", 0, 2)
    never_speak_shares: Parts = parameter((0.0, 0.0, 0.0, 0.4), "share", 0, 1, parts=TIERS)
    interest_days: Parts = parameter((300.0, 110.0, 75.0, 60.0), "days", 1, 10_000, parts=TIERS)
    interest_sigma: float = parameter(1.0, "log", 0, 3)
    faded_factor: float = parameter(0.1, "factor", 0, 1)

    # Whom members bring (invitations.py)
    invitations_per_member: float = parameter(0.0, "count", 0, 50)
    invitation_accept_share: float = parameter(0.2, "share", 0, 1)
    invitation_delay_days: float = parameter(10.0, "days", 0.1, 365)
    invitation_accept_days: float = parameter(1.5, "days", 0.01, 60)

    # Who asks before coming (leads.py)
    leads_per_day: float = parameter(0.0, "per_day", 0, 20_000)
    leads_per_activity: float = parameter(0.0, "count", 0, 100_000)
    lead_channel_shares: Parts = parameter((0.35, 0.30, 0.20, 0.05, 0.10), "share", 0, 1, parts=CHANNELS, whole=True)
    lead_join_share: float = parameter(0.3, "share", 0, 1)
    lead_join_days: float = parameter(4.0, "days", 0.01, 90)
    lead_order_factor: float = parameter(2.0, "factor", 0, 50)

    # Where they sit (groups.py)
    group_records: int = parameter(0, "flag", 0, 1)
    group_sigma: float = parameter(0.0, "log", 0, 1)
    split_members: int = parameter(0, "members", 0, 2_000_000)
    split_share: float = parameter(0.5, "share", 0.05, 0.95)
    split_way: str = "parent_child"
    split_afresh: int = parameter(0, "flag", 0, 1)

    # Who goes (leaving.py)
    leaves_per_day: float = parameter(0.0012, "per_day", 0, 0.5)
    tier_leave_factors: Parts = parameter((0.2, 0.4, 1.0, 1.3), "factor", 0, 20, parts=TIERS)
    newcomer_leave_boost: float = parameter(3.0, "factor", 0, 50)
    promotion_leave_effect: float = parameter(4.0, "factor", 0, 50)
    latency_leave_effect: float = parameter(0.0, "factor", 0, 50)
    patience_hours: float = parameter(12.0, "hours", 0.1, 168)
    belonging_leave_effect: float = parameter(0.0, "share", 0, 1)

    # How belonging grows (belonging.py)
    belonging_gain_share: float = parameter(0.3, "share", 0, 1)
    belonging_visit_effect: float = parameter(0.0, "factor", 0, 5)
