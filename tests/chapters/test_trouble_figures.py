"""The figures that detectors of trouble look at, against plain counting and cases worked out by hand."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from communities import Event, Person, World, at, build, tiny
from hypothesis import given
from hypothesis import strategies as st
from oracle_tables import Order, Post, Shop
from shop_draws import random_shop
from shops import build_shop

import shequn_lab as sq
from shequn_lab.chapters.troubles.conduct import rare_level
from shequn_lab.chapters.troubles.content import run_chance, shuffled_chance
from shequn_lab.chapters.troubles.judging import change
from shequn_lab.model import Community, Estimate

# -- content -----------------------------------------------------------------------------------------------


@given(drawn=random_shop())
def test_likeness_is_the_share_of_pairs_of_one_kind(drawn: tuple[Shop, Community]) -> None:
    shop, community = drawn
    window = community.window
    kinds = [
        post.category
        for post in shop.posts or ()
        if post.by_operator
        and post.category not in (None, "chat", "notice")
        and window.start <= pd.Timestamp(post.at).tz_convert(window.timezone).date() < window.end
    ]
    found = sq.content_likeness(community, fewest=3)
    if len(kinds) < 3:
        assert not found.measurable
        assert str(found.note)
        return
    pairs = list(itertools.combinations(kinds, 2))
    assert found.n == len(kinds)
    assert found.value == pytest.approx(np.mean([a == b for a, b in pairs]))
    assert found.low <= found.value <= found.high


def test_a_video_and_a_text_of_one_category_are_not_alike() -> None:
    posts = tuple(Post(f"P{i}", at(f"2026-03-02 {10 + i}:00"), category="value") for i in range(6))
    community = build_shop(Shop(build_world(), posts=posts))
    assert sq.content_likeness(community, fewest=3).value == 1
    assert community.posts is not None
    mixed = community.posts.assign(form=["text", "short_video"] * 3)
    assert sq.content_likeness(replace(community, posts=mixed, _memo={}), fewest=3).value == pytest.approx(6 / 15)


@pytest.mark.parametrize("posts", [(1, 2, 1, 1), (2, 0, 1, 1, 3), (1,), (0, 0)])
@pytest.mark.parametrize("length", [1, 2, 3])
def test_the_chance_of_a_run_is_that_of_all_ways_the_posts_can_fall(posts: tuple[int, ...], length: int) -> None:
    chance = 0.0
    for ways in itertools.product(*([True, False] for _ in range(sum(posts)))):
        promotes, only = iter(ways), []
        for n in posts:
            only.append(n > 0 and all([next(promotes) for _ in range(n)]))  # noqa: C419 - all must be drawn
        longest = max((len(list(run)) for value, run in itertools.groupby(only) if value), default=0)
        chance += 0.3 ** sum(ways) * 0.7 ** (len(ways) - sum(ways)) * (longest >= length)
    assert run_chance(posts, 0.3, length) == pytest.approx(chance)
    assert run_chance(posts, 0.3, 0) == 1


def test_shuffling_finds_a_change_and_none_where_there_is_none() -> None:
    rng = np.random.default_rng(1)
    before, same = rng.choice(list("abcdefgh"), 100), rng.choice(list("abcdefgh"), 40)
    assert shuffled_chance(np.r_[same[:20], np.full(20, "a")], before) < 0.01
    assert shuffled_chance(np.full(3, "a"), np.full(9, "a")) == 1
    # Under no change, small chances are as rare as they say.
    drawn = (rng.choice(list("aab"), (60, 30)) for _ in range(1))
    chances = [shuffled_chance(row[:10], row[10:], n_shuffles=200) for row in next(drawn)]
    assert np.mean(np.array(chances) <= 0.1) <= 0.2


# -- orders ------------------------------------------------------------------------------------------------


def build_world(n: int = 30) -> World:
    """Thirty members over ten days, of whom the first twenty wrote something."""
    people = tuple(Person(f"m{i}", joined_at=at("2026-02-01 09:00")) for i in range(n))
    events = tuple(Event(f"m{i}", at(f"2026-03-03 10:{i:02}"), "message", f"e{i}") for i in range(20))
    day = pd.Timestamp("2026-03-02").date()
    return World("Asia/Shanghai", people, events, stated=(day, (pd.Timestamp(day) + pd.Timedelta(days=10)).date()))


def shop_with(burst: range, *, refunded: int | None = None) -> Community:
    """Twenty talkers buy at different prices; the members of `burst` buy the same within an hour."""
    usual = [Order(f"U{i}", f"m{i}", at(f"2026-03-04 {i % 12 + 8:02}:00"), 1000 + 10 * i) for i in range(20)]
    alike = [Order(f"B{i}", f"m{i}", at(f"2026-03-06 03:{i:02}"), 5000, refunded=refunded) for i in burst]
    return build_shop(Shop(build_world(), orders=(*usual, *alike)))


def test_a_burst_of_silent_accounts_is_suspect_and_one_of_the_usual_buyers_is_not() -> None:
    silent, talkers = shop_with(range(20, 28)), shop_with(range(8))
    assert sq.suspect_buyer_share(silent).k == 8
    assert sq.suspect_buyer_share(silent).n == 28
    assert sq.suspect_buyer_share(talkers).k == 0


def test_money_back_in_full_and_soon_marks_a_buyer() -> None:
    community = shop_with(range(8), refunded=5000)
    assert community.orders is not None
    ordered = community.orders["ordered_at"]
    for days, k in {1: 8, 4: 0}.items():
        orders = community.orders.assign(refunded_at=ordered + pd.Timedelta(days=days))
        orders["refunded_at"] = orders["refunded_at"].where(orders["refunded_minor"] == orders["paid_minor"])
        assert sq.suspect_buyer_share(replace(community, orders=orders, _memo={})).k == k


def test_few_alike_orders_are_no_burst_and_a_price_that_always_sells_so_is_none_either() -> None:
    assert sq.suspect_buyer_share(shop_with(range(20, 23))).k == 0
    # Eight of one price at three o'clock every day.
    daily = [
        Order(f"D{day}{i}", f"m{20 + i}", at(f"2026-03-{day:02} 03:0{i}"), 5000)
        for day in range(2, 12)
        for i in range(8)
    ]
    assert sq.suspect_buyer_share(build_shop(Shop(build_world(), orders=tuple(daily)))).k == 0


def test_where_all_buyers_are_in_bursts_there_is_nobody_to_compare_them_with() -> None:
    alike = [Order(f"B{i}", f"m{i}", at(f"2026-03-06 03:{i:02}"), 5000) for i in range(25)]
    found = sq.suspect_buyer_share(build_shop(Shop(build_world(), orders=tuple(alike))))
    assert not found.measurable
    with sq.in_language("en"):
        assert "no other buyers" in str(found.note)


# -- conduct -----------------------------------------------------------------------------------------------


@given(level=st.floats(1, 50), n=st.integers(50, 500))
def test_the_rare_level_of_an_exponential_tail_is_rare(level: float, n: int) -> None:
    chance = 0.025
    counts = -level * np.log(1 - (np.arange(20_000) + 0.5) / 20_000)
    found = rare_level(counts, n, chance)
    expected = n * np.exp(-found / level)
    # The step is at least one message for each fivefold.
    assert expected <= 1.1 * chance or level < 1 / np.log(5)


def test_a_flood_by_one_account_counts_and_a_lively_hour_of_many_does_not() -> None:
    day = pd.Timestamp("2026-03-02")
    usual = [Event(f"m{i % 10}", at(f"2026-03-{2 + i // 20:02} {8 + i % 12:02}:15"), "message") for i in range(200)]
    people = tuple(Person(f"m{i}") for i in range(40))
    stated = (day.date(), (day + pd.Timedelta(days=10)).date())

    def hour(who: int) -> Community:
        night = [Event(f"m{i % who}", at(f"2026-03-05 03:{i:02}"), "message") for i in range(50)]
        return build(World("Asia/Shanghai", people, (*usual, *night), stated=stated))

    assert sq.flood_hours(hour(1)).value == 1
    assert sq.flood_hours(hour(3)).value == 1
    assert sq.flood_hours(hour(25)).value == 0
    with sq.in_language("en"):
        assert "2026-03-05 at 3 h, 50 messages" in str(sq.flood_hours(hour(2)))


def test_what_the_source_never_records_is_not_measurable() -> None:
    with sq.in_language("en"):
        quiet = replace(tiny(), _memo={})
        assert "recall" in str(sq.recall_share(quiet).note)
        assert "text" in str(sq.repeated_text_share(quiet).note)
        assert "orders" in str(sq.suspect_buyer_share(quiet).note)
        assert "posts" in str(sq.content_likeness(quiet).note)


# -- differences -------------------------------------------------------------------------------------------


def test_differences_of_alike_intervals_add_like_independent_errors() -> None:
    community = tiny()
    a, b = (Estimate("answered_within_day", value, value - 0.3, value + 0.3) for value in (0.6, 0.2))
    found = change("point_change", a, b, (community, community))
    assert (found.value, found.low, found.high) == pytest.approx((0.4, 0.4 - 0.3 * 2**0.5, 0.4 + 0.3 * 2**0.5))
    waits = [Estimate("reply_latency", value, value / 2, value * 2) for value in (600.0, 100.0)]
    ratio = change("relative_change", waits[0], waits[1], (community, community))
    assert ratio.value == pytest.approx(5)
    assert 1 + ratio.low == pytest.approx(6 / 2 ** (2**0.5))
