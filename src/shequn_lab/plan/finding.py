"""What a check finds in a plan, and the list of all checks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from shequn_lab.plan.model import CommunityPlan
from shequn_lab.terms import Note, label, say

#: ``risk`` departs from what the course advises; only the other two make a plan fail.
Kind = Literal["missing", "contradiction", "risk"]


@dataclass(frozen=True)
class Listed:
    """Several things in a row, put into words only when they are shown."""

    parts: tuple[object, ...]

    def __str__(self) -> str:
        return say("plan_comma").join(map(str, self.parts))


@dataclass(frozen=True)
class Label:
    """A term by its label, in the language in force when it is shown."""

    id: str

    def __str__(self) -> str:
        return label(self.id)


@dataclass(frozen=True)
class Found:
    """Where a check found something, and what fills its sentence."""

    where: str
    values: Mapping[str, object] = field(default_factory=dict)


Look: TypeAlias = Callable[[CommunityPlan], Iterator[Found]]


@dataclass(frozen=True)
class Check:
    """One check.

    Attributes
    ----------
    id : str
        Its sentences are ``plan_found_{id}``, ``plan_why_{id}`` and ``plan_do_{id}``.
    kind : {"missing", "contradiction", "risk"}
    rows : str
        Rows of the course it comes from.
    look : callable
        From a plan to what is found in it.
    """

    id: str
    kind: Kind
    rows: str
    look: Look


@dataclass(frozen=True)
class PlanFinding:
    """Something missing from a plan, or at odds with the rest of it.

    Attributes
    ----------
    id : str
        Of the check.
    kind : {"missing", "contradiction", "risk"}
    where : str
        Place in the file, such as ``calendar[2].category``.
    line : int or None
        Its line, or that of the part it should stand in.
    found, why, remedy : Note
    rows : str
        Rows of the course that say why.
    """

    id: str
    kind: Kind
    where: str
    line: int | None
    found: Note
    why: Note
    remedy: Note
    rows: str

    @property
    def place(self) -> str:
        """Place and line in words."""
        return say("plan_line", where=self.where, line=self.line) if self.line else self.where

    def __str__(self) -> str:
        told = {"place": self.place, "found": self.found, "why": self.why, "remedy": self.remedy}
        return say("plan_finding", id=self.id, kind=say(f"plan_kind_{self.kind}"), rows=self.rows, **told)

    __repr__ = __str__


#: Every check, in the order of the course's steps.
CHECKS: dict[str, Check] = {}


def check(kind: Kind, rows: str) -> Callable[[Look], Look]:
    """Make a function a check of its name."""

    def add(look: Look) -> Look:
        name = look.__name__
        CHECKS[name] = Check(name, kind, rows, look)
        return look

    return add
