"""Tiers by rule: each boundary, the rules as written, and words for them."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import planted
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle_tiers import features as features_by_hand
from oracle_tiers import tiers as tiers_by_hand
from shops import build_shop
from test_features import shops_on_a_day

import shequn_lab as sq
from shequn_lab.errors import OptionError
from shequn_lab.tiers import TIERS, RuleTiers, tier_sizes


def members(**columns: list[float]) -> pd.DataFrame:
    """Settled members who wrote today and are active now and then, unless said otherwise."""
    n = len(next(iter(columns.values())))
    usual = {"tenure_days": 100, "days_since_message": 0, "days_since_active": 0, "n_active_days_7": 1}
    usual |= {"n_active_weeks": 4, "n_messages": 1}
    frame = pd.DataFrame({name: np.full(n, float(value)) for name, value in usual.items()})
    return frame.assign(**columns)


@settings(max_examples=60)
@given(case=shops_on_a_day())
def test_tiers_agree_with_the_rules_read_aloud(case) -> None:
    shop, day = case
    known = features_by_hand(shop, day)
    found = RuleTiers().assign(build_shop(shop), day)
    assert found.astype(object).to_dict() == (tiers_by_hand(known) if known else {})


@settings(max_examples=30)
@given(case=shops_on_a_day(), new=st.integers(1, 20), silent=st.integers(1, 20), active=st.integers(1, 7))
def test_other_thresholds_agree_too(case, new: int, silent: int, active: int) -> None:
    shop, day = case
    known = features_by_hand(shop, day)
    rules = RuleTiers(new_days=new, silent_after_days=silent, active_days=active, core_share=0.5, core_weeks=2)
    expected = tiers_by_hand(known, new=new, silent=silent, active=active, core=0.5, weeks=2) if known else {}
    assert rules.assign(build_shop(shop), day).astype(object).to_dict() == expected


def test_six_days_are_new_and_seven_are_not() -> None:
    assert RuleTiers().cut(members(tenure_days=[0, 6, 7, math.nan])).tolist()[:2] == ["new", "new"]
    assert "new" not in RuleTiers().cut(members(tenure_days=[7, math.nan])).tolist()


def test_the_third_day_without_a_word_is_silence() -> None:
    found = RuleTiers().cut(members(days_since_message=[2, 3, math.nan]))
    assert (found == "silent").tolist() == [False, True, True]


def test_a_like_breaks_a_silence_only_when_asked_to() -> None:
    quiet = members(days_since_message=[30], days_since_active=[0])
    assert RuleTiers().cut(quiet).tolist() == ["silent"]
    assert RuleTiers(silent_by="interaction").cut(quiet).tolist() != ["silent"]


def test_the_top_tenth_is_core_only_if_there_every_week_or_nearly() -> None:
    ten = members(n_messages=list(range(1, 11)))
    assert (RuleTiers().cut(ten) == "core").tolist() == [False] * 9 + [True]
    assert "core" not in RuleTiers().cut(ten.assign(n_active_weeks=2)).tolist()
    assert (RuleTiers().cut(ten.assign(n_active_weeks=3)) == "core").sum() == 1


def test_members_who_contribute_alike_are_in_one_tier() -> None:
    alike = members(n_messages=[5.0] * 20)
    assert RuleTiers().cut(alike).nunique() == 1
    two_at_the_top = members(n_messages=[1.0] * 18 + [9.0] * 2)
    assert (RuleTiers().cut(two_at_the_top) == "core").tolist() == [False] * 18 + [True] * 2


def test_three_days_of_seven_are_active() -> None:
    found = RuleTiers().cut(members(n_active_days_7=[2, 3], n_messages=[1, 1]))
    assert found.tolist() == ["ordinary", "active"]


def test_tiers_have_an_order() -> None:
    community = planted.tiers_planted(5, 0)[0]
    found = sq.RuleTiers().assign(community, community.whole.last_day)
    assert found.cat.ordered
    assert tuple(found.cat.categories) == TIERS
    assert found.max() == "core"


@pytest.mark.parametrize(
    "wrong",
    [
        {"silent_by": "shouting"},
        {"core_share": 0},
        {"core_share": 1.0},
        {"core_weeks": 5},
        {"active_days": 8},
        {"active_days": 0},
        {"silent_after_days": 0},
        {"new_days": -1},
    ],
)
def test_a_threshold_that_makes_no_sense_is_refused(wrong: dict) -> None:
    with pytest.raises(OptionError):
        RuleTiers(**wrong)


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", ["加入不满 7 天", "至少 4 天未发言", "前 10%"]), ("en", ["7 days", "4 days", "10%"])]
)
def test_the_rules_can_be_read_aloud(lang: str, words: list[str]) -> None:
    with sq.in_language(lang):
        said = RuleTiers(silent_after_days=4).describe()
        assert RuleTiers(silent_by="interaction").describe() != RuleTiers().describe()
    assert len(said.splitlines()) == len(TIERS)
    assert all(word in said for word in words)


def test_sizes_are_shares_of_all_and_an_unknown_number_of_newcomers_is_no_zero() -> None:
    tiers = RuleTiers().cut(members(days_since_message=[0, 9, 9, 9], n_active_days_7=[5, 0, 0, 0], n_messages=[1] * 4))
    sizes = tier_sizes(tiers)
    assert sizes["k"].to_dict() == {"core": 0, "active": 1, "ordinary": 0, "new": 0, "silent": 3}
    assert sizes.loc["silent", "value"] == 0.75
    assert sizes.loc["silent", "low"] < 0.75 < sizes.loc["silent", "high"]
    unknown = tier_sizes(tiers, knows_new=False)
    assert unknown.loc["new"].drop("n").isna().all()
    pd.testing.assert_frame_equal(unknown.drop("new"), sizes.drop("new"), check_dtype=False)
