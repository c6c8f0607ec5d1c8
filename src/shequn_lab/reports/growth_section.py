"""Section of the report on growth: who is new, back and gone, where joiners come from, and whom members bring."""

from __future__ import annotations

import numpy as np
import pandas as pd

from shequn_lab import metrics, plots
from shequn_lab.model import Estimate
from shequn_lab.reports.blocks import Block, Figure, Markup, Paragraph, Section, joined
from shequn_lab.reports.data_table import Cell, DataTable
from shequn_lab.reports.retention_section import joiners
from shequn_lab.reports.sections import alt_text, how
from shequn_lab.reports.study import Study, span
from shequn_lab.reports.suppression import count, is_small, masked, masked_mix, masked_states
from shequn_lab.reports.telling import left_out, premise, sentence
from shequn_lab.terms import label, say
from shequn_lab.terms.formats import MISSING, interval, number, percent

_WITHIN = 30


def growth(study: Study) -> Block:
    """Section 6: where the community's size comes from."""
    community, short = study.community, say("sec_growth")
    weeks, ratio = metrics.growth_accounting(community), masked(community, metrics.quick_ratio(community))
    title = say("sec_growth_title", value=number(ratio.value, 2)) if ratio.measurable else short
    parts: list[Block] = [Section("growth", title, short, "6")]
    if words := _words(study):
        parts.append(Paragraph(words))
    if len(weeks) > 1:
        parts.append(_weeks_figure(study, masked_states(community, weeks), ratio))
    else:
        parts.append(premise(ratio.note))
    mix = metrics.source_mix(community)
    if not mix.empty and mix["n"].max() > 0:
        parts.append(_source_figure(study, masked_mix(community, mix)))
    if community.invitations is not None:
        generations = metrics.invitation_generations(community, within_days=_WITHIN)
        if len(generations):
            parts.append(_generations_table(study, generations))
    return Markup(tuple(parts))


def _words(study: Study) -> str:
    community = study.community
    told = {
        "find_growth_present": metrics.members_present(community),
        "find_growth_joins": metrics.joins_total(community),
        "find_growth_k": metrics.k_factor(community, within_days=_WITHIN),
    }
    return joined(*(sentence(id, masked(community, e)) for id, e in told.items()))


def _weeks_figure(study: Study, weeks: pd.DataFrame, ratio: Estimate) -> Figure:
    title = say("fig_weeks_title_any")
    if ratio.measurable:
        ends = span(ratio) or MISSING
        title = say(
            "fig_weeks_title", value=number(ratio.value, 2), interval=ends, k=number(ratio.k), n=number(ratio.n)
        )
    subtitle = say("fig_weeks_subtitle")
    return Figure(
        "fig-weeks",
        9,
        title,
        subtitle,
        alt_text(title, subtitle),
        joined(study.source, say("fig_weeks_source")),
        how(study, "growth_accounting", "sq.plot_growth_accounting(sq.growth_accounting(c))"),
        lambda phone: plots.plot_growth_accounting(weeks, phone=phone),
    )


def _source_figure(study: Study, mix: pd.DataFrame) -> Figure:
    frame = mix.reset_index()
    frame["name"] = [label(str(channel)) for channel in frame["channel"]]
    shown = frame[~frame["suppressed"]].sort_values("value", ascending=False)
    title = say("fig_sources_title_any")
    if len(shown):
        first = shown.iloc[0]
        ends = interval(first["low"], first["high"], "share")
        said = {"channel": first["name"], "share": percent(first["value"]), "interval": ends}
        title = say("fig_sources_title", **said, n=count(study.community, first["n"]))
    subtitle = say("fig_sources_subtitle")
    referral = metrics.source_share(study.community, "referral")
    base = say("how_base_joiners", n=count(study.community, frame["n"].max()))
    return Figure(
        "fig-sources",
        10,
        title,
        subtitle,
        alt_text(title, subtitle),
        study.source,
        how(study, "source_mix", "sq.source_mix(c)", base, left_out(study, referral.excluded)),
        lambda phone: plots.plot_shares(frame, phone=phone),
    )


def _generations_table(study: Study, generations: pd.DataFrame) -> DataTable:
    heads = (
        (say("tab_generation"), "num"),
        (say("tab_generation_roots"), "num wide-only"),
        (say("tab_generation_before"), "num"),
        (say("tab_generation_members"), "num"),
        (say("tab_generation_ratio"), "num"),
        (say("tab_interval"), "num"),
    )
    rows = []
    for row in generations.to_dict("records"):
        sizes = [row[name] for name in ("n_roots", "n_before", "n_members")]
        small = any(is_small(np.nan, size).item() for size in sizes) and not study.community.synthetic
        told = (count(study.community, size) for size in sizes)
        ratio = MISSING if small or not np.isfinite(row["value"]) else number(row["value"], 3)
        ends = "" if small else interval(row["low"], row["high"], "ratio")
        kinds = ("num wide-only", "num", "num")
        cells = [Cell(words, kind) for words, kind in zip(told, kinds, strict=True)]
        rows.append((Cell(number(row["generation"]), "num"), *cells, Cell(ratio, "num strong"), Cell(ends, "num")))
    factor = masked(study.community, metrics.k_factor(study.community, within_days=_WITHIN))
    title = say("tab_generations_title_any")
    if factor.measurable:
        said = {"value": number(factor.value, 3), "interval": span(factor) or MISSING, "n": number(factor.n)}
        title = say("tab_generations_title", **said)
    code = f"sq.invitation_generations(c, within_days={_WITHIN})"
    table_how = how(study, "invitation_generations", code, joiners(study)[0], left_out(study, factor.excluded))
    return DataTable(
        "tab-generations", 5, title, heads, tuple(rows), say("tab_generations_source", days=_WITHIN), table_how
    )
