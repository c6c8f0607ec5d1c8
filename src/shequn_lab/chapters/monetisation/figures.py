"""What a community's own tables say of earning: money per order, people reached per post, running costs covered."""

from __future__ import annotations

import numpy as np
import pandas as pd

from shequn_lab import metrics
from shequn_lab.chapters.typology.figures import DAYS_PER_MONTH
from shequn_lab.metrics.content import column_reason, numbers, posts_in_window, published_by
from shequn_lab.metrics.money import margin_reason, per_buyer, sold_in_window
from shequn_lab.metrics.parts import Parts, roster_reason, table_reason
from shequn_lab.metrics.revenue import currencies
from shequn_lab.metrics.unit_economics import check_cost
from shequn_lab.model import Community, Estimate
from shequn_lab.terms import Note, wrong_option


def net_per_order(community: Community, *, currency: str | None = None) -> Estimate:
    """Net revenue per order of the reporting window.

    Parameters
    ----------
    community : Community
    currency : str, optional
        ISO 4217; may be left out where the window's orders are all in one currency.

    Returns
    -------
    Estimate
        In minor units; `n` buyers, bootstrap over them. Free orders count with 0; cancelled and fully refunded ones,
        and those of operators, are left out and counted.
    """
    return per_buyer(net_per_order_parts(community, currency=currency))


def net_per_order_parts(community: Community, *, currency: str | None = None) -> Parts:
    """Net revenue and orders of each buyer."""
    id = "net_per_order"
    if reason := table_reason(community, "orders"):
        return Parts(id, params={"currency": currency}, reason=reason)
    sold, n = sold_in_window(community, currency), len(community.members)
    top = sold.by_member(sold.orders.net_minor, n)
    bottom = sold.by_member(np.ones(sold.chosen.size), n)
    params = {"currency": sold.currency}
    return Parts(id, top, bottom, form="ratio", params=params, excluded=sold.excluded, note=sold.note)


def post_reach_share(community: Community) -> Estimate:
    """People reached by a post of the operators ÷ members present on its day.

    Returns
    -------
    Estimate
        Ratio of sums over the posts of the reporting window whose reach is known, bootstrap over posts; above 1 where
        posts reach more people than there are members. Not measurable without reach or without a complete roster.
    """
    return post_reach_parts(community).estimate()


def post_reach_parts(community: Community) -> Parts:
    """People reached by each post, and members present on its day."""
    id = "post_reach_share"
    if reason := column_reason(community, "reach") or roster_reason(community):
        return Parts(id, of="posts", reason=reason)
    posts = posts_in_window(community)
    posts = posts[published_by(posts, "operator")]
    reach = numbers(posts, "reach")
    known = ~np.isnan(reach)
    local = pd.DatetimeIndex(posts["published_at"]).tz_convert(community.timezone).tz_localize(None).normalize()
    there = metrics.members_by_day(community).reindex(local).to_numpy(float)
    excluded = {"excluded_no_reach": int((~known).sum())}
    return Parts(id, reach[known], there[known], of="posts", form="ratio", excluded=excluded)


def cost_cover(community: Community, *, running_cost_minor: int | None, currency: str | None = None) -> Estimate:
    """Margin of the reporting window ÷ what it cost to run the community meanwhile.

    Parameters
    ----------
    community : Community
    running_cost_minor : int or None
        Cost of 30 days [minor units]: people, tools, rewards. No table holds it: without it, nothing can be said.
    currency : str, optional
        As in :func:`net_per_order`.

    Returns
    -------
    Estimate
        At 1 and above the costs are covered; `n` buyers, bootstrap over members. Not measurable where the cost of an
        order's goods is not known.

    Raises
    ------
    OptionError
        If the cost is no whole number of minor units, or 0.
    """
    id = "cost_cover"
    if running_cost_minor is not None and not check_cost(running_cost_minor):
        raise wrong_option("option_cost", found=running_cost_minor)
    said: dict[str, object] = {"cost_minor": running_cost_minor, "currency": currency}
    if reason := margin_reason(community):
        return Estimate.missing(id, reason)
    if running_cost_minor is None:
        return Estimate.missing(id, Note("note_no_running_cost"))
    if currency is None and len(found := currencies(community)) > 1:
        return Estimate.missing(id, Note("note_currencies", {"currencies": ", ".join(found)}))
    sold = sold_in_window(community, currency)
    said["currency"] = sold.currency
    if unknown := int(np.isnan(sold.orders.cost_minor[sold.chosen]).sum()):
        reason = Note("note_costs_unknown", {"count": unknown, "n": int(sold.chosen.sum())})
        return Estimate.missing(id, reason, **said)
    cost, n = running_cost_minor * community.window.n_days / DAYS_PER_MONTH, len(community.members)
    bought = sold.by_member(np.ones(sold.chosen.size), n) > 0
    share = sold.by_member(sold.margins(), n) / cost
    return Parts(id, share, bought, form="total", params=said, excluded=sold.excluded, note=sold.note).estimate()
