"""The metrics find again what was planted: intervals at 95 % contain the planted value in 95 % of the runs.

Coverage is itself an estimate from 200 runs, with a Wilson interval, and that has to contain 0.95.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

import shequn_lab as sq
from shequn_lab.simulate import Scenario, simulate
from shequn_lab.simulate.truth import planted

pytestmark = pytest.mark.slow
RUNS = 200

#: Nobody leaves, nobody talks: only what is asked for varies.
STILL = Scenario(
    n_founders=0,
    joins_per_day=10,
    leaves_per_day=0,
    posts_per_day=0,
    ugc_posts_per_day=0,
    day_sigma=0,
    weekday_factors=(1,) * 7,
)


def covered(estimates, value: float) -> None:
    """Demand that the share of intervals that contain `value` is compatible with 95 %."""
    inside = [estimate.low <= value <= estimate.high for estimate in estimates]
    coverage = stats.binomtest(sum(inside), len(inside)).proportion_ci(0.95, "wilson")
    centre = np.mean([estimate.value for estimate in estimates])
    print(f"{estimates[0].id}: planted {value:.4f}, mean {centre:.4f}, covered {np.mean(inside):.3f} "  # noqa: T201
          f"({coverage.low:.3f}–{coverage.high:.3f})")  # fmt: skip
    assert coverage.low <= 0.95 <= coverage.high


def test_retention_on_a_day_covers_the_planted_probability():
    # One rate for all, no moods, no fading, no freshness: active on a day with 1 − exp(−rate).
    scenario = STILL.replace(
        n_days=20,
        joins_per_day=40,
        like_share=1,
        tier_visits_per_day=(0.4,) * 4,
        visit_sigma=0,
        mood_sigma=0,
        faded_factor=1,
        newcomer_boost=1,
        chat_answered_share=0,
        question_answered_share=0,
    )
    found = [sq.retention_on(simulate(scenario, seed=seed), 7) for seed in range(RUNS)]
    covered(found, float(-np.expm1(-0.4)))


def test_repurchase_covers_the_planted_rate():
    scenario = STILL.replace(
        n_days=56,
        first_orders_per_day=0.03,
        buyer_tier_factors=(1,) * 4,
        tier_visits_per_day=(0,) * 4,
        refund_share=0,
        cancelled_share=0,
    )
    value = planted(scenario).loc["repurchase_within_7_days", "value"]
    found = [sq.repurchase_rate(simulate(scenario, seed=seed), within_days=7) for seed in range(RUNS)]
    covered(found, value)


def test_k_factor_covers_the_planted_mean_of_guests_in_time():
    scenario = STILL.replace(
        n_days=49,
        invitations_per_member=2,
        invitation_accept_share=0.3,
        tier_visits_per_day=(0,) * 4,
    )
    value = planted(scenario).loc["k_factor_within_30_days", "value"]
    found = [sq.k_factor(simulate(scenario, seed=seed), within_days=30) for seed in range(RUNS)]
    covered(found, value)


def test_relative_change_covers_the_planted_change_of_arrivals_into_speaking():
    # A holiday that halves attention for the second half of the time: the daily active share falls by a known factor.
    rate, factor = 0.3, 0.5
    scenario = STILL.replace(
        n_days=40,
        n_founders=400,
        joins_per_day=0,
        founding_days=1,
        holiday_start_day=20,
        holiday_days=20,
        holiday_factor=factor,
        tier_visits_per_day=(rate,) * 4,
        visit_sigma=0,
        mood_sigma=0,
        faded_factor=1,
        newcomer_boost=1,
        chat_answered_share=0,
        question_answered_share=0,
    )
    value = float(np.expm1(-rate * factor) / np.expm1(-rate) - 1)
    spans = {"before": ("2025-03-01", "2025-03-21"), "after": ("2025-03-21", "2025-04-10")}
    found = [sq.relative_change(simulate(scenario, seed=seed), "daily_active", **spans) for seed in range(RUNS)]
    covered(found, value)
