"""Who wrote nothing, and why: against counting one member at a time."""

from __future__ import annotations

from dataclasses import replace

import pytest
from communities import worlds
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import active_days, days_of, first_stay, inside, is_interaction, local_day, plain_members, present, speaks
from oracle import window as window_of
from oracle_conversion import times
from oracle_retention import wilson
from oracle_tables import Shop
from shop_draws import random_shop
from shops import build_shop

import shequn_lab as sq
from shequn_lab.tiers import SILENCE

shops = st.one_of(worlds().map(Shop), random_shop().map(lambda pair: pair[0]))


def complete(shop: Shop) -> Shop:
    return replace(shop, w=replace(shop.w, roster="complete"))


def parts_by_hand(shop: Shop, new_days: int) -> dict[str, list[str]]:
    w = shop.w
    days = days_of(window_of(w))
    found: dict[str, list[str]] = {part: [] for part in SILENCE}
    for p in plain_members(w):
        if active_days(w, p.id, speaks) & set(days) or not any(present(w, p, day) for day in days):
            continue
        stay = first_stay(w, p)
        if not present(w, p, days[-1]):
            part = "left"
        elif stay and (days[-1] - stay.day).days < new_days:
            part = "new"
        elif active_days(w, p.id, is_interaction) & set(days):
            part = "other_signs"
        else:
            part = "no_sign"
        found[part].append(p.id)
    return found


@settings(max_examples=80)
@given(shop=shops.map(complete), new_days=st.integers(0, 20))
def test_each_silent_member_is_in_the_part_that_counting_by_hand_gives(shop: Shop, new_days: int) -> None:
    found = sq.silence_breakdown(build_shop(shop), new_days=new_days)
    expected = parts_by_hand(shop, new_days)
    n = sum(map(len, expected.values()))
    assert list(found.index) == list(expected)
    for part, people in expected.items():
        row = found.loc[part]
        assert (row["k"], row["n"]) == (len(people), n)
        if n:
            assert (row["value"], row["low"], row["high"]) == pytest.approx((len(people) / n, *wilson(len(people), n)))
        else:
            assert found[["value", "low", "high"]].isna().all(axis=None)
        bought = [p for p in people for t in times(shop, "order", p) if inside(local_day(shop.w, t), window_of(shop.w))]
        assert row["buyers"] == (pytest.approx(float("nan"), nan_ok=True) if shop.orders is None else len(set(bought)))


def test_the_parts_add_up_to_those_whom_the_speaking_rate_leaves_over() -> None:
    community = sq.open_community("demo_mothers")
    spoke, found = sq.speaking_share(community), sq.silence_breakdown(community)
    assert found["k"].sum() == spoke.n - spoke.k
    assert found["n"].eq(spoke.n - spoke.k).all()
    assert found["buyers"].isna().all()


def test_a_longer_newness_takes_from_those_without_a_sign() -> None:
    community = sq.student_community("2025001")
    short, long = (sq.silence_breakdown(community, new_days=days)["k"] for days in (7, 60))
    assert long["new"] > short["new"]
    assert long["no_sign"] < short["no_sign"]
    assert long["left"] == short["left"]


def test_without_a_roster_nobody_is_silent_or_not() -> None:
    community = replace(sq.open_community("demo_mothers"), roster="none")
    found = sq.silence_breakdown(community)
    assert found.drop(columns="name").isna().all(axis=None)
    assert found.attrs["note"]
    assert list(found.columns) == list(sq.silence_breakdown(sq.paper_group()).columns)


def test_a_negative_newness_is_refused() -> None:
    with pytest.raises(sq.OptionError, match="new_days"):
        sq.silence_breakdown(sq.paper_group(), new_days=-1)
