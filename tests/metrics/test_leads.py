"""Conversion of leads: against the oracle and by hand."""

from __future__ import annotations

from dataclasses import replace

import oracle_conversion as oracle
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oracle_tables import Lead, Order, Shop
from shop_draws import random_shop
from shops import agrees, at, build_shop, tiny_shop, without

import shequn_lab as sq


@given(pair=random_shop(), n=st.sampled_from((0, 1, 3, 7)))
def test_conversion_of_leads_agrees(pair: tuple[Shop, sq.Community], n: int) -> None:
    s, community = pair
    agrees(sq.lead_conversion(community, within_days=n), oracle.lead_conversion(s, n))


def test_leads_of_the_tiny_shop_by_hand() -> None:
    community = build_shop(tiny_shop())
    # Followed for five days: L1 (eve bought after seven), L2 (chen after one), L3 (nobody knows who).
    five = sq.lead_conversion(community, within_days=5)
    agrees(five, (1, 3))
    assert (five.of, five.excluded) == ("leads", {"excluded_not_yet_observed": 2})
    # For three days L5 too: an had bought before and has not converted.
    three = sq.lead_conversion(community, within_days=3)
    agrees(three, (1, 4))
    with sq.in_language("en"):
        assert str(three.note) == "1 lead of people who had bought before"


def sold(lead: Lead, *orders: Order) -> sq.Community:
    return build_shop(replace(tiny_shop(), leads=(lead,), orders=orders))


LEAD = Lead("l", at("2026-03-04 12:00"), "an")


@pytest.mark.parametrize(
    ("orders", "k"),
    [
        ((Order("o", "an", at("2026-03-04 12:00")),), 1),
        ((Order("o", "an", at("2026-03-07 23:59")),), 1),
        ((Order("o", "an", at("2026-03-08 00:00")),), 0),
        ((Order("o", "an", at("2026-03-04 11:59")), Order("p", "an", at("2026-03-05 12:00"))), 0),
        # A refunded first order is no first order.
        ((Order("o", "an", at("2026-03-04 11:59"), 9, 9), Order("p", "an", at("2026-03-05 12:00"))), 1),
        ((Order("o", "bo", at("2026-03-05 12:00")),), 0),
        ((), 0),
    ],
)
def test_the_first_unrefunded_order_in_time_converts_a_lead(orders: tuple[Order, ...], k: int) -> None:
    agrees(sq.lead_conversion(sold(LEAD, *orders), within_days=3), (k, 1))


def test_a_lead_that_has_bought_but_was_not_followed_long_enough_is_in_neither_part() -> None:
    community = sold(replace(LEAD, at=at("2026-03-10 12:00")), Order("o", "an", at("2026-03-10 13:00")))
    agrees(sq.lead_conversion(community, within_days=2), None)
    agrees(sq.lead_conversion(community, within_days=1), (1, 1))


def test_two_leads_of_one_person_are_two_leads() -> None:
    s = replace(tiny_shop(), leads=(LEAD, replace(LEAD, id="m")), orders=(Order("o", "an", at("2026-03-05 12:00")),))
    agrees(sq.lead_conversion(build_shop(s), within_days=3), (2, 2))


def test_without_leads_or_orders_there_is_a_reason() -> None:
    for table in ("leads", "orders"):
        assert sq.lead_conversion(build_shop(without(tiny_shop(), table))).note.id == "note_no_table"
    agrees(sq.lead_conversion(build_shop(replace(tiny_shop(), leads=()))), None)
