"""Run a report's notebook and put the page in place: whole, or not at all."""

from __future__ import annotations

import html
import logging
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import nbformat
import papermill
from papermill.exceptions import PapermillExecutionError

from shequn_lab.errors import OptionError, ShequnError
from shequn_lab.reports.page import page
from shequn_lab.reports.parameters import checked, template
from shequn_lab.storage import find_community, open_community
from shequn_lab.terms import LANGUAGES, in_language, language, say
from shequn_lab.workers import in_processes

_CELL_SECONDS = 1_800


@dataclass(frozen=True)
class Report:
    """One report, rendered or failed.

    Attributes
    ----------
    name : str
        Name of the community.
    lang : str
    path : Path
        Where the page stands, or would.
    parameters : mapping
        What the template was given.
    failure : str
        Why there is no page; empty when there is one.
    seconds : float
        How long it took [s].
    template : str
        Name of the notebook.
    """

    name: str
    lang: str
    path: Path
    parameters: Mapping[str, Any] = field(default_factory=dict)
    failure: str = ""
    seconds: float = 0.0
    template: str = "case_study"

    def _repr_html_(self) -> str:
        if self.failure:
            return f"<b>{html.escape(self.name)} · {self.lang}</b>: {html.escape(self.failure)}"
        return f'<a href="{self.path.resolve().as_uri()}">{html.escape(self.name)} · {self.lang}</a>'


def plan(
    communities: Sequence[str | Path], languages: Sequence[str], out: Path, parameters: Mapping[str, Any]
) -> list[Report]:
    """Check everything that can be checked before a kernel starts, and say what will be rendered.

    Parameters
    ----------
    communities : sequence of str or Path
        Folders or names.
    languages : sequence of {"zh", "en"}
    out : Path
        Folder for the pages.
    parameters : mapping
        Further parameters of the template.

    Raises
    ------
    ShequnError
        If a community cannot be opened, or a parameter is unknown, mistyped or impossible.
    """
    for name in ("community", "lang", "other_href"):
        if name in parameters:
            raise OptionError(say("report_reserved", name=name), say("report_reserved_remedy"))
    reports: dict[Path, Report] = {}
    for wanted in communities:
        folder = find_community(wanted)
        community = open_community(folder)
        start, end = parameters.get("start"), parameters.get("end")
        if start or end:
            community.between(start or community.observed.start, end or community.observed.end)
        for lang in languages:
            others = [code for code in LANGUAGES if code != lang and code in languages]
            path = out / f"{folder.name}.{lang}.html"
            given = {
                **parameters,
                "community": str(folder.resolve()),
                "lang": lang,
                "other_href": f"{folder.name}.{others[0]}.html" if others else "",
            }
            if path in reports:
                raise ShequnError(say("report_same_name", name=folder.name), say("report_same_name_remedy"))
            reports[path] = Report(folder.name, lang, path, checked(template(), given))
    return list(reports.values())


def render(report: Report) -> Report:
    """Render one planned report.

    Returns
    -------
    Report
        With `failure` set when there is no page; an older page then stays as it was.
    """
    began = time.monotonic()
    failure = ""
    try:
        _render(report)
    except KeyboardInterrupt:
        raise
    except ShequnError as error:
        failure = str(error)
    except PapermillExecutionError as error:
        failure = error.evalue if error.ename.endswith("Error") and error.evalue else f"{error.ename}: {error.evalue}"
        if error.ename not in _OURS:
            failure = f"{error.ename}: {error.evalue}"
    except Exception as error:
        # A dead kernel, a missing kernel, a full disk: whatever it is, there is no page and the reader hears why.
        failure = f"{type(error).__name__}: {error}".splitlines()[0]
    return replace(report, failure=failure, seconds=time.monotonic() - began)


_OURS = {"ShequnError", "ReadError", "SchemaError", "UnknownNameError", "OptionError", "NotEnoughDataError"}


def _render(report: Report) -> None:
    out = report.path.parent
    with _writing_to(out):
        out.mkdir(parents=True, exist_ok=True)
        # A folder that takes no file is found out before the minutes of work.
        with tempfile.TemporaryFile(dir=out):
            pass
    # Kernels work in the system's own temporary folder: however they end, nothing of theirs is left beside the pages.
    with tempfile.TemporaryDirectory(prefix="shequn-", ignore_cleanup_errors=True) as folder, _quiet():
        executed = Path(folder) / "executed.ipynb"
        papermill.execute_notebook(
            str(template(report.template)),
            str(executed),
            parameters=dict(report.parameters),
            kernel_name="python3",
            progress_bar=False,
            cwd=folder,
            execution_timeout=_CELL_SECONDS,
            extra_arguments=["--IPKernelApp.log_level=CRITICAL"],
        )
        notebook = nbformat.read(executed, as_version=4)  # type: ignore[no-untyped-call]
        # papermill takes sys.exit() in a cell for a good end, and leaves the rest out.
        if any(cell.cell_type == "code" and cell.execution_count is None for cell in notebook.cells):
            raise ShequnError(say("report_unfinished"))
        text = page(notebook, report.lang)
    with _writing_to(out), tempfile.TemporaryDirectory(prefix=".report-", dir=out) as beside:
        fresh = Path(beside) / report.path.name
        fresh.write_text(text, encoding="utf-8", newline="\n")
        fresh.replace(report.path)


@contextmanager
def _writing_to(folder: Path) -> Iterator[None]:
    """Say in one line that a folder takes no file, or no more."""
    try:
        yield
    except OSError as error:
        found = say("report_folder", where=folder, why=error.strerror or error)
        raise ShequnError(found, say("report_folder_remedy")) from None


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the machinery's own remarks off the terminal; what goes wrong comes as an exception."""
    level = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(level)


def render_many(
    reports: Sequence[Report], *, jobs: int = 2, done: Callable[[Report], None] = lambda _: None
) -> list[Report]:
    """Render planned reports, several at a time; one that fails does not stop the others.

    Parameters
    ----------
    reports : sequence of Report
        As :func:`plan` returns them.
    jobs : int
        Processes; each takes about half a gigabyte with its kernel.
    done : callable
        Told of each report as it ends.

    Returns
    -------
    list of Report
        In the order given.
    """
    if jobs <= 1 or len(reports) == 1:
        results = []
        for report in reports:
            results.append(render(report))
            done(results[-1])
        return results
    ended: dict[Path, Report] = {}

    def end(report: Report, result: Report | BaseException) -> None:
        ended[report.path] = _failed(report, result) if isinstance(result, BaseException) else result
        done(ended[report.path])

    in_processes(partial(_in, language()), reports, jobs=jobs, done=end)
    return [ended[report.path] for report in reports]


def _in(lang: str, report: Report) -> Report:
    with in_language(lang):
        return render(report)


def _failed(report: Report, problem: BaseException) -> Report:
    return replace(report, failure=f"{type(problem).__name__}: {problem}")
