"""What looking for a trouble can end in: a finding, nothing, or no way of telling. The three are never mixed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from shequn_lab.model.estimate import Estimate
from shequn_lab.terms import Note, label, say

Severity = Literal["notable", "severe"]


@dataclass(frozen=True)
class Finding:
    """A trouble that the data show.

    Attributes
    ----------
    id : str
        Term id of the trouble.
    severity : {"notable", "severe"}
        How far beyond its limit.
    evidence : tuple of Estimate
        The figures that show it; at least one has a value.
    remedy : Note
        What the course advises.
    source : str
        Where trouble and rule come from.
    metric : str
        Term id of the figure that would show that the remedy worked.
    """

    id: str
    severity: Severity
    evidence: tuple[Estimate, ...]
    remedy: Note
    source: str
    metric: str

    def __post_init__(self) -> None:
        _check(self.id, self.evidence)

    def __str__(self) -> str:
        told = {"severity": say(f"severity_{self.severity}"), "evidence": _listed(self.evidence)}
        return say("outcome_found", trouble=label(self.id), **told, remedy=self.remedy, metric=label(self.metric))

    __repr__ = __str__


@dataclass(frozen=True)
class NothingFound:
    """Looked for, and not seen: no proof that there is none.

    Attributes
    ----------
    id : str
    evidence : tuple of Estimate
        The figures that were looked at; at least one has a value.
    unseen : tuple of Note
        Why further signs of the trouble could not be looked at.
    """

    id: str
    evidence: tuple[Estimate, ...]
    unseen: tuple[Note, ...] = ()

    def __post_init__(self) -> None:
        _check(self.id, self.evidence)

    def __str__(self) -> str:
        return say("outcome_nothing", trouble=label(self.id), evidence=_listed(self.evidence))

    __repr__ = __str__


@dataclass(frozen=True)
class NotMeasurable:
    """No way of telling whether there is a trouble.

    Attributes
    ----------
    id : str
    reason : Note
        Why.
    """

    id: str
    reason: Note

    def __post_init__(self) -> None:
        if not self.reason:
            raise ValueError(f"{self.id}: not measurable without a reason")

    def __str__(self) -> str:
        return say("outcome_not_measurable", trouble=label(self.id), reason=self.reason)

    __repr__ = __str__


Outcome: TypeAlias = Finding | NothingFound | NotMeasurable


def _check(id: str, evidence: tuple[Estimate, ...]) -> None:
    if not any(estimate.measurable for estimate in evidence):
        raise ValueError(f"{id}: nothing was measured, so nothing can be said")


def _listed(evidence: tuple[Estimate, ...]) -> str:
    return say("outcome_semicolon").join(str(estimate) for estimate in evidence)
