"""What the course's list names is there."""

from __future__ import annotations

from pathlib import Path

import pytest
from books import NAMES

import shequn_lab as sq
from shequn_lab.workbook.catalogue import exercises_of
from shequn_lab.workbook.course import Row, course
from shequn_lab.workbook.source import exercise_part, read_chapter

TOP = Path(__file__).parents[2]
ROWS = {"B": 7, "S": 1, "E": 6, "T": 4, "P": 2, "O": 19, "K": 15, "M": 5, "Z": 3, "C": 11}
CELLS = {f"{name}#{cell.id.removesuffix('-zh')}" for name in NAMES for cell in read_chapter(name).cells}
EXERCISES = {about[0] for name in NAMES for cell in read_chapter(name).cells if (about := exercise_part(cell))}


def test_every_row_of_the_course_is_listed_once() -> None:
    assert [row.id for row in course()] == [f"{part}{i}" for part, n in ROWS.items() for i in range(1, n + 1)]


@pytest.mark.parametrize("row", course(), ids=lambda row: row.id)
def test_what_a_row_names_is_there(row: Row) -> None:
    assert set(row.sections) <= CELLS
    assert {ask for ask in row.asks if "#" in ask} <= CELLS
    assert {ask for ask in row.asks if "#" not in ask} <= EXERCISES
    assert set(row.functions) <= set(sq.__all__)
    assert all((TOP / test).is_file() for test in row.tests)
    assert bool(row.functions) == bool(row.tests)
    assert not (row.nothing_to_compute and row.functions)
    for function in row.functions:
        assert any(function in (TOP / test).read_text(encoding="utf-8") for test in row.tests), function


def test_the_chapter_on_evaluation_covers_every_figure() -> None:
    done = {row.id for row in course() if row.done}
    assert {f"K{i}" for i in range(1, 16)} <= done
    assert not {row.id for row in course() if not row.sections} & done


def test_every_exercise_belongs_to_a_row() -> None:
    asked = {ask for row in course() for ask in row.asks}
    predictions = {e.id for name in NAMES for e in exercises_of(f"ch{name[:2]}").values() if e.prediction}
    assert EXERCISES - asked == predictions
