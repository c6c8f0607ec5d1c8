"""How far a reader has come, read from what their copies hold; nothing is run."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from shequn_lab.terms import in_language, say, wrong_option
from shequn_lab.workbook.copies import read_copy
from shequn_lab.workbook.source import exercise_part, title

State = Literal["right", "wrong", "stale", "open", "written"]


@dataclass(frozen=True)
class Done:
    """One exercise of one reader.

    Attributes
    ----------
    id : str
    state : str
        ``right``; ``wrong``, its check complained; ``stale``, answered after the check was last run; ``open``;
        ``written``, something stands there for a person to read.
    points : float
    by_hand : bool
        True for what a person reads and marks.
    """

    id: str
    state: State
    points: float
    by_hand: bool = False


@dataclass(frozen=True)
class Chapter:
    """What a reader has done in one chapter.

    Attributes
    ----------
    name, title : str
    exercises : tuple of Done
    """

    name: str
    title: str
    exercises: tuple[Done, ...]

    @property
    def checked(self) -> tuple[Done, ...]:
        """The exercises that a program checks."""
        return tuple(done for done in self.exercises if not done.by_hand)

    @property
    def right(self) -> tuple[Done, ...]:
        """Those of them that are right."""
        return tuple(done for done in self.checked if done.state == "right")

    @property
    def points(self) -> tuple[float, float]:
        """Points reached by checked exercises, and points there are in them."""
        return sum(done.points for done in self.right), sum(done.points for done in self.checked)


def progress(folder: str | Path) -> list[Chapter]:
    """Say of each chapter in a folder of copies what is done, and what is right.

    Parameters
    ----------
    folder : str or Path
        Where ``shequn workbook`` wrote.

    Returns
    -------
    list of Chapter
        In the order of the book.

    Raises
    ------
    OptionError
        If the folder holds no copy.

    Notes
    -----
    It believes the outputs in the files: who wants to be sure runs the notebooks again, or grades them.
    """
    copies = [found for path in sorted(Path(folder).glob("*.ipynb")) if (found := read_copy(path))]
    if not copies:
        raise wrong_option("workbook_no_copies", where=folder)
    return [_chapter(copy) for copy in copies]


def _chapter(copy: Any) -> Chapter:
    about = copy.metadata["shequn"]
    answers: dict[str, Any] = {}
    found = []
    with in_language(about["lang"]):
        blank = say("workbook_write_here")
    for cell in copy.cells:
        match exercise_part(cell):
            case id, "answer":
                answers[id] = cell
            case id, "test":
                found.append(Done(id, _state(answers.get(id), cell), cell.metadata.nbgrader.points))
            case id, "written":
                state: State = "open" if cell.source.strip() in ("", blank) else "written"
                found.append(Done(id, state, cell.metadata.nbgrader.points, by_hand=True))
    return Chapter(about["chapter"], title(copy, about["lang"]), tuple(found))


def _state(answer: Any, test: Any) -> State:
    if answer is None or _is_open(answer.source):
        return "open"
    if test.execution_count is None:
        return "stale" if answer.execution_count else "open"
    if any(output.output_type == "error" for output in test.outputs):
        return "wrong"
    return "stale" if (answer.execution_count or 0) > test.execution_count else "right"


def _is_open(source: str) -> bool:
    """Tell whether the last line of an answer still has its dots."""
    try:
        lines = ast.parse(source).body
    except SyntaxError:
        return False
    return not lines or any(isinstance(part, ast.Constant) and part.value is ... for part in ast.walk(lines[-1]))
