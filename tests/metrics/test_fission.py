"""Fission: generation by generation as when people are counted one by one."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oracle_growth import k_factor as counted
from oracle_growth import parents
from oracle_tables import Shop
from shop_draws import random_shop
from shops import build_shop, tiny_shop

import shequn_lab as sq
from shequn_lab.terms import in_language

Pair = tuple[Shop, sq.Community]


@given(k=st.integers(0, 3), seeds=st.integers(1, 5), generations=st.integers(1, 5))
def test_generations_are_those_of_people_who_each_bring_k_others_once(k: int, seeds: int, generations: int) -> None:
    everybody, last = list(range(seeds)), list(range(seeds))
    frame = sq.fission(k, seeds=seeds, generations=generations)
    for g in range(generations + 1):
        assert frame.loc[g, "newcomers"] == len(last)
        assert frame.loc[g, "total"] == len(everybody)
        last = [guest for _ in last for guest in range(k)]
        everybody += last


@given(k=st.integers(0, 3), generations=st.integers(1, 5))
def test_the_mistake_lets_everybody_invite_in_each_round(k: int, generations: int) -> None:
    crowd = [0]
    for _ in range(generations):
        crowd = crowd + [guest for _ in crowd for guest in range(k)]
    frame = sq.fission(k, seeds=1, generations=generations)
    assert frame["compounded"].iloc[-1] == len(crowd)
    assert (frame["compounded"] >= frame["total"] - 1e-9).all()


@given(st.floats(0, 0.95))
def test_a_k_below_one_has_a_ceiling(k: float) -> None:
    totals = sq.fission(k, seeds=50, generations=400)["total"]
    assert totals.iloc[-1] == pytest.approx(50 / (1 - k))
    assert totals.is_monotonic_increasing


def test_the_interval_of_the_total_is_that_of_k() -> None:
    k = sq.k_factor(sq.open_community("jd_fans"))
    frame = sq.fission(k, seeds=10, generations=3)
    for column, value in (("total", k.value), ("low", k.low), ("high", k.high)):
        assert frame[column].iloc[-1] == pytest.approx(10 * sum(value**g for g in range(4)))
    assert np.isnan(sq.fission(0.3).loc[1:, ["low", "high"]].to_numpy()).all()


def test_without_a_k_there_is_nothing_to_project_and_the_reason_is_given() -> None:
    with in_language("en"):
        frame = sq.fission(sq.k_factor(sq.open_community("demo_mothers")))
    assert frame.empty
    assert list(frame.columns) == list(sq.fission(0.1).columns)
    assert "invitations" in frame.attrs["note"]


@pytest.mark.parametrize("wrong", [{"k": -0.1}, {"k": 0.1, "seeds": 0}, {"k": 0.1, "generations": 0}])
def test_nonsense_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(sq.OptionError):
        sq.fission(**wrong)


@given(pair=random_shop(), n=st.sampled_from((1, 3, 7)))
def test_among_those_who_brought_somebody_k_is_never_below_one(pair: Pair, n: int) -> None:
    s, community = pair
    found, k = sq.biased_k_factor(community, within_days=n), sq.k_factor(community, within_days=n)
    assert found.measurable == (k.measurable and k.k > 0)
    if found.measurable:
        assert found.value >= 1
        assert found.k == counted(s, n)[0]
        assert found.n <= len(set(parents(s, n).values()))


def test_of_the_tiny_shop_one_member_brought_two() -> None:
    found = sq.biased_k_factor(build_shop(tiny_shop()), within_days=1)
    assert (found.k, found.n, found.value) == (2, 1, 2.0)
    assert isinstance(sq.fission(found), pd.DataFrame)
