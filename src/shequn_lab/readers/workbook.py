"""Sheets of a workbook as rows of texts."""

from __future__ import annotations

import itertools
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import openpyxl

from shequn_lab.errors import ReadError
from shequn_lab.readers import header as headers
from shequn_lab.readers.cells import text_of
from shequn_lab.readers.header import Header, Wanted
from shequn_lab.readers.mapping import TableMapping
from shequn_lab.readers.sniff import RawFile
from shequn_lab.readers.timeforms import SHEET_1904
from shequn_lab.terms import say

# What openpyxl and the XML parser raise over a damaged workbook; a ParseError is a SyntaxError.
_DAMAGE = (
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    SyntaxError,
    EOFError,
    OSError,
    NotImplementedError,
    zipfile.BadZipFile,
    zlib.error,
)


@contextmanager
def opened(raw: RawFile) -> Iterator[Any]:
    """Open a workbook; values as they were last computed, formulas are not run."""
    with raw.seekable() as file:
        try:
            with warnings.catch_warnings():
                # Missing styles and the like are no concern of the reader.
                warnings.simplefilter("ignore")
                book = openpyxl.load_workbook(file, read_only=True, data_only=True)
        except _DAMAGE as error:
            raise _damaged(raw, error) from None
        try:
            yield book
        finally:
            book.close()


def rows(raw: RawFile, sheet: Any) -> Iterator[tuple[int, list[str]]]:
    """Hand over the rows of a sheet with their numbers, counted from 1."""
    try:
        # Programs that write workbooks often state a wrong extent.
        sheet.reset_dimensions()
        for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
            yield number, [text_of(value) for value in row]
    except _DAMAGE as error:
        raise _damaged(raw, error) from None


def find_header(raw: RawFile, mapping: TableMapping, wanted: Wanted) -> tuple[Header, str, int]:
    """Return the header, the sheet it stands on, and how much later the workbook's calendar is [days].

    Raises
    ------
    ReadError
        If the sheet or the header is not there.
    """
    with opened(raw) as book:
        names = [sheet.title for sheet in book.worksheets]
        if mapping.sheet and mapping.sheet not in names:
            listed = say("list_comma").join(names)
            raise ReadError(
                say("read_no_sheet", file=raw.name, sheet=mapping.sheet), say("read_no_sheet_remedy", known=listed)
            )
        shift = SHEET_1904 if book.epoch.year == 1904 else 0
        first: list[tuple[int, list[str]]] = []
        for name in [mapping.sheet] if mapping.sheet else names:
            top = list(itertools.islice(rows(raw, book[name]), headers.HEADER_LINES))
            first = first or top
            found = headers.find(top, wanted, raw.name)
            if found:
                return found, name, shift
        raise headers.not_found(first, wanted, raw.name)


def _damaged(raw: RawFile, error: BaseException) -> ReadError:
    why = " ".join(str(error).split())[:120] or type(error).__name__
    return ReadError(say("read_zip_bad", file=raw.name, why=why), say("read_copy_again"))
