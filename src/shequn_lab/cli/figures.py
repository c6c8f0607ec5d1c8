"""Figures and the words for them: kpi, terms."""

from __future__ import annotations

import csv
import json
import sys
from typing import Annotated, Any

import typer

from shequn_lab.cli.options import ASSUME, COMMUNITY, END, RUN_IN, START, one_of
from shequn_lab.cli.output import plain
from shequn_lab.errors import UnknownNameError
from shequn_lab.terms import all_terms, say, term
from shequn_lab.terms.formats import MISSING, amount, interval, number


def kpi(
    community: Annotated[str, COMMUNITY],
    format: Annotated[str, typer.Option("--format", help="help_kpi_format")] = "table",
    start: Annotated[str, START] = "",
    end: Annotated[str, END] = "",
    assume_first_seen_is_join: Annotated[bool, ASSUME] = False,
    run_in_days: Annotated[int, RUN_IN] = 30,
) -> None:
    """Compute every figure with its interval, counts and exclusions."""
    from shequn_lab.cli.terminal import busy, table
    from shequn_lab.metrics import kpi as figures
    from shequn_lab.reports.suppression import masked
    from shequn_lab.storage import open_community

    kind = one_of(format, ("table", "json", "csv"))
    found = open_community(community)
    if assume_first_seen_is_join:
        found = found.assuming_first_seen_is_join(run_in_days)
    if start or end:
        found = found.between(start or found.observed.start, end or found.observed.end)
    with busy(say("cli_in_kpi")):
        estimates = [masked(found, e) for e in figures(found)]
    if kind == "table":
        heads = [("KPI", ""), (say("cli_in_kpi"), ""), (say("cli_value"), "right"), (say("cli_interval"), "right")]
        heads += [("n", "right"), ("k", "right"), (say("cli_note"), "")]
        table(heads, [_kpi_row(e) for e in estimates])
        return
    records = [e.record() for e in estimates]
    if kind == "json":
        _write_json(records)
        return
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(records[0])
    for record in records:
        cells = [json.dumps(v, ensure_ascii=False) if isinstance(v, dict) else v for v in record.values()]
        writer.writerow([plain(cell) for cell in cells])


def _write_json(records: list[Any]) -> None:
    sys.stdout.write(json.dumps(records, ensure_ascii=False, indent=2) + "\n")


def _kpi_row(e: Any) -> list[str]:
    row = term(e.id).kpi
    if not e.measurable:
        return [row, e.label, MISSING, "", "", "", e.reason]
    value, span = amount(e.value, e.unit), interval(e.low, e.high, e.unit)
    k = number(e.k) if e.k == e.k else ""  # NaN is not itself
    return [row, e.label, value, span, number(e.n), k, str(e.note) if e.note else ""]


def terms(
    word: Annotated[str, typer.Argument(help="help_terms_word")] = "",
    format: Annotated[str, typer.Option("--format", help="help_terms_format")] = "table",
) -> None:
    """Look up the glossary: names, units, definitions and sources in both languages."""
    from shequn_lab.cli.terminal import table
    from shequn_lab.terms.glossary import nomenclature

    kind = one_of(format, ("table", "json", "markdown"))
    wanted = word.casefold()
    found = [
        t for t in all_terms().values() if t.definition_en and wanted in f"{t.id} {t.zh} {t.en} {t.kpi}".casefold()
    ]
    if not found:
        raise UnknownNameError("term", word, [t.id for t in all_terms().values() if t.definition_en])
    if kind == "markdown":
        sys.stdout.write(nomenclature())
    elif kind == "json":
        _write_json([vars(t) for t in found])
    else:
        heads = [(say("cli_id"), ""), ("中文", ""), ("English", ""), (say("cli_unit"), ""), (say("cli_definition"), "")]
        table(heads, [[t.id, t.zh, t.en, t.unit, t.definition] for t in found])
