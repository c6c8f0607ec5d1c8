"""A reader's copy of the chapters: one language, no solutions, never written over what the reader changed."""

from __future__ import annotations

import hashlib
import json
import re
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import nbformat

from shequn_lab.errors import ShequnError
from shequn_lab.terms import in_language, say, wrong_option
from shequn_lab.workbook.source import cell_language, chapters, exercise_part, read_chapter

Outcome = Literal["new", "upgraded", "same", "changed", "behind", "foreign"]
#: The student of the source notebooks.
DEMO = "demo"
_SOLUTION = re.compile(r"^[ \t]*### BEGIN SOLUTION.*?### END SOLUTION[^\n]*\n?", re.MULTILINE | re.DOTALL)
_HIDDEN = re.compile(r"^[ \t]*### BEGIN HIDDEN TESTS.*?### END HIDDEN TESTS[^\n]*\n?", re.MULTILINE | re.DOTALL)
_LANGUAGE = re.compile(r'\bset_language\("zh"\)')
_STUDENT = re.compile(rf'^student = "{DEMO}"$', re.MULTILINE)
_KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
_CONFIG = """# Settings of nbgrader; `nbgrader generate_assignment NAME` is run beside this file.
c = get_config()
c.ClearSolutions.code_stub = {{"python": "# {stub}"}}
c.ClearSolutions.text_stub = "{stub}"
"""


@dataclass(frozen=True)
class Copy:
    """What became of one chapter.

    Attributes
    ----------
    chapter : str
    path : Path
    outcome : str
        ``new``; ``upgraded``, an older copy nobody had changed; ``same``; ``changed`` by its reader, and left alone;
        ``behind``, the same, and there is a newer chapter; ``foreign``, a file of that name which is no copy.
    """

    chapter: str
    path: Path
    outcome: Outcome


def copy_of(name: str, lang: str, *, student: str = DEMO, solutions: bool = False) -> nbformat.NotebookNode:
    """Make the copy of a chapter in one language, without outputs.

    Parameters
    ----------
    name : str
        Chapter, such as ``"06_evaluation"``.
    lang : {"zh", "en"}
    student : str
        Whose own community the exercises are about.
    solutions : bool
        Keep solutions and hidden tests: what nbgrader starts from.

    Returns
    -------
    NotebookNode
    """
    source = read_chapter(name)
    cells = [_copied(cell, lang, student, solutions) for cell in source.cells if cell_language(cell) in ("", lang)]
    copy = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": _KERNEL, "language_info": {"name": "python"}})  # type: ignore[no-untyped-call]
    copy.metadata["shequn"] = {"chapter": name, "lang": lang, "student": student, "sha256": fingerprint(copy)}
    return copy


def _copied(cell: Any, lang: str, student: str, solutions: bool) -> Any:
    cell = deepcopy(cell)
    cell.metadata.pop("tags", None)
    if cell.cell_type == "code":
        cell.outputs, cell.execution_count = [], None
        cell.source = _LANGUAGE.sub(f'set_language("{lang}")', cell.source)
        cell.source = _STUDENT.sub(lambda _: f"student = {json.dumps(student, ensure_ascii=False)}", cell.source)
        if not solutions:
            cell.source = _HIDDEN.sub("", _SOLUTION.sub("", cell.source)).rstrip("\n")
    elif exercise_part(cell) and not solutions:
        with in_language(lang):
            cell.source = say("workbook_write_here")
    return cell


def fingerprint(notebook: nbformat.NotebookNode) -> str:
    """Checksum of what the cells say; running them does not change it."""
    said = [[cell.cell_type, cell.source] for cell in notebook.cells]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def write_copies(folder: str | Path, *, lang: str, student: str = "") -> list[Copy]:
    """Write the student's copy of every chapter, and leave alone what a reader has changed.

    Parameters
    ----------
    folder : str or Path
        Made if it is not there.
    lang : {"zh", "en"}
    student : str
        Student number; by default the one that a copy already has, or a demonstration.

    Returns
    -------
    list of Copy
    """
    where = _made(Path(folder))
    return [_write(name, where / f"{name}.ipynb", lang, student.strip()) for name in chapters()]


def _write(name: str, path: Path, lang: str, student: str) -> Copy:
    if not path.exists():
        _save(copy_of(name, lang, student=student or DEMO), path)
        return Copy(name, path, "new")
    held = read_copy(path)
    if held is None:
        return Copy(name, path, "foreign")
    about = held.metadata["shequn"]
    fresh = copy_of(name, lang, student=student or about["student"])
    newest = fresh.metadata["shequn"]["sha256"]
    if fingerprint(held) == newest:
        return Copy(name, path, "same")
    if fingerprint(held) != about["sha256"]:
        return Copy(name, path, "changed" if about["sha256"] == newest else "behind")
    _save(fresh, path)
    return Copy(name, path, "upgraded")


def read_copy(path: Path) -> nbformat.NotebookNode | None:
    """Read a copy that this workbook has written; None for any other file."""
    try:
        found = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    except Exception:
        # Whatever it is, nbformat cannot make sense of it, and it is not ours.
        return None
    about = found.metadata.get("shequn", {})
    return found if {"chapter", "lang", "student", "sha256"} <= set(about) else None


def write_for_grading(folder: str | Path, *, lang: str) -> list[Copy]:
    """Write the chapters with solutions and hidden tests, in the folders where nbgrader looks for them.

    Parameters
    ----------
    folder : str or Path
        The course's folder; the chapters come under ``source/``, and a ``nbgrader_config.py`` where there is none.
    lang : {"zh", "en"}

    Returns
    -------
    list of Copy
        ``foreign`` where a different file stands already; it is left alone.
    """
    where = _made(Path(folder))
    config = where / "nbgrader_config.py"
    if not config.exists():
        with in_language(lang):
            config.write_text(_CONFIG.format(stub=say("workbook_write_here")), encoding="utf-8")
    copies = []
    for name in chapters():
        path = _made(where / "source" / name) / f"{name}.ipynb"
        fresh, held = copy_of(name, lang, solutions=True), read_copy(path) if path.exists() else None
        ours = held is not None and fingerprint(held) == held.metadata["shequn"]["sha256"]
        if path.exists() and not ours:
            copies.append(Copy(name, path, "foreign"))
            continue
        _save(fresh, path)
        copies.append(Copy(name, path, "upgraded" if held is not None else "new"))
    return copies


def _made(folder: Path) -> Path:
    if folder.is_file():
        raise wrong_option("workbook_file", where=folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(folder, error) from None
    return folder


def _save(notebook: nbformat.NotebookNode, path: Path) -> None:
    """Write a notebook whole or not at all."""
    beside = path.with_name(f".{path.name}.new")
    try:
        beside.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8", newline="\n")  # type: ignore[no-untyped-call]
        beside.replace(path)
    except OSError as error:
        raise _unwritable(path.parent, error) from None
    finally:
        beside.unlink(missing_ok=True)


def _unwritable(folder: Path, error: OSError) -> ShequnError:
    found = say("report_folder", where=folder, why=error.strerror or error)
    return ShequnError(found, say("report_folder_remedy"))
