"""Troubles of a community (O15): for each a detector on the data, and the course's remedy."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from shequn_lab.chapters.troubles.activity import low_activity
from shequn_lab.chapters.troubles.answers import complexity, slow_answers
from shequn_lab.chapters.troubles.conduct import disorder, flood_hours, recall_share, repeated_text_share
from shequn_lab.chapters.troubles.content import content_likeness, over_marketing, sameness
from shequn_lab.chapters.troubles.judging import TROUBLES
from shequn_lab.chapters.troubles.limits import USUAL, TroubleLimits
from shequn_lab.chapters.troubles.orders import fake_orders, false_claims, suspect_buyer_share
from shequn_lab.model import Community
from shequn_lab.model.finding import Finding, NotMeasurable, Outcome
from shequn_lab.terms import say

__all__ = [
    "DETECTORS",
    "TROUBLES",
    "USUAL",
    "TroubleLimits",
    "content_likeness",
    "flood_hours",
    "recall_share",
    "repeated_text_share",
    "suspect_buyer_share",
    "trouble_rules",
    "trouble_table",
    "troubles",
]

DETECTORS: dict[str, Callable[[Community, TroubleLimits], Outcome]] = {
    "low_activity": low_activity,
    "sameness": sameness,
    "slow_answers": slow_answers,
    "complexity": complexity,
    "over_marketing": over_marketing,
    "fake_orders": fake_orders,
    "false_claims": false_claims,
    "disorder": disorder,
}
_COLUMNS = ["trouble", "outcome", "severity", "figure", "value", "low", "high", "n", "k", "metric", "note"]


def troubles(community: Community, *, limits: TroubleLimits = USUAL) -> tuple[Outcome, ...]:
    """Look for each trouble of the course (O15) in the reporting window.

    Parameters
    ----------
    community : Community
    limits : TroubleLimits
        The thresholds; the workbook's own unless given.

    Returns
    -------
    tuple of Finding, NothingFound or NotMeasurable
        One for each trouble, in the course's order. "Nothing found" is no proof that there is none; "not measurable"
        says why. Each rule is read aloud by :func:`trouble_rules`.

    Notes
    -----
    Where it can be, a community is compared with its own past: the last 28 days of the window with at most 84 before
    them, whenever the window begins. A detector shows that something differs, not why: a holiday is no fault.
    Each detector has its own chance of a false alarm, so that of all together is larger.

    References
    ----------
    .. [1] Course, row O15; the detectors are the workbook's own, the promotion ceiling is D4's.

    Examples
    --------
    >>> import shequn_lab as sq
    >>> [outcome.id for outcome in sq.troubles(sq.open_community("demo_mothers"))][:3]
    ['low_activity', 'sameness', 'slow_answers']
    """
    return tuple(detect(community, limits) for detect in DETECTORS.values())


def trouble_table(community: Community, *, limits: TroubleLimits = USUAL) -> pd.DataFrame:
    """Set out :func:`troubles` as a tidy frame.

    Parameters are those of :func:`troubles`.

    Returns
    -------
    DataFrame
        One row for each figure of evidence: ``trouble``, ``outcome`` (``found``, ``nothing``, ``not_measurable``),
        ``severity`` (of what is found), ``figure`` (term id) with ``value``, ``low``, ``high``, ``n`` and ``k``,
        ``metric`` (what would show that a remedy worked) and ``note``. What is not measurable has one row, without
        figures, and the reason as its note.
    """
    rows = [row for outcome in troubles(community, limits=limits) for row in _rows(outcome)]
    return pd.DataFrame(rows, columns=_COLUMNS)


def _rows(outcome: Outcome) -> list[tuple[object, ...]]:
    metric = TROUBLES[outcome.id]
    if isinstance(outcome, NotMeasurable):
        return [(outcome.id, "not_measurable", "", "", *[np.nan] * 5, metric, outcome.reason)]
    word, severity = "nothing", ""
    if isinstance(outcome, Finding):
        word, severity, metric = "found", outcome.severity, outcome.metric
    return [
        (outcome.id, word, severity, e.id, e.value, e.low, e.high, e.n, e.k, metric, e.note) for e in outcome.evidence
    ]


def trouble_rules(limits: TroubleLimits = USUAL) -> pd.Series:
    """Read the rules aloud, with their thresholds, in the language in force.

    Returns
    -------
    Series
        Indexed by ``trouble``: one sentence or a few.
    """
    rules = {id: say(f"trouble_rule_{id}", **limits.told()) for id in DETECTORS}
    return pd.Series(rules, name="rule").rename_axis("trouble")
