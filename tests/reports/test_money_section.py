"""The section on money: what is told, what is not measurable, and what must not be shown."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from communities import tiny
from oracle_tables import Order
from priced import sold
from shops import at

import shequn_lab as sq
from shequn_lab import metrics
from shequn_lab.metrics.clv import CLV_DAYS, CLV_RATE
from shequn_lab.reports.blocks import Block, Figure
from shequn_lab.reports.data_table import DataTable
from shequn_lab.reports.money_section import money
from shequn_lab.reports.study import Study


def words(block: Block) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", re.sub(r"base64,[^\"]*", "", block.markup())))


def of_kind(block: Block, kind: type) -> list[str]:
    return [part.id for part in block.parts if isinstance(part, kind)]  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def shop() -> sq.Community:
    return sq.open_community("jd_fans")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    slow = metrics.clv_predicted
    monkeypatch.setattr(metrics, "clv_predicted", lambda c, **said: slow(c, **{"n_resamples": 20, **said}))


def imported(community: sq.Community) -> sq.Community:
    return replace(community, synthetic=False, _memo={})


@pytest.mark.parametrize("language", ["zh", "en"])
def test_figures_scores_cohorts_and_prediction_are_shown_and_say_how(shop: sq.Community, language: str) -> None:
    with sq.in_language(language):
        found = money(Study(shop))
        markup = re.sub(r"base64,[^\"]*", "", found.markup())
    assert '<section id="money"' in markup
    assert not re.search(r"\{\w+\}", markup)
    assert "nan" not in markup
    assert of_kind(found, Figure) == ["fig-ltv"]
    assert of_kind(found, DataTable) == ["tab-money", "tab-rfm"]
    assert markup.count("<details>") == 4


def test_sentences_hold_the_figures_of_their_functions(shop: sq.Community) -> None:
    with sq.in_language("en"):
        said = words(money(Study(shop)))
        ahead = metrics.clv_predicted(shop, horizon_days=CLV_DAYS, discount_rate=CLV_RATE)
    for figure in (sq.arpu(shop), sq.arppu(shop), sq.ltv_observed(shop), sq.customer_ltv(shop), ahead):
        assert f"{figure.value / 100:,.2f}" in said
    assert f"{100 * sq.margin_share(shop).value:.1f}%" in said
    assert "Discounted at 10% a year" in said
    assert "parameters of the model" in said
    cells = sq.rfm_cells(sq.rfm(shop))
    row = [str(k) for k in cells.loc[cells["r_score"] == 5, "k"]]
    assert " ".join(row) in said


def test_without_orders_the_section_is_one_sentence() -> None:
    with sq.in_language("en"):
        found = money(Study(tiny()))
        assert "Not measurable here, because this source holds no orders." in words(found)
    assert of_kind(found, DataTable) == []


def test_several_currencies_are_said_and_not_added() -> None:
    noon = at("2026-03-04 12:00")
    community = sold(Order("o", "an", noon), Order("p", "bo", noon, currency="USD"))
    with sq.in_language("en"):
        assert "several currencies (CNY, USD)" in words(money(Study(community)))


def test_without_costs_revenue_is_told_and_margin_says_why(shop: sq.Community) -> None:
    assert shop.orders is not None
    blind = replace(shop, orders=shop.orders.drop(columns="cost_minor"), _memo={})
    with sq.in_language("en"):
        said = words(money(Study(blind)))
    assert f"{sq.arpu(shop).value / 100:,.2f}" in said
    # Margin, lift, both values by age, and the cohorts.
    assert said.count("does not record what the goods cost") == 5
    assert "LTV by cohort cannot be measured here" in said
    assert "a buyer is expected to bring" in said


def test_nobody_came_again_is_no_prediction() -> None:
    noon = at("2026-03-04 12:00")
    with sq.in_language("en"):
        said = words(money(Study(sold(Order("o", "an", noon), Order("p", "bo", noon)))))
    assert "of 2 buyers only 0 bought again on another day" in said


def test_of_an_imported_community_small_cells_are_withheld(shop: sq.Community) -> None:
    cells = sq.rfm_cells(sq.rfm(shop))
    assert ((cells["k"] > 0) & (cells["k"] < 5)).any()
    with sq.in_language("en"):
        found = money(Study(imported(shop)))
    table = next(part for part in found.parts if getattr(part, "id", "") == "tab-rfm")
    counts = [cell.body for row in table.rows for cell in row[2:-1]]
    assert not {"1", "2", "3", "4"} & set(counts)
    # In no row and no column stands a single cell that the rest would give away.
    grid = np.array(counts).reshape(len(table.rows), -1)
    hidden = np.isin(grid, ["<5", "—"])
    some = grid != "0"
    for line, known in [*zip(hidden, some, strict=True), *zip(hidden.T, some.T, strict=True)]:
        assert line.sum() != 1 or known.sum() == 1
    assert "buyers by how" not in words(table)


def test_of_few_buyers_nothing_is_told() -> None:
    noon = at("2026-03-04 12:00")
    community = imported(sold(*(Order(f"o{who}", who, noon, 12_345) for who in ("an", "bo", "chen"))))
    with sq.in_language("en"):
        said = words(money(Study(community)))
    assert "123.45" not in said
    assert "74.07" not in said  # three of them among five members
    assert "&lt;5" in said
