"""Section of the report on monetisation: the path as a checklist, both funnels, ways of earning, assumptions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from shequn_lab import chapters, metrics
from shequn_lab.model import Estimate
from shequn_lab.reports.blocks import Block, How, Markup, Paragraph, Section, joined
from shequn_lab.reports.data_table import Cell, DataTable
from shequn_lab.reports.retention_section import joiners
from shequn_lab.reports.sections import how, opening_code
from shequn_lab.reports.study import Study, span
from shequn_lab.reports.suppression import SMALLEST, masked, masked_funnels
from shequn_lab.terms import label, say, term
from shequn_lab.terms.formats import MISSING, amount, ends, interval, money, number, percent

#: Place of the section and of its tables in the report.
NUMERAL, TABLES = "12", (11, 12, 13, 14)
_OPEN = ("undecided", "not_measurable")


def monetisation(study: Study) -> Block:
    """Section on monetisation; what a source does not hold is not measurable, and never guessed."""

    def seen(estimate: Estimate) -> Estimate:
        return masked(study.community, estimate)

    path = chapters.business_path(study.community, seen=seen)
    parts: list[Block] = [Section("monetisation", _title(path), say("sec_monetisation"), NUMERAL)]
    parts += [Paragraph(say("path_goal")), _path_table(study, path)]
    parts.append(_funnel_table(study))
    told = chapters.community_type(study.community, seen=seen)
    fit = chapters.mode_fit(study.community, told=told)
    modes = chapters.mode_economics(study.community, seen=seen)
    inputs = chapters.mode_inputs(study.community, seen=seen)
    parts += [_modes_table(study, modes, fit), _inputs_table(study, inputs, str(modes.attrs["currency"]))]
    return Markup(tuple(parts))


# -- the path ----------------------------------------------------------------------------------------------


def _title(path: pd.DataFrame) -> str:
    stages = chapters.path_stages(path)["outcome"]
    told = [
        say("path_stage_told", stage=label(str(id)), outcome=say(f"path_{outcome}")) for id, outcome in stages.items()
    ]
    return say("sec_monetisation_title", told=say("list_comma").join(told))


def _path_table(study: Study, path: pd.DataFrame) -> DataTable:
    heads = (
        (say("tab_path_stage"), ""),
        (say("tab_path_criterion"), ""),
        (say("tab_path_needed"), "num"),
        (say("tab_kpi_value"), "num"),
        (say("tab_interval"), "num"),
        ("n", "num wide-only"),
        (say("tab_path_outcome"), ""),
    )
    reached, open_ = (path["outcome"] == "reached").sum(), path["outcome"].isin(_OPEN).sum()
    counts = {"n": len(path), "reached": reached, "open": open_, "not_reached": len(path) - reached - open_}
    title = say("tab_path_title", **{key: number(value) for key, value in counts.items()})
    stages = [(label(stage), term(stage).definition) for stage in chapters.STAGES]
    code = opening_code(study) + "path = sq.business_path(c)\nsq.path_stages(path)"
    rule = How(say("path_how"), study.base, study.excluded_rows, code, tuple(stages))
    rows = tuple(_path_row(row) for row in path.to_dict("records"))
    return DataTable("tab-path", TABLES[0], title, heads, rows, study.source, rule, cards=True)


def _path_row(row: Mapping[Any, Any]) -> tuple[Cell, ...]:
    figure: Estimate = row["figure"]
    unit, word = figure.unit, say(f"path_{row['outcome']}")
    known = figure.measurable
    told = word if known else say("path_because", outcome=word, reason=row["note"])
    return (
        Cell(label(row["stage"]), "nowrap"),
        Cell(figure.label),
        Cell(say("path_at_least", needed=amount(row["needed"], unit)), "num nowrap"),
        Cell(amount(figure.value, unit) if known else MISSING, "num strong"),
        Cell((span(figure) or MISSING) if known else "", "num"),
        Cell(number(figure.n) if known else "", "num wide-only"),
        Cell(told, "strong" if known else "muted"),
    )


# -- both funnels ------------------------------------------------------------------------------------------


def _funnel_table(study: Study) -> Block:
    closed, opened = masked_funnels(
        study.community, metrics.funnel(study.community), metrics.open_funnel(study.community)
    )
    if closed.empty:
        reason = closed.attrs["note"]
        return Paragraph(say("funnels_unmeasured", reason=reason), how=how(study, "funnel", "sq.funnel(c)"))
    heads = (
        (say("tab_funnels_step"), ""),
        (say("tab_funnels_closed"), "num"),
        (say("tab_funnels_rate"), "num"),
        (say("tab_funnels_days"), "num"),
        (say("tab_funnels_open"), "num"),
        (say("tab_funnels_rate_open"), "num"),
        (say("tab_funnels_days_open"), "num"),
    )
    members = [frame[frame["step"] != "reach"].to_dict("records") for frame in (closed, opened)]
    rows = tuple(_step_row(*pair) for pair in zip(*members, strict=True))
    known = how(study, "funnel", "sq.funnel(c)\nsq.open_funnel(c)", *joiners(study))
    known = How(
        joined(known.definition, term("open_funnel").definition, say("funnels_how")),
        known.base,
        known.excluded,
        known.code,
    )
    title = say("tab_funnels_title", days=number(closed.attrs["followed_days"]))
    return DataTable("tab-funnels", TABLES[1], title, heads, rows, study.source, known, cards=True)


def _step_row(closed: Mapping[Any, Any], opened: Mapping[Any, Any]) -> tuple[Cell, ...]:
    name = Cell(label(closed["step"]), "strong nowrap")
    if closed["suppressed"]:
        return (name, Cell(f"<{SMALLEST}", "num"), *[Cell(MISSING, "num")] * 5)
    if not np.isfinite(closed["n"]):
        return (name, *[Cell(MISSING, "num")] * 5, Cell(closed["note"], "muted"))
    cells: list[Cell] = []
    for row in (closed, opened):
        rate = _with_ends(
            percent(row["of_previous"]), interval(row["of_previous_low"], row["of_previous_high"], "share")
        )
        days = _with_ends(number(row["median_days"], 1), _days(row["median_days_low"], row["median_days_high"]))
        cells += [Cell(number(row["n"]), "num strong"), Cell(rate, "num pair"), Cell(days, "num pair")]
    return (name, *cells)


def _days(low: float, high: float) -> str:
    return ends(number(low, 1), number(high, 1)) if np.isfinite(low) and np.isfinite(high) else ""


def _with_ends(value: str, between: str) -> str:
    return say("figure_with_interval", value=value, interval=between) if between and value != MISSING else value


# -- ways of earning ---------------------------------------------------------------------------------------


def _modes_table(study: Study, modes: pd.DataFrame, fit: pd.DataFrame) -> DataTable:
    currency = str(modes.attrs["currency"])
    heads = (
        (say("tab_modes_mode"), ""),
        (say("tab_modes_basis"), ""),
        (say("tab_modes_revenue", currency=currency), "num wide-only"),
        (say("tab_modes_margin", currency=currency), "num"),
        (say("tab_modes_break_even"), "num"),
        (say("tab_modes_covered"), ""),
        (say("tab_modes_fit"), ""),
    )
    present = modes["members_present"].iloc[0]
    there = say("modes_present", n=number(present)) if np.isfinite(present) else say("modes_no_roster")
    told = str(fit.attrs["reason"])
    type_ = say("modes_type_open", reason=told) if told else say("modes_type", type=label(str(fit.attrs["type"])))
    names = tuple((label(str(id)), term(str(id)).definition) for id in modes.index)
    code = opening_code(study) + "sq.mode_economics(c)\nsq.mode_fit(c)"
    rule = How(say("modes_how"), study.base, study.excluded_rows, code, names)
    rows = tuple(
        _mode_row(str(id), row, str(fit.loc[id, "here"]), currency)
        for id, row in zip(modes.index, modes.to_dict("records"), strict=True)
    )
    remark = joined(study.source, there, type_, say("modes_fit_own"))
    return DataTable("tab-modes", TABLES[2], say("tab_modes_title"), heads, rows, remark, rule, cards=True)


def _mode_row(id: str, row: Mapping[Any, Any], here: str, currency: str) -> tuple[Cell, ...]:
    margin = interval(row["margin_low_minor"], row["margin_high_minor"], f"minor {currency}")
    needed = number(row["break_even_members"])
    assumed = row["basis"] == "assumed"
    return (
        Cell(label(id), "strong"),
        Cell(say(f"basis_{row['basis']}"), "muted" if assumed else ""),
        Cell(money(row["revenue_minor"], currency), "num wide-only"),
        Cell(_with_ends(money(row["margin_minor"], currency), margin), "num strong pair"),
        Cell(_with_ends(needed, _members(row["break_even_low"], row["break_even_high"])), "num pair"),
        Cell(say(f"cover_{row['outcome']}")),
        Cell(say(f"fit_{here}" if here in ("good", "possible", "poor") else f"path_{here}")),
    )


def _members(low: float, high: float) -> str:
    """Write the ends of a number of members; of one that is open above, its lower end."""
    if np.isfinite(low) and not np.isfinite(high):
        return f"≥ {number(low)}"
    return interval(low, high, "members")


def _inputs_table(study: Study, inputs: pd.DataFrame, currency: str) -> DataTable:
    heads = (
        (say("tab_modes_mode"), ""),
        (say("tab_inputs_taken"), ""),
        (say("tab_inputs_price", currency=currency), ""),
        (say("tab_inputs_margin"), ""),
        (say("tab_inputs_fixed", currency=currency), ""),
    )
    code = opening_code(study) + 'sq.mode_inputs(c)\nsq.mode_economics(c, {"membership_fee": {"price_per_act": 4900}})'
    names = tuple((label(id), term(id).definition) for id in dict.fromkeys(inputs["input"]))
    rule = How(say("inputs_how"), study.base, study.excluded_rows, code, names)
    rows = tuple(_input_row(str(id), part) for id, part in inputs.groupby("mode", sort=False))
    n = int((inputs["basis"] == "measured").sum())
    title = say("tab_inputs_title", n=number(n), all=number(len(inputs)))
    return DataTable(
        "tab-inputs", TABLES[3], title, heads, rows, joined(study.source, _unmeasured(inputs)), rule, cards=True
    )


def _unmeasured(inputs: pd.DataFrame) -> str:
    """Say of what could have been measured why an assumption stands in."""
    missing = inputs[(inputs["basis"] == "assumed") & (inputs["note"] != "")]
    told = [
        say("typology_because", names=say("list_comma").join(label(id) for id in part["input"]), reason=reason)
        for reason, part in missing.groupby("note", sort=False)
    ]
    return say("inputs_stand_in", told=say("outcome_semicolon").join(told)) if told else ""


def _input_row(mode: str, part: pd.DataFrame) -> tuple[Cell, ...]:
    told = {row["input"]: _input(row) for row in part.to_dict("records")}
    taken, last = list(chapters.MODES[mode].taken), ("margin_share", "fixed_per_month")
    price = [id for id in told if id not in (*taken, *last)]
    columns = [taken, price, ["margin_share"], ["fixed_per_month"]]
    *cells, fixed = [say("inputs_times").join(told[id] for id in ids) for ids in columns]
    return (Cell(label(mode), "strong"), *(Cell(words) for words in cells), Cell(fixed, "nowrap"))


def _input(row: Mapping[Any, Any]) -> str:
    value = amount(row["value"], row["unit"])
    if row["basis"] != "measured":
        return say("input_assumed", value=value)
    return say("input_measured", value=_with_ends(value, interval(row["low"], row["high"], row["unit"])))
