"""Scores of elements and senses: what they are made of, what drops out, and what is never guessed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from communities import tiny
from shops import build_shop, tiny_shop

import shequn_lab as sq
from shequn_lab.chapters import ELEMENTS, SENSES, Component
from shequn_lab.model import Estimate
from shequn_lab.terms import Note, term

PROFILES = ELEMENTS | SENSES


@pytest.fixture(scope="module")
def haier() -> sq.Community:
    return sq.open_community("haier")


@pytest.fixture(scope="module")
def fans() -> sq.Community:
    return sq.open_community("jd_fans")


@pytest.mark.parametrize("score", PROFILES)
def test_weights_of_a_score_add_up_to_one_and_all_names_are_in_the_glossary(score: str) -> None:
    assert sum(component.weight for component in PROFILES[score]) == pytest.approx(1)
    assert term(score).definition
    assert all(term(component.id).definition for component in PROFILES[score])


def test_points_run_straight_between_the_reference_values_and_stop_there() -> None:
    more, less = Component("k_factor", 1, 0.2, 0.6), Component("k_factor", 1, 1.0, 0.5)
    assert [more.points(x) for x in (0, 0.2, 0.4, 0.6, 2)] == pytest.approx([0, 0, 50, 100, 100])
    assert [less.points(x) for x in (2, 1, 0.75, 0.5, 0)] == pytest.approx([0, 0, 50, 100, 100])


def test_a_score_is_the_weighted_mean_of_its_components(haier: sq.Community) -> None:
    scores, parts = sq.element_scores(haier), sq.element_components(haier)
    for score, row in scores.iterrows():
        own = parts[(parts["score"] == score) & parts["points"].notna()]
        assert row["weight"] == pytest.approx(own["weight"].sum())
        if row["weight"] < 0.5:
            assert np.isnan(row["value"])
            continue
        for name, points in {"value": "points", "low": "points_low", "high": "points_high"}.items():
            assert row[name] == pytest.approx(np.average(own[points], weights=own["weight"]))
        assert 0 <= row["low"] <= row["value"] <= row["high"] <= 100


def test_a_component_that_cannot_be_measured_drops_out(haier: sq.Community) -> None:
    less = replace(haier, activities=None, participations=None, _memo={})
    before, after = (sq.element_components(c, profile=SENSES) for c in (haier, less))
    gone = before["points"].notna() & after["points"].isna()
    assert set(before.loc[gone, "component"]) == {"activity_week_share", "participation_rate"}
    assert sq.sense_scores(less).loc["sense_participation", "weight"] == pytest.approx(0.7)


def test_less_than_half_of_the_weight_gives_no_score_and_half_gives_one() -> None:
    made = {"a": 0.5, "b": 0.5}
    community = tiny()
    for (id, value), measured in zip({"speaking_share": 0.4, "k_factor": 0.1}.items(), (True, False), strict=True):
        e = Estimate(id, value, value, value, n=10) if measured else Estimate.missing(id, Note("note_no_case"))
        community.remember(("component", community.window, id), lambda e=e: e)
    ids = dict(zip(made, ("speaking_share", "k_factor"), strict=True))
    half = {"element_output": [Component(ids[name], weight, 0, 1) for name, weight in made.items()]}
    assert sq.element_scores(community, profile=half).loc["element_output", "value"] == pytest.approx(40)
    lesser = {"element_output": [Component("speaking_share", 0.4, 0, 1), Component("k_factor", 0.6, 0, 1)]}
    row = sq.element_scores(community, profile=lesser).loc["element_output"]
    assert np.isnan(row["value"])
    with sq.in_language("en"):
        assert "40% of the weight" in str(row["note"])


def test_a_figure_without_interval_leaves_all_open() -> None:
    community = tiny()
    community.remember(("component", community.window, "k_factor"), lambda: Estimate("k_factor", 0.3, n=10))
    row = sq.element_scores(community, profile={"element_output": [Component("k_factor", 1, 0, 1)]}).iloc[0]
    assert (row["value"], row["low"], row["high"]) == pytest.approx((30, 0, 100))


def test_where_nothing_is_recorded_nothing_is_scored() -> None:
    bare = replace(tiny(), roster="none", posts=None, _memo={})
    scores = sq.element_scores(bare)
    assert scores["value"].isna().all()
    assert all(scores["note"])


def test_communities_are_compared_by_the_same_components(haier: sq.Community, fans: sq.Community) -> None:
    found = sq.compare_elements([haier, fans])
    weights = found.pivot(index="score", columns="community", values="weight")
    assert (weights["haier"] == weights["jd_fans"]).all()
    # Only one of them records invitations.
    assert np.isfinite(sq.element_scores(fans).loc["element_replication", "value"])
    assert found.loc[found["score"] == "element_replication", "value"].isna().all()
    with pytest.raises(sq.OptionError):
        sq.compare_elements([haier])


def test_answers_are_put_on_the_scale_of_the_scores(haier: sq.Community) -> None:
    found = sq.sense_questionnaire(haier)
    assert list(found.index) == list(SENSES)
    mean = sq.satisfaction(haier, construct="ritual")
    assert found.loc["sense_ritual", "value"] == pytest.approx(100 * (mean.value - 1) / 4)
    assert found.loc["sense_ritual", "alpha"] == sq.cronbach_alpha(haier, construct="ritual").value
    nothing = sq.sense_questionnaire(tiny())
    assert nothing["value"].isna().all()
    assert all(nothing["note"])


def test_a_small_shop_is_scored_without_error() -> None:
    scores = sq.element_scores(build_shop(tiny_shop()))
    assert scores["value"].dropna().between(0, 100).all()
