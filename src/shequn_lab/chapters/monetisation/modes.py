"""Unit economics of the ways of earning: what a member brings in a month, and how many cover the running costs (M2)."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd

from shequn_lab import metrics
from shequn_lab.chapters.monetisation.inputs import ASSUMED, MEASURED, MODES, Changes, Input, Mode, read_inputs
from shequn_lab.chapters.typology.figures import Seen, as_measured
from shequn_lab.metrics.intervals import Floats, percentiles
from shequn_lab.metrics.money import open_above
from shequn_lab.model import Community, Estimate
from shequn_lab.terms import Note

REACHED, NOT_REACHED, UNDECIDED, NOT_MEASURABLE = "reached", "not_reached", "undecided", "not_measurable"
_COLUMNS = [
    "basis",
    "revenue_minor",
    "margin_minor",
    "margin_low_minor",
    "margin_high_minor",
    "break_even_members",
    "break_even_low",
    "break_even_high",
    "members_present",
    "outcome",
    "note",
]


def mode_economics(
    community: Community, changes: Changes | None = None, *, currency: str = "CNY", seen: Seen = as_measured
) -> pd.DataFrame:
    """Reckon what each way of earning would leave of a member and month, and when it pays for itself (M2).

    Parameters are those of :func:`mode_inputs`.

    Returns
    -------
    DataFrame
        Indexed by ``mode``: ``basis`` (of the margin: ``measured``, ``assumed``, or ``mixed``), ``revenue_minor`` and
        ``margin_minor`` [minor units per member present and 30 days] with the ends of an interval where something is
        measured, ``break_even_members`` (running cost ÷ margin, rounded up; missing where no margin is left) with its
        ends, ``members_present`` on the last day, ``outcome`` (whether they cover the running cost: ``reached``,
        ``not_reached``, ``undecided`` where the interval leaves it open, ``not_measurable`` without a complete roster)
        and ``note``; the currency in ``attrs["currency"]``.

    Notes
    -----
    How often a member pays × price × margin share. Intervals speak of what was measured only (bootstrap over members,
    all figures drawn together): how far an assumption is off, nobody has measured. The running cost is always assumed.
    Ways are reckoned one by one: together they share members' money and attention.

    References
    ----------
    .. [1] Course, row M2; the models and all assumptions are the workbook's own.

    Examples
    --------
    >>> import shequn_lab as sq
    >>> sq.mode_economics(sq.open_community("jd_fans")).loc["product_sale", "basis"]
    'measured'
    """
    present = seen(metrics.members_present(community))
    inputs = read_inputs(community, changes, currency, seen)
    rows = {mode: _row(MODES[mode], own, present) for mode, own in inputs.items()}
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=_COLUMNS).rename_axis("mode")
    frame.attrs["currency"] = currency
    return frame


def _row(mode: Mode, inputs: Mapping[str, Input], present: Estimate) -> list[object]:
    price = next(id for id in inputs if id not in (*mode.taken, "margin_share", "fixed_per_month"))
    factors = [inputs[id] for id in (*mode.taken, price)]
    revenue = math.prod(given.figure.value for given in factors) / mode.per
    factors.append(inputs["margin_share"])
    margin, cost = revenue * factors[-1].figure.value, inputs["fixed_per_month"].figure.value
    drawn = _drawn(factors, mode.per)
    ends = _ends(drawn)
    members, low, high = _break_even(cost, margin, drawn)
    note = Note("") if margin > 0 else Note("note_no_margin_left")
    basis = _basis(factors)
    outcome = _outcome((members, low, high), present, assumed=basis == ASSUMED)
    return [basis, revenue, margin, *ends, members, low, high, present.value, outcome, str(note)]


def _basis(factors: list[Input]) -> str:
    measured = [given.basis == MEASURED for given in factors]
    return MEASURED if all(measured) else "mixed" if any(measured) else ASSUMED


def _drawn(factors: list[Input], per: int) -> Floats | None:
    """Resample the margin; None where nothing of it is measured."""
    if all(given.parts is None for given in factors):
        return None
    values = [given.figure.value if given.parts is None else given.parts.replicates() for given in factors]
    return np.asarray(math.prod(values) / per)


def _ends(drawn: Floats | None) -> tuple[float, float]:
    if drawn is None:
        return math.nan, math.nan
    low, high = percentiles(drawn[None, :])
    return float(low[0]), float(high[0])


def _break_even(cost: float, margin: float, drawn: Floats | None) -> tuple[float, float, float]:
    """Members who cover the cost, with an interval that is open above where there may be no margin."""
    value = _whole(cost / margin) if margin > 0 else math.nan
    if drawn is None or np.isnan(drawn).all():
        return value, math.nan, math.nan
    needed = np.divide(cost, drawn, out=np.full_like(drawn, np.inf), where=drawn > 0)
    low, high = open_above(needed)
    return value, _whole(low), _whole(high)


def _whole(number: float) -> float:
    """Round up; what is whole but for the last digits stays."""
    return float(math.ceil(round(number, 9))) if math.isfinite(number) else number


def _outcome(needed: tuple[float, float, float], present: Estimate, *, assumed: bool) -> str:
    value, low, high = needed
    if not present.measurable:
        return NOT_MEASURABLE
    if assumed:
        # Under the assumptions as they stand, it is one or the other.
        return REACHED if value <= present.value else NOT_REACHED
    # Without an interval, of a single member, nothing is sure.
    if high <= present.value:
        return REACHED
    return NOT_REACHED if low > present.value else UNDECIDED
