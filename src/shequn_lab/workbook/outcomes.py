"""What looking for troubles ended in, as a table."""

from __future__ import annotations

from collections.abc import Iterable

from shequn_lab.model.finding import Finding, NotMeasurable, Outcome
from shequn_lab.terms import label, say
from shequn_lab.terms.formats import MISSING, amount, interval
from shequn_lab.workbook.table import Table


def outcome_table(outcomes: Iterable[Outcome]) -> Table:
    """Put outcomes under one another, each with the figure that it rests on first.

    Parameters
    ----------
    outcomes : iterable of Finding, NothingFound or NotMeasurable
        As from ``troubles``.

    Returns
    -------
    Table
    """
    heads = [say("tab_troubles_trouble"), say("tab_troubles_outcome"), say("panel_figure"), say("panel_value")]
    return Table([*heads, say("panel_interval")], [_row(outcome) for outcome in outcomes])


def _row(outcome: Outcome) -> list[str]:
    name = label(outcome.id)
    if isinstance(outcome, NotMeasurable):
        return [name, say("not_measurable_because", reason=outcome.reason), "", "", ""]
    word = say(f"severity_{outcome.severity}") if isinstance(outcome, Finding) else say("trouble_nothing")
    figure = next(e for e in outcome.evidence if e.measurable)
    ends = interval(figure.low, figure.high, figure.unit) if figure.low == figure.low else MISSING
    told, metric = label(figure.id), figure.params.get("metric")
    if metric is not None:
        told = say("outcome_change", change=told, figure=label(str(metric)))
    return [name, word, told, amount(figure.value, figure.unit), ends]
