"""Cost of joining and of customers, LTV ÷ CAC, payback and break-even: against the oracle, by hand, at the edges."""

from __future__ import annotations

import math
from dataclasses import replace

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


def day(n: int) -> object:
    return at(f"2026-03-{n:02d} 12:00")


@given(pair=random_shop(), cost=st.integers(0, 3000), known=st.booleans())
def test_costs_are_shared_among_those_who_came(pair: Pair, cost: int, known: bool) -> None:
    s, community = pair
    for found, heads in (
        (sq.cost_per_join(community, cost_minor=cost), len(oracle.joiners(s))),
        (sq.cac(community, cost_minor=cost, history_known=known), len(oracle.customers(s, known))),
    ):
        if not heads:
            assert math.isnan(found.value)
            assert str(found.note)
        else:
            assert (found.value, found.n) == (pytest.approx(cost / heads), heads)


@given(pair=random_shop(), cost=st.integers(1, 3000), n=st.sampled_from((1, 5, 12)), known=st.booleans())
def test_value_against_cost_agrees(pair: Pair, cost: int, n: int, known: bool) -> None:
    s, _ = pair
    costs = some_costs(s)
    community = priced(s, costs)
    total, followed, _ = oracle.value(s, costs, oracle.customers(s, known), n)
    given = {"cost_minor": cost, "within_days": n, "history_known": known}
    against, paid = sq.ltv_cac(community, **given), sq.payback_days(community, **given)
    if not followed:
        assert math.isnan(against.value)
        assert math.isnan(paid.value)
        return
    new = len(oracle.customers(s, known))
    assert (against.value, against.n) == (pytest.approx(total / followed / (cost / new)), followed)
    days = oracle.payback(s, costs, known, n, cost)
    if days is None:
        assert paid.note.id == "note_not_paid_back"
    else:
        assert (paid.value, paid.n) == (days, followed)


def test_economics_by_hand() -> None:
    # an pays on days 2 and 5 of March, chen on 4, eve on 9; margins are what is paid.
    community = sold(
        Order("o", "an", day(2), 1000), Order("p", "an", day(5), 500), Order("q", "chen", day(4), 300),
        Order("r", "eve", day(9), 900),
    )  # fmt: skip
    joined = sq.cost_per_join(community, cost_minor=2000)
    assert (joined.value, joined.n, joined.unit) == (400, 5, "minor CNY")
    won = sq.cac(community, cost_minor=2700)
    assert (won.value, won.n) == (900, 3)
    # Followed for five days: an 1500, chen 300.
    assert sq.ltv_cac(community, cost_minor=2700, within_days=5).value == pytest.approx(900 / 900)
    found = sq.payback_days(community, cost_minor=2700, within_days=5)
    assert (found.value, found.n, found.unit) == (3, 2, "days")
    assert sq.payback_days(community, cost_minor=1800, within_days=5).value == 0
    assert sq.payback_days(community, cost_minor=2800, within_days=5).note.id == "note_not_paid_back"
    with sq.in_language("en"):
        assert "27.00" in won.label
        assert "9.00" in str(won)


def test_a_value_per_member_is_not_set_against_a_cost_per_customer() -> None:
    community = sold(Order("o", "an", day(2), 1000))
    found = sq.ltv_cac(community, cost_minor=1000, within_days=5)
    # One customer, worth 1000, who cost 1000; each of five members is worth 200.
    assert found.value == 1
    assert sq.ltv_observed(community, within_days=5).value == 200


@pytest.mark.parametrize("cost", [-1, 10.5, 100.0, True, "100"])
@pytest.mark.parametrize("measure", [sq.cost_per_join, sq.cac, sq.ltv_cac, sq.payback_days])
def test_a_cost_is_a_whole_number_of_minor_units(measure, cost: object) -> None:
    with pytest.raises(sq.OptionError):
        measure(sold(Order("o", "an", NOON)), cost_minor=cost)


def test_goods_sold_at_a_loss_never_pay_back_and_their_ratio_is_below_zero() -> None:
    orders = [Order(f"o{who}", who, NOON, 100 * i) for i, who in enumerate(("an", "bo", "chen"), 1)]
    community = sold(*orders, costs={order.id: 2 * order.paid for order in orders})
    found = sq.ltv_cac(community, cost_minor=300, within_days=3)
    assert found.low <= found.value == -2 <= found.high < 0
    assert sq.payback_days(community, cost_minor=300, within_days=3).note.id == "note_not_paid_back"


def test_no_cost_is_nothing_to_divide_by() -> None:
    community = sold(Order("o", "an", NOON))
    assert sq.cac(community, cost_minor=0).value == 0
    assert sq.ltv_cac(community, cost_minor=0, within_days=3).note.id == "note_no_cost"
    assert sq.payback_days(community, cost_minor=0, within_days=3).note.id == "note_no_cost"


def test_without_orders_there_is_a_reason_and_joins_still_have_a_cost() -> None:
    community = build_shop(without(tiny_shop(), "orders"))
    for measure in (sq.cac, sq.ltv_cac, sq.payback_days):
        assert measure(community, cost_minor=100).note.id == "note_no_table"
    assert sq.break_even(community, fixed_cost_minor=100).note.id == "note_no_table"
    found = sq.cost_per_join(community, cost_minor=100, currency="CNY")
    assert (found.value, found.unit) == (20, "minor CNY")


def test_who_has_bought_before_is_no_new_customer() -> None:
    community = sold(Order("o", "owner", NOON), Order("p", "an", NOON))
    assert sq.cac(community, cost_minor=100).n == 1
    assert sq.cac(community.between("2026-03-05", "2026-03-12"), cost_minor=100).note.id == "note_no_case"


def test_an_interval_without_an_end_says_so() -> None:
    found = sq.payback_days(sq.open_community("beauty_wechat"), cost_minor=1_000_000, within_days=120)
    assert found.low <= found.value < math.inf
    assert found.high == math.inf


# -- break-even ------------------------------------------------------------------------------------------


def test_break_even_of_the_community_by_hand() -> None:
    community = sold(Order("o", "an", NOON, 1000), Order("p", "chen", NOON, 500), costs={"o": 400, "p": 200})
    # 900 of five members: 180 each.
    members = sq.break_even(community, fixed_cost_minor=1000)
    assert (members.value, members.n, members.k, members.unit) == (6, 5, 2, "members")
    assert sq.break_even(community, fixed_cost_minor=900).value == 5
    # 450 each of two orders.
    orders = sq.break_even(community, of="orders", fixed_cost_minor=1000)
    assert (orders.value, orders.n, orders.k) == (3, 2, 2)
    assert sq.break_even(community, fixed_cost_minor=0).value == 0
    assert sq.break_even(community, of="orders", fixed_cost_minor=1500, margin_share=0.5).value == 4


def campaign(**activity: object) -> sq.Community:
    orders = (Order("o", "an", NOON, 1000), Order("p", "chen", day(5), 500), Order("q", "eve", NOON, 700))
    community = sold(*orders, costs={"o": 400, "p": 200, "q": 0}, activities={"o": "A", "p": "A"})
    table = community.activities.assign(**activity)
    return replace(community, activities=table, _memo={})


def test_break_even_of_an_activity_looks_its_cost_up() -> None:
    community = campaign(cost_minor=1000.0, currency="CNY")
    # 450 each of the two orders that belong to it.
    orders = sq.break_even(community, of="orders", activity="A")
    assert (orders.value, orders.k) == (3, 2)
    # 900 of four participants: an, bo, chen, dai.
    members = sq.break_even(community, activity="A")
    assert (members.value, members.n) == (5, 4)
    assert sq.break_even(community, activity="A", fixed_cost_minor=225).value == 1


def test_the_cost_of_an_activity_in_another_currency_is_not_compared() -> None:
    with pytest.raises(sq.OptionError, match="USD"):
        sq.break_even(campaign(cost_minor=1000.0, currency="USD"), activity="A")


def test_a_cost_that_is_not_on_record_is_no_cost_of_zero() -> None:
    for community in (campaign(), campaign(cost_minor=float("nan"))):
        with pytest.raises(sq.OptionError):
            sq.break_even(community, activity="A")
    with pytest.raises(sq.OptionError):
        sq.break_even(campaign())
    with pytest.raises(sq.UnknownNameError):
        sq.break_even(campaign(), activity="Z")


def test_what_cannot_break_even_has_a_reason() -> None:
    loss = sold(Order("o", "an", NOON, 100), costs={"o": 150})
    assert sq.break_even(loss, fixed_cost_minor=10).note.id == "note_no_margin_left"
    half = sold(Order("o", "an", NOON), Order("p", "bo", NOON), costs={"o": 1})
    assert sq.break_even(half, fixed_cost_minor=10).note.id == "note_costs_unknown"
    unnamed = sold(Order("o", "an", NOON))
    assert sq.break_even(unnamed, activity="A", fixed_cost_minor=10).note.id == "note_no_column"
    assert sq.break_even(sold(), of="orders", fixed_cost_minor=10).note.id == "note_no_case"
    with pytest.raises(sq.OptionError):
        sq.break_even(unnamed, of="days", fixed_cost_minor=10)
