"""A scenario: everything the simulator is told, with unit, plausible range and source.

Ranges are stated before anything is fitted; a value outside is refused rather than believed.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from shequn_lab.errors import OptionError, Problem
from shequn_lab.model import Window, clock
from shequn_lab.model.schema import SPLIT_WAYS
from shequn_lab.simulate.parameters import (
    ASSUMPTION,
    ScenarioError,
    parameter,
    parameters,
    plain,
    problem,
    unknown_problems,
    value_problems,
)
from shequn_lab.simulate.settings_content import ContentSettings
from shequn_lab.simulate.settings_doings import DoingsSettings
from shequn_lab.simulate.settings_people import PeopleSettings
from shequn_lab.simulate.settings_talk import TalkSettings
from shequn_lab.terms import say

CURRENCY = re.compile("[A-Z]{3}")


@dataclass(frozen=True)
class _Frame:
    """Name, days and zone."""

    name: str = "simulated"
    title_zh: str = ""
    title_en: str = ""
    start: dt.date = dt.date(2025, 3, 1)
    timezone: str = "Asia/Shanghai"
    currency: str = "CNY"
    n_days: int = parameter(180, "days", 1, 3_650)


# Fields come in the order of the bases, last base first.
@dataclass(frozen=True)
class Scenario(DoingsSettings, ContentSettings, TalkSettings, PeopleSettings, _Frame):
    """Parameters of one simulated community; :meth:`described` explains each.

    Raises
    ------
    ScenarioError
        At construction, with every problem: unknown name, not a number, out of range, wrong sum.
    """

    def __post_init__(self) -> None:
        for name, default, _ in parameters(self):
            object.__setattr__(self, name, plain(getattr(self, name), default))
        object.__setattr__(self, "start", _date(self.start))
        found = list(_problems(self))
        if found:
            raise ScenarioError(found)

    @classmethod
    def from_mapping(cls, given: Mapping[str, Any]) -> Scenario:
        """Make a scenario from names and values, as they stand in a YAML file.

        Raises
        ------
        ScenarioError
            With every problem, names that do not exist among them.
        """
        names = [field.name for field in dataclasses.fields(cls)]
        found = list(unknown_problems(given, names))
        known = {name: value for name, value in given.items() if name in names}
        try:
            scenario = cls(**known)
        except ScenarioError as error:
            raise ScenarioError([*found, *error.problems]) from None
        if found:
            raise ScenarioError(found)
        return scenario

    def to_mapping(self) -> dict[str, Any]:
        """Return all values as plain numbers, texts and lists; :meth:`from_mapping` takes them back."""
        plain = dataclasses.asdict(self) | {"start": self.start.isoformat()}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in plain.items()}

    def replace(self, **changes: Any) -> Scenario:
        """Return this scenario with some parameters changed; names and values are checked."""
        return Scenario.from_mapping(self.to_mapping() | changes)

    @property
    def window(self) -> Window:
        """The simulated days."""
        return Window(self.start, self.start + dt.timedelta(days=self.n_days), self.timezone)

    def described(self) -> pd.DataFrame:
        """Explain every parameter in the language in force.

        Returns
        -------
        DataFrame
            Index: name, with the part in brackets where there are several. Columns: meaning, value, default,
            unit, lowest and highest plausible value, source.
        """
        rows: dict[str, list[Any]] = {}
        for name, default, about in parameters(self):
            value = getattr(self, name)
            source = say("simulate_source_assumption") if about.source == ASSUMPTION else about.source
            tail = [say(f"simulate_unit_{about.unit}"), about.low, about.high, source]
            for i, part in enumerate(about.parts or ("",)):
                now, was = (value[i], default[i]) if about.parts else (value, default)
                rows[f"{name}[{part}]" if part else name] = [say(f"simulate_about_{name}"), now, was, *tail]
        heads = [say(f"simulate_head_{h}") for h in ("meaning", "value", "default", "unit", "low", "high", "source")]
        frame = pd.DataFrame.from_dict(rows, orient="index", columns=heads)
        return frame.rename_axis(say("simulate_head_parameter"))


def _date(given: Any) -> Any:
    """Read a date; what is none stays as it is and is reported later."""
    try:
        return clock.as_date(given)
    except OptionError:
        return given


def _problems(scenario: Scenario) -> Iterator[Problem]:
    for name in ("name", "title_zh", "title_en", "timezone", "currency"):
        if not isinstance(getattr(scenario, name), str):
            yield problem(name, "not_text", value=repr(getattr(scenario, name)))
    if isinstance(scenario.currency, str) and not CURRENCY.fullmatch(scenario.currency):
        yield problem("currency", "not_currency", value=repr(scenario.currency))
    if scenario.split_way not in SPLIT_WAYS:
        yield problem("split_way", "not_choice", value=repr(scenario.split_way), known=", ".join(SPLIT_WAYS))
    if not isinstance(scenario.start, dt.date):
        yield problem("start", "not_date", value=repr(scenario.start))
    try:
        clock.zone(str(scenario.timezone))
    except OptionError as error:
        yield Problem("scenario", "timezone", "", error.found, error.remedy)
    for name, default, about in parameters(scenario):
        yield from value_problems(name, getattr(scenario, name), default, about)
