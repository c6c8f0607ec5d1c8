"""A plan's file: everything wrong is told at once, one clear line each."""

from __future__ import annotations

import datetime as dt
from typing import Literal, get_args, get_origin, get_type_hints

import pytest
from small_plan import PLAIN

from shequn_lab import metrics
from shequn_lab.cases.measuring import takes
from shequn_lab.errors import OptionError, ReadError, UnknownNameError
from shequn_lab.plan import PlanError, check_plan, list_plans, load_plan
from shequn_lab.plan.loading import template
from shequn_lab.plan.reading import TARGETS, plan_from
from shequn_lab.terms import LANGUAGES, in_language

_TARGET = PLAIN["targets"][0]


@pytest.mark.parametrize(
    ("changes", "where", "said"),
    [
        ({"gaol": {}}, "gaol", "did you mean goal?"),
        ({"goal.days": 5}, "goal.days", "5 is no whole number from 7 to 3650"),
        ({"goal.days": 30.5}, "goal.days", "30.5 is no whole number"),
        ({"goal.start": "soon"}, "goal.start", "should be a date, but is 'soon'"),
        ({"goal": "grow"}, "goal", "should be keys and values"),
        ({"persona.active_hours": [25]}, "persona.active_hours[1]", "25 is no whole number from 0 to 23"),
        ({"persona.interests": "coffee"}, "persona.interests", "should be a list"),
        ({"persona.who": {"zh": "学生"}}, "persona.who.en", "is missing"),
        ({"platform.id": "wechat_grup"}, "platform.id", "did you mean wechat_group?"),
        ({"platform.records": ["order"]}, "platform.records[1]", "did you mean orders?"),
        ({"growth.newcomers_per_day": "3"}, "growth.newcomers_per_day", "should be a number"),
        ({"growth.channels": {"links": 1}}, "growth.channels.links", "did you mean link?"),
        ({"calendar.0.weekdays": ["Mo"]}, "calendar[1].weekdays[1]", "did you mean Mon?"),
        ({"calendar.0.category": None}, "calendar[1].category", "is missing"),
        ({"activities.0.participation_share": 30}, "activities[1].participation_share", "is not between 0 and 1"),
        ({"sales.margin_share": True}, "sales.margin_share", "should be a number"),
        ({"targets.0.metric": "mean_daily_activ"}, "targets[1].metric", "did you mean mean_daily_active?"),
        ({"targets.0.at_most": 9}, "targets[1]", "needs at_least or at_most, and only one"),
        ({"targets.0.after": [7, 22]}, "targets[1].after", "counted from 0 to 21"),
        ({"targets.0.before": [0, 7]}, "targets[1]", "before does not go with compare: level"),
        ({"targets.1.params": {"m": 7}}, "targets[2].params.m", "there is no parameter 'm'"),
        ({"targets.1.params": {}}, "targets[2].params.n", "is missing"),
        ({"targets.1.params": {"n": "seven"}}, "targets[2].params.n", "should be a number"),
        ({"targets.1.params": {"n": 7, "clock": "elapse"}}, "targets[2].params.clock", "did you mean elapsed?"),
        ({"targets.1.metric": "source_mix"}, "targets[2].metric", "'source_mix' is not one of the choices"),
        ({"targets.1.params": 7}, "targets[2].params", "should be keys and values"),
        ({"budget.currency": "yuan"}, "budget.currency", "'yuan' is no currency"),
        ({"targets.1.id": "active"}, "targets", "'active' is written twice"),
        ({"assumptions": [{"parameter": "leaves", "reason": "x", "value": 1}]}, "assumptions[1].parameter", "no param"),
        (
            {"assumptions": [{"parameter": "leaves_per_day", "reason": "x", "low": 0.2}]},
            "assumptions[1]",
            "needs value, or low and high",
        ),
        (
            {"assumptions": [{"parameter": "leaves_per_day", "reason": "x", "value": 3}]},
            "assumptions[1]",
            "3 is not between 0 and 0.5",
        ),
    ],
    ids=str,
)
def test_what_cannot_be_read_is_one_clear_line(changed, changes, where, said):
    with pytest.raises(PlanError) as raised:
        changed(changes)
    lines = [problem for problem in raised.value.problems if problem.column == where]
    assert any(said in str(line) for line in lines), str(raised.value)
    assert all(len(str(line).splitlines()) == 1 for line in raised.value.problems)


def test_everything_wrong_is_told_at_once_with_its_line(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text("name: Mine\ngoal:\n  days: two\nteam: [{people: 0}]\n", encoding="utf-8")
    with pytest.raises(PlanError) as raised:
        load_plan(path)
    places = {(problem.table, problem.column, problem.row) for problem in raised.value.problems}
    assert places == {
        ("mine.yaml", "goal.days", "3"),
        ("mine.yaml", "team[1].people", "4"),
        ("mine.yaml", "team[1].role", "4"),
    }


@pytest.mark.parametrize("text", ["goal: [1", "&a [*a]", "", "- 1"])
def test_a_file_that_is_no_plan_is_refused_in_one_line(tmp_path, text):
    (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(PlanError) as raised:
        load_plan(tmp_path / "mine.yaml")
    assert len(str(raised.value).splitlines()) == 1


def test_a_plan_that_is_not_there_is_named(tmp_path):
    with pytest.raises(UnknownNameError, match="did you mean 'sound'"):
        load_plan("sond")
    with pytest.raises(ReadError, match="nowhere"):
        load_plan(tmp_path / "nowhere.yaml")


def test_a_text_in_one_language_stands_for_both():
    plan = plan_from({"name": "林的群", "goal": {"statement": {"zh": "一起学", "en": "Learn together"}}}, file="x.yaml")
    assert (str(plan.name), str(plan.goal.statement)) == ("林的群", "Learn together")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_empty_plan_can_be_read_and_lacks_everything_and_nothing_else_is_wrong(tmp_path, lang):
    (tmp_path / "mine.yaml").write_text(template(lang), encoding="utf-8")
    findings = check_plan(load_plan(tmp_path / "mine.yaml"))
    assert {finding.kind for finding in findings} == {"missing"}
    assert {"no_name", "no_goal", "no_persona", "no_rules", "no_team", "no_targets"} <= {f.id for f in findings}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_lines_a_student_takes_the_mark_away_from_can_be_read(tmp_path, lang):
    lines = [line[1:] if line.startswith("#  ") else line for line in template(lang).splitlines()]
    lists = ("team:", "calendar:", "activities:", "targets:", "assumptions:")
    text = "\n".join(line.replace(" []", "") if line.startswith(lists) else line for line in lines)
    (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
    plan = load_plan(tmp_path / "mine.yaml")
    assert all(getattr(plan, name.rstrip(":")) for name in lists)


def test_the_empty_plans_of_both_languages_have_the_same_keys():
    bare = [[line.partition("#")[0].rstrip() for line in template(lang).splitlines()] for lang in LANGUAGES]
    assert bare[0] == bare[1]


def test_examples_have_texts_in_both_languages():
    for name in list_plans():
        plan = load_plan(name)
        with in_language("zh"):
            zh = str(plan.goal.statement)
        assert zh != str(plan.goal.statement)


@pytest.mark.parametrize("metric", TARGETS)
def test_every_parameter_of_a_figure_is_of_a_kind_that_is_checked(metric):
    hints = get_type_hints(getattr(metrics, metric))
    for name in takes(metric):
        kinds = set(get_args(hints[name])) or {hints[name]}
        known = kinds <= {int, float, bool, str, dt.date, type(None)}
        assert known or get_origin(hints[name]) is Literal, (metric, name, hints[name])


def test_changes_are_put_where_findings_would_point_and_the_file_stays_as_it_is():
    changes = {"growth.newcomers_per_day": 5, "targets[2].at_least": 0.3, "rules.penalties": None}
    plan, shipped = load_plan("sound", changes), load_plan("sound")
    assert (plan.growth.newcomers_per_day, plan.targets[1].at_least) == (5, 0.3)
    assert shipped.growth.newcomers_per_day != 5
    assert shipped.targets[1].at_least != 0.3
    assert "rules.penalties" in {finding.where for finding in check_plan(plan)}


def test_the_place_after_the_last_adds_to_a_list():
    n = len(load_plan("sound").targets)
    one_more = {"id": "mau", "metric": "mean_daily_active", "at_least": 1}
    assert [target.id for target in load_plan("sound", {f"targets[{n + 1}]": one_more}).targets][n:] == ["mau"]


@pytest.mark.parametrize("where", ["targets[99].at_least", "targets[0]", "targets.at_least", "goal[1]"])
def test_a_place_that_a_plan_does_not_have_is_one_clear_line(where):
    with pytest.raises(OptionError, match="the plan has no place"):
        load_plan("sound", {where: 1})


def test_a_changed_plan_is_checked_like_a_file():
    with pytest.raises(PlanError, match=r"goal\.days"):
        load_plan("sound", {"goal.days": "long"})
