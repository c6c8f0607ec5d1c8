"""The section on the type: what is told, on what it rests, and what must not be shown."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
import pytest
from communities import tiny

import shequn_lab as sq
from shequn_lab import chapters
from shequn_lab.chapters.typology.figures import FIGURES
from shequn_lab.reports.blocks import Block, Figure
from shequn_lab.reports.data_table import DataTable
from shequn_lab.reports.study import Study
from shequn_lab.reports.suppression import masked
from shequn_lab.reports.typology_section import typology
from shequn_lab.terms import label
from shequn_lab.terms.formats import percent


def words(block: Block) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", re.sub(r"base64,[^\"]*", "", block.markup())))


def of_kind(block: Block, kind: type) -> list[str]:
    return [part.id for part in block.parts if isinstance(part, kind)]  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def reviews() -> sq.Community:
    return sq.open_community("review_platform")


def few_buyers(community: sq.Community, n_orders: int) -> sq.Community:
    """Return the community as imported, with so many orders of each of three buyers and no others."""
    plain = community.members.loc[community.members["role"] == "member", "member_id"]
    orders = community.orders[community.orders["member_id"].isin(plain)].drop_duplicates("member_id").iloc[:3]
    orders = pd.concat([orders.assign(order_id=orders["order_id"] + f"_{i}") for i in range(n_orders)])
    orders = orders.assign(refunded_minor=0, cancelled=False).reset_index(drop=True)
    return replace(community, orders=orders, synthetic=False, _memo={})


def test_a_named_type_stands_with_its_probabilities_figures_and_worth(reviews: sq.Community, language: str) -> None:
    found = typology(Study(reviews))
    markup, said = found.markup(), words(found)
    assert '<section id="typology"' in markup
    assert not re.search(r"\{\w+\}|\bnan\b", said)
    assert of_kind(found, Figure) == ["fig-typology", "fig-confusion"]
    assert of_kind(found, DataTable) == ["tab-typology"]
    told = sq.community_type(reviews)
    assert label(told.outcome) in said
    for share in told.probabilities["value"]:
        assert percent(share, 0) in said
    for estimate in (told.accuracy.accuracy, told.accuracy.accuracy_blended):
        assert percent(estimate.value) in said
        assert f"{percent(estimate.low)}–{percent(estimate.high)}" in said
    assert ("simulated" if language == "en" else "模拟社群") in said
    assert all(label(id) in said for id in FIGURES if id != "answered_within_hour")


def test_without_orders_the_section_says_so_and_names_no_type(language: str) -> None:
    found = typology(Study(sq.open_community("demo_mothers")))
    said = words(found)
    assert ("Type: not measurable" if language == "en" else "类型： 不可测") in said
    assert ("this source holds no orders" if language == "en" else "来源没有订单") in said
    assert not of_kind(found, Figure)
    assert of_kind(found, DataTable) == ["tab-typology"]


def test_of_a_forum_nothing_is_guessed() -> None:
    found = typology(Study(replace(tiny(), roster="none", synthetic=False, _memo={})))
    said = words(found)
    assert "Type: not measurable" in said
    assert "probability" not in said


def test_orders_of_few_buyers_are_withheld_and_cannot_be_worked_back(reviews: sq.Community) -> None:
    once, often = few_buyers(reviews, 1), few_buyers(reviews, 30)
    assert sq.orders_per_month(once).k == sq.orders_per_month(often).k == 3
    assert sq.community_type(once).probabilities["value"].notna().all()
    # What the three bought makes no difference to the page.
    assert sq.orders_per_month(often).value == pytest.approx(30 * sq.orders_per_month(once).value)
    said = words(typology(Study(once)))
    assert said == words(typology(Study(often)))
    assert "Type: not measurable" in said


def test_an_imported_community_that_hides_nothing_is_told_as_the_synthetic_one(reviews: sq.Community) -> None:
    imported = replace(reviews, synthetic=False, _memo={})
    shown = chapters.community_type(imported, seen=lambda e: masked(imported, e))
    assert shown.probabilities.equals(sq.community_type(reviews).probabilities)
