"""The eleven cases hold what the course tells of them, and nothing is left open."""

from __future__ import annotations

import dataclasses
import re

import pytest

from shequn_lab.cases import Words, list_cases, load_case
from shequn_lab.errors import UnknownNameError
from shequn_lab.terms import in_language, term

CASES = list_cases()
#: Published figures, as the course lists them: case to the values its claims hold.
PUBLISHED = {
    "sports_douyin": {0.40, 0.25},
    "baby_xiaohongshu": {0.30, 0.20},
    "beauty_wechat": {100_000_000, 0.90},
    "xiaomi": {100_000_000, 0},
    "haier": set(),
    "nike_run": set(),
    "jd_fans": {5_000_000},
    "starbucks": {0.20, 0.30},
    "sports_cross": {10_000_000, 0.40},
    "tmall_lists": set(),
    "review_platform": set(),
}
COUNTS = ("members", "minor", "people", "joins", "views", "count", "plays", "posts")


def test_the_cases_stand_in_the_order_of_the_course():
    assert [case.number for case in CASES] == [f"C{n}" for n in range(1, 12)]
    assert [case.id for case in CASES] == list(PUBLISHED)


@pytest.mark.parametrize("case", CASES, ids=repr)
def test_every_published_figure_is_claimed_once_and_no_other(case):
    assert {reading.value for claim in case.claims for reading in claim.readings} == PUBLISHED[case.id]


@pytest.mark.parametrize("case", CASES, ids=repr)
def test_a_claim_is_read_or_said_to_map_to_nothing(case):
    assert all(bool(claim.readings) != bool(claim.not_mappable) for claim in case.claims)
    assert case.claims or case.questions


def test_survey_shares_map_to_nothing():
    assert [claim.not_mappable is not None for claim in load_case("tmall_lists").claims] == [True, True]


@pytest.mark.parametrize("case", CASES, ids=repr)
def test_stories_have_three_to_six_sentences_in_both_languages(case):
    for text, stop in ((case.story.zh, "。"), (case.story.en, ". ")):
        assert 2 <= (text + " ").count(stop) <= 6


@pytest.mark.parametrize("case", CASES, ids=repr)
def test_every_text_is_there_in_both_languages_and_they_differ(case):
    found = list(texts(case))
    assert len(found) > 10
    assert all(text.zh != text.en and text.zh and text.en for text in found)


def texts(part):
    if isinstance(part, Words):
        yield part
    elif isinstance(part, tuple):
        for item in part:
            yield from texts(item)
    elif dataclasses.is_dataclass(part) and type(part).__module__.startswith("shequn_lab.cases"):
        for field in dataclasses.fields(part):
            yield from texts(getattr(part, field.name))


@pytest.mark.parametrize("case", CASES, ids=repr)
def test_only_counts_and_amounts_are_multiplied_by_the_scale(case):
    for _, reading in case.readings:
        unit = term(reading.metric).unit
        assert reading.scaled == (reading.compare == "level" and unit not in ("share", "ratio", "relative")), reading.id


@pytest.mark.parametrize("case", CASES, ids=repr)
def test_the_simulated_community_says_in_its_title_that_it_is_synthetic(case):
    assert "合成数据" in case.treated.title_zh
    assert "synthetic" in case.treated.title_en
    assert case.treated.name == case.id


@pytest.mark.parametrize("case", CASES, ids=repr)
def test_what_was_done_changes_something_and_several_parameters_are_uncertain(case):
    assert case.treated != case.baseline
    assert len(case.ranges) >= 4


@pytest.mark.parametrize("case", CASES, ids=repr)
def test_no_blank_of_a_folded_line_is_left_in_a_chinese_story(case):
    assert not re.search(r"[\u4e00-\u9fff，。：；？！”] [\u4e00-\u9fff“]", case.story.zh)


def test_a_text_shows_itself_in_the_language_in_force():
    both = Words("中", "en")
    with in_language("zh"):
        assert str(both) == "中"
    assert str(both) == "en"


def test_an_unknown_case_is_named_with_the_one_probably_meant():
    with pytest.raises(UnknownNameError, match="did you mean 'xiaomi'"):
        load_case("xaomi")
