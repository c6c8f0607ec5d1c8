"""How many members or orders cover a cost: of a community, and of an activity (M5)."""

from __future__ import annotations

import math
from typing import Literal, get_args

import numpy as np
import pandas as pd

from shequn_lab.metrics.activity import members_there
from shequn_lab.metrics.money import Sold, margin_reason, open_above, sold_in_window
from shequn_lab.metrics.participation import check_activity, first_participation
from shequn_lab.metrics.parts import Parts, roster_reason, table_reason
from shequn_lab.metrics.revenue import only_currency
from shequn_lab.metrics.unit_economics import check_cost
from shequn_lab.model import Community, Estimate
from shequn_lab.rollups import operator_rows, purchases
from shequn_lab.rollups.scan import NEVER
from shequn_lab.terms import Note, wrong_option

Of = Literal["members", "orders"]


def break_even(
    community: Community,
    *,
    of: Of = "members",
    fixed_cost_minor: int | None = None,
    activity: str | None = None,
    currency: str | None = None,
    margin_share: float | None = None,
) -> Estimate:
    """Members, or orders, at which the margin they bring covers a fixed cost.

    Parameters
    ----------
    community : Community
    of : {"members", "orders"}
        Members present in the reporting window, or orders of it; of an activity, its participants or its orders.
    fixed_cost_minor : int, optional
        What has to be covered [minor units]; may be left out for an activity whose cost is on record.
    activity : str, optional
        Id of an activity; the community in its reporting window when not given.
    currency : str, optional
        ISO 4217 of cost and orders.
    margin_share : float, optional
        As in :func:`ltv_observed`.

    Returns
    -------
    Estimate
        Cost ÷ margin of each, rounded up to a whole one. Of members, `n` were there and `k` of them bought: the cost
        was covered where the value is at most `n`. Of orders, `n` members placed `k`: it was covered where the value
        is at most `k`. Bootstrap over members; an interval without an upper end where the margin may be nothing. Not
        measurable where the margin of each is not above 0: then no number covers the cost.

    Raises
    ------
    OptionError
        If no cost is given and there is none to look up, or it is in another currency than the orders.
    """
    if of not in get_args(Of):
        raise wrong_option("option_not_one_of", found=of, known=", ".join(get_args(Of)))
    if reason := _no_margin(community, of, activity, margin_share):
        return Estimate.missing(f"break_even_{of}", reason, activity=activity)
    sold = sold_in_window(community, currency) if activity is None else _sold_by(community, activity, currency)
    cost = _fixed(community, activity, fixed_cost_minor, sold.currency)
    said: dict[str, object] = {
        "cost_minor": cost,
        "currency": sold.currency,
        "activity": activity,
        "margin_share": margin_share,
    }
    if margin_share is None and np.isnan(sold.orders.cost_minor[sold.chosen]).any():
        unknown = int(np.isnan(sold.orders.cost_minor[sold.chosen]).sum())
        reason = Note("note_costs_unknown", {"count": unknown, "n": int(sold.chosen.sum())})
        return Estimate.missing(f"break_even_{of}", reason, **said)
    parts = _shares(community, of, activity, sold, margin_share)
    buyers, orders = np.unique(sold.orders.member[sold.chosen]).size, int(sold.chosen.sum())
    heads = int(parts.sums[1].sum())
    return _covered(parts, cost, said, (heads, buyers) if of == "members" else (buyers, orders))


def _no_margin(community: Community, of: Of, activity: str | None, margin_share: float | None) -> Note:
    if reason := margin_reason(community, margin_share):
        return reason
    if activity is None:
        return roster_reason(community) if of == "members" else Note("")
    if reason := table_reason(community, "activities", *(["participations"] if of == "members" else [])):
        return reason
    check_activity(community, activity)
    recorded = (purchases(community).activity != "").any()
    return Note("") if recorded else Note("note_no_column", {"column": Note("column_order_activity")})


def _sold_by(community: Community, activity: str, currency: str | None) -> Sold:
    """Return the orders that belong to an activity, whenever they were placed."""
    orders = purchases(community)
    meant = (orders.activity == activity) & orders.stands & ~operator_rows(community)[orders.member]
    named = only_currency(sorted(set(orders.currency[meant])), currency)
    return Sold(orders, meant & (orders.currency == named), named, {})


def _fixed(community: Community, activity: str | None, given: int | None, currency: str | None) -> int:
    """Return the cost to be covered: as given, or as recorded of the activity, in the currency of the orders."""
    if given is not None:
        return check_cost(given)
    if activity is None or community.activities is None or "cost_minor" not in community.activities:
        raise wrong_option("option_no_cost")
    row = community.activities.set_index("activity_id").loc[activity]
    if pd.isna(row["cost_minor"]):
        raise wrong_option("option_no_cost")
    recorded = row.get("currency")
    if not pd.isna(recorded) and currency is not None and recorded != currency:
        raise wrong_option("option_cost_currency", cost=recorded, orders=currency)
    return int(row["cost_minor"])


def _shares(community: Community, of: Of, activity: str | None, sold: Sold, margin_share: float | None) -> Parts:
    """Margin of each member, and how many heads or orders stand below it."""
    margin, operators = sold.by_member(sold.margins(margin_share), len(community.members)), operator_rows(community)
    if of == "orders":
        below = sold.by_member(np.ones(sold.chosen.size), margin.size)
    elif activity is None:
        below = (members_there(community, "any") & ~operators).astype(np.float64)
        margin = margin * below
    else:
        below = ((first_participation(community, activity) != NEVER) & ~operators).astype(np.float64)
    return Parts(f"break_even_{of}", margin, below, form="ratio", excluded=sold.excluded, note=sold.note)


def _covered(parts: Parts, cost: int, said: dict[str, object], counts: tuple[int, int]) -> Estimate:
    margin, heads = (float(part.sum()) for part in parts.sums)
    if not heads:
        return Estimate.missing(parts.id, Note("note_no_case"), **said)
    if margin <= 0:
        return Estimate.missing(parts.id, Note("note_no_margin_left"), **said)
    drawn = parts.replicates()
    low, high = open_above(np.divide(cost, drawn, out=np.full_like(drawn, np.inf), where=drawn > 0))
    lone = parts.units.size < 2
    return Estimate(
        parts.id,
        _whole(cost * heads / margin),
        math.nan if lone else _whole(low),
        math.nan if lone else _whole(high),
        *counts,
        method="bootstrap over members",
        params=said,
        excluded={why: count for why, count in parts.excluded.items() if count},
        note=parts.note,
    )


def _whole(number: float) -> float:
    """Round up; what is whole but for the last digits stays."""
    return math.ceil(round(number, 9)) if math.isfinite(number) else number
