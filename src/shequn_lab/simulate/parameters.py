"""What a parameter of a scenario carries beside its value, and how a value is checked against it."""

from __future__ import annotations

import dataclasses
import difflib
import math
import numbers
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from shequn_lab.errors import AllProblemsError, OptionError, Problem
from shequn_lab.terms import say

ASSUMPTION = "assumption"
_KEY = "parameter"
_TABLE = "scenario"
_PER_CENT = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)\s*[%％]\s*")
# Shares written in a file are rounded; their sum may miss 1 by this much.
_SUM_TOLERANCE = 1e-6


@dataclass(frozen=True)
class Parameter:
    """Unit, range and source of a numeric parameter.

    Attributes
    ----------
    unit : str
        The unit's name in ``terms/messages/simulate.yaml``: ``members``, ``days``, ``share``, ``per_day`` …
    low, high : float
        Ends of the plausible range, both allowed; of each part where there are several.
    source : str
        Where the default comes from, or ``"assumption"``.
    parts : tuple of str
        Names of the parts of a parameter that has several, in order.
    whole : bool
        True where the parts are shares of one whole and sum to 1.
    """

    unit: str
    low: float
    high: float
    source: str = ASSUMPTION
    parts: tuple[str, ...] = ()
    whole: bool = False


def parameter(default: Any, unit: str, low: float, high: float, source: str = ASSUMPTION, **more: Any) -> Any:
    """Declare one parameter of a scenario."""
    return dataclasses.field(default=default, metadata={_KEY: Parameter(unit, low, high, source, **more)})


def parameters(scenario: Any) -> Iterator[tuple[str, Any, Parameter]]:
    """Yield name, default and description of each numeric parameter, in order."""
    for field in dataclasses.fields(scenario):
        if _KEY in field.metadata:
            yield field.name, field.default, field.metadata[_KEY]


def plain(value: Any, default: Any) -> Any:
    """Turn a number, a list or an array into what the field holds; anything else stays, and is reported later."""
    if isinstance(default, tuple):
        parts = isinstance(value, list | tuple | np.ndarray)
        return tuple(plain(part, 0.0) for part in value) if parts else value
    if isinstance(value, bool | np.bool_) or not isinstance(value, numbers.Real):
        return value
    number = float(value)
    return int(number) if isinstance(default, int) and number.is_integer() else number


class ScenarioError(AllProblemsError, OptionError):
    """A scenario that cannot be run."""


def problem(name: str, kind: str, **said: object) -> Problem:
    """Put a problem with one parameter into words."""
    return Problem(_TABLE, name, "", say(f"simulate_{kind}", **said), say(f"simulate_{kind}_remedy", **said))


def unknown_problems(given: Mapping[str, Any], known: Iterable[str]) -> Iterator[Problem]:
    """Yield a problem for each name that no parameter has, with the one that was probably meant."""
    names = list(known)
    for name in given:
        if name not in names:
            close = difflib.get_close_matches(str(name), names, n=1, cutoff=0.5)
            yield problem(str(name), "unknown_close" if close else "unknown", close=close[0] if close else "")


def value_problems(name: str, value: Any, default: Any, about: Parameter) -> Iterator[Problem]:
    """Yield what is wrong with the value of one parameter."""
    if not about.parts:
        yield from _number_problems(name, value, about, whole_number=isinstance(default, int))
        return
    if not isinstance(value, tuple) or len(value) != len(about.parts):
        shown = len(value) if isinstance(value, tuple) else repr(value)
        yield problem(name, "parts", found=shown, count=len(about.parts), parts=", ".join(about.parts))
        return
    found = [
        p for part, v in zip(about.parts, value, strict=True) for p in _number_problems(f"{name}[{part}]", v, about)
    ]
    yield from found
    if about.whole and not found and abs(math.fsum(value) - 1) > _SUM_TOLERANCE:
        yield problem(name, "sum", total=f"{math.fsum(value):.4g}")


def _number_problems(name: str, value: Any, about: Parameter, whole_number: bool = False) -> Iterator[Problem]:
    kind, more = "", {}
    if isinstance(value, str) and (written := _PER_CENT.fullmatch(value)):
        kind, more = "written_per_cent", {"as_share": f"{float(written[1]) / 100:g}"}
    elif isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        kind = "not_number"
    elif whole_number and value != int(value):
        kind = "not_whole"
    elif about.unit == "share" and about.high < value <= 100:
        kind, more = "per_cent", {"as_share": f"{value / 100:g}"}
    elif not about.low <= value <= about.high:
        kind = "range"
    if kind:
        said = {"low": f"{about.low:,.10g}", "high": f"{about.high:,.10g}", "unit": say(f"simulate_unit_{about.unit}")}
        shown = repr(value) if kind in ("not_number", "written_per_cent") else f"{value:,.10g}"
        yield problem(name, kind, value=shown, **said, **more)
