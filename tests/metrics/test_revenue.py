"""Net revenue, pieces and repurchase: against the oracle, by hand, and at the edges."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace

import oracle_conversion as oracle
import pytest
from communities import Event, Person
from hypothesis import given
from hypothesis import strategies as st
from oracle_tables import Order, Shop
from shop_draws import random_shop
from shops import agrees, at, build_shop, tiny_shop, without

import shequn_lab as sq

Pair = tuple[Shop, sq.Community]
NOON = at("2026-03-04 12:00")


@given(pair=random_shop())
def test_net_revenue_agrees(pair: Pair) -> None:
    s, community = pair
    found = sq.net_revenue(community)
    assert (found.value, found.n) == oracle.revenue(s)


@given(pair=random_shop(), n=st.sampled_from((1, 3, 7)), known=st.booleans())
def test_repurchase_agrees(pair: Pair, n: int, known: bool) -> None:
    s, community = pair
    agrees(sq.repurchase_rate(community, within_days=n, history_known=known), oracle.repurchase(s, n, known))


def test_money_of_the_tiny_shop_by_hand() -> None:
    community = build_shop(tiny_shop())
    found = sq.net_revenue(community)
    # 1000 + 2000 + 500 + (1500 - 500) + 0, of an, chen and eve.
    assert (found.value, found.n, found.unit) == (4500, 3, "minor CNY")
    assert found.excluded == {"excluded_operators_orders": 1, "excluded_cancelled": 1, "excluded_refunded": 1}
    assert found.low <= found.value <= found.high
    with sq.in_language("en"):
        assert "45.00" in str(found)
    units = sq.units_sold(community)
    # an 1, chen 2 + 1 + 1; of eve's order nobody knows the size.
    assert (units.value, units.excluded["excluded_no_units"]) == (5, 1)
    # First days: an 2, chen 4, eve 9 March; chen again on 7 March.
    agrees(sq.repurchase_rate(community, within_days=3), (1, 2))
    agrees(sq.repurchase_rate(community, within_days=2), (0, 3))


def sold(*orders: Order) -> sq.Community:
    return build_shop(replace(tiny_shop(), orders=orders))


def test_currencies_are_not_added() -> None:
    community = sold(Order("o", "an", NOON, 100), Order("p", "bo", NOON, 200, currency="USD"))
    with pytest.raises(sq.OptionError, match="CNY, USD"):
        sq.net_revenue(community)
    assert sq.net_revenue(community, currency="USD").value == 200
    told = {e.id: e for e in sq.kpi(community)}["net_revenue"]
    assert not told.measurable
    assert "USD" in str(told.note)
    # One currency in each window is one currency in each figure, and still no change.
    apart = sold(Order("o", "an", NOON, 100), Order("p", "an", at("2026-03-09 12:00"), 200, currency="USD"))
    with pytest.raises(sq.OptionError, match="USD"):
        sq.relative_change(
            apart, "net_revenue", before=("2026-03-03", "2026-03-06"), after=("2026-03-08", "2026-03-11")
        )


def test_minor_units_are_written_in_the_main_unit_of_their_currency() -> None:
    with sq.in_language("en"):
        assert "1,234.56" in str(sq.net_revenue(sold(Order("o", "an", NOON, 123456))))
        assert ": 123,456, n" in str(sq.net_revenue(sold(Order("o", "an", NOON, 123456, currency="JPY"))))
        assert "123.456" in str(sq.net_revenue(sold(Order("o", "an", NOON, 123456, currency="KWD"))))


def test_no_orders_are_no_money_and_no_table_is_unknown() -> None:
    nothing = sq.net_revenue(sold())
    assert (nothing.value, nothing.n) == (0, 0)
    assert math.isnan(sq.net_revenue(build_shop(without(tiny_shop(), "orders"))).value)
    agrees(sq.repurchase_rate(sold()), None)


def test_where_refunds_are_not_recorded_revenue_is_gross_and_says_so() -> None:
    assert sq.net_revenue(sold(Order("o", "an", NOON, 100))).note.id == "note_gross"
    assert not sq.net_revenue(sold(Order("o", "an", NOON, 100, refunded=0))).note


def test_pieces_that_are_not_recorded_are_no_zero() -> None:
    found = sq.units_sold(sold(Order("o", "an", NOON, units=None)))
    assert math.isnan(found.value)
    assert found.note.id == "note_no_column"


@pytest.mark.parametrize(
    ("again", "k"),
    [
        ("2026-03-04 23:59", 0),  # the same day counts once
        ("2026-03-05 00:00", 1),
        ("2026-03-07 23:59", 1),
        ("2026-03-08 00:00", 0),
    ],
)
def test_a_repurchase_is_another_day_in_time(again: str, k: int) -> None:
    community = sold(Order("o", "an", NOON), Order("p", "an", at(again)))
    agrees(sq.repurchase_rate(community, within_days=3), (k, 1))


def test_refunded_and_cancelled_orders_are_neither_first_nor_second() -> None:
    later = dt.timedelta(days=1)
    refunded, cancelled = Order("o", "an", NOON, 5, 5), Order("p", "an", NOON + 2 * later, cancelled=True)
    agrees(sq.repurchase_rate(sold(refunded, Order("q", "an", NOON + later), cancelled), within_days=3), (0, 1))


def test_the_first_order_of_the_window_is_no_first_purchase_of_an_old_member() -> None:
    s = tiny_shop()
    old = Person("old", joined_on=dt.date(2025, 3, 2))
    w = replace(s.w, people=(*s.w.people, old), events=(*s.w.events, Event("old", NOON)))
    community = build_shop(replace(s, w=w, orders=(Order("o", "old", NOON),)))
    found = sq.repurchase_rate(community, within_days=3)
    assert (found.n, found.excluded) == (0, {"excluded_history_unknown": 1})
    agrees(sq.repurchase_rate(community, within_days=3, history_known=True), (0, 1))


def test_an_order_before_joining_is_a_first_purchase_all_the_same() -> None:
    # bo joined on 3 March.
    community = sold(Order("o", "bo", at("2026-03-02 12:00")), Order("p", "bo", at("2026-03-04 12:00")))
    agrees(sq.repurchase_rate(community, within_days=2), (1, 1))
    agrees(sq.repurchase_rate(community.between("2026-03-03", "2026-03-12"), within_days=2), None)
