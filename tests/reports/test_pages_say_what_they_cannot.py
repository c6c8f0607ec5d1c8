"""Pages of an imported community: nothing known of joinings, small cells, and words that are not words."""

from __future__ import annotations

import re

import pytest
from page_checks import OTHER_LANGUAGE, TEXT, assert_sound
from report_communities import HOSTILE_KIND, MEMBER_PREFIX, SCRIPT

pytestmark = pytest.mark.browser
ABSENT = {
    "zh": ("没有完整名册", "来源没有加入与离开", "来源没有触达人数", "来源没有订单", "不可测", "没有标明管理员"),
    "en": ("no complete roster", "no joinings or leavings", "no reach", "no orders", "Not measurable", "not mark oper"),
}
#: A row of the table of all measured figures: name, value, interval, n, k.
ROWS = """
[...document.querySelectorAll('#tab-kpi tbody tr')].map(r => [...r.children].slice(1, 6).map(c => c.innerText.trim()))
"""
#: What cannot be measured, one paragraph for each reason.
REASONS = "[...document.querySelectorAll('#tab-kpi ~ p')].map(p => p.innerText)"
COUNTS = """
[...document.querySelectorAll('#tab-meanings tbody tr')].map(r => [...r.children].slice(4, 6).map(c => c.innerText))
"""


@pytest.fixture(scope="module", params=["zh", "en"])
def lang(request):
    return request.param


@pytest.fixture
def page(chrome, hostile_pages, lang):
    chrome.open(hostile_pages[lang], width=1280)
    return chrome


@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_is_as_sound_as_any_other(chrome, hostile_pages, lang, width):
    assert_sound(chrome, hostile_pages[lang], lang=lang, width=width)


@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_under_an_assumption_is_as_sound(chrome, hostile_pages, width):
    assert_sound(chrome, hostile_pages["assumed"], lang="en", width=width)


def test_what_was_not_in_the_source_is_said(page, lang):
    text = page.ask(TEXT)
    for words in ABSENT[lang]:
        assert words in text
    assert ("成员名册不完整" if lang == "zh" else "The roster is partial") in text


def test_nothing_is_called_synthetic(page, lang):
    assert page.ask("document.querySelector('.badge')") is None
    assert ("合成数据" if lang == "zh" else "ynthetic") not in page.ask(TEXT)


def test_retention_gets_no_number_and_no_zero(page, lang):
    section = page.ask("document.querySelector('#retention').textContent")
    assert section == ("2留存：此处不可测" if lang == "zh" else "2Retention: not measurable here")
    assert page.ask("document.querySelectorAll('#fig-cohorts, #fig-curves, #tab-meanings, #fig-survival').length") == 0
    named = r"留存|留群|retention|churn"
    assert not [row for row in page.ask(ROWS) if re.search(named, row[0])]
    because = "来源没有加入日期" if lang == "zh" else "no joining dates"
    (reason,) = [words for words in page.ask(REASONS) if because in words]
    assert len(re.findall(named, reason.split("。" if lang == "zh" else ". ", 1)[1])) == 10


def test_no_share_of_members_present_is_given(page, lang):
    wanted = ("发言率", "活跃率", "在群成员") if lang == "zh" else ("speaking rate", "active share", "members present")
    assert not [row for row in page.ask(ROWS) if row[0].startswith(wanted)]
    because = "需要完整的成员名册" if lang == "zh" else "a complete roster is needed"
    (reason,) = [words for words in page.ask(REASONS) if because in words]
    assert all(name in reason for name in wanted)
    assert not re.search(r"在群的人里|members present", page.ask("document.querySelector('.findings').innerText"))


def small(text: str) -> bool:
    return text.replace(",", "").isdigit() and 0 < int(text.replace(",", "")) < 5


@pytest.mark.parametrize("which", ["zh", "en", "assumed"])
def test_no_cell_of_one_to_four_people_is_shown(chrome, hostile_pages, which):
    chrome.open(hostile_pages[which], width=1280)
    rows = chrome.ask(ROWS) + [["", "", "", n, k] for k, n in chrome.ask(COUNTS)]
    assert len(rows) > 10
    for name, _, _, n, k in rows:
        assert not small(n)
        assert not small(k)
        if n and k and not re.search(r"首答|回答|answer", name):
            assert not small(str(int(n.replace(",", "")) - int(k.replace(",", "")))), (n, k)
    people = chrome.ask(
        "[...document.querySelectorAll('#tab-quality tbody tr')].map(r => [...r.children].map(c => c.innerText))"
    )
    counts = [row[1] for row in people if row[2] in ("人", "people")]
    assert "<5" in counts
    assert not any(map(small, counts))
    assert "<5" in chrome.ask("document.querySelector('.lede').textContent")


def test_an_assumption_is_a_premise_of_every_number_that_needs_it(chrome, hostile_pages):
    chrome.open(hostile_pages["assumed"], width=1280)
    text = chrome.ask(TEXT)
    assert "takes the first interaction for the joining" in chrome.ask("document.querySelector('.premise').textContent")
    assert "first 7 days" in text
    assert "Back within 7 days (first interaction taken for joining)" in text
    assert (
        chrome.ask("document.querySelectorAll('#fig-cohorts, #fig-curves, #tab-meanings, #fig-survival').length") == 4
    )
    rows = [row for row in chrome.ask(ROWS) if row[0].startswith("retention on day 7")]
    assert rows[0][1] != "n/a"


def test_words_of_the_source_are_words_and_nothing_runs(page, hostile_pages, lang):
    assert page.ask("document.scripts.length") == 0
    assert page.ask("document.querySelectorAll('img:not(.wide):not(.phone), iframe, object, embed').length") == 0
    assert page.seen.dialogs == []
    assert SCRIPT in page.ask("document.querySelector('.running').textContent")
    assert HOSTILE_KIND in page.ask(TEXT)
    assert "<script" not in hostile_pages[lang].read_text(encoding="utf-8").lower()


def test_nothing_leads_back_to_the_machine_or_to_a_member(hostile_pages, hostile_folder, lang):
    # Four letters turn up in a picture by chance.
    text = re.sub(r"base64,[\w+/=]+", "", hostile_pages[lang].read_text(encoding="utf-8"))
    for private in (MEMBER_PREFIX, str(hostile_folder.parent), "/home/", "/tmp/", "/root", "map.yaml", "ipykernel"):
        assert private not in text


def test_a_folder_with_a_difficult_name_still_links_to_the_other_language(page, hostile_pages, lang):
    assert page.ask(OTHER_LANGUAGE) == [hostile_pages[{"zh": "en", "en": "zh"}[lang]].resolve().as_uri()]
