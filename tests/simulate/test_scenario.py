"""What a scenario accepts, and how it says no."""

from __future__ import annotations

import dataclasses
import datetime as dt

import numpy as np
import pytest

from shequn_lab.simulate import Scenario, ScenarioError, simulate
from shequn_lab.simulate.parameters import parameters
from shequn_lab.terms import in_language


def problems(**given: object) -> list[str]:
    with in_language("en"), pytest.raises(ScenarioError) as caught:
        Scenario.from_mapping(given)
    return [str(problem) for problem in caught.value.problems]


def test_an_unknown_parameter_says_which_was_probably_meant():
    assert problems(promotion_shares=0.2) == [
        "scenario.promotion_shares: there is no such parameter → did you mean promotion_share?"
    ]


def test_a_name_unlike_any_other_points_to_the_list():
    assert "described()" in problems(zzzz=1)[0]


def test_all_problems_are_told_at_once_one_line_each():
    found = problems(n_days=-3, n_foundrs=1, latency_hours="fast", start="yesterday", timezone="Mars/Base")
    assert len(found) == 5
    assert not any("\n" in line for line in found)
    assert {line.split(":")[0] for line in found} == {
        f"scenario.{name}" for name in ("n_foundrs", "n_days", "latency_hours", "start", "timezone")
    }


def test_a_negative_horizon_is_refused():
    assert problems(n_days=-1) == ["scenario.n_days: -1 is outside the plausible range → stay from 1 to 3,650, in days"]


def test_per_cent_where_a_share_is_meant_says_how_to_write_it():
    assert problems(promotion_share=30)[0].endswith("if you mean 30 per cent, write 0.3")


@pytest.mark.parametrize("written", ["30%", "30 %", "30％"])
def test_a_per_cent_sign_says_how_to_write_the_share(written):
    (line,) = problems(promotion_share=written)
    assert line.startswith(f"scenario.promotion_share: {written!r} is a text with a per cent sign")
    assert line.endswith("→ write shares as fractions: 0.3")


@pytest.mark.parametrize(
    ("given", "found", "remedy"),
    [
        ({"promotion_shares": 0.2}, "没有这个参数", "promotion_share"),
        ({"n_days": -1}, "-1 超出合理范围", "1 到 3,650"),
        ({"refund_share": 30}, "30 不是份额", "写 0.3"),
        ({"refund_share": "30%"}, "带百分号", "0.3"),
        ({"first_orders_per_day": "often"}, "不是数字", "单位：次/天"),
        ({"activities_per_month": [1, 2]}, "应有 5 个值", "lottery, check_in"),
    ],
)
def test_each_mistake_is_one_line_in_chinese_too(given, found, remedy):
    with in_language("zh"), pytest.raises(ScenarioError) as caught:
        Scenario.from_mapping(given)
    assert [str(problem).count("\n") for problem in caught.value.problems] == [0]
    assert found in str(caught.value)
    assert remedy in str(caught.value)


def test_nothing_runs_before_the_scenario_is_sound(monkeypatch):
    monkeypatch.setattr("shequn_lab.simulate.run.world", lambda *a, **k: pytest.fail("something ran"))
    with pytest.raises(ScenarioError):
        simulate(Scenario.from_mapping({"n_days": -5}), seed=1)


@pytest.mark.parametrize("value", ["3 days", None, float("nan"), float("inf"), True, [1]])
def test_what_is_no_number_is_refused(value):
    assert "is not a number" in problems(n_days=value)[0]


def test_a_currency_is_a_code_of_three_capitals():
    assert problems(currency="yuan")[0].endswith("for example CNY")


def test_half_a_member_is_refused():
    assert "not a whole number" in problems(n_founders=10.5)[0]


def test_the_wrong_number_of_parts_names_them_in_order():
    assert problems(tier_shares=[0.5, 0.5])[0].endswith("in this order: core, active, ordinary, lurker")


def test_shares_of_one_whole_must_sum_to_1():
    assert "sum to 0.9" in problems(tier_shares=[0.1, 0.1, 0.3, 0.4])[0]


def test_a_bad_part_is_named():
    assert problems(tier_shares=[-0.1, 0.1, 0.5, 0.5])[0].startswith("scenario.tier_shares[core]")


def test_whole_numbers_written_as_fractions_or_by_numpy_are_taken():
    scenario = Scenario.from_mapping({"n_days": 30.0, "n_founders": np.int64(5), "joins_per_day": np.float64(2)})
    assert (scenario.n_days, scenario.n_founders, scenario.joins_per_day) == (30, 5, 2.0)
    assert isinstance(scenario.n_days, int)


def test_a_scenario_survives_the_way_to_plain_values_and_back():
    scenario = Scenario(n_days=20, start="2025-05-01", tier_shares=[0.1, 0.2, 0.3, 0.4])
    assert Scenario.from_mapping(scenario.to_mapping()) == scenario
    assert scenario.start == dt.date(2025, 5, 1)
    assert scenario.replace(n_days=21).n_days == 21


def test_a_scenario_is_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Scenario().n_days = 3  # type: ignore[misc]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_parameter_is_explained_in_both_languages(language):
    with in_language(language):
        frame = Scenario(promotion_share=0.5).described()
    assert {name.split("[")[0] for name in frame.index} == {name for name, *_ in parameters(Scenario())}
    assert not frame.isna().any().any()
    assert tuple(frame.loc["promotion_share"].iloc[1:3]) == (0.5, 0.24)


def test_every_default_lies_inside_its_range_and_every_field_is_described():
    described = {name for name, *_ in parameters(Scenario())}
    named = {field.name for field in dataclasses.fields(Scenario)}
    assert named - described == {"name", "title_zh", "title_en", "start", "timezone", "currency", "split_way"}
