"""What the section on elements shows of the network of replies: figures against their null, and the rose."""

from __future__ import annotations

import numpy as np
import pandas as pd

from shequn_lab import metrics, plots
from shequn_lab.metrics.network import N_NULL
from shequn_lab.model import Estimate
from shequn_lab.reports.blocks import Block, Figure, Paragraph, joined
from shequn_lab.reports.data_table import Cell, DataTable
from shequn_lab.reports.sections import alt_text, how
from shequn_lab.reports.study import Study
from shequn_lab.reports.suppression import SMALLEST, masked
from shequn_lab.terms import label, say, term
from shequn_lab.terms.formats import MISSING, amount, interval, number


def network_part(study: Study) -> tuple[Block, ...]:
    """Sentences, table and figure of the network; one sentence where it cannot be measured."""
    estimates = {id: masked(study.community, e) for id, e in metrics.network_estimates(study.community).items()}
    lead, density = say("sec_network_lead"), estimates["network_density"]
    if not density.measurable:
        return (Paragraph(say("premise_network", reason=density.note), lead=lead),)
    figures = metrics.network(study.community)
    return (
        Paragraph(_words(figures, density), lead=lead),
        _table(study, figures, estimates),
        _figure(study, figures, estimates),
    )


def _words(figures: pd.DataFrame, density: Estimate) -> str:
    told = [say("find_network", n=number(density.n))]
    for name, outside in {
        "above": figures["value"] > figures["null_high"],
        "below": figures["value"] < figures["null_low"],
    }.items():
        if outside.any():
            names = say("list_comma").join(label(str(id)) for id in figures.index[outside])
            told.append(say(f"find_network_{name}", names=names))
    return joined(*told)


def _table(study: Study, figures: pd.DataFrame, estimates: dict[str, Estimate]) -> DataTable:
    heads: tuple[tuple[str, str], ...] = (
        (say("tab_network_measure"), ""),
        (say("tab_elements_value"), "num"),
        (say("tab_elements_range"), "num wide-only"),
        (say("tab_network_null"), "num"),
        (say("tab_network_z"), "num"),
    )
    rows = []
    for id, row in figures.iterrows():
        e, unit = estimates[str(id)], term(str(id)).unit
        hidden = not e.measurable
        null = interval(row["null_low"], row["null_high"], unit)
        cells = (
            Cell(label(str(id))),
            Cell(f"<{SMALLEST}" if hidden else amount(e.value, unit), "num strong"),
            Cell(interval(e.low, e.high, unit), "num wide-only"),
            Cell(MISSING if hidden or not null else null, "num"),
            Cell(number(np.nan if hidden else row["z"], 1), "num"),
        )
        rows.append(cells)
    note = str(estimates["network_density"].note)
    ending = say("tab_network_source", n=N_NULL)
    return DataTable(
        "tab-network",
        8,
        say("tab_network_title"),
        heads,
        tuple(rows),
        joined(study.source, ending, say("network_note", note=note) if note else ""),
        how(study, "network_modularity", "sq.network(c)", base=f"n = {number(estimates['network_density'].n)}"),
    )


def _figure(study: Study, figures: pd.DataFrame, estimates: dict[str, Estimate]) -> Figure:
    community = study.community
    members, ties = metrics.network_members(community), metrics.network_ties(community)
    size, random = estimates["network_core_size"], figures.loc["network_modularity"]
    clear = random["value"] > random["null_high"]
    said = {"circles": number(members["circle"].nunique())} if clear else {}
    title = say(
        "fig_network_title" if clear else "fig_network_title_chance",
        **said,
        n=number(len(members)),
        modularity=number(random["value"], 2),
        low=number(random["null_low"], 2),
        high=number(random["null_high"], 2),
        core=number(size.value) if size.measurable else f"<{SMALLEST}",
        k=number(figures.loc["network_core", "value"]),
    )
    subtitle = say("fig_network_subtitle")
    code = "sq.plot_network(sq.network_members(c), sq.network_ties(c))"
    least = 0 if community.synthetic else SMALLEST
    return Figure(
        "fig-network",
        12,
        title,
        subtitle,
        alt_text(title, subtitle),
        study.source,
        how(study, "network_core", code, base=f"n = {number(len(members))}"),
        lambda phone: plots.plot_network(members, ties, hide_below=least, phone=phone),
    )
