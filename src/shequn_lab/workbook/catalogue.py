"""Where exercises are found: one module of :mod:`shequn_lab.workbook.exercises` for each chapter."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from shequn_lab.errors import UnknownNameError
from shequn_lab.workbook import exercises
from shequn_lab.workbook.exercise import Exercise


@cache
def exercises_of(chapter: str) -> dict[str, Exercise]:
    """Return the exercises of a chapter (``ch06``), by id; none where the chapter declares none."""
    if chapter not in chapters_with_exercises():
        return {}
    declared = import_module(f"{exercises.__name__}.{chapter}").EXERCISES
    return {exercise.id: exercise for exercise in declared}


@cache
def chapters_with_exercises() -> tuple[str, ...]:
    """Chapters that declare exercises, in order."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(exercises.__path__)))


def find_exercise(id: str) -> Exercise:
    """Return one exercise.

    Raises
    ------
    UnknownNameError
        With the closest known id.
    """
    found = exercises_of(id.partition("_")[0])
    if id not in found:
        raise UnknownNameError("exercise", id, found or [i for c in chapters_with_exercises() for i in exercises_of(c)])
    return found[id]
