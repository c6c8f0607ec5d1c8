"""Observed value by age: against the oracle, by hand, and at the edges."""

from __future__ import annotations

import math

import numpy as np
import oracle_money as oracle
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oracle_retention import whole
from oracle_tables import Order, Shop
from priced import priced, sold, some_costs
from shop_draws import random_shop
from shops import at, build_shop, tiny_shop, without

import shequn_lab as sq

Pair = tuple[Shop, sq.Community]
NOON = at("2026-03-04 12:00")


def agrees(found: sq.Estimate, expected: tuple[int, int, int]) -> None:
    total, n, k = expected
    if not n:
        assert math.isnan(found.value)
        assert str(found.note)
        return
    assert (found.n, found.k) == (n, k)
    assert found.value == pytest.approx(total / n)


@given(pair=random_shop(), n=st.sampled_from((0, 1, 5, 12)), known=st.booleans())
def test_value_by_age_agrees(pair: Pair, n: int, known: bool) -> None:
    s, _ = pair
    costs = some_costs(s)
    community = priced(s, costs)
    agrees(sq.ltv_observed(community, within_days=n), oracle.value(s, costs, oracle.joiners(s), n))
    found = sq.customer_ltv(community, within_days=n, history_known=known)
    agrees(found, oracle.value(s, costs, oracle.customers(s, known), n))


@given(pair=random_shop())
def test_cohorts_agree_and_what_is_not_observed_is_not_zero(pair: Pair) -> None:
    s, _ = pair
    costs = some_costs(s)
    found, start = sq.cohort_ltv(priced(s, costs), every="week"), oracle.joiners(s)
    n_blocks = max(((whole(s.w)[1] - day).days // 7 for day in start.values()), default=0)
    assert found.index.get_level_values("block").nunique() == n_blocks
    if not n_blocks:
        assert found.attrs["note"]
        return
    for (cohort, block), row in found.iterrows():
        last = 7 * (block + 1) - 1
        if cohort is not None and cohort == cohort:  # NaT is not itself
            members = {w: d for w, d in start.items() if 0 <= (d - cohort.date()).days < 7}
            late = any((whole(s.w)[1] - d).days <= last for d in members.values())
            total, n, k = oracle.value(s, costs, members, last)
            assert row["size"] == len(members)
            assert row["value"] == pytest.approx(math.nan if late else total / n, nan_ok=True)
            assert row["n"] == (0 if late else n)
            assert row["k"] == pytest.approx(math.nan if late else k, nan_ok=True)
    pooled, cells = found[found.index.get_level_values(0).isna()], found[found.index.get_level_values(0).notna()]
    sums = (cells["value"] * cells["n"]).groupby("block").sum() / cells["n"].groupby("block").sum()
    np.testing.assert_allclose(pooled["value"].to_numpy(), sums.to_numpy())


def test_value_of_the_tiny_shop_by_hand() -> None:
    s = tiny_shop()
    costs = {"O1": 400, "O2": 900, "O3": 100, "O4": 600, "O5": 1, "O6": 50, "O7": 1, "O8": 1}
    community = priced(s, costs)
    found = sq.ltv_observed(community, within_days=3)
    # Of five joiners: an 600 on day 0, chen 1100 and 400 on day 2; bo's order came back, eve's free one costs 50 on
    # day 6.
    assert (found.value, found.n, found.k) == (2100 / 5, 5, 2)
    # chen 1000 - 600 on day 5, eve -50 on day 6.
    assert sq.ltv_observed(community, within_days=6).value == (2100 + 400 - 50) / 5
    # Those whose first purchase lies in the window: an, chen, eve; eve was followed for two days.
    customers = sq.customer_ltv(community, within_days=2)
    assert (customers.value, customers.n) == ((600 + 1500 - 50) / 3, 3)
    later = sq.customer_ltv(community, within_days=3)
    assert (later.value, later.n, later.excluded["excluded_not_yet_observed"]) == ((600 + 1900) / 2, 2, 1)
    # A share stands in for costs: 1000 + 2500 at one half.
    assert sq.ltv_observed(community, within_days=3, margin_share=0.5).value == 1750 / 5


def test_one_unknown_cost_leaves_the_sum_open() -> None:
    community = sold(Order("o", "an", NOON), Order("p", "chen", NOON), costs={"o": 0})
    found = sq.ltv_observed(community, within_days=3)
    assert math.isnan(found.value)
    assert dict(found.note.values) == {"count": 1, "n": 2}
    assert sq.ltv_observed(community, within_days=3, margin_share=1).value == 400
    assert sq.ltv_observed(build_shop(tiny_shop())).note.id == "note_no_column"
    assert sq.ltv_observed(build_shop(without(tiny_shop(), "orders"))).note.id == "note_no_table"


def test_an_order_before_joining_has_no_age_and_opens_a_customer_all_the_same() -> None:
    # bo joined on 3 March.
    orders = (Order("o", "bo", at("2026-03-02 12:00"), 500), Order("p", "bo", at("2026-03-05 12:00"), 300))
    community = sold(*orders)
    found = sq.ltv_observed(community, within_days=5)
    assert (found.value, found.excluded["excluded_orders_before_joining"]) == (300 / 5, 1)
    assert sq.customer_ltv(community, within_days=5).value == 800


def test_nobody_buys_is_zero_and_nobody_followed_is_unknown() -> None:
    community = sold()
    assert (sq.ltv_observed(community, within_days=3).value, sq.ltv_observed(community, within_days=3).n) == (0, 5)
    assert sq.ltv_observed(community).note.id == "note_window_short"
    assert sq.customer_ltv(community, within_days=3).note.id == "note_no_case"


@pytest.mark.parametrize("share", [0, -0.1, 1.5, 40])
def test_a_margin_that_is_no_share_is_refused(share: float) -> None:
    with pytest.raises(sq.OptionError):
        sq.ltv_observed(sold(Order("o", "an", NOON)), margin_share=share)


def test_revenues_of_cohorts_rise_and_have_an_interval() -> None:
    found = sq.cohort_ltv(sq.open_community("beauty_wechat"), margin_share=0.4)
    value = found["value"].unstack()
    cohorts = value[value.index.notna()]
    assert (cohorts.diff(axis=1).stack().dropna() >= 0).all()
    known = found[found["value"].notna() & (found["n"] > 30)]
    assert ((known["low"] <= known["value"]) & (known["value"] <= known["high"])).all()
    assert found.loc[found["n"] == 0, ["value", "low", "high"]].isna().all().all()
    with pytest.raises(sq.OptionError):
        sq.cohort_ltv(sold(), every="year")


def test_several_currencies_are_refused() -> None:
    community = sold(Order("o", "an", NOON), Order("p", "chen", NOON, currency="USD"))
    for measure in (sq.ltv_observed, sq.customer_ltv, sq.cohort_ltv):
        with pytest.raises(sq.OptionError, match="USD"):
            measure(community)
    assert sq.ltv_observed(community, within_days=3, currency="USD").value == 200
