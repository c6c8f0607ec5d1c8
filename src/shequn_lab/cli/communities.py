"""Communities in and out: import, check, describe."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from shequn_lab.cli.options import ASSUME, COMMUNITY, RUN_IN, one_of
from shequn_lab.cli.output import tell, write_csv
from shequn_lab.errors import OptionError, ReadError
from shequn_lab.terms import say
from shequn_lab.terms.formats import number

_NAME = re.compile(r"[\w][\w\-]{0,63}")


def import_(
    file: Annotated[Path, typer.Argument(help="help_import_file")],
    name: Annotated[str, typer.Option("--as", help="help_import_as")],
    into: Annotated[Path, typer.Option("--into", help="help_import_into")],
    mapping: Annotated[Path | None, typer.Option("--map", help="help_import_map")] = None,
    timezone: Annotated[str, typer.Option("--timezone", help="help_import_timezone")] = "",
    assume_first_seen_is_join: Annotated[bool, ASSUME] = False,
    run_in_days: Annotated[int | None, RUN_IN] = None,
    keep_text: Annotated[bool, typer.Option("--keep-text", help="help_import_keep_text")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="help_import_dry_run")] = False,
    format: Annotated[str, typer.Option("--format", help="help_import_format")] = "parquet",
) -> None:
    """Read an export into a community; identities become pseudonyms at the door."""
    from shequn_lab import readers
    from shequn_lab.cli.terminal import busy
    from shequn_lab.storage import save_community

    if not file.exists():
        raise ReadError(say("cli_no_file", where=file), say("cli_no_file_remedy"))
    if not _NAME.fullmatch(name):
        raise OptionError(say("cli_name", found=repr(name)), say("cli_name_remedy"))
    kind = one_of(format, ("parquet", "csv"))
    if dry_run:
        sys.stdout.write(f"{readers.understand(file, mapping=mapping, timezone=timezone or None)}\n")
        return
    with busy(say("cli_import_progress")):
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
    tell(say("cli_imported", name=community.name, **counts))
    writers = n_writers(community)
    silent = len(community.members) - writers
    roster = say(f"roster_{community.roster}")
    tell(say("cli_people", writers=number(writers), silent=number(silent), roster=roster))
    if len(imported.rejects):
        path = folder.parent / f"{folder.name}-rejects.csv"
        write_csv(path, list(imported.rejects.columns), imported.rejects.astype(object).values.tolist())
        tell(say("cli_rejects", count=number(len(imported.rejects)), where=path))
    tell(say("cli_where", where=folder))
    tell(say("cli_next", command=f"shequn report {folder}"))


def check(community: Annotated[str, COMMUNITY]) -> None:
    """Check the files, tables and checksums of a community, all problems at once."""
    from shequn_lab.storage import check_community

    found = check_community(community)
    events, members = number(found.event_source.n_rows), number(len(found.members))
    tell(say("cli_clean", name=found.name, members=members, events=events))


def describe(community: Annotated[str, COMMUNITY]) -> None:
    """Say what a community holds and what it does not."""
    from shequn_lab.storage import open_community

    sys.stdout.write(f"{open_community(community)}\n")
