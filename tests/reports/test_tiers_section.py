"""The section on tiers: counts by rule, what the line of silence does, who moved, what tiers add; no guess."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
import report_communities as communities

import shequn_lab as sq
from shequn_lab.reports.blocks import Block, Figure, Paragraph
from shequn_lab.reports.data_table import DataTable
from shequn_lab.reports.study import Study
from shequn_lab.reports.suppression import masked_ways
from shequn_lab.reports.tiers_section import tiers


def words(block: Block) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", block.markup()))


def of_kind(block: Block, kind: type) -> list:
    return [part for part in block.parts if isinstance(part, kind)]  # type: ignore[attr-defined]


def cells(table: DataTable) -> list[list[str]]:
    return [[cell.body for cell in row] for row in table.rows]


@pytest.fixture(scope="module")
def demo() -> sq.Community:
    return sq.open_community("demo_mothers")


@pytest.fixture(scope="module", params=["zh", "en"])
def shown(request, demo) -> tuple[str, Block]:
    with sq.in_language(request.param):
        return request.param, tiers(Study(demo))


def test_sizes_are_those_of_the_rules_on_the_last_day(shown, demo) -> None:
    lang, block = shown
    sizes = sq.tier_sizes(sq.RuleTiers().assign(demo, demo.whole.last_day))
    rows = cells(of_kind(block, DataTable)[0])
    assert [row[2] for row in rows] == [f"{k:,}" for k in sizes["k"]]
    assert rows[0][0] == {"zh": "核心成员", "en": "core"}[lang]
    assert all(re.fullmatch(r"[\d.]+%–[\d.]+%", row[4]) for row in rows)


def test_a_longer_silence_makes_fewer_silent_and_says_whom_it_moves(shown, demo) -> None:
    rows = cells(of_kind(shown[1], DataTable)[1])
    assert [row[0] for row in rows] == ["3", "7", "14", "30"]
    silent, moved = ([int(row[i].replace(",", "")) for row in rows] for i in (1, 4))
    assert silent == sorted(silent, reverse=True)
    assert moved[0] == 0
    table = sq.threshold_sensitivity(demo, demo.whole.last_day).query("threshold == 'silent_after_days'")
    expected = table.set_index("tried").loc[[3, 7, 14, 30]]
    assert [row[5] for row in rows] == [f"{share:.1%}" for share in expected["silent_of_top_tenth"]]
    assert silent == (expected["silent"] * expected["n"]).round().astype(int).tolist()


def test_nothing_is_left_unsaid_or_unfilled(shown) -> None:
    lang, block = shown
    with sq.in_language(lang):
        text = re.sub(r"base64,[^\"]*", "", block.markup())
    assert not re.search(r"\{\w+\}", text)
    assert "nan" not in text
    assert len(of_kind(block, Figure)) == 1
    # Half-life, outlook, clusters.
    assert len(of_kind(block, Paragraph)) == 3
    assert text.count("<details>") == 6


def test_a_partial_roster_has_counts_alone_and_nobody_is_called_new_or_not_new() -> None:
    with sq.in_language("en"):
        block = tiers(Study(communities.hostile()))
        text = words(block)
        assert "How many never did is not known" in text
        sizes, silence = of_kind(block, DataTable)
        assert not any("%" in cell for row in cells(sizes) for cell in row[2:])
        assert {row[0]: row[2] for row in cells(sizes)}["new"] == "—"
        assert len(cells(silence)[0]) == 4


def test_small_cells_of_an_imported_community_are_withheld() -> None:
    community = communities.grown(60, 90)
    with sq.in_language("en"):
        block = tiers(Study(community))
    sizes = sq.tier_sizes(sq.RuleTiers().assign(community, community.whole.last_day))
    small = sizes.index[sizes["k"].between(1, 4)]
    assert len(small)
    told = {row[0]: row for row in cells(of_kind(block, DataTable)[0])}
    assert all(told[tier][2:] == ["<5", "—", ""] for tier in small)
    hidden = [row[0] for row in told.values() if row[2] == "<5"]
    assert len(hidden) != 1


@pytest.mark.parametrize("name", ["tiny", "one_day"])
def test_a_record_that_is_too_short_is_said_to_be(name: str) -> None:
    with sq.in_language("en"):
        block = tiers(Study(communities.ODD[name]()))
        assert "observed up to" in words(block)
    assert not of_kind(block, DataTable)


@pytest.mark.parametrize("name", sorted(communities.ODD))
@pytest.mark.parametrize("synthetic", [True, False])
def test_odd_communities_have_a_section_too(name: str, synthetic: bool) -> None:
    with sq.in_language("zh"):
        text = re.sub(r"base64,[^\"]*", "", tiers(Study(communities.ODD[name](synthetic=synthetic))).markup())
    assert "nan" not in text


def test_no_hidden_way_can_be_worked_out_from_a_total() -> None:
    rng = np.random.default_rng(3)
    places = ["silent", "active", "core"]
    real, invented = communities.tiny(), communities.tiny(synthetic=True)
    for _ in range(50):
        rows = [(a, b, int(rng.choice([0, 2, 9, 40]))) for a in places for b in places]
        ways = pd.DataFrame(rows, columns=["before", "after", "k"])
        found = masked_ways(real, ways)
        assert found.loc[ways["k"].between(1, 4), "suppressed"].all()
        assert not found.loc[ways["k"] == 0, "suppressed"].any()
        for side in ("before", "after"):
            for _, part in found.groupby(side):
                assert part["suppressed"].sum() != 1 or (part["k"] > 0).sum() == 1
        assert not masked_ways(invented, ways)["suppressed"].any()
