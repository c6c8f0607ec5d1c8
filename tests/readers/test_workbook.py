"""Sheets of a workbook are rows of texts, whatever the cells hold and the file says of itself."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import chat
import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from shequn_lab.errors import ReadError
from shequn_lab.readers import sniff, workbook
from shequn_lab.readers.header import Wanted
from shequn_lab.readers.mapping import TableMapping

MOMENT = dt.datetime(2026, 3, 2, 9, 30)


def book(path: Path, *rows: list[object], mac: bool = False) -> sniff.RawFile:
    made = openpyxl.Workbook()
    if mac:
        made.epoch = CALENDAR_MAC_1904
    for row in rows:
        made.active.append(row)
    made.save(path)
    return sniff.look_at(path)


def test_cells_become_texts_and_rows_keep_their_numbers(tmp_path: Path) -> None:
    raw = book(tmp_path / "a.xlsx", ["member", "time", "n"], [], ["=1+1", MOMENT, 7.0], ["an", None, True])
    with workbook.opened(raw) as made:
        found = list(workbook.rows(raw, made.worksheets[0]))
    assert found == [
        (1, ["member", "time", "n"]),
        (2, []),
        (3, ["", "2026-03-02 09:30:00", "7"]),  # a formula that was never computed has no value
        (4, ["an", "", "true"]),
    ]


@pytest.mark.parametrize(("mac", "shift"), [(False, 0), (True, 1462)])
def test_the_calendar_of_the_workbook_is_told(mac: bool, shift: int, tmp_path: Path) -> None:
    raw = book(tmp_path / "a.xlsx", ["member", "time"], ["an", 45_000.5], mac=mac)
    assert workbook.find_header(raw, TableMapping(), Wanted({}))[2] == shift


def test_the_sheet_with_a_header_is_found_behind_a_cover(tmp_path: Path) -> None:
    raw = sniff.look_at(chat.sheet(tmp_path / "a.xlsx", chat.ROWS, above=[["导出于 2026 年"]]))
    header, sheet, _ = workbook.find_header(raw, TableMapping(), Wanted({}))
    assert (sheet, header.line) == ("消息", 2)


def test_a_stated_sheet_is_the_one_that_is_read(tmp_path: Path) -> None:
    raw = sniff.look_at(chat.sheet(tmp_path / "a.xlsx", chat.ROWS))
    with pytest.raises(ReadError):
        workbook.find_header(raw, TableMapping(sheet="说明"), Wanted({}))
    with pytest.raises(ReadError, match="说明, 消息"):
        workbook.find_header(raw, TableMapping(sheet="Messages"), Wanted({}))
