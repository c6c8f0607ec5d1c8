"""A plan tried on many seeds: the same numbers each time, counted as by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binomtest
from small_plan import PLAIN

from shequn_lab import metrics
from shequn_lab.cases.design import seeds as seeds_of
from shequn_lab.errors import NotEnoughDataError, OptionError, UnknownNameError
from shequn_lab.plan import Trial, translate, try_plan
from shequn_lab.plan.reading import plan_from
from shequn_lab.plan.trial import as_case
from shequn_lab.simulate import simulate

N = 6


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def trial(changed, cache) -> Trial:
    return try_plan(changed(), seeds=N, cache=cache)


def test_two_processes_find_what_one_finds(trial, changed, tmp_path):
    again = try_plan(changed(), seeds=N, jobs=2, cache=tmp_path)
    pd.testing.assert_frame_equal(trial.summary(), again.summary())
    for target in trial.plan.targets:
        pd.testing.assert_series_equal(trial.figures(target.id), again.figures(target.id))


def test_another_seed_finds_other_numbers(trial, changed, tmp_path):
    other = try_plan(changed({"seed": 6}), seeds=2, cache=tmp_path)
    assert not np.array_equal(trial.figures("active")[:2], other.figures("active"))


def test_what_was_run_is_not_run_again_and_one_run_serves_all_targets(trial, changed, cache, monkeypatch):
    monkeypatch.setattr("shequn_lab.cases.runs.simulate", lambda *_, **__: pytest.fail("simulated again"))
    told: list[int] = []
    pd.testing.assert_frame_equal(
        trial.summary(), try_plan(changed(), seeds=N, cache=cache, done=lambda: told.append(1)).summary()
    )
    assert len(told) == N


def test_the_figures_are_those_of_the_public_metrics_on_the_same_seeds(trial, changed):
    plan = changed()
    case = as_case(plan, translate(plan))
    for run, seed in enumerate(seeds_of(case, 2)):
        community = simulate(case.baseline, seed=seed)
        day = community.observed.start
        late = community.between(day + pd.Timedelta(days=7), community.observed.end)
        assert trial.figures("active")[run] == pytest.approx(metrics.mean_daily_active(late).value)
        assert trial.figures("back")[run] == pytest.approx(metrics.retention_within(community, 7).value)
        assert trial.figures("promotion")[run] == pytest.approx(metrics.promotion_share(community).value)
        assert trial.figures("revenue")[run] == pytest.approx(metrics.net_revenue(community).value)
        spans = [(day + pd.Timedelta(days=a), day + pd.Timedelta(days=b)) for a, b in ((0, 7), (14, 21))]
        change = metrics.relative_change(community, "members_present", before=spans[0], after=spans[1])
        assert trial.figures("more")[run] == pytest.approx(change.value)


def test_the_share_that_meets_a_target_is_counted_as_by_hand(trial):
    summary = trial.summary().set_index("target")
    limits = {"active": 8, "back": 0.4, "promotion": 0.2, "revenue": 30_000, "more": 0.3}
    every = np.ones(N, dtype=bool)
    for id, asked in limits.items():
        values = [float(value) for value in trial.figures(id)]
        met = [value <= asked if id == "promotion" else value >= asked for value in values]
        row = summary.loc[id]
        assert (row["k"], row["n"], row["unmeasured"], row["limit"]) == (sum(met), N, 0, asked)
        interval = binomtest(sum(met), N).proportion_ci(0.95, method="wilson")
        assert (row["share_low"], row["share_high"]) == pytest.approx((interval.low, interval.high), abs=1e-6)
        assert row["median"] == pytest.approx(np.median(values))
        every &= met
    assert trial.together["k"] == every.sum()
    # At least one target is met in some runs and not in others, or all of this could be said of anything.
    assert summary["share"].between(0, 1, inclusive="neither").any()


def test_a_limit_itself_is_met(trial):
    values = trial.figures("promotion")
    exactly = float(values.iloc[0])
    targets = [{"id": "promotion", "metric": "promotion_share", "at_most": exactly}]
    assert (values <= exactly).sum() >= 1
    plan = plan_from({**PLAIN, "targets": targets}, file="small.yaml")
    assert Trial(plan, trial.translation, trial.result).met("promotion").iloc[0]


def test_what_no_run_can_measure_has_no_share(changed, tmp_path):
    plan = changed({"targets.1.params": {"n": 30}})
    row = try_plan(plan, seeds=2, cache=tmp_path).summary().set_index("target").loc["back"]
    assert (row["n"], row["unmeasured"]) == (0, 2)
    assert np.isnan([row["share"], row["median"]]).all()


def test_a_range_is_drawn_anew_in_each_run(changed, tmp_path):
    given = [{"parameter": "leaves_per_day", "low": 0.001, "high": 0.02, "reason": "not known"}]
    tried = try_plan(changed({"assumptions": given}), seeds=3, cache=tmp_path)
    assert tried.result.draws["leaves_per_day"].nunique() == 3
    assert len(tried.result.tornado("active")) == 1


def test_what_cannot_be_tried_is_said_in_one_line(changed, trial):
    with pytest.raises(NotEnoughDataError, match="no KPI target"):
        try_plan(changed({"targets": []}))
    with pytest.raises(OptionError, match="number of seeds is 1"):
        try_plan(changed(), seeds=1)
    with pytest.raises(UnknownNameError, match="did you mean 'active'"):
        trial.figures("activ")
