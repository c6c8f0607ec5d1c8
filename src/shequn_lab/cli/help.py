"""Help in the reader's language.

What commands, arguments and options have for a help text is the id of a message. It is said when it is
shown: in the language in force then, and set by the width of its characters, which Chinese text needs.
"""

from __future__ import annotations

import re
from typing import Any

from rich.cells import cell_len
from typer.core import TyperCommand, TyperGroup

from shequn_lab.errors import UnknownNameError
from shequn_lab.terms import say

_OPENING, _CLOSING = "“（《", "”）》，。；：、！？…"
_HAN = "\u4e00-\u9fff"
#: What stays on one line: a Chinese character or a word, with the marks that belong to it.
_PIECE = re.compile(rf"[{_OPENING}]*(?:[{_HAN}]|[^\s{_HAN}{_OPENING}{_CLOSING}]+)?[{_CLOSING}]*\s*")
_WIDEST_NAME = 30
#: What Typer calls the parts of a command line.
_PLACES = {"[OPTIONS]": "help_place_options", "COMMAND [ARGS]...": "help_place_command"}


def fill(text: str, width: int) -> list[str]:
    """Break a text into lines of at most so many columns; a Chinese character takes two."""
    lines = [""]
    for piece in filter(None, _PIECE.findall(text.strip())):
        if lines[-1] and cell_len(lines[-1] + piece.rstrip()) > width:
            lines.append("")
        lines[-1] += piece
    return [line.rstrip() for line in lines]


class _Worded:
    """What commands and the whole program do alike. `ctx` and `formatter` are Typer's."""

    def format_usage(self: Any, ctx: Any, formatter: Any) -> None:
        """Write the line that says how to call this."""
        pieces = [say(_PLACES[piece]) if piece in _PLACES else piece for piece in self.collect_usage_pieces(ctx)]
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix=say("help_usage"))

    def format_help_text(self: Any, _ctx: Any, formatter: Any) -> None:
        """Write what this does, paragraph by paragraph."""
        formatter.write_paragraph()
        for paragraph in say(self.help).split("\n"):
            for line in fill(paragraph, formatter.width - 2):
                formatter.write(f"  {line}".rstrip() + "\n")

    def format_options(self: Any, ctx: Any, formatter: Any) -> None:
        """Write arguments and options."""
        rows: dict[str, list[tuple[str, str]]] = {"argument": [], "option": []}
        for param in self.get_params(ctx):
            words = say("help_help") if param is self.get_help_option(ctx) else say(param.help)
            names, _ = param.get_help_record(ctx)
            rows[param.param_type_name].append((names, f"{words} {_remarks(param, ctx)}"))
        _section(formatter, say("help_arguments"), rows["argument"])
        _section(formatter, say("help_options"), rows["option"])

    def get_short_help_str(self: Any, _limit: int = 45) -> str:
        """Return the first paragraph, for the list of commands."""
        return say(self.help).partition("\n")[0]


class Command(_Worded, TyperCommand):
    """One command."""


class Group(_Worded, TyperGroup):
    """The whole program."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the program's own options, and its commands."""
        super().format_options(ctx, formatter)
        rows = [(name, command.get_short_help_str()) for name, command in self.commands.items()]
        _section(formatter, say("help_commands"), rows)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command that the words ask for."""
        if args[0] not in self.commands:
            raise UnknownNameError("command", args[0], self.commands)
        return super().resolve_command(ctx, args)


def _remarks(param: Any, ctx: Any) -> str:
    if param.required:
        return say("help_required")
    default = param.get_default(ctx, call=False)
    return "" if default in (None, "") or default is False else say("help_default", value=default)


def _section(formatter: Any, head: str, rows: list[tuple[str, str]]) -> None:
    if not rows:
        return
    formatter.write_paragraph()
    formatter.write(f"{head}\n")
    left = min(_WIDEST_NAME, max(cell_len(name) for name, _ in rows)) + 4
    for name, words in rows:
        lines = fill(words, formatter.width - left)
        if cell_len(name) > left - 4:
            formatter.write(f"  {name}\n")
            name = ""
        for line in lines:
            formatter.write(f"{f'  {name}':<{left}}{line}\n")
            name = ""
