"""What the rules of operations share: thresholds in sight, and tests with three outcomes."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Literal

from shequn_lab import metrics
from shequn_lab.metrics.latency import only_openers_answered
from shequn_lab.model import Community, Estimate
from shequn_lab.model.estimate import NOTHING
from shequn_lab.terms import Note, label, say, wrong_option
from shequn_lab.terms.formats import number, percent

Result = Literal["met", "not_met", "not_measurable"]


@dataclass(frozen=True)
class Limits:
    """Thresholds of a rule: positive numbers, whose names end in their unit."""

    def __post_init__(self) -> None:
        for name, value in self._values().items():
            if not (math.isfinite(value) and value > 0):
                raise wrong_option("limit_positive", name=name, found=value)

    def _values(self) -> dict[str, float]:
        return {field.name: float(getattr(self, field.name)) for field in fields(self)}

    def told(self) -> dict[str, str]:
        """Write each threshold as a rule read aloud needs it."""
        return {
            name: percent(value, 0) if name.endswith("_share") else number(value, 0 if value.is_integer() else 2)
            for name, value in self._values().items()
        }


@dataclass(frozen=True)
class Named:
    """A term's label inside a :class:`~shequn_lab.terms.Note`, in the language in force when that is shown."""

    id: str

    def __str__(self) -> str:
        return label(self.id)


@dataclass(frozen=True, repr=False)
class Condition:
    """One condition, tested on data.

    Attributes
    ----------
    id : str
        Term id.
    result : {"met", "not_met", "not_measurable"}
        ``not_met`` means: the data do not show it.
    evidence : tuple of Estimate
        What was looked at.
    reason : Note
        Why it is not measurable.
    """

    id: str
    result: Result
    evidence: tuple[Estimate, ...]
    reason: Note = NOTHING

    def __repr__(self) -> str:
        told = self.reason if self.result == "not_measurable" else ", ".join(map(str, self.evidence))
        return say("condition_told", name=label(self.id), result=say(f"condition_{self.result}"), told=told)


def tested(id: str, figures: Iterable[tuple[Estimate, float]]) -> Condition:
    """Ask of each figure whether its whole interval lies at or above its limit; all have to.

    One that does not is enough for "not met"; where none fails and one cannot be measured, nothing can be said.
    """
    pairs = tuple(figures)
    evidence = tuple(figure for figure, _ in pairs)
    if any(figure.measurable and not figure.low >= least for figure, least in pairs):
        return Condition(id, "not_met", evidence)
    if unknown := [figure for figure in evidence if not figure.measurable]:
        return Condition(id, "not_measurable", evidence, unknown[0].note)
    return Condition(id, "met", evidence)


def answered_within_day(community: Community) -> Estimate:
    """Share of the questions of the window that somebody answered within 24 hours, as far as this can be seen."""
    return metrics.reply_latency(community, opening_only=only_openers_answered(community)).within_day
