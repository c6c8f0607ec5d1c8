"""Profiles, and trees that say nearly the same."""

from __future__ import annotations

import numpy as np
import pandas as pd
import planted
import pytest

from shequn_lab.errors import NotEnoughDataError
from shequn_lab.terms import in_language
from shequn_lab.tiers import RuleTiers, member_features, surrogate, tier_profile


@pytest.fixture(scope="module")
def case() -> tuple[pd.DataFrame, pd.Series]:
    community, _ = planted.tiers_planted(5, 3)
    features = member_features(community, community.whole.last_day)
    return features, RuleTiers().cut(features)


def test_a_profile_holds_medians_and_standardised_means(case) -> None:
    features, tiers = case
    found = tier_profile(features, tiers).set_index(["tier", "feature"])
    logs = np.log1p(features["n_messages"])
    z = (logs - logs.mean()) / logs.std(ddof=0)
    for tier in ("silent", "core"):
        row = found.loc[tier, "n_messages"]
        assert row["median"] == features.loc[tiers == tier, "n_messages"].median()
        assert row["z"] == pytest.approx(z[tiers == tier].mean())
        assert row["n"] == (tiers == tier).sum()
    assert "n_orders" not in found.index.get_level_values("feature")


def test_a_tree_tells_rules_made_of_its_own_questions(case) -> None:
    features, _ = case
    tiers = pd.Series(np.where(features["n_messages"] > 12, "core", "silent"), index=features.index)
    found = surrogate(features[["n_messages"]], tiers, max_depth=1)
    assert found.fidelity.value > 0.99
    for lang, words in (
        ("zh", ("发言条数 ≤ 12", "发言条数 > 12", "核心成员")),
        ("en", ("messages ≤ 12", "messages > 12", "core")),
    ):
        with in_language(lang):
            said = "\n".join(found.rules())
        assert all(word in said for word in words), said


def test_every_leaf_is_a_rule_and_the_fidelity_comes_last(case) -> None:
    found = surrogate(*case, max_depth=3)
    with in_language("en"):
        rules = found.rules()
    assert len(rules) == found.tree.get_n_leaves() + 1
    assert "fidelity" in rules[-1]
    assert found.fidelity.low < found.fidelity.value < found.fidelity.high


def test_fidelity_is_not_measured_on_what_the_tree_has_seen(case) -> None:
    features, tiers = case
    chance = pd.Series(np.random.default_rng(1).permutation(tiers.astype(str)), index=tiers.index)
    found = surrogate(features, chance, max_depth=8)
    seen = (found.tree.predict(features[list(found.features)].to_numpy(float)) == chance.to_numpy()).mean()
    assert found.fidelity.value < seen - 0.05


def test_a_single_tier_needs_no_tree(case) -> None:
    features, tiers = case
    with pytest.raises(NotEnoughDataError):
        surrogate(features, tiers.where(tiers == "core").fillna("core"))
