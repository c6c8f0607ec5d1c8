"""Section of the report on content: what was published, how much of it promotes, and what came of it."""

from __future__ import annotations

import numpy as np

from shequn_lab import metrics, plots
from shequn_lab.metrics.promotion import PROMOTION_CEILING
from shequn_lab.model import Estimate
from shequn_lab.reports.blocks import Block, Figure, Markup, Paragraph, Section, joined
from shequn_lab.reports.data_table import Cell, DataTable
from shequn_lab.reports.sections import alt_text, how
from shequn_lab.reports.study import Study, span
from shequn_lab.reports.suppression import masked
from shequn_lab.reports.telling import left_out, premise, sentence
from shequn_lab.terms import label, say
from shequn_lab.terms.formats import MISSING, interval, number, percent


def content(study: Study) -> Block:
    """Section 4: what was published; or why that cannot be measured."""
    community, short = study.community, say("sec_content")
    promotion, rate = (
        masked(community, e) for e in (metrics.promotion_share(community), metrics.interaction_rate(community))
    )
    if not promotion.measurable and not rate.measurable:
        return Markup((Section("content", short, short, "4"), premise(rate.note)))
    title = say("sec_content_title", share=percent(promotion.value)) if promotion.measurable else short
    parts: list[Block] = [Section("content", title, short, "4"), Paragraph(_words(study))]
    if promotion.measurable:
        parts += [_promotion_figure(study, promotion), _mix_table(study)]
    return Markup(tuple(parts))


def _words(study: Study) -> str:
    """Put the rates of the posts into sentences, as far as they can be measured."""
    community = study.community
    told = {
        "find_content_rate": metrics.interaction_rate(community),
        "find_content_shares": metrics.share_rate(community),
        "find_content_pushes": metrics.push_frequency(community),
        "find_content_band": metrics.push_band_share(community),
        "find_content_ugc": metrics.ugc_share(community),
    }
    return joined(*(sentence(id, masked(community, e)) for id, e in told.items()))


def _promotion_figure(study: Study, promotion: Estimate) -> Figure:
    weeks = metrics.promotion_shares(study.community)
    posted = weeks[weeks["n"] > 0]
    run = metrics.longest_promotion_run(study.community)
    title = say(
        "fig_promotion_title",
        share=percent(promotion.value),
        interval=span(promotion),
        n=number(promotion.n),
        above=number((posted["value"] > PROMOTION_CEILING).sum()),
        weeks=number(len(posted)),
        days=number(run.value),
    )
    subtitle = say("fig_promotion_subtitle")
    base = joined(say("how_base_posts", n=number(promotion.n)), say("how_edges_weeks"))
    return Figure(
        "fig-promotion",
        7,
        title,
        subtitle,
        alt_text(title, subtitle),
        joined(study.source, say("fig_promotion_source", share=percent(PROMOTION_CEILING, 0))),
        how(
            study,
            "promotion_share",
            "sq.plot_promotion(sq.promotion_shares(c))",
            base,
            left_out(study, promotion.excluded),
        ),
        lambda phone: plots.plot_promotion(weeks, ceiling=PROMOTION_CEILING, phone=phone),
    )


def _mix_table(study: Study) -> DataTable:
    mix = metrics.content_mix(study.community)
    most = mix["interaction_rate"].idxmax() if mix["interaction_rate"].notna().any() else None
    said = {"category": label(f"category_{most}"), "rate": percent(mix["interaction_rate"].max())} if most else {}
    heads = (
        (say("tab_mix_category"), ""),
        (say("tab_mix_posts"), "num"),
        (say("tab_mix_share"), "num"),
        (say("tab_interval"), "num wide-only"),
        (say("tab_mix_reach"), "num wide-only"),
        (say("tab_mix_rate"), "num"),
        (say("tab_interval"), "num"),
    )
    rows = []
    for category, row in mix.iterrows():
        rate = row["interaction_rate"]
        rows.append(
            (
                Cell(label(f"category_{category}")),
                Cell(number(row["k"]), "num"),
                Cell(percent(row["value"]), "num"),
                Cell(interval(row["low"], row["high"], "share"), "num wide-only"),
                Cell(number(row["reach"]), "num wide-only"),
                Cell(percent(rate) if np.isfinite(rate) else MISSING, "num strong"),
                Cell(interval(row["rate_low"], row["rate_high"], "share") or MISSING, "num"),
            )
        )
    base = say("how_base_posts", n=number(mix["n"].max()))
    table_how = how(study, "interaction_rate", "sq.content_mix(c)", base, say("report_no_exclusions"))
    title = say("tab_mix_title" if said else "tab_mix_title_any", **said)
    return DataTable("tab-mix", 3, title, heads, tuple(rows), joined(study.source, say("tab_mix_source")), table_how)
