"""What is known of members on a day: against plain loops, and blind to everything later."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd
import planted
import pytest
from communities import build, worlds
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import DAY, Event, Person, World, observed
from oracle_tables import Shop
from oracle_tiers import contribution as contribution_by_hand
from oracle_tiers import features as features_by_hand
from oracle_tiers import known_on
from shop_draws import random_shop
from shops import build_shop

import shequn_lab as sq
from shequn_lab.errors import NotEnoughDataError, OptionError
from shequn_lab.tiers import contribution, member_features


def long_enough(w: World) -> World:
    """The same, observed for a month before anything happened, so that every day can be looked back from."""
    first, stop = observed(w)
    return replace(w, stated=(first - 30 * DAY, stop), report=None)


@st.composite
def shops_on_a_day(draw: st.DrawFn) -> tuple[Shop, dt.date]:
    shop = draw(st.one_of(worlds().map(Shop), random_shop().map(lambda pair: pair[0])))
    shop = replace(shop, w=long_enough(shop.w))
    first, stop = shop.w.stated
    return shop, first + draw(st.integers(29, (stop - first).days - 1)) * DAY


def assert_same(found: pd.DataFrame, expected: dict[str, dict[str, float]]) -> None:
    assert list(found.index) == list(expected)
    for who, facts in expected.items():
        assert found.loc[who].to_dict() == pytest.approx(facts, nan_ok=True), who


@settings(max_examples=80)
@given(case=shops_on_a_day())
def test_features_agree_with_counting_by_hand(case: tuple[Shop, dt.date]) -> None:
    shop, day = case
    assert_same(member_features(build_shop(shop), day), features_by_hand(shop, day))


@settings(max_examples=60)
@given(case=shops_on_a_day())
def test_nothing_after_the_day_changes_a_feature(case: tuple[Shop, dt.date]) -> None:
    shop, day = case
    then = known_on(shop, day)
    if not then.w.events:
        return
    now, before = (member_features(build_shop(s), day) for s in (shop, then))
    pd.testing.assert_frame_equal(now, before)


@settings(max_examples=40)
@given(case=shops_on_a_day())
def test_contribution_agrees_with_ranking_by_hand(case: tuple[Shop, dt.date]) -> None:
    shop, day = case
    known = features_by_hand(shop, day)
    found = contribution(member_features(build_shop(shop), day))
    assert found.to_dict() == pytest.approx(contribution_by_hand(known) if known else {})


def with_roles(day: dt.date, role_then: str, role_now: str) -> sq.Community:
    """One member beside somebody who took a role on a day."""
    community = planted.community(np.full(2, 1.0), np.random.default_rng(1))
    first, members = community.observed.start, community.members.copy()
    members["role"] = pd.Series(["member", role_now], dtype="str")
    spells = pd.DataFrame(
        {
            "member_id": members["member_id"].iloc[[1, 1]].tolist(),
            "role": [role_then, role_now],
            "since_on": pd.to_datetime([first, day]),
            "until_on": pd.to_datetime([day, None]),
        }
    )
    return replace(community, members=members, roles=spells, _memo={})


@pytest.mark.parametrize(("role_then", "role_now"), [("member", "admin"), ("admin", "member")])
def test_a_role_counts_from_the_day_it_was_taken(role_then: str, role_now: str) -> None:
    on = planted.identical(1, n=2).observed.start + 35 * DAY
    community = with_roles(on, role_then, role_now)
    listed = [len(member_features(community, day)) for day in (on - DAY, on)]
    assert listed == ([2, 1] if role_now == "admin" else [1, 2])


def test_a_promotion_leaves_what_the_member_did_before_as_it_was() -> None:
    on = planted.identical(1, n=2).observed.start + 35 * DAY
    community = with_roles(on, "member", "owner")
    plain = replace(community, members=community.members.assign(role="member"), roles=None, _memo={})
    pd.testing.assert_frame_equal(member_features(community, on - DAY), member_features(plain, on - DAY))


def test_what_the_source_cannot_tell_is_no_zero() -> None:
    features = member_features(planted.identical(1, n=5), planted.identical(1, n=5).whole.last_day)
    assert features[["n_answers", "n_ugc_posts", "n_orders", "n_invitations", "n_activities"]].isna().all(axis=None)
    assert features["n_replies_given"].notna().all()


def test_a_day_that_was_not_observed_is_refused() -> None:
    community = planted.identical(1, n=5)
    for day in (community.observed.start - DAY, community.observed.end, "soon"):
        with pytest.raises(OptionError):
            member_features(community, day)


def test_too_short_a_past_is_refused_with_the_first_day_that_will_do() -> None:
    community = planted.identical(1, n=5)
    first = community.observed.start + 29 * DAY
    with pytest.raises(NotEnoughDataError, match=first.isoformat()):
        member_features(community, first - DAY)
    assert len(member_features(community, first)) == 5
    with pytest.raises(OptionError):
        member_features(community, first, window_days=20)


def test_the_part_filled_last_day_of_an_inferred_coverage_is_refused() -> None:
    w = World("UTC", (Person("a"),), (), stated=None)
    start = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
    community = build(replace(w, events=tuple(Event("a", start + i * DAY) for i in range(40))))
    with pytest.raises(OptionError):
        member_features(community, community.observed.last_day)
    assert len(member_features(community, community.whole.last_day)) == 1


def test_changing_the_answer_does_not_change_what_is_kept() -> None:
    community = planted.identical(1, n=5)
    day = community.whole.last_day
    changed = member_features(community, day)
    changed.loc[:, "n_messages"] = -1
    assert (member_features(community, day)["n_messages"] >= 0).all()
