"""What each way of earning is reckoned from: measured where the tables hold it, else assumed and marked as such."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from shequn_lab.chapters.monetisation.figures import net_per_order_parts, post_reach_parts
from shequn_lab.chapters.typology.figures import Seen, as_measured, orders_per_month, orders_per_month_parts
from shequn_lab.errors import UnknownNameError
from shequn_lab.metrics.money import margin_parts, per_buyer
from shequn_lab.metrics.parts import Parts
from shequn_lab.metrics.revenue import currencies
from shequn_lab.model import Community, Estimate
from shequn_lab.terms import Note, term, wrong_option


@dataclass(frozen=True)
class Mode:
    """A way of earning.

    Attributes
    ----------
    assumed : mapping of str to float
        What stands in for each input that is not measured; the workbook's own round numbers.
    taken : tuple of str
        Inputs whose product ÷ `per` says how often a member pays in a month.
    per : int
    """

    assumed: Mapping[str, float]
    taken: tuple[str, ...] = ("acts_per_month",)
    per: int = 100


# No norms and no measurements: round numbers to start from, in minor units of yuan; put your own in their place.
MODES: Mapping[str, Mode] = {
    "product_sale": Mode(
        {"orders_per_month": 5, "net_per_order": 8_000, "margin_share": 0.3, "fixed_per_month": 600_000},
        taken=("orders_per_month",),
    ),
    "membership_fee": Mode(
        {"acts_per_month": 3, "price_per_act": 3_000, "margin_share": 0.8, "fixed_per_month": 600_000}
    ),
    "paid_knowledge": Mode(
        {"acts_per_month": 1, "price_per_act": 9_900, "margin_share": 0.7, "fixed_per_month": 800_000}
    ),
    "advertising": Mode(
        {
            "ads_per_month": 4,
            "post_reach_share": 0.3,
            "price_per_thousand": 5_000,
            "margin_share": 0.9,
            "fixed_per_month": 200_000,
        },
        taken=("ads_per_month", "post_reach_share"),
        per=1_000,
    ),
    "distribution": Mode(
        {"acts_per_month": 3, "price_per_act": 1_200, "margin_share": 0.9, "fixed_per_month": 300_000}
    ),
    "paid_service": Mode(
        {"acts_per_month": 0.5, "price_per_act": 30_000, "margin_share": 0.5, "fixed_per_month": 800_000}
    ),
}
#: Inputs of amounts of money.
MONEY = ("net_per_order", "price_per_act", "price_per_thousand", "fixed_per_month")
#: Inputs that are shares of one.
SHARES = ("margin_share",)
#: Where an input stands: measured here, assumed by the workbook, or put in by the reader.
MEASURED, ASSUMED, OWN = "measured", "assumed", "own"
#: The margin is measured on goods sold and says nothing of what else could be.
_OF_GOODS = ("orders_per_month", "net_per_order", "margin_share")
_COLUMNS = ["mode", "input", "value", "low", "high", "unit", "basis", "note"]

Changes = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class Input:
    """One input: its value, where it comes from, and what it is drawn from where it is measured."""

    figure: Estimate
    basis: str
    parts: Parts | None = None


def mode_inputs(
    community: Community, changes: Changes | None = None, *, currency: str = "CNY", seen: Seen = as_measured
) -> pd.DataFrame:
    """List what the ways of earning are reckoned from, and which of it is measured (M2).

    Parameters
    ----------
    community : Community
    changes : mapping of str to mapping of str to float, optional
        Values of one's own by way and input, such as ``{"membership_fee": {"price_per_act": 4900}}``; they go before
        what is measured. Money is in whole minor units.
    currency : str
        ISO 4217 of all amounts. Orders in another currency are not used: currencies are not mixed.
    seen : callable, optional
        Takes each measured figure and returns it, or a missing one where it must not be shown; an assumption then
        stands in.

    Returns
    -------
    DataFrame
        One row for each way and input (term ids): ``mode``, ``input``, ``value``, ``low``, ``high`` (of what is
        measured), ``unit``, ``basis`` (``measured``, ``assumed`` by the workbook, or one's ``own``) and ``note``: of an
        assumption, why nothing was measured.

    Raises
    ------
    UnknownNameError
        For a way or an input that there is not.
    OptionError
        For a value below 0, a margin above 1, or money that is not in whole minor units.
    """
    rows = []
    for mode, inputs in read_inputs(community, changes, currency, seen).items():
        for id, given in inputs.items():
            e = given.figure
            rows.append((mode, id, e.value, e.low, e.high, e.unit, given.basis, str(e.note)))
    return pd.DataFrame(rows, columns=_COLUMNS)


def read_inputs(
    community: Community, changes: Changes | None, currency: str, seen: Seen
) -> dict[str, dict[str, Input]]:
    """Put the inputs of each way together: one's own, else measured, else assumed."""
    _check(changes or {})
    measured = _measured(community, currency)
    found: dict[str, dict[str, Input]] = {}
    for mode, of in MODES.items():
        own = (changes or {}).get(mode, {})
        found[mode] = {}
        for id, value in of.assumed.items():
            goods = mode == "product_sale" or id not in _OF_GOODS
            known = measured.get(id) if goods else None
            found[mode][id] = _input(id, own.get(id), known, value, currency, seen)
    return found


def _input(
    id: str, own: float | None, known: tuple[Estimate, Parts] | None, assumed: float, currency: str, seen: Seen
) -> Input:
    params: dict[str, object] = {"currency": currency} if id in MONEY else {}
    if own is not None:
        return Input(Estimate(id, float(own), params=params), OWN)
    if known is None:
        return Input(Estimate(id, float(assumed), params=params), ASSUMED)
    figure = seen(known[0])
    if figure.measurable:
        return Input(figure, MEASURED, known[1])
    return Input(Estimate(id, float(assumed), params=params, note=figure.note), ASSUMED)


def _measured(community: Community, currency: str) -> dict[str, tuple[Estimate, Parts]]:
    """Measure what can be: each figure with what its interval is drawn from."""
    others = [name for name in currencies(community) if name != currency]
    reason = Note("note_other_currency", {"found": ", ".join(others), "currency": currency}) if others else Note("")
    whole: Mapping[str, tuple[Callable[[], Parts], Callable[[Parts], Estimate]]] = {
        "orders_per_month": (lambda: orders_per_month_parts(community), lambda _: orders_per_month(community)),
        "net_per_order": (lambda: net_per_order_parts(community, currency=currency), per_buyer),
        "margin_share": (lambda: margin_parts(community, currency=currency), per_buyer),
        "post_reach_share": (lambda: post_reach_parts(community), Parts.estimate),
    }
    found = {}
    for id, (read, estimate) in whole.items():
        parts = Parts(id, reason=reason) if reason and id in _OF_GOODS else read()
        found[id] = (Estimate.missing(id, parts.reason) if parts.reason else estimate(parts), parts)
    return found


def _check(changes: Changes) -> None:
    for mode, values in changes.items():
        if mode not in MODES:
            raise UnknownNameError("mode", mode, MODES)
        for id, value in values.items():
            if id not in MODES[mode].assumed:
                raise UnknownNameError("mode_input", id, MODES[mode].assumed)
            whole = id not in MONEY or float(value).is_integer()
            if not (np.isfinite(value) and value >= 0 and whole and (id not in SHARES or value <= 1)):
                raise wrong_option("option_mode_input", found=value, name=term(id).label)
