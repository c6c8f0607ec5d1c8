"""The section on elements: what is scored, what is not, and what must not be shown."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from communities import tiny

import shequn_lab as sq
from shequn_lab import chapters
from shequn_lab.chapters.elements import ELEMENTS
from shequn_lab.reports.blocks import Block, Figure
from shequn_lab.reports.data_table import DataTable
from shequn_lab.reports.elements_section import elements
from shequn_lab.reports.study import Study
from shequn_lab.reports.suppression import masked
from shequn_lab.terms import label


def words(block: Block) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", re.sub(r"base64,[^\"]*", "", block.markup())))


def of_kind(block: Block, kind: type) -> list[Block]:
    return [part for part in block.parts if isinstance(part, kind)]  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def haier() -> sq.Community:
    return sq.open_community("haier")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_scores_components_senses_and_network_are_shown(haier: sq.Community, language: str) -> None:
    with sq.in_language(language):
        found = elements(Study(haier))
        markup = found.markup()
    assert '<section id="elements"' in markup
    assert not re.search(r"\{\w+\}", re.sub(r"base64,[^\"]*", "", markup))
    assert "nan" not in re.sub(r"base64,[^\"]*", "", markup)
    assert [figure.id for figure in of_kind(found, Figure)] == ["fig-elements", "fig-network"]  # type: ignore[attr-defined]
    tables = [table.id for table in of_kind(found, DataTable)]  # type: ignore[attr-defined]
    assert tables == ["tab-elements", "tab-senses", "tab-network"]
    assert markup.count("<details>") == 5


def test_sentences_hold_the_figures_of_their_functions(haier: sq.Community) -> None:
    with sq.in_language("en"):
        said = words(elements(Study(haier)))
        scores = sq.element_scores(haier)["value"].dropna()
        assert f"({scores.min():.0f})" in said
        reciprocity = sq.network(haier).loc["network_reciprocity"]
        assert f"{reciprocity['z']:.1f}" in said
        assert "the text of messages was not kept" in said


def test_where_nothing_is_recorded_the_section_says_so_and_draws_nothing() -> None:
    with sq.in_language("en"):
        found = elements(Study(replace(tiny(), roster="none", _memo={})))
        assert not of_kind(found, Figure)
        said = words(found)
        assert "None of the five can be scored" in said
        assert "The network of replies cannot be measured" in said


def test_of_an_imported_community_small_counts_are_not_written_out(haier: sq.Community) -> None:
    with sq.in_language("en"):
        found = elements(Study(replace(haier, synthetic=False, _memo={})))
        said = words(found)
        # Four operators.
        assert not re.search(r"share of operators 0\.7%", said)
        assert "fewer than" in said or "<5" in said


def test_a_withheld_figure_cannot_be_worked_back_from_the_score_it_was_part_of(haier: sq.Community) -> None:
    imported = replace(haier, synthetic=False, _memo={})
    others = [component for component in ELEMENTS["element_structure"] if component.id != "operator_share"]
    without = sq.element_scores(imported, profile={"element_structure": others}).loc["element_structure", "value"]
    shown = chapters.element_scores(imported, seen=lambda figure: masked(imported, figure))
    assert shown.loc["element_structure", "value"] == pytest.approx(without)
    # Four operators count in the score of the synthetic one, which hides nothing.
    assert sq.element_scores(haier).loc["element_structure", "value"] != pytest.approx(without)
    with sq.in_language("en"):
        said = words(elements(Study(imported)))
        assert f"{label('element_structure')} {without:.0f} (" in said
