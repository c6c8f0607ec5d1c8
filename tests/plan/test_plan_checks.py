"""Every check finds what it looks for in a plan made for it, and nothing in a sound one."""

from __future__ import annotations

import pytest
from small_plan import ACTIVITY, PLAIN

from shequn_lab.plan import CHECKS, check_plan, list_plans, load_plan
from shequn_lab.plan.checking import fails
from shequn_lab.terms import LANGUAGES, in_language

_TARGETS, _TEAM, _CALENDAR = PLAIN["targets"], PLAIN["team"][0], PLAIN["calendar"]
_PROMOTION = {**_CALENDAR[2], "weekdays": ["Mon", "Tue", "Thu", "Sat"]}


def target(**given):
    return [*_TARGETS, {"id": "extra", **given}]


#: For each check the change that makes it fire, and where.
FIRES = {
    "no_name": ({"name": None}, "name"),
    "no_goal": ({"goal.statement": None}, "goal.statement"),
    "no_days": ({"goal.days": None}, "goal.days"),
    "no_targets": ({"targets": []}, "targets"),
    "goal_unmeasured": ({"goal.target": "wealth"}, "goal.target"),
    "no_persona": ({"persona": None}, "persona"),
    "persona_thin": ({"persona.pains": []}, "persona.pains"),
    "no_platform": ({"platform.id": None}, "platform.id"),
    "no_members": ({"growth.members_at_start": None}, "growth.members_at_start"),
    "no_threshold": ({"growth.threshold": None}, "growth.threshold"),
    "no_rules": ({"rules": None}, "rules"),
    "rules_thin": ({"rules.disclaimer": None}, "rules.disclaimer"),
    "no_advertising_rule": ({"rules.advertising": None}, "rules.advertising"),
    "no_penalties": ({"rules.penalties": None}, "rules.penalties"),
    "rules_unseen": ({"rules.shown_in": ["notice"]}, "rules.shown_in"),
    "no_team": ({"team": []}, "team"),
    "seat_thin": ({"team.0.duties": None}, "team[1].duties"),
    "no_calendar": ({"calendar": []}, "calendar"),
    "no_activities": ({"activities": []}, "activities"),
    "activity_unmeasured": ({"activities.0.target": "fun"}, "activities[1].target"),
    "activity_thin": ({"activities.0.reward": None}, "activities[1].reward"),
    "no_budget": ({"budget.total": None}, "budget.total"),
    "target_unfed": ({"sales": None}, "targets[4].metric"),
    "name_clash": ({"persona.competitors": ["Other", " sMALL"]}, "name"),
    "named_twice": ({"activities": [ACTIVITY, {**ACTIVITY, "cost": 1}]}, "activities[2].name"),
    "platform_foreign": ({"persona.platforms": ["forum"]}, "platform.id"),
    "forms_foreign": ({"persona.forms": ["live"]}, "calendar"),
    "hours_missed": ({"persona.active_hours": [7]}, "calendar"),
    "promotion_ceiling": ({"calendar.2": _PROMOTION}, "calendar[3]"),
    "promotion_run": ({"calendar": [{**_PROMOTION, "weekdays": ["Sun", "Mon"]}, *_CALENDAR[1:]]}, "calendar"),
    "push_frequency": ({"calendar": _CALENDAR[1:]}, "calendar"),
    "content_alike": ({"calendar": [_CALENDAR[0], _CALENDAR[2]]}, "calendar"),
    "calendar_capacity": ({"calendar.0.hours_of_work": 3}, "calendar"),
    "newcomer_capacity": ({"growth.newcomers_per_day": 50}, "growth.newcomers_per_day"),
    "team_capacity": ({"calendar.0.hours_of_work": 2}, "team"),
    "budget_short": ({"budget.total": 200}, "budget.total"),
    "target_unobservable": ({"targets": target(metric="reach_total", at_least=1)}, "targets[6].metric"),
    "target_against_plan": ({"targets": target(metric="joins_total", at_least=43)}, "targets[6].at_least"),
    "target_too_long": (
        {"targets": target(metric="retention_on", params={"n": 21}, at_least=0.1)},
        "targets[6].params.n",
    ),
    "assumption_overrides": (
        {"assumptions": [{"parameter": "hour_factors[03]", "value": 1, "reason": "why not"}]},
        "assumptions[1].parameter",
    ),
    "warm_up_span": ({"activities.0.warm_up_days": 14}, "activities[1].warm_up_days"),
}


def test_every_check_is_tried_here():
    assert set(FIRES) == set(CHECKS)


def test_nothing_is_found_in_a_sound_plan(changed):
    assert check_plan(changed()) == []
    assert check_plan(load_plan("sound")) == []


@pytest.mark.parametrize("id", FIRES)
def test_a_check_finds_what_it_looks_for_and_says_so_in_both_languages(changed, id):
    changes, where = FIRES[id]
    found = [finding for finding in check_plan(changed(changes)) if finding.id == id]
    assert [finding.where for finding in found] == [where]
    words = {}
    for lang in LANGUAGES:
        with in_language(lang):
            words[lang] = str(found[0])
            assert where in words[lang]
            assert CHECKS[id].rows in words[lang]
    assert words["zh"] != words["en"]
    assert all(ord(mark) < 0x2E80 for mark in words["en"])


@pytest.mark.parametrize(
    "changes",
    [
        # Ten posts a week, three of them promotion: the ceiling itself.
        {
            "calendar": [*_CALENDAR[:1], *[{**_CALENDAR[2], "weekdays": [day]} for day in ("Tue", "Thu", "Sat")]],
            "targets.2.at_most": 0.3,
            "calendar.0.category": "fun",
        },
        {"targets": target(metric="joins_total", at_least=42)},
        {"targets": target(metric="retention_on", params={"n": 20}, at_least=0.1)},
        # 140 of two activities of 100 in 21 days, and 100 of print.
        {"budget.total": 240},
        {"activities.0.warm_up_days": 3},
        {"activities.0.warm_up_days": 7},
        {"team.0.people": 1, "team.0.hours_per_week": 9},
    ],
    ids=str,
)
def test_what_is_just_inside_a_limit_is_not_found(changed, changes):
    assert check_plan(changed(changes)) == []


def test_of_a_team_that_does_not_say_its_hours_nobody_knows_what_it_can_do(changed):
    """Hours that are not written are no zero hours."""
    seats = [PLAIN["team"][0], {**_TEAM, "role": "admin", "hours_per_week": None}]
    found = check_plan(changed({"team": seats, "growth.newcomers_per_day": 50}))
    assert [(finding.id, finding.where) for finding in found] == [("seat_thin", "team[2].hours_per_week")]


def test_the_budget_is_one_short(changed):
    assert [finding.id for finding in check_plan(changed({"budget.total": 239}))] == ["budget_short"]


def test_advice_not_followed_is_no_failure(changed):
    assert not fails(check_plan(changed({"activities.0.warm_up_days": 14})))
    assert fails(check_plan(changed({"name": None})))
    assert fails(check_plan(changed({"budget.total": 10})))


def test_the_examples_are_what_their_names_say():
    kinds = {name: {finding.kind for finding in check_plan(load_plan(name))} for name in list_plans()}
    assert kinds["sound"] == set()
    assert "missing" in kinds["incomplete"]
    assert "contradiction" in kinds["contradictory"]
    assert "missing" not in kinds["contradictory"]


def test_a_finding_names_the_line_of_the_file():
    found = {finding.id: finding for finding in check_plan(load_plan("contradictory"))}
    assert found["promotion_ceiling"].line == load_plan("contradictory").lines["calendar[1]"]
    missing = {finding.where: finding for finding in check_plan(load_plan("incomplete"))}
    assert missing["rules.penalties"].line == load_plan("incomplete").lines["rules"]
    assert missing["name"].line is None
