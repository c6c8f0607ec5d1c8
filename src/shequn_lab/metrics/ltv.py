"""Lifetime value as observed: what members and customers have brought in by age (M5)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from shequn_lab.metrics.goals import check_days
from shequn_lab.metrics.intervals import Floats
from shequn_lab.metrics.money import margin_reason
from shequn_lab.metrics.parts import Flags, Parts
from shequn_lab.metrics.retention import in_cohorts, unmeasurable
from shequn_lab.metrics.revenue import currencies, first_purchase_day, new_customers, only_currency
from shequn_lab.model import Community, Estimate
from shequn_lab.model.estimate import NOTHING
from shequn_lab.rollups import joins, purchases, tenure
from shequn_lab.terms import Note

Since = Literal["join", "order"]
_SINCE: dict[str, Since] = {"ltv_observed": "join", "customer_ltv": "order"}
#: Age up to which value is told unless asked otherwise [days].
LTV_DAYS = 90


@dataclass(frozen=True)
class Lives:
    """What members brought in, by age.

    Attributes
    ----------
    counted : bool array of shape (n_members,)
        Members whose life begins in the reporting window, with a joining or a first purchase.
    followed : int64 array of shape (n_members,)
        Highest age observed as a whole [days].
    member, age, margin : arrays, one entry an order
        Orders of members counted, from age 0 on: row of the buyer, days since the life began, net margin [minor units].
    currency : str or None
    excluded : dict
    note, reason : Note
        A remark, and why there is nothing to count, if so.
    """

    counted: Flags
    followed: npt.NDArray[np.int64]
    member: npt.NDArray[np.int64]
    age: npt.NDArray[np.int64]
    margin: Floats
    currency: str | None
    excluded: dict[str, int]
    note: Note = NOTHING
    reason: Note = NOTHING

    def enough(self, within_days: int) -> Flags:
        """Mark the members counted who were followed that long."""
        return self.counted & (self.followed >= within_days)

    def early(self, within_days: int) -> Flags:
        """Mark the orders up to that age, of members followed that long."""
        return self.enough(within_days)[self.member] & (self.age <= within_days)

    def left_out(self, within_days: int) -> dict[str, int]:
        """Count who is not among the members followed that long, by reason."""
        return self.excluded | {"excluded_not_yet_observed": int((self.counted & ~self.enough(within_days)).sum())}

    def unknown(self, within_days: int) -> Note:
        """Say why nothing is known up to that age; an empty note when something is."""
        if self.reason or self.enough(within_days).any():
            return self.reason
        return Note("note_window_short", {"days": within_days}) if self.counted.any() else Note("note_no_case")


def lives(
    community: Community,
    since: Since,
    *,
    currency: str | None = None,
    margin_share: float | None = None,
    history_known: bool = False,
) -> Lives:
    """Follow members from joining, or customers from their first purchase."""
    reason = margin_reason(community, margin_share) or (
        unmeasurable(community, "calendar") if since == "join" else None
    )
    if reason:
        none = np.zeros(0, dtype=np.int64)
        return Lives(none > 0, none, none, none, none.astype(float), currency, {}, reason=reason)
    orders = purchases(community)
    named = only_currency(currencies(community, everywhere=True), currency)
    counted, start, excluded = _begin(community, since, history_known)
    age = orders.day.astype(np.int64) - start[orders.member]
    meant = orders.stands & counted[orders.member] & (orders.currency == named)
    if since == "join":
        excluded["excluded_orders_before_joining"] = int((meant & (age < 0)).sum())
    meant &= age >= 0
    margin = orders.net_minor * (margin_share or 1.0) - (0 if margin_share else orders.cost_minor)
    unknown = int(np.isnan(margin[meant]).sum())
    return Lives(
        counted,
        community.whole.stop - 1 - start,
        orders.member[meant],
        age[meant],
        margin[meant],
        named,
        excluded,
        note=Note("" if orders.knows_refunds else "note_gross"),
        reason=Note("note_costs_unknown", {"count": unknown, "n": int(meant.sum())}) if unknown else NOTHING,
    )


def _begin(
    community: Community, since: Since, history_known: bool
) -> tuple[Flags, npt.NDArray[np.int64], dict[str, int]]:
    """Return whose life begins in the window, the day it begins, and who was left out."""
    if since == "order":
        counted, excluded = new_customers(community, history_known=history_known)
        return counted, first_purchase_day(community), excluded
    cohort = in_cohorts(community)
    return cohort, joins(community).day.astype(np.int64), dict(tenure(community).excluded)


def ltv_observed(
    community: Community, *, within_days: int = LTV_DAYS, currency: str | None = None, margin_share: float | None = None
) -> Estimate:
    """Net margin per joiner within so many days after joining: what a member has been worth by that age.

    Parameters
    ----------
    community : Community
    within_days : int
        From the joining day to so many local days after it.
    currency : str, optional
        ISO 4217; may be left out where all orders are in one currency.
    margin_share : float, optional
        Take so much of the net revenue for margin (0–1). When not given the costs of the orders are used, and all of
        them must be known: a sum without them would be too high, one without those orders too low.

    Returns
    -------
    Estimate
        In minor units; `n` members who joined in the reporting window and were followed that long, `k` of them who
        bought; bootstrap over members.

    Raises
    ------
    OptionError
        Where orders are in several currencies and none is named.

    Notes
    -----
    Who left stays in the denominator. Orders before joining have no age and are left out, and counted. The cost of
    winning members is not taken off: see :func:`ltv_cac`.
    """
    check_days(within_days)
    life = lives(community, "join", currency=currency, margin_share=margin_share)
    return _estimate("ltv_observed", life, within_days, margin_share)


def customer_ltv(
    community: Community,
    *,
    within_days: int = LTV_DAYS,
    currency: str | None = None,
    margin_share: float | None = None,
    history_known: bool = False,
) -> Estimate:
    """Net margin per new customer within so many days after the first purchase day, that day included.

    Parameters are those of :func:`ltv_observed` and `history_known` of :func:`repurchase_rate`.

    Returns
    -------
    Estimate
        In minor units; `n` customers whose first purchase lies in the reporting window and who were followed that long;
        bootstrap over them. This is the value that stands against a cost per customer, and not :func:`ltv_observed`,
        which is per member.
    """
    check_days(within_days)
    life = lives(community, "order", currency=currency, margin_share=margin_share, history_known=history_known)
    return _estimate("customer_ltv", life, within_days, margin_share)


def ltv_parts(
    community: Community,
    id: str,
    *,
    within_days: int = LTV_DAYS,
    currency: str | None = None,
    margin_share: float | None = None,
    history_known: bool = False,
) -> Parts:
    """Who was followed, and what each brought in, in the sense that `id` names."""
    check_days(within_days)
    given = {"currency": currency, "margin_share": margin_share, "history_known": history_known}
    return _parts(id, lives(community, _SINCE[id], **given), within_days, margin_share)  # type: ignore[arg-type]


def _parts(id: str, life: Lives, within_days: int, margin_share: float | None) -> Parts:
    params: dict[str, object] = {"n": within_days, "currency": life.currency, "margin_share": margin_share}
    if reason := life.unknown(within_days):
        return Parts(id, params=params, excluded=life.left_out(within_days), reason=reason)
    enough, early = life.enough(within_days), life.early(within_days)
    top = np.bincount(life.member[early], weights=life.margin[early], minlength=enough.size)
    excluded = life.left_out(within_days)
    return Parts(id, top, enough, form="ratio", params=params, excluded=excluded, note=life.note)


def _estimate(id: str, life: Lives, within_days: int, margin_share: float | None) -> Estimate:
    parts = _parts(id, life, within_days, margin_share)
    found = parts.estimate()
    if not found.measurable:
        return found
    return replace(found, k=np.unique(life.member[life.early(within_days)]).size)
