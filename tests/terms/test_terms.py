"""Every word exists in both languages, and says the same."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

from shequn_lab import terms
from shequn_lab.errors import OptionError, UnknownNameError
from shequn_lab.terms.formats import duration, interval, number, percent
from shequn_lab.terms.glossary import nomenclature

TOP = Path(__file__).parents[2]
MESSAGES = terms._messages()


@pytest.mark.parametrize("id", sorted(MESSAGES))
def test_a_sentence_has_the_same_placeholders_in_both_languages(id: str) -> None:
    texts = MESSAGES[id]
    assert set(texts) == {"zh", "en"}
    found = {lang: {name for _, name, _, _ in Formatter().parse(text) if name} for lang, text in texts.items()}
    # The margin of the heat map has no room for the unit in English.
    assert found["zh"] == found["en"] or id == "plot_per_day"


#: Places where a count stands beside its word; a plural there needs its singular, ``{n:row|rows}``.
COUNTED = re.compile(
    r"\{\w+\} (?:\w+ )?(?:accounts|bytes|cohorts|dates|days|events|figures|ids|interactions|joiners|"
    r"members|messages|packages|people|problems|questions|rows|things|times|writers)\b"
)


@pytest.mark.parametrize("id", sorted(MESSAGES))
def test_an_english_count_has_a_singular_and_a_chinese_one_needs_none(id: str) -> None:
    zh, en = MESSAGES[id]["zh"], MESSAGES[id]["en"]
    assert "(s)" not in en
    assert not COUNTED.search(en)
    assert not any("|" in (spec or "") for _, _, spec, _ in Formatter().parse(zh))
    for _, name, spec, _ in Formatter().parse(en):
        assert name is None or not spec or all(spec.partition("|")), f"{spec!r} has no plural"


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (1, "1 row holds nothing"),
        ("1", "1 row holds nothing"),
        (0, "0 rows hold nothing"),
        (2, "2 rows hold nothing"),
        ("1,001", "1,001 rows hold nothing"),
        ("<5", "<5 rows hold nothing"),
        ("—", "— rows hold nothing"),
        ("1.0", "1.0 rows hold nothing"),
    ],
)
def test_the_word_goes_with_its_count(count: object, said: str) -> None:
    with terms.in_language("en"):
        assert terms.say("problem_missing", count=count) == said
    with terms.in_language("zh"):
        assert terms.say("problem_missing", count=count) == f"有 {count} 行为空"


def test_a_value_with_a_bar_is_no_choice_of_words() -> None:
    with terms.in_language("en"):
        assert terms.say("unknown", known="a|b") == "known: a|b"


@pytest.mark.parametrize("term", terms.all_terms().values(), ids=lambda t: t.id)
def test_a_term_is_complete(term: terms.Term) -> None:
    assert term.zh
    assert term.en
    assert bool(term.definition_zh) == bool(term.definition_en) == bool(term.source)


def test_the_nomenclature_page_is_current() -> None:
    assert (TOP / "docs" / "nomenclature.md").read_text(encoding="utf-8") == nomenclature()


def test_an_unknown_term_is_answered_with_the_one_probably_meant() -> None:
    with terms.in_language("en"), pytest.raises(UnknownNameError, match="did you mean 'stickiness'"):
        terms.term("stickyness")


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(OptionError):
        terms.set_language("fr")


def test_a_language_lasts_as_long_as_its_block() -> None:
    with terms.in_language("en"):
        with terms.in_language("zh"):
            assert terms.label("member") == "成员"
        assert terms.label("member") == "member"


def test_numbers_are_written_alike_everywhere() -> None:
    assert number(1234.5, 1) == "1,234.5"
    assert number(-0.01, 1) == "0.0"
    assert number(float("nan")) == "—"
    assert percent(0.4134) == "41.3%"
    assert percent(0.12, signed=True) == "+12.0%"
    assert percent(-0.009, signed=True) == "−0.9%"


def test_an_interval_repeats_its_sign_and_names_its_unit_once() -> None:
    with terms.in_language("en"):
        assert interval(0.375, 0.452, "share") == "37.5%–45.2%"
        assert interval(1602, 3276, "seconds") == "26.7–54.6 min"
        assert interval(float("nan"), 1, "share") == ""
        assert duration(30) == "30 s"
    with terms.in_language("zh"):
        assert duration(3 * 3600) == "3.0 小时"
