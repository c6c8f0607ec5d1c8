"""Orders as the metrics use them: who, when, how much was kept, and whether the order stands."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from shequn_lab.model import clock
from shequn_lab.model.community import Community
from shequn_lab.rollups.tally import Flags

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Purchases:
    """All orders in the order of time, one entry each.

    Attributes
    ----------
    member : int array
        Row of the buyer in the members table.
    at : int64 array
        Instant [µs UTC].
    day : int32 array
        Local day number.
    net_minor : int64 array
        Paid less paid back [minor units]; what is not recorded as paid back counts as kept.
    cost_minor, discount_minor : float arrays
        What the goods cost the house, and what was taken off the price [minor units]; NaN where not recorded.
    n_units : float array
        Pieces; NaN where not recorded.
    activity : array of str
        Activity the order belongs to; empty for none.
    currency : array of str
    cancelled, refunded : bool arrays
        Called off, and paid back in full. A free order has nothing to pay back and is not refunded.
    knows_refunds : bool
        Whether the source records what was paid back at all.
    """

    member: Rows
    at: clock.Instants
    day: clock.Days
    net_minor: Rows
    cost_minor: npt.NDArray[np.float64]
    discount_minor: npt.NDArray[np.float64]
    n_units: npt.NDArray[np.float64]
    activity: npt.NDArray[np.object_]
    currency: npt.NDArray[np.object_]
    cancelled: Flags
    refunded: Flags
    knows_refunds: bool

    @property
    def stands(self) -> Flags:
        """Mark the orders that make a buyer."""
        return ~self.cancelled & ~self.refunded


def purchases(community: Community) -> Purchases:
    """Read the orders; computed once for each community and kept. There must be a table of orders."""
    return community.remember("purchases", lambda: _purchases(community))


def _purchases(community: Community) -> Purchases:
    orders = community.orders
    assert orders is not None
    orders = orders.sort_values("ordered_at", kind="stable")
    at = instants(orders["ordered_at"])
    paid = orders["paid_minor"].to_numpy(np.int64)
    back, none = _numbers(orders, "refunded_minor"), np.full(len(orders), "", dtype=object)
    cancelled = orders["cancelled"] if "cancelled" in orders else pd.Series(False, index=orders.index)
    return Purchases(
        member=member_rows(community, orders["member_id"]),
        at=at,
        day=clock.local_days(at, community.timezone),
        net_minor=paid - np.nan_to_num(back).astype(np.int64),
        cost_minor=_numbers(orders, "cost_minor"),
        discount_minor=_numbers(orders, "discount_minor"),
        n_units=_numbers(orders, "n_units"),
        activity=orders["activity_id"].fillna("").to_numpy(object) if "activity_id" in orders else none,
        currency=orders["currency"].to_numpy(object),
        cancelled=cancelled.fillna(False).to_numpy(bool),
        refunded=(paid > 0) & (back >= paid),
        knows_refunds=not np.isnan(back).all() or not len(orders),
    )


def _numbers(frame: pd.DataFrame, name: str) -> npt.NDArray[np.float64]:
    if name not in frame:
        return np.full(len(frame), np.nan)
    return frame[name].to_numpy(np.float64, na_value=np.nan)


def member_rows(community: Community, ids: pd.Series) -> Rows:
    """Row of each id in the members table; −1 for none."""
    index = community.remember("member_index", lambda: pd.Index(community.members["member_id"].astype(object)))
    known = ids.notna().to_numpy()
    rows = np.full(len(ids), -1, dtype=np.int64)
    rows[known] = index.get_indexer(ids[known].astype(object))
    return rows


def instants(column: pd.Series) -> clock.Instants:
    """Return instants that are all there [µs UTC]."""
    return column.dt.tz_localize(None).to_numpy("M8[us]").astype(np.int64)
