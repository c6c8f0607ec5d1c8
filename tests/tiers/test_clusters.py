"""The estimator: scikit-learn's own checks, planted tiers found, none found where there are none."""

from __future__ import annotations

import numpy as np
import pandas as pd
import planted
import pytest
from sklearn.base import clone
from sklearn.metrics import adjusted_rand_score
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer
from sklearn.utils.estimator_checks import parametrize_with_checks

from shequn_lab.terms import in_language
from shequn_lab.tiers import ENGAGEMENT, MemberTiers, NamingRule, RuleTiers, engagement, member_features


@parametrize_with_checks([MemberTiers(), MemberTiers(method="gmm", n_null=19), MemberTiers(2, n_null=19)])
def test_it_is_an_honest_estimator(estimator, check) -> None:
    check(estimator)


@pytest.fixture(scope="module")
def apart() -> tuple[pd.DataFrame, np.ndarray]:
    """Engagement of members in tiers six spreads apart, and the tiers."""
    community, tier = planted.tiers_planted(6, 1)
    return engagement(member_features(community, community.whole.last_day)), tier


@pytest.fixture(scope="module", params=["kmeans", "gmm"])
def fitted(request, apart) -> MemberTiers:
    return MemberTiers(method=request.param, random_state=0).fit(apart[0])


def test_tiers_far_apart_are_found_and_named(fitted: MemberTiers, apart) -> None:
    assert fitted.evidence_.supported
    assert not fitted.refusal_
    assert fitted.tiers_.tolist() == ["silent", "ordinary", "core"]
    assert adjusted_rand_score(apart[1], fitted.labels_) > 0.8


def test_levels_rise_with_value_whatever_the_seed(apart) -> None:
    for seed in range(5):
        model = MemberTiers(3, n_null=19, random_state=seed).fit(apart[0])
        assert (np.diff(model.cluster_centers_.mean(axis=1)) > 0).all()
        assert model.profile_["n_messages"].is_monotonic_increasing
        np.testing.assert_array_equal(model.labels_, model.predict(apart[0]))


def test_the_same_seed_gives_the_same_tiers_and_evidence(apart) -> None:
    one, other = (MemberTiers(n_null=19, random_state=4).fit(apart[0]) for _ in range(2))
    np.testing.assert_array_equal(one.labels_, other.labels_)
    pd.testing.assert_frame_equal(one.evidence_.table, other.evidence_.table)


def test_the_order_of_members_and_of_columns_of_the_frame_to_cut_does_not_matter(fitted: MemberTiers, apart) -> None:
    features = apart[0]
    shuffled = features.sample(frac=1, random_state=3)[features.columns[::-1]].assign(something_else=1)
    cut = fitted.cut(shuffled)
    assert cut.reindex(features.index).tolist() == fitted.tiers_[fitted.labels_].tolist()
    assert cut.cat.ordered


def test_distances_are_named_after_the_tiers_and_come_as_a_frame(fitted: MemberTiers, apart) -> None:
    frame = clone(fitted).set_output(transform="pandas").fit_transform(apart[0])
    assert frame.columns.tolist() == ["distance_to_silent", "distance_to_ordinary", "distance_to_core"]
    assert frame.index.equals(apart[0].index)
    expected = np.linalg.norm(
        ((np.log1p(apart[0].to_numpy(float)) - fitted.mean_) / fitted.scale_)[:, None] - fitted.cluster_centers_, axis=2
    )
    np.testing.assert_allclose(frame.to_numpy(), expected, atol=1e-6)


def test_a_member_moved_by_the_margin_stands_on_the_boundary(apart) -> None:
    model = MemberTiers(3, n_null=19, random_state=0).fit(apart[0])
    margin, squares = model.margin(apart[0]), model.transform(apart[0]) ** 2
    for row in range(0, len(margin), 50):
        own = model.labels_[row]
        steps = []
        for other in set(range(3)) - {own}:
            between = model.cluster_centers_[other] - model.cluster_centers_[own]
            steps.append((squares[row, other] - squares[row, own]) / (2 * np.linalg.norm(between)))
        assert margin[row] == pytest.approx(min(steps))
    assert (margin >= 0).all()


def test_the_margin_of_a_mixture_is_a_log_odds(apart) -> None:
    model = MemberTiers(2, method="gmm", n_null=19, random_state=0).fit(apart[0])
    points = (np.log1p(apart[0].to_numpy(float)) - model.mean_) / model.scale_
    shares = model.model_.predict_proba(points)
    sure = shares.min(axis=1) > 1e-12
    odds = np.abs(np.log(shares[sure, 0] / shares[sure, 1]))
    np.testing.assert_allclose(model.margin(apart[0])[sure], odds, rtol=1e-6, atol=1e-6)


def test_it_works_in_a_pipeline_and_in_a_grid_search(apart) -> None:
    line = make_pipeline(FunctionTransformer(), MemberTiers(n_null=19, random_state=0))
    assert line.fit_predict(apart[0]).max() == 2
    search = GridSearchCV(MemberTiers(n_null=19, random_state=0), {"n_tiers": [2, 3, 4]}, cv=3, error_score="raise")
    assert search.fit(apart[0]).best_params_["n_tiers"] == 3


def test_a_given_number_of_tiers_is_kept(apart) -> None:
    model = MemberTiers(4, n_null=19, random_state=0).fit(apart[0])
    assert len(model.tiers_) == 4
    assert model.evidence_.table.index.tolist() == [4]


@pytest.mark.parametrize("method", ["kmeans", "gmm"])
@pytest.mark.parametrize("planted_nothing", [planted.continuum, planted.identical])
def test_without_groups_there_are_no_names(method: str, planted_nothing) -> None:
    community = planted_nothing(7)
    model = MemberTiers(method=method, random_state=0)
    model.fit(engagement(member_features(community, community.whole.last_day)))
    assert all(str(tier).startswith("level_") for tier in model.tiers_)
    for lang, words in (("zh", "没有断层"), ("en", "no gaps")):
        with in_language(lang):
            assert words in str(model.refusal_)


def test_names_go_by_the_profile_and_not_by_the_number(apart) -> None:
    features = apart[0]
    busy = features.assign(n_messages=features["n_messages"] + 20, n_active_days=30)
    model = MemberTiers(2, n_null=19, random_state=0).fit(busy)
    assert "silent" not in model.tiers_.tolist()


def test_two_tiers_of_one_name_have_none(apart) -> None:
    rule = NamingRule(silent_messages=1e9)
    model = MemberTiers(n_null=19, random_state=0, naming=rule).fit(apart[0])
    assert model.evidence_.supported
    assert model.refusal_.id == "tiers_same_name"
    assert model.tiers_.tolist() == ["level_1", "level_2", "level_3"]


def test_data_without_the_columns_that_names_go_by_get_no_names(apart) -> None:
    model = MemberTiers(n_null=19, random_state=0).fit(apart[0].to_numpy())
    assert model.refusal_.id == "tiers_no_profile"


def test_few_or_equal_members_are_clustered_without_a_word_about_tiers() -> None:
    few = MemberTiers(random_state=0).fit(np.arange(20.0).reshape(10, 2))
    assert few.evidence_ is None
    assert few.refusal_.id == "tiers_too_few"
    alike = MemberTiers(random_state=0).fit(np.ones((50, 2)))
    assert alike.tiers_.tolist() == ["level_1"]
    assert np.isnan(alike.margin(np.ones((50, 2)))).all()
    assert alike.score(np.ones((50, 2))) == 0


def test_an_unknown_method_is_refused() -> None:
    with pytest.raises(ValueError, match="kmeans"):
        MemberTiers(method="guess").fit(np.arange(8.0).reshape(4, 2))


def test_what_the_source_does_not_tell_is_left_out_of_engagement(apart) -> None:
    assert apart[0].columns.tolist() == list(ENGAGEMENT)
    assert "n_reactions" not in engagement(apart[0].assign(n_reactions=np.nan))


def test_clusters_are_nearer_to_planted_tiers_than_the_rules(apart) -> None:
    community, tier = planted.tiers_planted(5, 2)
    features = member_features(community, community.whole.last_day)
    model = MemberTiers(n_null=19, random_state=0).fit(engagement(features))
    rules = RuleTiers().cut(features)
    assert adjusted_rand_score(tier, model.labels_) > adjusted_rand_score(tier, rules) + 0.2
