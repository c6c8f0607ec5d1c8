"""Community plans: new, check, test, report."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shequn_lab.cli.options import languages_of
from shequn_lab.cli.output import FAILED, tell
from shequn_lab.errors import OptionError, ReadError
from shequn_lab.terms import say
from shequn_lab.terms.formats import number

if TYPE_CHECKING:
    from shequn_lab.plan import CommunityPlan, Trial

_FILE = typer.Argument(help="help_plan_file")
_SEEDS = typer.Option("--seeds", help="help_rerun_seeds")
_JOBS = typer.Option("--jobs", help="help_rerun_jobs")
_CACHE = typer.Option("--cache", help="help_rerun_cache")


def new(
    plan: Annotated[Path, typer.Argument(help="help_plan_new_file")],
    lang: Annotated[str, typer.Option("--lang", help="help_plan_lang")] = "zh",
) -> None:
    """Write an empty plan with comments."""
    from shequn_lab.plan.loading import template

    languages = languages_of(lang)
    if len(languages) > 1:
        raise OptionError(say("param_lang", found=repr(lang)), say("param_lang_remedy"))
    try:
        with plan.open("x", encoding="utf-8", newline="\n") as file:
            file.write(template(languages[0]))
    except FileExistsError:
        raise ReadError(say("plan_exists", where=plan), say("plan_exists_remedy")) from None
    except OSError as error:
        raise ReadError(
            say("report_folder", where=plan.parent, why=error.strerror), say("report_folder_remedy")
        ) from None
    tell(say("plan_written", where=plan))


def check(plan: Annotated[str, _FILE]) -> None:
    """Check whether a plan is complete and consistent; fail where something is missing or contradictory."""
    from shequn_lab.plan import CHECKS, check_plan, load_plan
    from shequn_lab.plan.checking import counts, fails

    found = load_plan(plan)
    findings = check_plan(found)
    for finding in findings:
        sys.stdout.write(f"{finding}\n")
    if findings:
        tell(say("plan_counts", name=found.title, **counts(findings)))
    if fails(findings):
        raise typer.Exit(FAILED)
    tell(say("plan_clean", name=found.title, n=len(CHECKS)))


def try_out(
    plan: Annotated[str, _FILE],
    seeds: Annotated[int, _SEEDS] = 100,
    jobs: Annotated[int, _JOBS] = 1,
    cache: Annotated[Path | None, _CACHE] = None,
) -> None:
    """Simulate a plan many times and say how often each KPI target is met."""
    from shequn_lab.plan import load_plan

    _table(_tried(load_plan(plan), seeds, jobs, cache))
    tell(say("plan_synthetic"))


def report(
    plan: Annotated[str, _FILE],
    seeds: Annotated[int, _SEEDS] = 100,
    jobs: Annotated[int, _JOBS] = 1,
    cache: Annotated[Path | None, _CACHE] = None,
    lang: Annotated[str, typer.Option("--lang", help="help_report_lang")] = "zh,en",
    out: Annotated[Path, typer.Option("--out", help="help_report_out")] = Path("reports/out"),
) -> None:
    """Write plan, checks and test as a page; a plan that cannot be tested yet gets its checks alone."""
    from shequn_lab.cases.cache import cache_folder
    from shequn_lab.cli.pages import write_pages
    from shequn_lab.errors import NotEnoughDataError
    from shequn_lab.plan import load_plan
    from shequn_lab.reports.plan_page import planned_pages

    languages, found, folder = languages_of(lang), load_plan(plan), (cache or cache_folder()).resolve()
    try:
        _table(_tried(found, seeds, jobs, folder))
    except NotEnoughDataError as reason:
        tell(str(reason))
    write_pages(planned_pages(plan, found, languages, out, seeds=seeds, cache=str(folder)), jobs=jobs)


def _tried(plan: CommunityPlan, seeds: int, jobs: int, cache: Path | None) -> Trial:
    """Make the runs, with a bar."""
    from shequn_lab.cases.runs import plan as runs_of
    from shequn_lab.cli.terminal import progress
    from shequn_lab.plan import try_plan
    from shequn_lab.plan.trial import ready

    case, _ = ready(plan)
    with progress(say("cli_rerun"), total=len(runs_of(case, n_seeds=seeds).tasks())) as advance:
        return try_plan(plan, seeds=seeds, jobs=jobs, cache=cache, done=advance)


def _table(trial: Trial) -> None:
    """Print one line for each target, then all of them together."""
    from shequn_lab.cli.terminal import table
    from shequn_lab.plan.wording import lines, together
    from shequn_lab.reports.blocks import joined
    from shequn_lab.reports.plan_sections import unseen

    names = ("limit", "median", "spread", "met", "runs")
    heads = [(say("tab_target"), "left"), *((joined(*say(f"tab_{name}").split("\n")), "right") for name in names)]
    table(heads, [[line.target, *line.cells, number(line.n)] for line in lines(trial)])
    tell(joined(together(trial), unseen(trial.plan)))
