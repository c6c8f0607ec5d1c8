"""Conversion of members and participants: against the oracle, by hand, and at the edges."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace

import oracle_conversion as oracle
import pytest
from communities import Event, Person
from hypothesis import given
from hypothesis import strategies as st
from oracle_tables import Order, Shop, Taking
from shop_draws import random_shop
from shops import agrees, at, build_shop, tiny_shop, without

import shequn_lab as sq

Pair = tuple[Shop, sq.Community]
GOALS = ("order", "participation", "lead", "invitation", "speaking", "interaction")
DAYS = st.sampled_from((0, 1, 3, 7))


@given(pair=random_shop(), base=st.sampled_from(("any", "end")))
def test_conversion_of_the_members_present_agrees(pair: Pair, base: str) -> None:
    s, community = pair
    for goal in GOALS:
        found = sq.member_conversion(community, goal, base=base)
        if s.w.roster == "complete":
            agrees(found, oracle.member_conversion(s, goal, base))
        else:
            assert math.isnan(found.value)
            assert str(found.note)
    bought = sq.purchase_conversion(community, base=base)
    assert bought.k == pytest.approx(sq.member_conversion(community, "order", base=base).k, nan_ok=True)


@given(pair=random_shop(), n=DAYS, known=st.booleans(), goal=st.sampled_from(("order", "lead", "speaking")))
def test_conversion_of_participants_agrees(pair: Pair, n: int, known: bool, goal: str) -> None:
    s, community = pair
    for activity in (None, *[a.id for a in s.activities or ()]):
        found = sq.activity_conversion(community, activity, goal=goal, within_days=n, history_known=known)
        agrees(found, oracle.activity_conversion(s, activity, goal, n, known))


def test_conversion_of_the_tiny_shop_by_hand() -> None:
    community = build_shop(tiny_shop())
    # an, chen and eve (a free order is an order); bo's was refunded, dai's called off, the owner is an operator.
    agrees(sq.purchase_conversion(community), (3, 5))
    # On the last day bo is gone.
    agrees(sq.purchase_conversion(community, base="end"), (3, 4))
    agrees(sq.member_conversion(community, "participation"), (4, 5))
    agrees(sq.member_conversion(community, "invitation"), (2, 5))
    # an had bought before taking part; chen bought an hour after; bo's order was refunded and dai's called off.
    found = sq.activity_conversion(community, "A", within_days=1)
    agrees(found, (1, 3))
    assert found.excluded == {"excluded_converted_before": 1}


def bought(*orders: Order, takings: tuple[Taking, ...] = ()) -> sq.Community:
    return build_shop(replace(tiny_shop(), orders=orders, takings=takings))


NOON = at("2026-03-05 12:00")


@pytest.mark.parametrize(
    ("order", "converts"),
    [
        (Order("o", "an", NOON, 1000), 1),
        (Order("o", "an", NOON, 1000, refunded=1000), 0),
        (Order("o", "an", NOON, 1000, refunded=999), 1),
        (Order("o", "an", NOON, 1000, cancelled=True), 0),
        (Order("o", "an", NOON, 0, refunded=0), 1),
        (Order("o", "an", at("2026-03-12 00:00")), 0),
        (Order("o", "an", at("2026-03-11 23:59")), 1),
        # The person bought and was a member in the window; nobody asks in which order.
        (Order("o", "an", at("2026-03-02 08:00")), 1),
        (Order("o", "owner", NOON), 0),
    ],
)
def test_only_orders_that_stand_and_lie_in_the_window_convert(order: Order, converts: int) -> None:
    agrees(sq.purchase_conversion(bought(order)), (converts, 5))


def test_many_orders_of_one_member_are_one_buyer() -> None:
    orders = [Order(f"o{i}", "an", NOON + dt.timedelta(hours=i)) for i in range(5)]
    agrees(sq.purchase_conversion(bought(*orders)), (1, 5))


def test_an_empty_table_is_nobody_and_an_absent_one_is_unknown() -> None:
    agrees(sq.purchase_conversion(bought()), (0, 5))
    found = sq.purchase_conversion(build_shop(without(tiny_shop(), "orders")))
    assert math.isnan(found.value)
    assert found.note.id == "note_no_table"
    with sq.in_language("en"):
        assert "holds no orders" in str(found)


def test_without_a_complete_roster_nobody_knows_who_did_not_buy() -> None:
    s = tiny_shop()
    for roster in ("partial", "none"):
        community = build_shop(replace(s, w=replace(s.w, roster=roster)))
        assert sq.purchase_conversion(community).note.id == "note_roster"
        assert sq.activity_conversion(community, "A").measurable


def test_a_kind_of_event_is_a_goal_and_one_that_never_occurs_is_no_zero() -> None:
    community = build_shop(tiny_shop())
    agrees(sq.member_conversion(community, "like"), (1, 5))
    assert sq.member_conversion(community, "check_in").note.id == "note_kind_never"
    with pytest.raises(sq.UnknownNameError, match="order"):
        sq.member_conversion(community, "ordr")


TOOK = (Taking("A", "chen", NOON),)


@pytest.mark.parametrize(
    ("when", "n", "k", "of"),
    [
        ("2026-03-05 12:00", 0, 1, 1),  # the same instant is after taking part
        ("2026-03-05 23:59", 0, 1, 1),
        ("2026-03-06 00:00", 0, 0, 1),
        ("2026-03-06 23:59", 1, 1, 1),
        ("2026-03-05 11:59", 1, 0, 0),  # converted before
        ("2026-03-11 12:00", 6, 1, 1),
        ("2026-03-11 12:00", 7, 0, 0),  # 12 March was not observed: in neither part, although it was early enough
    ],
)
def test_within_days_counts_local_days_after_taking_part(when: str, n: int, k: int, of: int) -> None:
    community = bought(Order("o", "chen", at(when)), takings=TOOK)
    agrees(sq.activity_conversion(community, "A", within_days=n), (k, of))


def test_a_participant_of_unknown_history_may_have_bought_before() -> None:
    s = tiny_shop()
    old = Person("old", joined_on=dt.date(2025, 3, 2))
    w = replace(s.w, people=(*s.w.people, old), events=(*s.w.events, Event("old", NOON)))
    community = build_shop(
        replace(s, w=w, takings=(Taking("A", "old", NOON),), orders=(Order("o", "old", NOON + dt.timedelta(hours=1)),))
    )
    found = sq.activity_conversion(community, "A", within_days=1)
    assert (found.n, found.excluded) == (0, {"excluded_history_unknown": 1})
    agrees(sq.activity_conversion(community, "A", within_days=1, history_known=True), (1, 1))


def test_a_second_participation_does_not_move_the_start() -> None:
    twice = (Taking("A", "chen", at("2026-03-03 12:00")), Taking("A", "chen", at("2026-03-06 12:00")))
    community = bought(Order("o", "chen", at("2026-03-06 13:00")), takings=twice)
    agrees(sq.activity_conversion(community, "A", within_days=1), (0, 1))


def test_unknown_activities_and_negative_days_are_refused() -> None:
    community = build_shop(tiny_shop())
    with pytest.raises(sq.UnknownNameError, match="B"):
        sq.activity_conversion(community, "B")
    with pytest.raises(sq.OptionError, match="-1"):
        sq.activity_conversion(community, "A", within_days=-1)
