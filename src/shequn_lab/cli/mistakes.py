"""Words a command does not understand: one line in the reader's language instead of Typer's three in English."""

from __future__ import annotations

from typing import Any

from shequn_lab.errors import OptionError, UnknownNameError
from shequn_lab.terms import say


def wrong_words(error: Any) -> str:
    """Put Typer's complaint about the words of a command into one line; empty for any other error.

    Its classes have moved between versions, so they are known by name.
    """
    if not hasattr(error, "format_message"):
        return ""
    ctx: Any = getattr(error, "ctx", None)
    remedy = say("cli_words_remedy", command=ctx.command_path if ctx else "shequn")
    match type(error).__name__:
        case "NoArgsIsHelpError":
            return str(error.format_message())
        case "NoSuchOption":
            known = [name for param in ctx.command.get_params(ctx) for name in param.opts if name[0] == "-"]
            return str(UnknownNameError("option", error.option_name, known))
        case "MissingParameter":
            return str(OptionError(say("cli_words_missing", name=error.param.opts[0]), remedy))
        case "BadParameter":
            form, _ = error.param.get_help_record(ctx)
            return str(OptionError(say("cli_words_value", name=error.param.opts[0], form=form), remedy))
        case _:
            return str(OptionError(say("cli_words", why=error.format_message()), remedy))
