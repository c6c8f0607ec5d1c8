"""Help is said in the reader's language, and set by the width of its characters."""

from __future__ import annotations

import re
import string
from itertools import pairwise
from pathlib import Path

import pytest
from command_line import shequn
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from typer.main import get_command

from shequn_lab.cli import app
from shequn_lab.cli.help import fill
from shequn_lab.terms import in_language, say

COMMANDS = get_command(app).commands  # type: ignore[attr-defined]
HAN = re.compile(r"[\u4e00-\u9fff]")
CLOSING, OPENING = "，。；：、！？”）》", "“（《"


def test_the_commands_stand_in_the_order_of_the_work() -> None:
    expected = "import check describe kpi tiers money lift report rerun simulate"
    expected += " workbook progress course terms doctor plan"
    assert list(COMMANDS) == expected.split()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_word_of_a_command_is_explained_in_both_languages(name: str, invoke) -> None:
    for lang, other in (("zh", "en"), ("en", "zh")):
        with in_language(lang):
            shown = re.sub(r"\s+", "", invoke(name, "--help").out)
            ids = [f"help_{name}", "help_help", *(param.help for param in COMMANDS[name].params)]
            for id in ids:
                assert re.sub(r"\s+", "", say(id)) in shown, id
            with in_language(other):
                assert re.sub(r"\s+", "", say(f"help_{name}")) not in shown


@pytest.mark.parametrize("words", [[], *([name] for name in COMMANDS)], ids=" ".join)
def test_english_help_is_english_and_chinese_help_has_no_english_heading(words: list[str], invoke) -> None:
    assert not HAN.search(invoke(*words, "--help").out)
    with in_language("zh"):
        shown = invoke(*words, "--help").out
    assert not re.search(r"Usage|Options|Arguments|Commands|OPTIONS|Show|default|required", shown)
    assert shown.startswith("用法：")


def test_the_program_lists_its_commands_each_with_its_first_sentence(invoke) -> None:
    shown = invoke("--help").out
    assert "  doctor    Check this installation and say what to do.\n" in shown
    assert "Example" not in shown
    assert "--ui-lang" in shown


@pytest.mark.parametrize(("lang", "said"), [("zh", "用法："), ("en", "Usage: ")])
def test_the_language_is_that_of_the_environment(lang: str, said: str, tmp_path: Path) -> None:
    assert shequn("--help", cwd=tmp_path, lang=lang).stdout.startswith(said)


@pytest.mark.parametrize("words", [("--help",), ("kpi", "--help")], ids=" ".join)
def test_the_language_is_that_of_the_option_if_there_is_one(words: tuple[str, ...], invoke) -> None:
    assert invoke("--ui-lang", "zh", *words).out.startswith("用法：")


def test_without_any_word_the_help_is_shown_as_a_mistake(invoke) -> None:
    done = invoke()
    assert done.code == 2
    assert done.err == invoke("--help").out


def test_defaults_are_named_and_what_must_be_given_is_marked(invoke) -> None:
    shown = " ".join(invoke("report", "--help").out.split())
    assert "zh, en or zh,en. [default: zh,en]" in shown
    assert "Folders or names of communities. [required]" in shown
    assert "First day of the report, YYYY-MM-DD. --end" in shown
    with in_language("zh"):
        shown = " ".join(invoke("report", "--help").out.split())
    assert "[默认：zh,en]" in shown
    assert "[必填]" in shown


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", COMMANDS)
def test_no_line_is_wider_than_the_terminal(name: str, lang: str, invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    with in_language(lang):
        lines = invoke(name, "--help").out.splitlines()
    assert lines
    assert all(cell_len(line) <= 60 for line in lines)
    # The line of the usage is Typer's own work.
    assert not any(line != line.rstrip() for line in lines[1:])


TEXT = st.text(alphabet=f"一二三 {CLOSING}{OPENING}{string.ascii_lowercase[:3]}-,.", max_size=60)


@given(text=TEXT, width=st.integers(10, 40))
def test_a_broken_text_loses_nothing_and_keeps_marks_with_their_words(text: str, width: int) -> None:
    lines = fill(text, width)
    assert re.sub(r"\s", "", "".join(lines)) == re.sub(r"\s", "", text)
    for before, line in pairwise(lines):
        assert line
        # A closing mark starts a line only where a space stood before it.
        assert line[0] not in CLOSING or " " in text
        assert before[-1] not in OPENING or " " in text


@given(text=st.text(alphabet="一二三四五", min_size=1, max_size=60), width=st.integers(4, 40))
def test_chinese_lines_are_as_full_as_they_can_be(text: str, width: int) -> None:
    *full, last = fill(text, width)
    assert all(cell_len(line) in (width - 1, width) for line in full)
    assert 0 < cell_len(last) <= width
