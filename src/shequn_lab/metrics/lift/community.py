"""From a community to the small arrays of a comparison."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from scipy import sparse

from shequn_lab.metrics.lift.design import Days, Rows
from shequn_lab.metrics.participation import check_activity, first_participation
from shequn_lab.metrics.parts import Flags, table_reason
from shequn_lab.model import Community, clock
from shequn_lab.rollups import activity as activity_matrix
from shequn_lab.rollups import joins, ledger, operator_rows, own_accord, purchases, stays
from shequn_lab.rollups.presence import UNKNOWN
from shequn_lab.rollups.scan import NEVER
from shequn_lab.terms import Note, wrong_option

Outcome = Literal["active_days", "interactions", "messages", "orders"]


@dataclass(frozen=True, eq=False)
class Took:
    """Who took part in an activity, and on which column (day of the observed ones) for the first time."""

    who: Flags
    index: Rows
    n_operators: int


def outcome_reason(community: Community, outcome: Outcome) -> Note:
    """Say why an outcome is not on record here; an empty note when it is."""
    if outcome not in get_args(Outcome):
        raise wrong_option("option_not_one_of", found=outcome, known=", ".join(get_args(Outcome)))
    return table_reason(community, "orders") if outcome == "orders" else Note("")


def lift_reason(community: Community, outcome: Outcome) -> Note:
    """Say why nothing can be compared here; an empty note when it can."""
    return outcome_reason(community, outcome) or table_reason(community, "activities", "participations")


def participants(community: Community, activity: str) -> Took:
    """Find the participants of an activity; operators are not among them."""
    check_activity(community, activity)
    at = first_participation(community, activity)
    came, operators = at != NEVER, operator_rows(community)
    index = np.zeros(at.size, dtype=np.int64)
    index[came] = clock.local_days(at[came], community.timezone).astype(np.int64) - community.observed.first
    return Took(came & ~operators, index, int((came & operators).sum()))


def days_of(community: Community, outcome: Outcome) -> Days:
    """Lay out an outcome day by day; computed once for each community and kept."""
    return community.remember(("lift_days", outcome), lambda: _days(community, outcome))


def _days(community: Community, outcome: Outcome) -> Days:
    own = own_accord(community)
    active = _present(own)
    counted = "interactions" if outcome == "active_days" else outcome
    table = _counts(community, counted)
    whole, first = community.whole, community.observed.first
    return Days(
        outcome=active if outcome == "active_days" else table,
        matched={counted: table, "active_days": active},
        observed=(whole.first - first, whole.stop - first),
        throughout=lambda start, last: present_throughout(community, start + first, last + first),
        joined=_joined(community),
    )


def _present(counts: sparse.csr_array) -> sparse.csr_array:
    return sparse.csr_array((np.ones_like(counts.data), counts.indices, counts.indptr), shape=counts.shape)


def _counts(community: Community, what: str) -> sparse.csr_array:
    if what == "interactions":
        return own_accord(community)
    if what == "messages":
        matrix = activity_matrix(community, kinds="speaking", include_operators=True)
        return sparse.csr_array((matrix.counts, matrix.days, matrix.indptr), shape=own_accord(community).shape)
    orders = purchases(community)
    day = orders.day.astype(np.int64) - community.observed.first
    inside = orders.stands & (day >= 0) & (day < community.observed.n_days) & (orders.member >= 0)
    ones = np.ones(int(inside.sum()), dtype=np.int32)
    where = (orders.member[inside], day[inside])
    return sparse.coo_array((ones, where), shape=own_accord(community).shape).tocsr()


def _joined(community: Community) -> np.ndarray | None:
    """Column of each joining; None where the source does not know them."""
    found = joins(community)
    known = found.day != UNKNOWN
    if not known.any():
        return None
    # Who was there before anybody looked has been there at least since then.
    return np.where(known, found.day.astype(np.float64) - community.observed.first, 0.0)


def present_throughout(community: Community, first: int, last: int) -> Flags:
    """Mark ordinary members who were there from `first` to `last` (day numbers, both inside) without a break."""
    stay, found = stays(community), np.zeros(len(community.members), dtype=bool)
    found[stay.member[(stay.start <= first) & (stay.end > last)]] = True
    if community.roster != "complete":
        # Silent people are unknown until they speak: nobody may be let in for having spoken later.
        seen = ledger(community).first_at
        start = clock.day_starts([first], community.timezone)[0]
        found &= (seen != NEVER) & (seen < start)
    return found & ~operator_rows(community)
