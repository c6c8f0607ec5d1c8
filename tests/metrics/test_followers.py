"""Followers of social accounts: a series of their own."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace

import pytest
from oracle_tables import Count
from shops import build_shop, tiny_shop, without

import shequn_lab as sq


def day(number: int) -> dt.date:
    return dt.date(2026, 3, number)


def counted(*counts: Count) -> sq.Community:
    return build_shop(replace(tiny_shop(), followers=counts))


def test_the_last_count_of_the_window_is_shown_with_its_day() -> None:
    found = sq.followers(build_shop(tiny_shop()))
    assert (found.value, found.params["on"], found.of) == (120, "2026-03-10", "followers")
    assert math.isnan(found.low)
    earlier = sq.followers(build_shop(tiny_shop()).between("2026-03-02", "2026-03-10"))
    assert earlier.value == 100


def test_followers_of_two_accounts_are_not_added() -> None:
    community = counted(Count("douyin", day(2), 100), Count("weibo", day(2), 50))
    assert sq.followers(community).note.id == "note_accounts"
    assert sq.followers(community, "weibo").value == 50
    assert sq.follower_counts(community).shape == (1, 2)
    with pytest.raises(sq.UnknownNameError, match="weibo"):
        sq.followers(community, "weibbo")


def test_a_day_without_a_count_is_not_filled_in() -> None:
    assert math.isnan(sq.followers(build_shop(tiny_shop()), day=day(5)).value)


def test_followers_are_no_members_and_absent_ones_no_zero() -> None:
    assert sq.followers(build_shop(without(tiny_shop(), "followers"))).note.id == "note_no_table"
    assert math.isnan(sq.followers(counted()).value)
    assert math.isnan(sq.followers(counted(Count("douyin", day(20), 5))).value)


def test_followers_change_without_an_interval() -> None:
    found = sq.relative_change(
        build_shop(tiny_shop()), "followers", before=("2026-03-02", "2026-03-05"), after=("2026-03-05", "2026-03-12")
    )
    assert found.value == pytest.approx(0.2)
    assert math.isnan(found.low)
