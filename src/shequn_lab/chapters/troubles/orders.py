"""Fake orders (刷单): bursts that look alike, by accounts that do nothing else or get their money back at once."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from shequn_lab.chapters.troubles.judging import Sign, judged
from shequn_lab.chapters.troubles.limits import USUAL, TroubleLimits
from shequn_lab.metrics.parts import Flags, Parts, table_reason
from shequn_lab.model import Community, Estimate, clock
from shequn_lab.model.finding import Outcome
from shequn_lab.rollups import instants, ledger, member_rows, operator_rows
from shequn_lab.rollups.scan import NEVER
from shequn_lab.terms import Note
from shequn_lab.terms.formats import number


def suspect_buyer_share(community: Community, *, limits: TroubleLimits = USUAL) -> Estimate:
    """Buyers whose orders look fake ÷ all buyers of the reporting window.

    Parameters
    ----------
    community : Community
    limits : TroubleLimits

    Returns
    -------
    Estimate
        Wilson interval over buyers, operators left out. A suspicion, no proof: no table says which orders are fake.
    """
    orders = _comparable(community, limits)
    if isinstance(orders, Note):
        return Estimate.missing("suspect_buyer_share", orders)
    return _buyers("suspect_buyer_share", community, orders, orders["alike"].isin(_suspects(orders, limits)))


def fake_orders(community: Community, limits: TroubleLimits) -> Outcome:
    """Ask whether the buyers in bursts of orders of one amount are marked more often than other buyers."""
    orders = _comparable(community, limits)
    if isinstance(orders, Note):
        return judged("fake_orders", Sign(reason=orders))
    suspect = orders["alike"].isin(_suspects(orders, limits))
    share = _buyers("suspect_buyer_share", community, orders, suspect)
    if not suspect.any():
        return judged("fake_orders", Sign((share,)))
    levels = []
    for who, part in {"burst_buyers": suspect, "other_buyers": orders["alike"] < 0}.items():
        marked = _buyers("marked_buyer_share", community, orders[part], orders.loc[part, "marked"])
        levels.append(replace(marked, params={"buyers": who}))
    severe = share.value >= limits.suspect_severe_share
    return judged("fake_orders", Sign((share,), tuple(levels), found=True, severe=severe))


def _comparable(community: Community, limits: TroubleLimits) -> pd.DataFrame | Note:
    """Orders in and out of bursts; or why they cannot be compared."""
    if reason := table_reason(community, "orders"):
        return reason
    orders = _orders(community, limits)
    if len(orders) < limits.fewest_orders:
        return Note("note_few_orders", {"n": number(len(orders)), "needed": number(limits.fewest_orders)})
    n_all, n_burst = orders["row"].nunique(), orders.loc[orders["alike"] >= 0, "row"].nunique()
    return Note("note_no_other_buyers") if n_burst and n_all - n_burst < limits.burst_orders else orders


def _orders(community: Community, limits: TroubleLimits) -> pd.DataFrame:
    """Orders of the reporting window, operators' and free ones left out.

    Returns
    -------
    DataFrame
        ``row`` (of the buyer), ``alike`` (number of the amount where the order is one of a burst, else −1) and
        ``marked`` (whether the account never did anything else, or got all its money back soon).
    """
    table, timezone = cast("pd.DataFrame", community.orders), community.timezone
    at, row = instants(table["ordered_at"]), member_rows(community, table["member_id"])
    inside = (at >= community.window.start_at) & (at < community.window.end_at) & ~operator_rows(community)[row]
    inside &= table["paid_minor"].to_numpy(np.int64) > 0
    hour = clock.local_hours(at, timezone)
    silent = ledger(community).first_at[row] == NEVER
    found = pd.DataFrame({"row": row, "hour": hour, "marked": silent | _soon_back(table, at, limits)})[inside]
    found["amount"] = table[inside].groupby(["paid_minor", "currency"]).ngroup().to_numpy()
    size = found.groupby(["amount", "hour"])["row"].transform("size")
    usual = found.groupby(["amount", found["hour"] % 24])["row"].transform("size") / community.window.n_days
    burst = (size >= limits.burst_orders) & (size >= limits.burst_times * usual)
    return found.assign(alike=found["amount"].where(burst, -1))[["row", "alike", "marked"]].reset_index(drop=True)


def _soon_back(table: pd.DataFrame, at: clock.Instants, limits: TroubleLimits) -> Flags:
    """Mark the orders paid back in full within a few days."""
    if not {"refunded_minor", "refunded_at"} <= set(table):
        return np.zeros(len(table), dtype=bool)
    full = (table["refunded_minor"] >= table["paid_minor"]).to_numpy(bool, na_value=False)
    waited = table["refunded_at"].dt.tz_localize(None).to_numpy("M8[us]").astype(np.int64) - at
    known = table["refunded_at"].notna().to_numpy(bool)
    return np.asarray(full & known & (waited <= limits.quick_refund_days * clock.US_PER_DAY), dtype=np.bool_)


def _suspects(orders: pd.DataFrame, limits: TroubleLimits) -> list[int]:
    """Amounts in whose bursts far more buyers are marked than among those who are in none (Fisher's exact test)."""
    burst = orders["alike"] >= 0
    others = _marked(orders[~orders["row"].isin(orders.loc[burst, "row"])])
    amounts = orders.loc[burst, "alike"].unique().tolist()
    found = []
    for amount in amounts:
        buyers = _marked(orders[orders["alike"] == amount])
        k, n = int(buyers.sum()), buyers.size
        all_k, all_n = k + int(others.sum()), n + others.size
        # As many amounts as are looked at, so many chances to be wrong.
        chance = len(amounts) * stats.hypergeom.sf(k - 1, all_n, all_k, n)
        if k >= limits.marked_least_share * n and chance < limits.chance:
            found.append(amount)
    return found


def _marked(orders: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Whether each buyer is marked by any of these orders."""
    return orders.groupby("row")["marked"].any().to_numpy(bool)


def _buyers(id: str, community: Community, orders: pd.DataFrame, which: pd.Series) -> Estimate:
    """Buyers with such an order ÷ buyers."""
    chosen, all_ = (np.zeros(len(community.members), dtype=bool) for _ in range(2))
    chosen[orders.loc[which, "row"]] = True
    all_[orders["row"]] = True
    return Parts(id, chosen, all_).estimate()


def false_claims(community: Community, limits: TroubleLimits) -> Outcome:  # noqa: ARG001 - looks at nothing
    """Say that this cannot be told: no table holds what was promised, nor whether it is true."""
    return judged("false_claims", Sign(reason=Note("note_claims_unseen")))
