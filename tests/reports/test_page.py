from __future__ import annotations

import base64
import io
import re
from html.parser import HTMLParser

import nbformat.v4 as nb
import pytest
from fontTools.ttLib import TTFont

from shequn_lab.reports.blocks import Finding, Findings, Heading, Markup, Paragraph, Section
from shequn_lab.reports.data_table import DataTable
from shequn_lab.reports.page import page
from shequn_lab.terms import in_language


def notebook(*outputs: dict[str, object]) -> object:
    cells = [nb.new_markdown_cell("# Not in the page")]
    cells += [nb.new_code_cell("secret_code()", outputs=[output]) for output in outputs]
    return nb.new_notebook(cells=cells)


def shown(markup: str, kind: str = "display_data") -> object:
    return nb.new_output(kind, data={"text/html": markup, "text/plain": "plain twin"})


def report(lang: str = "zh", title: str = "来的人多了 <5%", body: str = "正文 − ÷ ＊") -> str:
    with in_language(lang):
        blocks = (
            Heading("妈妈群", title, "Lede", "合成数据。", "English", "x.en.html"),
            Section("activity", "活跃：甲 & 乙", '活跃 & "乙"', "1"),
            Paragraph(body),
            Section("methods", "方法", "方法", "6"),
        )
        return page(notebook(shown(Markup(blocks).markup())), lang)


class Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def embedded(text: str) -> set[int]:
    data = re.search(r"base64,([A-Za-z0-9+/=]+)\) format\(\"woff\"\)", text)
    assert data
    return set(TTFont(io.BytesIO(base64.b64decode(data.group(1)))).getBestCmap())


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_is_one_whole_document_in_its_language(lang):
    text = report(lang)
    assert text.startswith("<!DOCTYPE html>")
    assert text.rstrip().endswith("</html>")
    assert f'<html lang="{lang}">' in text


def test_the_title_of_the_window_is_the_title_of_the_report_as_text():
    assert "<title>来的人多了 &lt;5%</title>" in report()


def test_contents_name_every_section_and_lead_to_it():
    text = report()
    contents = text[text.index("<nav") : text.index("</nav>")]
    assert re.findall(r'<span>(\d)</span><a href="#(\w+)">([^<]+)</a>', contents) == [
        ("1", "activity", '活跃 &amp; "乙"'),
        # Numbered as they stand on this page, whatever they were called before.
        ("2", "methods", "方法"),
    ]
    assert 'aria-label="目录"' in contents


def test_nothing_in_the_page_points_elsewhere():
    for tag, attributes in Tags(report()).found:
        assert tag not in ("script", "iframe", "object", "embed", "base")
        for name in ("src", "href", "srcset", "action"):
            value = attributes.get(name) or ""
            assert value == "x.en.html" or value.startswith(("#", "data:")) or not value
    assert not re.search(r"url\((?!data:)|@import|https?://(?!www\.w3\.org)", report())


def test_the_fallback_font_covers_every_character_of_the_page_and_no_more():
    covered = embedded(report())
    assert {ord(c) for c in "来的人多了正文−÷＊活跃方法合成数据"} <= covered
    assert set(range(0x21, 0x7F)) <= covered
    assert len(covered) < 200


def test_characters_no_font_has_do_no_harm():
    assert "🎉" in report(body="🎉")


def test_links_carry_the_number_that_a_table_has_on_the_page():
    told = Finding("8", "", "Too much", "Seen.", "Less.", "tab-b", "Table 9")
    tables = [DataTable(id, 5, id, (("head", ""),), (), "") for id in ("tab-a", "tab-b")]
    found = page(notebook(shown(Markup((Findings((told,)), *tables)).markup())), "en")
    assert '<a href="#tab-b">Table 2</a>' in found
    assert re.findall(r'<span class="tag">(.*?)</span>', found) == ["Table 1", "Table 2"]


def test_only_what_cells_show_is_in_the_page():
    outputs = (
        shown("<p>displayed</p>"),
        shown("<p>result</p>", "execute_result"),
        nb.new_output("stream", name="stderr", text="a warning with /home/me"),
        nb.new_output("display_data", data={"text/plain": "only plain"}),
    )
    text = page(notebook(*outputs), "en")
    assert "<p>displayed</p>" in text
    assert "<p>result</p>" in text
    for absent in ("/home/me", "only plain", "plain twin", "secret_code", "Not in the page"):
        assert absent not in text


def test_a_page_without_heading_still_has_a_title():
    assert "<title>Community report</title>" in page(notebook(shown("<p>x</p>")), "en")


def test_the_contents_too_are_covered_by_the_page_font():
    # The short names of sections stand in the contents alone.
    with in_language("zh"):
        blocks = (
            Heading("群", "题", "词", "合成数据。", "English", "x.en.html"),
            Section("activity", "甲", "案例", "1"),
        )
        text = page(notebook(shown(Markup(blocks).markup())), "zh")
    assert set(map(ord, "案例")) <= embedded(text)


@pytest.mark.browser
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_chinese_words_are_drawn_from_the_page_font_where_there_is_no_other(chrome, tmp_path, lang):
    path = tmp_path / f"x.{lang}.html"
    path.write_text(report(lang, body="D3 《社群经营策略》"), encoding="utf-8")
    chrome.open(path, width=1280)
    # Eight full-width characters: boxes are half as wide.
    width = chrome.ask(
        "(() => { const node = [...document.querySelectorAll('main p')].find(p => p.textContent.startsWith('D3'))"
        ".firstChild; const range = document.createRange(); range.setStart(node, 3); range.setEnd(node, 11);"
        "return range.getBoundingClientRect().width / parseFloat(getComputedStyle(node.parentElement).fontSize); })()"
    )
    assert 6.8 < width < 8.5
