"""The header is the first line that names who and when; if there is none, the reader learns what there is."""

from __future__ import annotations

from pathlib import Path

import chat
import pytest

from shequn_lab.errors import ReadError
from shequn_lab.readers import sniff
from shequn_lab.readers.header import HEADER_LINES, Dialect, Wanted, dialect, find, not_found
from shequn_lab.readers.mapping import TableMapping

ROWS = [(1, ["导出说明"]), (2, ["", ""]), (3, ["member", "time", "note", ""]), (4, ["an", "2026-03-02 09:00", "x", ""])]


def laid_out(folder: Path, text: str, mapping: TableMapping | None = None) -> Dialect:
    mapping = mapping or TableMapping()
    raw = sniff.look_at(chat.written(folder / "a.csv", text))
    return dialect(raw, "utf-8", mapping, Wanted.by(mapping))


def test_lines_above_the_header_and_empty_cells_after_it_are_passed_over() -> None:
    found = find(ROWS, Wanted({}), "a.csv")
    assert found is not None
    assert (found.line, found.names) == (3, ("member", "time", "note"))
    assert [use.role for use in found.uses] == ["member", "at"]


def test_a_stated_line_is_the_header_or_there_is_none() -> None:
    assert find(ROWS, Wanted({}, header_line=4), "a.csv") is None
    assert find(ROWS, Wanted({}, header_line=3), "a.csv") is not None


def test_only_the_roles_that_are_needed_make_a_header() -> None:
    assert find([(1, ["member"])], Wanted({}), "a.csv") is None
    assert find([(1, ["member"])], Wanted({}, needed=("member",)), "a.csv") is not None


@pytest.mark.parametrize("sign", [",", "\t", ";", "|"])
def test_the_delimiter_is_the_one_under_which_there_is_a_header(sign: str, tmp_path: Path) -> None:
    found = laid_out(tmp_path, sign.join(["member", "time", "a, b; c | d"]) + "\n")
    assert found.delimiter == sign


def test_of_two_delimiters_the_one_with_more_columns_is_taken(tmp_path: Path) -> None:
    assert laid_out(tmp_path, "member;time;a,member,time,b,c,d\n").delimiter == ","


def test_a_header_is_looked_for_on_the_first_lines_only(tmp_path: Path) -> None:
    text = "above\n" * (HEADER_LINES - 1) + "member,time\nan,1\n"
    assert laid_out(tmp_path, text).header.line == HEADER_LINES
    with pytest.raises(ReadError):
        laid_out(tmp_path, "above\n" + text)


def test_a_line_break_inside_a_quoted_name_is_counted(tmp_path: Path) -> None:
    assert laid_out(tmp_path, '"member","time","a\nb"\nan,1,2\n').header.line == 2


@pytest.mark.parametrize(
    ("rows", "wanted", "said"),
    [
        ([(1, ["membr", "time"])], Wanted({}), "member"),
        ([(2, ["who", "time"])], Wanted({"member": "whom"}), r"whom \(who\?\)"),
        ([(1, ["x"])], Wanted({}, header_line=7), "line 7"),
        ([], Wanted({}), "line 1"),
        ([(1, [f"c{i}" for i in range(99)])], Wanted({}), r"c29 …"),
    ],
)
def test_what_is_missing_is_told_with_what_there_is(
    rows: list[tuple[int, list[str]]], wanted: Wanted, said: str
) -> None:
    with pytest.raises(ReadError, match=said) as caught:
        raise not_found(rows, wanted, "a.csv")
    assert caught.value.remedy
