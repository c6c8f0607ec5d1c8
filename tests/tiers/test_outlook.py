"""Rankings against what came afterwards."""

from __future__ import annotations

import numpy as np
import pandas as pd
import planted
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oracle import DAY
from sklearn.metrics import roc_auc_score

from shequn_lab.errors import NotEnoughDataError, OptionError
from shequn_lab.rollups import activity
from shequn_lab.tiers import RuleTiers, auc, member_features, ranking_auc


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=2, max_size=30))
def test_the_area_is_the_share_of_pairs_in_the_right_order(rows: list[tuple[int, bool]]) -> None:
    scores, happened = np.array([r[0] for r in rows]), np.array([r[1] for r in rows])
    pairs = [np.sign(a - b) for a in scores[happened] for b in scores[~happened]]
    found = float(auc(scores, happened))
    if pairs:
        assert found == pytest.approx((np.mean(pairs) + 1) / 2)
        assert found == pytest.approx(roc_auc_score(happened, scores))
    else:
        assert np.isnan(found)


@pytest.fixture(scope="module")
def case():
    rng = np.random.default_rng(1)
    community = planted.community(np.exp(rng.normal(-2.5, 1.5, 200)), rng, n_days=60)
    day = community.observed.start + 39 * DAY
    features = member_features(community, day)
    rankings = {
        "messages": features["n_messages"],
        "tiers": RuleTiers().cut(features),
        "chance": pd.Series(rng.random(200), index=features.index),
    }
    return community, day, rankings


def test_rankings_are_compared_on_the_same_members(case) -> None:
    community, day, rankings = case
    end = community.whole.end
    found = ranking_auc(community, rankings, start=day + DAY, end=end, against="messages")
    matrix = activity(community)
    happened = matrix.totals(40, matrix.n_days) > 0
    assert found.loc["messages", "auc"] == pytest.approx(roc_auc_score(happened, rankings["messages"]))
    assert found.loc["tiers", "auc"] == pytest.approx(roc_auc_score(happened, rankings["tiers"].cat.codes))
    assert found.loc["messages", ["difference", "difference_low", "difference_high"]].eq(0).all()
    assert found["k"].eq(happened.sum()).all()
    assert (found["low"] < found["auc"]).all()
    assert (found["auc"] < found["high"]).all()
    chance = found.loc["chance"]
    assert chance["difference_high"] < 0
    assert chance["low"] < 0.5 < chance["high"]


def test_the_order_of_members_does_not_matter(case) -> None:
    community, day, rankings = case
    mixed = {name: ranking.sample(frac=1, random_state=i) for i, (name, ranking) in enumerate(rankings.items())}
    span = {"start": day + DAY, "end": community.whole.end}
    one, other = (ranking_auc(community, r, **span, against="tiers")["auc"] for r in (rankings, mixed))
    pd.testing.assert_series_equal(one, other)


def test_days_that_were_not_observed_are_refused(case) -> None:
    community, day, rankings = case
    with pytest.raises(OptionError):
        ranking_auc(community, rankings, start=day, end=community.whole.end + DAY, against="messages")


def test_where_everybody_is_active_there_is_nothing_to_rank() -> None:
    community = planted.identical(1, rate=9, n=20)
    day = community.whole.last_day
    features = member_features(community, day)
    with pytest.raises(NotEnoughDataError):
        ranking_auc(community, {"m": features["n_messages"]}, start=day, end=day + DAY, against="m")
