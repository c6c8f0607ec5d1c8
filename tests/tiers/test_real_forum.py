"""Tiers of a real forum at the end of November, and what they tell of December."""

from __future__ import annotations

from pathlib import Path

import pytest

from shequn_lab.readers import read_table
from shequn_lab.tiers import RuleTiers, member_features, ranking_auc, tier_ranking

FORUM = Path(__file__).parents[3] / "shared" / "real" / "forum_2023h2.csv.gz"
MAPPINGS = Path(__file__).parents[2] / "docs" / "howto" / "mappings"
DAY = "2023-11-30"


@pytest.fixture(scope="module")
def forum():
    if not FORUM.exists():
        pytest.skip("the real forum is not here")
    return read_table(FORUM, name="forum", mapping=MAPPINGS / "topic_forum.yaml", key=b"k" * 32).community


def test_tiers_before_messages_rank_december_not_worse_than_messages_and_bare_tiers_do(forum) -> None:
    features = member_features(forum, DAY)
    tiers, messages = RuleTiers().cut(features), features["n_messages"]
    rankings = {"messages": messages, "tiers": tiers, "both": tier_ranking(tiers, messages)}
    found = ranking_auc(forum, rankings, start="2023-12-01", end="2024-01-01", against="messages")
    assert found.loc["both", "difference_high"] >= 0
    # Five steps hold less than a count; the page says so.
    assert found.loc["tiers", "difference_high"] < 0
    assert found["n"].eq(len(features)).all()


def test_nobody_is_new_where_no_joining_is_known(forum) -> None:
    features = member_features(forum, DAY)
    assert features["tenure_days"].isna().all()
    assert "new" not in RuleTiers().cut(features).tolist()
