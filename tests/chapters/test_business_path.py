"""The path of monetisation: every criterion by its figure's interval, and nothing guessed."""

from __future__ import annotations

import math
from dataclasses import replace

import oracle_money as oracle
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oracle import window
from oracle_tables import Order, Shop
from priced import priced, sold, some_costs
from shop_draws import random_shop
from shops import at, build_shop, tiny_shop, without

import shequn_lab as sq
from shequn_lab.chapters import STAGES
from shequn_lab.model import Estimate
from shequn_lab.terms import Note, all_terms

OUTCOMES = ("reached", "not_reached", "undecided", "not_measurable")


def by_criterion(path: object, what: str = "outcome") -> dict[str, object]:
    return dict(zip(path["criterion"], path[what], strict=True))  # type: ignore[index]


@given(pair=random_shop(), cost=st.sampled_from((1, 700, 50_000)))
def test_costs_covered_agree(pair: tuple[Shop, sq.Community], cost: int) -> None:
    s, _ = pair
    costs = some_costs(s)
    found = sq.cost_cover(priced(s, costs), running_cost_minor=cost)
    left = sum(oracle.net(o) - costs[o.id] for o in oracle.in_window(s))
    first, stop = window(s.w)
    assert found.value == pytest.approx(left * 30 / (cost * (stop - first).days))
    assert found.n == len({o.who for o in oracle.in_window(s)})


def test_costs_covered_are_not_guessed() -> None:
    noon = at("2026-03-04 12:00")
    assert sq.cost_cover(build_shop(tiny_shop()), running_cost_minor=100).note.id == "note_no_column"
    assert sq.cost_cover(build_shop(without(tiny_shop(), "orders")), running_cost_minor=100).note.id == "note_no_table"
    assert sq.cost_cover(sold(Order("o", "an", noon)), running_cost_minor=None).note.id == "note_no_running_cost"
    orders = (Order("o", "an", noon), Order("p", "bo", noon))
    assert sq.cost_cover(sold(*orders, costs={"o": 1}), running_cost_minor=100).note.id == "note_costs_unknown"
    mixed = sold(orders[0], replace(orders[1], currency="USD"))
    assert sq.cost_cover(mixed, running_cost_minor=100).note.id == "note_currencies"
    for wrong in (0, -5, 1.5):
        with pytest.raises(sq.OptionError):
            sq.cost_cover(mixed, running_cost_minor=wrong)


@given(pair=random_shop(), cost=st.sampled_from((None, 700)))
def test_an_outcome_is_what_the_interval_says(pair: tuple[Shop, sq.Community], cost: int | None) -> None:
    path = sq.business_path(pair[1], running_cost_minor=cost)
    assert [*path["stage"].drop_duplicates()] == [*STAGES]
    for row in path.to_dict("records"):
        if math.isnan(row["value"]):
            expected = "not_measurable"
            assert row["note"]
        elif row["low"] >= row["needed"]:
            expected = "reached"
        elif row["high"] < row["needed"]:
            expected = "not_reached"
        else:
            expected = "undecided"
        assert row["outcome"] == expected
        assert (row["figure"].id, row["n"]) == (row["criterion"], row["figure"].n)
    stages = sq.path_stages(path)
    assert stages[list(OUTCOMES)].sum(axis=1).tolist() == [len(criteria) for criteria in STAGES.values()]
    for stage, part in path.groupby("stage"):
        all_reached = (part["outcome"] == "reached").all()
        assert (stages.loc[stage, "outcome"] == "reached") == all_reached
        assert (stages.loc[stage, "outcome"] == "not_reached") == (part["outcome"] == "not_reached").any()


def test_of_a_forum_without_orders_the_loop_is_not_measurable_and_not_open() -> None:
    path = sq.business_path(sq.open_community("demo_mothers"), running_cost_minor=100_000)
    loop = path[path["stage"] == "stage_loop"]
    assert set(loop["outcome"]) == {"not_measurable"}
    assert sq.path_stages(path).loc["stage_loop", "outcome"] == "not_measurable"
    # The first stage needs no orders.
    assert (path.loc[path["stage"] == "stage_create", "outcome"] != "not_measurable").all()


def test_an_empty_table_of_orders_is_a_loop_that_is_not_closed() -> None:
    path = sq.business_path(sold(), running_cost_minor=100_000)
    assert by_criterion(path)["purchase_conversion"] in ("not_reached", "undecided")
    assert by_criterion(path, "value")["purchase_conversion"] == 0
    # Of no orders there is no margin to have a share.
    assert by_criterion(path)["margin_share"] == "not_measurable"


def test_what_others_sell_stands_in_no_table() -> None:
    assert by_criterion(sq.business_path(sq.open_community("jd_fans")))["partner_share"] == "not_measurable"


def test_what_is_needed_can_be_changed() -> None:
    community = sq.open_community("demo_mothers")
    spoke = sq.speaking_share(community)
    for needed, outcome in ((0, "reached"), (spoke.value, "undecided"), (1, "not_reached")):
        found = sq.business_path(community, needed={"speaking_share": needed})
        assert by_criterion(found)["speaking_share"] == outcome
        assert by_criterion(found, "needed")["speaking_share"] == needed
    with pytest.raises(sq.UnknownNameError):
        sq.business_path(community, needed={"speaking": 0.1})
    with pytest.raises(sq.OptionError):
        sq.business_path(community, needed={"speaking_share": math.nan})


def test_several_currencies_have_no_margin_together() -> None:
    noon = at("2026-03-04 12:00")
    mixed = sold(Order("o", "an", noon), Order("p", "bo", noon, currency="USD"))
    assert by_criterion(sq.business_path(mixed))["margin_share"] == "not_measurable"


def test_what_must_not_be_shown_is_judged_by_nobody() -> None:
    path = sq.business_path(
        build_shop(tiny_shop()), seen=lambda e: Estimate.missing(e.id, Note("report_suppressed"), **e.params)
    )
    assert set(path["outcome"]) == {"not_measurable"}


def test_every_stage_and_criterion_has_a_name_and_a_definition() -> None:
    for stage, criteria in STAGES.items():
        for id in (stage, *(criterion.figure for criterion in criteria)):
            assert all_terms()[id].definition_en
