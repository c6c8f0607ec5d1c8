"""Questionnaires: against the oracle, by hand, and on scales that do not fit."""

from __future__ import annotations

import math
from dataclasses import replace

import oracle_content as oracle
import pytest
from hypothesis import given
from oracle_tables import Answer, Shop
from shop_draws import random_shop
from shops import agrees, at, build_shop, tiny_shop, without

import shequn_lab as sq

Pair = tuple[Shop, sq.Community]


@given(pair=random_shop())
def test_satisfaction_agrees(pair: Pair) -> None:
    s, community = pair
    given_ = oracle.answers(s)
    mean, top = sq.satisfaction(community), sq.satisfaction_top_two(community)
    assert not sq.net_promoter_score(community).measurable
    if not given_:
        assert math.isnan(mean.value)
        assert str(mean.note)
        return
    everything = [score for scores in given_.values() for score in scores]
    assert mean.value == pytest.approx(sum(sum(x) / len(x) for x in given_.values()) / len(given_))
    assert mean.n == len(given_)
    assert top.value == pytest.approx(sum(score >= 4 for score in everything) / len(everything))
    assert (top.method == "Wilson") == (len(everything) == len(given_))


def asked(*answers: Answer) -> sq.Community:
    return build_shop(replace(tiny_shop(), answers=answers))


def test_satisfaction_of_the_tiny_shop_by_hand() -> None:
    # an 5, bo 4, chen 2; eve skipped it and the owner is an operator.
    community = build_shop(tiny_shop())
    mean = sq.satisfaction(community)
    assert mean.value == pytest.approx(11 / 3)
    assert mean.params["scale"] == "1–5"
    assert mean.excluded == {"excluded_operators_answers": 1, "excluded_skipped": 1}
    agrees(sq.satisfaction_top_two(community), (2, 3))
    # an promotes (10), bo is neither (8), chen detracts (3).
    nps = sq.net_promoter_score(community)
    assert (nps.value, nps.n) == (0, 3)
    assert -100 <= nps.low <= 0 <= nps.high <= 100


def test_all_promoters_are_one_hundred_and_all_detractors_minus_one_hundred() -> None:
    for score, expected in ((9.0, 100), (6.0, -100), (7.0, 0)):
        answers = [Answer(f"r{i}", score, "recommend", lowest=0, highest=10) for i in range(3)]
        assert sq.net_promoter_score(asked(*answers)).value == expected


def test_a_respondent_with_many_items_weighs_as_much_as_one_with_few() -> None:
    many = [Answer("a", 1.0, item=f"q{i}") for i in range(9)]
    assert sq.satisfaction(asked(*many, Answer("b", 5.0))).value == 3


def test_answers_on_different_scales_are_not_averaged() -> None:
    found = sq.satisfaction(asked(Answer("a", 5.0), Answer("b", 5.0, highest=7, questionnaire="r")))
    assert not found.measurable
    assert found.note.id == "note_scales_differ"
    one = sq.satisfaction(asked(Answer("a", 5.0), Answer("b", 5.0, highest=7, questionnaire="r")), questionnaire="r")
    assert (one.value, one.params["scale"]) == (5, "1–7")


def test_recommendation_on_five_points_is_no_net_promoter_score() -> None:
    assert sq.net_promoter_score(asked(Answer("a", 5.0, "recommend"))).note.id == "note_nps_scale"


def test_yes_or_no_has_no_top_two() -> None:
    found = sq.satisfaction_top_two(asked(Answer("a", 1.0, lowest=0, highest=1)))
    assert found.note.id == "note_scale_short"


def test_answers_are_those_of_the_window_and_undated_ones_are_counted_apart() -> None:
    answers = (
        Answer("a", 5.0, at=at("2026-03-03 12:00")),
        Answer("b", 1.0, at=at("2026-04-03 12:00")),
        Answer("c", 1.0),
    )
    found = sq.satisfaction(asked(*answers))
    assert (found.value, found.n) == (5, 1)
    assert found.excluded == {"excluded_undated": 1, "excluded_outside_window_answers": 1}
    # Where nothing is dated, the questionnaire is taken as a whole.
    assert sq.satisfaction(asked(Answer("a", 5.0), Answer("c", 1.0))).n == 2


def test_absent_tables_constructs_and_questionnaires_are_told_apart() -> None:
    assert sq.satisfaction(build_shop(without(tiny_shop(), "answers"))).note.id == "note_no_table"
    assert sq.satisfaction(asked(Answer("a", 5.0, "belonging"))).note.id == "note_no_construct"
    assert sq.satisfaction(asked(Answer("a", None))).note.id == "note_no_case"
    with pytest.raises(sq.UnknownNameError, match="survey"):
        sq.satisfaction(asked(Answer("a", 5.0, questionnaire="survey")), questionnaire="servey")
