"""Pages rendered and reported one by one. Commands import this when they run: rendering takes its time to load."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import typer

from shequn_lab.cli.output import FAILED, complain
from shequn_lab.cli.terminal import progress
from shequn_lab.reports.render import Report, render_many
from shequn_lab.terms import say


def write_pages(planned: Sequence[Report], *, jobs: int) -> None:
    """Render pages with a bar, say where each one is or why it is not, and end in failure if one is not."""
    with progress(say("cli_reports"), total=len(planned)) as advance:
        done = render_many(planned, jobs=jobs, done=lambda _: advance())
    for page in done:
        if page.failure:
            complain(f"{say('cli_failed')} {page.name} {page.lang}: {page.failure}")
        else:
            sys.stdout.write(f"{say('cli_written')} {page.path}\n")
    if any(page.failure for page in done):
        raise typer.Exit(FAILED)
