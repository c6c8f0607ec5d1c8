"""What winning members and customers costs, and when it pays: CAC, LTV ÷ CAC, payback (M5).

Costs are arguments, in whole minor units of the currency of the orders: no table holds what advertising or staff cost.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from shequn_lab.metrics.goals import check_days
from shequn_lab.metrics.headcount import joins_parts
from shequn_lab.metrics.intervals import N_RESAMPLES, SEED, Floats, bootstrap, deal, percentiles
from shequn_lab.metrics.ltv import LTV_DAYS, Lives, lives
from shequn_lab.metrics.money import open_above
from shequn_lab.metrics.parts import Parts, table_reason
from shequn_lab.metrics.revenue import currencies, new_customers, only_currency
from shequn_lab.model import Community, Estimate
from shequn_lab.terms import Note, wrong_option

#: A quotient of whole numbers that is 1 may come out as a little less.
_ROUNDING = 1e-12


# -- what it costs ---------------------------------------------------------------------------------------


def cost_per_join(community: Community, *, cost_minor: int, currency: str | None = None) -> Estimate:
    """Acquisition cost ÷ members who joined for the first time in the reporting window.

    Parameters
    ----------
    community : Community
    cost_minor : int
        What was spent on winning members in the window [minor units].
    currency : str, optional
        ISO 4217 of the cost; that of the orders when not given, if they have only one.

    Returns
    -------
    Estimate
        In minor units; `n` joiners; bootstrap over members. Not measurable where nobody is known to have joined.

    Raises
    ------
    OptionError
        If the cost is no whole number of minor units, or orders are in several currencies and none is named.

    Notes
    -----
    All joiners are counted, those who would have come anyway too.
    """
    said = _cost(community, cost_minor, currency)
    return _per_head("cost_per_join", joins_parts(community), cost_minor, said)


def cac(community: Community, *, cost_minor: int, currency: str | None = None, history_known: bool = False) -> Estimate:
    """Acquisition cost ÷ new customers of the reporting window (CAC).

    Parameters are those of :func:`cost_per_join` and `history_known` of :func:`repurchase_rate`.

    Returns
    -------
    Estimate
        In minor units; `n` members whose first purchase lies in the window; bootstrap over members. Buyers whose
        earlier history is not known are no known new customers: they are left out and counted, which makes the figure
        too high where there are many.
    """
    said = _cost(community, cost_minor, currency)
    if reason := table_reason(community, "orders"):
        return Estimate.missing("cac", reason, **said)
    new, excluded = new_customers(community, history_known=history_known)
    return _per_head("cac", Parts("cac", new, new, form="total", excluded=excluded), cost_minor, said)


def _cost(community: Community, cost_minor: int, currency: str | None) -> dict[str, object]:
    """Say a cost together with its currency."""
    named = only_currency(currencies(community, everywhere=True), currency)
    return {"cost_minor": check_cost(cost_minor), "currency": named}


def check_cost(cost_minor: int) -> int:
    """Refuse a cost that is no whole number of minor units."""
    if isinstance(cost_minor, bool) or not isinstance(cost_minor, int | np.integer) or cost_minor < 0:
        raise wrong_option("option_cost", found=cost_minor)
    return int(cost_minor)


def _per_head(id: str, heads: Parts, cost_minor: int, said: dict[str, object]) -> Estimate:
    found = replace(heads, id=id, params=said).estimate()
    if found.measurable and not found.value:
        return Estimate.missing(id, Note("note_no_case"), **said)
    if not found.measurable:
        return found
    # More heads make each of them cheaper.
    low, high = open_above(_divided(cost_minor, heads.replicates()))
    lone = heads.units.size < 2
    ends = (math.nan, math.nan) if lone else (low, high)
    return replace(found, value=cost_minor / found.value, low=ends[0], high=ends[1])


def _divided(cost: float, heads: Floats) -> Floats:
    return np.divide(cost, heads, out=np.full_like(heads, np.inf), where=heads > 0)


# -- against it ------------------------------------------------------------------------------------------


def ltv_cac(
    community: Community,
    *,
    cost_minor: int,
    within_days: int = LTV_DAYS,
    currency: str | None = None,
    margin_share: float | None = None,
    history_known: bool = False,
) -> Estimate:
    """Value of a new customer within so many days ÷ what it cost to win one.

    Parameters are those of :func:`customer_ltv` and :func:`cac`.

    Returns
    -------
    Estimate
        A ratio; above 1 the margin of the first `within_days` has paid for winning the customer. `n` customers followed
        that long, of whom the value is known; the cost is shared among all new ones. Bootstrap over members, both sides
        together.

    Notes
    -----
    Both sides are per new customer. A value per *member* divided by a cost per *customer* would be neither.
    """
    check_days(within_days)
    said = {"n": within_days, "margin_share": margin_share, **_cost(community, cost_minor, currency)}
    life = lives(community, "order", currency=currency, margin_share=margin_share, history_known=history_known)
    if reason := life.unknown(within_days) or _no_cost(cost_minor):
        return Estimate.missing("ltv_cac", reason, **said)
    curve, drawn = _curves(life, within_days, cost_minor)
    low, high = percentiles(drawn[None, :, -1])
    return _known("ltv_cac", life, within_days, said, (float(curve[-1]), float(low[0]), float(high[0])))


def payback_days(
    community: Community,
    *,
    cost_minor: int,
    within_days: int = 180,
    currency: str | None = None,
    margin_share: float | None = None,
    history_known: bool = False,
) -> Estimate:
    """Days after the first purchase until the margin of a new customer has paid for winning one.

    Parameters
    ----------
    community, cost_minor, currency, margin_share, history_known
        As in :func:`ltv_cac`.
    within_days : int
        Only customers followed that long are looked at, the same on every day.

    Returns
    -------
    Estimate
        In days, 0 for the first purchase itself; `n` customers followed; bootstrap over members. Without a value where
        the cost was not paid back within `within_days`; an interval may have no upper end for that reason.
    """
    check_days(within_days, least=1)
    said = {"n": within_days, "margin_share": margin_share, **_cost(community, cost_minor, currency)}
    life = lives(community, "order", currency=currency, margin_share=margin_share, history_known=history_known)
    if reason := life.unknown(within_days) or _no_cost(cost_minor):
        return Estimate.missing("payback_days", reason, **said)
    curve, drawn = _curves(life, within_days, cost_minor)
    days = _first_paid(np.vstack([curve, drawn]))
    if not np.isfinite(days[0]):
        return Estimate.missing("payback_days", Note("note_not_paid_back", {"days": within_days}), **said)
    return _known("payback_days", life, within_days, said, (float(days[0]), *open_above(days[1:])))


def _no_cost(cost_minor: int) -> Note:
    return Note("" if cost_minor else "note_no_cost")


def _curves(life: Lives, within_days: int, cost_minor: int) -> tuple[Floats, Floats]:
    """Value by age ÷ CAC, from day 0 on: as measured, of shape (days,), and as resampled."""
    rows = np.flatnonzero(life.counted)
    group, place = deal(rows.size, SEED), np.zeros(life.counted.size, dtype=np.int64)
    place[rows] = group
    enough, early, shape = life.enough(within_days), life.early(within_days), (int(group.max()) + 1, within_days + 1)
    keys = place[life.member[early]] * shape[1] + life.age[early]
    margin = np.bincount(keys, weights=life.margin[early], minlength=shape[0] * shape[1]).reshape(shape)
    sums = [np.cumsum(margin, axis=1), np.bincount(group, weights=enough[rows], minlength=shape[0]), np.bincount(group)]

    def against(value: Floats, followed: Floats, new: Floats) -> Floats:
        # Resamples in which nobody was followed have no value.
        share = np.divide(new, followed * cost_minor, out=np.full_like(new, np.nan), where=followed > 0)
        return value * share[:, None]

    curve = against(*(np.asarray(part, dtype=np.float64).sum(axis=0)[None] for part in sums))[0]
    if shape[0] < 2:
        return curve, np.full((N_RESAMPLES, shape[1]), np.nan)
    return curve, bootstrap(sums, against, seed=SEED).replicates.T


def _first_paid(curves: Floats) -> Floats:
    """First day on which each curve has reached 1, infinite where it never does."""
    paid = curves >= 1 - _ROUNDING
    return np.where(paid.any(axis=1), paid.argmax(axis=1), np.inf)


def _known(
    id: str, life: Lives, within_days: int, said: dict[str, object], figure: tuple[float, float, float]
) -> Estimate:
    value, low, high = figure
    if life.counted.sum() < 2:
        low = high = math.nan
    left_out = {why: count for why, count in life.left_out(within_days).items() if count}
    n, method = int(life.enough(within_days).sum()), "bootstrap over members"
    return Estimate(id, value, low, high, n=n, method=method, params=said, excluded=left_out, note=life.note)
