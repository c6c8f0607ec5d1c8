"""Tables of the section on operations: ways in, operators, activities, a calendar."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from shequn_lab import chapters
from shequn_lab.chapters.operations import CalendarRules
from shequn_lab.errors import NotEnoughDataError
from shequn_lab.model import Estimate
from shequn_lab.reports.blocks import Block, How, Paragraph, joined
from shequn_lab.reports.data_table import Cell, DataTable
from shequn_lab.reports.sections import opening_code
from shequn_lab.reports.study import Study
from shequn_lab.reports.suppression import SMALLEST, is_small, masked
from shequn_lab.rollups import member_hours
from shequn_lab.terms import Note, label, say, term
from shequn_lab.terms.formats import MISSING, amount, interval, number, percent

#: So many activities are listed, the latest.
MOST_ACTIVITIES = 8
REVIEW_DAYS, CALENDAR_WEEKS = 14, 1
_HIDDEN = f"<{SMALLEST}"


def _how(study: Study, sentence: str, code: str) -> How:
    return How(sentence, study.base, study.excluded_rows, opening_code(study) + code)


def _cells(value: str, ends: str) -> tuple[Cell, Cell]:
    return Cell(value, "num strong"), Cell(ends, "num wide-only")


# -- ways in ---------------------------------------------------------------------------------------------


def entry_part(study: Study, table: int) -> Block:
    """Say what became of members by channel, as no source says which threshold they took."""
    found = chapters.compare_channels(study.community)
    if found.empty:
        return Paragraph(say("entry_unmeasured", reason=found.attrs["note"]))
    by_figure = {str(id): masked_entries(study, part) for id, part in found.groupby("figure", sort=False)}
    heads = [(say("tab_entry_channel"), ""), (say("tab_entry_n"), "num")]
    for id in by_figure:
        heads += [(say(f"tab_{id}"), "num"), (say("tab_interval"), "num wide-only")]
    rows = []
    for entry in found.index.unique():
        parts = {id: part.loc[entry] for id, part in by_figure.items()}
        first = next(iter(parts.values()))
        hidden = any(part["hidden_n"] for part in parts.values())
        cells = [Cell(label(str(entry)), "nowrap"), Cell(_HIDDEN if hidden else number(first["n"]), "num")]
        for part in parts.values():
            cells += _share_cells(part)
        rows.append(tuple(cells))
    caution = say("entry_no_threshold", reason=chapters.compare_thresholds(study.community).attrs["note"],
                  caution=chapters.entry_caution())  # fmt: skip
    reasons = found.attrs["notes"].items()
    unknown = say("outcome_semicolon").join(say("figure_unknown", figure=label(id), reason=why) for id, why in reasons)
    return DataTable(
        "tab-entry",
        table,
        say("tab_entry_title"),
        tuple(heads),
        tuple(rows),
        joined(study.source, caution, say("entry_unknown", told=unknown) if unknown else ""),
        _how(study, say("entry_how"), "sq.compare_channels(c)"),
        cards=True,
    )


def _share_cells(part: pd.Series) -> tuple[Cell, Cell]:
    if part["hidden"]:
        return _cells(_HIDDEN, "")
    if not np.isfinite(part["value"]):
        return _cells(MISSING, "")
    return _cells(percent(part["value"]), interval(part["low"], part["high"], "share"))


def masked_entries(study: Study, part: pd.DataFrame) -> pd.DataFrame:
    """Mark cells of one figure that 1 to 4 members make up, and a second one where a single one could be worked out.

    Returns
    -------
    DataFrame
        The rows with ``hidden`` (the figure) and ``hidden_n`` (the number of members too).
    """
    k, n = part["k"].to_numpy(float), part["n"].to_numpy(float)
    if study.community.synthetic:
        return part.assign(hidden=False, hidden_n=False)
    hidden, hidden_n = is_small(k, n), is_small(np.nan, n)
    for marks, size in ((hidden_n, n), (hidden, k)):
        others = np.flatnonzero(~marks & (size > 0))
        if marks.sum() == 1 and others.size:
            marks[others[size[others].argmin()]] = True
    return part.assign(hidden=hidden | hidden_n, hidden_n=hidden_n)


# -- operators -------------------------------------------------------------------------------------------


def operators_part(study: Study, table: int) -> Block:
    """Say what each operator does, without their pseudonyms and without a ranking."""
    found = chapters.operator_appraisal(study.community)
    if found.empty:
        return Paragraph(say("operators_unmeasured", reason=found.attrs["note"]))
    # Pushes are posts; both would make the table wider than a page.
    found = found[found["figure"] != "operator_posts"]
    people, figures = found.index.unique(), list(dict.fromkeys(found["figure"]))
    heads = [(say("tab_operators_who"), "")]
    for id in figures:
        heads += [(say(f"tab_{id}"), "num"), (say("tab_interval"), "num wide-only")]
    rows = []
    for place, operator in enumerate(people, start=1):
        cells = [Cell(say("tab_operators_one", n=number(place)), "nowrap")]
        for row in found.loc[[operator]].to_dict("records"):
            cells += _figure_cells(study, row)
        rows.append(tuple(cells))
    return DataTable(
        "tab-operators",
        table,
        say("tab_operators_title", n=number(len(people))),
        tuple(heads),
        tuple(rows),
        joined(study.source, say("tab_operators_note")),
        _how(study, say("operators_how"), "sq.operator_appraisal(c)"),
        cards=True,
    )


def _figure_cells(study: Study, row: dict[object, object]) -> tuple[Cell, Cell]:
    value, low, high, asked = (float(str(row[name])) for name in ("value", "low", "high", "n_asked"))
    if not np.isfinite(value):
        return _cells(MISSING, "")
    if is_small(np.nan, asked).item() and not study.community.synthetic:
        # Few members had their questions answered: what they waited is theirs.
        return _cells(_HIDDEN, "")
    unit = term(str(row["figure"])).unit
    return _cells(amount(value, unit), interval(low, high, unit))


# -- activities ------------------------------------------------------------------------------------------


def reviews_part(study: Study, table: int) -> Block:
    """Set the last activities side by side: participation, and DAU before and after."""
    found = chapters.review_activities(study.community, days=REVIEW_DAYS, latest=MOST_ACTIVITIES)
    if found.empty:
        return Paragraph(say("reviews_unmeasured", reason=found.attrs.get("note") or Note("note_no_case")))
    heads = (
        (say("tab_activities_day"), ""),
        (say("tab_activities_kind"), ""),
        (say("tab_reviews_rate"), "num"),
        (say("tab_interval"), "num wide-only"),
        (say("tab_reviews_change"), "num"),
        (say("tab_interval"), "num"),
        (say("tab_reviews_others"), "num wide-only"),
    )
    return DataTable(
        "tab-reviews",
        table,
        say("tab_reviews_title", n=number(len(found))),
        heads,
        tuple(_review_row(study, row) for row in found.to_dict("records")),
        joined(study.source, say("tab_reviews_note", days=number(REVIEW_DAYS))),
        _how(study, say("reviews_how"), "sq.review_activities(c)"),
    )


def _review_row(study: Study, row: dict[object, object]) -> tuple[Cell, ...]:
    def figure(id: str, *names: str) -> Estimate:
        value, low, high, n, k = (float(str(row[name])) if name else np.nan for name in names)
        return masked(study.community, Estimate(id, value, low, high, n, k))

    took = figure("participation_rate", "value", "low", "high", "n", "k")
    change = figure("relative_change", "change", "change_low", "change_high", "change_n", "")
    cells = [Cell(f"{row['day']:%Y-%m-%d}", "nowrap"), Cell(label(str(row["kind"])))]
    for found, kind in ((took, "num wide-only"), (change, "num")):
        hidden = _HIDDEN if found.note else MISSING
        cells.append(Cell(amount(found.value, found.unit) if found.measurable else hidden, "num strong"))
        cells.append(Cell(interval(found.low, found.high, found.unit), kind))
    return (*cells, Cell(number(float(str(row["others"]))), "num wide-only"))


# -- calendar --------------------------------------------------------------------------------------------


def calendar_part(study: Study, table: int, rules: CalendarRules) -> Block:
    """Propose a week of content; not from the hours of fewer than five members."""
    active = int((member_hours(study.community).sum(axis=1) > 0).sum())
    if is_small(np.nan, active).item() and not study.community.synthetic:
        return Paragraph(say("calendar_unmeasured", reason=Note("report_suppressed")))
    try:
        plan = chapters.content_calendar(study.community, weeks=CALENDAR_WEEKS, rules=rules)
    except NotEnoughDataError as error:
        return Paragraph(say("calendar_unmeasured", reason=error.found))
    heads = [(say(f"tab_calendar_{name}"), "num" if name == "hour" else "") for name in plan.columns]
    title = say(
        "tab_calendar_title",
        weeks=CALENDAR_WEEKS,
        n=number(len(plan)),
        k=number((plan["category"] == "promotion").sum()),
    )
    return DataTable(
        "tab-calendar",
        table,
        title,
        tuple(heads),
        tuple(_calendar_row(row) for row in plan.to_dict("records")),
        joined(study.source, say("calendar_note")),
        _how(
            study,
            say("calendar_how", ceiling=percent(rules.promotion_ceiling, 0)),
            f"sq.content_calendar(c, weeks={CALENDAR_WEEKS})",
        ),
    )


def _calendar_row(row: dict[object, object]) -> tuple[Cell, ...]:
    day, fixture = row["day"], str(row["fixture"])
    assert isinstance(day, dt.date)
    return (
        Cell(f"{day:%Y-%m-%d}", "nowrap"),
        Cell(f"{row['hour']}:00", "num"),
        Cell(label(f"category_{row['category']}")),
        Cell(label(f"form_{row['form']}")),
        Cell(label(fixture) if fixture else ""),
    )
