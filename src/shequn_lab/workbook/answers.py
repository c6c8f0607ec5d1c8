"""How an answer is read and compared: kindly about its type, exactly about its value."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import numpy as np
import pandas as pd

from shequn_lab.errors import ShequnError
from shequn_lab.model import Estimate
from shequn_lab.terms import say

Unit = Literal["share", "number", "count"]
#: Of a share three decimals are asked for, of a number three figures.
_SHARE, _FIGURES = 0.00051, 0.0021
_TEXT = re.compile(r"\s*([+\-\N{MINUS SIGN}]?[\d,]*\.?\d+)\s*([%\N{FULLWIDTH PERCENT SIGN}]?)\s*")


class WrongAnswerError(ShequnError, AssertionError):
    """An answer that is not right yet; a notebook shows the hint alone."""


class Answer(Protocol):
    """What kind of answer an exercise wants."""

    def read(self, given: object) -> Any:
        """Return the answer in a form that can be compared.

        Raises
        ------
        WrongAnswerError
            If it is no answer of this kind.
        """

    def same(self, given: Any, wanted: Any) -> bool:
        """Tell whether both are the same answer."""


def _is_open(given: object) -> bool:
    return given is None or given is Ellipsis or (isinstance(given, str) and not given.strip(" .…_"))


def refuse_open(given: object) -> None:
    """Raise for an answer that has not been given yet."""
    if _is_open(given):
        raise WrongAnswerError(say("workbook_open"), say("workbook_open_remedy"))


@dataclass(frozen=True)
class Number:
    """One number: a share of one, a count, or any other number.

    Attributes
    ----------
    unit : {"share", "number", "count"}
    decimals : int
        How many decimals the chapter's own table shows; an answer rounded to as many is right.
    """

    unit: Unit = "number"
    decimals: int = 2

    def read(self, given: object) -> float:
        """Return the number in whatever it came: Python's, NumPy's, an estimate, a column of one, a text."""
        refuse_open(given)
        if isinstance(given, Estimate):
            return float(given.value)
        if isinstance(given, pd.DataFrame | pd.Series | pd.Index | np.ndarray | list | tuple):
            cells = np.ravel(np.asarray(given, dtype=object))
            if cells.size != 1:
                raise WrongAnswerError(say("workbook_many", count=cells.size), say("workbook_many_remedy"))
            return self.read(cells[0])
        if isinstance(given, str):
            return self._from_text(given)
        if isinstance(given, bool | np.bool_):
            raise self._no_number(given)
        try:
            return float(given)  # type: ignore[arg-type]
        except (TypeError, ValueError):
            raise self._no_number(given) from None

    def _from_text(self, given: str) -> float:
        found = _TEXT.fullmatch(given)
        if not found:
            raise self._no_number(given)
        value = float(found[1].replace(",", "").replace("\N{MINUS SIGN}", "-"))
        return value / 100 if found[2] else value

    @staticmethod
    def _no_number(given: object) -> WrongAnswerError:
        return WrongAnswerError(say("workbook_no_number", found=_short(given)), say("workbook_no_number_remedy"))

    def same(self, given: float, wanted: float) -> bool:
        """Compare with the precision that is asked for; two missing values are the same."""
        if math.isnan(given) or math.isnan(wanted):
            return math.isnan(given) and math.isnan(wanted)
        if self.unit == "count":
            return abs(given - wanted) < 1e-6
        return abs(given - wanted) <= (_SHARE if self.unit == "share" else _FIGURES * abs(wanted) + 1e-9)

    def rounded(self, given: float, wanted: float) -> bool:
        """Tell whether `given` is `wanted`, rounded to the decimals that were written, if they are enough."""
        decimals = 0 if given.is_integer() else len(repr(given).partition(".")[2])
        return self.unit != "count" and self.decimals <= decimals <= 3 and round(wanted, decimals) == given

    def in_per_cent(self, given: float, wanted: float) -> bool:
        """Tell whether a share was written as per cent."""
        return self.unit == "share" and abs(given - 100 * wanted) <= max(0.51, 100 * _SHARE) and abs(given) > 1

    def off(self, given: float, wanted: float) -> str:
        """Say in which direction and roughly how far off, without giving the answer away."""
        if math.isnan(wanted):
            return say("workbook_off_unmeasurable")
        if not math.isfinite(given):
            return say("workbook_off_nan")
        side = "high" if given > wanted else "low"
        if given * wanted <= 0:
            return say(f"workbook_off_{side}")
        times = max(given / wanted, wanted / given)
        size = "little" if times < 1.1 else "some" if times < 1.9 else "much" if times < 5 else "magnitude"
        return say(f"workbook_off_{side}_{size}")


@dataclass(frozen=True)
class Choice:
    """One of a few words.

    Attributes
    ----------
    options : tuple of str
    """

    options: tuple[str, ...]

    def read(self, given: object) -> str:
        """Return the word, whatever its case."""
        refuse_open(given)
        word = str(given).strip().casefold()
        if word not in self.options:
            known = ", ".join(self.options)
            raise WrongAnswerError(say("workbook_no_choice", found=_short(given)), say("workbook_choose", known=known))
        return word

    def same(self, given: str, wanted: str) -> bool:
        """Compare two words."""
        return given == wanted


@dataclass(frozen=True)
class Choices:
    """A word for each of several questions, in a dict.

    Attributes
    ----------
    keys, options : tuple of str
    """

    keys: tuple[str, ...]
    options: tuple[str, ...]

    def read(self, given: object) -> dict[str, str]:
        """Return the words by key."""
        refuse_open(given)
        if not isinstance(given, Mapping):
            raise WrongAnswerError(say("workbook_no_dict"), say("workbook_no_dict_remedy", keys=", ".join(self.keys)))
        absent = [key for key in self.keys if _is_open(given.get(key))]
        if absent:
            raise WrongAnswerError(say("workbook_open_key", key=absent[0]), say("workbook_open_remedy"))
        word = Choice(self.options)
        return {key: word.read(given[key]) for key in self.keys}

    def same(self, given: dict[str, str], wanted: dict[str, str]) -> bool:
        """Compare all words."""
        return given == wanted


def _short(given: object) -> str:
    text = repr(given)
    return text if len(text) <= 40 else f"{text[:37]}…"
