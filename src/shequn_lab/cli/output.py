"""What commands write: lines, complaints, and files for spreadsheets."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

#: Exit code of a command that ran and did not do all it should.
FAILED = 1
settings = {"debug": False, "quiet": False}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def complain(line: str) -> None:
    """Write one line to stderr."""
    sys.stderr.write(line + "\n")


def tell(line: str) -> None:
    """Write one line that is no result: ``--quiet`` leaves it out."""
    if not settings["quiet"]:
        sys.stdout.write(line + "\n")


def plain(value: object) -> str:
    """Text of a cell that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) and not _is_number(text) else text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def write_csv(path: Path, heads: list[str], rows: list[list[object]]) -> None:
    """Write a table for a spreadsheet, cells made :func:`plain`."""
    # The mark at the start tells Excel that this is UTF-8.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(heads)
        writer.writerows([[plain(cell) for cell in row] for row in rows])
