"""Section of the report on operations: organisation, splitting, entry, operators, activities, a calendar."""

from __future__ import annotations

from collections import Counter

from shequn_lab import chapters
from shequn_lab.chapters import Condition
from shequn_lab.chapters.operations.content_calendar import USUAL as CALENDAR
from shequn_lab.model import Estimate
from shequn_lab.reports.blocks import Block, How, Markup, Paragraph, Section, joined
from shequn_lab.reports.data_table import Cell, DataTable
from shequn_lab.reports.operations_tables import calendar_part, entry_part, operators_part, reviews_part
from shequn_lab.reports.sections import opening_code
from shequn_lab.reports.study import Study, span
from shequn_lab.reports.suppression import masked
from shequn_lab.terms import label, say
from shequn_lab.terms.formats import amount, number

#: Places of the section and of its first table; the page counts both anew.
NUMERAL, FIRST_TABLE = "11", 11


def operations(study: Study) -> Block:
    """Section on operations; what a source does not hold is said to be not measurable, with the reason."""
    community = study.community
    advised, conditions = chapters.organisation(community), chapters.split_conditions(community)
    found: Counter[str] = Counter(condition.result for condition in conditions)
    title = say("sec_operations")
    if advised.advice != "not_measurable":
        advice = say(f"organisation_{advised.advice}")
        title = say("sec_operations_title", advice=advice, met=number(found["met"]))
    return Markup(
        (
            Section("operations", title, say("sec_operations"), NUMERAL),
            _organisation(study, advised),
            _conditions(study, conditions, found),
            entry_part(study, FIRST_TABLE + 1),
            operators_part(study, FIRST_TABLE + 2),
            reviews_part(study, FIRST_TABLE + 3),
            calendar_part(study, FIRST_TABLE + 4, CALENDAR),
        )
    )


def _organisation(study: Study, advised: chapters.Organisation) -> Paragraph:
    told = _evidence(study, advised.evidence)
    if advised.advice == "not_measurable":
        words = say("organisation_unmeasured", reason=advised.reason)
    else:
        words = joined(say("organisation_sentence", advice=say(f"organisation_{advised.advice}")), str(advised.reason))
    how = How(chapters.organisation_rule(), study.base, study.excluded_rows, opening_code(study) + "sq.organisation(c)")
    return Paragraph(joined(words, say("organisation_figures", told=told)), lead=say("organisation_lead"), how=how)


def _conditions(study: Study, conditions: tuple[Condition, ...], found: Counter[str]) -> DataTable:
    heads = (
        (say("tab_split_condition"), ""),
        (say("tab_split_result"), ""),
        (say("tab_split_seen"), ""),
    )
    rows = tuple(
        (
            Cell(label(condition.id), "strong nowrap"),
            Cell(
                say(f"condition_{condition.result}"),
                "nowrap muted" if condition.result == "not_measurable" else "nowrap",
            ),
            Cell(_evidence(study, condition.evidence), "prose"),
        )
        for condition in conditions
    )
    title = say(
        "tab_split_title",
        met=number(found["met"]),
        not_met=number(found["not_met"]),
        open=number(found["not_measurable"]),
    )
    rules = tuple((label(str(id)), str(rule)) for id, rule in chapters.split_rules().items())
    code = opening_code(study) + "sq.split_conditions(c)\nsq.split_rules()"
    how = How(say("split_how"), study.base, study.excluded_rows, code, rules)
    source = joined(study.source, say("tab_split_note"))
    return DataTable("tab-split", FIRST_TABLE, title, heads, rows, source, how, cards=True)


def _evidence(study: Study, figures: tuple[Estimate, ...]) -> str:
    return say("outcome_semicolon").join(_figure(masked(study.community, figure)) for figure in figures)


def _figure(figure: Estimate) -> str:
    """Write a figure with interval, base and remark; what is not measurable or hidden, with its reason."""
    if not figure.measurable:
        return say("figure_unknown", figure=figure.label, reason=figure.note)
    ends = "" if figure.method == "count" else span(figure)
    told = [ends, f"n = {number(figure.n)}", str(figure.note)]
    return say(
        "figure_told",
        figure=figure.label,
        value=amount(figure.value, figure.unit),
        told=say("est_comma").join(part for part in told if part),
    )
