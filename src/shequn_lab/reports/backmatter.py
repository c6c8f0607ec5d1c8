"""The end of the report: all figures, data quality, methods, provenance."""

from __future__ import annotations

import platform
from importlib import metadata

import numpy as np
import pandas as pd

from shequn_lab import metrics
from shequn_lab.metrics.intervals import SEED
from shequn_lab.model import Estimate
from shequn_lab.reports.blocks import Block, Facts, How, Markup, Paragraph, Section, joined
from shequn_lab.reports.data_table import Cell, DataTable
from shequn_lab.reports.sections import opening_code
from shequn_lab.reports.study import Study, span
from shequn_lab.reports.suppression import SMALLEST, count, masked
from shequn_lab.terms import language, say, term
from shequn_lab.terms.formats import MISSING, amount, number

_VERSIONS = ("pandas", "numpy", "scipy", "matplotlib")


def all_figures(study: Study) -> Block:
    """Every single figure with interval, counts and remark; those that cannot be measured by their reason."""
    estimates = [masked(study.community, e) for e in metrics.kpi(study.community)]
    measured = [e for e in estimates if e.measurable]
    missing: dict[str, list[str]] = {}
    for e in estimates:
        if not e.measurable:
            missing.setdefault(str(e.note), []).append(e.label)
    heads = (
        (say("tab_kpi_id"), "wide-only"),
        (say("tab_kpi_name"), ""),
        (say("tab_kpi_value"), "num"),
        (say("tab_interval"), "num"),
        ("n", "num"),
        ("k", "num wide-only"),
        (say("tab_kpi_note"), "wide-only"),
    )
    table = DataTable(
        "tab-kpi",
        3 if study.has_cohorts else 2,
        say("tab_kpi_title", measured=number(len(measured)), missing=number(len(estimates) - len(measured))),
        heads,
        tuple(_figure_row(e) for e in measured),
        study.source,
        How("", study.base, study.excluded_rows, opening_code(study) + "sq.kpi(c)"),
    )
    unmeasured = (
        Paragraph(
            say("kpi_unmeasured", figures=say("kpi_between").join(labels)),
            lead=say("premise_unmeasured", reason=reason),
        )
        for reason, labels in missing.items()
    )
    return Markup((Section("figures", say("sec_kpi_title"), say("sec_kpi"), "4"), table, *unmeasured))


def _figure_row(e: Estimate) -> tuple[Cell, ...]:
    return (
        Cell(term(e.id).kpi, "muted wide-only"),
        Cell(e.label),
        Cell(amount(e.value, e.unit), "num strong"),
        Cell(span(e) or MISSING, "num"),
        Cell(number(e.n), "num"),
        Cell(number(e.k) if np.isfinite(e.k) and e.unit != "score" else "", "num wide-only"),
        Cell(str(e.note) if e.note else "", "muted wide-only"),
    )


# -- data quality --------------------------------------------------------------------------------------


def data_quality(study: Study) -> Block:
    """Say what was noticed in the source, what was done, and what it does not hold."""
    community, rows = study.community, study.community.provenance.rows
    counts = {name: number(rows.get(name, 0)) for name in ("rows", "kept", "system", "repeated", "rejected")}
    title = say("tab_quality_title", **counts) if rows else say("tab_quality_title_plain")
    heads = (
        (say("tab_check"), ""),
        (say("tab_count"), "num"),
        (say("tab_unit"), ""),
        (say("tab_share"), "num"),
        (say("tab_treatment"), "wide-only"),
    )
    table = DataTable(
        "tab-quality",
        4 if study.has_cohorts else 3,
        title,
        heads,
        tuple(_quality_row(study, row) for row in metrics.data_quality(community).to_dict("records")),
        "",
    )
    head = Section("quality", say("sec_quality_title"), say("sec_quality"), "5")
    return Markup((head, table, *_absent(study)))


def _quality_row(study: Study, row: dict[str, object]) -> tuple[Cell, ...]:
    community, check, number_of = study.community, str(row["check"]), int(str(row["count"]))
    day, _, people = str(row["detail"]).partition("|")
    # Known kinds have no brackets of their own to stand in.
    detail = day if check == "quality_unknown_kinds" or not day else f"（{day}）" if language() == "zh" else f" ({day})"
    people = count(community, int(people)) if people else ""
    said = {"days": community.run_in_days, "day": day, "people": people, "detail": detail}
    treatment = str(row["treatment"])
    if treatment == "treatment_no_join_date" and community.assume_first_seen_is_join:
        treatment += "_assumed"
    hide = not community.synthetic and 0 < number_of < SMALLEST and row["unit"] in ("unit_members", "unit_messages")
    base = float(str(row["base"]))
    share = 100 * number_of / base if base else np.nan
    return (
        Cell(say(check, **said)),
        Cell("" if check == "quality_no_roles" else f"<{SMALLEST}" if hide else number(number_of), "num"),
        Cell(say(str(row["unit"]))),
        Cell("" if hide else _share(share), "num"),
        Cell(say(treatment, **said), "muted wide-only"),
    )


def _share(percentage: float) -> str:
    if not np.isfinite(percentage):
        return ""
    return "<0.1" if 0 < percentage < 0.05 else number(percentage, 1)


def _absent(study: Study) -> list[Block]:
    """Say what the source does not hold, and what cannot be measured for that."""
    community = study.community
    missing = {
        "roster": community.roster != "complete",
        "joins": not community.knows_joins,
        "reach": community.posts is None or not community.posts.get("reach", pd.Series(dtype=float)).notna().any(),
        "orders": community.orders is None,
        "roles": not community.knows_roles,
    }
    words = joined(*(say(f"absent_{name}") for name, gone in missing.items() if gone))
    return [Paragraph(words, lead=say("absent_lead"))] if words else []


# -- methods and provenance ------------------------------------------------------------------------------


def methods(study: Study, *, after_claims: bool = False) -> Block:
    """How intervals were made, what is hidden, and that there is nothing to compare where no claims came before."""
    tail = say("methods_exempt" if study.community.synthetic else "methods_masked")
    parts: list[Block] = [
        Section("methods", say("sec_methods"), say("sec_methods"), "6"),
        Paragraph(joined(say("methods_text"), tail)),
    ]
    if not after_claims:
        parts.append(Paragraph(say("methods_claims_none"), lead=say("methods_claims_lead")))
    return Markup(tuple(parts))


def _origin(study: Study) -> str:
    origin = study.community.provenance
    rows = number(origin.rows.get("rows", study.community.event_source.n_rows))
    if {"seed", "model_version"} <= set(origin.settings):
        return say("prov_data_simulated", source=origin.source, rows=rows, **origin.settings)
    return say("prov_data_text", source=origin.source, reader=origin.reader, rows=rows)


def provenance(study: Study, made_on: str) -> Block:
    """Where the data came from, with what the page was made, and how to cite it."""
    community, origin = study.community, study.community.provenance
    version = metadata.version("shequn-lab")
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in _VERSIONS)
    window = community.window
    parameters = {
        "zone": community.timezone,
        "window": f"[{window.start}, {window.end})",
        "assume_first_seen_is_join": community.assume_first_seen_is_join,
        "run_in_days": community.run_in_days,
    }
    cite = say(
        "prov_cite_text",
        version=version,
        title=community.caption(),
        start=window.start,
        end=window.last_day,
        made=made_on,
    )
    rows = {
        "prov_data": _origin(study),
        "prov_checksum": f"sha256 `{origin.sha256}`" if origin.sha256 else "",
        "prov_parameters": "`" + "  ".join(f"{k}={v}" for k, v in parameters.items()) + "`",
        "prov_versions": f"shequn-lab {version}, Python {platform.python_version()}, {versions}",
        "prov_seed": str(SEED),
        "prov_made": made_on,
        "prov_cite": cite,
    }
    head = Section("provenance", say("sec_provenance"), say("sec_provenance"), "7")
    return Markup((head, Facts([(say(key), value) for key, value in rows.items() if value])))
