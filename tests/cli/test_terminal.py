"""Bars appear on terminals only; tables are aligned and not cut when piped."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from shequn_lab.cli.output import settings
from shequn_lab.cli.terminal import busy, progress, table


def test_without_a_terminal_nothing_moves(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("rendering", total=2) as advance:
        advance()
    with busy("importing"):
        pass
    assert capsys.readouterr() == ("", "")


def test_on_a_terminal_the_work_is_shown_unless_it_should_be_quiet(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    with progress("rendering", total=1) as advance:
        advance()
    with busy("importing"):
        pass
    shown = capsys.readouterr().out
    assert "rendering" in shown
    assert "1/1" in shown
    assert "importing" in shown
    settings["quiet"] = True
    with progress("rendering", total=1), busy("importing"):
        pass
    assert capsys.readouterr().out == ""


def test_columns_are_aligned_by_the_width_of_characters(capsys: pytest.CaptureFixture[str]) -> None:
    table([("指标", ""), ("n", "right")], [["日活", "1,234"], ["DAU", "5"], ["[b]x[/b]", "66"]])
    lines = capsys.readouterr().out.splitlines()
    assert [cell_len(line.rstrip()) for line in lines] == [len("[b]x[/b]") + 2 + len("1,234")] * 4
    assert lines[1].endswith("1,234")
    assert lines[3].startswith("[b]x[/b]")


def test_a_long_line_is_not_cut_when_there_is_no_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    table([("x", "")], [["word " * 30]])
    assert "word " * 29 in capsys.readouterr().out
