"""What the chapter on types shows: figures by type, claims, the messages that are counted, and the weights."""

from __future__ import annotations

import numpy as np
import pytest

import shequn_lab as sq
from shequn_lab.chapters.typology.classifier import training_for
from shequn_lab.chapters.typology.figures import FIGURES
from shequn_lab.terms import LANGUAGES, in_language


def test_each_figure_stands_beside_the_middle_of_the_training_communities() -> None:
    mine = sq.student_community("2025001")
    training = training_for(list(FIGURES))
    with in_language("en"):
        table = sq.type_table(mine)
        assert [row[0] for row in table.rows] == [sq.label(id) for id in FIGURES]
        orders = table.rows[list(FIGURES).index("orders_per_month")]
        assert orders[1] == f"{float(sq.orders_per_month(mine)):.1f}"
        for type_, told in zip(("marketing_type", "content_type", "service_type"), orders[2:], strict=True):
            low, high = np.quantile(training.loc[training["type"] == type_, "orders_per_month"], [0.1, 0.9])
            assert told == f"{low:.1f}–{high:.1f}"


def test_a_figure_that_cannot_be_measured_says_why_and_claims_no_range() -> None:
    with in_language("en"):
        rows = {row[0]: row for row in sq.type_table(sq.open_community("demo_mothers")).rows}
        row = rows[sq.label("orders_per_month")]
        assert "orders" in row[1]
        assert not any(row[2:])


def test_a_claim_stands_beside_what_its_simulation_shows_in_the_same_unit() -> None:
    case, community = sq.load_case("baby_xiaohongshu"), sq.open_community("baby_xiaohongshu")
    with in_language("en"):
        rows = sq.claim_table(case, community).rows
        readings = [reading for _, reading in case.readings]
        assert len(rows) == len(readings)
        assert rows[0][1] == "+30.0%"
        assert rows[1][1] == "30.0 points"
        found = sq.measured(case, readings[0], community)
        assert rows[0][2] == f"+{100 * found.value:.1f}%"
        assert rows[0][4] == f"{found.n:,}"


def test_the_thirty_messages_name_the_same_things_in_both_languages() -> None:
    words = {"product_words": ["鞋", "飞毛腿", "shoe", "Flash"], "interest_words": ["跑", "run"]}
    found, named = [], []
    for lang in LANGUAGES:
        with in_language(lang):
            group = sq.naming_group()
        texts = [text.casefold() for text in group.events["text"]]
        assert len(texts) == 30
        named.append([[any(word.casefold() in text for word in words[kind]) for kind in words] for text in texts])
        found.append(sq.product_naming_share(group, **words))
    assert named[0] == named[1]
    assert found[0].value == found[1].value
    halves = [a - b / 2 if a else 0.0 for a, b in named[0]]
    assert found[0].value == pytest.approx(sum(halves) / sum(a or b for a, b in named[0]))


def test_the_panel_begins_at_the_given_weights_and_ranks_by_them() -> None:
    with in_language("en"):
        panel = sq.weight_panel({"criterion_talk": 10})
        assert panel.start["criterion_talk"] == 10
        choice = sq.platform_choice(panel.start)
        rows = panel.table(panel.start).rows
        assert [row[0] for row in rows] == [sq.label(str(platform)) for platform in choice.index]
        assert [row[2] for row in rows] == [f"{score:.2f}" for score in choice["score"]]


@pytest.mark.parametrize("weights", [{"criterion_tlak": 1}, {"criterion_talk": -1}])
def test_the_panel_refuses_weights_that_make_no_choice(weights: dict[str, int]) -> None:
    with pytest.raises((sq.UnknownNameError, sq.OptionError)):
        sq.weight_panel(weights)
