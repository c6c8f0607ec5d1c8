"""A plan becomes a scenario, and every parameter is either set by a line of it or at its default."""

from __future__ import annotations

import dataclasses

import pytest

from shequn_lab.errors import NotEnoughDataError
from shequn_lab.plan import translate
from shequn_lab.simulate import Scenario
from shequn_lab.simulate.parameters import parameters
from shequn_lab.simulate.parts import ACTIVITIES, CHANNELS


def test_each_line_sets_its_parameter(changed):
    scenario = translate(changed()).scenario
    assert (scenario.n_days, scenario.n_founders, scenario.founding_days) == (21, 40, 10)
    assert (scenario.joins_per_day, scenario.n_admins, scenario.place_capacity) == (2, 2, 500)
    assert dict(zip(CHANNELS, scenario.channel_shares, strict=True)) == {
        "search": 0, "link": 0.5, "qr": 0, "referral": 0.5, "offline": 0,
    }  # fmt: skip
    assert scenario.posts_per_day == pytest.approx(10 / 7)
    assert scenario.promotion_share == pytest.approx(0.2)
    # Of the eight others seven are tips and one is a poll.
    assert scenario.category_shares == pytest.approx((7 / 8, 1 / 8, 0, 0, 0, 0))
    assert scenario.form_shares == pytest.approx((0.7, 0.3, 0, 0, 0, 0))
    assert scenario.posting_hours == (12, 20.5, 12, 20.5)
    at = ACTIVITIES.index("check_in")
    assert scenario.activities_per_month[at] == 2 == sum(scenario.activities_per_month)
    assert scenario.activity_cost_minor[at] == 10_000
    assert scenario.activity_cost_minor[at - 1] == Scenario().activity_cost_minor[at - 1]
    assert scenario.latency_hours == 2
    assert (scenario.price_minor, scenario.margin_share) == (1_250, 0.3)
    assert scenario.first_orders_per_day == pytest.approx(0.02)
    assert scenario.hour_factors[12] == scenario.hour_factors[20] == max(scenario.hour_factors)


def test_the_list_of_settings_is_the_whole_difference_from_the_default(changed):
    translated = translate(changed({"assumptions": [{"parameter": "leaves_per_day", "value": 0.01, "reason": "x"}]}))
    told = {setting.parameter.partition("[")[0] for setting in translated.settings}
    names = {name for name, _, _ in parameters(Scenario)}
    differs = {name for name in names if getattr(translated.scenario, name) != getattr(Scenario(), name)}
    assert differs <= told
    assert told | set(translated.defaults) == names
    assert not told & set(translated.defaults)
    for setting in translated.settings:
        held = getattr(translated.scenario, setting.parameter)
        assert held == (tuple(setting.value) if isinstance(setting.value, list) else setting.value)


def test_activities_of_one_kind_are_added_and_averaged_by_how_often(changed):
    base = changed().activities[0]
    plan = dataclasses.replace(
        changed(),
        activities=(
            dataclasses.replace(base, per_month=1, cost=300, participation_share=0.2),
            dataclasses.replace(base, per_month=3, cost=100, participation_share=None),
        ),
    )
    scenario, at = translate(plan).scenario, ACTIVITIES.index("check_in")
    assert scenario.activities_per_month[at] == 4
    assert scenario.activity_cost_minor[at] == pytest.approx(15_000)
    # Only one of them says how many take part.
    assert scenario.participation_shares[at] == 0.2


def test_an_assumption_with_a_range_is_drawn_and_its_middle_is_held(changed):
    given = [{"parameter": "tier_shares[core]", "low": 0.02, "high": 0.04, "reason": "not known"}]
    translated = translate(changed({"assumptions": given}))
    assert [(r.parameter, r.low, r.high) for r in translated.ranges] == [("tier_shares[core]", 0.02, 0.04)]
    assert translated.scenario.tier_shares[0] == pytest.approx(0.03)
    assert sum(translated.scenario.tier_shares) == pytest.approx(1)


def test_more_posts_than_the_simulator_publishes_are_cut_and_the_rule_says_so(changed):
    plan = changed({"calendar": [{"what": "tip", "category": "fun", "form": "text", "weekdays": "daily"}] * 6})
    translated = translate(plan)
    assert translated.scenario.posts_per_day == 4
    assert "at most 4" in next(str(s.rule) for s in translated.settings if s.parameter == "posts_per_day")


@pytest.mark.parametrize("where", ["goal.days", "growth.members_at_start", "growth.newcomers_per_day"])
def test_a_plan_without_length_or_people_is_not_simulated_on_defaults(changed, where):
    with pytest.raises(NotEnoughDataError, match=where):
        translate(changed({where: None}))
