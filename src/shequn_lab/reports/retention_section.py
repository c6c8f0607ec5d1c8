"""Section 2 of the report: who came back, in every reading."""

from __future__ import annotations

import numpy as np
import pandas as pd

from shequn_lab import metrics, plots
from shequn_lab.metrics.activity import population
from shequn_lab.model import Estimate
from shequn_lab.plots import range_mark
from shequn_lab.reports.blocks import Block, Figure, Markup, Paragraph, Section, joined
from shequn_lab.reports.data_table import Cell, DataTable
from shequn_lab.reports.sections import alt_text, how
from shequn_lab.reports.study import CURVE_DAYS, LONG_DAYS, Study, span
from shequn_lab.reports.suppression import count, is_small, masked, masked_cohorts, masked_within
from shequn_lab.rollups import joins
from shequn_lab.terms import language, say
from shequn_lab.terms.formats import interval, number, percent


def retention(study: Study) -> Block:
    """Section 2: who came back, in every reading; or why that cannot be known."""
    if not study.has_cohorts:
        title = say("sec_retention_title_none")
        reason = metrics.retention_on(study.community, 1).note
        words = say("premise_no_joins") if reason.id == "note_no_joins" else say("premise_other", reason=reason)
        head = Section("retention", title, say("sec_retention"), "2")
        return Markup((head, Paragraph(words, premise=say("premise"))))
    within = study.retention("within", LONG_DAYS)
    title = say("sec_retention_title", value=percent(within.value)) if within.measurable else say("sec_retention")
    parts: list[Block] = [Section("retention", title, say("sec_retention"), "2")]
    if study.community.assume_first_seen_is_join:
        parts.append(Paragraph(_premise(study), premise=say("premise")))
    parts += [_cohort_figure(study), _curve_figure(study), _meanings_table(study), _survival_figure(study)]
    return Markup(tuple(parts))


def _or_dash(e: Estimate) -> str:
    return percent(e.value) if e.measurable else "—"


def _premise(study: Study) -> str:
    joined, counted = joins(study.community), population(study.community)
    run_in, kept = (count(study.community, int((part & counted).sum())) for part in (joined.run_in, joined.known))
    return say("premise_assumed", days=study.community.run_in_days, run_in=run_in, kept=kept)


def joiners(study: Study) -> tuple[str, str]:
    """Return base and exclusions of the retention figures."""
    e = metrics.retention_on(study.community, 1)
    n = int(e.n) + int(e.excluded.get("excluded_not_yet_observed", 0))
    dot, comma = ("。", "；") if language() == "zh" else (".", "; ")
    left_out = [
        f"{say(k)} {count(study.community, v)}" for k, v in e.excluded.items() if v and k != "excluded_not_yet_observed"
    ]
    return say("how_base_joiners", n=count(study.community, n)), comma.join(left_out) + dot if left_out else say(
        "report_no_exclusions"
    )


def _cohort_figure(study: Study) -> Figure:
    community = study.community
    table, overall = metrics.cohort_retention(community), metrics.cohort_within(community, LONG_DAYS)
    p = metrics.cohorts_differ(overall)
    masked_table, overall = masked_cohorts(community, table), masked_within(community, overall)
    week = masked_table.loc[[(pd.NaT, 1)]].iloc[0] if (pd.NaT, 1) in table.index else None
    hidden = week is None or week["suppressed"] or week["secondary"]
    if week is None or hidden or not np.isfinite(week["value"]) or not np.isfinite(p):
        title = say("fig_cohorts_title")
    else:
        title = say(
            f"fig_cohorts_title_{'flat' if p >= 0.05 else 'differ'}",
            value=percent(week["value"]),
            interval=interval(week["low"], week["high"], "share"),
            n=number(week["n"]),
            p=f"{p:.2f}" if p >= 0.005 else "0.00",
        ).replace("p = 0.00", "p < 0.005")
    if not masked_table["value"].notna().any():
        masked_table.attrs["note"] = say("note_cohorts_short")
    subtitle, (base, left_out) = say("fig_cohorts_subtitle"), joiners(study)
    code = f"sq.plot_cohorts(sq.cohort_retention(c), overall=sq.cohort_within(c, {LONG_DAYS}))"
    return Figure(
        "fig-cohorts",
        3,
        title,
        subtitle,
        alt_text(title, subtitle),
        joined(study.source, say("fig_cohorts_source")),
        how(study, "cohort_retention", code, base, left_out),
        lambda phone: plots.plot_cohorts(
            masked_table,
            overall=overall,
            overall_days=LONG_DAYS,
            first_seen=community.assume_first_seen_is_join,
            phone=phone,
        ),
    )


def _curve_figure(study: Study) -> Figure:
    within, on = study.retention("within", LONG_DAYS), study.retention("on", LONG_DAYS)
    if within.measurable and on.measurable and on.value < within.value:
        title = say(
            "fig_curves_title",
            within=percent(within.value),
            within_interval=span(within),
            n=number(within.n),
            on=percent(on.value),
            on_interval=span(on),
        )
    else:
        title = say("fig_curves_title_any")
    subtitle, (base, left_out) = say("fig_curves_subtitle", horizon=study.horizon), joiners(study)
    frame = metrics.retention_curves(study.community, until=CURVE_DAYS, horizon=study.horizon)
    frame["suppressed"] = is_small(frame["k"], frame["n"]) & (not study.community.synthetic)
    code = f"sq.plot_retention_curves(sq.retention_curves(c, until={CURVE_DAYS}, horizon={study.horizon}))"
    return Figure(
        "fig-curves",
        4,
        title,
        subtitle,
        alt_text(title, subtitle),
        study.source,
        how(study, "retention_within", code, base, left_out),
        lambda phone: plots.plot_retention_curves(
            frame, horizon=study.horizon, first_seen=study.community.assume_first_seen_is_join, phone=phone
        ),
    )


def _meanings_table(study: Study) -> DataTable:
    frame = metrics.retention_definitions(study.community, LONG_DAYS)
    hidden = is_small(frame["k"], frame["n"]) & (not study.community.synthetic)
    shown = frame[~hidden & frame["value"].notna()]
    top = min(1.0, np.ceil(10 * shown["high"].max() + 0.5) / 10) if len(shown) else 1.0
    literal = study.retention("on", LONG_DAYS - 1)
    after = metrics.retention_after(study.community, LONG_DAYS).note.values.get("days", "—")
    ends = [percent(x) for x in (shown["value"].min(), shown["value"].max())] if len(shown) else []
    apart = "" if len(set(ends)) == 2 else "_any"
    title = say(f"tab_meanings_title{apart}", n=LONG_DAYS, **dict(zip(("low", "high"), ends, strict=False)))
    heads = (
        (say("tab_meanings_reading"), ""),
        (say("tab_meanings_meaning"), "wide-only"),
        (say("tab_value_percent"), "num"),
        (say("tab_interval_percent"), "num"),
        (say("tab_k"), "num"),
        (say("tab_n"), "num"),
        (f"0\t{percent(top, 0)}", "wide-only"),
    )
    rows = tuple(
        _meaning_row(f"{key[0]}_{key[1]}", row, bool(hide), top)
        for (key, row), hide in zip(frame.iterrows(), hidden, strict=True)
    )
    base, left_out = joiners(study)
    note = say("tab_meanings_source", n=LONG_DAYS, literal=LONG_DAYS - 1, value=_or_dash(literal), followed=after)
    return DataTable(
        "tab-meanings",
        2,
        title,
        heads,
        rows,
        note,
        how(study, "retention_definitions", f"sq.retention_definitions(c, {LONG_DAYS})", base, left_out),
    )


def _meaning_row(key: str, row: pd.Series, hide: bool, top: float) -> tuple[Cell, ...]:
    names = (Cell(say(f"reading_{key}"), "nowrap"), Cell(say(f"meaning_{key}", n=LONG_DAYS), "muted wide-only"))
    if hide or not np.isfinite(row["value"]):
        gap = "<5" if hide else "—"
        blank = (Cell(gap, "num"), Cell("", "num"), Cell("", "num"), Cell("", "num"), Cell("", "wide-only"))
        return names + blank
    low, value, high = row["low"], row["value"], row["high"]
    label = f"{percent(value)} ({percent(low)}–{percent(high)})"
    return (
        *names,
        Cell(number(100 * value, 1), "num strong"),
        Cell(f"{number(100 * low, 1)}–{number(100 * high, 1)}", "num"),
        Cell(number(row["k"]), "num"),
        Cell(number(row["n"]), "num"),
        Cell(range_mark(low, value, high, start=0, end=top, label=label), "mark wide-only", svg=True),
    )


def _survival_figure(study: Study) -> Figure:
    median = masked(study.community, metrics.survival_median(study.community))
    frame = metrics.survival(study.community)
    frame["suppressed"] = is_small(frame["n"], frame["n"]) & (not study.community.synthetic)
    if median.measurable:
        title = say("fig_survival_title", value=number(median.value), interval=span(median), n=number(median.n))
    elif median.note.id == "note_not_reached":
        title = say("fig_survival_title_open", n=number(median.n))
    else:
        title = say("fig_survival_title_any")
    subtitle, (base, left_out) = say("fig_survival_subtitle"), joiners(study)
    value = median.value if median.measurable else None
    return Figure(
        "fig-survival",
        5,
        title,
        subtitle,
        alt_text(title, subtitle),
        study.source,
        how(study, "survival", "sq.plot_survival(sq.survival(c))", base, left_out),
        lambda phone: plots.plot_survival(frame, median=value, phone=phone),
    )
