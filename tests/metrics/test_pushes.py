"""Push frequency: against the oracle, by hand, and where days are part-filled."""

from __future__ import annotations

import math
from dataclasses import replace

import oracle_content as oracle
import pytest
from hypothesis import given
from oracle_tables import Post, Shop
from shop_draws import random_shop
from shops import agrees, at, build_shop, tiny_shop

import shequn_lab as sq

Pair = tuple[Shop, sq.Community]


@given(pair=random_shop())
def test_pushes_agree_on_every_day(pair: Pair) -> None:
    s, community = pair
    series, days = sq.pushes_per_day(community), oracle.pushes(s)
    mean, inside = sq.push_frequency(community), sq.push_band_share(community)
    if not oracle.recorded(s, "category"):
        assert series.empty
        assert math.isnan(mean.value)
        return
    assert {d.date(): n for d, n in series.dropna().items()} == days
    if days:
        assert mean.value == pytest.approx(sum(days.values()) / len(days))
    agrees(inside, (sum(n in (1, 2) for n in days.values()), len(days)))


def test_pushes_of_the_tiny_shop_by_hand() -> None:
    # P1; P2 and P3; P4; P5. Neither the notice nor what members post; six of ten days have none.
    community = build_shop(tiny_shop())
    assert sq.pushes_per_day(community).tolist() == [1, 2, 1, 1, 0, 0, 0, 0, 0, 0]
    mean = sq.push_frequency(community)
    assert (mean.value, mean.n, mean.of) == (0.5, 10, "days")
    assert mean.low < 0.5 < mean.high
    agrees(sq.push_band_share(community), (4, 10))


def test_posts_of_unknown_category_may_be_answers_and_are_left_out() -> None:
    noon = at("2026-03-03 12:00")
    posts = (Post("p", noon, category="value"), Post("q", noon), Post("r", noon, category="chat"))
    found = sq.push_frequency(build_shop(replace(tiny_shop(), posts=posts)))
    assert (found.k, found.excluded) == (1, {"excluded_no_category": 1})


def test_part_filled_edge_days_are_no_days_without_pushes() -> None:
    s = tiny_shop()
    # Coverage inferred from 2 March 08:00 to 9 March 12:00: six whole days between, with P2 to P5.
    community = build_shop(replace(s, w=replace(s.w, stated=None)))
    assert sq.pushes_per_day(community).isna().tolist() == [True, *[False] * 6, True]
    assert sq.push_frequency(community).value == pytest.approx(4 / 6)
