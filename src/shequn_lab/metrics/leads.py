"""Leads: who asked, and became a customer in time (K9)."""

from __future__ import annotations

from typing import cast

import numpy as np
import pandas as pd

from shequn_lab.metrics.goals import ALWAYS, check_days, first_done, in_time
from shequn_lab.metrics.parts import Parts, table_reason
from shequn_lab.model import Community, Estimate, clock
from shequn_lab.rollups import instants, member_rows, operator_rows
from shequn_lab.rollups.scan import NEVER
from shequn_lab.terms import Note
from shequn_lab.terms.formats import number


def lead_conversion(community: Community, *, within_days: int = 30) -> Estimate:
    """Share of the leads of the reporting window that became customers in time (K9).

    Parameters
    ----------
    community : Community
    within_days : int
        On the day the lead was recorded, from that instant on, or on one of so many local days after it.

    Returns
    -------
    Estimate
        `n` leads followed that long; `k` of them with their first unrefunded order in that time. Leads not followed
        that long are in neither part, even if they have bought.

    Notes
    -----
    A lead of whom nobody knows who it turned out to be has not converted. Neither has one who was a customer before:
    the first order came earlier; how many those are is in the note.

    References
    ----------
    .. [1] D4, KPI table, row lead conversion.
    """
    return lead_parts(community, within_days=within_days).estimate()


def lead_parts(community: Community, id: str = "lead_conversion", *, within_days: int = 30) -> Parts:
    """Leads that were followed long enough, and which of them converted."""
    check_days(within_days)
    params: dict[str, object] = {"n": within_days}
    if reason := table_reason(community, "leads", "orders"):
        return Parts(id, params=params, reason=reason, of="leads")
    leads, window = cast("pd.DataFrame", community.leads), community.window
    at = instants(leads["created_at"])
    inside = (at >= window.start_at) & (at < window.end_at)
    at, day = at[inside], clock.local_days(at[inside], community.timezone).astype(np.int64)
    whose = leads["member_id"] if "member_id" in leads else pd.Series(pd.NA, index=leads.index)
    member = member_rows(community, whose[inside])
    first = np.r_[first_done(community, "order", np.full(len(community.members), ALWAYS)), NEVER]
    done = first[member]
    operators = np.r_[operator_rows(community), False][member]
    followed = ~operators & (day + within_days <= community.whole.stop - 1)
    converted = followed & (done >= at) & in_time(community, done, day, within_days)
    already = int((followed & (done < at)).sum())
    return Parts(
        id,
        converted,
        followed,
        of="leads",
        params=params,
        excluded={"excluded_operators": operators.sum(), "excluded_not_yet_observed": (~operators & ~followed).sum()},
        note=Note("note_customers_before", {"count": number(already)}) if already else Note(""),
    )
