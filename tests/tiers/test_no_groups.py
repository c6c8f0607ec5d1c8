"""Where no groups were planted, hardly ever is a name given; the whole scenario is in ``benchmarks/tiers.py``."""

from __future__ import annotations

import planted
import pytest

from shequn_lab.tiers import MemberTiers, engagement, member_features

SEEDS = planted.NULL_SEEDS[:6]


@pytest.mark.slow
@pytest.mark.parametrize("method", ["kmeans", "gmm"])
def test_at_most_one_of_twelve_communities_without_groups_has_names(method: str) -> None:
    named = 0
    for make in (planted.continuum, planted.identical):
        for seed in SEEDS:
            community = make(seed)
            features = member_features(community, community.whole.last_day)
            named += not MemberTiers(method=method, random_state=0).fit(engagement(features)).refusal_
    assert named <= 1
