"""What members and buyers bring in, and what is left of it (M5)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from shequn_lab.metrics.activity import Base, members_there
from shequn_lab.metrics.intervals import LEVEL, Floats
from shequn_lab.metrics.parts import Flags, Parts, roster_reason, table_reason
from shequn_lab.metrics.revenue import counted, currencies, only_currency, revenue_parts
from shequn_lab.model import Community, Estimate
from shequn_lab.rollups import Purchases, operator_rows, purchases
from shequn_lab.terms import Note, wrong_option

# -- revenue ---------------------------------------------------------------------------------------------


def arpu(community: Community, *, base: Base = "any", currency: str | None = None) -> Estimate:
    """Net revenue per member present (ARPU).

    Parameters
    ----------
    community : Community
    base : {"any", "end"}
        Members present at any time in the reporting window, or on its last day.
    currency : str, optional
        ISO 4217; may be left out where the window's orders are all in one currency.

    Returns
    -------
    Estimate
        In minor units; `n` members present, `k` of them buyers; bootstrap over members. Not measurable without a
        complete roster or without orders.

    Raises
    ------
    OptionError
        Where orders are in several currencies and none is named.

    Notes
    -----
    Operators and orders of people who were not there are left out and counted; what counts as an order is said in
    :func:`net_revenue`.
    """
    parts = arpu_parts(community, base=base, currency=currency)
    found = parts.estimate()
    return replace(found, k=_buyers(community, parts, currency)) if found.measurable else found


def arpu_parts(community: Community, id: str = "arpu", *, base: Base = "any", currency: str | None = None) -> Parts:
    """Members present, and what each brought in."""
    paid = revenue_parts(community, id, currency=currency)
    params = dict(paid.params) | ({} if base == "any" else {"base": base})
    if reason := paid.reason or roster_reason(community):
        return Parts(id, params=params, reason=reason)
    there = members_there(community, base) & ~operator_rows(community)
    spent, bought = paid.sums
    excluded = {**paid.excluded, "excluded_buyers_absent": int(((bought > 0) & ~there).sum())}
    return Parts(id, np.where(there, spent, 0), there, form="ratio", params=params, excluded=excluded, note=paid.note)


def _buyers(community: Community, parts: Parts, currency: str | None) -> int:
    bought = revenue_parts(community, currency=currency).sums[1] > 0
    return int((bought & (parts.sums[1] > 0)).sum())


def arppu(community: Community, *, currency: str | None = None) -> Estimate:
    """Net revenue per buyer (ARPPU).

    Parameters are those of :func:`net_revenue`.

    Returns
    -------
    Estimate
        In minor units; `n` buyers; bootstrap over them. Needs no roster.
    """
    found = arppu_parts(community, currency=currency).estimate()
    return replace(found, k=np.nan)


def arppu_parts(community: Community, id: str = "arppu", *, currency: str | None = None) -> Parts:
    """Buyers, and what each brought in."""
    return replace(revenue_parts(community, id, currency=currency), form="ratio")


# -- margin ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sold:
    """Orders that stand, in one currency.

    Attributes
    ----------
    orders : Purchases
        All orders of the community.
    chosen : bool array
        Which of them are meant.
    currency : str or None
    excluded : dict
        Why other orders of the window are not: message id to count.
    """

    orders: Purchases
    chosen: Flags
    currency: str | None
    excluded: dict[str, int]

    @property
    def note(self) -> Note:
        """Say that what was paid back is not recorded, where it is not."""
        return Note("" if self.orders.knows_refunds else "note_gross")

    def costed(self) -> Sold:
        """Leave out the orders whose goods' cost is not known."""
        unknown = np.isnan(self.orders.cost_minor)
        excluded = self.excluded | {"excluded_no_cost": int((self.chosen & unknown).sum())}
        return replace(self, chosen=self.chosen & ~unknown, excluded=excluded)

    def margins(self, margin_share: float | None = None) -> Floats:
        """Net revenue less the cost of the goods of each order [minor units]; of a share given, that much of it."""
        if margin_share is not None:
            return np.asarray(self.orders.net_minor * margin_share)
        return np.asarray(self.orders.net_minor - self.orders.cost_minor)

    def by_member(self, amounts: npt.NDArray[Any], n_members: int) -> Floats:
        """Add up what each member's orders come to."""
        member, amount = self.orders.member[self.chosen], amounts[self.chosen].astype(np.float64)
        return np.asarray(np.bincount(member, weights=amount, minlength=n_members), dtype=np.float64)


def sold_in_window(community: Community, currency: str | None) -> Sold:
    """Return the orders of the reporting window that stand, operators' left out. There must be a table of orders."""
    orders, named = purchases(community), only_currency(currencies(community), currency)
    chosen, excluded = counted(community, orders)
    return Sold(orders, chosen & (orders.currency == named), named, excluded)


def margin_reason(community: Community, margin_share: float | None = None) -> Note:
    """Say why no margin can be known here; an empty note when it can."""
    if reason := table_reason(community, "orders"):
        return reason
    if margin_share is not None:
        check_share(margin_share)
        return Note("")
    orders = purchases(community)
    recorded = not orders.day.size or not np.isnan(orders.cost_minor).all()
    return Note("") if recorded else Note("note_no_column", {"column": Note("column_cost")})


def check_share(margin_share: float) -> None:
    """Refuse a margin that is no share of what is paid."""
    if not 0 < margin_share <= 1:
        raise wrong_option("option_margin_share", found=margin_share)


def margin_share(community: Community, *, currency: str | None = None) -> Estimate:
    """Margin ÷ net revenue, over the orders of the reporting window whose cost is known.

    Parameters are those of :func:`net_revenue`.

    Returns
    -------
    Estimate
        A share of one, below 0 where goods cost more than they brought in; `n` buyers; bootstrap over them. Orders of
        unknown cost are left out and counted; not measurable where no order's cost is known.

    Notes
    -----
    Margin is net revenue less what the goods cost the house. Of what was paid back in part the goods are taken to stay
    with the buyer; of what was paid back in full, or called off, to come back. Advertising, staff and the cost of
    activities are not in it.
    """
    return per_buyer(margin_parts(community, currency=currency))


def margin_parts(community: Community, id: str = "margin_share", *, currency: str | None = None) -> Parts:
    """Margin and net revenue of each buyer."""
    if reason := margin_reason(community):
        return Parts(id, params={"currency": currency}, reason=reason)
    sold, n = sold_in_window(community, currency).costed(), len(community.members)
    top, bottom = sold.by_member(sold.margins(), n), sold.by_member(sold.orders.net_minor, n)
    params = {"currency": sold.currency}
    return Parts(id, top, bottom, form="ratio", params=params, excluded=sold.excluded, note=sold.note)


def per_buyer(parts: Parts) -> Estimate:
    """Put a ratio of two amounts of money together: its `n` are the buyers who add to it, not the money below."""
    found = parts.estimate()
    return replace(found, n=parts.units.size, k=np.nan) if found.measurable else found


def open_above(drawn: Floats, level: float = LEVEL) -> tuple[float, float]:
    """Percentile interval of resampled numbers of which some have no end: those without a value count as infinite."""
    drawn = np.where(np.isfinite(drawn) & (drawn >= 0), drawn, np.inf)
    tail = 50 * (1 - level)
    # Between a number and infinity nothing can be interpolated.
    low, high = np.percentile(drawn, [tail, 100 - tail], method="nearest")
    return float(low), float(high)
