"""A case's report: its story, its claims and its measurements, each in a place of its own."""

from __future__ import annotations

import re

import pytest

from shequn_lab.cases import load_case, measured
from shequn_lab.reports.case_study import CaseStudy
from shequn_lab.reports.claims import case_of
from shequn_lab.storage import open_community
from shequn_lab.terms.formats import amount

ROW = re.compile(r"<tr>(.*?)</tr>", re.DOTALL)
CELL = re.compile(r"<t[hd][^>]*>(.*?)</t[hd]>", re.DOTALL)


def rows(markup: str) -> list[list[str]]:
    return [[re.sub(r"<[^>]+>", "", cell) for cell in CELL.findall(row)] for row in ROW.findall(markup)]


@pytest.fixture(scope="module")
def community():
    return open_community("jd_fans")


def test_claim_and_measurement_stand_in_columns_of_their_own(community, language):
    case, table = load_case("jd_fans"), rows(CaseStudy(community, language=language).claims().markup())
    head, *body = table
    assert len(set(head)) == len(head) == 7
    assert len(body) == 2
    for (_, reading), row in zip(case.readings, body, strict=True):
        assert row[3] == "5,000,000"
        found = measured(case, reading, community)
        assert row[4] == amount(found.value, found.unit) != row[3]


def test_source_reading_and_what_is_undefined_stand_beside_each_claim(community, language):
    case = load_case("jd_fans")
    first = rows(CaseStudy(community, language=language).claims().markup())[1]
    assert str(case.claims[0].published) in first[0]
    assert "D5" in first[0]
    assert str(case.claims[0].readings[0].words) in first[1]
    assert first[2] == str(case.claims[0].undefined)


def test_a_claim_that_maps_to_nothing_says_why_and_shows_no_number(language):
    body = rows(CaseStudy(open_community("tmall_lists"), language=language).claims().markup())[1:]
    claims = load_case("tmall_lists").claims
    for claim, row in zip(claims, body, strict=False):
        assert str(claim.not_mappable) in row[1]
        assert row[3:6] == ["—"] * 3


def test_the_heading_says_synthetic_and_the_story_is_told(community, language):
    study = CaseStudy(community, language=language)
    synthetic = {"zh": "合成数据", "en": "Synthetic data"}[language]
    assert synthetic in study.heading().markup()
    assert str(load_case("jd_fans").story)[:30] in study.story().markup()


def test_another_community_has_no_story_and_no_claims():
    community = open_community("demo_mothers")
    study = CaseStudy(community, language="en")
    assert case_of(community) is None
    assert (study.story().markup(), study.claims().markup()) == ("", "")


def test_a_claim_without_a_figure_is_not_shown_as_zero(language):
    table = rows(CaseStudy(open_community("xiaomi"), language=language).claims().markup())
    (row,) = [row for row in table if "参与度" in row[0] or "participation up" in row[0]]
    assert row[3] == ("≥ 0%（资料没有数字）" if language == "zh" else "≥ 0% (the source has no figure)")
