"""The type of the most similar community: found by hand, with itself left out and not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import shequn_lab as sq
from shequn_lab.chapters.typology.classifier import training_for

TWO = ["promotion_share", "orders_per_month"]


def _scaled(figures: list[str]) -> tuple[np.ndarray, np.ndarray]:
    table = training_for(figures)
    roots = np.sqrt(table[figures].to_numpy(float))
    return (roots - roots.mean(axis=0)) / roots.std(axis=0), table["type"].to_numpy(str)


@pytest.mark.parametrize("figures", [["orders_per_month"], TWO])
def test_the_share_told_right_by_the_most_similar_other_one_is_counted_as_by_loops(figures: list[str]) -> None:
    points, types = _scaled(figures)
    right = 0
    for i, point in enumerate(points):
        squares = ((points - point) ** 2).sum(axis=1)
        squares[i] = np.inf
        right += types[squares.argmin()] == types[i]
    found = sq.lookup_accuracy(figures)
    assert found.n == len(types)
    # Equally near ones may be taken in either order.
    assert abs(found.k - right) <= 1


def test_a_community_that_may_find_itself_is_told_right_but_for_twins() -> None:
    _, types = _scaled(TWO)
    assert sq.lookup_accuracy(TWO, itself=True).value == 1.0
    alone = sq.lookup_accuracy(["orders_per_month"], itself=True)
    assert len(types) - 2 <= alone.k <= len(types)


def test_the_nearest_come_first_and_are_the_nearest() -> None:
    table = training_for(["orders_per_month"])
    found = sq.nearest_communities({"orders_per_month": 9.0}, n=6)
    distances = (np.sqrt(table["orders_per_month"]) - 3.0).abs().sort_values()
    assert list(found.index) == list(distances.index[:6])
    pd.testing.assert_series_equal(found["orders_per_month"], table.loc[found.index, "orders_per_month"])


def test_an_unknown_or_missing_figure_is_one_clear_line() -> None:
    with pytest.raises(sq.UnknownNameError, match="promotion_share"):
        sq.lookup_accuracy(["promotion_shares"])
    with pytest.raises(sq.OptionError):
        sq.lookup_accuracy([])
    with pytest.raises(sq.OptionError):
        sq.nearest_communities({"orders_per_month": float("nan")})
