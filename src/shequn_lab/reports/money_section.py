"""Section of the report on money: what members and buyers bring, who buys how, what came by age, what may come."""

from __future__ import annotations

import pandas as pd

from shequn_lab import metrics, plots
from shequn_lab.metrics.clv import CLV_DAYS, CLV_RATE
from shequn_lab.metrics.ltv import LTV_DAYS
from shequn_lab.metrics.revenue import currencies
from shequn_lab.model import Estimate
from shequn_lab.reports.blocks import Block, Figure, How, Markup, Paragraph, Section, joined
from shequn_lab.reports.data_table import Cell, DataTable
from shequn_lab.reports.sections import alt_text, how, opening_code
from shequn_lab.reports.study import Study, span
from shequn_lab.reports.suppression import SMALLEST, count, is_small, masked, masked_cohorts, masked_ways
from shequn_lab.reports.telling import left_out, premise, sentence
from shequn_lab.terms import Note, say, term
from shequn_lab.terms.formats import MISSING, amount, number, percent
from shequn_lab.terms.formats import money as written

_FIGURES = ("arpu", "arppu", "margin_share", "break_even_lift", "ltv_observed", "customer_ltv")


def money(study: Study) -> Block:
    """Section on money; or why there is none to speak of."""
    community, short = study.community, say("sec_money")
    reason = Note("note_no_table", {"table": Note("table_orders")}) if community.orders is None else None
    if len(found := currencies(community, everywhere=True)) > 1:
        reason = Note("note_currencies", {"currencies": ", ".join(found)})
    if reason:
        return Markup((Section("money", short, short, "10"), premise(reason)))
    figures = {id: masked(community, getattr(metrics, id)(community)) for id in _FIGURES}
    told = figures["arpu"] if figures["arpu"].measurable else figures["arppu"]
    title = sentence(f"sec_money_title_{told.id}", told) or short
    parts: list[Block] = [Section("money", title, short, "10"), _figures_table(study, figures)]
    scored = metrics.rfm(community)
    if len(scored):
        parts.append(_rfm_table(study, scored))
    parts += [_ltv(study, figures["ltv_observed"]), _clv(study)]
    return Markup(tuple(parts))


def _figures_table(study: Study, figures: dict[str, Estimate]) -> DataTable:
    heads = (
        (say("tab_kpi_name"), ""),
        (say("tab_kpi_value"), "num"),
        (say("tab_interval"), "num"),
        ("n", "num"),
        (say("tab_kpi_note"), ""),
    )
    definitions = [say("money_defined", name=term(id).label, definition=term(id).definition) for id in figures]
    code = "\n".join(f"sq.{id}(c)" for id in figures)
    excluded = left_out(study, figures["arppu"].excluded)
    return DataTable(
        "tab-money",
        9,
        say("tab_money_title"),
        heads,
        tuple(_figure_row(figure) for figure in figures.values()),
        study.source,
        How(joined(*definitions), study.base, excluded, opening_code(study) + code),
        cards=True,
    )


def _figure_row(figure: Estimate) -> tuple[Cell, ...]:
    if not figure.measurable:
        return Cell(figure.label), Cell(MISSING, "num"), Cell("", "num"), Cell("", "num"), Cell(figure.reason)
    value, note = amount(figure.value, figure.unit), str(figure.note) if figure.note else ""
    ends = span(figure) or MISSING
    return Cell(figure.label), Cell(value, "num strong"), Cell(ends, "num"), Cell(number(figure.n), "num"), Cell(note)


# -- RFM -------------------------------------------------------------------------------------------------


def _rfm_table(study: Study, scored: pd.DataFrame) -> DataTable:
    cells = masked_ways(study.community, metrics.rfm_cells(scored), ("r_score", "f_score"))
    frequencies = list(dict.fromkeys(cells["f_score"]))
    heads = [(say("tab_rfm_recency"), ""), (say("tab_rfm_days"), "num")]
    heads += [(_orders_head(scored, score), "num") for score in frequencies]
    heads.append((say("tab_rfm_money", currency=scored.attrs["currency"]), "num wide-only"))
    rows = [_rfm_row(study, scored, int(score), part) for score, part in cells.groupby("r_score", sort=False)]
    hidden = bool(cells["suppressed"].any())
    title = say("tab_rfm_title_any") if hidden else say("tab_rfm_title", n=number(len(scored)))
    remark = joined(say("tab_rfm_source"), say("tab_rfm_hidden") if hidden else "")
    base = say("money_base_buyers", n=count(study.community, len(scored)))
    known = how(study, "rfm", "sq.rfm_cells(sq.rfm(c))", base, left_out(study, scored.attrs["excluded"]))
    return DataTable("tab-rfm", 10, title, tuple(heads), tuple(rows), joined(study.source, remark), known)


def _orders_head(scored: pd.DataFrame, score: float) -> str:
    own = scored.loc[scored["f_score"] == score, "n_orders"]
    return say("tab_rfm_orders", score=int(score), orders=_ends(own))


def _ends(values: pd.Series) -> str:
    low, high = number(float(values.min())), number(float(values.max()))
    return low if low == high else f"{low}–{high}"


def _rfm_row(study: Study, scored: pd.DataFrame, score: int, part: pd.DataFrame) -> tuple[Cell, ...]:
    own = scored[scored["r_score"] == score]
    few = bool(is_small(float("nan"), len(own)).item()) and not study.community.synthetic
    counts = [_count(float(row["k"]), bool(row["suppressed"])) for row in part.to_dict("records")]
    mean = written(float(own["mean_order_minor"].mean()), str(scored.attrs["currency"]))
    return (
        Cell(say("tab_rfm_score", score=score)),
        Cell(MISSING if few else _ends(own["recency_days"]), "num nowrap"),
        *(Cell(count, "num") for count in counts),
        Cell(MISSING if few else mean, "num wide-only"),
    )


def _count(k: float, hidden: bool) -> str:
    """Write a cell; one that goes with a small one is no small one itself."""
    if not hidden:
        return number(k)
    return f"<{SMALLEST}" if k < SMALLEST else MISSING


# -- what has come by age, and what may come ---------------------------------------------------------------


def _ltv(study: Study, told: Estimate) -> Block:
    values = metrics.cohort_ltv(study.community)
    if values.empty:
        words = say("money_ltv_unmeasured", reason=values.attrs["note"])
        return Paragraph(words, how=how(study, "ltv_observed", "sq.cohort_ltv(c)"))
    shown = masked_cohorts(study.community, values)
    shown.attrs = values.attrs
    title = sentence("fig_ltv_title", told) or say("fig_ltv_title_any")
    subtitle = say("fig_ltv_subtitle", days=values.attrs["block_days"])
    hidden = bool((shown["suppressed"] | shown["secondary"]).any())
    excluded = left_out(study, values.attrs["excluded"])
    return Figure(
        "fig-ltv",
        13,
        title,
        subtitle,
        alt_text(title, subtitle),
        joined(study.source, say("fig_ltv_source"), say("fig_ltv_hidden") if hidden else ""),
        how(study, "ltv_observed", f"sq.ltv_observed(c, within_days={LTV_DAYS})\nsq.plot_ltv(sq.cohort_ltv(c))",
            excluded=excluded),
        lambda phone: plots.plot_ltv(shown, phone=phone),
    )  # fmt: skip


def _clv(study: Study) -> Paragraph:
    said = {"horizon_days": CLV_DAYS, "discount_rate": CLV_RATE}
    found = masked(study.community, metrics.clv_predicted(study.community, **said))  # type: ignore[arg-type]
    code = f"sq.clv_predicted(c, horizon_days={CLV_DAYS}, discount_rate={CLV_RATE})"
    base = say("money_base_buyers", n=number(found.n)) if found.measurable else ""
    known = how(study, "clv_predicted", code, base, left_out(study, found.excluded))
    if not found.measurable:
        return Paragraph(say("find_clv_unmeasured", reason=found.note), lead=say("money_clv_lead"), how=known)
    words = joined(
        sentence("find_clv", found),
        say("find_clv_discount", rate=percent(CLV_RATE, 0)),
        say("find_clv_note", note=found.note) if found.note else "",
    )
    return Paragraph(words, lead=say("money_clv_lead"), how=known)
