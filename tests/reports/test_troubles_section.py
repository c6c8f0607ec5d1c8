"""The section on troubles: what is found, what is not, what cannot be told, and what must not be shown."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from communities import tiny

import shequn_lab as sq
from shequn_lab.chapters import TROUBLES
from shequn_lab.model import Community, Finding, NothingFound, NotMeasurable
from shequn_lab.reports import troubles_section
from shequn_lab.reports.blocks import Block, Findings
from shequn_lab.reports.data_table import DataTable
from shequn_lab.reports.study import Study
from shequn_lab.reports.troubles_section import troubles
from shequn_lab.terms import label
from shequn_lab.terms.formats import percent


def words(block: Block) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", block.markup()))


def of_kind(block: Block, kind: type) -> list[Block]:
    return [part for part in block.parts if isinstance(part, kind)]  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def demo() -> Community:
    return sq.open_community("demo_mothers")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_findings_come_with_a_remedy_and_a_check_and_every_trouble_has_its_row(demo: Community, language: str) -> None:
    with sq.in_language(language):
        found = troubles(Study(demo))
        markup, said = found.markup(), words(found)
        finding = next(o for o in sq.troubles(demo) if isinstance(o, Finding))
        assert str(finding.remedy) in said
        assert label(finding.metric) in said
        assert all(label(id) in said for id in TROUBLES)
    assert '<section id="troubles"' in markup
    assert not re.search(r"\{\w+\}", markup)
    assert "nan" not in markup
    assert len(of_kind(found, Findings)) == len(of_kind(found, DataTable)) == 1
    assert markup.count("<details>") == 1


def test_the_three_outcomes_are_told_apart(demo: Community) -> None:
    with sq.in_language("en"):
        table = of_kind(troubles(Study(demo)), DataTable)[0]
        cells = [[cell.body for cell in row] for row in table.rows]  # type: ignore[attr-defined]
        for outcome, row in zip(sq.troubles(demo), cells, strict=True):
            expected = {Finding: "severe", NothingFound: "nothing found", NotMeasurable: "not measurable"}
            assert row[:2] == [label(outcome.id), expected[type(outcome)]]
            if isinstance(outcome, NotMeasurable):
                assert str(outcome.reason) in row[2]
        assert "text of messages was not kept" in cells[-1][2]


def test_sentences_hold_the_figures_of_their_functions(demo: Community) -> None:
    with sq.in_language("en"):
        said = words(troubles(Study(demo)))
        assert f"{sq.longest_promotion_run(demo).value:.0f} days" in said
        assert percent(sq.promotion_share(demo.between("2025-03-01", "2025-07-01")).value) not in said
        assert "Of 8 looked for: 1 found, 5 not found, 2 not measurable" in said


def test_the_rules_stand_in_the_fold(demo: Community) -> None:
    with sq.in_language("en"):
        fold = troubles(Study(demo)).markup().split("<details>")[1]
        for id in TROUBLES:
            assert f"<dt>{label(id)}</dt>" in fold
        assert "sq.trouble_table(c)" in fold


def test_where_nothing_is_recorded_the_section_finds_nothing_and_says_why() -> None:
    with sq.in_language("en"):
        found = troubles(Study(replace(tiny(), roster="none", _memo={})))
        assert not of_kind(found, Findings)
        said = words(found)
        assert "none found" in said
        assert "this source holds no posts" in said
        assert "a hypothesis" not in said


def test_of_an_imported_community_few_people_are_not_counted_out(demo: Community, monkeypatch) -> None:
    few = sq.Estimate("suspect_buyer_share", 0.03, 0.01, 0.09, n=100, k=3)
    many = sq.Estimate("suspect_buyer_share", 0.3, 0.2, 0.4, n=100, k=30)

    def shown(community: Community, estimate: sq.Estimate) -> str:
        outcome = NothingFound("fake_orders", (estimate,))
        monkeypatch.setattr(troubles_section.chapters, "troubles", lambda _: (outcome,))
        with sq.in_language("en"):
            return words(of_kind(troubles(Study(community)), DataTable)[0])

    imported = replace(demo, synthetic=False, _memo={})
    assert "3.0%" in shown(demo, few)
    assert "3.0%" not in shown(imported, few)
    assert "fewer than 5 people" in shown(imported, few)
    assert "30.0%" in shown(imported, many)


def test_text_of_the_source_is_escaped(demo: Community) -> None:
    hostile = replace(demo, title={"zh": "<script>x</script>", "en": "<script>x</script>"}, _memo={})
    assert "<script>" not in troubles(Study(hostile)).markup()
