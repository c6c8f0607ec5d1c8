"""What can go wrong, said so that the reader knows what to do next.

Every message has three parts: what was found, where, and what to do. ``str(error)`` is the one line a
command prints; a notebook shows the same line, without a traceback.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from dataclasses import dataclass

#: So many names of a list are shown; the nearest one is named anyway.
_MOST_NAMES = 30


def _plain(id: str, /, **values: object) -> str:
    return " ".join([id.replace("_", " "), *map(str, values.values())])


_wording: Callable[..., str] = _plain


def worded_by(say: Callable[..., str]) -> None:
    """Let `say` put errors into words; the floor above, which knows both languages, calls this."""
    global _wording
    _wording = say


class ShequnError(Exception):
    """Base of every error this package raises on purpose.

    Parameters
    ----------
    found : str
        What was found, and where.
    remedy : str
        What the reader can do about it.
    """

    def __init__(self, found: str, remedy: str = "") -> None:
        super().__init__(found)
        self.found = found
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.found} → {self.remedy}" if self.remedy else self.found

    def __reduce__(self) -> tuple[object, ...]:
        # Copied between processes, an error keeps its words instead of being made anew from them.
        return _copied, (type(self), self.args, vars(self))

    def _render_traceback_(self) -> list[str]:
        # IPython shows this instead of a traceback: the reader's mistake is not a crash.
        return [str(self)]


def _copied(kind: type[ShequnError], args: tuple[object, ...], facts: dict[str, object]) -> ShequnError:
    error = kind.__new__(kind, *args)
    vars(error).update(facts)
    return error


class ReadError(ShequnError, ValueError):
    """A file could not be understood."""


class NotEnoughDataError(ShequnError, ValueError):
    """The data cannot answer the question that was asked."""


class OptionError(ShequnError, ValueError):
    """A parameter has a value that makes no sense here."""


class UnknownNameError(ShequnError, KeyError):
    """A name that is not in the list; says which one was probably meant."""

    def __init__(self, what: str, name: str, known: Iterable[str]) -> None:
        names = sorted(known)
        close = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
        listed = ", ".join(names[:_MOST_NAMES]) + (" …" if len(names) > _MOST_NAMES else "") or "—"
        remedy = _wording("unknown_close", close=close[0], known=listed) if close else _wording("unknown", known=listed)
        super().__init__(_wording(f"unknown_{what}", name=name), remedy)

    __str__ = ShequnError.__str__


@dataclass(frozen=True)
class Problem:
    """One thing wrong in one table.

    Attributes
    ----------
    table, column : str
        Where; ``column`` is empty when the whole table is meant.
    row : str
        First rows concerned, counted from 0, or empty.
    found : str
        What was found.
    remedy : str
        What to do.
    """

    table: str
    column: str
    row: str
    found: str
    remedy: str

    def __str__(self) -> str:
        place = self.table + (f".{self.column}" if self.column else "") + (f" row {self.row}" if self.row else "")
        return f"{place}: {self.found} → {self.remedy}"


class AllProblemsError(ShequnError):
    """A file or a set of options that cannot be used; carries *all* problems at once, one line each.

    Attributes
    ----------
    problems : tuple of Problem
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class SchemaError(ShequnError, ValueError):
    """Tables that do not hold what they must; carries *all* problems at once.

    Attributes
    ----------
    problems : tuple of Problem
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        lines = "\n".join(f"  {p}" for p in self.problems)
        super().__init__(_wording("problems", count=len(self.problems), lines=lines))
