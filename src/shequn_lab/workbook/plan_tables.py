"""Plans as tables: what their checks found, one run, many runs, and what came of them."""

from __future__ import annotations

from collections.abc import Iterable

from shequn_lab.model import Community
from shequn_lab.plan import PlanFinding, Reviewed, Trial, review_plan
from shequn_lab.plan.wording import limit, lines, name
from shequn_lab.terms import say, wrong_option
from shequn_lab.terms.formats import MISSING, amount, interval, percent, rough
from shequn_lab.workbook.table import Table


def finding_table(findings: Iterable[PlanFinding]) -> Table:
    """Put what the checks of a plan found under one another: of which kind, where, what, and what to do.

    Parameters
    ----------
    findings : iterable of PlanFinding
        As from :func:`~shequn_lab.check_plan`.

    Returns
    -------
    Table
        Shows itself; in the language in force.
    """
    heads = [say(f"tab_plan_{part}") for part in ("kind", "where", "found", "do")]
    rows = [[say(f"plan_kind_{f.kind}"), f.place, str(f.found), str(f.remedy)] for f in findings]
    return Table(heads, rows, words=True)


def run_table(trial: Trial, run: int = 1) -> Table:
    """Show one run of a trial alone: of each target what was asked, what came out, and whether that meets it.

    Parameters
    ----------
    trial : Trial
    run : int
        Which one, counted from 1.

    Returns
    -------
    Table

    Raises
    ------
    OptionError
        If the trial has no such run.
    """
    if not 1 <= run <= trial.n_runs:
        raise wrong_option("option_not_one_of", found=run, known=f"1–{trial.n_runs}")
    heads = [say("tab_target"), say("tab_limit"), say("plan_came_out"), say("plan_met")]
    rows = []
    for target in trial.plan.targets:
        value, met = trial.figures(target.id).loc[run - 1], trial.met(target.id).get(run - 1)
        rows.append([name(target), limit(trial, target.id), amount(rough(value), trial.unit(target.id)), _yes(met)])
    return Table(heads, rows)


def trial_table(trial: Trial) -> Table:
    """Show all runs of a trial: what was asked, where it came out, how often it was met; all targets at once below.

    Parameters
    ----------
    trial : Trial

    Returns
    -------
    Table
        The share of runs has a Wilson interval at 95 %: the error of so many runs.
    """
    heads = [_head(part) for part in ("target", "limit", "median", "spread", "met")]
    rows = [[line.target, *line.cells] for line in lines(trial)]
    every = trial.together
    if every["n"]:
        span = interval(every["share_low"], every["share_high"], "share")
        rows.append([say("plan_every_target"), "", "", "", f"{percent(every['share'])} ({span})"])
    return Table(heads, rows)


def review_table(trial: Trial, community: Community) -> Table:
    """Hold what came of a plan against its targets and against its own runs, as :func:`~shequn_lab.review_plan` does.

    Parameters
    ----------
    trial : Trial
    community : Community

    Returns
    -------
    Table
    """
    heads = [say("tab_target"), say("tab_limit"), say("plan_came_out"), say("panel_interval"), say("plan_met"),
             _head("spread"), say("plan_place")]  # fmt: skip
    return Table(heads, [_reviewed(trial, reviewed) for reviewed in review_plan(trial, community)])


def _reviewed(trial: Trial, reviewed: Reviewed) -> list[str]:
    id, found = reviewed.target.id, reviewed.found
    if not found.measurable:
        return [name(reviewed.target), found.reason, "", "", "", "", ""]
    of = trial.unit(id)
    return [
        name(reviewed.target),
        limit(trial, id),
        amount(found.value, found.unit),
        interval(found.low, found.high, found.unit) or MISSING,
        _yes(reviewed.met),
        interval(rough(reviewed.low), rough(reviewed.high), of) or MISSING,
        say(f"plan_place_{reviewed.place}") if reviewed.place else MISSING,
    ]


def _head(part: str) -> str:
    """Put a head of two lines on one; before a full-width bracket no blank is wanted."""
    return say(f"tab_{part}").replace("\n（", "（").replace("\n", " ")


def _yes(met: object) -> str:
    return MISSING if met is None else say("plan_met_yes" if met else "plan_met_no")
