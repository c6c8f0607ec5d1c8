"""What one week does to the next."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from shequn_lab.simulate import Scenario, simulate, simulate_with_truth
from shequn_lab.simulate.standing import belong

BASE = Scenario(n_days=60, n_founders=1_500, joins_per_day=0, leaves_per_day=0.003, campaign_days=0)


def gone(community, before: str, after: str) -> int:
    return int(community.members["left_on"].between(before, after).sum())


def test_unanswered_questions_drive_members_away_from_the_second_week_on():
    silent = BASE.replace(question_answered_share=0)
    with_ = silent.replace(latency_leave_effect=3)
    patient, hurt = (simulate(scenario, seed=1) for scenario in (silent, with_))
    first = ("2025-03-01", "2025-03-07")
    assert gone(patient, *first) == gone(hurt, *first)
    assert gone(hurt, "2025-03-08", "2025-04-29") > 2 * gone(patient, "2025-03-08", "2025-04-29")


def test_answers_in_time_take_that_effect_away():
    answered = BASE.replace(question_answered_share=1, latency_hours=0.05, latency_sigma=0.2, latency_leave_effect=3)
    ignored = answered.replace(question_answered_share=0)
    assert gone(simulate(ignored, seed=1), "2025-03-08", "2025-04-29") > 2 * gone(
        simulate(answered, seed=1), "2025-03-08", "2025-04-29"
    )


def test_belonging_keeps_members():
    loose, held = (simulate(BASE.replace(belonging_leave_effect=effect), seed=1) for effect in (0, 1))
    assert held.members["left_at"].notna().sum() < loose.members["left_at"].notna().sum()


def test_belonging_brings_members_back_more_often():
    loose, held = (simulate(BASE.replace(belonging_visit_effect=effect), seed=1) for effect in (0, 2))
    assert held.event_source.n_rows > 1.1 * loose.event_source.n_rows


def test_who_is_answered_belongs_and_who_never_wrote_does_not():
    simulated = simulate_with_truth(BASE, seed=1)
    wrote = simulated.community.events.astype({"member_id": "str", "kind": "str"}).query("kind == 'message'")
    quiet = ~simulated.truth.index.isin(wrote["member_id"]) & (simulated.truth["visits_per_day"] < 0.001)
    assert simulated.truth["belonging"][quiet].mean() < 0.05
    assert simulated.truth["belonging"][simulated.truth["tier"] == "core"].mean() > 0.3


@pytest.mark.parametrize("gain", [0.0, 0.3, 1.0])
def test_belonging_moves_by_its_share_of_the_way(gain):
    moved = belong(np.array([0.0, 1.0, 0.5]), np.array([0, 0, 2]), gain)
    np.testing.assert_allclose(moved, [gain, 1 - gain, 0.5 + 0.5 * gain])


def test_what_comes_later_changes_nothing_before():
    noisy = BASE.replace(latency_leave_effect=3, belonging_leave_effect=0.5, belonging_visit_effect=1, n_days=30)
    short, long = (simulate(noisy.replace(n_days=days), seed=2) for days in (28, 49))
    end = pd.Timestamp(short.observed.end_at, unit="us", tz="UTC")
    words = {"member_id": "str", "kind": "str"}
    early = long.events[long.events["occurred_at"] < end]
    one, two = (
        f[["member_id", "occurred_at", "kind"]].astype(words).reset_index(drop=True) for f in (short.events, early)
    )
    pd.testing.assert_frame_equal(one, two)
