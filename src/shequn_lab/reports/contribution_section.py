"""Section 3 of the report: how unevenly members write."""

from __future__ import annotations

import numpy as np
import pandas as pd

from shequn_lab import metrics, plots
from shequn_lab.metrics.contribution import messages_of_members
from shequn_lab.reports.blocks import Block, Figure, Markup, Paragraph, Section, joined
from shequn_lab.reports.sections import alt_text, how
from shequn_lab.reports.study import Study, span
from shequn_lab.reports.suppression import is_small
from shequn_lab.terms import say
from shequn_lab.terms.formats import interval, number, percent


def contribution(study: Study) -> Block:
    """Section 3: how unevenly members write."""
    short = say("sec_contribution")
    if not study.gini.measurable:
        return Markup((Section("contribution", short, short, "3"), Paragraph(say("find_none"))))
    top = study.top
    title = say("sec_contribution_title", share=percent(top.value, 0)) if top.measurable else short
    shown = _curve_figure(study) if top.measurable else Paragraph(say("sec_contribution_hidden"))
    return Markup((Section("contribution", title, short, "3"), Paragraph(_median_words(study)), shown))


def _median_words(study: Study) -> str:
    counts = messages_of_members(study.community)
    wrote = counts[counts > 0]
    median = float(np.median(wrote))
    once = int((wrote == 1).sum())
    hide = is_small(once, wrote.size).item() and not study.community.synthetic
    return say(
        "sec_contribution_text",
        median=number(median, 0 if median.is_integer() else 1),
        above=number(np.floor(median) + 1),
        once="<5" if hide else number(once),
        remark=say(f"sec_contribution_{'members' if study.community.roster == 'complete' else 'writers'}"),
    )


def _curve_figure(study: Study) -> Figure:
    top, gini = study.top, study.gini
    title = say(
        "fig_contribution_title",
        share=percent(top.value),
        interval=span(top),
        n=number(top.n),
        gini=number(gini.value, 3),
        gini_interval=interval(gini.low, gini.high, "ratio"),
    )
    subtitle = say("fig_contribution_subtitle")
    frame, groups = metrics.contribution_curve(study.community), _named_groups(study)
    code = "sq.plot_contribution(sq.contribution_curve(c), sq.contribution_groups(c))"
    return Figure(
        "fig-contribution",
        6 if study.has_cohorts else 3,
        title,
        subtitle,
        alt_text(title, subtitle),
        joined(study.source, say("report_interval_members")),
        how(study, "contribution_curve", code, base=f"n = {number(top.n)}"),
        lambda phone: plots.plot_contribution(frame, groups, gini=gini.value, phone=phone),
    )


def _named_groups(study: Study) -> pd.DataFrame:
    groups = study.groups.reset_index()
    words = ("first", "next", "middle", "rest") if len(groups) == 4 else ("tenth", "middle", "rest")
    return groups.assign(group=[say(f"group_{word}") for word in words])
