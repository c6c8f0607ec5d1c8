"""Every section of a report on communities too small or too odd to say much about."""

from __future__ import annotations

import re

import matplotlib.pyplot as plt
import pytest
from report_communities import ODD, SECTIONS, hostile

from shequn_lab.reports import blocks
from shequn_lab.reports.case_study import CaseStudy

#: Traces of a number that is none, of a sentence with a hole in it, or of a placeholder nobody filled.
HOLES = (
    r"\bnan\b|\binf\b|\bNone\b|\bNaT\b",
    r"—–—|—%|— ?人|n = —",
    r"CI ,|区间 ，|（）|\(\)",
    r"\{[a-z_]+\}",
    r"^— | — ",
)
_CODE = re.compile(r"<(pre|code|svg|style)\b.*?</\1>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")


def words(markup: str) -> str:
    """Return the visible words of some markup, one line a block."""
    lines = re.sub(r"</(p|h\d|div|td|th|li|dd|dt|summary)>", "\n", _CODE.sub("", markup))
    return _TAG.sub("", lines)


@pytest.fixture
def undrawn(monkeypatch):
    """Draw every figure, but save none: saving is most of the time."""

    def drawn(draw, phone):
        plt.close(draw(phone).get_figure(root=True))
        return "", 1, 1

    monkeypatch.setattr(blocks, "drawn", drawn)


#: Each community once in English as a synthetic one and once in Chinese as an imported one; the rest is slow.
EACH = [
    pytest.param(name, synthetic, lang, marks=() if synthetic == (lang == "en") else pytest.mark.slow)
    for name in ODD
    for synthetic in (True, False)
    for lang in ("zh", "en")
]


@pytest.mark.parametrize(("name", "synthetic", "lang"), EACH)
def test_every_section_says_something_whole(name, synthetic, lang, undrawn):
    study = CaseStudy(ODD[name](synthetic=synthetic), language=lang)
    for section in SECTIONS:
        markup = getattr(study, section)().markup()
        said = words(markup)
        assert said.strip()
        for hole in HOLES:
            found = re.search(f".*(?:{hole}).*", said, re.MULTILINE)
            assert not found, f"{section}: {found.group(0)}"


def test_pictures_of_a_community_of_five_are_drawn_twice(language):
    markup = CaseStudy(ODD["tiny"](synthetic=True), language=language).activity().markup()
    sizes = re.findall(r'<img class="(wide|phone)" alt="[^"]+" width="(\d+)" height="\d+" src="data:image/png', markup)
    assert sizes == [("wide", "960"), ("phone", "358")] * 2


def test_both_languages_have_the_same_sections_figures_and_tables(undrawn):
    found = {}
    for lang in ("zh", "en"):
        study = CaseStudy(ODD["grown"](synthetic=True), language=lang)
        markup = "".join(getattr(study, section)().markup() for section in SECTIONS)
        found[lang] = re.findall(r'<(?:section|figure|div class="table") id="([^"]+)"', markup)
    assert found["zh"] == found["en"]
    assert len(set(found["zh"])) == len(found["zh"])


def test_links_of_findings_lead_to_something(undrawn):
    study = CaseStudy(ODD["grown"](synthetic=True), language="en")
    markup = "".join(getattr(study, section)().markup() for section in SECTIONS)
    links = set(re.findall(r'href="#([^"]+)"', markup))
    assert links
    assert links <= set(re.findall(r' id="([^"]+)"', markup))


def test_a_figure_without_an_interval_says_that_there_is_none(undrawn):
    study = CaseStudy(ODD["single"](synthetic=True), language="en")
    assert "Gini of messages\n0.000\n—\nn = 1\n" in words(study.findings().markup())
    assert re.search(r">mean DAU</td><td[^>]*>0\.5</td><td[^>]*>—</td>", study.all_figures().markup())


def test_a_window_and_an_assumption_reach_the_community():
    study = CaseStudy(
        hostile(), language="en", start="2025-03-10", end="2025-05-12", assume_first_seen_is_join=True, run_in_days=5
    )
    assert str(study.community.window.start) == "2025-03-10"
    assert study.community.assume_first_seen_is_join
    assert study.community.run_in_days == 5
    assert "Premise" in study.retention().markup()


def test_one_end_of_the_window_is_enough():
    study = CaseStudy(hostile(), language="en", start="2025-04-01")
    assert (study.community.window.start.isoformat(), study.community.window.end) == (
        "2025-04-01",
        study.community.observed.end,
    )


def test_a_community_may_be_named():
    assert CaseStudy("demo_mothers", language="en").community.name == "demo_mothers"


def test_nothing_a_source_says_becomes_markup(language, undrawn):
    study = CaseStudy(hostile(), language=language, other_href='"><script>alert(3)</script>.html')
    markup = "".join(getattr(study, section)().markup() for section in SECTIONS)
    assert "<script" not in markup
    assert "onerror=alert" in words(markup.replace("&lt;", "‹").replace("&gt;", "›"))
    assert "<img src=x" not in markup
    assert "&lt;script&gt;alert(1)" in markup


def test_no_member_and_no_setting_of_the_import_stands_in_the_report(undrawn):
    study = CaseStudy(hostile(), language="en")
    markup = "".join(getattr(study, section)().markup() for section in SECTIONS)
    assert "mk7q" not in markup
    assert "/home/someone" not in markup
