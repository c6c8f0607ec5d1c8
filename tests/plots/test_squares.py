"""The activity matrix as squares."""

from __future__ import annotations

import pandas as pd

import shequn_lab as sq
from shequn_lab.terms import in_language

DAYS = pd.date_range("2026-03-02", periods=3)


def frame(n_members: int) -> pd.DataFrame:
    rows = [[i % 2 == 0, False, True] for i in range(n_members)]
    return pd.DataFrame(rows, index=[f"m{i}" for i in range(n_members)], columns=DAYS)


def words(ax) -> list[str]:
    return [text.get_text() for text in ax.figure.texts]


def test_there_is_a_square_for_each_active_day_and_the_sums_stand_below() -> None:
    given = frame(4)
    before = given.copy()
    ax = sq.plot_activity(given)
    assert len(ax.collections[1].get_paths()) == 6
    assert words(ax).count("2") == 1
    assert words(ax).count("4") == 1
    pd.testing.assert_frame_equal(given, before)


def test_members_not_drawn_are_told_and_still_counted() -> None:
    with in_language("en"):
        ax = sq.plot_activity(frame(40), max_rows=5)
    assert "40" in words(ax)
    assert any("35 more members are not drawn" in text for text in words(ax))


def test_an_empty_matrix_says_so() -> None:
    with in_language("en"):
        ax = sq.plot_activity(pd.DataFrame())
    assert any("not measurable" in text for text in words(ax))
