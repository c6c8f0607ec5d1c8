"""What the chapter on monetisation shows of the path and of ways of earning."""

from __future__ import annotations

import pytest

import shequn_lab as sq
from shequn_lab.terms import in_language

FEE = {"membership_fee": {"price_per_act": 4900}}


@pytest.fixture(scope="module")
def brand() -> sq.Community:
    return sq.open_community("beauty_wechat")


@pytest.fixture(autouse=True)
def english():
    with in_language("en"):
        yield


def test_each_criterion_has_a_row_with_its_outcome_or_the_reason(brand: sq.Community) -> None:
    path = sq.business_path(brand)
    rows = sq.path_table(path).rows
    assert len(rows) == len(path)
    for row, (_, found) in zip(rows, path.iterrows(), strict=True):
        if found["outcome"] == "not_measurable":
            assert found["note"] in row[1]
        else:
            assert row[-1] == found["outcome"].replace("_", " ")


def test_a_cost_of_ones_own_is_held_against_the_margin(brand: sq.Community) -> None:
    without, given = (
        next(row for row in sq.path_table(sq.business_path(brand, running_cost_minor=cost)).rows if "costs" in row[0])
        for cost in (None, 1)
    )
    assert "not measurable" in without[1]
    assert given[-1] == "reached"


def test_the_stages_hold_as_many_criteria_as_the_path(brand: sq.Community) -> None:
    path = sq.business_path(brand)
    rows = sq.stage_table(path).rows
    assert sum(int(cell) for row in rows for cell in row[1:-1]) == len(path)


def test_a_value_of_ones_own_is_named_so_and_changes_what_is_left(brand: sq.Community) -> None:
    own = sq.mode_input_table(sq.mode_inputs(brand, FEE)).rows
    assert [row[1] for row in own if row[-1] == "own"] == ["49.00"]
    before, after = (
        next(row for row in sq.mode_table(sq.mode_economics(brand, changes)).rows if row[0] == "membership fee")
        for changes in (None, {"membership_fee": {"price_per_act": 9800}})
    )
    assert float(after[2]) > float(before[2])
    assert after[3] == "—"


def test_what_fits_is_told_in_words_for_every_type_and_for_this_community(brand: sq.Community) -> None:
    table = sq.fit_table(sq.mode_fit(brand))
    assert len(table.heads) == 5
    words = {"good", "possible", "poor", "undecided", "not measurable"}
    assert {cell for row in table.rows for cell in row[1:]} <= words


def test_without_orders_the_tables_stand_and_say_so() -> None:
    bare = sq.open_community("demo_mothers")
    assert any("not measurable here" in row[1] for row in sq.path_table(sq.business_path(bare)).rows)
    assert {row[1] for row in sq.mode_table(sq.mode_economics(bare)).rows} <= {"assumed", "partly measured"}
