"""The chapters as their authors keep them: one notebook in both languages, with solutions and hidden tests."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any, Literal

import nbformat

from shequn_lab.errors import UnknownNameError
from shequn_lab.storage import share
from shequn_lab.terms import LANGUAGES

Part = Literal["answer", "test", "written"]
_HEADING = re.compile(r"^(#{1,6}) +(.+?) *$", re.MULTILINE)
_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


@cache
def chapters() -> dict[str, Path]:
    """Return the chapters that come with the package, name (``06_evaluation``) to notebook."""
    found = sorted(share("notebooks").glob("[0-9][0-9]_*/*.ipynb"))
    return {path.stem: path for path in found if path.stem == path.parent.name}


def read_chapter(name: str) -> nbformat.NotebookNode:
    """Read the source of a chapter.

    Raises
    ------
    UnknownNameError
        With the closest known name.
    """
    if name not in chapters():
        raise UnknownNameError("chapter", name, chapters())
    return nbformat.read(chapters()[name], as_version=4)  # type: ignore[no-untyped-call]


def cell_language(cell: Any) -> str:
    """Language a cell is written in; empty for a cell that both languages share."""
    return next((tag for tag in cell.metadata.get("tags", []) if tag in LANGUAGES), "")


def exercise_part(cell: Any) -> tuple[str, Part] | None:
    """Tell which exercise a cell belongs to, and whether it takes the answer, tests it, or is written by hand."""
    grading = cell.metadata.get("nbgrader")
    if not grading:
        return None
    id = grading["grade_id"]
    if grading["grade"] and grading["solution"]:
        return id, "written"
    return (id.removesuffix("_answer"), "answer") if grading["solution"] else (id.removesuffix("_test"), "test")


def headings(cell: Any) -> list[tuple[int, str]]:
    """Return level and words of the headings in a text cell."""
    if cell.cell_type != "markdown":
        return []
    return [(len(marks), words) for marks, words in _HEADING.findall(_FENCE.sub("", cell.source))]


def title(notebook: nbformat.NotebookNode, lang: str) -> str:
    """Return the first heading in a language."""
    found = (words for cell in notebook.cells if cell_language(cell) in ("", lang) for _, words in headings(cell))
    return next(found, "")
