"""Parameters of what is done beside talking: activities, orders, questionnaires."""
# ruff: noqa: RUF009 - parameter() makes a dataclasses.field

from __future__ import annotations

from dataclasses import dataclass

from shequn_lab.simulate.parameters import parameter
from shequn_lab.simulate.parts import ACTIVITIES, SENSES, TIERS, Parts

_NEVER: Parts = (0.0,) * len(ACTIVITIES)
_COSTS: Parts = (200_000.0, 80_000.0, 150_000.0, 100_000.0, 600_000.0)


@dataclass(frozen=True)
class DoingsSettings:
    """Activities, orders, questionnaires."""

    # What is put on (activities.py)
    activities_per_month: Parts = parameter(_NEVER, "per_month", 0, 30, parts=ACTIVITIES)
    activities_start_day: int = parameter(0, "days", 0, 3_650)
    activity_days: Parts = parameter((1.0, 7.0, 1.0, 3.0, 1.0), "days", 1, 60, "D4: check-in 7 days", parts=ACTIVITIES)
    participation_shares: Parts = parameter((0.10, 0.06, 0.05, 0.08, 0.01), "share", 0, 1, parts=ACTIVITIES)
    participation_tier_factors: Parts = parameter((4.0, 2.5, 1.0, 0.3), "factor", 0, 20, parts=TIERS)
    check_in_continue_share: float = parameter(0.75, "share", 0, 1)
    activity_visit_effects: Parts = parameter((0.1, 0.3, 0.2, 0.1, 0.3), "factor", 0, 5, parts=ACTIVITIES)
    activity_order_effects: Parts = parameter((0.1, 0.1, 0.2, 0.8, 0.3), "factor", 0, 10, parts=ACTIVITIES)
    activity_effect_days: int = parameter(14, "days", 1, 180)
    activity_cost_minor: Parts = parameter(_COSTS, "minor", 0, 1e12, parts=ACTIVITIES)

    # Who buys (orders.py)
    first_orders_per_day: float = parameter(0.0, "per_day", 0, 0.2)
    buyer_tier_factors: Parts = parameter((2.0, 1.5, 1.0, 0.7), "factor", 0, 20, parts=TIERS)
    repurchase_share: float = parameter(0.35, "share", 0, 1)
    repurchase_days: float = parameter(40.0, "days", 1, 730)
    promotion_order_effect: float = parameter(0.5, "factor", 0, 20)
    review_share: float = parameter(0.0, "share", 0, 1)
    review_order_effect: float = parameter(0.2, "factor", 0, 5)
    price_minor: float = parameter(12_900.0, "minor", 1, 1e9)
    price_sigma: float = parameter(0.6, "log", 0, 2)
    extra_units: float = parameter(0.25, "count", 0, 50)
    margin_share: float = parameter(0.45, "share", 0, 0.99)
    coupon_share: float = parameter(0.2, "share", 0, 1)
    coupon_off_share: float = parameter(0.15, "share", 0, 0.95)
    refund_share: float = parameter(0.04, "share", 0, 1)
    partial_refund_share: float = parameter(0.3, "share", 0, 1)
    refund_days: float = parameter(6.0, "days", 0.1, 90)
    cancelled_share: float = parameter(0.03, "share", 0, 1)

    # What they say when asked (questionnaires.py)
    questionnaire_every_days: int = parameter(0, "days", 0, 730)
    answer_share: float = parameter(0.15, "share", 0, 1)
    satisfaction_mean: float = parameter(3.8, "points", 1, 5)
    recommend_mean: float = parameter(7.2, "points", 0, 10)
    sense_means: Parts = parameter((3.4, 3.5, 3.6, 3.6), "points", 1, 5, parts=SENSES)
    attitude_sigma: float = parameter(0.7, "points", 0, 3)
    item_sigma: float = parameter(0.7, "points", 0, 3)
    belonging_answer_effect: float = parameter(0.4, "points", 0, 3)
