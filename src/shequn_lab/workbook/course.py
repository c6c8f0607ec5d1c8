"""What of the course is covered: ``data/course.yaml`` read and held against notebooks, exercises, functions, tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from shequn_lab.storage import share
from shequn_lab.terms import language


@dataclass(frozen=True)
class Row:
    """One row of the course.

    Attributes
    ----------
    id : str
    title : mapping of language to str
    sections : tuple of str
        Where it is taught: ``chapter#cell``, the cell's name without its language.
    asks : tuple of str
        Exercises by id, and self-test questions as ``chapter#cell``.
    functions : tuple of str
        Names in ``shequn_lab`` that compute it.
    tests : tuple of str
        Files that pin it.
    nothing_to_compute : bool
        There is no figure in it.
    """

    id: str
    title: Mapping[str, str]
    sections: tuple[str, ...]
    asks: tuple[str, ...]
    functions: tuple[str, ...]
    tests: tuple[str, ...]
    nothing_to_compute: bool

    @property
    def done(self) -> bool:
        """True when it is taught and asked for, and computed and tested where there is anything to compute."""
        computed = self.nothing_to_compute or (self.functions and self.tests)
        return bool(self.sections and self.asks and computed)

    @property
    def name(self) -> str:
        """Title in the language in force."""
        return self.title[language()]


def course() -> list[Row]:
    """Return the rows of the course in their order."""
    text = (share("data") / "course.yaml").read_text(encoding="utf-8")
    return [_row(id, about) for id, about in yaml.safe_load(text).items()]


def _row(id: str, about: Mapping[str, Any]) -> Row:
    sections, asks, functions, tests = (
        tuple(map(str, about.get(part, ()))) for part in ("sections", "asks", "functions", "tests")
    )
    title = {"zh": about["zh"], "en": about["en"]}
    return Row(id, title, sections, asks, functions, tests, bool(about.get("nothing_to_compute")))
