"""What came of a plan, held against its targets and against the plan's own runs."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from shequn_lab import metrics
from shequn_lab.model import Community
from shequn_lab.plan import Trial, review_plan, translate, try_plan
from shequn_lab.plan.trial import as_case
from shequn_lab.simulate import simulate

N = 8


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def trial(changed, cache) -> Trial:
    return try_plan(changed(), seeds=N, swings=False, cache=cache)


def _run(trial: Trial, seed: int) -> Community:
    return simulate(as_case(trial.plan, translate(trial.plan)).baseline, seed=seed)


def test_every_target_is_judged_as_by_hand(trial):
    community = _run(trial, 4_321)
    late = community.between(community.observed.start + dt.timedelta(days=7), community.observed.end)
    found = {
        "active": metrics.mean_daily_active(late).value,
        "back": metrics.retention_within(community, 7).value,
        "promotion": metrics.promotion_share(community).value,
        "revenue": metrics.net_revenue(community).value,
    }
    reviewed = {review.target.id: review for review in review_plan(trial, community)}
    assert list(reviewed) == [target.id for target in trial.plan.targets]
    for id, value in found.items():
        review, limit = reviewed[id], trial.limit(id)
        assert review.found.value == pytest.approx(value)
        assert review.met == (value <= limit if id == "promotion" else value >= limit)
        runs = sorted(trial.figures(id))
        assert (review.low, review.high) == pytest.approx(np.quantile(runs, [0.05, 0.95]))
        assert review.share == sum(x <= limit if id == "promotion" else x >= limit for x in runs) / N
        assert review.place == ("above" if value > review.high else "below" if value < review.low else "inside")


def test_a_fresh_run_of_the_same_plan_mostly_lies_inside_and_a_larger_group_above(trial, changed):
    places = [review.place for seed in range(100, 108) for review in review_plan(trial, _run(trial, seed))]
    assert places.count("inside") > 0.5 * len(places)
    larger = changed({"growth.members_at_start": 160, "growth.newcomers_per_day": 8})
    crowd = simulate(as_case(larger, translate(larger)).baseline, seed=1)
    reviewed = {review.target.id: review for review in review_plan(trial, crowd)}
    assert reviewed["active"].place == "above"


def test_a_target_that_reaches_beyond_the_observed_days_is_not_judged(changed, trial, cache):
    longer = try_plan(changed({"goal.days": 30}), seeds=2, swings=False, cache=cache)
    reviewed = {review.target.id: review for review in review_plan(longer, _run(trial, 9))}
    assert {id for id, review in reviewed.items() if review.found.measurable} == {"active", "more"}
    review = reviewed["revenue"]
    assert "day 30 would be needed, and 21 days were observed" in review.found.reason
    assert review.met is None
    assert review.place is None
    assert review.share == longer.met("revenue").mean()


def test_a_table_that_is_missing_is_said_and_no_zero(trial):
    community = _run(trial, 9)
    without = Community(**{**vars(community), "orders": None})
    review = next(review for review in review_plan(trial, without) if review.target.id == "revenue")
    assert not review.found.measurable
    assert review.met is None
