"""Checks and hints: what a reader's answer gets."""

from __future__ import annotations

import math
from typing import Any, TypeAlias

from shequn_lab.errors import NotEnoughDataError
from shequn_lab.model import Community, Estimate
from shequn_lab.plan import CommunityPlan, Trial
from shequn_lab.terms import say, wrong_option
from shequn_lab.workbook.answers import Choice, Choices, Number, WrongAnswerError
from shequn_lab.workbook.catalogue import find_exercise
from shequn_lab.workbook.exercise import Exercise
from shequn_lab.workbook.telling import tell

#: What an exercise may be about.
Data: TypeAlias = Community | CommunityPlan | Trial

_hints_given: dict[str, int] = {}


def check(id: str, answer: object, community: Data | None = None) -> None:
    """Check the answer to an exercise; say one sentence when it is right, and raise the fitting hint when it is not.

    Parameters
    ----------
    id : str
        The exercise, such as ``"ch06_q3"``.
    answer : object
        A number in any type, an :class:`~shequn_lab.model.Estimate`, a word, or a dict of words.
    community : Community, CommunityPlan or Trial, optional
        The data that the answer is about; the right answer is worked out from it.

    Raises
    ------
    WrongAnswerError
        With the hint that fits the mistake. A notebook shows the hint alone.
    UnknownNameError
        If there is no such exercise.
    OptionError
        If the exercise is about data and none are given.

    Notes
    -----
    Where the community cannot answer the question, "not measurable" is the right answer.

    Examples
    --------
    >>> import shequn_lab as sq
    >>> sq.set_language("en")
    >>> sq.check("ch06_q2", 9, sq.paper_group())
    ch06_q2: right. A square is a member and a day; how often somebody wrote on it does not matter.
    """
    exercise = find_exercise(id)
    why = _passed(exercise, answer, community)
    tell(say("workbook_noted" if exercise.prediction else "workbook_right", id=id, why=why))


def is_right(id: str, answer: object, community: Data | None = None) -> bool:
    """Tell whether an answer is right; what a hidden test asks, on data it has made itself.

    Parameters and errors are those of :func:`check`; a wrong answer is no error here.
    """
    try:
        _passed(find_exercise(id), answer, community)
    except WrongAnswerError:
        return False
    return True


def _passed(exercise: Exercise, answer: object, community: Data | None) -> str:
    """Return what is said of a right answer; raise the hint for any other."""
    given = exercise.answer.read(answer)
    if not exercise.prediction:
        wanted, reason = _wanted(exercise, community)
        _compare(exercise, given, wanted, community)
        if reason:
            return reason
    return say(f"{exercise.id}_right")


def _wanted(exercise: Exercise, community: Data | None) -> tuple[Any, str]:
    """Return the right answer and, where the community has none, the reason."""
    if not callable(exercise.solve):
        return exercise.solve, ""
    if community is None:
        raise wrong_option("workbook_no_community", id=exercise.id)
    found = exercise.solve(community)
    reason = found.reason if isinstance(found, Estimate) and not found.measurable else ""
    return (exercise.answer.read(found) if not reason else math.nan), reason


def _compare(exercise: Exercise, given: Any, wanted: Any, community: Data | None) -> None:
    kind = exercise.answer
    if kind.same(given, wanted):
        return
    if isinstance(kind, Number):
        _compare_numbers(exercise, kind, given, wanted, community)
    elif isinstance(kind, Choices):
        key = next(key for key in kind.keys if given[key] != wanted[key])
        raise _wrong(exercise, say(f"{exercise.id}_{key}_not_{given[key]}"))
    elif isinstance(kind, Choice):
        raise _wrong(exercise, say(f"{exercise.id}_not_{given}"))


def _compare_numbers(exercise: Exercise, kind: Number, given: float, wanted: float, community: Data | None) -> None:
    if not math.isnan(wanted) and kind.in_per_cent(given, wanted):
        raise _wrong(exercise, say("workbook_per_cent", found=f"{given:g}", share=f"{given / 100:g}"))
    for name, value in mistaken(exercise, community).items():
        shares = (given, given / 100) if kind.unit == "share" and abs(given) > 1 else (given,)
        copied = any(kind.same(share, value) or kind.rounded(share, value) for share in shares)
        if copied and not kind.same(value, wanted) and not kind.rounded(given, wanted):
            found = f"{given:.4g}" if abs(given) < 10_000 else f"{given:,.0f}"
            raise _wrong(exercise, say(f"{exercise.id}_not_{name}", found=found))
    if not kind.rounded(given, wanted):
        raise _wrong(exercise, kind.off(given, wanted))


def mistaken(exercise: Exercise, community: Data | None) -> dict[str, float]:
    """Work out what each usual mistake makes of this community; what it cannot make is left out."""
    if community is None:
        return {}
    found = {}
    for name, worked in exercise.mistakes.items():
        try:
            value = float(worked(community))
        except (NotEnoughDataError, ZeroDivisionError, AttributeError, TypeError):
            # The mistake needs a table that this community does not have.
            continue
        if math.isfinite(value):
            found[name] = value
    return found


def _wrong(exercise: Exercise, hint: str) -> WrongAnswerError:
    return WrongAnswerError(hint, say(f"{exercise.id}_look"))


def hint(id: str, step: int | None = None) -> None:
    """Say a hint: the first when first asked, the second, which is nearly the answer, after that.

    Parameters
    ----------
    id : str
        The exercise.
    step : {1, 2}, optional
        Which of the two, whatever was asked before.

    Raises
    ------
    UnknownNameError
        If there is no such exercise.
    OptionError
        For any other step.
    """
    exercise = find_exercise(id)
    if step not in (None, 1, 2):
        raise wrong_option("option_not_one_of", found=step, known="1, 2")
    chosen = step or min(_hints_given.get(id, 0) + 1, 2)
    _hints_given[id] = chosen
    words = say(f"{exercise.id}_hint_{chosen}")
    tell(say(f"workbook_hint_{chosen}", hint=words))
