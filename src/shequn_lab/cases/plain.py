"""Plain values of a YAML file, read one by one; whatever is wrong is kept until everything was looked at."""

from __future__ import annotations

import difflib
import math
import reprlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from shequn_lab.cases.case import Words
from shequn_lab.errors import AllProblemsError, Problem, ReadError
from shequn_lab.terms import LANGUAGES, say

T = TypeVar("T")
Reader = Callable[[str, Any], Any]
SHORT = reprlib.Repr()
SHORT.maxstring = SHORT.maxother = 40


class CaseError(AllProblemsError, ReadError):
    """A case file that cannot be used."""


class PlainValues:
    """Reads texts, numbers, lists and mappings, and collects what is wrong with them.

    Attributes
    ----------
    file : str
        Name of the file, for the problems.
    problems : list of Problem
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    # -- telling what is wrong

    def wrong(self, where: str, kind: str, **said: object) -> None:
        """Note a problem, put into words by ``case_{kind}`` and its remedy."""
        self.problems.append(
            Problem(self.file, where, "", say(f"case_{kind}", **said), say(f"case_{kind}_remedy", **said))
        )

    def unknown(self, where: str, kind: str, found: str, known: Iterable[str]) -> None:
        """Note a name that is not in the list, with the one that was probably meant."""
        names = list(known)
        close = difflib.get_close_matches(found, names, n=1, cutoff=0.5)
        hint = say("case_meant", close=close[0]) if close else ", ".join(names[:30])
        self.wrong(where, f"unknown_{kind}", found=found, hint=hint)

    # -- plain values

    def keys(
        self, where: str, given: Any, readers: Mapping[str, Reader], optional: Sequence[str] = ()
    ) -> dict[str, Any]:
        """Read the keys of a mapping; unknown and missing ones are told."""
        if not isinstance(given, Mapping):
            self.wrong(where, "not_mapping", found=SHORT.repr(given))
            return {}
        dot = f"{where}." if where else ""
        for key in given:
            if key not in readers:
                self.unknown(f"{dot}{key}", "key", str(key), readers)
        for key in readers:
            if given.get(key) is None and key not in optional:
                self.wrong(f"{dot}{key}", "missing")
        found = {key: read(f"{dot}{key}", given[key]) for key, read in readers.items() if given.get(key) is not None}
        return {key: value for key, value in found.items() if value is not None}

    def many(self, read: Callable[[str, Any], T | None]) -> Callable[[str, Any], tuple[T, ...]]:
        """Make a reader of lists from a reader of their items."""

        def items(where: str, given: Any) -> tuple[T, ...]:
            if not isinstance(given, list):
                self.wrong(where, "not_list", found=SHORT.repr(given))
                return ()
            found = (read(f"{where}[{i}]", item) for i, item in enumerate(given, start=1))
            return tuple(item for item in found if item is not None)

        return items

    def text(self, where: str, given: Any) -> str | None:
        """Read a text that is not empty."""
        if isinstance(given, str) and given.strip():
            return given.strip()
        self.wrong(where, "not_text", found=SHORT.repr(given))
        return None

    def flag(self, where: str, given: Any) -> bool | None:
        """Read true or false."""
        if isinstance(given, bool):
            return given
        self.wrong(where, "not_flag", found=SHORT.repr(given))
        return None

    def number(self, where: str, given: Any) -> float | None:
        """Read a finite number."""
        if isinstance(given, int | float) and not isinstance(given, bool) and math.isfinite(given):
            return given
        self.wrong(where, "not_number", found=SHORT.repr(given))
        return None

    def whole(self, where: str, given: Any) -> int | None:
        """Read a whole number from 1 on."""
        if isinstance(given, int) and not isinstance(given, bool) and given >= 1:
            return given
        self.wrong(where, "not_whole", found=SHORT.repr(given))
        return None

    def one_of(self, *known: str) -> Callable[[str, Any], str | None]:
        """Make a reader of one of some words."""

        def read(where: str, given: Any) -> str | None:
            if given in known:
                return str(given)
            self.unknown(where, "choice", str(given), known)
            return None

        return read

    def words(self, where: str, given: Any) -> Words | None:
        """Read a text in both languages."""
        found = self.keys(where, given, dict.fromkeys(LANGUAGES, self.text))
        return Words(**found) if len(found) == len(LANGUAGES) else None
