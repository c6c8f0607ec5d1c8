"""Chapters run: as they stand, as copies with the answers, on other data, and through nbgrader."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from books import NAMES, code_cells, complaints, graded, on_community, run

import shequn_lab as sq
from shequn_lab.workbook.copies import copy_of, write_for_grading
from shequn_lab.workbook.source import chapters

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("name", NAMES)]


def test_the_outputs_in_the_source_are_those_of_today(name: str) -> None:
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-n", "0", "-q", "--nbval"]
    done = subprocess.run(
        [*command, "--nbval-current-env", str(chapters()[name])], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:]
    assert f"{len(code_cells(name))} passed" in done.stdout


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_copy_with_the_answers_runs_without_complaint(name: str, lang: str) -> None:
    assert complaints(run(copy_of(name, lang, student="2025001", solutions=True))) == []


def test_an_untouched_copy_stops_at_its_checks_alone(name: str) -> None:
    done = run(copy_of(name, "en"), allow_errors=True)
    assert all("no answer yet" in said or "has no answer" in said for said in complaints(done))
    assert len(complaints(done)) == len(graded(name, "test"))


def test_it_runs_on_a_community_that_has_events_and_nothing_else(name: str, tmp_path: Path) -> None:
    spoken = (
        sq.open_community("demo_mothers").events[["member_id", "occurred_at"]].iloc[:400].astype({"member_id": str})
    )
    bare = sq.community_from_events(spoken, member="member_id", at="occurred_at", timezone="Asia/Shanghai", name="bare")
    sq.save_community(bare, tmp_path / "bare")
    done = run(on_community(copy_of(name, "en", solutions=True), str(tmp_path / "bare")))
    assert complaints(done) == []
    said = "".join(str(output) for cell in done.cells if cell.cell_type == "code" for output in cell.outputs)
    assert "not measurable here" in said


def submitted(release: Path, to: Path, answers: dict[str, Any]) -> None:
    """Hand in a released notebook with these answers in it."""
    notebook = nbformat.read(release, as_version=4)
    for cell in notebook.cells:
        if cell.id in answers:
            cell.source = answers[cell.id]
    to.mkdir(parents=True)
    nbformat.write(notebook, to / release.name)


def test_nbgrader_gives_full_marks_to_the_answers_and_none_to_an_empty_copy(
    name: str, tmp_path: Path, monkeypatch
) -> None:
    api_module = pytest.importorskip("nbgrader.apps", reason="the extra `course` is not installed")
    from traitlets.config import Config

    # nbgrader calls a program that stands beside this interpreter.
    monkeypatch.setenv("PATH", os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    write_for_grading(tmp_path, lang="zh")
    config = Config()
    config.CourseDirectory.root = str(tmp_path)
    config.CourseDirectory.course_id = "test"
    config.CourseDirectory.db_url = f"sqlite:///{tmp_path / 'gradebook.db'}"
    config.ClearSolutions.code_stub = {"python": "# ."}
    config.ExecutePreprocessor.timeout = 300
    api = api_module.NbGraderAPI(config=config)
    assert api.generate_assignment(name)["success"]
    release = tmp_path / "release" / name / f"{name}.ipynb"
    tests, right = graded(name, "test"), graded(name, "answer")
    hand_in = tmp_path / "submitted"
    submitted(release, hand_in / "right" / name, {cell.id: cell.source for cell in right.values()})
    submitted(release, hand_in / "empty" / name, {})
    # A check that does nothing passes the visible test, and not the hidden one.
    silenced = {id: f"{id.partition('_')[2]} = 1\nsq.check = print" for id in right}
    submitted(release, hand_in / "silenced" / name, {f"{id}_answer": code for id, code in silenced.items()})
    points = {}
    for student in ("right", "empty", "silenced"):
        assert api.autograde(name, student)["success"]
        with api.gradebook as gradebook:
            points[student] = gradebook.find_submission(name, student).score
    possible = sum(cell.metadata.nbgrader.points for cell in tests.values())
    guessed = sum(c.metadata.nbgrader.points for c in tests.values() if "HIDDEN" not in c.source)
    assert points == {"right": possible, "empty": 0, "silenced": guessed}
