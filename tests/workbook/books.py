"""What the tests of notebooks share: reading them and running them."""

from __future__ import annotations

import re
from typing import Any

import nbformat
from nbclient import NotebookClient

from shequn_lab.workbook.source import cell_language, chapters, exercise_part, read_chapter

NAMES = sorted(chapters())
HAN = "\u4e00-\u9fff"
_CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)


def prose(cell: Any) -> str:
    """Text of a cell without code, formulas of HTML and addresses."""
    return re.sub(r"<[^>]+>|https?://\S+|\]\([^)]*\)", "", _CODE.sub("`x`", cell.source))


def text_cells(name: str, lang: str) -> list[Any]:
    return [c for c in read_chapter(name).cells if c.cell_type == "markdown" and cell_language(c) == lang]


def code_cells(name: str) -> list[Any]:
    return [cell for cell in read_chapter(name).cells if cell.cell_type == "code"]


def lines(cell: Any) -> list[str]:
    """Lines of code a reader sees in a copy with the answers: markers, hidden tests and stubs apart."""
    shown = re.sub(r"### BEGIN HIDDEN TESTS.*?### END HIDDEN TESTS", "", cell.source, flags=re.DOTALL)
    return [line for line in shown.splitlines() if line.strip() and not line.startswith("###")]


def graded(name: str, part: str) -> dict[str, Any]:
    found = ((exercise_part(cell), cell) for cell in read_chapter(name).cells)
    return {about[0]: cell for about, cell in found if about and about[1] == part}


def run(notebook: nbformat.NotebookNode, *, allow_errors: bool = False) -> nbformat.NotebookNode:
    """Run a notebook in a fresh kernel, in the folder of the tests."""
    NotebookClient(
        notebook, timeout=300, kernel_name="python3", store_widget_state=False, allow_errors=allow_errors
    ).execute()
    return notebook


def on_community(copy: nbformat.NotebookNode, community: str) -> nbformat.NotebookNode:
    """Name another community, or its folder, in the first code cell, as a reader does."""
    first = next(cell for cell in copy.cells if cell.cell_type == "code")
    # As a function: a folder of Windows has backslashes, which a replacement in words would read.
    first.source, n = re.subn(r'open_community\("\w+"\)', lambda _: f"open_community({community!r})", first.source)
    assert n == 1
    return copy


def complaints(notebook: nbformat.NotebookNode) -> list[str]:
    """Errors and whatever was written to stderr."""
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    errors = [output.evalue for output in outputs if output.output_type == "error"]
    return errors + [output.text for output in outputs if output.get("name") == "stderr"]
