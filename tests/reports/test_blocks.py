from __future__ import annotations

import html
import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shequn_lab.reports.blocks import (
    Block,
    Facts,
    Finding,
    Findings,
    Heading,
    How,
    KeyFigure,
    Markup,
    Paragraph,
    Section,
    Strip,
    joined,
    text,
    title_text,
)
from shequn_lab.reports.data_table import Cell, DataTable
from shequn_lab.terms import in_language

BAD = "<script>alert(1)</script>\"'&"


def plain(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", markup))


def blocks_with(word: str) -> list[Block]:
    """Put a word into every place of every block that takes text."""
    how = How(word, word, word, word)
    return [
        Heading(word, word, word, word, word, word),
        Section("id", word, word, "1"),
        Paragraph(word, lead=word),
        Paragraph(word, premise=word),
        Findings((Finding(word, word, word, word, word, "id", word),)),
        Strip((KeyFigure(word, word, word, word, word, ""),), word),
        DataTable(
            "id", 1, word, ((word, ""), (f"{word}\n{word}", ""), (f"0\t{word}", "")), ((Cell(word),) * 3,), word, how
        ),
        Facts([(word, word)]),
    ]


@pytest.mark.parametrize("block", blocks_with(BAD), ids=lambda block: type(block).__name__)
def test_text_is_escaped_wherever_it_stands(block, language):
    markup = block.markup()
    assert "<script" not in markup
    ET.fromstring(f"<x>{markup.replace('<br>', '<br/>')}</x>")


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\r`"), max_size=60))
def test_text_says_what_it_was_given(words):
    for lang in ("zh", "en"):
        with in_language(lang):
            assert plain(text(words)) == words


@given(st.text(alphabet="一二，；：。（）1–9% a\n", max_size=40))
def test_a_title_loses_no_word(words):
    with in_language("zh"):
        assert re.sub(r"\s", "", plain(title_text(words))) == re.sub(r"\s", "", words)


@pytest.mark.parametrize(
    "whole",
    [
        "44.0%–53.7%",
        "n = 1,234",
        "2025-03-01",
        "p = 0.23",
        "p < 0.005",
        "−12.1%–1.7%",
        "26.7–54.6 min",
        "41.1–57.1 分钟",
        "+3.1%–20.5%",
        "10:00–18:59",
    ],
)
def test_a_number_does_not_break_across_lines(whole):
    assert f'<span class="nb">{html.escape(whole)}</span>' in text(f"x {whole}, y")


def test_a_chinese_title_breaks_between_clauses_but_not_inside_brackets():
    with in_language("zh"):
        parts = re.findall(
            r'<span class="clause">(.*?)</span>(?=<span class="clause">|$)', title_text("甲（乙，丙），丁；戊")
        )
    assert parts == ["甲（乙，丙），", "丁；", "戊"]


def test_an_english_title_breaks_anywhere():
    assert "clause" not in title_text("One, two; three")


def test_code_in_backticks_is_set_as_code():
    assert text("use `f(<x>)` now") == "use <code>f(&lt;x&gt;)</code> now"


def test_sentences_are_joined_as_the_language_does():
    assert joined("One.", "", "Two.") == "One. Two."
    with in_language("zh"):
        assert joined("一。", "", "二。") == "一。二。"


def test_the_language_in_force_is_named_and_the_other_one_linked():
    markup = Heading("mums", "Title", "Lede", "Synthetic data.", "中文", "mums.zh.html").markup()
    assert '<b>English</b><a href="mums.zh.html">中文</a>' in markup
    assert "中文" not in Heading("mums", "Title", "Lede", "", "中文", "").markup()
    assert "badge" not in Heading("mums", "Title", "Lede", "", "中文", "").markup()


def test_a_link_survives_what_means_something_in_an_address():
    assert 'href="50%25%20%26%20%231.zh.html"' in Heading("x", "T", "L", "", "中文", "50% & #1.zh.html").markup()


def test_what_is_not_there_leaves_no_empty_line():
    markup = How("", "", "Left out", "").markup()
    assert "<pre>" not in markup
    assert markup.count("<dt>") == 1
    assert "<b>" not in Paragraph("Body").markup()
    assert "<small>" not in Finding("1", "", "s", "e", "t", "", "").markup()
    assert "<a" not in Finding("1", "", "s", "e", "t", "", "").markup()


def test_a_block_shows_itself_in_a_notebook_and_in_a_terminal():
    block = Markup((Paragraph("One."), Paragraph("Two.")))
    assert block._repr_html_() == "<p>One.</p>\n<p>Two.</p>"
    assert repr(block).split() == ["One.", "Two."]
