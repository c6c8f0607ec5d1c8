"""Scenarios that several test files share."""

from __future__ import annotations

from shequn_lab.simulate import Scenario

#: Every process at work, every feedback on, groups that split; small enough for a second.
EVERYTHING = Scenario(
    n_days=60,
    n_founders=200,
    joins_per_day=4,
    place_capacity=120,
    campaign_start_day=20,
    campaign_days=3,
    campaign_joins_per_day=15,
    leaves_per_day=0.004,
    invitations_per_member=1.5,
    leads_per_day=2,
    leads_per_activity=6,
    group_records=1,
    group_sigma=0.3,
    split_members=100,
    latency_leave_effect=2,
    patience_hours=4,
    belonging_leave_effect=0.5,
    belonging_visit_effect=0.5,
    value_lift=0.2,
    n_followers=5_000,
    follows_per_day=20,
    follows_per_thousand_views=3,
    activities_per_month=(1, 1, 2, 1, 0.5),
    first_orders_per_day=0.01,
    repurchase_days=15,
    review_share=0.5,
    refund_share=0.1,
    questionnaire_every_days=20,
)
