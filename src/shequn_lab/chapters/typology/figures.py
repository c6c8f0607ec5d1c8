"""The figures by which a community's positioning is told: what is published, what is bought, what is asked (T1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from shequn_lab import metrics
from shequn_lab.metrics.latency import only_openers_answered
from shequn_lab.metrics.parts import Parts, roster_reason, table_reason
from shequn_lab.metrics.revenue import counted
from shequn_lab.model import Community, Estimate
from shequn_lab.rollups import activity, asks, operator_rows, purchases, questions, stays
from shequn_lab.terms import Note

#: Each figure, and the kind of record it is read from: a type is not told where one kind has no figure at all.
FIGURES: Mapping[str, str] = {
    "promotion_share": "posts",
    "value_share": "posts",
    "ugc_share": "posts",
    "orders_per_month": "orders",
    "question_share": "answers",
    "answered_within_hour": "answers",
    "peer_answer_share": "answers",
}
KINDS = tuple(dict.fromkeys(FIGURES.values()))
#: A figure of fewer posts, questions or members says too little to tell a type by.
FEWEST = 20
DAYS_PER_MONTH = 30
_PER_MEMBERS = 100

#: What becomes of a measured figure before it counts; a report withholds figures that point at few members.
Seen = Callable[[Estimate], Estimate]


def as_measured(figure: Estimate) -> Estimate:
    """Return a figure as it is."""
    return figure


def orders_per_month(community: Community) -> Estimate:
    """Orders that stand, per 100 members present and 30 days.

    Returns
    -------
    Estimate
        Orders of the reporting window ÷ days that its members were present in it; `n` members, `k` of them buyers;
        bootstrap over members. Not measurable without orders or without a complete roster.

    Notes
    -----
    By days of presence, so that windows of any length can be compared. Operators, cancelled and fully refunded
    orders, and orders of people who were not there are left out and counted. Who leaves and comes back on one day has
    that day twice.
    """
    parts = orders_per_month_parts(community)
    found = parts.estimate()
    bought, months = parts.sums
    return replace(found, n=int((months > 0).sum()), k=int((bought > 0).sum())) if found.measurable else found


def orders_per_month_parts(community: Community) -> Parts:
    """Orders of each member, and the time each was there."""
    id = "orders_per_month"
    if reason := table_reason(community, "orders") or roster_reason(community):
        return Parts(id, reason=reason)
    window, stay, n_members = community.window, stays(community), len(community.members)
    days = np.minimum(stay.end, window.stop - 1) - np.maximum(stay.start, window.first) + 1
    there = np.bincount(stay.member, weights=np.maximum(days, 0), minlength=n_members)
    there[operator_rows(community)] = 0
    orders = purchases(community)
    chosen, excluded = counted(community, orders)
    bought = np.bincount(orders.member[chosen], minlength=n_members)
    absent = int(((bought > 0) & (there == 0)).sum())
    bought[there == 0] = 0
    months = there / (_PER_MEMBERS * DAYS_PER_MONTH)
    return Parts(id, bought, months, form="ratio", excluded={**excluded, "excluded_buyers_absent": absent})


def question_share(community: Community) -> Estimate:
    """Share of members' messages that ask something, or name an operator.

    Returns
    -------
    Estimate
        Over the messages of the reporting window, operators' left out; bootstrap over members. Not measurable where
        the source does not mark questions.
    """
    id, window = "question_share", community.window
    if not asks(community):
        return Estimate.missing(id, Note("note_no_questions"))
    start = window.first - community.observed.first
    said = activity(community, kinds="speaking").totals(start, start + window.n_days)
    said = np.where(operator_rows(community), 0, said)
    found = questions(community)
    inside = (found["asked_at"] >= window.start_at) & (found["asked_at"] < window.end_at)
    asked = np.bincount(found.loc[inside, "member"], minlength=said.size)
    return Parts(id, np.where(said > 0, asked, 0), said, form="ratio").estimate()


def _answered(community: Community) -> Estimate:
    found = metrics.reply_latency(community, opening_only=only_openers_answered(community)).within_hour
    # Which questions have a recognisable answer follows from the source, not from a choice.
    return replace(found, params={})


_OWN: Mapping[str, Callable[[Community], Estimate]] = {
    "orders_per_month": orders_per_month,
    "question_share": question_share,
    "answered_within_hour": _answered,
}


def measured(community: Community, *, seen: Seen = as_measured) -> dict[str, Estimate]:
    """Measure every figure; what may not be shown or rests on too few cases has no value, and says why."""
    return {id: _usable(seen(_measured(community, id))) for id in FIGURES}


def _measured(community: Community, id: str) -> Estimate:
    measure = _OWN.get(id) or getattr(metrics, id)
    return community.remember(("type_figure", community.window, id), lambda: measure(community))


def _usable(figure: Estimate) -> Estimate:
    if not figure.measurable or figure.n >= FEWEST:
        return figure
    reason = Note("note_type_few", {"n": int(figure.n), "needed": FEWEST})
    return Estimate.missing(figure.id, reason, **figure.params)
