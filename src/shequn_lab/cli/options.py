"""Words that several commands understand alike."""

from __future__ import annotations

import typer

from shequn_lab.errors import OptionError
from shequn_lab.terms import say

COMMUNITY = typer.Argument(help="help_community")
START = typer.Option("--start", help="help_start")
END = typer.Option("--end", help="help_end")
ASSUME = typer.Option("--assume-first-seen-is-join", help="help_assume")
RUN_IN = typer.Option("--run-in-days", help="help_run_in_days")


def one_of(found: str, known: tuple[str, ...]) -> str:
    """Return a format that is known here.

    Raises
    ------
    OptionError
        For any other.
    """
    if found not in known:
        raise OptionError(
            say("cli_unknown_format", found=found), say("cli_unknown_format_remedy", known=", ".join(known))
        )
    return found
