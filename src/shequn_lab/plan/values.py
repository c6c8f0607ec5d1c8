"""Plain values of a plan's file: texts in one language or two, numbers between two ends, days, currencies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, Literal, TypeVar, get_args, get_origin

from shequn_lab.cases import Words
from shequn_lab.cases.plain import SHORT, PlainValues, Reader
from shequn_lab.simulate.scenario import CURRENCY
from shequn_lab.terms import LANGUAGES

Part = TypeVar("Part")


class PlanValues(PlainValues):
    """Reads what a plan holds beside what a case does."""

    page = "docs/howto/plan.md"

    def words(self, where: str, given: Any) -> Words | None:
        """Read a text: in one language, which then stands for both, or as ``{zh: …, en: …}``."""
        if isinstance(given, Mapping):
            return super().words(where, given)
        text = self.text(where, given)
        return Words(**dict.fromkeys(LANGUAGES, text)) if text else None

    def between(self, low: float, high: float, *, whole: bool = False) -> Reader:
        """Make a reader of numbers from `low` to `high`."""

        def read(where: str, given: Any) -> float | None:
            number = self.number(where, given)
            if number is None or (low <= number <= high and not (whole and number != int(number))):
                return int(number) if whole and number is not None else number
            self.wrong(where, "between_whole" if whole else "between", found=given, low=f"{low:g}", high=f"{high:g}")
            return None

        return read

    def date(self, where: str, given: Any) -> dt.date | None:
        """Read a day."""
        if isinstance(given, dt.date) and not isinstance(given, dt.datetime):
            return given
        self.wrong(where, "not_date", found=SHORT.repr(given))
        return None

    def mapping(self, where: str, given: Any) -> dict[str, Any] | None:
        """Read keys and values, whatever they are."""
        if isinstance(given, Mapping):
            return {str(key): value for key, value in given.items()}
        self.wrong(where, "not_mapping", found=SHORT.repr(given))
        return None

    def currency(self, where: str, given: Any) -> str | None:
        """Read the three letters of a currency."""
        if isinstance(given, str) and CURRENCY.fullmatch(given):
            return given
        self.wrong(where, "not_currency", found=SHORT.repr(given))
        return None

    def part(
        self, kind: Callable[..., Part], where: str, given: Any, readers: dict[str, Reader], *required: str
    ) -> Part | None:
        """Read one part of a plan; None where something it cannot do without is missing."""
        found = self.keys(where, given, readers, optional=[key for key in readers if key not in required])
        return kind(**found) if set(required) <= set(found) else None

    def reader_of(self, kind: Any) -> Reader:
        """Choose a reader by what a figure's parameter is declared to be."""
        if get_origin(kind) is Literal:
            return self.one_of(*get_args(kind))
        readers = {
            int: self.between(0, 3_650, whole=True),
            float: self.number,
            bool: self.flag,
            dt.date: self.date,
        }
        # One that may be None is optional; else its kind is the only one.
        return next((readers[one] for one in get_args(kind) or (kind,) if one in readers), self.text)
