"""What was claimed beside what was measured, in columns of their own; and the story they belong to."""

from __future__ import annotations

import math

from shequn_lab.cases import Case, Claim, Question, Reading, list_cases, measured
from shequn_lab.cases.case import Told
from shequn_lab.cases.measuring import unit
from shequn_lab.model import Community, Estimate
from shequn_lab.reports.blocks import Block, Facts, How, Markup, Paragraph, Section, joined
from shequn_lab.reports.data_table import Cell, DataTable
from shequn_lab.reports.study import Study, span
from shequn_lab.reports.suppression import masked
from shequn_lab.simulate.run import SOURCE
from shequn_lab.terms import say
from shequn_lab.terms.formats import MISSING, amount, number


def case_of(community: Community) -> Case | None:
    """Return the case that a community was simulated for; None for any other."""
    if not community.synthetic or community.provenance.source != SOURCE:
        return None
    return next((case for case in list_cases() if case.id == community.name), None)


def story(case: Case) -> Block:
    """Tell the case: what happened, who says so, and at what scale it is simulated."""
    return Markup(
        (
            Section("case", say("case_heading", number=case.number, title=case.title), say("case_short")),
            Paragraph(str(case.story)),
            Facts(
                [
                    (say("case_did"), say("list_comma").join(map(str, case.did))),
                    (say("case_sources"), say("list_comma").join(map(str, case.sources))),
                    (say("case_scale"), f"1:{number(case.scale)}{say('rerun_semicolon')}{case.scale_words}"),
                ]
            ),
        )
    )


def claims(study: Study, case: Case) -> Block:
    """Section of a case study: every claim, how it is read, and what this community holds."""
    rows = [row for told in case.told for row in _rows(study, case, told)]
    heads = (
        (say("tab_claim"), ""),
        (say("tab_reading"), ""),
        (say("tab_undefined"), "wide-only"),
        (say("tab_claimed"), "num"),
        (say("tab_measured"), "num"),
        (say("tab_interval"), "num"),
        ("n", "num wide-only"),
    )
    how = How(say("claims_how"), study.base, study.excluded_rows, _code(case))
    title, number_ = say("tab_claims_title"), 5 if study.has_cohorts else 4
    table = DataTable("tab-claims", number_, title, heads, tuple(rows), study.source, how, cards=True)
    head = Section("claims", say("sec_claims"), say("sec_claims"), "6")
    return Markup((head, Paragraph(joined(say("claims_apart"), say("claims_next", case=case.id))), table))


def _code(case: Case) -> str:
    return (
        "from shequn_lab.cases import load_case, measured\nfrom shequn_lab.storage import open_community\n\n"
        f'case, c = load_case("{case.id}"), open_community("{case.id}")\n'
        "[measured(case, reading, c) for _, reading in case.readings]"
    )


def _rows(study: Study, case: Case, told: Told) -> list[tuple[Cell, ...]]:
    blank = [Cell(MISSING, "num muted")] * 3 + [Cell("", "num wide-only")]
    if isinstance(told, Claim) and told.not_mappable:
        reading = say("claim_not_mappable", why=told.not_mappable)
        return [
            (
                Cell(source_line(told), "strong claim"),
                Cell(reading, "prose"),
                Cell(str(told.undefined), "muted wide-only"),
                *blank,
            )
        ]
    if not told.readings:
        return [(Cell(source_line(told)), Cell(""), Cell("", "wide-only"), *blank)]
    return [_row(study, case, told, reading, i == 0) for i, reading in enumerate(told.readings)]


def source_line(told: Told) -> str:
    """State a claim with its source, or a question as one."""
    if isinstance(told, Question):
        return say("claim_question", words=told.words)
    return say("claim_source", words=told.published, source=told.source.id)


def reading_line(reading: Reading) -> str:
    """Say how a figure is read, by which metric, and on whom."""
    n = reading.params.get("n", reading.params.get("within_days"))
    metric = Estimate(reading.metric, math.nan, params={} if n is None else {"n": n}).label
    return say("claim_reading", words=reading.words, metric=metric, population=reading.population)


def claimed(reading: Reading, case: Case) -> str:
    """Write the published figure in the unit of its reading."""
    if reading.value == 0:
        return say("claim_without_figure")
    return MISSING if reading.value is None else amount(reading.value, unit(reading, case.baseline.currency))


def _row(study: Study, case: Case, told: Told, reading: Reading, first: bool) -> tuple[Cell, ...]:
    found: Estimate = masked(study.community, measured(case, reading, study.community))
    undefined = str(told.undefined) if isinstance(told, Claim) else ""
    return (
        # A claim with several readings is stated once.
        Cell(source_line(told) if first else "", "strong claim"),
        Cell(reading_line(reading), "prose"),
        Cell(undefined if first else "", "muted wide-only"),
        Cell(claimed(reading, case), "num"),
        Cell(amount(found.value, found.unit) if found.measurable else MISSING, "num strong"),
        Cell((span(found) or MISSING) if found.measurable else found.reason, "num" if found.measurable else "muted"),
        Cell(number(found.n), "num wide-only"),
    )
