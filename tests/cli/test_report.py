"""The words of ``shequn report``, as they are passed on, and how it ends."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from shequn_lab.cli import pages
from shequn_lab.reports import render


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> Iterator[SimpleNamespace]:
    """What was asked for, instead of rendering; `ends` are the reports to come back."""
    asked = SimpleNamespace(plan=None, jobs=None, ends=[])

    def plan(*words: object) -> list[object]:
        asked.plan = words
        return asked.ends

    def render_many(planned: list[object], *, jobs: int, done: object) -> list[object]:
        asked.jobs = jobs
        for one in planned:
            done(one)  # type: ignore[operator]
        return planned

    monkeypatch.setattr(render, "plan", plan)
    monkeypatch.setattr(pages, "render_many", render_many)
    return asked


def end(name: str, failure: str = "") -> SimpleNamespace:
    return SimpleNamespace(name=name, lang="zh", path=Path(f"{name}.zh.html"), failure=failure)


def test_its_words_are_passed_on(invoke, rendered: SimpleNamespace) -> None:
    options = ["--lang", "en, zh", "--out", "pages", "--jobs", "3", "--start", "2025-03-01", "-p", "title=a=b"]
    invoke("report", "one", "two", *options, "--assume-first-seen-is-join", "--run-in-days", "0")
    given = {"title": "a=b", "start": "2025-03-01", "assume_first_seen_is_join": True, "run_in_days": 0}
    assert rendered.plan == (["one", "two"], ["en", "zh"], Path("pages"), given)
    assert rendered.jobs == 3


def test_what_it_is_not_told_is_left_to_the_template(invoke, rendered: SimpleNamespace) -> None:
    invoke("report", "one")
    assert rendered.plan == (["one"], ["zh", "en"], Path("reports/out"), {})


def test_pages_go_to_stdout_failures_to_stderr_and_one_of_them_fails_the_whole(
    invoke, rendered: SimpleNamespace
) -> None:
    rendered.ends = [end("one"), end("two", "the disk is full")]
    done = invoke("report", "one", "two")
    assert done.out == "written one.zh.html\n"
    assert done.err == "failed two zh: the disk is full\n"
    assert done.code == 1
    rendered.ends = [end("one")]
    assert invoke("report", "one").code == 0
