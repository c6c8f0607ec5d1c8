"""Sections on content, conversion, growth and what members say: shown where measured, one sentence where not."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from communities import tiny
from shops import build_shop, tiny_shop, without

import shequn_lab as sq
from shequn_lab.reports.blocks import Block, Figure, Paragraph
from shequn_lab.reports.content_section import content
from shequn_lab.reports.conversion_section import _funnel_title, conversion
from shequn_lab.reports.data_table import DataTable
from shequn_lab.reports.growth_section import growth
from shequn_lab.reports.study import Study
from shequn_lab.reports.suppression import masked, masked_mix, masked_states, masked_steps
from shequn_lab.reports.voice_section import voice

SECTIONS = {"content": content, "conversion": conversion, "growth": growth, "voice": voice}


def words(block: Block) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", block.markup()))


def of_kind(block: Block, kind: type) -> list[Block]:
    return [part for part in block.parts if isinstance(part, kind)]  # type: ignore[attr-defined]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", SECTIONS)
def test_with_all_tables_a_section_shows_figures_and_leaves_no_placeholder(name: str, language: str) -> None:
    with sq.in_language(language):
        markup = SECTIONS[name](Study(build_shop(tiny_shop()))).markup()
    assert not re.search(r"\{\w+\}", re.sub(r"<style.*?</style>", "", markup))
    assert "nan" not in re.sub(r"base64,[^\"]*", "", markup)
    assert f'<section id="{name}"' in markup


@pytest.mark.parametrize("name", ["content", "conversion", "voice"])
def test_without_its_tables_a_section_is_one_sentence(name: str) -> None:
    with sq.in_language("en"):
        found = SECTIONS[name](Study(tiny()))
        assert not of_kind(found, Figure)
        assert not of_kind(found, DataTable)
        [paragraph] = of_kind(found, Paragraph)
        assert paragraph.body.startswith("Not measurable here, because")  # type: ignore[attr-defined]


def test_growth_is_read_from_activity_alone() -> None:
    with sq.in_language("en"):
        found = growth(Study(tiny()))
        assert "Present on 2026-03-11: 4 members" in words(found)
        # One full week has no other to compare with.
        assert "Not measurable here" in words(found)


def test_sentences_hold_the_figures_of_their_functions() -> None:
    with sq.in_language("en"):
        study = Study(build_shop(tiny_shop()))
        assert "Purchase conversion is 60.0%" in words(conversion(study))
        assert "45.00 CNY" in words(conversion(study))
        assert "Promotion share 66.7%" in words(content(study))
        assert "Mean satisfaction is 3.67 on a scale of 1–5" in words(voice(study))
        assert "120 followers" in words(voice(study))


def test_several_currencies_do_not_break_the_page() -> None:
    s = tiny_shop()
    orders = (*(s.orders or ()), replace((s.orders or ())[0], id="X", currency="USD"))
    with sq.in_language("en"):
        assert "Net revenue" not in words(conversion(Study(build_shop(replace(s, orders=orders)))))


def test_a_step_that_is_not_recorded_is_named() -> None:
    with sq.in_language("en"):
        found = conversion(Study(build_shop(without(tiny_shop(), "leads"))))
        assert "the source does not record: become a lead" in words(found)


# -- small cells -----------------------------------------------------------------------------------


def imported() -> sq.Community:
    return replace(build_shop(tiny_shop()), synthetic=False)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_imported_community_of_five_shows_nobody(language: str) -> None:
    with sq.in_language(language):
        study = Study(imported())
        text = words(conversion(study)) + words(growth(study)) + words(voice(study))
    assert "60.0%" not in text
    assert "45.00" not in text
    assert "3.67" not in text


def test_posts_are_no_people_and_a_difference_of_sums_is_nobody() -> None:
    community = imported()
    assert masked(community, sq.promotion_share(community)).measurable
    assert not masked(community, sq.purchase_conversion(community)).measurable
    ratio = replace(sq.k_factor(community), value=0.9, n=100.0, k=98.0)
    assert masked(community, ratio).measurable
    assert not masked(community, replace(ratio, k=3.0)).measurable


def steps(*counts: float) -> pd.DataFrame:
    n = np.array(counts)
    share = n / n[0]
    previous = np.r_[np.nan, n[1:] / np.where(n[:-1] > 0, n[:-1], np.nan)]
    return pd.DataFrame({"step": [f"s{i}" for i in range(n.size)], "n": n, "of_start": share, "of_previous": previous})


def test_a_step_is_hidden_where_few_passed_it_or_few_did_not() -> None:
    community = imported()
    assert masked_steps(community, steps(100, 40, 38, 20))["suppressed"].tolist() == [False, False, True, False]
    # Hidden between two that are shown, it must not show in their difference, nor in what is of it.
    found = masked_steps(community, steps(100, 98, 97, 50, 3))
    assert found["suppressed"].tolist() == [False, True, True, False, True]
    assert np.isnan(found["of_previous"]).tolist() == [True, False, True, True, False]
    assert not masked_steps(build_shop(tiny_shop()), steps(100, 3))["suppressed"].any()


def test_the_only_small_part_of_a_whole_takes_a_second_one_with_it() -> None:
    community = imported()
    mix = pd.DataFrame({"k": [50, 30, 3, 0], "n": 83, "value": [0.6, 0.36, 0.04, 0]})
    assert masked_mix(community, mix)["suppressed"].tolist() == [False, True, True, False]
    assert masked_mix(community, mix.assign(k=[50, 3, 2, 0]))["suppressed"].tolist() == [False, True, True, False]


def test_small_states_of_a_week_are_left_out_and_zeros_stay() -> None:
    weeks = pd.DataFrame(
        {"active": [9.0], "new": [3.0], "lapsed": [0.0], "quick_ratio": [2.0], "low": 1.0, "high": 3.0}
    )
    found = masked_states(imported(), weeks).iloc[0]
    assert np.isnan(found["new"])
    assert (found["active"], found["lapsed"], found["quick_ratio"]) == (9, 0, 2)


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ((100, 40, 0, 0), "Of 100 who joined, 40 (40.0%"),
        ((3, 2, 1), "From joining to recommending"),
        ((100, 3), "From joining to recommending"),
        ((100, 0), "From joining to recommending"),
    ],
)
def test_the_funnel_s_title_tells_the_last_step_reached_and_nothing_of_few(counts: tuple[int, ...], told: str) -> None:
    names = ["join", "speaking", "order", "invitation"][: len(counts)]
    frame = steps(*counts).assign(step=names, of_start_low=0.1, of_start_high=0.9)
    with sq.in_language("en"):
        assert _funnel_title(masked_steps(imported(), frame)).startswith(told)
