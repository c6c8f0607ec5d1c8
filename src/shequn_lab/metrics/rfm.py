"""Recency, frequency and monetary value of the buyers (RFM, M5)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from shequn_lab.metrics.money import sold_in_window
from shequn_lab.metrics.parts import table_reason
from shequn_lab.model import Community

#: Scores run from 1 to this.
N_SCORES = 5
_COLUMNS = ["recency_days", "n_orders", "mean_order_minor", "r_score", "f_score", "m_score", "model_recency_days"]


def rfm(community: Community, *, currency: str | None = None) -> pd.DataFrame:
    """Recency, frequency and monetary value of each buyer of the reporting window, with scores.

    Parameters
    ----------
    community : Community
    currency : str, optional
        ISO 4217; may be left out where the window's orders are all in one currency.

    Returns
    -------
    DataFrame
        Indexed by ``member_id``: ``recency_days`` (from the last order's day to the last day of the window),
        ``n_orders``, ``mean_order_minor`` (mean net order [minor units]); ``r_score``, ``f_score``, ``m_score`` (1–5, 5
        is most recent, most often, most); ``model_recency_days`` (last − first order's day: the recency of
        :class:`BetaGeo`, which is another thing). Counts of what was left out stand in ``attrs["excluded"]``, the
        currency in ``attrs["currency"]``. Empty, with the reason in ``attrs["note"]``, without orders.

    Notes
    -----
    A score is 1 + ⌊5 × share of the buyers who do less well⌋: fifths where nobody ties, and who ties has one score, so
    that a score may stand empty. Where four of five buyers ordered once, they all score 1 and the others 5. Operators
    are left out; every order that stands counts, free ones too.

    Examples
    --------
    >>> import shequn_lab as sq
    >>> sq.rfm(sq.open_community("beauty_wechat"))["r_score"].isin(range(1, 6)).all()
    np.True_
    """
    if reason := table_reason(community, "orders"):
        empty = pd.DataFrame(columns=_COLUMNS, dtype=float).rename_axis("member_id")
        empty.attrs["note"] = str(reason)
        return empty
    sold = sold_in_window(community, currency)
    orders, chosen = sold.orders, sold.chosen
    rows = pd.DataFrame({"member": orders.member, "day": orders.day, "net": orders.net_minor})[chosen]
    buyers = rows.groupby("member").agg(
        first=("day", "min"), last=("day", "max"), n_orders=("day", "size"), mean_order_minor=("net", "mean")
    )
    buyers["recency_days"] = community.window.stop - 1 - buyers["last"].astype(np.int64)
    buyers["model_recency_days"] = buyers["last"].astype(np.int64) - buyers["first"]
    buyers["r_score"] = scores(-buyers["recency_days"].to_numpy())
    buyers["f_score"] = scores(buyers["n_orders"].to_numpy())
    buyers["m_score"] = scores(buyers["mean_order_minor"].to_numpy())
    ids = community.members["member_id"].astype(object).to_numpy()[buyers.index]
    frame = buyers[_COLUMNS].set_axis(pd.Index(ids, name="member_id"))
    frame.attrs.update(currency=sold.currency, excluded={why: k for why, k in sold.excluded.items() if k})
    return frame


def scores(values: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Score values 1–5 by the share of them that are lower; equal values score alike."""
    values = np.asarray(values)
    below = np.searchsorted(np.sort(values), values, side="left")
    return 1 + N_SCORES * below // max(values.size, 1)


def rfm_cells(frame: pd.DataFrame) -> pd.DataFrame:
    """Count the buyers of each pair of scores for recency and frequency.

    Parameters
    ----------
    frame : DataFrame
        As :func:`rfm` returns it.

    Returns
    -------
    DataFrame
        ``r_score``, ``f_score``, ``k`` [members]: every pair of scores that occur, best first. What stands in
        ``attrs`` is kept.
    """
    sides = [pd.Index(sorted(frame[name].unique(), reverse=True), name=name) for name in ("r_score", "f_score")]
    counts = frame.groupby(["r_score", "f_score"]).size()
    cells = counts.reindex(pd.MultiIndex.from_product(sides), fill_value=0).rename("k").reset_index()
    cells.attrs.update(frame.attrs)
    return cells
