"""What a terminal shows: bars and tables. Commands import this when they run: Rich takes its time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from shequn_lab.cli.output import settings


@contextmanager
def progress(text: str, total: int | None = None) -> Iterator[Callable[[], None]]:
    """Show a bar with the time left, on a terminal only."""
    console = Console()
    if not console.is_terminal or settings["quiet"]:
        yield lambda: None
        return
    columns = [SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()]
    with Progress(*columns, TimeElapsedColumn(), TimeRemainingColumn(), console=console, transient=True) as bar:
        task = bar.add_task(text, total=total)
        yield lambda: bar.advance(task)


@contextmanager
def busy(text: str) -> Iterator[None]:
    """Show that something is going on, on a terminal only."""
    console = Console()
    if not console.is_terminal or settings["quiet"]:
        yield
        return
    with Progress(SpinnerColumn(), TextColumn(text), TimeElapsedColumn(), console=console, transient=True) as bar:
        bar.add_task(text, total=None)
        yield


def table(heads: list[tuple[str, str]], rows: list[list[str]]) -> None:
    """Print aligned columns; each head is (name, "left" or "right")."""
    shown = Table(box=None, pad_edge=False, header_style="bold")
    for name, justify in heads:
        shown.add_column(name, justify="right" if justify == "right" else "left", overflow="fold")
    for row in rows:
        shown.add_row(*(Text(cell) for cell in row))
    console = Console()
    # Piped, a line must not be cut to the width of a terminal that is not there.
    (console if console.is_terminal else Console(width=200)).print(shown)
