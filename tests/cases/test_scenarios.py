"""A scenario at another size keeps its rates, and one from a file is checked before anything runs."""

from __future__ import annotations

import pytest

from shequn_lab.cases import load_case
from shequn_lab.cases.scenarios import find_scenario, resized
from shequn_lab.errors import OptionError, ReadError
from shequn_lab.simulate import Scenario, ScenarioError


def test_twice_the_members_have_twice_the_newcomers_and_the_same_shares():
    case = load_case("starbucks")
    twice = resized(case.treated, members=2 * case.treated.n_founders)
    assert twice.joins_per_day == 2 * case.treated.joins_per_day
    assert twice.n_followers == 2 * case.treated.n_followers
    assert twice.leaves_per_day == case.treated.leaves_per_day


def test_a_negative_horizon_is_refused():
    with pytest.raises(ScenarioError, match="n_days: -5 is outside the plausible range"):
        resized(Scenario(), days=-5)


def test_without_members_there_is_nothing_to_resize():
    with pytest.raises(OptionError, match="no members on the first day"):
        resized(Scenario(n_founders=0), members=10)


def test_a_scenario_file_holds_names_and_values(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text("n_days: 20\njoins_per_day: 2\n", encoding="utf-8")
    scenario, seed = find_scenario(path)
    assert (scenario.name, scenario.n_days, seed) == ("mine", 20, None)


def test_what_is_wrong_in_a_scenario_file_is_told_in_one_line_each(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text("n_dyas: 20\npromotion_share: 30\nn_founders: many\n", encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        find_scenario(path)
    lines = str(caught.value).splitlines()
    assert len(lines) == 3
    assert any("did you mean n_days" in line for line in lines)


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(ReadError):
        find_scenario(tmp_path / "none.yaml")


def test_the_baseline_of_a_case_can_be_asked_for():
    case = load_case("jd_fans")
    assert find_scenario("jd_fans", baseline=True) == (case.baseline, case.seed)
    assert find_scenario("jd_fans") == (case.treated, case.seed)
