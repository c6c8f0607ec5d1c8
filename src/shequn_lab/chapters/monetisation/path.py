"""The path of monetisation as a checklist: a community, a business that closes its loop, an open platform (M1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from shequn_lab import metrics
from shequn_lab.chapters.monetisation.figures import cost_cover
from shequn_lab.chapters.monetisation.modes import NOT_MEASURABLE, NOT_REACHED, REACHED, UNDECIDED
from shequn_lab.chapters.typology.figures import Seen, as_measured
from shequn_lab.errors import UnknownNameError
from shequn_lab.metrics.revenue import currencies
from shequn_lab.model import Community, Estimate
from shequn_lab.terms import Note, wrong_option


@dataclass(frozen=True)
class Criterion:
    """A named figure, and the value from which on its criterion is reached."""

    figure: str
    needed: float
    measure: Callable[[Community], Estimate] | None = None


def _margin(community: Community) -> Estimate:
    if len(found := currencies(community)) > 1:
        return Estimate.missing("margin_share", Note("note_currencies", {"currencies": ", ".join(found)}))
    return metrics.margin_share(community)


def _partners(community: Community) -> Estimate:  # noqa: ARG001 - looks at nothing
    return Estimate.missing("partner_share", Note("note_no_seller"))


# Values to be reached are the workbook's own: round numbers to argue about, no norms.
STAGES: Mapping[str, tuple[Criterion, ...]] = {
    "stage_create": (
        Criterion("members_present", 50),
        Criterion("speaking_share", 0.2),
        Criterion("retention_within", 0.3, partial(metrics.retention_within, n=30)),
        Criterion("peer_answer_share", 0.3),
    ),
    "stage_loop": (
        Criterion("purchase_conversion", 0.05),
        Criterion("repurchase_rate", 0.2),
        Criterion("margin_share", 0.0, _margin),
        Criterion("cost_cover", 1.0),
        Criterion("member_conversion", 0.05, partial(metrics.member_conversion, goal="invitation")),
    ),
    "stage_platform": (
        Criterion("ugc_share", 0.3),
        Criterion("k_factor", 0.5),
        Criterion("partner_share", 0.2, _partners),
    ),
}
_FIGURES = tuple(criterion.figure for criteria in STAGES.values() for criterion in criteria)
_COLUMNS = ["stage", "criterion", "needed", "value", "low", "high", "n", "outcome", "note", "figure"]


def business_path(
    community: Community,
    *,
    running_cost_minor: int | None = None,
    needed: Mapping[str, float] | None = None,
    seen: Seen = as_measured,
) -> pd.DataFrame:
    """Check off the path from a community to a business and on to an open platform (M1).

    Parameters
    ----------
    community : Community
    running_cost_minor : int, optional
        What running the community costs in 30 days [minor units of the orders' currency]; no table holds it.
    needed : mapping of str to float, optional
        Values from which on a criterion is reached, by its figure; the others keep the workbook's own.
    seen : callable, optional
        Takes each measured figure and returns it, or a missing one where it must not be shown.

    Returns
    -------
    DataFrame
        One row for each ``stage`` and ``criterion`` (term ids): ``needed``, the figure's ``value``, ``low``, ``high``
        and ``n``, and ``outcome``: ``reached`` where the whole interval lies at or above what is needed,
        ``not_reached`` where all of it lies below, ``undecided`` between, ``not_measurable`` with the reason in
        ``note``. ``figure`` is the Estimate itself.

    Raises
    ------
    UnknownNameError
        For a figure that is no criterion.
    OptionError
        If what is needed is no number, or the cost is no whole number of minor units above 0.

    Notes
    -----
    Nothing is guessed: what others sell in the community stands in no table, so whether it is an open platform can be
    refuted here and never shown. That monetisation is the goal of it all (D2) is a view to discuss.

    References
    ----------
    .. [1] D2, the three stages; criteria and values are the workbook's own.

    Examples
    --------
    >>> import shequn_lab as sq
    >>> path = sq.business_path(sq.open_community("demo_mothers"))
    >>> path.loc[path["criterion"] == "purchase_conversion", "outcome"].item()
    'not_measurable'
    """
    wanted = dict(needed or {})
    for id, value in wanted.items():
        if id not in _FIGURES:
            raise UnknownNameError("criterion", id, _FIGURES)
        if not np.isfinite(value):
            raise wrong_option("option_needed", found=value)
    rows = []
    for stage, criteria in STAGES.items():
        for criterion in criteria:
            figure = seen(_measured(community, criterion, running_cost_minor))
            least = wanted.get(criterion.figure, criterion.needed)
            ends = (figure.value, figure.low, figure.high, figure.n)
            outcome = judged(figure, least)
            rows.append((stage, criterion.figure, least, *ends, outcome, str(figure.note), figure))
    return pd.DataFrame(rows, columns=_COLUMNS)


def _measured(community: Community, criterion: Criterion, running_cost_minor: int | None) -> Estimate:
    if criterion.figure == "cost_cover":
        return cost_cover(community, running_cost_minor=running_cost_minor)
    measure = criterion.measure or getattr(metrics, criterion.figure)
    return community.remember(("path", community.window, criterion.figure), lambda: measure(community))


def judged(figure: Estimate, needed: float) -> str:
    """Say what a figure's interval says of a line: reached, not reached, or undecided."""
    if not figure.measurable:
        return NOT_MEASURABLE
    if figure.low >= needed:
        return REACHED
    # Without an interval, of a single member, nothing is sure.
    return NOT_REACHED if figure.high < needed else UNDECIDED


def path_stages(path: pd.DataFrame) -> pd.DataFrame:
    """Sum :func:`business_path` up by stage.

    Parameters
    ----------
    path : DataFrame
        As :func:`business_path` returns it.

    Returns
    -------
    DataFrame
        Indexed by ``stage``: how many criteria are ``reached``, ``not_reached``, ``undecided`` and
        ``not_measurable``, and the stage's own ``outcome``: reached when all are; not reached when any is not; else
        not measurable when any is not, else undecided.
    """
    order = [REACHED, NOT_REACHED, UNDECIDED, NOT_MEASURABLE]
    stages = list(dict.fromkeys(path["stage"]))
    counts = pd.crosstab(path["stage"], path["outcome"]).reindex(index=stages, columns=order, fill_value=0)
    counts.columns.name = None
    first = [NOT_REACHED, NOT_MEASURABLE, UNDECIDED, REACHED]
    return counts.assign(outcome=[next(o for o in first if row[o]) for row in counts.to_dict("records")])
