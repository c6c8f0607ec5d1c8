"""What the classifier is worth: counted from predictions of folds that were kept out."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from oracle_retention import wilson

import shequn_lab as sq
from shequn_lab.chapters.typology import classifier
from shequn_lab.chapters.typology.classifier import UNDECIDED, TypeAccuracy, fit
from shequn_lab.chapters.typology.figures import FIGURES
from shequn_lab.chapters.typology.training import TYPES
from shequn_lab.errors import OptionError, UnknownNameError

THREE = ("promotion_share", "orders_per_month", "question_share")


@pytest.fixture(scope="module")
def worth() -> TypeAccuracy:
    return sq.type_accuracy()


def by_hand(rows: list[tuple[str, tuple[float, float, float], str]]) -> TypeAccuracy:
    """Predictions written down: true type, probabilities, what was said."""
    frame = pd.DataFrame({"type": [r[0] for r in rows], "said": [r[2] for r in rows], "blended_with": None})
    frame[[*TYPES]] = np.array([r[1] for r in rows], dtype=float)
    frame[[f"{t}_plain" for t in TYPES]] = np.array([r[1] for r in rows], dtype=float)
    return TypeAccuracy((), 0.6, frame)


M, C, S = TYPES
HAND = by_hand([
    (M, (0.9, 0.05, 0.05), M), (M, (0.2, 0.7, 0.1), C), (C, (0.1, 0.85, 0.05), C),
    (C, (0.3, 0.45, 0.25), UNDECIDED), (S, (0.4, 0.35, 0.25), UNDECIDED),
])  # fmt: skip


def test_accuracy_confusion_and_losses_by_hand() -> None:
    assert (HAND.accuracy.k, HAND.accuracy.n) == (3, 5)
    assert (HAND.decided.k, HAND.decided.n) == (3, 5)
    assert (HAND.accuracy_decided.k, HAND.accuracy_decided.n) == (2, 3)
    assert not HAND.accuracy_blended.measurable
    assert HAND.confusion.to_numpy().tolist() == [[1, 1, 0, 0], [0, 1, 0, 1], [0, 0, 0, 1]]
    assert (HAND.accuracy.low, HAND.accuracy.high) == pytest.approx(wilson(3, 5))
    losses = HAND.losses.set_index(["method", "loss"])["value"]
    brier = [
        0.1**2 + 2 * 0.05**2, 0.8**2 + 0.7**2 + 0.1**2, 0.1**2 + 0.15**2 + 0.05**2,
        0.3**2 + 0.55**2 + 0.25**2, 0.4**2 + 0.35**2 + 0.75**2,
    ]  # fmt: skip
    assert losses["calibrated", "brier_score"] == pytest.approx(np.mean(brier))
    assert losses["calibrated", "log_loss"] == pytest.approx(-np.mean(np.log([0.9, 0.2, 0.85, 0.45, 0.25])))
    assert losses["even", "brier_score"] == pytest.approx(2 / 3)
    assert losses["even", "log_loss"] == pytest.approx(np.log(3))


def test_reliability_counts_each_community_once_in_the_class_of_its_highest_probability() -> None:
    rows = HAND.reliability
    assert rows["n"].sum() == 5
    lowest = rows.iloc[0]
    assert (lowest["from"], lowest["to"]) == (1 / 3, 0.5)
    assert (lowest["n"], lowest["k"], lowest["predicted"]) == (2, 1, pytest.approx(0.425))


def test_out_of_the_fold_it_is_right_far_more_often_than_chance_and_less_often_where_types_are_blended(
    worth: TypeAccuracy,
) -> None:
    assert worth.accuracy.n == 270
    assert 0.8 < worth.accuracy.low < worth.accuracy.value < worth.accuracy.high < 1
    blended = worth.accuracy_blended
    assert 1 / 3 < blended.low < blended.value < blended.high < worth.accuracy.low
    assert worth.accuracy_decided.value > worth.accuracy.value


def test_the_counts_of_all_views_agree(worth: TypeAccuracy) -> None:
    assert worth.confusion.to_numpy().sum() == worth.reliability["n"].sum() == 270
    assert worth.confusion[[*TYPES]].to_numpy().sum() == worth.decided.k
    assert sum(worth.confusion.loc[t, t] for t in TYPES) == worth.accuracy_decided.k
    assert worth.reliability["k"].sum() == worth.accuracy.k
    assert worth.predictions[[*TYPES]].sum(axis=1).to_numpy() == pytest.approx(1)


def test_probabilities_are_as_sure_as_they_are_right(worth: TypeAccuracy) -> None:
    losses = worth.losses.set_index(["method", "loss"])
    for loss in ("brier_score", "log_loss"):
        calibrated, plain = losses.loc[("calibrated", loss)], losses.loc[("uncalibrated", loss)]
        assert calibrated["high"] < losses.loc[("even", loss), "value"] / 2
        # One temperature changes little: the regression's strength was chosen by the same loss.
        assert calibrated["low"] < plain["value"] < calibrated["high"]
    top = worth.predictions[[*TYPES]].max(axis=1)
    assert top.mean() == pytest.approx(worth.accuracy.value, abs=0.05)


def test_on_types_dealt_at_random_cross_validation_finds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    table = sq.type_training()
    dealt = table.assign(type=np.random.default_rng(1).permutation(table["type"]))
    monkeypatch.setattr(classifier, "training_for", lambda _: dealt)
    monkeypatch.setattr(classifier, "STRENGTHS", (1.0,))
    found = classifier._out_of_fold.__wrapped__(THREE)
    right = np.asarray(TYPES)[found[[*TYPES]].to_numpy().argmax(axis=1)] == found["type"]
    low, high = wilson(int(right.sum()), 270)
    assert low < 1 / 3 < high or right.mean() < 1 / 3


def test_a_higher_line_names_fewer_types() -> None:
    lines = [sq.type_accuracy(decided_from=line).decided.k for line in (0, 0.6, 0.9, 1)]
    assert lines == sorted(lines, reverse=True)
    assert lines[0] == sq.type_accuracy(decided_from=0).predictions["covered"].sum() > lines[-1]


def test_calibration_does_not_change_which_type_is_likeliest() -> None:
    table = sq.type_training()
    model = fit(table[[*THREE]].to_numpy(), table["type"].to_numpy(str))
    both = [model.probabilities(table[[*THREE]].to_numpy(), calibrated=c) for c in (True, False)]
    assert (both[0].argmax(axis=1) == both[1].argmax(axis=1)).all()
    assert all(part.sum(axis=1) == pytest.approx(1) for part in both)


def test_what_lies_far_from_all_training_communities_is_not_covered() -> None:
    table = sq.type_training()
    values = table[[*THREE]].to_numpy()
    model = fit(values, table["type"].to_numpy(str))
    # Each is its own nearest neighbour here, so nearly all are near enough.
    assert (model.distances(values) <= model.reach).mean() > 0.98
    assert model.distances(np.array([[0.99, 0.0, 0.9]]))[0] > model.reach


def test_the_order_in_which_figures_are_named_does_not_matter() -> None:
    assert sq.type_accuracy([*FIGURES][::-1]).predictions.equals(sq.type_accuracy().predictions)


def test_options_that_make_no_sense_are_refused() -> None:
    with sq.in_language("en"):
        with pytest.raises(UnknownNameError, match="did you mean 'value_share'"):
            sq.type_accuracy(["value_shar"])
        with pytest.raises(OptionError, match="no figure"):
            sq.type_accuracy([])
        with pytest.raises(OptionError, match=r"decided_from cannot be 60"):
            sq.type_accuracy(decided_from=60)
