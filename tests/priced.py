"""Shops whose orders have costs and discounts on record."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
from oracle_money import Costs
from oracle_tables import Order, Shop
from shops import build_shop, tiny_shop

from shequn_lab.model import Community


def priced(
    s: Shop, costs: Costs, discounts: Costs | None = None, activities: dict[str, str] | None = None
) -> Community:
    """Build a shop with what stands beside its orders."""
    community = build_shop(s)
    assert community.orders is not None
    ids = community.orders["order_id"]
    columns = {"cost_minor": pd.Series([costs.get(i) for i in ids], dtype="float64")}
    if discounts is not None:
        columns["discount_minor"] = pd.Series([discounts.get(i) for i in ids], dtype="float64")
    if activities is not None:
        columns["activity_id"] = pd.Series([activities.get(i) for i in ids], dtype="str")
    return replace(community, orders=community.orders.assign(**columns), _memo={})


def some_costs(s: Shop) -> Costs:
    """Give every order a cost that depends on its place."""
    return {o.id: 40 * (i % 5) + o.paid // 3 for i, o in enumerate(s.orders or ())}


def sold(*orders: Order, costs: Costs | None = None, **beside: dict) -> Community:
    """Build the tiny shop with these orders; goods cost nothing unless said."""
    s = replace(tiny_shop(), orders=orders)
    return priced(s, costs if costs is not None else {o.id: 0 for o in orders}, **beside)
