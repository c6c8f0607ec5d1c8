"""The command line with another report template: the one in ``TEMPLATE``. Run as a program."""

from __future__ import annotations

import os
from pathlib import Path

from shequn_lab.reports import render

# Processes started by this one import it again, and so render the same template.
render.template = lambda name="case_study": Path(os.environ["TEMPLATE"])

if __name__ == "__main__":
    from shequn_lab.cli import main

    main()
