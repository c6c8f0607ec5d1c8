"""Monetisation as tables in the language in force: the path, what ways of earning rest on, and what they leave."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from shequn_lab.chapters import path_stages
from shequn_lab.model import Estimate
from shequn_lab.terms import label, say
from shequn_lab.terms.formats import MISSING, amount, interval, money, number
from shequn_lab.workbook.table import Table

_OUTCOMES = ("reached", "not_reached", "undecided", "not_measurable")


def path_table(path: pd.DataFrame) -> Table:
    """Show the criteria on the path to monetisation, each with its line, its figure, and whether it is reached.

    Parameters
    ----------
    path : DataFrame
        As from :func:`~shequn_lab.business_path`.

    Returns
    -------
    Table
        A criterion that cannot be measured gives the reason.
    """
    heads = [say("tab_path_criterion"), say("tab_path_needed"), say("panel_value"), say("panel_interval")]
    return Table([*heads, say("tab_path_outcome")], [_criterion(row) for row in path.to_dict("records")])


def _criterion(row: Mapping[Any, Any]) -> list[str]:
    figure: Estimate = row["figure"]
    name = f"{label(row['stage'])} · {figure.label}"
    if not figure.measurable:
        return [name, say("not_measurable_because", reason=row["note"]), "", "", ""]
    needed = say("path_at_least", needed=amount(row["needed"], figure.unit))
    value, ends = amount(figure.value, figure.unit), interval(figure.low, figure.high, figure.unit)
    return [name, needed, value, ends, say(f"path_{row['outcome']}")]


def stage_table(path: pd.DataFrame) -> Table:
    """Count the criteria of each stage of the path by their outcome.

    Parameters
    ----------
    path : DataFrame
        As from :func:`~shequn_lab.business_path`.

    Returns
    -------
    Table
    """
    heads = [say("tab_path_stage"), *(say(f"path_{outcome}") for outcome in _OUTCOMES), say("tab_path_outcome")]
    rows = [
        [label(str(stage)), *(number(row[outcome]) for outcome in _OUTCOMES), say(f"path_{row['outcome']}")]
        for stage, row in path_stages(path).iterrows()
    ]
    return Table(heads, rows)


def mode_input_table(inputs: pd.DataFrame) -> Table:
    """Show what ways of earning are reckoned from, and which of it is measured.

    Parameters
    ----------
    inputs : DataFrame
        As from :func:`~shequn_lab.mode_inputs`, or some of its rows.

    Returns
    -------
    Table
    """
    heads = [say("tab_modes_mode"), say("panel_value"), say("panel_interval"), say("tab_modes_rests")]
    rows = [
        [
            f"{label(row['mode'])} · {label(row['input'])}",
            amount(row["value"], row["unit"]),
            interval(row["low"], row["high"], row["unit"]) or MISSING,
            say(f"basis_{row['basis']}"),
        ]
        for row in inputs.to_dict("records")
    ]
    return Table(heads, rows)


def mode_table(modes: pd.DataFrame) -> Table:
    """Show what each way of earning leaves of a member and month, and how many members cover its running cost.

    Parameters
    ----------
    modes : DataFrame
        As from :func:`~shequn_lab.mode_economics`.

    Returns
    -------
    Table
        Money in the main unit of the currency.
    """
    currency = str(modes.attrs["currency"])
    heads = [say("tab_modes_mode"), say("tab_modes_rests"), say("tab_modes_a_head", currency=currency)]
    heads += [say("panel_interval"), say("tab_modes_needed"), say("tab_modes_enough")]
    rows = [
        [
            label(str(id)),
            say(f"basis_{row['basis']}"),
            money(row["margin_minor"], currency),
            interval(row["margin_low_minor"], row["margin_high_minor"], f"minor {currency}") or MISSING,
            number(row["break_even_members"]) if np.isfinite(row["break_even_members"]) else MISSING,
            say(f"cover_{row['outcome']}"),
        ]
        for id, row in modes.iterrows()
    ]
    return Table(heads, rows)


def fit_table(fit: pd.DataFrame) -> Table:
    """Show which ways of earning suit which type, and the type that was told here.

    Parameters
    ----------
    fit : DataFrame
        As from :func:`~shequn_lab.mode_fit`.

    Returns
    -------
    Table
    """
    types = [column for column in fit.columns if column != "here"]
    heads = [say("tab_modes_mode"), *(label(id) for id in types), say("tab_modes_here")]
    return Table(heads, [[label(str(id)), *(_fits(row[column]) for column in fit)] for id, row in fit.iterrows()])


def _fits(judged: str) -> str:
    return say(f"fit_{judged}" if judged in ("good", "possible", "poor") else f"path_{judged}")
