"""One parameter of a scenario, or one part of one, by the name a case file gives it."""

from __future__ import annotations

import re
from typing import Any

from shequn_lab.simulate import Scenario
from shequn_lab.simulate.parameters import Parameter, parameters

_NAME = re.compile(r"(?P<name>\w+)(?:\[(?P<part>\w+)\])?")


def known() -> dict[str, tuple[Any, Parameter]]:
    """Return default and description of every number a scenario takes, by name, ``name[part]`` where it has parts."""
    found: dict[str, tuple[Any, Parameter]] = {}
    for name, default, about in parameters(Scenario):
        for i, part in enumerate(about.parts):
            found[f"{name}[{part}]"] = (default[i], about)
        if not about.parts:
            found[name] = (default, about)
    return found


def value(scenario: Scenario, name: str) -> float:
    """Return one number of a scenario."""
    parameter, at = _place(name)
    held = getattr(scenario, parameter)
    return float(held if at is None else held[at])


def put(scenario: Scenario, name: str, number: float) -> Scenario:
    """Return the scenario with one number changed; the other shares of a whole shrink or grow alike."""
    parameter, at = _place(name)
    default, about = known()[name]
    if at is None:
        return scenario.replace(**{parameter: round(number) if isinstance(default, int) else number})
    held = list(getattr(scenario, parameter))
    if about.whole:
        rest = 1 - held[at]
        held = [part * (1 - number) / rest for part in held]
    held[at] = number
    return scenario.replace(**{parameter: held})


def _place(name: str) -> tuple[str, int | None]:
    found = _NAME.fullmatch(name)
    if found is None or name not in known():
        raise KeyError(name)
    about = known()[name][1]
    return found["name"], about.parts.index(found["part"]) if found["part"] else None
