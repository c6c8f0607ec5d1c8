"""The page of a rerun: what it says of the claims is what the runs found."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
import pytest

sys.path.append(str(Path(__file__).parents[1] / "cases"))
from small_case import plain

from shequn_lab.cases import Rerun, parts
from shequn_lab.cases.check import case_from
from shequn_lab.cases.design import Pair, draws
from shequn_lab.errors import OptionError, UnknownNameError
from shequn_lab.reports import rerun_sections
from shequn_lab.reports.rerun_page import planned_pages, settings
from shequn_lab.terms import in_language

N = 40


@pytest.fixture
def result() -> Rerun:
    """As if many runs had been made: the claim comes out where many join."""
    case = case_from(plain(), name="small")
    drawn = draws(case, case.ranges, N)
    grown = (drawn["joins_per_day"] / 5).rename("treated")
    ids = [reading.id for _, reading in case.readings]
    sides = {"grown": grown, "present": grown * 0 + 500, "came_more": grown}
    values = pd.concat(
        [pd.DataFrame({"reading": i, "run": range(N), "baseline": 0.1, "treated": sides[i]}) for i in ids]
    )
    moved = {
        ("", "nominal"): 0.5,
        **{(r.parameter, end): v for r in case.ranges for end, v in (("low", 0.5), ("high", 0.6))},
    }
    moved["joins_per_day", "high"] = 1.5
    alone = [
        {"reading": i, "parameter": p, "end": e, "seed": s, "value": v + s / 100}
        for i in ids
        for (p, e), v in moved.items()
        for s in (1, 2)
    ]
    return Rerun(case, {}, case.ranges, Pair(case.baseline, case.treated), drawn, values, pd.DataFrame(alone))


def test_the_title_counts_the_readings_that_come_out(result):
    assert "1 of 2" not in rerun_sections.title(result)
    assert rerun_sections.title(result).endswith("in fewer: 1; in none: 1")


def test_a_claim_out_of_reach_is_said_to_be_so(result, language):
    words = rerun_sections.readings(result).markup()
    never = {"zh": "无一达到", "en": "No draw inside the stated ranges reaches"}[language]
    bent = {"zh": "模型没有为此改动", "en": "The model was not bent for it"}[language]
    assert words.count(never) == 3  # the title, and what stands for the picture, wide and for the phone
    assert words.count(bent) == 1


def test_the_parameter_that_matters_stands_in_the_title(result):
    words = rerun_sections.readings(result).markup()
    assert "What moves it most is “members expected to join on a day”" in words
    assert "in the lower third of its range in 0% of the draws" in words


def test_every_claim_is_listed_and_the_one_that_maps_to_nothing_says_why(result, language):
    words = rerun_sections.overview(result).markup()
    for claim in result.case.claims:
        assert str(claim.published) in words
    assert str(result.case.claims[1].not_mappable) in words


def test_every_range_is_listed_with_its_reason(result, language):
    words = rerun_sections.ranges(result).markup()
    assert all(range_.parameter in words and str(range_.reason) in words for range_ in result.ranges)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_part_of_a_parameter_has_a_name(language):
    with in_language(language):
        for name in parts.known():
            assert "[" not in rerun_sections.meaning(name)


def test_settings_are_read_as_numbers_lists_and_texts():
    assert settings(["a=0.5", "b=[1, 2]", "c=text"]) == {"a": 0.5, "b": [1, 2], "c": "text"}


@pytest.mark.parametrize("wrong", ["promotion_share", "=3", "a=[1"])
def test_a_setting_that_is_none_is_refused(wrong):
    with pytest.raises(OptionError, match="is not parameter=value"):
        settings([wrong])


def test_pages_are_planned_for_each_language_and_know_each_other(tmp_path):
    zh, en = planned_pages("haier", "haier", ["zh", "en"], tmp_path, seeds=4)
    assert (zh.path.name, zh.parameters["other_href"]) == ("haier.rerun.zh.html", "haier.rerun.en.html")
    assert (en.template, en.parameters["seeds"]) == ("rerun", 4)
    with pytest.raises(UnknownNameError, match="did you mean 'seeds'"):
        planned_pages("haier", "haier", ["zh"], tmp_path, sedes=4)
