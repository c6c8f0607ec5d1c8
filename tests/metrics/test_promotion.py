"""Promotion and UGC, by window, day and week: against the oracle and by hand."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace

import oracle_content as oracle
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oracle import DAY
from oracle_tables import Post, Shop
from shop_draws import random_shop
from shops import agrees, at, build_shop, tiny_shop

import shequn_lab as sq

Pair = tuple[Shop, sq.Community]


@given(pair=random_shop())
def test_promotion_and_ugc_agree(pair: Pair) -> None:
    s, community = pair
    measured = oracle.recorded(s, "category")
    for of in ("operator", "all"):
        agrees(sq.promotion_share(community, of=of), oracle.promotion(s, of) if measured else None)
    agrees(sq.ugc_share(community), oracle.ugc(s) if measured else None)
    run = sq.longest_promotion_run(community).value
    assert run == pytest.approx(oracle.longest_run(s) if measured else math.nan, nan_ok=True)


@given(pair=random_shop(), every=st.sampled_from(("day", "week")))
def test_promotion_by_day_and_week_agrees(pair: Pair, every: str) -> None:
    s, community = pair
    frame = sq.promotion_shares(community, every=every)
    if not oracle.recorded(s, "category"):
        assert frame.empty
        assert frame.attrs["note"]
        return
    length = {"day": 1, "week": 7}[every]
    assert sum(frame["n"]) == oracle.promotion(s)[1]
    for start, row in frame.iterrows():
        assert every == "day" or start.weekday() == 0
        days = [start.date() + i * DAY for i in range(length)]
        assert (row["k"], row["n"]) == oracle.promotion(s, days=days)
        assert math.isnan(row["value"]) == (row["n"] == 0)


def test_promotion_of_the_tiny_shop_by_hand() -> None:
    community = build_shop(tiny_shop())
    # Operators posted P1-P5 and P7; P1, P3, P4 and P5 promote. Members' P6 and P8 are below the line on demand.
    agrees(sq.promotion_share(community), (4, 6))
    agrees(sq.promotion_share(community, of="all"), (4, 8))
    agrees(sq.ugc_share(community), (1, 8))
    # 4 and 5 March: on 3 March there was something of value, on 6 March a notice.
    assert sq.longest_promotion_run(community).value == 2
    weeks = sq.promotion_shares(community)
    assert weeks.index.tolist() == [pd.Timestamp("2026-03-02"), pd.Timestamp("2026-03-09")]
    assert weeks["whole"].tolist() == [True, False]
    assert math.isnan(weeks["value"].iloc[1])


def promotions(*days: int) -> sq.Community:
    posts = tuple(Post(f"p{d}", at(f"2026-03-{d:02d} 09:00"), category="promotion") for d in days)
    return build_shop(replace(tiny_shop(), posts=posts))


def test_a_day_without_posts_breaks_the_run() -> None:
    assert sq.longest_promotion_run(promotions(2, 3, 5, 6, 7)).value == 3


def test_no_promotion_at_all_is_a_run_of_zero_days() -> None:
    only = replace(tiny_shop(), posts=(Post("p", at("2026-03-03 09:00"), category="value"),))
    found = sq.longest_promotion_run(build_shop(only))
    assert (found.value, found.n) == (0, 1)


def test_what_an_operator_posts_again_is_no_ugc_and_neither_is_chat() -> None:
    noon = at("2026-03-03 12:00")
    posts = (Post("p", noon, True, "an", "ugc"), Post("q", noon, False, "an", "chat"))
    agrees(sq.ugc_share(build_shop(replace(tiny_shop(), posts=posts))), (0, 2))


def test_a_post_is_of_the_local_day_and_week() -> None:
    # Sunday 8 March 23:30 in Shanghai is 15:30 in UTC; half an hour later a new week begins.
    posts = (
        Post("p", at("2026-03-08 23:30"), category="promotion"),
        Post("q", at("2026-03-09 00:00"), category="promotion"),
    )
    community = build_shop(replace(tiny_shop(), posts=posts))
    assert sq.promotion_shares(community, every="week")["n"].tolist() == [1, 1]
    days = sq.promotion_shares(community, every="day")
    assert days[days["n"] > 0].index.date.tolist() == [dt.date(2026, 3, 8), dt.date(2026, 3, 9)]


def test_other_spans_than_days_and_weeks_are_refused() -> None:
    with pytest.raises(sq.OptionError, match="week"):
        sq.promotion_shares(build_shop(tiny_shop()), every="month")


@given(pair=random_shop(), of=st.sampled_from(("all", "operator", "member")))
def test_the_mix_of_categories_agrees(pair: Pair, of: str) -> None:
    s, community = pair
    mix = sq.content_mix(community, of=of)
    if not oracle.recorded(s, "category"):
        assert mix.attrs["note"]
        return
    posts = [p for p in oracle.posts(s, of) if p.category]
    assert mix["k"].to_dict() == {c: sum(p.category == c for p in posts) for c in {p.category for p in posts}}
    assert (mix["n"] == len(posts)).all()
    kinds = [kind for kind in oracle.COUNTS if oracle.recorded(s, kind)]
    for category, row in mix.iterrows():
        told = [p for p in posts if p.category == category and p.reach is not None]
        told = [p for p in told if kinds and None not in [getattr(p, kind) for kind in kinds]]
        reach, done = sum(p.reach for p in told), sum(getattr(p, kind) for p in told for kind in kinds)
        assert row["interaction_rate"] == pytest.approx(done / reach if reach else math.nan, nan_ok=True)
        assert row["reach"] == pytest.approx(reach if told else math.nan, nan_ok=True)
