"""What is left of orders under a lever, and what a discount must bring to pay (M3)."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal, get_args

import numpy as np
import pandas as pd

from shequn_lab.metrics.money import Sold, margin_reason, open_above, per_buyer, sold_in_window
from shequn_lab.metrics.parts import Flags, Parts, table_reason
from shequn_lab.model import Community, Estimate
from shequn_lab.rollups import Purchases, purchases
from shequn_lab.terms import Note, wrong_option

By = Literal["discount", "activity"]
_COLUMNS = ["lever", "n", "k", "net_minor", "discount_minor", "margin_minor", "value", "low", "high"]


def lever_margins(community: Community, *, by: By = "discount", currency: str | None = None) -> pd.DataFrame:
    """Margin of the orders that a lever touched, beside that of the others (M3).

    Parameters
    ----------
    community : Community
    by : {"discount", "activity"}
        Whether something was taken off the price, or which kind of activity the order belongs to.
    currency : str, optional

    Returns
    -------
    DataFrame
        One row a ``lever`` (``discounted``, ``full_price``; or kinds of activity and ``no_activity``): ``n`` buyers,
        ``k`` orders, ``net_minor``, ``discount_minor`` (NaN where it is not known of all), ``margin_minor`` [minor
        units]; ``value``, ``low``, ``high`` are margin ÷ net revenue (bootstrap over buyers). Orders of unknown cost,
        and by discount those of unknown discount, are left out, and counted in ``attrs["excluded"]``. Empty, with the
        reason in ``attrs["note"]``, where it cannot be measured; ``attrs["currency"]`` names the currency.

    Notes
    -----
    A comparison of orders, not the effect of the lever: who takes a coupon may be another sort of buyer. That is
    measured as lift against a control.
    """
    if by not in get_args(By):
        raise wrong_option("option_not_one_of", found=by, known=", ".join(get_args(By)))
    reason = margin_reason(community) or _lever_reason(community, by)
    if reason:
        empty = pd.DataFrame({name: pd.Series(dtype=float) for name in _COLUMNS})
        empty.attrs["note"] = str(reason)
        return empty
    sold = sold_in_window(community, currency).costed()
    lever = _levers(community, sold.orders, by)
    known = lever != ""
    excluded = sold.excluded | {"excluded_no_discount": int((sold.chosen & ~known).sum())}
    sold = replace(sold, chosen=sold.chosen & known)
    rows = [_lever_row(community, sold, str(name), lever == name) for name in dict.fromkeys(lever[sold.chosen])]
    frame = pd.DataFrame(rows, columns=_COLUMNS).sort_values("lever", ignore_index=True)
    frame.attrs.update(excluded={why: count for why, count in excluded.items() if count}, currency=sold.currency)
    return frame


def _lever_reason(community: Community, by: By) -> Note:
    orders = purchases(community)
    if by == "discount" and orders.day.size and np.isnan(orders.discount_minor).all():
        return Note("note_no_column", {"column": Note("column_discount")})
    if by == "activity":
        no_order = not (orders.activity != "").any()
        told = Note("note_no_column", {"column": Note("column_order_activity")}) if no_order else Note("")
        return table_reason(community, "activities") or told
    return Note("")


def _levers(community: Community, orders: Purchases, by: By) -> np.ndarray:
    """Name the lever of each order; empty where it is not known."""
    if by == "discount":
        off = orders.discount_minor
        return np.select([np.isnan(off), off > 0], ["", "discounted"], "full_price").astype(object)
    assert community.activities is not None
    kinds = dict(zip(community.activities["activity_id"], community.activities["kind"], strict=True))
    return np.array([kinds[name] if name else "no_activity" for name in orders.activity], dtype=object)


def _lever_row(community: Community, sold: Sold, name: str, touched: Flags) -> tuple[object, ...]:
    part, n = replace(sold, chosen=sold.chosen & touched), len(community.members)
    orders, margins = part.orders, part.margins()
    top, bottom = part.by_member(margins, n), part.by_member(orders.net_minor, n)
    share = Parts("margin_share", top, bottom, form="ratio").estimate()
    sums = [amounts[part.chosen].sum() for amounts in (orders.net_minor, orders.discount_minor, margins)]
    buyers = np.unique(orders.member[part.chosen]).size
    return name, buyers, int(part.chosen.sum()), *sums, share.value, share.low, share.high


def break_even_lift(community: Community, *, currency: str | None = None) -> Estimate:
    """How many more orders a discount must bring so that the margin is no less than without it (M3).

    Parameters are those of :func:`net_revenue`.

    Returns
    -------
    Estimate
        Discounts given ÷ margin left, over the discounted orders of the reporting window: 0.5 is half as many again,
        all of them due to the discount; `n` buyers, bootstrap over them. Not measurable where no margin is left, for
        then no number of orders pays.

    Notes
    -----
    The margin that these orders would have had at full price ÷ the one they had − 1. What a lever costs beside the
    discount comes on top; whether it brings that many is a question for lift with a control.
    """
    parts = lift_parts(community, currency=currency)
    if not parts.reason and parts.units.size and parts.sums[1].sum() <= 0:
        return Estimate.missing("break_even_lift", Note("note_no_margin_left"), **parts.params)
    found = per_buyer(parts)
    if parts.units.size < 2:
        return found
    low, high = open_above(parts.replicates())
    return replace(found, low=low, high=high)


def lift_parts(community: Community, id: str = "break_even_lift", *, currency: str | None = None) -> Parts:
    """Discounts and margin of each buyer, over the discounted orders."""
    if reason := margin_reason(community) or _lever_reason(community, "discount"):
        return Parts(id, params={"currency": currency}, reason=reason)
    sold, n = sold_in_window(community, currency).costed(), len(community.members)
    off = sold.orders.discount_minor
    excluded = sold.excluded | {"excluded_no_discount": int((sold.chosen & np.isnan(off)).sum())}
    sold = replace(sold, chosen=sold.chosen & (off > 0))
    top, bottom = sold.by_member(off, n), sold.by_member(sold.margins(), n)
    return Parts(id, top, bottom, form="ratio", params={"currency": sold.currency}, excluded=excluded)
