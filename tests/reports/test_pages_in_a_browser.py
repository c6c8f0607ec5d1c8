"""The two pages of the sample community, opened wide and on a phone."""

from __future__ import annotations

import re

import pytest
from page_checks import ALL_TEXT, HEADINGS, OTHER_LANGUAGE, TEXT, assert_sound, covered_by_font

pytestmark = pytest.mark.browser
SECTIONS = ["findings", "activity", "retention", "contribution", "tiers", "content", "conversion", "money", "lift"]
SECTIONS += ["monetisation", "growth", "voice", "elements", "typology", "troubles", "figures", "quality", "methods"]
SECTIONS += ["provenance"]
FULL_SIZE = 5_000_000


@pytest.fixture(scope="module")
def pages(demo_run):
    out, _ = demo_run
    return {lang: out / f"demo_mothers.{lang}.html" for lang in ("zh", "en")}


def test_the_command_names_both_pages_on_its_last_lines_and_complains_of_nothing(demo_run):
    out, done = demo_run
    assert (done.returncode, done.stderr) == (0, "")
    named = [line.split()[-1] for line in done.stdout.splitlines()[-2:]]
    assert named == [str(out / f"demo_mothers.{lang}.html") for lang in ("zh", "en")]
    assert sorted(p.name for p in out.iterdir()) == ["demo_mothers.en.html", "demo_mothers.zh.html"]


@pytest.mark.parametrize("width", [1280, 820, 390, 320])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_page_is_sound_at_every_width(chrome, pages, lang, width):
    assert_sound(chrome, pages[lang], lang=lang, width=width)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_page_is_one_file_that_can_be_sent(pages, lang):
    assert pages[lang].stat().st_size < FULL_SIZE


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_character_can_be_shown_on_a_machine_without_a_chinese_font(chrome, pages, lang):
    chrome.open(pages[lang], width=1280)
    text = chrome.ask(ALL_TEXT)
    assert len(text) > 3000
    assert not {"\N{REPLACEMENT CHARACTER}", "□"} & set(text)
    assert sorted(set(text) - covered_by_font(pages[lang]) - {"\n", "\t"}) == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_other_language_is_one_step_away(chrome, pages, lang):
    chrome.open(pages[lang], width=1280)
    other = {"zh": "en", "en": "zh"}[lang]
    assert chrome.ask(OTHER_LANGUAGE) == [pages[other].resolve().as_uri()]
    assert pages[other].exists()


def test_both_pages_have_the_same_parts_in_the_same_order(chrome, pages):
    found = {}
    for lang, page in pages.items():
        chrome.open(page, width=1280)
        found[lang] = chrome.ask(HEADINGS)
    assert found["zh"] == found["en"]
    assert [part.split()[1] for part in found["zh"] if part.startswith("SECTION")] == SECTIONS


@pytest.mark.parametrize(("lang", "badge"), [("zh", "合成数据。"), ("en", "Synthetic data.")])
def test_synthetic_data_say_so_beside_the_title(chrome, pages, lang, badge):
    chrome.open(pages[lang], width=390)
    assert chrome.ask("document.querySelector('header .badge').textContent") == badge
    assert chrome.ask("document.querySelector('h1').textContent") == chrome.ask("document.title")
    # It stands above the fold, before any number.
    assert chrome.ask("document.querySelector('header .badge').getBoundingClientRect().bottom < innerHeight")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_same_numbers_stand_in_both_languages(chrome, pages, lang):
    chrome.open(pages[lang], width=1280)
    cells = "[...document.querySelectorAll('#tab-kpi td.num.strong')].map(e => e.textContent.match(/[\\d.,%−]+/)[0])"
    mine = chrome.ask(cells)
    chrome.open(pages[{"zh": "en", "en": "zh"}[lang]], width=1280)
    assert mine == chrome.ask(cells)
    assert len(mine) > 15


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_figure_can_be_asked_how_it_was_computed(chrome, pages, lang):
    chrome.open(pages[lang], width=390)
    assert chrome.ask("[...document.querySelectorAll('figure')].every(f => f.querySelector('details dd'))")
    chrome.ask("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert chrome.ask("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_titles_of_figures_state_what_was_found_with_interval_and_base(chrome, pages, lang):
    chrome.open(pages[lang], width=1280)
    titles = chrome.ask("[...document.querySelectorAll('figure .caption')].map(e => e.textContent)")
    assert len(titles) == 12
    for title in titles:
        assert re.search(r"\d.*–.*\d", title), title
        # Of gained and lapsed, the second is the base, in words; a score of many figures has no base of its own.
        base = r"n = |流失 [\d,]+ 人次|[\d,]+ lapsed|[\d,]+ 名成员的往来|ties of [\d,]+ members"
        assert re.search(base + r"|五要素得分|Scores of the five elements", title), title


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_paper_gets_the_wide_pictures_uncut(chrome, pages, lang):
    chrome.open(pages[lang], width=720)
    chrome.print_as("print")
    try:
        shown = chrome.ask(
            "[...document.images].filter(i => getComputedStyle(i).display !== 'none')"
            ".map(i => [i.className, i.getBoundingClientRect().right <= innerWidth])"
        )
        assert set(map(tuple, shown)) == {("wide", True)}
        broken = "getComputedStyle(document.querySelector('figure')).breakInside"
        assert chrome.ask(broken) == "avoid"
        assert "English" not in chrome.ask(TEXT) or lang == "en"
    finally:
        chrome.print_as("")
