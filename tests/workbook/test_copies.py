"""A reader's copy holds one language and no answers, and what the reader changed is never lost."""

from __future__ import annotations

import json
import re
from pathlib import Path

import nbformat
import pytest
from books import HAN, NAMES, prose

from shequn_lab.errors import ShequnError, UnknownNameError
from shequn_lab.workbook import copies
from shequn_lab.workbook.copies import copy_of, fingerprint, read_copy, write_copies, write_for_grading
from shequn_lab.workbook.source import headings, read_chapter

LANGS = ["zh", "en"]
NAME = NAMES[0]


def source_of(notebook: nbformat.NotebookNode) -> str:
    return "\n".join(cell.source for cell in notebook.cells)


def outcomes(found: list[copies.Copy]) -> list[str]:
    return [copy.outcome for copy in found]


def changed(path: Path, how) -> None:
    notebook = nbformat.read(path, as_version=4)
    how(notebook)
    nbformat.write(notebook, path)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", NAMES)
def test_a_copy_tells_no_answer_and_speaks_one_language(name: str, lang: str) -> None:
    copy = copy_of(name, lang)
    text = source_of(copy)
    assert "SOLUTION" not in text
    assert "HIDDEN" not in text
    assert "is_right" not in text
    assert "model answer" not in text.lower()
    assert "参考：" not in text
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in copy.cells)
    assert f'set_language("{lang}")' in text
    ids = {cell.id for cell in copy.cells}
    assert not any(id.endswith(f"-{'en' if lang == 'zh' else 'zh'}") for id in ids)
    if lang == "en":
        for cell in copy.cells:
            if cell.cell_type == "markdown":
                # English keeps the Chinese word of a term, and Chinese tables of platforms nothing.
                assert len(re.findall(f"[{HAN}]", prose(cell))) <= 0.1 * len(prose(cell)), cell.id
    nbformat.validate(copy)


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_match_heading_for_heading_and_cell_for_cell(name: str) -> None:
    zh, en = (copy_of(name, lang) for lang in LANGS)
    levels = [[[level for level, _ in headings(cell)] for cell in copy.cells] for copy in (zh, en)]
    assert levels[0] == levels[1]
    same = [
        (a.source.replace('"zh"', '"en"'), b.source)
        for a, b in zip(zh.cells, en.cells, strict=True)
        if a.cell_type == "code"
    ]
    assert all(a == b for a, b in same)


def test_a_student_number_stands_in_the_copy_as_text_whatever_it_holds() -> None:
    odd = 'x"; import os #'
    first = next(cell for cell in copy_of(NAME, "zh", student=odd).cells if cell.cell_type == "code")
    scope: dict[str, str] = {}
    exec(next(line for line in first.source.splitlines() if line.startswith("student")), scope)
    assert scope["student"] == odd


def test_only_what_nobody_changed_is_brought_up_to_date(tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / f"{NAME}.ipynb"
    assert set(outcomes(write_copies(tmp_path, lang="zh", student="7"))) == {"new"}
    assert set(outcomes(write_copies(tmp_path, lang="zh"))) == {"same"}

    def newer(name: str) -> nbformat.NotebookNode:
        source = read_chapter(name)
        source.cells[0].source += "\n\n新的一段。"
        return source

    monkeypatch.setattr(copies, "read_chapter", newer)
    assert set(outcomes(write_copies(tmp_path, lang="zh"))) == {"upgraded"}
    held = read_copy(path)
    assert held
    assert "新的一段。" in source_of(held)
    # The student stays who it was, though not named again.
    assert 'student = "7"' in source_of(held)

    changed(path, lambda notebook: notebook.cells[3].update(source="q1 = 'both'"))
    before = path.read_bytes()
    assert write_copies(tmp_path, lang="zh")[0].outcome == "changed"
    monkeypatch.undo()
    assert write_copies(tmp_path, lang="zh")[0].outcome == "behind"
    assert write_copies(tmp_path, lang="en")[0].outcome == "behind"
    assert path.read_bytes() == before


def test_running_a_copy_is_no_change(tmp_path: Path) -> None:
    write_copies(tmp_path, lang="zh")
    path = tmp_path / f"{NAME}.ipynb"

    def run(notebook: nbformat.NotebookNode) -> None:
        for count, cell in enumerate((c for c in notebook.cells if c.cell_type == "code"), 1):
            cell.execution_count = count
        notebook.metadata["widgets"] = {}

    changed(path, run)
    assert write_copies(tmp_path, lang="en")[0].outcome == "upgraded"
    assert 'set_language("en")' in source_of(nbformat.read(path, as_version=4))


@pytest.mark.parametrize("content", ["", "{}", "not a notebook", json.dumps({"cells": [], "metadata": {}})])
def test_a_file_that_is_no_copy_is_left_alone(tmp_path: Path, content: str) -> None:
    path = tmp_path / f"{NAME}.ipynb"
    path.write_text(content, encoding="utf-8")
    assert write_copies(tmp_path, lang="zh")[0].outcome == "foreign"
    assert write_for_grading(tmp_path, lang="zh")[0].outcome == "new"
    assert path.read_text(encoding="utf-8") == content


def test_wrong_use_ends_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("", encoding="utf-8")
    with pytest.raises(ShequnError, match="→"):
        write_copies(file, lang="zh")
    with pytest.raises(UnknownNameError, match=NAME):
        copy_of(NAME + "x", "zh")


def test_the_version_for_grading_keeps_answers_and_hidden_tests(tmp_path: Path) -> None:
    assert set(outcomes(write_for_grading(tmp_path, lang="en"))) == {"new"}
    held = nbformat.read(tmp_path / "source" / NAME / f"{NAME}.ipynb", as_version=4)
    assert "### BEGIN SOLUTION" in source_of(held)
    assert "### BEGIN HIDDEN TESTS" in source_of(held)
    assert fingerprint(held) == held.metadata["shequn"]["sha256"]
    assert "Write your answer here." in (tmp_path / "nbgrader_config.py").read_text(encoding="utf-8")
    assert set(outcomes(write_for_grading(tmp_path, lang="en"))) == {"upgraded"}
