"""RFM: against the oracle, by hand, and at the edges."""

from __future__ import annotations

import numpy as np
import oracle_money as oracle
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oracle_tables import Order, Shop
from priced import sold
from shop_draws import random_shop
from shops import at, build_shop, tiny_shop, without

import shequn_lab as sq
from shequn_lab.metrics.rfm import scores

Pair = tuple[Shop, sq.Community]


@given(pair=random_shop())
def test_rfm_agrees(pair: Pair) -> None:
    s, community = pair
    found = sq.rfm(community)
    expected = oracle.rfm(s)
    assert set(found.index) == set(expected)
    for who, row in expected.items():
        assert found.loc[who].tolist() == pytest.approx(list(row))


@given(values=st.lists(st.integers(0, 12), min_size=1, max_size=60))
def test_scores_rise_with_the_value_and_ties_share_one(values: list[int]) -> None:
    found = scores(values)
    assert found.min() == 1
    assert found.max() <= 5
    order = np.argsort(values, kind="stable")
    assert (np.diff(found[order]) >= 0).all()
    for value in set(values):
        assert len(set(found[np.array(values) == value])) == 1


def test_without_ties_scores_are_fifths() -> None:
    assert np.bincount(scores(np.random.default_rng(0).permutation(100)))[1:].tolist() == [20] * 5


def test_where_four_of_five_bought_once_they_score_one_and_the_others_five() -> None:
    assert scores([1] * 8 + [2, 3]).tolist() == [1] * 8 + [5, 5]


def test_rfm_of_the_tiny_shop_by_hand() -> None:
    found = sq.rfm(build_shop(tiny_shop()))
    # Of chen: three orders on 4, 4 and 7 March of 2000, 500 and 1000 net; the window ends with 11 March.
    assert found.loc["chen"].tolist()[:3] == [4, 3, pytest.approx(3500 / 3)]
    assert found.loc["chen", "model_recency_days"] == 3
    assert found.loc["an", ["recency_days", "n_orders", "model_recency_days"]].tolist() == [9, 1, 0]
    # eve's free order is an order.
    assert found.loc["eve", ["n_orders", "mean_order_minor", "r_score", "m_score"]].tolist() == [1, 0, 4, 1]
    assert found.attrs["excluded"] == {"excluded_operators_orders": 1, "excluded_cancelled": 1, "excluded_refunded": 1}


def test_rfm_s_recency_is_not_the_model_s() -> None:
    community = sold(Order("o", "an", at("2026-03-03 12:00")), Order("p", "an", at("2026-03-09 12:00")))
    assert sq.rfm(community).loc["an", ["recency_days", "model_recency_days"]].tolist() == [2, 6]
    assert sq.purchase_history(community).loc["an", "recency"] == 6


def test_every_pair_of_scores_is_counted_once() -> None:
    community = build_shop(tiny_shop())
    cells = sq.rfm_cells(sq.rfm(community))
    assert cells["k"].sum() == len(sq.rfm(community))
    assert len(cells) == cells["r_score"].nunique() * cells["f_score"].nunique()
    assert (cells["r_score"].diff().dropna() <= 0).all()


def test_without_orders_there_is_a_reason_and_without_buyers_an_empty_table() -> None:
    assert sq.rfm(build_shop(without(tiny_shop(), "orders"))).attrs["note"]
    nobody = sq.rfm(sold())
    assert nobody.empty
    assert "note" not in nobody.attrs
    assert sq.rfm_cells(nobody).empty
