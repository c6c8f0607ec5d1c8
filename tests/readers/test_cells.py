"""What spreadsheets do to cells is undone where it can be and marked where it cannot."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shequn_lab.readers.cells import counts, flags, ids, text_of, unwrapped


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ('="00123"', "00123"),
        ("'00123", "00123"),
        ("'=cmd", "=cmd"),
        ("12.0", "12"),
        (" 12.00 ", "12"),
        ("12.50", "12.50"),
        ("'tis so", "'tis so"),  # an apostrophe before a word is a word's own
        ("v1.0", "v1.0"),
        ("", ""),
    ],
)
def test_one_cell_is_unwrapped(cell: str, meant: str) -> None:
    assert unwrapped(cell) == meant


def read_ids(*values: str | None) -> tuple[list[str | None], list[bool]]:
    found, lost = ids(pa.array(values, pa.string()))
    return found.to_pylist(), lost.tolist()


def test_ids_are_cleaned_and_empty_ones_missing() -> None:
    assert read_ids('="0012"', "'7", "8.0", "", None, "m-1") == (["0012", "7", "8", None, None, "m-1"], [False] * 6)


def test_rounded_ids_are_lost() -> None:
    assert read_ids("1.23457E+18", "5e17", "e5", "7") == ([None, None, "e5", "7"], [True, True, False, False])


def test_long_ids_that_end_in_zeros_are_lost_where_the_whole_column_has_them() -> None:
    cut = ("1234567890123450000", "2234567890123460000")
    assert read_ids(*cut) == ([None, None], [True, True])
    honest = tuple(f"{1234567890123456700 + i}" for i in range(10))
    # One in ten ends in a zero anyway.
    assert read_ids(honest[0], *honest) == ([honest[0], *honest], [False] * 11)
    assert read_ids("1000000000000000") == ([None], [True])
    assert read_ids("100000000000000") == (["100000000000000"], [False])  # fifteen digits are kept by every sheet


def test_counts_are_whole_numbers_and_others_are_told() -> None:
    numbers, strange = counts(pa.array(["0", " 12 ", "3.0", "", None, "-1", "3.5", "many", "1" * 16]))
    assert numbers.to_pylist() == [0, 12, 3, None, None, None, None, None, None]
    assert strange == 4


def test_yes_and_no_are_read_in_both_languages_and_others_are_told() -> None:
    words = ["1", "TRUE", "Yes", "是", "√", "0", "False", "n", "否", "×", "1.0", "", None, "maybe", "maybe"]
    found, strange = flags(pa.array(words))
    assert found.to_pylist() == [True] * 5 + [False] * 5 + [True] + [None] * 4
    assert strange == 2
    assert flags(pa.array([], pa.string()))[1] == 0


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "true"),
        (7, "7"),
        (7.0, "7"),
        (0.5, "0.5"),
        (123456789012345, "123456789012345"),
        (1234567890123456789, "1.234568E+18"),
        (1.2e18, "1.200000E+18"),
        (dt.datetime(2026, 3, 2, 9, 30), "2026-03-02 09:30:00"),
        (dt.date(2026, 3, 2), "2026-03-02"),
        ("x", "x"),
    ],
)
def test_a_cell_of_a_sheet_is_written_as_a_text_file_would(value: object, text: str) -> None:
    assert text_of(value) == text


@given(st.integers(0, 10**15 - 1))
def test_a_number_that_a_sheet_can_hold_comes_back_as_the_id_it_was(number: int) -> None:
    written = [text_of(number), text_of(float(number))]
    found, lost = ids(pa.array(written))
    assert found.to_pylist() == [str(number)] * 2
    assert not lost.any()
