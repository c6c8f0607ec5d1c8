"""The command line: read the words, make one call, say how it ended.

Exit codes: 0 all went well, 1 it ran and something failed, 2 the words or the data given were wrong.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
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

from shequn_lab.errors import OptionError, ReadError, ShequnError, UnknownNameError
from shequn_lab.terms import LANGUAGES, all_terms, say, set_language
from shequn_lab.terms.formats import amount, interval, number

app = typer.Typer(
    name="shequn",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Community marketing 社群营销: from raw messages to a bilingual report, with exact metrics and intervals.",
)
_FAILED, _YOURS, _INTERRUPTED = 1, 2, 130
_settings = {"debug": False, "quiet": False}
_NAME = re.compile(r"[\w][\w\-]{0,63}")
_ASSUME = "Take the first interaction of a member without a known joining for the joining."
_RUN_IN = "Under that assumption, members first seen in so many days may be old ones (30)."
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def main() -> None:
    """Run the command line; a user's mistake ends in one line and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        # A Windows console may default to an encoding without Chinese.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app(standalone_mode=True)
    except ShequnError as error:
        _complain(str(error))
        raise SystemExit(_YOURS) from None
    except SystemExit as ended:
        # Typer makes an end of Ctrl-C by itself, and says nothing.
        if ended.code == _INTERRUPTED:
            _complain(say("cli_interrupted"))
        raise
    except KeyboardInterrupt:
        _complain(say("cli_interrupted"))
        raise SystemExit(_INTERRUPTED) from None
    except BrokenPipeError:
        raise SystemExit(0) from None
    except Exception as error:
        if _settings["debug"]:
            raise
        _complain(f"{say('cli_unexpected', kind=type(error).__name__, error=error)} → {say('cli_unexpected_remedy')}")
        raise SystemExit(_FAILED) from None


def _complain(line: str) -> None:
    sys.stderr.write(line + "\n")


def _say(line: str = "") -> None:
    if not _settings["quiet"]:
        sys.stdout.write(line + "\n")


@app.callback()
def _common(
    lang: Annotated[str, typer.Option("--ui-lang", help="Language of this program's words: zh or en.")] = "",
    quiet: Annotated[bool, typer.Option("--quiet", help="Say nothing but results.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the whole story of an unexpected error.")] = False,
) -> None:
    if lang:
        set_language(lang)
    _settings.update(debug=debug, quiet=quiet)


@contextmanager
def _progress(text: str, total: int | None = None) -> Iterator[Callable[[], None]]:
    """Show a bar with the time left, on a terminal only."""
    console = Console()
    if not console.is_terminal or _settings["quiet"]:
        yield lambda: None
        return
    columns = [SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()]
    with Progress(*columns, TimeElapsedColumn(), TimeRemainingColumn(), console=console, transient=True) as bar:
        task = bar.add_task(text, total=total)
        yield lambda: bar.advance(task)


@contextmanager
def _busy(text: str) -> Iterator[None]:
    """Show that something is going on, on a terminal only."""
    console = Console()
    if not console.is_terminal or _settings["quiet"]:
        yield
        return
    with Progress(SpinnerColumn(), TextColumn(text), TimeElapsedColumn(), console=console, transient=True) as bar:
        bar.add_task(text, total=None)
        yield


def _table(heads: list[tuple[str, str]], rows: list[list[str]]) -> None:
    """Print aligned columns; each head is (name, "left" or "right")."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name, justify in heads:
        table.add_column(name, justify="right" if justify == "right" else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console = Console()
    # Piped, a line must not be cut to the width of a terminal that is not there.
    (console if console.is_terminal else Console(width=200)).print(table)


def _one_of(found: str, known: tuple[str, ...]) -> str:
    if found not in known:
        raise OptionError(
            say("cli_unknown_format", found=found), say("cli_unknown_format_remedy", known=", ".join(known))
        )
    return found


# -- import ----------------------------------------------------------------------------------------------


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="CSV, TSV, XLSX or Parquet, also gzipped.")],
    name: Annotated[str, typer.Option("--as", help="Name of the community.")],
    into: Annotated[Path, typer.Option("--into", help="Folder the community's own folder is put into.")],
    mapping: Annotated[Path | None, typer.Option("--map", help="YAML file that says which column is what.")] = None,
    timezone: Annotated[
        str, typer.Option("--timezone", help="Zone of times without one (default Asia/Shanghai).")
    ] = "",
    assume_first_seen_is_join: Annotated[bool, typer.Option("--assume-first-seen-is-join", help=_ASSUME)] = False,
    run_in_days: Annotated[int | None, typer.Option("--run-in-days", help=_RUN_IN)] = None,
    keep_text: Annotated[bool, typer.Option("--keep-text", help="Keep what was said, masked.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what was understood.")] = False,
    format: Annotated[str, typer.Option("--format", help="parquet or csv.")] = "parquet",
) -> None:
    """Read an export into a community; identities become pseudonyms at the door.

    Example: shequn import chat.csv --as mums --into communities --map mapping.yaml
    """
    from shequn_lab import readers
    from shequn_lab.storage import save_community

    if not file.exists():
        raise ReadError(say("cli_no_file", where=file), say("cli_no_file_remedy"))
    if not _NAME.fullmatch(name):
        raise OptionError(say("cli_name", found=repr(name)), say("cli_name_remedy"))
    kind = _one_of(format, ("parquet", "csv"))
    if dry_run:
        sys.stdout.write(f"{readers.understand(file, mapping=mapping, timezone=timezone or None)}\n")
        return
    with _busy(say("cli_import_progress")):
        imported = readers.read_table(
            file,
            name=name,
            mapping=mapping,
            timezone=timezone or None,
            keep_text=keep_text,
            assume_first_seen_is_join=assume_first_seen_is_join,
            run_in_days=run_in_days,
        )
        folder = save_community(imported.community, into / name, format="csv" if kind == "csv" else "parquet")
    _report_import(imported, folder)


def _report_import(imported: Any, folder: Path) -> None:
    from shequn_lab.rollups import n_writers

    community, rows = imported.community, imported.community.provenance.rows
    counts = {key: number(rows.get(key, 0)) for key in ("rows", "kept", "system", "repeated", "rejected")}
    _say(say("cli_imported", name=community.name, **counts))
    writers = n_writers(community)
    silent = len(community.members) - writers
    roster = say(f"roster_{community.roster}")
    _say(say("cli_people", writers=number(writers), silent=number(silent), roster=roster))
    if len(imported.rejects):
        path = folder.parent / f"{folder.name}-rejects.csv"
        _write_csv(path, list(imported.rejects.columns), imported.rejects.astype(object).values.tolist())
        _say(say("cli_rejects", count=number(len(imported.rejects)), where=path))
    _say(say("cli_where", where=folder))
    _say(say("cli_next", command=f"shequn report {folder}"))


def _plain(value: object) -> str:
    """Text of a cell that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) and not _is_number(text) else text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _write_csv(path: Path, heads: list[str], rows: list[list[object]]) -> None:
    # The mark at the start tells Excel that this is UTF-8.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(heads)
        writer.writerows([[_plain(cell) for cell in row] for row in rows])


# -- look at it --------------------------------------------------------------------------------------------


@app.command()
def check(community: Annotated[str, typer.Argument(help="Folder or name.")]) -> None:
    """Check the files, tables and checksums of a community, all problems at once."""
    from shequn_lab.storage import check_community

    found = check_community(community)
    events, members = number(found.event_source.n_rows), number(len(found.members))
    _say(say("cli_clean", name=found.name, members=members, events=events))


@app.command()
def describe(community: Annotated[str, typer.Argument(help="Folder or name.")]) -> None:
    """Say what a community holds and what it does not."""
    from shequn_lab.storage import open_community

    sys.stdout.write(f"{open_community(community)}\n")


@app.command()
def kpi(
    community: Annotated[str, typer.Argument(help="Folder or name.")],
    format: Annotated[str, typer.Option("--format", help="table, json or csv.")] = "table",
    start: Annotated[str, typer.Option("--start", help="First day of the report, YYYY-MM-DD.")] = "",
    end: Annotated[str, typer.Option("--end", help="First day after the report.")] = "",
    assume_first_seen_is_join: Annotated[bool, typer.Option("--assume-first-seen-is-join", help=_ASSUME)] = False,
    run_in_days: Annotated[int, typer.Option("--run-in-days", help=_RUN_IN)] = 30,
) -> None:
    """Compute every figure with its interval, counts and exclusions."""
    from shequn_lab.metrics import kpi as figures
    from shequn_lab.reports.suppression import masked
    from shequn_lab.storage import open_community

    kind = _one_of(format, ("table", "json", "csv"))
    found = open_community(community)
    if assume_first_seen_is_join:
        found = found.assuming_first_seen_is_join(run_in_days)
    if start or end:
        found = found.between(start or found.observed.start, end or found.observed.end)
    with _busy(say("cli_in_kpi")):
        estimates = [masked(found, e) for e in figures(found)]
    if kind == "json":
        sys.stdout.write(json.dumps([e.record() for e in estimates], ensure_ascii=False, indent=2) + "\n")
        return
    if kind == "csv":
        records = [e.record() for e in estimates]
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(records[0])
        for record in records:
            cells = [json.dumps(v, ensure_ascii=False) if isinstance(v, dict) else v for v in record.values()]
            writer.writerow([_plain(cell) for cell in cells])
        return
    heads = [(say("cli_in_kpi"), ""), (say("cli_value"), "right"), (say("cli_interval"), "right"), ("n", "right")]
    heads += [("k", "right"), (say("cli_note"), "")]
    _table(heads, [_kpi_row(e) for e in estimates])


def _kpi_row(e: Any) -> list[str]:
    if not e.measurable:
        return [e.label, "—", "", "", "", e.reason]
    value, span = amount(e.value, e.unit), interval(e.low, e.high, e.unit)
    k = number(e.k) if e.k == e.k else ""  # NaN is not itself
    return [e.label, value, span, number(e.n), k, str(e.note) if e.note else ""]


# -- reports -----------------------------------------------------------------------------------------------


@app.command()
def report(
    communities: Annotated[list[str], typer.Argument(help="Folders or names of communities.")],
    lang: Annotated[str, typer.Option("--lang", help="zh, en or zh,en.")] = "zh,en",
    out: Annotated[Path, typer.Option("--out", help="Folder for the pages.")] = Path("reports/out"),
    start: Annotated[str, typer.Option("--start", help="First day of the report, YYYY-MM-DD.")] = "",
    end: Annotated[str, typer.Option("--end", help="First day after the report.")] = "",
    assume_first_seen_is_join: Annotated[bool, typer.Option("--assume-first-seen-is-join", help=_ASSUME)] = False,
    run_in_days: Annotated[int | None, typer.Option("--run-in-days", help=_RUN_IN)] = None,
    parameter: Annotated[
        list[str] | None, typer.Option("--parameter", "-p", help="NAME=VALUE, of the template.")
    ] = None,
    jobs: Annotated[int, typer.Option("--jobs", help="Reports at a time.")] = 2,
) -> None:
    """Render case-study reports, one HTML file for each community and language."""
    from shequn_lab.reports.render import plan, render_many

    languages = [code.strip() for code in lang.split(",") if code.strip()]
    for code in languages or [""]:
        if code not in LANGUAGES:
            raise OptionError(say("param_lang", found=repr(code)), say("param_lang_remedy"))
    given: dict[str, Any] = dict(_pair(text) for text in parameter or [])
    given |= {key: value for key, value in (("start", start), ("end", end)) if value}
    if assume_first_seen_is_join:
        given["assume_first_seen_is_join"] = True
    if run_in_days is not None:
        given["run_in_days"] = run_in_days
    planned = plan(communities, languages, out, given)
    with _progress(say("cli_reports"), total=len(planned)) as advance:
        reports = render_many(planned, jobs=jobs, done=lambda _: advance())
    for done in reports:
        if done.failure:
            _complain(f"{say('cli_failed')} {done.name} {done.lang}: {done.failure}")
        else:
            sys.stdout.write(f"{say('cli_written')} {done.path}\n")
    if any(done.failure for done in reports):
        raise typer.Exit(_FAILED)


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise OptionError(say("cli_parameter", found=repr(text)), say("cli_parameter_remedy"))
    return name.strip(), value


# -- words and health ----------------------------------------------------------------------------------------


@app.command()
def terms(
    word: Annotated[str, typer.Argument(help="Part of an id, a Chinese or an English label.")] = "",
    format: Annotated[str, typer.Option("--format", help="table, json or markdown.")] = "table",
) -> None:
    """Look up the glossary: names, units, definitions and sources in both languages."""
    from shequn_lab.terms.glossary import nomenclature

    kind = _one_of(format, ("table", "json", "markdown"))
    wanted = word.casefold()
    found = [
        t for t in all_terms().values() if t.definition_en and wanted in f"{t.id} {t.zh} {t.en} {t.kpi}".casefold()
    ]
    if not found:
        raise UnknownNameError("term", word, [t.id for t in all_terms().values() if t.definition_en])
    if kind == "markdown":
        sys.stdout.write(nomenclature())
    elif kind == "json":
        sys.stdout.write(json.dumps([vars(t) for t in found], ensure_ascii=False, indent=2) + "\n")
    else:
        heads = [(say("cli_id"), ""), ("中文", ""), ("English", ""), (say("cli_unit"), ""), (say("cli_definition"), "")]
        _table(heads, [[t.id, t.zh, t.en, t.unit, t.definition] for t in found])


@app.command()
def doctor() -> None:
    """Check this installation and say what to do."""
    from shequn_lab.doctor import checks

    bad = 0
    for item in checks():
        bad += not item.well
        mark = "✓" if item.well else "✗"
        sys.stdout.write(f"{mark} {item.what}: {item.found}\n" + ("" if item.well else f"  → {item.remedy}\n"))
    sys.stdout.write((say("doctor_bad", count=bad) if bad else say("doctor_ok")) + "\n")
    if bad:
        raise typer.Exit(_FAILED)
