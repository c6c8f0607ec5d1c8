"""What a trial found, put into words: for pages, for the terminal, for the workbook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from shequn_lab.plan.model import Target
from shequn_lab.plan.trial import Trial
from shequn_lab.terms import label, say
from shequn_lab.terms.formats import MISSING, amount, interval, number, percent, rough


@dataclass(frozen=True)
class Line:
    """What became of one target, in words: `cells` are asked for, median, spread, and runs that meet it."""

    target: str
    cells: tuple[str, str, str, str]
    n: int


def lines(trial: Trial) -> list[Line]:
    """Put the summary of a trial into words, one line for each target."""
    return [worded(trial, row) for row in trial.summary().to_dict("records")]


def worded(trial: Trial, row: dict[Any, Any]) -> Line:
    """Put one row of the summary into words."""
    of = trial.unit(row["target"])
    median = amount(rough(row["median"]), of) if row["n"] else MISSING
    spread = interval(rough(row["low"]), rough(row["high"]), of) or MISSING
    cells = (limit(trial, row["target"]), median, spread, _met(row))
    return Line(name(trial.target(row["target"])), cells, row["n"])


def _met(row: dict[Any, Any]) -> str:
    if not row["n"]:
        return MISSING
    return f"{percent(row['share'])} ({interval(row['share_low'], row['share_high'], 'share')})"


def name(target: Target) -> str:
    """Return a target's own words, or its metric."""
    return str(target.words) if target.words else label(target.metric)


def limit(trial: Trial, id: str) -> str:
    """Write what is asked of a target."""
    bound = "at_least" if trial.target(id).at_least is not None else "at_most"
    return say(f"plan_{bound}", value=amount(trial.limit(id), trial.unit(id)))


def together(trial: Trial) -> str:
    """Say in how many runs all targets are met at once."""
    row = trial.together
    if not row["n"]:
        return say("plan_together_open")
    span = interval(row["share_low"], row["share_high"], "share")
    return say("plan_together", share=percent(row["share"]), interval=span, n=number(row["n"]))
