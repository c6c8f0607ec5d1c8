"""Running the chapters: the source keeps what it put out, without what changes from run to run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import nbformat
from nbclient import NotebookClient

from shequn_lab.errors import ShequnError
from shequn_lab.terms import say
from shequn_lab.workbook.source import chapters, read_chapter

_WIDGET = "application/vnd.jupyter.widget-view+json"
_CELL_SECONDS = 600


def run(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Run a notebook from top to bottom in a kernel of its own, and return it.

    Raises
    ------
    ShequnError
        If a cell fails or writes to stderr; names the cell.
    """
    with _own_backend():
        NotebookClient(
            notebook,
            timeout=_CELL_SECONDS,
            kernel_name="python3",
            allow_errors=True,
            store_widget_state=False,
            record_timing=False,
            # A kernel remarks on its own transport; what cells write is kept apart from that.
            extra_arguments=["--IPKernelApp.log_level=CRITICAL"],
        ).execute()
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            # The state of a widget has other ids at each run; what it shows without one stands beside it.
            output.get("data", {}).pop(_WIDGET, None)
            _refuse(cell, output)
    notebook.metadata["language_info"] = {"name": "python"}
    return notebook


def _refuse(cell: Any, output: Any) -> None:
    if output.output_type == "error":
        raise ShequnError(say("running_failed", cell=cell.id, why=f"{output.ename}: {output.evalue}"))
    if output.get("name") == "stderr":
        raise ShequnError(say("running_stderr", cell=cell.id, why=output.text.strip()))


@contextmanager
def _own_backend() -> Iterator[None]:
    """Let the kernel draw into the notebook, whatever this process draws with."""
    before = os.environ.pop("MPLBACKEND", None)
    try:
        yield
    finally:
        if before is not None:
            os.environ["MPLBACKEND"] = before


def run_source(name: str) -> None:
    """Run the source of a chapter in Chinese and keep its outputs, as they are committed."""
    notebook = run(read_chapter(name))
    text = nbformat.writes(notebook) + "\n"  # type: ignore[no-untyped-call]
    chapters()[name].write_text(text, encoding="utf-8", newline="\n")
