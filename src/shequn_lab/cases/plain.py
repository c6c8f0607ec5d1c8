"""Plain values of a YAML file, read one by one; whatever is wrong is kept until everything was looked at."""

from __future__ import annotations

import difflib
import math
import re
import reprlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import yaml

from shequn_lab.cases.case import Words
from shequn_lab.errors import AllProblemsError, Problem, ReadError
from shequn_lab.terms import LANGUAGES, say

T = TypeVar("T")
Reader = Callable[[str, Any], Any]
SHORT = reprlib.Repr()
SHORT.maxstring = SHORT.maxother = 40
# YAML folds a line break into a blank; between Chinese characters there is none.
_FOLD = re.compile(r"(?<=[\u3000-\uffef”]) (?=[\u3000-\uffef“])")


class CaseError(AllProblemsError, ReadError):
    """A case file that cannot be used."""


def read_yaml(path: Path, refuse: type[AllProblemsError] = CaseError) -> Any:
    """Read the plain values of a YAML file.

    Raises
    ------
    AllProblemsError
        Of the kind `refuse`, if it is no YAML.
    """
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        row = str(mark.line + 1) if mark else ""
        why = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise refuse([Problem(path.name, "", row, say("case_yaml", why=why), say("case_yaml_remedy"))]) from None


class PlainValues:
    """Reads texts, numbers, lists and mappings, and collects what is wrong with them.

    Attributes
    ----------
    file : str
        Name of the file, for the problems.
    problems : list of Problem
    n_days : int
        How long the community is simulated; 0 as long as that is not known.
    """

    #: Page that shows the format.
    page = "docs/howto/cases.md"

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.n_days = 0

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
                self.wrong(f"{dot}{key}", "missing", page=self.page)
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

    def days(self, where: str, given: Any) -> tuple[int, int] | None:
        """Read a span of days: the first, and the first after it."""
        pair = tuple(given) if isinstance(given, list) else ()
        whole = all(isinstance(day, int) and not isinstance(day, bool) for day in pair)
        # Of a scenario that cannot be built the last day is not known.
        if len(pair) == 2 and whole and 0 <= pair[0] < pair[1] <= (self.n_days or math.inf):
            return pair
        self.wrong(where, "days", found=SHORT.repr(given), n_days=self.n_days)
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
        return Words(_FOLD.sub("", found["zh"]), found["en"]) if len(found) == len(LANGUAGES) else None
