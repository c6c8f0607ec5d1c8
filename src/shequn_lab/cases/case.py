"""What a case is made of: a story, its published figures, and two scenarios with the ranges stated beforehand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, TypeAlias

from shequn_lab.simulate import Scenario
from shequn_lab.terms import language

#: How a figure of the simulated community becomes the figure that was published.
Compare = Literal["relative", "points", "level", "lift"]
#: First day and first day after, counted from the scenario's first day, which is 0.
Days = tuple[int, int]


@dataclass(frozen=True)
class Words:
    """A text in both languages; shows itself in the one in force."""

    zh: str
    en: str

    def __str__(self) -> str:
        return self.zh if language() == "zh" else self.en


@dataclass(frozen=True)
class Source:
    """Where facts of a case come from: id and title of a document of the course."""

    id: str
    title: str

    def __str__(self) -> str:
        return f"{self.id} {self.title}"


@dataclass(frozen=True)
class Reading:
    """One way to read a figure: what is measured, on whom, when, against what.

    Attributes
    ----------
    id : str
        Unique in the case.
    words, population : Words
        The reading and whom it is about.
    metric : str
        Name of a figure of :mod:`shequn_lab.metrics`.
    params : mapping
        What that figure takes beside the community.
    compare : {"relative", "points", "level", "lift"}
        ``relative`` and ``points``: change from `before` to `after`; ``level``: the figure in `after`; ``lift``: its
        relative difference between the treated community and the baseline in `after`.
    after : (int, int)
        First day and first day after, counted from 0.
    before : (int, int), optional
    value : float, optional
        The published figure in this reading; None where nothing was published.
    scaled : bool
        Whether the figure is multiplied by the case's scale: counts and amounts are, rates are not.
    """

    id: str
    words: Words
    population: Words
    metric: str
    compare: Compare
    after: Days
    before: Days | None = None
    params: Mapping[str, Any] = field(default_factory=dict)
    value: float | None = None
    scaled: bool = False


@dataclass(frozen=True)
class Claim:
    """A published figure, kept apart from whatever is measured.

    Attributes
    ----------
    id : str
    published : Words
        The figure as it was published.
    source : Source
    undefined : Words
        What the source leaves undefined.
    readings : tuple of Reading
        Empty when it maps to no figure of a community.
    not_mappable : Words or None
        Why it maps to none.
    """

    id: str
    published: Words
    source: Source
    undefined: Words
    readings: tuple[Reading, ...] = ()
    not_mappable: Words | None = None


@dataclass(frozen=True)
class Question:
    """What a case asks where nothing was published; the readings say what is measured towards an answer."""

    id: str
    words: Words
    readings: tuple[Reading, ...] = ()


Told: TypeAlias = Claim | Question


@dataclass(frozen=True)
class Range:
    """The plausible range of an uncertain parameter, stated before anything is simulated.

    Attributes
    ----------
    parameter : str
        A parameter of :class:`~shequn_lab.simulate.Scenario`, with ``[part]`` where it has several.
    low, high : float
    within : {"both", "treated"}
        Whether it varies in both scenarios alike, or belongs to what was done.
    reason : Words
        Why this range.
    """

    parameter: str
    low: float
    high: float
    within: Literal["both", "treated"]
    reason: Words


@dataclass(frozen=True)
class Case:
    """One case of the course.

    Attributes
    ----------
    id, number : str
        ``xiaomi``; ``C4``.
    title, story : Words
    did : tuple of Words
        What the operators did, point by point.
    sources : tuple of Source
    scale : int
        The simulation is a sample of 1 in so many people; rates are preserved.
    scale_words : Words
        Why that scale.
    seed : int
        Of the committed dataset, and of everything drawn in a rerun.
    baseline : Scenario
    changes : mapping
        What the treated scenario has otherwise.
    ranges : tuple of Range
    claims : tuple of Claim
    questions : tuple of Question
    """

    id: str
    number: str
    title: Words
    story: Words
    did: tuple[Words, ...]
    sources: tuple[Source, ...]
    scale: int
    scale_words: Words
    seed: int
    baseline: Scenario
    changes: Mapping[str, Any]
    ranges: tuple[Range, ...] = ()
    claims: tuple[Claim, ...] = ()
    questions: tuple[Question, ...] = ()

    @cached_property
    def treated(self) -> Scenario:
        """The scenario with what was done."""
        return self.baseline.replace(**self.changes)

    @property
    def told(self) -> tuple[Told, ...]:
        """Claims, then questions."""
        return (*self.claims, *self.questions)

    @property
    def readings(self) -> Iterator[tuple[Told, Reading]]:
        """Every reading with the claim or question it belongs to."""
        return ((told, reading) for told in self.told for reading in told.readings)

    def __repr__(self) -> str:
        return f"{self.number} {self.title} ({self.id})"
