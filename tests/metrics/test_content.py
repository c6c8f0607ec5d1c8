"""Rates of posts and totals: against the oracle, by hand, and where counts are missing."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import oracle_content as oracle
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oracle_tables import Post, Shop
from shop_draws import random_shop
from shops import at, build_shop, tiny_shop, without

import shequn_lab as sq

Pair = tuple[Shop, sq.Community]


@given(pair=random_shop(), per=st.sampled_from(("reach", "views")), of=st.sampled_from(("all", "operator", "member")))
def test_rates_of_posts_agree(pair: Pair, per: str, of: str) -> None:
    s, community = pair
    for metric, kinds in ((sq.interaction_rate, oracle.COUNTS), (sq.share_rate, ("shares",))):
        found, expected = metric(community, per=per, of=of), oracle.rate(s, per, of, kinds)
        if expected is None or expected[1] == 0:
            assert math.isnan(found.value)
            assert str(found.note)
            continue
        assert (found.k, found.n) == expected
        assert found.value == pytest.approx(expected[0] / expected[1])
        assert math.isnan(found.low) or found.low <= found.high


@given(pair=random_shop())
def test_left_out_posts_are_counted(pair: Pair) -> None:
    s, community = pair
    found = sq.interaction_rate(community)
    if oracle.rate(s) is not None:
        out = found.excluded
        assert out.get("excluded_no_reach", 0) == sum(p.reach is None for p in oracle.posts(s))
        used = int(str(found.note.values["posts"])) if found.measurable else None
        assert used is None or used + sum(out.values()) == len(oracle.posts(s))


@given(pair=random_shop())
def test_totals_agree_and_people_are_never_plays(pair: Pair) -> None:
    s, community = pair
    for name, metric in (("reach", sq.reach_total), ("views", sq.views_total)):
        found = metric(community)
        assert found.measurable == oracle.recorded(s, name)
        assert not found.measurable or found.value == oracle.total(s, name)


@given(pair=random_shop(), category=st.sampled_from((None, "ugc", "promotion")))
def test_members_posts_agree(pair: Pair, category: str | None) -> None:
    s, community = pair
    found = sq.member_posts(community, category=category)
    assert found.measurable == (category is None or oracle.recorded(s, "category"))
    if found.measurable:
        expected = oracle.written(s, category)
        assert (found.value, found.n) == (sum(expected.values()), len(expected))


def test_content_of_the_tiny_shop_by_hand() -> None:
    community = build_shop(tiny_shop(), checked=True)
    # 50 + 8 + 1 + 5 + 20 on 100 + 40 + 60 + 50 + 20 people; P3, P7 and P8 have no reach.
    rate = sq.interaction_rate(community)
    assert (rate.k, rate.n, rate.excluded) == (84, 270, {"excluded_no_reach": 3})
    assert rate.low < rate.value < rate.high
    assert (sq.share_rate(community).k, sq.share_rate(community).n) == (8, 270)
    # Plays are known of P2 alone: 8 on 80.
    assert sq.interaction_rate(community, per="views").value == pytest.approx(0.1)
    assert (sq.reach_total(community).value, sq.views_total(community).value) == (270, 80)
    # an wrote two; present in the window: an bo chen dai eve.
    assert sq.member_posts(community).value == 2
    assert sq.posts_per_member(community, category="ugc").value == pytest.approx(1 / 5)
    assert sq.posts_per_member(community, base="end").value == pytest.approx(2 / 4)


def posted(*posts: Post) -> sq.Community:
    return build_shop(replace(tiny_shop(), posts=posts))


def test_one_hundred_reached_thirty_likes_and_twenty_comments_are_one_half() -> None:
    found = sq.interaction_rate(posted(Post("p", at("2026-03-03 09:00"), reach=100, likes=30, comments=20)))
    assert (found.value, found.k, found.n) == (0.5, 50, 100)
    # One post cannot be resampled, and shares are not recorded.
    assert math.isnan(found.low)
    with sq.in_language("en"):
        assert str(found.note) == "over 1 post; shares are not recorded"


def test_a_rate_may_exceed_one_and_is_no_mean_of_rates() -> None:
    noon = at("2026-03-03 12:00")
    found = sq.interaction_rate(posted(Post("p", noon, reach=1, likes=9), Post("q", noon, reach=9, likes=9)))
    assert found.value == pytest.approx(1.8)


def test_views_never_stand_in_for_missing_reach() -> None:
    noon = at("2026-03-03 12:00")
    community = posted(Post("p", noon, views=100, likes=10), Post("q", noon, reach=10, likes=5))
    found = sq.interaction_rate(community)
    assert (found.value, found.excluded) == (0.5, {"excluded_no_reach": 1})
    only = posted(Post("p", noon, views=100, likes=10))
    assert not sq.interaction_rate(only).measurable
    assert sq.interaction_rate(only, per="views").value == pytest.approx(0.1)
    assert not sq.reach_total(only).measurable


def test_a_post_without_likes_where_others_have_them_is_left_out() -> None:
    noon = at("2026-03-03 12:00")
    found = sq.interaction_rate(posted(Post("p", noon, reach=10, likes=5), Post("q", noon, reach=10)))
    assert (found.value, found.excluded) == (0.5, {"excluded_no_counts": 1})


def test_nobody_reached_is_no_rate_of_zero() -> None:
    found = sq.interaction_rate(posted(Post("p", at("2026-03-03 12:00"), reach=0, likes=0)))
    assert math.isnan(found.value)
    assert found.n == 0


def test_without_posts_there_is_a_reason_and_with_an_empty_table_no_zero_rate() -> None:
    for community in (build_shop(without(tiny_shop(), "posts")), posted()):
        for metric in (sq.interaction_rate, sq.share_rate, sq.promotion_share, sq.ugc_share, sq.push_frequency):
            found = metric(community)
            assert math.isnan(found.value)
            assert found.n == 0
            assert str(found.note)
    assert sq.post_rates(build_shop(without(tiny_shop(), "posts"))).attrs["note"]


def test_each_post_is_listed_with_its_own_rates() -> None:
    frame = sq.post_rates(build_shop(tiny_shop())).set_index("post_id")
    assert frame.loc["P1", "interaction_rate"] == 0.5
    assert frame.loc["P2", ["interaction_rate", "view_rate", "share_rate"]].tolist() == [0.2, 0.1, 0.05]
    assert np.isnan(frame.loc["P3", "interaction_rate"])


def test_an_unknown_denominator_is_refused() -> None:
    with pytest.raises(sq.OptionError, match="reach"):
        sq.interaction_rate(build_shop(tiny_shop()), per="impressions")
