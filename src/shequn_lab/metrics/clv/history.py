"""Orders to the three numbers of the model, and the mean value of repeat purchases."""

from __future__ import annotations

import numpy as np
import pandas as pd

from shequn_lab.metrics.goals import knows_history
from shequn_lab.metrics.parts import table_reason
from shequn_lab.metrics.revenue import currencies, only_currency
from shequn_lab.model import Community
from shequn_lab.rollups import operator_rows, purchases

_COLUMNS = ["frequency", "recency", "age", "mean_minor"]


def purchase_history(community: Community, *, currency: str | None = None, history_known: bool = False) -> pd.DataFrame:
    """Describe each buyer as BG/NBD and Gamma-Gamma do, up to the end of the reporting window.

    Parameters
    ----------
    community : Community
    currency : str, optional
        ISO 4217; may be left out where all orders are in one currency.
    history_known : bool
        Take the orders to reach back to everybody's first. Otherwise only members who joined under observation have a
        known first purchase; the others are left out and counted.

    Returns
    -------
    DataFrame
        Indexed by ``member_id``: ``frequency`` (purchase days − 1), ``recency`` (last − first purchase day [days]),
        ``age`` (last fully observed day of the window − first purchase day [days]), ``mean_minor`` (mean net value of
        the purchase days after the first [minor units]; NaN where there is none). What was left out stands in
        ``attrs["excluded"]``, the currency in ``attrs["currency"]``. Empty, with the reason in ``attrs["note"]``,
        without orders.

    Raises
    ------
    OptionError
        Where orders are in several currencies and none is named.

    Notes
    -----
    Orders of one day are one purchase of their sum. A part paid back lowers its value; orders called off, paid back in
    full, or free are no purchases. A first purchase before joining opens the history all the same. Operators are left
    out.
    """
    if reason := table_reason(community, "orders"):
        empty = pd.DataFrame(columns=_COLUMNS, dtype=float).rename_axis("member_id")
        empty.attrs["note"] = str(reason)
        return empty
    orders, last_day = purchases(community), min(community.window.stop, community.whole.stop) - 1
    named = only_currency(currencies(community, everywhere=True), currency)
    meant = (orders.currency == named) & (orders.day <= last_day) & ~operator_rows(community)[orders.member]
    paid = meant & orders.stands & (orders.net_minor > 0)
    days = pd.DataFrame({"member": orders.member, "day": orders.day, "net": orders.net_minor})[paid]
    days = days.groupby(["member", "day"], as_index=False)["net"].sum()
    buyers = days.groupby("member").agg(
        first=("day", "min"), last=("day", "max"), n=("day", "size"), opening=("net", "first"), total=("net", "sum")
    )
    known = knows_history(community, history_known)[buyers.index.to_numpy(np.int64)]
    again = buyers["n"] - 1
    columns = {
        "frequency": again,
        "recency": buyers["last"] - buyers["first"],
        "age": last_day - buyers["first"],
        "mean_minor": (buyers["total"] - buyers["opening"]) / again.where(again > 0),
    }
    ids = community.members["member_id"].astype(object).to_numpy()[buyers.index]
    frame = pd.DataFrame(columns, dtype=float).set_axis(pd.Index(ids, name="member_id"))[known]
    excluded = {
        "excluded_cancelled": int((meant & orders.cancelled).sum()),
        "excluded_refunded": int((meant & ~orders.cancelled & orders.refunded).sum()),
        "excluded_free": int((meant & orders.stands & (orders.net_minor == 0)).sum()),
        "excluded_history_unknown": int((~known).sum()),
    }
    frame.attrs.update(currency=named, excluded={why: count for why, count in excluded.items() if count})
    return frame
