"""Tables of a community's type and of a case's claims, in words."""

from __future__ import annotations

from shequn_lab.cases import Case, measured
from shequn_lab.cases.measuring import unit
from shequn_lab.chapters import type_figures
from shequn_lab.chapters.typology.training import TYPES
from shequn_lab.model import Community, Estimate
from shequn_lab.terms import label, say
from shequn_lab.terms.formats import MISSING, amount, interval, number
from shequn_lab.workbook.table import Table


def type_table(community: Community) -> Table:
    """Put the figures that a type is told by beside those of the training communities.

    Parameters
    ----------
    community : Community

    Returns
    -------
    Table
        Each figure, or why it has no value; for each type, the ends between which the middle 80 % of its training
        communities lie.
    """
    heads = [say("panel_figure"), say("typed_here"), *(label(type_) for type_ in TYPES)]
    rows = []
    for row in type_figures(community).to_dict("records"):
        figure: Estimate = row["figure"]
        ranges = [interval(row[f"{type_}_low"], row[f"{type_}_high"], figure.unit) for type_ in TYPES]
        if figure.measurable:
            rows.append([figure.label, amount(figure.value, figure.unit), *ranges])
        else:
            rows.append([figure.label, figure.reason, *[""] * len(ranges)])
    return Table(heads, rows)


def claim_table(case: Case, community: Community) -> Table:
    """Put the published figures of a case beside what a community simulated after it shows.

    Parameters
    ----------
    case : Case
    community : Community
        Simulated after the case.

    Returns
    -------
    Table
        One row a reading of a published figure: what was claimed, and what the simulation shows, with its interval.
    """
    heads = [say("typed_reading"), say("typed_claimed"), say("typed_simulated"), say("panel_interval"), "n"]
    rows = []
    for _, reading in case.readings:
        found = measured(case, reading, community)
        own = unit(reading, case.baseline.currency)
        claimed = MISSING if reading.value is None else amount(reading.value, own)
        shown = [amount(found.value, found.unit), interval(found.low, found.high, found.unit), number(found.n)]
        rows.append([str(reading.words), claimed, *(shown if found.measurable else [found.reason, MISSING, MISSING])])
    return Table(heads, rows)
