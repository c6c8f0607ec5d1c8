"""The program itself: its own options, and one way for all commands to end."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Annotated

import typer

from shequn_lab.cli.help import Command, Group
from shequn_lab.cli.mistakes import wrong_words
from shequn_lab.cli.output import FAILED, complain, settings
from shequn_lab.errors import ShequnError
from shequn_lab.terms import say, set_language

app = typer.Typer(
    name="shequn",
    cls=Group,
    help="cli_help",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
_YOURS, _INTERRUPTED = 2, 130


def add(command: Callable[..., None]) -> None:
    """Make a function a command of its name; its help is the message ``help_<name>``."""
    name = command.__name__.rstrip("_")
    app.command(name.replace("_", "-"), cls=Command, help=f"help_{name}")(command)


def add_group(name: str, commands: Mapping[str, Callable[..., None]]) -> None:
    """Make functions the commands of a group; the help of each is the message ``help_<group>_<name>``."""
    group = typer.Typer(cls=Group, no_args_is_help=True, rich_markup_mode=None)
    for own, command in commands.items():
        group.command(own, cls=Command, help=f"help_{name}_{own}")(command)
    app.add_typer(group, name=name, help=f"help_{name}")


def _speak(lang: str) -> str:
    # Before anything else is read, so that help and complaints are in this language already.
    if lang:
        set_language(lang)
    return lang


@app.callback()
def _common(
    lang: Annotated[str, typer.Option("--ui-lang", help="help_ui_lang", callback=_speak, is_eager=True)] = "",  # noqa: ARG001 - set already
    quiet: Annotated[bool, typer.Option("--quiet", help="help_quiet")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="help_debug")] = False,
) -> None:
    settings.update(debug=debug, quiet=quiet)


def main() -> None:
    """Run the command line; a user's mistake ends in one line and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        # A Windows console may default to an encoding without Chinese.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        code = app(standalone_mode=False)
    except ShequnError as error:
        complain(str(error))
        code = _YOURS
    except KeyboardInterrupt:
        code = _INTERRUPTED
    except BrokenPipeError:
        code = 0
    except Exception as error:
        if words := wrong_words(error):
            complain(words)
            raise SystemExit(_YOURS) from None
        if settings["debug"]:
            raise
        complain(f"{say('cli_unexpected', kind=type(error).__name__, error=error)} → {say('cli_unexpected_remedy')}")
        code = FAILED
    # Typer makes an end of Ctrl-C by itself, and says nothing.
    if code == _INTERRUPTED:
        complain(say("cli_interrupted"))
    raise SystemExit(code or 0)
