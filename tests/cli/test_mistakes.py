"""A mistake ends in one clear line of the reader's language and exit code 2."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import shequn

from shequn_lab.cli.mistakes import wrong_words
from shequn_lab.terms import in_language

DATA = [
    ("kpi", "demo_mother"),
    ("kpi", "no/such/folder"),
    ("kpi", "demo_mothers", "--start", "2025-13-01"),
    ("kpi", "demo_mothers", "--start", "2025-06-01", "--end", "2025-05-01"),
    ("kpi", "demo_mothers", "--format", "xml"),
    ("import", "missing.csv", "--as", "x", "--into", "out"),
    ("import", "chat.csv", "--as", "../x", "--into", "out"),
    ("report", "demo_mothers", "--lang", "fr"),
    ("report", "demo_mothers", "-p", "colour=red"),
    ("report", "demo_mothers", "-p", "community=x"),
    ("report", "demo_mothers", "-p", "nothing"),
    ("terms", "no such term"),
]
WORDS = {
    ("kpy",): ("没有命令“kpy” → 是不是“kpi”？", "there is no command 'kpy' → did you mean 'kpi'? known: check, "),
    ("kpi", "x", "--formt", "json"): ("没有选项“--formt” → 是不是“--format”？", "did you mean '--format'?"),
    ("kpi",): ("缺少 community → 写法见", "community is missing → "),
    ("import", "chat.csv", "--as", "x"): ("缺少 --into → 写法见", "--into is missing → "),
    ("report", "x", "--jobs", "two"): ("--jobs 的值不合要求，应写成 --jobs <int>", "the value of --jobs does not fit"),
    ("report", "x", "--jobs"): ("命令写得不对：", "this command cannot be understood: "),
    ("doctor", "more"): ("命令写得不对：", "this command cannot be understood: "),
    ("--ui-lang", "fr", "doctor"): ("'fr' 不是本软件的语言", "is not a language of this package"),
}


@pytest.mark.parametrize("words", [*DATA, *WORDS], ids=" ".join)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_mistake_ends_in_one_clear_line(
    place: Path, words: tuple[str, ...], lang: str, invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(place)
    with in_language(lang):
        done = invoke(*words)
    assert done.code == 2
    assert done.out == ""
    assert done.err.count("\n") == 1
    assert "→" in done.err
    if words in WORDS:
        assert WORDS[words][lang == "en"] in done.err


def test_a_mistake_ends_in_one_clear_line_outside_too(place: Path) -> None:
    done = shequn("kpi", "demo_mother", cwd=place)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("there is no community called 'demo_mother' → did you mean 'demo_mothers'?")
    assert done.stderr.count("\n") == 1


def test_only_options_are_offered_for_an_option(invoke) -> None:
    complaint = invoke("kpi", "x", "--colour", "3").err
    assert complaint.rstrip().endswith("--assume-first-seen-is-join, --end, --format, --help, --run-in-days, --start")


def test_any_other_error_is_no_mistake_of_words() -> None:
    assert wrong_words(ValueError("boom")) == ""
