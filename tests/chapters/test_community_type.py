"""Which type a community is told to be: right for planted ones, and never guessed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from communities import tiny

import shequn_lab as sq
from shequn_lab.chapters.typology import positioning
from shequn_lab.chapters.typology.families import ALIKE, BY_TYPE, _scenario
from shequn_lab.chapters.typology.figures import FIGURES
from shequn_lab.chapters.typology.training import TYPES
from shequn_lab.model import Estimate
from shequn_lab.simulate import simulate
from shequn_lab.terms import Note, label


@pytest.fixture(scope="module")
def reviews() -> sq.Community:
    return sq.open_community("review_platform")


@pytest.fixture(scope="module")
def told(reviews: sq.Community) -> sq.CommunityType:
    return sq.community_type(reviews)


def standing_in(community: sq.Community, **values: float | None) -> sq.Community:
    """Return the community with these figures in the place of what would be measured; None is not measurable."""
    own = replace(community, _memo={})
    middle = sq.type_training()[[*FIGURES]].median().to_dict()
    for id, value in {**middle, **values}.items():
        e = Estimate.missing(id, Note("note_no_case")) if value is None else Estimate(id, value, n=500, k=100)
        own.remember(("type_figure", own.window, id), lambda e=e: e)
    return own


@pytest.mark.parametrize("type_", TYPES)
def test_a_community_planted_in_the_middle_of_a_type_is_told_to_be_of_it(type_: str) -> None:
    """A seed and a scenario that no training community has."""
    which = TYPES.index(type_)
    drawn = {name: sum(ends) / 2 for name, ends in ALIKE.items()}
    drawn |= {name: float(np.mean(ranges[which])) for name, ranges in BY_TYPE.items()}
    found = sq.community_type(simulate(_scenario("planted", drawn), seed=77))
    assert found.outcome == type_
    assert not found.note
    assert found.probabilities["value"].sum() == pytest.approx(1)
    assert found.probabilities["value"].idxmax() == type_


def test_a_table_that_is_absent_is_not_measurable_and_no_zero(reviews: sq.Community) -> None:
    for table, said in {"orders": "no orders", "posts": "no posts"}.items():
        found = sq.community_type(replace(reviews, **{table: None}, _memo={}))
        assert found.outcome == "not_measurable"
        assert found.accuracy is None
        assert found.probabilities["value"].isna().all()
        with sq.in_language("en"):
            assert said in str(found)
            assert "not measurable" in str(found)
    # An empty table of orders is a measurement: nothing was sold.
    nothing_sold = sq.community_type(replace(reviews, orders=reviews.orders.iloc[:0], _memo={}))
    assert nothing_sold.figures.loc["orders_per_month", "value"] == 0
    assert nothing_sold.outcome != "not_measurable"


def test_of_a_forum_with_messages_and_a_partial_roster_nothing_is_guessed() -> None:
    found = sq.community_type(replace(tiny(), roster="partial", _memo={}))
    assert found.outcome == "not_measurable"
    with sq.in_language("en"):
        said = str(found.note)
        assert "what is published" in said
        assert "what is bought" in said
    with sq.in_language("zh"):
        assert "下单没有记录可看" in str(found.note)


def test_between_types_it_stays_undecided_and_says_why(reviews: sq.Community) -> None:
    found = sq.community_type(standing_in(reviews))
    assert found.outcome == "undecided"
    with sq.in_language("en"):
        assert "no type reaches a probability of 60%" in str(found.note)
    assert sq.community_type(standing_in(reviews), decided_from=0).outcome in TYPES


def test_far_from_all_training_communities_it_stays_undecided_however_sure_the_model(reviews: sq.Community) -> None:
    far = standing_in(reviews, promotion_share=0.99, orders_per_month=400.0, value_share=0.0)
    found = sq.community_type(far)
    assert found.outcome == "undecided"
    assert found.probabilities["value"].max() > 0.9
    with sq.in_language("en"):
        assert label("orders_per_month") in str(found.note)
        assert label("question_share") not in str(found.note)


def test_without_one_figure_it_is_told_by_the_others_and_so_is_its_accuracy(
    reviews: sq.Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = sq.community_type(standing_in(reviews, ugc_share=None, value_share=0.7))
    monkeypatch.setattr(positioning, "type_accuracy", lambda figures, decided_from: (figures, decided_from))
    assert found.accuracy == (tuple(id for id in FIGURES if id != "ugc_share"), 0.6)
    assert np.isnan(found.figures.loc["ugc_share", "value"])


def test_a_withheld_figure_changes_nothing_by_its_value(reviews: sq.Community) -> None:
    def hide(figure: Estimate) -> Estimate:
        return Estimate.missing(figure.id, Note("report_suppressed")) if figure.id == "ugc_share" else figure

    little, much = (sq.community_type(standing_in(reviews, ugc_share=share), seen=hide) for share in (0.02, 0.6))
    assert little.probabilities.equals(much.probabilities)
    assert (little.outcome, str(little.note)) == (much.outcome, str(much.note))
    assert sq.community_type(
        standing_in(reviews), seen=lambda e: hide(e) if e.id != "orders_per_month" else Estimate.missing(e.id, e.note)
    ).outcome == "not_measurable"  # fmt: skip


def test_the_window_decides(reviews: sq.Community) -> None:
    start = reviews.window.start
    part = sq.community_type(reviews.between(start, start.replace(month=start.month + 1)))
    assert part.figures.loc["promotion_share", "figure"].n < sq.type_figures(reviews).loc["promotion_share", "figure"].n


def test_figures_stand_beside_the_middle_of_each_type(told: sq.CommunityType) -> None:
    table = sq.type_training()
    own = table.loc[table["type"] == "service_type", "question_share"]
    row = told.figures.loc["question_share"]
    assert row["service_type_low"] == pytest.approx(own.quantile(0.1))
    assert row["service_type_high"] == pytest.approx(own.quantile(0.9))
    assert row["value"] == row["figure"].value == sq.question_share(sq.open_community("review_platform")).value


@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_reads_itself_aloud(told: sq.CommunityType, language: str) -> None:
    with sq.in_language(language):
        said = repr(told)
        assert label("content_type") in said
        assert label("type_accuracy") in said
        assert "{" not in said
