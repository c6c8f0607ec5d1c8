"""Rebuild what comes from the chapters.

``python -m shequn_lab.workbook [NAME …]`` runs their sources and keeps the outputs;
``python -m shequn_lab.workbook --book FOLDER`` writes the book.
"""

from __future__ import annotations

import sys

from shequn_lab.errors import ShequnError
from shequn_lab.workbook.book import write_book
from shequn_lab.workbook.running import run_source
from shequn_lab.workbook.source import chapters


def _main(given: list[str]) -> None:
    if given[:1] == ["--book"]:
        sys.stdout.writelines(f"{page}\n" for page in write_book(given[1]))
        return
    for name in given or chapters():
        run_source(name)
        sys.stdout.write(f"{name}\n")


if __name__ == "__main__":
    try:
        _main(sys.argv[1:])
    except ShequnError as error:
        sys.exit(str(error))
