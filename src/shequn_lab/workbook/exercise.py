"""What an exercise is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from shequn_lab.workbook.answers import Answer

#: Works out an answer, or what a usual mistake makes of it, from the data it is about.
Worked = Callable[[Any], Any]


@dataclass(frozen=True)
class Exercise:
    """One exercise that a program can check; its words are messages that begin with its id.

    Attributes
    ----------
    id : str
        ``chNN_qM``. ``{id}_right`` is said of a right answer, ``{id}_look`` names the section to look at again,
        ``{id}_hint_1`` and ``{id}_hint_2`` are the hints.
    answer : Answer
        What kind of answer it wants.
    solve : callable, str or mapping
        The answer, worked out from the data (a community, a plan, its trial); or what is right whatever the data.
    mistakes : mapping of str to callable
        Usual wrong answers, worked out from the same data. ``{id}_not_{name}`` is said of the mistake `name`; of a
        wrong word it is ``{id}_not_{word}``, and ``{id}_{key}_not_{word}`` where there are several questions.
    prediction : bool
        Any answer of the right kind will do: it is made before something is computed.
    """

    id: str
    answer: Answer
    solve: Worked | str | Mapping[str, str]
    mistakes: Mapping[str, Worked] = field(default_factory=dict)
    prediction: bool = False
