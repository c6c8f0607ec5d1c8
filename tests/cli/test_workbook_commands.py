"""shequn workbook, progress and course."""

from __future__ import annotations

from pathlib import Path

import pytest

from shequn_lab.workbook.source import chapters

NAME = "06_evaluation"


def test_a_workbook_is_written_and_said_so_and_its_progress_shown(invoke, tmp_path: Path) -> None:
    folder = tmp_path / "我的 workbook"
    done = invoke("workbook", folder, "--lang", "zh", "--student", "2025001")
    assert done.code == 0
    assert done.out.count("  written\n") == len(chapters())
    assert 'student = \\"2025001\\"' in (folder / f"{NAME}.ipynb").read_text(encoding="utf-8")
    assert "up to date" in invoke("workbook", folder, "--lang", "zh").out
    shown = invoke("progress", folder, "--page", tmp_path / "p.html")
    assert shown.code == 0
    assert "0 of 9 right" in shown.out
    assert "ch06_q3" in shown.out
    assert "<h1>Progress</h1>" in (tmp_path / "p.html").read_text(encoding="utf-8")


def test_an_instructor_gets_what_nbgrader_starts_from(invoke, tmp_path: Path) -> None:
    assert invoke("workbook", tmp_path, "--lang", "en", "--grading").code == 0
    assert "BEGIN SOLUTION" in (tmp_path / "source" / NAME / f"{NAME}.ipynb").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["workbook", "x", "--lang", "fr"], "zh or en"),
        (["workbook", "x", "--lang", "zh,en"], "one language"),
        (["progress", "nowhere"], "shequn workbook nowhere"),
        (["progress", ".", "--page", "no/p.html"], "→"),
    ],
)
def test_a_mistake_ends_in_one_line(invoke, tmp_path: Path, monkeypatch, words: list[str], said: str) -> None:
    monkeypatch.chdir(tmp_path)
    if words[1] == ".":
        invoke("workbook", ".", "--lang", "en")
    done = invoke(*words)
    assert done.code == 2
    assert said in done.err
    assert done.err.count("\n") == 1


def test_the_course_says_what_is_covered(invoke) -> None:
    done = invoke("course")
    assert done.code == 0
    assert "K10" in done.out
    assert "rows taught" in done.out
