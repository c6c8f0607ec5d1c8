"""Progress is read from the outputs that stand in a copy."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from books import NAMES, graded

from shequn_lab.errors import OptionError
from shequn_lab.terms import in_language
from shequn_lab.workbook.copies import write_copies
from shequn_lab.workbook.progress import progress
from shequn_lab.workbook.progress_page import progress_page

NAME = "06_evaluation"
ERROR = nbformat.v4.new_output("error", ename="WrongAnswerError", evalue="no", traceback=["no"])


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    write_copies(tmp_path, lang="en")
    return tmp_path / f"{NAME}.ipynb"


def answer(path: Path, id: str, *, source: str, asked: int = 0, checked: int = 0, wrong: bool = False) -> None:
    notebook = nbformat.read(path, as_version=4)
    cells = {cell.id: cell for cell in notebook.cells}
    cells[f"{id}_answer"].update(source=source, execution_count=asked or None)
    cells[f"{id}_test"].update(execution_count=checked or None, outputs=[ERROR] if wrong else [])
    nbformat.write(notebook, path)


def states(path: Path) -> dict[str, str]:
    return {done.id: done.state for chapter in progress(path.parent) for done in chapter.exercises}


def test_nothing_is_done_in_a_fresh_copy(copy: Path) -> None:
    assert set(states(copy).values()) == {"open"}
    titles = {chapter.name: chapter.title for chapter in progress(copy.parent)}
    assert titles[NAME].startswith("Chapter 6")
    assert len(progress(copy.parent)) == len(NAMES)


@pytest.mark.parametrize(
    ("given", "state"),
    [
        ({"source": "q3 = 5", "asked": 3, "checked": 4}, "right"),
        ({"source": "q3 = ...\nq3 = 5", "asked": 3, "checked": 4}, "right"),
        ({"source": "q3 = 5", "asked": 3, "checked": 4, "wrong": True}, "wrong"),
        ({"source": "q3 = 5", "asked": 5, "checked": 4}, "stale"),
        ({"source": "q3 = 5", "asked": 3}, "stale"),
        ({"source": "q3 = 5"}, "open"),
        ({"source": "q3 = ...", "asked": 3, "checked": 4, "wrong": True}, "open"),
        ({"source": "", "asked": 3, "checked": 4}, "open"),
        ({"source": "q3 = (", "asked": 3, "checked": 4, "wrong": True}, "wrong"),
    ],
)
def test_an_answer_counts_as_its_check_left_it(copy: Path, given: dict, state: str) -> None:
    answer(copy, "ch06_q3", **given)
    assert states(copy)["ch06_q3"] == state


def test_what_is_written_waits_for_a_reader_and_points_are_those_of_checks(copy: Path) -> None:
    answer(copy, "ch06_q5", source="q5 = 1", asked=1, checked=2)
    notebook = nbformat.read(copy, as_version=4)
    next(cell for cell in notebook.cells if cell.id == "ch06_q10").source = "I think not."
    nbformat.write(notebook, copy)
    assert states(copy)["ch06_q10"] == "written"
    chapter = next(chapter for chapter in progress(copy.parent) if chapter.name == NAME)
    points = {id: cell.metadata.nbgrader.points for id, cell in graded(NAME, "test").items()}
    assert chapter.points == (points["ch06_q5"], sum(points.values()))


@pytest.mark.parametrize(("lang", "word"), [("zh", "学习进度"), ("en", "Progress")])
def test_the_page_stands_by_itself(copy: Path, lang: str, word: str) -> None:
    answer(copy, "ch06_q2", source="q2 = 9", asked=1, checked=2)
    with in_language(lang):
        page = progress_page(progress(copy.parent))
    assert f'<html lang="{lang}">' in page
    assert f"<h1>{word}</h1>" in page
    assert page.count('class="right"') == 1
    assert "http" not in page
    assert "src=" not in page


def test_a_folder_without_copies_says_what_to_do(tmp_path: Path) -> None:
    with in_language("en"), pytest.raises(OptionError, match="shequn workbook"):
        progress(tmp_path)
