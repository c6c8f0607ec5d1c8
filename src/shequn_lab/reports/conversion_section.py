"""Section of the report on conversion: how far joiners come, who takes part, who buys and buys again."""

from __future__ import annotations

import pandas as pd

from shequn_lab import metrics, plots
from shequn_lab.metrics.revenue import currencies
from shequn_lab.model import Estimate
from shequn_lab.reports.blocks import Block, Figure, Markup, Paragraph, Section, joined
from shequn_lab.reports.data_table import Cell, DataTable
from shequn_lab.reports.retention_section import joiners
from shequn_lab.reports.sections import alt_text, how
from shequn_lab.reports.study import Study
from shequn_lab.reports.suppression import SMALLEST, is_small, masked, masked_steps
from shequn_lab.reports.telling import left_out, premise, sentence
from shequn_lab.terms import Note, label, say
from shequn_lab.terms.formats import MISSING, interval, number, percent

#: So many activities are listed, the latest.
MOST_ACTIVITIES = 12


def conversion(study: Study) -> Block:
    """Section 5: how far joiners come; or why that cannot be measured."""
    community, short = study.community, say("sec_conversion")
    if all(getattr(community, table) is None for table in ("orders", "participations", "leads")):
        return Markup((Section("conversion", short, short, "5"), premise(Note("premise_no_conversion"))))
    bought = masked(community, metrics.purchase_conversion(community))
    title = say("sec_conversion_title", share=percent(bought.value)) if bought.measurable else short
    parts: list[Block] = [Section("conversion", title, short, "5")]
    if words := _words(study):
        parts.append(Paragraph(words))
    steps = masked_steps(community, metrics.funnel(community))
    if steps["n"].notna().sum() > 1:
        parts.append(_funnel_figure(study, steps))
    activities = metrics.participation_rates(community)
    if activities["value"].notna().any():
        parts.append(_activities_table(study, activities))
    return Markup(tuple(parts))


def _words(study: Study) -> str:
    community = study.community
    told: dict[str, Estimate] = {
        "find_conversion_purchase": metrics.purchase_conversion(community),
        "find_conversion_activity": metrics.activity_conversion(community),
        "find_conversion_lead": metrics.lead_conversion(community),
        "find_conversion_repurchase": metrics.repurchase_rate(community),
    }
    if len(currencies(community)) == 1:
        told["find_conversion_revenue"] = metrics.net_revenue(community)
    return joined(*(sentence(id, masked(community, e)) for id, e in told.items()))


def _funnel_figure(study: Study, steps: pd.DataFrame) -> Figure:
    title = _funnel_title(steps)
    subtitle = say("fig_funnel_subtitle", days=steps.attrs.get("followed_days", MISSING))
    unseen = [label(str(step)) for step in steps.loc[steps["n"].isna(), "step"]]
    remark = say("fig_funnel_unseen", steps=say("list_comma").join(unseen)) if unseen else ""
    return Figure(
        "fig-funnel",
        8,
        title,
        subtitle,
        alt_text(title, subtitle),
        joined(study.source, remark),
        how(study, "funnel", "sq.plot_funnel(sq.funnel(c))", *joiners(study)),
        lambda phone: plots.plot_funnel(steps, phone=phone),
    )


def _funnel_title(steps: pd.DataFrame) -> str:
    """State how far joiners came: the last step that anybody is known to have reached, and how many did."""
    shown = steps[steps["of_start"].notna() & ~steps["suppressed"] & (steps["n"] > 0)]
    if len(shown) < 2 or shown["step"].iloc[0] != "join":
        return say("fig_funnel_title_any")
    last = shown.iloc[-1]
    return say(
        "fig_funnel_title",
        n=number(shown["n"].iloc[0]),
        step=label(str(last["step"])),
        k=number(last["n"]),
        share=percent(last["of_start"]),
        interval=interval(last["of_start_low"], last["of_start_high"], "share"),
    )


def _activities_table(study: Study, activities: pd.DataFrame) -> DataTable:
    community = study.community
    pooled = masked(community, metrics.participation_rate(community))
    shown = activities[activities["value"].notna()].tail(MOST_ACTIVITIES)
    title = say("tab_activities_title_any")
    if pooled.measurable:
        ends = interval(pooled.low, pooled.high, "share") or MISSING
        n = number(activities["value"].notna().sum())
        title = say("tab_activities_title", rate=percent(pooled.value), interval=ends, n=n)
    heads = (
        (say("tab_activities_day"), ""),
        (say("tab_activities_kind"), ""),
        (say("tab_activities_k"), "num"),
        (say("tab_activities_n"), "num wide-only"),
        (say("tab_activities_rate"), "num"),
        (say("tab_interval_percent"), "num"),
    )
    rows = tuple(_activity_row(row, community.synthetic) for row in shown.to_dict("records"))
    cut = say("tab_activities_cut", shown=number(len(shown))) if len(shown) < activities["value"].notna().sum() else ""
    return DataTable(
        "tab-activities",
        4,
        title,
        heads,
        rows,
        joined(study.source, cut),
        how(study, "participation_rate", "sq.participation_rates(c)", excluded=left_out(study, pooled.excluded)),
    )


def _activity_row(row: dict[object, object], synthetic: bool) -> tuple[Cell, ...]:
    k, n, value, low, high = (float(str(row[name])) for name in ("k", "n", "value", "low", "high"))
    first = (Cell(f"{row['day']:%Y-%m-%d}", "nowrap"), Cell(label(str(row["kind"]))))
    if is_small(k, n).item() and not synthetic:
        return (*first, Cell(f"<{SMALLEST}", "num"), Cell("", "num wide-only"), *[Cell("", "num")] * 2)
    ends = f"{number(100 * low, 1)}–{number(100 * high, 1)}"
    rate = number(100 * value, 1)
    counts = (Cell(number(k), "num"), Cell(number(n), "num wide-only"))
    return (*first, *counts, Cell(rate, "num strong"), Cell(ends, "num"))
