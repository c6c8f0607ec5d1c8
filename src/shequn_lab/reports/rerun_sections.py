"""Sections of a rerun's page: where the claims come out, what moves them, and the ranges behind it."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from shequn_lab import plots
from shequn_lab.cases import Range, Reading, Rerun, parts
from shequn_lab.cases.case import Claim, Told
from shequn_lab.cases.measuring import unit
from shequn_lab.reports.blocks import Block, Figure, How, Markup, Paragraph, Section, joined
from shequn_lab.reports.claims import claimed, reading_line, source_line
from shequn_lab.reports.data_table import Cell, DataTable
from shequn_lab.reports.sections import alt_text
from shequn_lab.terms import say, term
from shequn_lab.terms.formats import MISSING, amount, interval, number, percent, rough

_HALF = 0.5


class Figures:
    """A rerun's summary, asked for by reading and side, in words."""

    def __init__(self, result: Rerun) -> None:
        self.result = result
        self.rows: dict[tuple[str, str], dict[str, Any]] = {
            (row["reading"], row["side"]): row for row in result.summary().to_dict("records")
        }

    def unit(self, reading: Reading) -> str:
        """Name the unit of a reading's figure."""
        return unit(reading, self.result.case.baseline.currency)

    def value(self, reading: Reading, side: str, name: str = "median") -> str:
        """Write one figure of the summary in its unit."""
        value = self.rows[reading.id, side][name]
        return amount(rough(value), self.unit(reading)) if np.isfinite(value) else MISSING

    def span(self, reading: Reading, side: str) -> str:
        """Write where nine in ten runs lie."""
        row = self.rows[reading.id, side]
        return interval(rough(row["low"]), rough(row["high"]), self.unit(reading)) or MISSING

    def line(self, reading: Reading) -> list[str]:
        """Claim, figure with what was done, its spread, without it, and the runs that reach the claim."""
        sides = [self.value(reading, "treated"), self.span(reading, "treated"), self.value(reading, "baseline")]
        return [claimed(reading, self.result.case), *sides, self.reached(reading)]

    def reached(self, reading: Reading) -> str:
        """Write the share of the runs that reach the claim, with its interval."""
        if reading.value is None:
            return MISSING
        return f"{self.share(reading, 'treated')} ({self.share_span(reading, 'treated')})"

    def share(self, reading: Reading, side: str) -> str:
        """Write the share of the runs that reach the claim."""
        return percent(self.rows[reading.id, side]["share"])

    def share_span(self, reading: Reading, side: str) -> str:
        """Write the interval of that share."""
        row = self.rows[reading.id, side]
        return interval(row["share_low"], row["share_high"], "share") or MISSING


def title(result: Rerun) -> str:
    """Say how many of the readings of the claims are within reach, no more than that."""
    figures = Figures(result)
    shares = [figures.rows[r.id, "treated"]["share"] for _, r in result.case.readings if r.value is not None]
    if not shares:
        return say("rerun_title_questions" if any(True for _ in result.case.readings) else "rerun_title_nothing")
    counts = {
        "most": sum(share >= _HALF for share in shares),
        "some": sum(0 < share < _HALF for share in shares),
        "none": sum(not share > 0 for share in shares),
    }
    return say("rerun_title", all=len(shares), **counts)


# -- every claim ---------------------------------------------------------------------------------------


def overview(result: Rerun) -> Block:
    """Every claim, its reading, and where the runs put it, with and without what was done."""
    figures = Figures(result)
    heads = (
        (say("tab_claim"), ""),
        (say("tab_reading"), "wide-only"),
        (say("tab_claimed"), "num"),
        (say("tab_with"), "num"),
        (say("tab_spread"), "num wide-only"),
        (say("tab_without"), "num wide-only"),
        (say("tab_reached"), "num"),
        (say("tab_reached_without"), "num wide-only"),
    )
    rows: list[tuple[Cell, ...]] = []
    for told in result.case.told:
        if isinstance(told, Claim) and told.not_mappable:
            why = say("claim_not_mappable", why=told.not_mappable)
            blanks = [Cell(MISSING, kind) for _, kind in heads[2:]]
            rows.append((Cell(source_line(told), "strong claim"), Cell(why, "prose wide-only"), *blanks))
        for i, reading in enumerate(told.readings):
            rows.append(_overview_row(figures, source_line(told) if i == 0 else "", reading))
    caption = say("rerun_overview_title", n=number(result.n_runs))
    table = DataTable("tab-overview", 1, caption, heads, tuple(rows), say("rerun_source"), cards=True)
    head = Section("overview", say("sec_rerun_overview"), say("sec_rerun_overview"), "1")
    return Markup((head, Paragraph(joined(say("claims_apart"), say("rerun_reached_means"))), table))


def _overview_row(figures: Figures, first: str, reading: Reading) -> tuple[Cell, ...]:
    kinds = ("num", "num strong", "num wide-only", "num wide-only", "num pair")
    cells = [Cell(words, kind) for words, kind in zip(figures.line(reading), kinds, strict=True)]
    without = Cell(figures.share(reading, "baseline"), "num wide-only")
    return (Cell(first, "strong claim"), Cell(reading_line(reading), "prose wide-only"), *cells, without)


# -- reading by reading --------------------------------------------------------------------------------


def readings(result: Rerun) -> Block:
    """Each reading: its distribution over the runs, and what moves it."""
    found: list[Block] = [Section("readings", say("sec_rerun_readings"), say("sec_rerun_readings"), "2")]
    figures, n = Figures(result), 0
    for told, reading in result.case.readings:
        found.append(Paragraph(joined(*_read(told, reading)), lead=f"{source_line(told)}{say('est_colon')}"))
        found.append(_distribution(figures, reading, n + 1))
        found.append(_tornado(figures, reading, n + 2))
        found.append(Paragraph(_where(result, reading)))
        n += 2
    return Markup(tuple(found))


def _read(told: Told, reading: Reading) -> tuple[str, ...]:
    """Say how a claim is read, and once for each claim what its source leaves undefined."""
    stop = say("rerun_full_stop")
    first = isinstance(told, Claim) and told.readings[0] is reading
    undefined = (say("claim_undefined", words=told.undefined),) if isinstance(told, Claim) and first else ()
    return (reading_line(reading) + stop, *undefined)


def _distribution(figures: Figures, reading: Reading, n: int) -> Figure:
    result, row = figures.result, figures.rows[reading.id, "treated"]
    said = {
        "value": figures.value(reading, "treated"),
        "span": figures.span(reading, "treated"),
        "without": figures.value(reading, "baseline"),
        "claim": claimed(reading, result.case),
        "share": figures.share(reading, "treated"),
        "interval": figures.share_span(reading, "treated"),
        "most": percent(row["share_high"]),
        "n": number(row["n"]),
        "share_without": figures.share(reading, "baseline"),
    }
    kind = (
        "none_measured" if not row["n"] else "open" if reading.value is None else "never" if not row["k"] else "share"
    )
    caption = say(f"rerun_figure_{kind}", **said)
    error, chance = (amount_of(row[name], figures.unit(reading)) for name in ("error", "chance"))
    under = say("rerun_figure_under", mean=figures.value(reading, "treated", "mean"), error=error, chance=chance)
    return Figure(
        f"fig-{reading.id}",
        n,
        caption,
        under,
        alt_text(caption, under),
        say("rerun_source"),
        How(term(reading.metric).definition, str(reading.population), "", _code(result, reading, "figures")),
        partial(_draw_rerun, result.figures(reading.id), reading.value, figures.unit(reading)),
    )


def _draw_rerun(frame: pd.DataFrame, claim: float | None, of: str, phone: bool) -> Any:
    return plots.plot_rerun(frame, claim=claim, unit=of, phone=phone)


def amount_of(error: float, of: str) -> str:
    """Write a standard error in the unit of its figure; a relative change's in points."""
    return amount(rough(error), "points" if of in ("relative", "share") else of)


def _tornado(figures: Figures, reading: Reading, n: int) -> Figure:
    result, of = figures.result, figures.unit(reading)
    frame = result.tornado(reading.id)
    by_name = {range_.parameter: range_ for range_ in result.ranges}
    frame = frame.assign(
        label=[meaning(name) for name in frame["parameter"]],
        low_text=[held(by_name[name].low, name) for name in frame["parameter"]],
        high_text=[held(by_name[name].high, name) for name in frame["parameter"]],
    )
    if frame.empty or not np.isfinite(frame["swing"].iloc[0]):
        caption = say("rerun_tornado_none")
    else:
        first = frame.iloc[0]
        ends = (amount(rough(first["at_low"]), of), amount(rough(first["at_high"]), of))
        caption = say("rerun_tornado_title", parameter=first["label"], low=ends[0], high=ends[1])
    under = say("rerun_tornado_under")
    return Figure(
        f"fig-{reading.id}-tornado",
        n,
        caption,
        under,
        alt_text(caption, under),
        say("rerun_source"),
        How(
            "", say("rerun_methods_alone", seeds=result.alone["seed"].nunique()), "", _code(result, reading, "tornado")
        ),
        partial(_draw_tornado, frame, reading.value, of),
    )


def _draw_tornado(frame: pd.DataFrame, claim: float | None, of: str, phone: bool) -> Any:
    return plots.plot_tornado(frame, claim=claim, unit=of, phone=phone)


def _code(result: Rerun, reading: Reading, method: str) -> str:
    given = f", set={dict(result.set)!r}" if result.set else ""
    return (
        "from shequn_lab.cases import load_case, rerun\n\n"
        f'found = rerun(load_case("{result.case.id}"), seeds={result.n_runs}{given})\nfound.{method}("{reading.id}")'
    )


def _where(result: Rerun, reading: Reading) -> str:
    """Say under which assumptions a claim comes out: in which thirds of the range that matters most."""
    frame, order = result.thirds(reading.id), result.tornado(reading.id)
    if reading.value is None or order.empty or frame.empty:
        return say("rerun_where_open") if reading.value is None else ""
    if not frame["k"].sum():
        return say("rerun_where_never")
    told = []
    for name in order["parameter"].iloc[:3]:
        rows = frame[frame["parameter"] == name].set_index("third")
        ends = {third: percent(rows.loc[third, "share"], 0) for third in ("lower", "upper")}
        told.append(say("rerun_where_third", parameter=meaning(name), **ends))
    return say("rerun_where", thirds=say("rerun_semicolon").join(told))


# -- the ranges ----------------------------------------------------------------------------------------


def ranges(result: Rerun) -> Block:
    """List the ranges as they were stated beforehand, with the case's own values and the reasons."""
    heads = (
        (say("simulate_head_parameter"), ""),
        (say("tab_held"), "num wide-only"),
        (say("simulate_head_low"), "num"),
        (say("simulate_head_high"), "num"),
        (say("tab_within"), "wide-only"),
        (say("tab_reason"), "wide-only"),
    )
    table = DataTable(
        "tab-ranges", 2, say("rerun_ranges_title"), heads, tuple(_range_row(result, r) for r in result.ranges), ""
    )
    head = Section("ranges", say("sec_rerun_ranges"), say("sec_rerun_ranges"), "3")
    return Markup((head, Paragraph(say("rerun_ranges_text")), table))


def _range_row(result: Rerun, range_: Range) -> tuple[Cell, ...]:
    name = range_.parameter
    own = parts.value(result.pair.treated, name)
    return (
        Cell(f"{meaning(name)} `{name}`"),
        Cell(held(own, name), "num nowrap wide-only"),
        Cell(held(range_.low, name), "num nowrap pair"),
        Cell(held(range_.high, name), "num nowrap pair"),
        Cell(say(f"rerun_within_{range_.within}"), "wide-only"),
        Cell(str(range_.reason), "muted wide-only"),
    )


def meaning(parameter: str) -> str:
    """Say what a parameter is, with its part."""
    name, _, part = parameter.rstrip("]").partition("[")
    words = say(f"simulate_about_{name}")
    if not part:
        return words
    return say("rerun_part", words=words, part=part if part.isdigit() else say(f"simulate_part_{part}"))


def held(value: float, parameter: str) -> str:
    """Write a parameter's value: shares as per cent, the rest with its unit."""
    about = parts.known()[parameter][1]
    if about.unit == "share":
        return percent(value)
    text = f"{value:,.6g}"
    return text if about.unit in ("factor", "count", "flag", "log") else f"{text} {say(f'simulate_unit_{about.unit}')}"
