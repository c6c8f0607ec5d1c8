"""Case-study reports: report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from shequn_lab.cli.options import ASSUME, END, RUN_IN, START, languages_of
from shequn_lab.errors import OptionError
from shequn_lab.terms import say


def report(
    communities: Annotated[list[str], typer.Argument(help="help_report_communities")],
    lang: Annotated[str, typer.Option("--lang", help="help_report_lang")] = "zh,en",
    out: Annotated[Path, typer.Option("--out", help="help_report_out")] = Path("reports/out"),
    start: Annotated[str, START] = "",
    end: Annotated[str, END] = "",
    assume_first_seen_is_join: Annotated[bool, ASSUME] = False,
    run_in_days: Annotated[int | None, RUN_IN] = None,
    parameter: Annotated[list[str] | None, typer.Option("--parameter", "-p", help="help_report_parameter")] = None,
    jobs: Annotated[int, typer.Option("--jobs", help="help_report_jobs")] = 2,
) -> None:
    """Render case-study reports, one HTML file for each community and language."""
    from shequn_lab.cli.pages import write_pages
    from shequn_lab.reports.render import plan

    languages = languages_of(lang)
    given: dict[str, Any] = dict(_pair(text) for text in parameter or [])
    given |= {key: value for key, value in (("start", start), ("end", end)) if value}
    if assume_first_seen_is_join:
        given["assume_first_seen_is_join"] = True
    if run_in_days is not None:
        given["run_in_days"] = run_in_days
    write_pages(plan(communities, languages, out, given), jobs=jobs)


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise OptionError(say("cli_parameter", found=repr(text)), say("cli_parameter_remedy"))
    return name.strip(), value
