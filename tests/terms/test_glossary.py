"""The glossary as a page: every defined term once, in its own row."""

from __future__ import annotations

from shequn_lab.terms import all_terms, in_language
from shequn_lab.terms.glossary import nomenclature

ROWS = [line for line in nomenclature().splitlines() if line.startswith("| `")]


def test_every_term_with_a_definition_has_one_row_and_no_other_has() -> None:
    named = [row.split("`")[1] for row in ROWS]
    assert named == [term.id for term in all_terms().values() if term.definition_en]
    assert len(set(named)) == len(named)


def test_no_word_of_a_term_breaks_the_table() -> None:
    width = next(line for line in nomenclature().splitlines() if line.startswith("|---")).count("|")
    assert [row for row in ROWS if row.count("|") != width] == []


def test_the_page_is_the_same_in_whatever_language_it_is_written() -> None:
    with in_language("zh"):
        chinese = nomenclature()
    with in_language("en"):
        assert nomenclature() == chinese
    assert chinese.endswith("|\n")
