"""Cases: rerun and simulate."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from shequn_lab.cli.options import languages_of
from shequn_lab.cli.output import tell
from shequn_lab.terms import say
from shequn_lab.terms.formats import number


def rerun(
    case: Annotated[str, typer.Argument(help="help_rerun_case")],
    seeds: Annotated[int, typer.Option("--seeds", help="help_rerun_seeds")] = 200,
    set_: Annotated[list[str] | None, typer.Option("--set", help="help_rerun_set")] = None,
    jobs: Annotated[int, typer.Option("--jobs", help="help_rerun_jobs")] = 1,
    cache: Annotated[Path | None, typer.Option("--cache", help="help_rerun_cache")] = None,
    lang: Annotated[str, typer.Option("--lang", help="help_report_lang")] = "zh,en",
    out: Annotated[Path, typer.Option("--out", help="help_report_out")] = Path("reports/out"),
) -> None:
    """Simulate a case many times and say in how many its claims come out."""
    from shequn_lab.cases import load_case
    from shequn_lab.cases.cache import cache_folder
    from shequn_lab.cases.runs import plan
    from shequn_lab.cases.runs import rerun as run_again
    from shequn_lab.cli.pages import write_pages
    from shequn_lab.cli.terminal import progress
    from shequn_lab.reports.rerun_page import planned_pages, settings

    languages, found = languages_of(lang), load_case(case)
    given, folder = settings(set_ or []), (cache or cache_folder()).resolve()
    total = len(plan(found, n_seeds=seeds, set=given).tasks())
    with progress(say("cli_rerun"), total=total) as advance:
        result = run_again(found, seeds=seeds, jobs=jobs, set=given, cache=folder, done=advance)
    _table(result)
    words = " ".join(f"{name}={json.dumps(value, separators=(',', ':'))}" for name, value in given.items())
    pages = planned_pages(case, found.id, languages, out, seeds=seeds, settings=words, cache=str(folder))
    write_pages(pages, jobs=jobs)


def _table(result: Any) -> None:
    """Print one line for each reading."""
    from shequn_lab.cli.terminal import table
    from shequn_lab.reports.blocks import joined
    from shequn_lab.reports.rerun_sections import Figures

    figures = Figures(result)
    names = ("claimed", "with", "spread", "without", "reached")
    # A head of two lines stands on one here.
    heads = [(say("tab_reading"), "left"), *((joined(*say(f"tab_{name}").split("\n")), "right") for name in names)]
    rows = [[reading.id, *figures.line(reading)] for _, reading in result.case.readings]
    if rows:
        table(heads, rows)


def simulate(
    scenario: Annotated[str, typer.Argument(help="help_simulate_scenario")],
    into: Annotated[Path, typer.Option("--into", help="help_simulate_into")],
    members: Annotated[int | None, typer.Option("--members", help="help_simulate_members")] = None,
    days: Annotated[int | None, typer.Option("--days", help="help_simulate_days")] = None,
    seed: Annotated[int | None, typer.Option("--seed", help="help_simulate_seed")] = None,
    baseline: Annotated[bool, typer.Option("--baseline", help="help_simulate_baseline")] = False,
    jobs: Annotated[int, typer.Option("--jobs", help="help_simulate_jobs")] = 1,
) -> None:
    """Simulate a community into a folder, with what was planted kept apart."""
    from shequn_lab.cases.scenarios import find_scenario, resized
    from shequn_lab.cli.terminal import busy
    from shequn_lab.simulate import simulate_into
    from shequn_lab.storage import open_community

    found, own_seed = find_scenario(scenario, baseline=baseline)
    chosen = resized(found, members=members, days=days)
    with busy(say("cli_simulate")):
        folder = simulate_into(into / chosen.name, chosen, seed=(own_seed or 0) if seed is None else seed, jobs=jobs)
    community = open_community(folder)
    said = {"members": number(len(community.members)), "events": number(community.event_source.n_rows)}
    tell(say("cli_simulated", name=community.name, **said))
    tell(say("cli_where", where=folder))
    tell(say("cli_next", command=f"shequn report {folder}"))
