"""Section of the report on troubles: what was found and what to do, where nothing was found, what cannot be told."""

from __future__ import annotations

from shequn_lab import chapters
from shequn_lab.model import Estimate
from shequn_lab.model.finding import Finding, NothingFound, NotMeasurable, Outcome
from shequn_lab.reports import blocks
from shequn_lab.reports.blocks import Block, Findings, How, Markup, Paragraph, Section, joined
from shequn_lab.reports.data_table import Cell, DataTable
from shequn_lab.reports.sections import opening_code
from shequn_lab.reports.study import Study, span
from shequn_lab.reports.suppression import masked
from shequn_lab.terms import label, say
from shequn_lab.terms.formats import MISSING, amount, number


def troubles(study: Study) -> Block:
    """Section on troubles: findings with evidence, remedy and check, and a table of all that was looked for."""
    outcomes = chapters.troubles(study.community)
    found = [outcome for outcome in outcomes if isinstance(outcome, Finding)]
    parts: list[Block] = [Section("troubles", _title(len(found)), say("sec_troubles"), "9")]
    parts.append(Paragraph(joined(say("troubles_read"), say("troubles_hypothesis") if found else "")))
    if found:
        parts.append(Findings(tuple(_item(study, finding) for finding in found)))
    return Markup((*parts, _table(study, outcomes)))


def _title(n_found: int) -> str:
    return say("sec_troubles_title", n=n_found) if n_found else say("sec_troubles_none")


def _item(study: Study, finding: Finding) -> blocks.Finding:
    shown = [masked(study.community, estimate) for estimate in finding.evidence]
    first = next((estimate for estimate in shown if estimate.measurable), None)
    return blocks.Finding(
        amount(first.value, first.unit) if first else MISSING,
        "",
        say("trouble_found", trouble=label(finding.id), severity=say(f"severity_{finding.severity}")),
        _evidence(shown),
        joined(str(finding.remedy), say("trouble_check", metric=label(finding.metric))),
        "tab-troubles",
        say("report_table", n=_NUMBER),
    )


#: Of the table, after those of the elements.
_NUMBER = 9


def _table(study: Study, outcomes: tuple[Outcome, ...]) -> DataTable:
    heads = (
        (say("tab_troubles_trouble"), ""),
        (say("tab_troubles_outcome"), ""),
        (say("tab_troubles_seen"), ""),
        (say("tab_troubles_metric"), "wide-only"),
    )
    rules = chapters.trouble_rules()
    told = tuple((label(str(id)), str(rule)) for id, rule in rules.items())
    code = opening_code(study) + "sq.trouble_table(c)\nsq.trouble_rules()"
    how = How(say("troubles_how"), study.base, study.excluded_rows, code, told)
    rows = tuple(_row(study, outcome) for outcome in outcomes)
    return DataTable("tab-troubles", _NUMBER, _caption(outcomes), heads, rows, study.source, how, cards=True)


def _caption(outcomes: tuple[Outcome, ...]) -> str:
    counts = {
        kind: number(sum(isinstance(outcome, type_) for outcome in outcomes))
        for kind, type_ in {"found": Finding, "nothing": NothingFound, "open": NotMeasurable}.items()
    }
    return say("tab_troubles_title", n=number(len(outcomes)), **counts)


def _row(study: Study, outcome: Outcome) -> tuple[Cell, ...]:
    name, metric = Cell(label(outcome.id), "strong nowrap"), chapters.TROUBLES[outcome.id]
    if isinstance(outcome, NotMeasurable):
        word, seen = Cell(say("trouble_open"), "muted nowrap"), say("trouble_because", reason=outcome.reason)
        return (name, word, Cell(seen, "prose muted"), Cell(label(metric), "muted wide-only"))
    if isinstance(outcome, Finding):
        word = Cell(say(f"severity_{outcome.severity}"), "strong nowrap")
        return (name, word, Cell(say("trouble_above"), "prose"), Cell(label(outcome.metric), "wide-only"))
    seen = _evidence([masked(study.community, estimate) for estimate in outcome.evidence])
    unseen = [say("trouble_unseen", reason=reason) for reason in outcome.unseen]
    return (
        name,
        Cell(say("trouble_nothing"), "nowrap"),
        Cell(joined(seen, *unseen), "prose"),
        Cell(label(metric), "wide-only"),
    )


def _evidence(estimates: list[Estimate]) -> str:
    """Write the figures one after the other, each with interval and base; what is hidden, with its reason."""
    return say("trouble_evidence", told=say("outcome_semicolon").join(_figure(estimate) for estimate in estimates))


def _figure(estimate: Estimate) -> str:
    if not estimate.measurable:
        return say("trouble_figure_hidden", figure=estimate.label, reason=estimate.note)
    told = [span(estimate), f"n = {number(estimate.n)}", str(estimate.note)]
    return say(
        "trouble_figure",
        figure=estimate.label,
        value=amount(estimate.value, estimate.unit),
        told=say("est_comma").join(part for part in told if part),
    )
