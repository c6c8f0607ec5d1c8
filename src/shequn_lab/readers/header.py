"""Find the header: the first line, of the first twenty, that names who and when."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from shequn_lab.errors import ReadError
from shequn_lab.readers.mapping import TableMapping
from shequn_lab.readers.roles import EVENT_ROLES, ColumnUse, absent, closest, guesses, match, visible
from shequn_lab.readers.sniff import RawFile
from shequn_lab.terms import say

DELIMITERS = (",", "\t", ";", "|")
#: How far down a header is looked for [lines].
HEADER_LINES = 20
_SHOWN_COLUMNS = 30


@dataclass(frozen=True)
class Wanted:
    """What a header must and may name.

    Attributes
    ----------
    roles : tuple of str
        Roles looked for.
    needed : tuple of str
        Roles without which a line is no header.
    columns : mapping
        Role to column, as the mapping says.
    header_line : int or None
        Where the header is, when the mapping says so.
    """

    columns: dict[str, str]
    header_line: int | None = None
    roles: tuple[str, ...] = EVENT_ROLES
    needed: tuple[str, ...] = ("member", "at")

    @classmethod
    def by(cls, mapping: TableMapping) -> Wanted:
        """Return what the mapping asks for in a file of events."""
        return cls(dict(mapping.columns), mapping.header_line)


@dataclass(frozen=True)
class Header:
    """A header that was found.

    Attributes
    ----------
    line : int
        Line on which it ends, counted from 1.
    names : tuple of str
    uses : tuple of ColumnUse
    """

    line: int
    names: tuple[str, ...]
    uses: tuple[ColumnUse, ...]


def find(rows: Sequence[tuple[int, Sequence[str]]], wanted: Wanted, file: str) -> Header | None:
    """Return the header among the first rows, or nothing.

    Parameters
    ----------
    rows : sequence of (line, cells)
    wanted : Wanted
    file : str
        Named in errors.
    """
    for line, cells in rows:
        if wanted.header_line is not None and line != wanted.header_line:
            continue
        names = tuple(visible(cell) for cell in cells)
        uses = match(names, wanted.columns, wanted.roles, file=file)
        if set(wanted.needed) <= {use.role for use in uses}:
            while names and not names[-1]:
                names = names[:-1]
            return Header(line, names, tuple(uses))
    return None


def not_found(rows: Sequence[tuple[int, Sequence[str]]], wanted: Wanted, file: str) -> ReadError:
    """Say which columns there are, which are missing, and what was probably meant."""
    rows = [row for row in rows if any(cell.strip() for cell in row[1])]
    if wanted.header_line is not None:
        rows = [row for row in rows if row[0] == wanted.header_line]
    if not rows:
        return ReadError(say("read_no_header_line", file=file, line=wanted.header_line or 1), say("read_header_remedy"))
    line, cells = max(rows, key=lambda row: (len(row[1]) - len(absent(row[1], wanted.columns)) * 100, -row[0]))
    names = [visible(cell)[:40] for cell in cells if visible(cell)]
    comma = say("list_comma")
    listed = comma.join(names[:_SHOWN_COLUMNS]) + (" …" if len(names) > _SHOWN_COLUMNS else "")
    gone = absent(cells, wanted.columns)
    if gone:
        shown = comma.join(f"{name} ({close}?)" if (close := closest(name, names)) else name for name in gone)
        return ReadError(
            say("read_column_gone", file=file, line=line, columns=shown), say("read_column_gone_remedy", found=listed)
        )
    uses = match(tuple(visible(cell) for cell in cells), wanted.columns, wanted.roles, file=file)
    missing = [role for role in wanted.needed if role not in {use.role for use in uses}]
    hints = comma.join(hint for role in missing if (hint := guesses(names, role)))
    said = {
        "file": file,
        "line": line,
        "roles": say("read_and").join(say(f"read_role_{role}") for role in missing),
        "found": listed,
        "keys": comma.join(f"{role}: …" for role in missing),
        "hints": say("read_hints", hints=hints) if hints else "",
    }
    return ReadError(say("read_no_columns", **said), say("read_no_columns_remedy", **said))


@dataclass(frozen=True)
class Dialect:
    """How a text table is written."""

    encoding: str
    delimiter: str
    quoted: bool
    header: Header


def reader(lines: Iterator[str], delimiter: str, quoted: bool) -> Any:
    """Return a CSV reader over physical lines."""
    return csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE)


def dialect(raw: RawFile, encoding: str, mapping: TableMapping, wanted: Wanted) -> Dialect:
    """Find delimiter and header of a text file: the delimiter is the one under which there is a header.

    Raises
    ------
    ReadError
        If no line names who and when, under any delimiter.
    """
    tried: dict[str, list[tuple[int, list[str]]]] = {}
    best: Dialect | None = None
    for delimiter in (mapping.delimiter,) if mapping.delimiter else DELIMITERS:
        tried[delimiter] = _first_rows(raw, encoding, delimiter, mapping.quoted)
        found = find(tried[delimiter], wanted, raw.name)
        if found and (best is None or len(found.names) > len(best.header.names)):
            best = Dialect(encoding, delimiter, mapping.quoted, found)
    if best is None:
        widest = max(tried.values(), key=lambda rows: max((len(cells) for _, cells in rows), default=0))
        raise not_found(widest, wanted, raw.name)
    return best


def _first_rows(raw: RawFile, encoding: str, delimiter: str, quoted: bool) -> list[tuple[int, list[str]]]:
    rows: list[tuple[int, list[str]]] = []
    with raw.open() as file, io.TextIOWrapper(file, encoding, newline="") as text:
        source = reader(text, delimiter, quoted)
        try:
            for cells in source:
                # A header may be at line 20 and hold a quoted newline itself.
                rows.append((source.line_num, cells))
                if source.line_num >= HEADER_LINES:
                    break
        except csv.Error:
            pass  # under a wrong delimiter anything may look like a quote that never closes
    return rows
