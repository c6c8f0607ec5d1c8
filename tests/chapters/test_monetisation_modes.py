"""Ways of earning: what is measured against a slow second opinion, what is assumed and says so, break-even by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import oracle_money as oracle
import pytest
from hypothesis import given, settings
from oracle import inside, local_day, plain_members, present, window
from oracle_tables import Order, Shop
from priced import priced, sold, some_costs
from shop_draws import random_shop
from shops import at, build_shop, tiny_shop, without
from test_type_figures import days_there

import shequn_lab as sq
from shequn_lab.chapters import MODES
from shequn_lab.chapters.typology.training import TYPES
from shequn_lab.model import Estimate
from shequn_lab.terms import Note, all_terms

NOON = at("2026-03-04 12:00")


@given(pair=random_shop())
def test_net_revenue_per_order_agrees(pair: tuple[Shop, sq.Community]) -> None:
    s, community = pair
    orders = oracle.in_window(s)
    found = sq.net_per_order(community)
    expected = sum(map(oracle.net, orders)) / len(orders) if orders else math.nan
    assert found.value == pytest.approx(expected, nan_ok=True)
    assert found.n == len({o.who for o in orders})


@given(pair=random_shop())
def test_reach_per_post_agrees(pair: tuple[Shop, sq.Community]) -> None:
    s, community = pair
    posts = [
        p for p in s.posts or () if p.by_operator and p.reach is not None and inside(local_day(s.w, p.at), window(s.w))
    ]
    there = [sum(present(s.w, m, local_day(s.w, p.at)) for m in plain_members(s.w)) for p in posts]
    found = sq.post_reach_share(community)
    if s.w.roster != "complete" or not sum(there):
        assert not found.measurable
        return
    assert found.value == pytest.approx(sum(p.reach for p in posts) / sum(there))
    assert found.of == "posts"


@settings(max_examples=20)
@given(pair=random_shop())
def test_the_margin_of_goods_is_that_of_the_orders_per_day_of_presence(pair: tuple[Shop, sq.Community]) -> None:
    s, _ = pair
    costs = some_costs(s)
    community = priced(s, costs)
    days = {p.id: days_there(s, p) for p in plain_members(s.w)}
    orders = oracle.in_window(s)
    row = sq.mode_economics(community).loc["product_sale"]
    # Orders of people who were not there have no days to be shared out over.
    if s.w.roster != "complete" or not sum(map(oracle.net, orders)) or any(not days.get(o.who) for o in orders):
        return
    left = sum(oracle.net(o) - costs[o.id] for o in orders)
    assert row["basis"] == "measured"
    assert row["revenue_minor"] == pytest.approx(30 * sum(map(oracle.net, orders)) / sum(days.values()))
    assert row["margin_minor"] == pytest.approx(30 * left / sum(days.values()))
    fixed = MODES["product_sale"].assumed["fixed_per_month"]
    if left > 0:
        assert row["break_even_members"] == pytest.approx(math.ceil(fixed * sum(days.values()) / (30 * left)), abs=1)
    else:
        assert math.isnan(row["break_even_members"])
        assert row["outcome"] != "reached"
        assert row["note"]


def test_goods_by_hand() -> None:
    """45.00 of five orders on 39 days of presence; the goods cost 15.00, so that two thirds are left."""
    costs = {"O1": 200, "O2": 800, "O3": 100, "O4": 400, "O6": 0}
    community = priced(tiny_shop(), {o.id: costs.get(o.id, 0) for o in tiny_shop().orders})
    row = sq.mode_economics(community, {"product_sale": {"fixed_per_month": 10_000}}).loc["product_sale"]
    assert row["basis"] == "measured"
    assert row["revenue_minor"] == pytest.approx(30 * 4_500 / 39)
    assert row["margin_minor"] == pytest.approx(30 * 3_000 / 39)
    # 100.00 ÷ 23.07…: the fifth member covers it, and five are there, or fewer on the last day.
    assert row["break_even_members"] == 5
    assert row["margin_low_minor"] <= row["margin_minor"] <= row["margin_high_minor"]
    inputs = sq.mode_inputs(community).set_index(["mode", "input"])
    assert inputs.loc[("product_sale", "net_per_order"), "value"] == 900
    assert inputs.loc[("product_sale", "margin_share"), "value"] == pytest.approx(2 / 3)


def test_a_membership_fee_by_hand_and_its_break_even_is_exact() -> None:
    own = {"acts_per_month": 4, "price_per_act": 2_500, "margin_share": 0.5, "fixed_per_month": 50_000}
    row = sq.mode_economics(build_shop(tiny_shop()), {"membership_fee": own}).loc["membership_fee"]
    assert (row["basis"], row["revenue_minor"], row["margin_minor"]) == ("assumed", 100, 50)
    # A thousand members bring 500.00, and not one more is needed.
    assert row["break_even_members"] == 1_000
    assert math.isnan(row["margin_low_minor"])
    assert row["outcome"] == "not_reached"
    own["fixed_per_month"] = 50_001
    row = sq.mode_economics(build_shop(tiny_shop()), {"membership_fee": own}).loc["membership_fee"]
    assert row["break_even_members"] == 1_001


def test_adverts_are_paid_by_people_reached() -> None:
    community = build_shop(tiny_shop())
    row = sq.mode_economics(community, {"advertising": {"ads_per_month": 2, "margin_share": 1}}).loc["advertising"]
    # Two adverts, each reaching this share of the members, at 50.00 for a thousand people.
    assert row["revenue_minor"] == pytest.approx(2 * sq.post_reach_share(community).value * 5_000 / 1_000)
    assert row["basis"] == "mixed"


def test_what_is_assumed_says_so_and_is_no_measurement() -> None:
    community = build_shop(without(tiny_shop(), "orders", "posts"))
    inputs = sq.mode_inputs(community)
    assert set(inputs["basis"]) == {"assumed"}
    assert inputs[["low", "high"]].isna().all(axis=None)
    notes = inputs.set_index(["mode", "input"])["note"]
    assert "orders" in notes["product_sale", "net_per_order"] or "订单" in notes["product_sale", "net_per_order"]
    assert (sq.mode_economics(community)["basis"] == "assumed").all()
    # Money of other ways is never taken from the goods.
    shop = priced(tiny_shop(), some_costs(tiny_shop()))
    measured = sq.mode_inputs(shop).query("basis == 'measured'")
    assert set(zip(measured["mode"], measured["input"], strict=True)) == {
        ("product_sale", "orders_per_month"),
        ("product_sale", "net_per_order"),
        ("product_sale", "margin_share"),
        ("advertising", "post_reach_share"),
    }


def test_one_s_own_value_goes_before_what_is_measured_and_is_marked() -> None:
    shop = priced(tiny_shop(), some_costs(tiny_shop()))
    inputs = sq.mode_inputs(shop, {"product_sale": {"net_per_order": 12_300}}).set_index(["mode", "input"])
    assert tuple(inputs.loc[("product_sale", "net_per_order"), ["value", "basis"]]) == (12_300, "own")
    assert sq.mode_economics(shop, {"product_sale": {"net_per_order": 12_300}}).loc["product_sale", "basis"] == "mixed"


def test_without_costs_only_the_margin_is_assumed() -> None:
    inputs = sq.mode_inputs(build_shop(tiny_shop())).set_index(["mode", "input"])["basis"]
    assert inputs["product_sale", "orders_per_month"] == inputs["product_sale", "net_per_order"] == "measured"
    assert inputs["product_sale", "margin_share"] == "assumed"


def test_currencies_are_not_mixed() -> None:
    dollars = sold(Order("o", "an", NOON, currency="USD"), Order("p", "bo", NOON, currency="USD"))
    inputs = sq.mode_inputs(dollars).set_index(["mode", "input"])
    assert inputs.loc[("product_sale", "net_per_order"), "basis"] == "assumed"
    assert "USD" in inputs.loc[("product_sale", "net_per_order"), "note"]
    # How often they buy is no amount of money, but it goes with the goods.
    named = sq.mode_inputs(dollars, currency="USD").set_index(["mode", "input"])
    assert named.loc[("product_sale", "net_per_order"), "basis"] == "measured"
    assert named.loc[("product_sale", "net_per_order"), "unit"] == "minor USD"
    assert sq.mode_economics(dollars, currency="USD").attrs["currency"] == "USD"
    mixed = sold(Order("o", "an", NOON, currency="USD"), Order("p", "bo", NOON))
    assert (
        sq.mode_inputs(mixed).set_index(["mode", "input"]).loc[("product_sale", "net_per_order"), "basis"] == "assumed"
    )


def test_goods_sold_at_a_loss_never_pay_for_themselves() -> None:
    loss = sold(Order("o", "an", NOON), Order("p", "bo", NOON), costs={"o": 1_500, "p": 1_200})
    row = sq.mode_economics(loss).loc["product_sale"]
    assert row["margin_minor"] < 0
    assert math.isnan(row["break_even_members"])
    assert row["outcome"] == "not_reached"
    assert row["note"]


def test_of_a_single_post_nothing_is_sure() -> None:
    shop = tiny_shop()
    lone = build_shop(replace(shop, posts=shop.posts[:1]))
    row = sq.mode_economics(lone, {"advertising": {"fixed_per_month": 1}}).loc["advertising"]
    assert row["basis"] == "mixed"
    assert row["break_even_members"] <= row["members_present"]
    assert math.isnan(row["break_even_low"])
    assert row["outcome"] == "undecided"


def test_nobody_bought_is_no_order_and_the_price_is_assumed() -> None:
    inputs = sq.mode_inputs(sold()).set_index(["mode", "input"])
    assert tuple(inputs.loc[("product_sale", "orders_per_month"), ["value", "basis"]]) == (0, "measured")
    assert inputs.loc[("product_sale", "net_per_order"), "basis"] == "assumed"
    row = sq.mode_economics(sold()).loc["product_sale"]
    assert row["margin_minor"] == 0
    assert row["outcome"] == "not_reached"


def test_without_a_roster_nobody_says_whether_the_cost_is_covered() -> None:
    forum = replace(build_shop(tiny_shop()), roster="none", _memo={})
    found = sq.mode_economics(forum)
    assert (found["outcome"] == "not_measurable").all()
    assert found["members_present"].isna().all()
    assert found["break_even_members"].notna().all()


def test_what_must_not_be_shown_is_not_reckoned_with() -> None:
    shop = priced(tiny_shop(), some_costs(tiny_shop()))

    def withheld(e: Estimate) -> Estimate:
        return Estimate.missing(e.id, Note("report_suppressed"))

    hidden = sq.mode_inputs(shop, seen=withheld)
    assert set(hidden["basis"]) == {"assumed"}
    assert (sq.mode_economics(shop, seen=withheld)["basis"] == "assumed").all()


@pytest.mark.parametrize(
    "changes",
    [
        {"membership": {"price_per_act": 1}},
        {"membership_fee": {"price": 1}},
        {"membership_fee": {"price_per_act": 19.9}},
        {"membership_fee": {"margin_share": 1.2}},
        {"membership_fee": {"acts_per_month": -1}},
        {"membership_fee": {"acts_per_month": math.nan}},
    ],
)
def test_a_wrong_assumption_is_refused(changes: dict[str, dict[str, float]]) -> None:
    with pytest.raises((sq.UnknownNameError, sq.OptionError)):
        sq.mode_economics(build_shop(tiny_shop()), changes)


def test_every_way_and_input_has_a_name_and_a_definition() -> None:
    for id in [*MODES, *(input for mode in MODES.values() for input in mode.assumed)]:
        assert all_terms()[id].definition_zh
    assert list(sq.mode_fit(build_shop(tiny_shop())).index) == list(MODES)


def test_what_suits_a_community_is_told_by_its_type_and_never_guessed() -> None:
    unknown = sq.mode_fit(build_shop(tiny_shop()))
    assert set(unknown["here"]) == {unknown.attrs["type"]} == {"not_measurable"}
    assert unknown.attrs["reason"]
    assert unknown.attrs["note"]
    for type_ in TYPES:
        told = replace(sq.community_type(build_shop(tiny_shop())), outcome=type_, note=Note(""))
        fit = sq.mode_fit(build_shop(tiny_shop()), told=told)
        assert fit["here"].tolist() == fit[type_].tolist()
        assert "good" in set(fit["here"])
