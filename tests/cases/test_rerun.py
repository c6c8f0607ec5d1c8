"""Many runs of one case: on the same luck, whatever the number of processes, and kept over a kill."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from small_case import plain, small

from shequn_lab import metrics
from shequn_lab.cases import Rerun, rerun, what_if
from shequn_lab.cases.cache import Runs, run_key
from shequn_lab.cases.check import case_from
from shequn_lab.cases.design import draws, seeds
from shequn_lab.cases.runs import TORNADO_SEEDS, plan
from shequn_lab.errors import OptionError, UnknownNameError
from shequn_lab.simulate import ScenarioError, simulate

N = 4


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def found(cache) -> Rerun:
    return rerun(small(), seeds=N, cache=cache)


def equal(one: Rerun, two: Rerun) -> None:
    for name in ("draws", "values", "alone"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(two, name))


def test_two_processes_find_what_one_finds(tmp_path):
    equal(*(rerun(small(), seeds=2, jobs=jobs, cache=tmp_path / str(jobs)) for jobs in (1, 2)))


def test_a_second_rerun_makes_no_run_anew(found, cache, monkeypatch):
    monkeypatch.setattr("shequn_lab.cases.runs.simulate", lambda *_, **__: pytest.fail("simulated again"))
    told: list[int] = []
    equal(found, rerun(small(), seeds=N, cache=cache, done=lambda: told.append(1)))
    assert len(told) == len(plan(small(), n_seeds=N).tasks())


def test_after_a_kill_only_what_is_missing_is_made(found, cache, tmp_path, monkeypatch):
    whole = Runs(small(), cache).path
    kept = whole.read_text(encoding="utf-8").splitlines()
    # Three whole lines, and one that was cut short.
    cut = "\n".join([*kept[:4], kept[4][:40]])
    (tmp_path / whole.name).write_text(cut, encoding="utf-8")
    made: list[int] = []
    monkeypatch.setattr("shequn_lab.cases.runs.simulate", lambda *a, **k: (made.append(1), simulate(*a, **k))[1])
    equal(found, rerun(small(), seeds=N, cache=tmp_path))
    assert len(made) == len(plan(small(), n_seeds=N).tasks()) - 3


def test_other_readings_or_scenarios_have_other_runs(tmp_path):
    case = small()
    asked = plain()
    asked["claims"][0]["readings"][0]["after"] = [16, 23]
    assert Runs(case, tmp_path).path != Runs(case_from(asked, name="small"), tmp_path).path
    assert run_key(case.baseline, 1) != run_key(case.treated, 1)
    assert run_key(case.baseline, 1) != run_key(case.baseline, 2)


def test_rewording_a_case_makes_no_run_anew(tmp_path):
    case = small()
    reworded = small(title={"zh": "别的题", "en": "Another title"})
    assert Runs(case, tmp_path).path == Runs(reworded, tmp_path).path
    assert run_key(case.treated, 1) == run_key(reworded.treated, 1)


def test_values_are_those_of_the_public_metrics_on_the_same_runs(found):
    planned, figures = plan(small(), n_seeds=N), found.figures("grown")
    baseline, treated = (simulate(task.scenario, seed=task.seed) for task in planned.pairs[2])
    for community, value in ((baseline, figures["baseline"][2]), (treated, figures["treated"][2])):
        day = community.observed.start
        spans = [(day + pd.Timedelta(days=a), day + pd.Timedelta(days=b)) for a, b in ((0, 7), (17, 24))]
        change = metrics.relative_change(community, "members_present", before=spans[0], after=spans[1])
        assert value == pytest.approx(change.value)
    present = metrics.members_present(treated).value
    assert found.figures("present")["treated"][2] == 10 * present
    joins = [metrics.joins_total(community).value for community in (baseline, treated)]
    assert found.figures("came_more")["treated"][2] == pytest.approx(joins[1] / joins[0] - 1)


def test_a_scenario_lifts_nothing_over_itself(found):
    assert (found.figures("came_more")["baseline"] == 0).all()


def test_the_summary_counts_the_runs_that_reach_the_claim(found):
    row = found.summary().set_index(["reading", "side"]).loc[("grown", "treated")]
    values = found.figures("grown")["treated"]
    assert (row["k"], row["n"]) == ((values >= 1.0).sum(), N)
    assert row["error"] == pytest.approx(values.std(ddof=1) / np.sqrt(N))
    assert row["share_low"] <= row["share"] <= row["share_high"]
    question = found.summary().set_index(["reading", "side"]).loc[("came_more", "treated")]
    assert np.isnan(question["share"])


def test_the_tornado_moves_one_parameter_and_finds_the_one_that_matters(found):
    frame = found.tornado("grown").set_index("parameter")
    assert frame.index[0] == "joins_per_day"
    assert frame.loc["joins_per_day", "swing"] > 0 > frame.loc["leaves_per_day", "swing"]
    assert (frame["nominal"].nunique(), found.alone["seed"].nunique()) == (1, min(N, TORNADO_SEEDS))


def test_the_draws_fill_each_range_evenly_and_stay_inside():
    case = small()
    drawn = draws(case, case.ranges, 40)
    for range_ in case.ranges:
        values = drawn[range_.parameter]
        assert values.between(range_.low, range_.high).all()
        thirds = np.histogram(values, 4, (range_.low, range_.high))[0]
        assert thirds.min() >= 8
    assert (drawn["n_founders"] % 1 == 0).all()


def test_more_runs_keep_the_seeds_of_fewer():
    assert seeds(small(), 9)[:4] == seeds(small(), 4)


def test_what_belongs_to_the_treatment_moves_in_the_treated_scenario_only():
    for baseline, treated in plan(small(), n_seeds=4).pairs:
        assert baseline.scenario.joins_per_day == 1
        assert treated.scenario.joins_per_day != 1
        assert baseline.scenario.leaves_per_day == treated.scenario.leaves_per_day
        assert baseline.seed == treated.seed


def test_a_parameter_that_is_set_is_not_drawn():
    planned = plan(small(), n_seeds=4, set={"leaves_per_day": 0.01, "promotion_share": 0.6, "joins_per_day": 2.0})
    assert {r.parameter for r in planned.ranges} == {"n_founders"}
    for baseline, treated in planned.pairs:
        assert (baseline.scenario.leaves_per_day, treated.scenario.leaves_per_day) == (0.01, 0.01)
        assert (baseline.scenario.promotion_share, treated.scenario.promotion_share) == (0.6, 0.6)
        assert (baseline.scenario.joins_per_day, treated.scenario.joins_per_day) == (1.0, 2.0)


def test_a_part_of_a_parameter_can_be_set():
    planned = plan(small(), n_seeds=2, set={"tier_shares[core]": 0.1})
    shares = planned.pair.treated.tier_shares
    assert shares[0] == pytest.approx(0.1)
    assert sum(shares) == pytest.approx(1)


def test_thirds_count_every_run_once(found):
    frame = found.thirds("grown")
    assert (frame.groupby("parameter")["n"].sum() == N).all()
    assert (frame.groupby("parameter")["k"].sum() == (found.figures("grown")["treated"] >= 1).sum()).all()


def test_what_if_changes_one_thing_on_the_same_luck():
    both = what_if(small(), promotion_share=0.9)
    assert both.as_told.members["joined_at"].equals(both.changed.members["joined_at"])
    shares = [metrics.promotion_share(community).value for community in (both.as_told, both.changed)]
    assert shares[1] > shares[0]


def test_impossible_wishes_are_refused_before_anything_runs(tmp_path):
    with pytest.raises(ScenarioError, match="did you mean promotion_share"):
        rerun(small(), seeds=N, cache=tmp_path, set={"promotoin_share": 0.6})
    with pytest.raises(OptionError, match="number of seeds is 1"):
        rerun(small(), seeds=1, cache=tmp_path)
    with pytest.raises(OptionError, match="processes is 0"):
        rerun(small(), seeds=N, jobs=0, cache=tmp_path)
    assert not list(tmp_path.iterdir())


def test_an_unknown_reading_is_named_with_the_one_probably_meant(found):
    with pytest.raises(UnknownNameError, match="grown"):
        found.figures("growm")
