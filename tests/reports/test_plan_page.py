"""The page of a plan: what it says of targets and checks is what was found."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

sys.path.append(str(Path(__file__).parents[1] / "plan"))
from small_plan import PLAIN

from shequn_lab.cases import Rerun
from shequn_lab.cases.design import Pair
from shequn_lab.errors import UnknownNameError
from shequn_lab.plan import Trial, check_plan, load_plan, translate
from shequn_lab.plan.reading import plan_from
from shequn_lab.plan.trial import as_case
from shequn_lab.reports import plan_parameters, plan_sections
from shequn_lab.reports.plan_page import PlanPage, planned_pages
from shequn_lab.terms import in_language

N = 40
_RANGE = {"parameter": "leaves_per_day", "low": 0.001, "high": 0.02, "reason": "not known"}


@pytest.fixture
def trial() -> Trial:
    """As if many runs had been made: three in four meet the first target, none the second, the last is never seen."""
    plan = plan_from({**PLAIN, "assumptions": [_RANGE]}, file="small.yaml")
    translated = translate(plan)
    case = as_case(plan, translated)
    figures = {
        "active": np.where(np.arange(N) < 30, 9.0, 7.0),
        "back": np.full(N, 0.1),
        "promotion": np.full(N, 0.2),
        "revenue": np.linspace(10_000, 50_000, N),
        "more": np.full(N, np.nan),
    }
    values = [pd.DataFrame({"reading": i, "run": range(N), "baseline": v, "treated": v}) for i, v in figures.items()]
    alone = [
        {"reading": i, "parameter": parameter, "end": end, "seed": seed, "value": value + seed / 100}
        for i in figures
        for parameter, end, value in (("", "nominal", 8), ("leaves_per_day", "low", 9), ("leaves_per_day", "high", 7))
        for seed in (1, 2)
    ]
    drawn = pd.DataFrame({"leaves_per_day": np.linspace(0.001, 0.02, N)})
    scenario = translated.scenario
    result = Rerun(case, {}, case.ranges, Pair(scenario, scenario), drawn, pd.concat(values), pd.DataFrame(alone))
    return Trial(plan, translated, result)


def test_the_title_counts_targets_by_how_often_they_are_met(trial):
    title = plan_sections.title(trial)
    assert title == "Of 5 targets, met in at least half of the runs: 3; in fewer: 0; in none: 1; not measurable: 1"


def test_the_table_holds_each_target_with_its_share_and_interval(trial, language):
    words = plan_sections.targets(trial).markup()
    assert "75.0%" in words
    assert "59.8%–85.8%" in words
    assert "≤ 20.0%" in words
    assert "≥ 300.00" in words
    assert ("量得到全部目标" if language == "zh" else "In no run can every target be measured") in words


def test_each_target_has_a_figure_that_says_what_was_asked(trial, language):
    words = plan_sections.figures(trial).markup()
    assert words.count("<figure") == len(trial.plan.targets)
    never = {"zh": "没有一次模拟能量到", "en": "it could be measured in no run"}[language]
    assert never in words
    assert ("（其余不变" if language == "zh" else "all else held") in words


def test_every_parameter_stands_in_the_translation_with_its_place(trial, language):
    words = plan_parameters.translation(trial).markup()
    for setting in trial.translation.settings:
        assert f"<code>{setting.where}</code>" in words
        assert f"<code>{setting.parameter}</code>" in words
    for parameter in trial.translation.defaults:
        assert f"<code>{parameter}</code>" in words


@pytest.mark.parametrize("name", ["incomplete", "contradictory"])
def test_every_finding_stands_on_the_page_with_reason_and_remedy(name, language):
    findings = check_plan(load_plan(name))
    words = plan_sections.checks(findings).markup()
    for finding in findings:
        assert finding.where in words
        assert finding.rows in words
    assert words.count("<tr>") == len(findings) + 1


def test_a_target_nobody_would_see_is_said_to_be_one(trial):
    assert plan_sections.unseen(trial.plan) == ""
    hidden = plan_from({**PLAIN, "platform": {"id": "wechat_group"}}, file="small.yaml")
    assert plan_sections.unseen(hidden).endswith("would not see them: net revenue.")


def test_a_plan_without_findings_says_what_that_does_not_mean(language):
    words = plan_sections.checks([]).markup()
    assert ("不看它好不好" if language == "zh" else "not at whether it is a good one") in words


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_plan_that_cannot_be_tested_has_a_page_of_checks_and_no_badge(lang):
    page = PlanPage("incomplete", language=lang)
    blocks = [page.heading(), page.story(), page.checks(), page.targets(), page.figures(), page.translation()]
    words = "".join(block.markup() for block in [*blocks, page.methods(), page.provenance()])
    assert 'class="badge"' not in words
    assert "growth.newcomers_per_day" in words
    assert 'id="targets"' not in words


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_of_a_trial_says_that_it_is_synthetic(tmp_path, lang):
    plain = {**PLAIN, "targets": PLAIN["targets"][:2]}
    (tmp_path / "mine.yaml").write_text(yaml.safe_dump(plain), encoding="utf-8")
    page = PlanPage(str(tmp_path / "mine.yaml"), language=lang, seeds=2, cache=str(tmp_path))
    with in_language(lang):
        assert 'class="badge"' in page.heading().markup()
        assert page.targets().markup().count("<tr>") == 3
        assert ("合成数据" if lang == "zh" else "synthetic data") in page.methods().markup()


def test_pages_are_planned_for_each_language_and_know_each_other(tmp_path):
    zh, en = planned_pages("sound", load_plan("sound"), ["zh", "en"], tmp_path, seeds=4)
    assert (zh.path.name, zh.parameters["other_href"]) == ("sound.plan.zh.html", "sound.plan.en.html")
    assert (en.template, en.parameters["plan"], en.parameters["seeds"]) == ("plan", "sound", 4)
    with pytest.raises(UnknownNameError, match="did you mean 'seeds'"):
        planned_pages("sound", load_plan("sound"), ["zh"], tmp_path, sedes=4)
