"""ARPU, ARPPU, margin and levers: against the oracle, by hand, and at the edges."""

from __future__ import annotations

import math
from dataclasses import replace

import oracle_conversion
import oracle_money as oracle
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oracle_tables import Order, Shop
from priced import priced, sold, some_costs
from shop_draws import random_shop
from shops import at, build_shop, tiny_shop, without

import shequn_lab as sq

Pair = tuple[Shop, sq.Community]
NOON = at("2026-03-04 12:00")


@given(pair=random_shop(), base=st.sampled_from(("any", "end")))
def test_arpu_agrees(pair: Pair, base: str) -> None:
    s, community = pair
    found = sq.arpu(community, base=base)
    total, n, k = oracle.arpu(s, base)
    if s.w.roster != "complete" or not n:
        assert math.isnan(found.value)
        assert str(found.note)
        return
    assert (found.n, found.k) == (n, k)
    assert found.value == pytest.approx(total / n)


@given(pair=random_shop())
def test_arppu_agrees(pair: Pair) -> None:
    s, community = pair
    total, n = oracle_conversion.revenue(s)
    found = sq.arppu(community)
    assert found.n == n
    assert found.value == pytest.approx(total / n if n else math.nan, nan_ok=True)


@given(pair=random_shop())
def test_margin_and_lift_agree(pair: Pair) -> None:
    s, _ = pair
    costs = {id: None if i % 4 == 3 else cost for i, (id, cost) in enumerate(some_costs(s).items())}
    discounts = {o.id: (None, 0, 120)[i % 3] for i, o in enumerate(s.orders)}
    community = priced(s, costs, discounts)
    left, net = oracle.margin(s, costs)
    found = sq.margin_share(community)
    assert found.value == pytest.approx(left / net if net else math.nan, nan_ok=True)
    off, left = oracle.lift(s, costs, discounts)
    found = sq.break_even_lift(community)
    assert found.value == pytest.approx(off / left if left > 0 else math.nan, nan_ok=True)
    assert found.measurable or str(found.note)


def test_money_of_the_tiny_shop_by_hand() -> None:
    community = build_shop(tiny_shop())
    # 4500 of an, chen and eve, among five members present: an, bo, chen, dai, eve.
    arpu, arppu = sq.arpu(community), sq.arppu(community)
    assert (arpu.value, arpu.n, arpu.k, arpu.unit) == (900, 5, 3, "minor CNY")
    assert (arppu.value, arppu.n) == (1500, 3)
    assert arpu.excluded == {"excluded_operators_orders": 1, "excluded_cancelled": 1, "excluded_refunded": 1}
    assert arpu.low <= 900 <= arpu.high
    # Members × share of them who buy × what a buyer brings.
    assert arpu.value == pytest.approx(arppu.value * sq.purchase_conversion(community).value)
    with sq.in_language("en"):
        assert "9.00" in str(arpu)
    # Revenue is known; what is left of it is not.
    assert sq.margin_share(community).note.id == "note_no_column"


def test_arpu_needs_a_roster_and_arppu_does_not() -> None:
    s = tiny_shop()
    community = build_shop(replace(s, w=replace(s.w, roster="partial")))
    assert sq.arpu(community).note.id == "note_roster"
    assert sq.arppu(community).value == 1500
    assert sq.arpu(build_shop(without(s, "orders"))).note.id == "note_no_table"


def test_nobody_bought_is_zero_per_member_and_nothing_per_buyer() -> None:
    community = sold()
    assert (sq.arpu(community).value, sq.arpu(community).k) == (0, 0)
    assert math.isnan(sq.arppu(community).value)
    assert sq.arppu(community).note.id == "note_no_case"
    assert math.isnan(sq.margin_share(community).value)


def test_an_order_of_somebody_who_was_not_there_is_left_out_and_counted() -> None:
    # bo left on 6 March.
    community = sold(Order("o", "bo", at("2026-03-09 12:00"), 700), Order("p", "an", NOON, 300))
    late = sq.arpu(community.between("2026-03-08", "2026-03-11"))
    assert (late.value, late.excluded) == (0, {"excluded_buyers_absent": 1})
    assert sq.arppu(community.between("2026-03-08", "2026-03-11")).value == 700


@pytest.mark.parametrize("measure", [sq.arpu, sq.arppu, sq.margin_share, sq.break_even_lift, sq.rfm])
def test_currencies_are_not_added(measure) -> None:
    orders = (Order("o", "an", NOON, 100), Order("p", "bo", NOON, 200, currency="USD"))
    community = sold(*orders, discounts={"o": 10, "p": 10})
    with pytest.raises(sq.OptionError, match="CNY, USD"):
        measure(community)
    measure(community, currency="USD")


def test_several_currencies_are_a_reason_in_the_list_of_figures() -> None:
    community = sold(Order("o", "an", NOON, 100), Order("p", "bo", NOON, 200, currency="USD"))
    told = {e.id: e for e in sq.kpi(community)}
    for id in ("net_revenue", "arpu", "arppu", "margin_share", "break_even_lift", "ltv_observed", "customer_ltv"):
        assert not told[id].measurable
        assert "USD" in str(told[id].note)


def test_money_stays_whole_and_exact() -> None:
    # Beyond what a float of yuan could hold to the fen.
    much = 9_007_199_254_740_993 // 3
    community = sold(Order("o", "an", NOON, much), Order("p", "chen", NOON, 1))
    assert sq.net_revenue(community).value == much + 1
    assert community.orders["paid_minor"].dtype.kind == "i"


# -- margin ----------------------------------------------------------------------------------------------


def test_a_part_paid_back_lowers_the_margin_and_the_goods_stay_sold() -> None:
    community = sold(Order("o", "an", NOON, 1000, refunded=400), costs={"o": 500})
    found = sq.margin_share(community)
    assert found.value == pytest.approx((600 - 500) / 600)
    # Paid back in full, neither price nor goods count.
    both = sold(Order("o", "an", NOON, 1000, refunded=1000), Order("p", "an", NOON, 200), costs={"o": 500, "p": 50})
    assert sq.margin_share(both).value == pytest.approx(0.75)


def test_goods_that_cost_more_than_they_bring_have_a_margin_below_zero() -> None:
    assert sq.margin_share(sold(Order("o", "an", NOON, 100), costs={"o": 150})).value == pytest.approx(-0.5)


def test_an_unknown_cost_is_no_cost_of_zero() -> None:
    community = sold(Order("o", "an", NOON, 1000), Order("p", "chen", NOON, 1000), costs={"o": 400})
    found = sq.margin_share(community)
    assert (found.value, found.n, found.excluded) == (0.6, 1, {"excluded_no_cost": 1})


# -- levers ----------------------------------------------------------------------------------------------


def test_a_fifth_off_at_a_margin_of_two_fifths_must_double_the_orders() -> None:
    orders = [Order(f"o{i}", who, NOON, 800) for i, who in enumerate(("an", "bo", "chen"))]
    community = sold(
        *orders, Order("p", "dai", NOON, 1000), costs=dict.fromkeys(("o0", "o1", "o2", "p"), 600),
        discounts={"o0": 200, "o1": 200, "o2": 200, "p": 0},
    )  # fmt: skip
    found = sq.break_even_lift(community)
    assert (found.value, found.n, found.unit) == (1.0, 3, "relative")
    table = sq.lever_margins(community).set_index("lever")
    assert table.loc["discounted", ["n", "k", "net_minor", "margin_minor"]].tolist() == [3, 3, 2400, 600]
    assert table["value"].to_dict() == pytest.approx({"discounted": 0.25, "full_price": 0.4})
    assert table.attrs["currency"] == "CNY"


def test_a_discount_that_eats_the_margin_never_pays() -> None:
    community = sold(Order("o", "an", NOON, 500), costs={"o": 600}, discounts={"o": 300})
    assert sq.break_even_lift(community).note.id == "note_no_margin_left"


def test_a_discount_that_is_not_on_record_is_no_full_price() -> None:
    community = sold(Order("o", "an", NOON), Order("p", "bo", NOON), discounts={"o": 0})
    table = sq.lever_margins(community)
    assert table["lever"].tolist() == ["full_price"]
    assert table.attrs["excluded"] == {"excluded_no_discount": 1}
    never = sq.lever_margins(sold(Order("o", "an", NOON)))
    assert never.empty
    assert never.attrs["note"]
    assert sq.break_even_lift(sold(Order("o", "an", NOON))).note.id == "note_no_column"


def test_levers_by_activity_are_kinds_of_activity() -> None:
    orders = (Order("o", "an", NOON, 100), Order("p", "bo", NOON, 100), Order("q", "an", NOON, 300))
    community = sold(*orders, costs={"o": 50, "p": 80, "q": 30}, activities={"o": "A", "p": "A"})
    table = sq.lever_margins(community, by="activity").set_index("lever")
    assert table["value"].to_dict() == pytest.approx({"check_in": 0.35, "no_activity": 0.9})
    assert sq.lever_margins(sold(*orders), by="activity").attrs["note"]
    with pytest.raises(sq.OptionError):
        sq.lever_margins(community, by="colour")


def test_changes_of_money_can_be_compared() -> None:
    s = tiny_shop()
    community = build_shop(s)
    change = sq.relative_change(
        community, "arpu", before=("2026-03-02", "2026-03-05"), after=("2026-03-05", "2026-03-12")
    )
    # 3500 of five members, then 1000 of five: bo was still there on 5 March.
    assert change.value == pytest.approx(1000 / 3500 - 1)
