"""Words that several commands understand alike."""

from __future__ import annotations

import typer

from shequn_lab.errors import OptionError
from shequn_lab.terms import LANGUAGES, say

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


def languages_of(words: str) -> list[str]:
    """Read ``zh,en``.

    Raises
    ------
    OptionError
        For a language that is none of this package's, or none at all.
    """
    languages = [code.strip() for code in words.split(",") if code.strip()]
    for code in languages or [""]:
        if code not in LANGUAGES:
            raise OptionError(say("param_lang", found=repr(code)), say("param_lang_remedy"))
    return languages
