"""Run the sources of chapters and keep their outputs: ``python -m shequn_lab.workbook [NAME …]``."""

from __future__ import annotations

import sys

from shequn_lab.errors import ShequnError
from shequn_lab.workbook.running import run_source
from shequn_lab.workbook.source import chapters

if __name__ == "__main__":
    try:
        for chapter in sys.argv[1:] or chapters():
            run_source(chapter)
            sys.stdout.write(f"{chapter}\n")
    except ShequnError as error:
        sys.exit(str(error))
