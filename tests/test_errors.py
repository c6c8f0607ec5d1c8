"""Every error says what was found and what to do, in the reader's language, and survives a change of process."""

from __future__ import annotations

import pickle
import subprocess
import sys

import pytest
from IPython.core.interactiveshell import InteractiveShell

from shequn_lab.errors import (
    NotEnoughDataError,
    OptionError,
    Problem,
    ReadError,
    SchemaError,
    ShequnError,
    UnknownNameError,
)
from shequn_lab.terms import in_language

PROBLEMS = (
    Problem("members", "role", "3", "found this", "do that"),
    Problem("events", "", "", "found nothing", "bring something"),
)
ALL = [
    ShequnError("found", "remedy"),
    ReadError("found", "remedy"),
    NotEnoughDataError("found", "remedy"),
    OptionError("found", "remedy"),
    UnknownNameError("community", "demo", ["demo_mothers"]),
    SchemaError(PROBLEMS),
]
kinds = pytest.mark.parametrize("error", ALL, ids=lambda error: type(error).__name__)


def test_what_was_found_comes_before_what_to_do() -> None:
    assert str(OptionError("the day is wrong", "write it as YYYY-MM-DD")) == "the day is wrong → write it as YYYY-MM-DD"
    assert str(OptionError("the day is wrong")) == "the day is wrong"


@kinds
def test_every_error_is_one_of_the_family_and_one_of_pythons_own(error: ShequnError) -> None:
    assert isinstance(error, ShequnError)
    assert type(error) is ShequnError or isinstance(error, ValueError | KeyError)


@kinds
def test_an_error_from_another_process_has_kept_its_words_and_facts(error: ShequnError) -> None:
    with in_language("zh"):
        copied = pickle.loads(pickle.dumps(error))
    assert type(copied) is type(error)
    assert str(copied) == str(error)
    assert vars(copied) == vars(error)


@kinds
def test_a_notebook_shows_the_line_and_no_traceback(error: ShequnError, capsys: pytest.CaptureFixture[str]) -> None:
    shell = InteractiveShell()
    try:
        raise error
    except ShequnError:
        shell.showtraceback()
    shown = capsys.readouterr().out
    assert shown == f"{error}\n"


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        ("en", "there is no community called 'demo_mother' → did you mean 'demo_mothers'? known: club, demo_mothers"),
        ("zh", "没有名为“demo_mother”的社群 → 是不是“demo_mothers”？已知：club, demo_mothers"),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest_one(lang: str, line: str) -> None:
    with in_language(lang):
        assert str(UnknownNameError("community", "demo_mother", ["demo_mothers", "club"])) == line


def test_a_name_near_to_none_is_answered_with_the_list_alone() -> None:
    with in_language("en"):
        assert UnknownNameError("term", "xyz", ["b", "a"]).remedy == "known: a, b"
        assert UnknownNameError("term", "xyz", []).remedy == "known: —"


def test_a_long_list_is_cut_but_the_nearest_name_is_still_found() -> None:
    with in_language("en"):
        remedy = UnknownNameError("term", "zebr", [*(f"name{i:03}" for i in range(200)), "zebra"]).remedy
    assert remedy.startswith("did you mean 'zebra'?")
    assert remedy.endswith(" …")
    assert len(remedy) < 1000


def test_a_problem_names_its_place_as_far_as_it_is_known() -> None:
    assert [str(problem) for problem in PROBLEMS] == [
        "members.role row 3: found this → do that",
        "events: found nothing → bring something",
    ]


@pytest.mark.parametrize(("lang", "head"), [("en", "2 problem"), ("zh", "有 2 处问题")])
def test_all_problems_of_the_tables_are_told_at_once(lang: str, head: str) -> None:
    with in_language(lang):
        error = SchemaError(iter(PROBLEMS))
    assert error.problems == PROBLEMS
    first, *lines = str(error).splitlines()
    assert first.startswith(head)
    assert lines == [f"  {problem}" for problem in PROBLEMS]


def test_without_the_floor_above_errors_have_plain_words_still() -> None:
    program = "from shequn_lab.errors import UnknownNameError as E; print(E('term', 'x', ['y']))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "unknown term x → unknown y\n"
