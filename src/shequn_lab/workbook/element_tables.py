"""The elements as tables in the language in force: scores, their components, groups, the network and its null."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from shequn_lab.chapters import element_components
from shequn_lab.chapters.elements import ELEMENTS, SENSES
from shequn_lab.metrics import network
from shequn_lab.model import Community
from shequn_lab.terms import label, say, term, wrong_option
from shequn_lab.terms.formats import MISSING, amount, interval, number, percent
from shequn_lab.workbook.siblings import sibling_groups
from shequn_lab.workbook.table import Table


def score_table(scores: pd.DataFrame) -> Table:
    """Show scores with their intervals, or the reason why there is none.

    Parameters
    ----------
    scores : DataFrame
        As from ``element_scores``, ``sense_scores``, ``sense_questionnaire`` or ``compare_elements``.

    Returns
    -------
    Table
        With the share of the weight that could be measured, or with respondents and Cronbach's alpha.
    """
    asked = "alpha" in scores
    last = ["n", say("tab_elements_alpha")] if asked else [say("tab_elements_measured")]
    rows = scores.reset_index().to_dict("records")
    senses = all(row["score"] in SENSES for row in rows)
    first = say("tab_elements_sense" if senses else "tab_elements_score")
    heads = [first, say("tab_elements_points"), say("panel_interval"), *last]
    return Table(heads, [_score_row(row, asked) for row in rows])


def _score_row(row: Mapping[Any, Any], asked: bool) -> list[str]:
    name = label(str(row["score"]))
    name = f"{name} · {row['community']}" if "community" in row else name
    if pd.isna(row["value"]):
        return [name, say("not_measurable_because", reason=row["note"]), "", *([""] * (2 if asked else 1))]
    alpha = f"{number(row['alpha'], 2)} ({interval(row['alpha_low'], row['alpha_high'], 'score')})" if asked else ""
    last = [number(row["n"]), alpha] if asked else [percent(row["weight"], 0)]
    return [name, number(row["value"]), _span(row["low"], row["high"]), *last]


def component_table(community: Community, score: str) -> Table:
    """Show what one score is made of.

    Parameters
    ----------
    community : Community
    score : str
        Term id of an element or a sense, such as ``"element_structure"``.

    Returns
    -------
    Table
        Each figure, its interval, its weight, which values are worth 0 and 100, and what it is worth.

    Raises
    ------
    OptionError
        If there is no such score.
    """
    profile = {**ELEMENTS, **SENSES}
    if score not in profile:
        raise wrong_option("option_not_one_of", found=score, known=", ".join(profile))
    heads = [say(f"tab_elements_{part}") for part in ("component", "value", "range", "weight", "span", "points")]
    parts = element_components(community, profile={score: profile[score]}).to_dict("records")
    return Table([_one_line(head) for head in heads], [_component_row(part) for part in parts])


def _component_row(part: Mapping[Any, Any]) -> list[str]:
    figure = part["figure"]
    if not figure.measurable:
        return [figure.label, figure.reason, "", "", "", ""]
    spans = (percent(part[end], 0) if figure.unit == "share" else f"{part[end]:g}" for end in ("nothing", "full"))
    return [
        figure.label,
        amount(figure.value, figure.unit),
        interval(figure.low, figure.high, figure.unit),
        number(100 * part["weight"]),
        " → ".join(spans),
        number(part["points"]),
    ]


def group_table(community: Community) -> Table:
    """Show the sibling groups of a community in the reporting window, as ``sibling_groups`` finds them."""
    found = sibling_groups(community)
    parts = ("group", "first_day", "writers", "messages", "tied", "answered", "density")
    heads = [*(say(f"tab_groups_{part}") for part in parts), say("panel_interval")]
    if found.empty:
        reason = say("not_measurable_because", reason=found.attrs["note"])
        return Table(heads, [[label("group_variation"), reason, *[""] * (len(heads) - 2)]])
    rows = [
        [
            str(name),
            f"{row['first_day']:%m-%d}",
            number(row["n_writers"]),
            number(row["messages_per_writer"], 1),
            number(row["n"]),
            number(row["answered"], 1),
            percent(row["density"]),
            interval(row["low"], row["high"], "share"),
        ]
        for name, row in found.iterrows()
    ]
    return Table(heads, rows)


def network_table(community: Community, *, n_null: int = 100) -> Table:
    """Show the network of replies against random ones in which everybody has as many ties.

    Parameters
    ----------
    community : Community
    n_null : int
        How many random networks.

    Returns
    -------
    Table
        As from ``network``: value, interval, the middle 95 % of the random networks, and z.
    """
    found = network(community, n_null=n_null)
    heads = [say(f"tab_{part}") for part in ("network_measure", "elements_value", "elements_range", "network_null")]
    heads = [*(_one_line(head) for head in heads), say("tab_network_z")]
    if found["value"].isna().all():
        reason = say("not_measurable_because", reason=found.attrs["note"])
        return Table(heads, [[label("network_density"), reason, "", "", ""]])
    return Table(heads, [_network_row(str(id), row) for id, row in found.iterrows()])


def _network_row(id: str, row: pd.Series) -> list[str]:
    unit = term(id).unit
    spans = (
        interval(row[low], row[high], unit) or MISSING for low, high in (("low", "high"), ("null_low", "null_high"))
    )
    return [label(id), amount(row["value"], unit), *spans, number(row["z"], 1)]


def _one_line(head: str) -> str:
    return head.replace("\n（", "（").replace("\n", " ")


def _span(low: float, high: float) -> str:
    return f"{number(low)}–{number(high)}"
