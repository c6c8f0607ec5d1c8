"""Money and customer value: what members and buyers bring, what winning them costs, what may still come."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from shequn_lab.cli.options import COMMUNITY, END, START, one_of
from shequn_lab.cli.output import complain, plain, tell
from shequn_lab.terms import say
from shequn_lab.terms.formats import MISSING, amount, number

if TYPE_CHECKING:
    from shequn_lab.model import Community, Estimate


@dataclass(frozen=True)
class _Asked:
    """What no table holds, and the reader has to say."""

    currency: str | None
    margin_share: float | None
    horizon_days: int
    discount_rate: float
    acquisition_cost: int | None
    fixed_cost: int | None


def money(
    community: Annotated[str, COMMUNITY],
    format: Annotated[str, typer.Option("--format", help="help_money_format")] = "table",
    start: Annotated[str, START] = "",
    end: Annotated[str, END] = "",
    currency: Annotated[str, typer.Option("--currency", help="help_money_currency")] = "",
    margin_share: Annotated[float | None, typer.Option("--margin-share", help="help_money_margin_share")] = None,
    horizon_days: Annotated[int, typer.Option("--horizon-days", help="help_money_horizon_days")] = 365,
    discount_rate: Annotated[float, typer.Option("--discount-rate", help="help_money_discount_rate")] = 0.1,
    acquisition_cost: Annotated[int | None, typer.Option("--acquisition-cost", help="help_money_acquisition")] = None,
    fixed_cost: Annotated[int | None, typer.Option("--fixed-cost", help="help_money_fixed")] = None,
    rfm: Annotated[bool, typer.Option("--rfm", help="help_money_rfm")] = False,
) -> None:
    """Compute figures of money, or score buyers by recency, frequency and value."""
    from shequn_lab.cli.terminal import busy
    from shequn_lab.reports.suppression import masked
    from shequn_lab.storage import open_community

    kind = one_of(format, ("table", "csv", "json"))
    found = open_community(community)
    if start or end:
        found = found.between(start or found.observed.start, end or found.observed.end)
    asked = _Asked(currency or None, margin_share, horizon_days, discount_rate, acquisition_cost, fixed_cost)
    if rfm:
        _buyers(found, asked, kind)
        return
    with busy(say("cli_in_money")):
        estimates = [masked(found, e) for e in _figures(found, asked)]
    if kind == "table":
        _table(estimates)
        return
    _write([e.record() for e in estimates], kind)


def _figures(community: Community, asked: _Asked) -> Iterator[Estimate]:
    from shequn_lab import metrics

    one: dict[str, Any] = {"currency": asked.currency}
    share: dict[str, Any] = {"margin_share": asked.margin_share}
    yield metrics.net_revenue(community, **one)
    yield metrics.arpu(community, **one)
    yield metrics.arppu(community, **one)
    yield metrics.repurchase_rate(community)
    yield metrics.margin_share(community, **one)
    yield metrics.break_even_lift(community, **one)
    yield metrics.ltv_observed(community, **one, **share)
    yield metrics.customer_ltv(community, **one, **share)
    horizon, rate = asked.horizon_days, asked.discount_rate
    yield metrics.clv_predicted(community, horizon_days=horizon, discount_rate=rate, **one, **share)
    if asked.acquisition_cost is not None:
        yield metrics.cost_per_join(community, cost_minor=asked.acquisition_cost, **one)
        yield metrics.cac(community, cost_minor=asked.acquisition_cost, **one)
        yield metrics.ltv_cac(community, cost_minor=asked.acquisition_cost, **one, **share)
        yield metrics.payback_days(community, cost_minor=asked.acquisition_cost, **one, **share)
    if asked.fixed_cost is not None:
        yield metrics.break_even(community, fixed_cost_minor=asked.fixed_cost, **one, **share)
        yield metrics.break_even(community, of="orders", fixed_cost_minor=asked.fixed_cost, **one, **share)


def _table(estimates: list[Estimate]) -> None:
    from shequn_lab.cli.terminal import table
    from shequn_lab.reports.study import span

    heads = [(say("cli_in_money"), ""), (say("cli_value"), "right"), (say("cli_interval"), "right")]
    heads += [("n", "right"), (say("cli_note"), "")]
    rows = []
    for e in estimates:
        known = [amount(e.value, e.unit), span(e), number(e.n), str(e.note) if e.note else ""]
        rows.append([e.label, *(known if e.measurable else [MISSING, "", "", e.reason])])
    table(heads, rows)


def _buyers(community: Community, asked: _Asked, kind: str) -> None:
    """List buyers with their scores, or count them by scores."""
    from shequn_lab import metrics

    scored = metrics.rfm(community, currency=asked.currency)
    if note := scored.attrs.get("note"):
        # What goes into a file holds records alone.
        (tell if kind == "table" else complain)(say("not_measurable_because", reason=note))
    if kind != "table":
        rows = scored.reset_index().astype(object).to_dict("records")
        _write([{str(name): value for name, value in row.items()} for row in rows], kind)
    elif len(scored):
        _cells(community, metrics.rfm_cells(scored))


def _cells(community: Community, cells: Any) -> None:
    from shequn_lab.cli.terminal import table
    from shequn_lab.reports.suppression import SMALLEST, masked_ways

    shown = masked_ways(community, cells, ("r_score", "f_score"))
    heads = [(say("cli_rfm"), "")]
    heads += [(f"F{score}", "right") for score in dict.fromkeys(shown["f_score"])]
    rows = []
    for score, part in shown.groupby("r_score", sort=False):
        hidden = [f"<{SMALLEST}" if k < SMALLEST else MISSING for k in part["k"]]
        counts = [number(k) for k in part["k"]]
        row = [h if s else c for h, c, s in zip(hidden, counts, part["suppressed"], strict=True)]
        rows.append([f"R{score}", *row])
    table(heads, rows)


def _write(records: list[dict[str, Any]], kind: str) -> None:
    """Write one record a line; what is not known stays empty."""
    if kind == "json":
        sys.stdout.write(json.dumps(records, ensure_ascii=False, indent=2) + "\n")
        return
    writer = csv.writer(sys.stdout, lineterminator="\n")
    if records:
        writer.writerow(records[0])
    for record in records:
        cells = [json.dumps(v, ensure_ascii=False) if isinstance(v, dict) else v for v in record.values()]
        writer.writerow([plain(cell) for cell in cells])
