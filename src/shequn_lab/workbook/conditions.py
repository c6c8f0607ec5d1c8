"""Conditions tested on data, as a table."""

from __future__ import annotations

from collections.abc import Iterable

from shequn_lab.chapters import Condition
from shequn_lab.terms import label, say
from shequn_lab.terms.formats import amount, interval
from shequn_lab.workbook.table import Table


def condition_table(conditions: Iterable[Condition]) -> Table:
    """Put conditions under one another, and under each the figures that it rests on.

    Parameters
    ----------
    conditions : iterable of Condition
        As from ``split_conditions``.

    Returns
    -------
    Table
    """
    rows = []
    for condition in conditions:
        rows.append([label(condition.id), say(f"condition_{condition.result}"), "", ""])
        for figure in condition.evidence:
            name = f"\N{EM SPACE}{figure.label}"
            if figure.measurable:
                span = interval(figure.low, figure.high, figure.unit)
                rows.append([name, "", amount(figure.value, figure.unit), span])
            else:
                rows.append([name, figure.reason, "", ""])
    return Table([say("tab_split_condition"), say("tab_split_result"), say("panel_value"), say("panel_interval")], rows)
