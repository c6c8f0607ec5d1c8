"""Pages that stood in the output folder before, and what is left there afterwards."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

OLD = "<p>the page of yesterday</p>"
UNTOUCHED = {"tiny.zh.html": OLD, "tiny.en.html": OLD}
posix = pytest.mark.skipif(os.name != "posix", reason="signals as a terminal sends them")


def left(folder: Path) -> dict[str, str]:
    """What stands in a folder: name to text, temporary folders too."""
    return {p.name: p.read_text(encoding="utf-8") if p.is_file() else "a folder" for p in folder.iterdir()}
