"""Files for spreadsheets: no cell is a formula, and Excel sees what encoding it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from shequn_lab.cli.output import complain, plain, settings, tell, write_csv


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-x", "@SUM(A1)", "\tx", "\rx"])
def test_a_cell_that_could_be_a_formula_is_made_text(text: str) -> None:
    assert plain(text) == f"'{text}"


@pytest.mark.parametrize(
    ("value", "text"), [("-1.5", "-1.5"), (-2, "-2"), ("+1e3", "+1e3"), (None, ""), (0, "0"), ("王=小", "王=小")]
)
def test_numbers_and_other_text_stay_as_they_are(value: object, text: str) -> None:
    assert plain(value) == text


def test_a_file_for_a_spreadsheet_begins_with_the_mark_and_holds_text(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    write_csv(path, ["行", "原因"], [[5, "=cmd"], [6, "a,b"]])
    assert path.read_bytes() == '\ufeff行,原因\r\n5,\'=cmd\r\n6,"a,b"\r\n'.encode()


def test_quiet_silences_remarks_and_no_complaints(capsys: pytest.CaptureFixture[str]) -> None:
    settings["quiet"] = True
    tell("remark")
    complain("complaint")
    settings["quiet"] = False
    tell("another")
    assert capsys.readouterr() == ("another\n", "complaint\n")
