"""Money over a window, and who buys again."""

from __future__ import annotations

from typing import cast

import numpy as np
import pandas as pd

from shequn_lab.metrics.goals import check_days, knows_history
from shequn_lab.metrics.parts import Flags, Parts, table_reason
from shequn_lab.model import Community, Estimate
from shequn_lab.rollups import Purchases, operator_rows, purchases
from shequn_lab.terms import Note, wrong_option


def currencies(community: Community, *, everywhere: bool = False) -> list[str]:
    """List the currencies of the orders in the reporting window, or of all orders; empty without orders."""
    if community.orders is None:
        return []
    orders = purchases(community)
    return sorted(set(orders.currency if everywhere else orders.currency[in_window(community, orders)]))


def only_currency(found: list[str], currency: str | None) -> str | None:
    """Return the currency named, or the only one there is; None where there are no orders.

    Raises
    ------
    OptionError
        Where there are several and none is named: they are not added.
    """
    if currency is None and len(found) > 1:
        raise wrong_option("option_currencies", found=", ".join(found))
    return currency or (found[0] if found else None)


def net_revenue(community: Community, *, currency: str | None = None) -> Estimate:
    """Paid less paid back, over the orders of the reporting window.

    Parameters
    ----------
    community : Community
    currency : str, optional
        ISO 4217; may be left out where the window's orders are all in one currency.

    Returns
    -------
    Estimate
        In integer minor units, shown in the main unit; `n` buyers, bootstrap over members. Orders that were cancelled
        or fully refunded, and those of operators, are left out and counted. Where the source does not record what was
        paid back it is gross, and the note says so.

    Raises
    ------
    OptionError
        Where orders are in several currencies and none is named: they are not added.

    Notes
    -----
    What was paid back counts against the order it belongs to, whenever that was.
    """
    return revenue_parts(community, currency=currency).estimate()


def revenue_parts(community: Community, id: str = "net_revenue", *, currency: str | None = None) -> Parts:
    """Add up what each member paid and did not get back."""
    if reason := table_reason(community, "orders"):
        return Parts(id, params={"currency": currency}, reason=reason)
    orders = purchases(community)
    named = only_currency(currencies(community), currency) or _only(orders.currency)
    chosen, excluded = counted(community, orders)
    chosen &= orders.currency == named
    spent = np.bincount(orders.member[chosen], weights=orders.net_minor[chosen], minlength=len(community.members))
    note = Note("" if orders.knows_refunds else "note_gross")
    return _total(id, orders, chosen, spent, params={"currency": named}, excluded=excluded, note=note)


def _only(values: np.ndarray) -> str | None:
    """Return the one value there is, if there is only one."""
    different = set(values)
    return different.pop() if len(different) == 1 else None


def units_sold(community: Community) -> Estimate:
    """Pieces bought in the reporting window.

    Returns
    -------
    Estimate
        Over orders that were neither cancelled nor fully refunded; `n` buyers, bootstrap over members. Orders whose
        number of pieces is not known are left out and counted.
    """
    return units_parts(community).estimate()


def units_parts(community: Community, id: str = "units_sold") -> Parts:
    """Add up the pieces each member bought."""
    if reason := table_reason(community, "orders"):
        return Parts(id, reason=reason)
    orders = purchases(community)
    if not cast("pd.DataFrame", community.orders).get("n_units", pd.Series(dtype=float)).notna().any():
        return Parts(id, reason=Note("note_no_column", {"column": Note("column_n_units")}))
    chosen, excluded = counted(community, orders)
    unknown = np.isnan(orders.n_units)
    excluded["excluded_no_units"] = int((chosen & unknown).sum())
    chosen &= ~unknown
    bought = np.bincount(orders.member[chosen], weights=orders.n_units[chosen], minlength=len(community.members))
    return _total(id, orders, chosen, bought, params={}, excluded=excluded, note=Note(""))


def in_window(community: Community, orders: Purchases) -> Flags:
    """Mark the orders of the reporting window."""
    return (orders.day >= community.window.first) & (orders.day < community.window.stop)


def counted(community: Community, orders: Purchases) -> tuple[Flags, dict[str, int]]:
    """Mark the orders of the window that stand, and count the others."""
    inside, operators = in_window(community, orders), operator_rows(community)[orders.member]
    excluded = {
        "excluded_operators_orders": int((inside & operators).sum()),
        "excluded_cancelled": int((inside & ~operators & orders.cancelled).sum()),
        "excluded_refunded": int((inside & ~operators & ~orders.cancelled & orders.refunded).sum()),
    }
    return inside & ~operators & orders.stands, excluded


def _total(
    id: str,
    orders: Purchases,
    chosen: Flags,
    amounts: np.ndarray,
    *,
    params: dict[str, object],
    excluded: dict[str, int],
    note: Note,
) -> Parts:
    buyers = np.bincount(orders.member[chosen], minlength=amounts.size) > 0
    return Parts(id, amounts, buyers, form="total", params=params, excluded=excluded, note=note)


def repurchase_rate(community: Community, *, within_days: int = 90, history_known: bool = False) -> Estimate:
    """Share of the buyers who bought again on another day in time.

    Parameters
    ----------
    community : Community
    within_days : int
        So many local days after the first purchase day.
    history_known : bool
        Take the orders to reach back to everybody's first. Otherwise only members who joined under observation have a
        known first purchase; the others are left out and counted.

    Returns
    -------
    Estimate
        `n` members whose first purchase day lies in the reporting window and who were observed that long after it; `k`
        of them with another purchase day within it. Wilson interval.

    Notes
    -----
    Orders of one day count once; cancelled and fully refunded ones do not count; operators are left out.
    """
    return repurchase_parts(community, within_days=within_days, history_known=history_known).estimate()


def repurchase_parts(
    community: Community, id: str = "repurchase_rate", *, within_days: int = 90, history_known: bool = False
) -> Parts:
    """Mark the buyers that could be followed, and those of them who came back."""
    check_days(within_days, least=1)
    params: dict[str, object] = {"n": within_days}
    if reason := table_reason(community, "orders"):
        return Parts(id, params=params, reason=reason)
    first, second = _first_two_days(community)
    new, excluded = new_customers(community, history_known=history_known)
    followed = first + within_days <= community.whole.stop - 1
    again = new & followed & (second >= 0) & (second - first <= within_days)
    excluded |= {"excluded_not_yet_observed": int((new & ~followed).sum())}
    return Parts(id, again, new & followed, params=params, excluded=excluded)


def new_customers(community: Community, *, history_known: bool = False) -> tuple[Flags, dict[str, int]]:
    """Mark the members whose first purchase is known to lie in the reporting window, and count the others."""
    first, operators = first_purchase_day(community), operator_rows(community)
    inside = (first >= community.window.first) & (first < community.window.stop)
    known = knows_history(community, history_known)
    excluded = {
        "excluded_operators": int((inside & operators).sum()),
        "excluded_history_unknown": int((inside & ~operators & ~known).sum()),
    }
    return inside & ~operators & known, excluded


def first_purchase_day(community: Community) -> np.ndarray:
    """First purchase day of each member, as a local day number; below every other for none."""
    return _first_two_days(community)[0]


def _first_two_days(community: Community) -> tuple[np.ndarray, np.ndarray]:
    """First and second purchase day of each member, as local day numbers; below 0 for none."""
    orders = purchases(community)
    member, day = orders.member[orders.stands], orders.day[orders.stands].astype(np.int64)
    first, second = (np.full(len(community.members), np.iinfo(np.int64).max) for _ in range(2))
    np.minimum.at(first, member, day)
    later = day > first[member]
    np.minimum.at(second, member[later], day[later])
    never = np.iinfo(np.int64).max
    return np.where(first == never, -1, first), np.where(second == never, -1, second)
