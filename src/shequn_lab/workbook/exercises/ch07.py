"""Chapter 07, monetisation: what is right, and what the usual mistakes make of the same data."""

from __future__ import annotations

import math
from typing import cast

import pandas as pd

from shequn_lab.chapters import mode_economics, net_per_order
from shequn_lab.metrics import (
    arppu,
    arpu,
    break_even,
    funnel,
    margin_share,
    members_present,
    net_revenue,
    open_funnel,
    purchase_conversion,
)
from shequn_lab.model import Community
from shequn_lab.workbook.answers import Choice, Choices, Number
from shequn_lab.workbook.earnings import compare_participants, ever_participants, revenue_by_month
from shequn_lab.workbook.exercise import Exercise

_STEPS = ("join", "speaking", "order")
_OUTCOMES = ("reached", "not_reached", "undecided", "not_measurable")
_QUESTIONS = ("money", "days", "deeds", "control")
_YEAR, _MONTHS = 365, 12


# -- revenue -----------------------------------------------------------------------------------------


def _gross(community: Community) -> float:
    return float(cast("pd.DataFrame", community.orders)["paid_minor"].sum())


def _yearly(community: Community, amount: float) -> float:
    return amount * _YEAR / community.window.n_days


def _month(community: Community, column: str) -> float:
    return _MONTHS * float(revenue_by_month(community)[column].max())


# -- members needed ----------------------------------------------------------------------------------


def _sale(community: Community) -> pd.Series:
    return mode_economics(community).loc["product_sale"]


def _by_revenue(community: Community) -> float:
    row = _sale(community)
    return math.ceil(row["break_even_members"] * row["margin_minor"] / row["revenue_minor"])


def _orders_needed(community: Community) -> float:
    row = _sale(community)
    fixed = row["break_even_members"] * row["margin_minor"]
    return math.ceil(fixed / (float(net_per_order(community)) * float(margin_share(community))))


def _of_the_window(community: Community) -> float:
    return float(break_even(community, fixed_cost_minor=600_000))


# -- buyers in the funnel ----------------------------------------------------------------------------


def _bought(community: Community, *, closed: bool) -> float:
    frame = (funnel if closed else open_funnel)(community, _STEPS)
    return float(frame["n"].iloc[-1])


def _dropped(community: Community) -> float:
    return _bought(community, closed=False) - _bought(community, closed=True)


# -- participants and others -------------------------------------------------------------------------


def _gap(frame: pd.DataFrame, figure: str) -> float:
    rows = frame.loc[frame["figure"] == figure, "value"]
    return float(rows["participants"] - rows["others"])


def _around(community: Community, figure: str = "bought_before") -> float:
    return _gap(compare_participants(community, "lottery"), figure)


def _participants_alone(community: Community) -> float:
    frame = compare_participants(community, "lottery")
    return float(frame.loc[frame["figure"] == "bought_before", "value"]["participants"])


EXERCISES = (
    Exercise("ch07_q1", Choice(("double", "pilot", "keep")), "pilot", prediction=True),
    Exercise(
        "ch07_q2",
        Number(),
        arpu,
        {
            "buyers": arppu,
            "gross": lambda c: _gross(c) / arpu(c).n,
            "per_order": net_per_order,
            "at_the_end": lambda c: arpu(c, base="end"),
            "in_all": net_revenue,
            "yuan": lambda c: float(arpu(c)) / 100,
        },
    ),
    Exercise(
        "ch07_q3",
        Number("count"),
        lambda c: _sale(c)["break_even_members"],
        {
            "revenue": _by_revenue,
            "whole_window": _of_the_window,
            "orders": _orders_needed,
            "present": members_present,
        },
    ),
    Exercise(
        "ch07_q4",
        Choices(("orders", "price", "takers"), ("measured", "assumed", "own")),
        {"orders": "measured", "price": "own", "takers": "assumed"},
    ),
    Exercise(
        "ch07_q5",
        Number("count"),
        _dropped,
        {
            "closed": lambda c: _bought(c, closed=True),
            "open": lambda c: _bought(c, closed=False),
            "all_members": lambda c: purchase_conversion(c).k - _bought(c, closed=True),
            "upside_down": lambda c: -_dropped(c),
        },
    ),
    Exercise(
        "ch07_q6",
        Number(),
        lambda c: _yearly(c, float(net_revenue(c))),
        {
            "best_month": lambda c: _month(c, "net_minor"),
            "best_gross": lambda c: _month(c, "gross_minor"),
            "gross": lambda c: _yearly(c, _gross(c)),
            "window": net_revenue,
            "months": lambda c: float(net_revenue(c)) * _MONTHS / len(revenue_by_month(c)),
            "yuan": lambda c: _yearly(c, float(net_revenue(c))) / 100,
        },
    ),
    Exercise(
        "ch07_q7",
        Number("share"),
        _around,
        {
            "after": lambda c: _around(c, "bought_after"),
            "ever": lambda c: _gap(ever_participants(c, "lottery"), "purchase_conversion"),
            "upside_down": lambda c: -_around(c),
            "participants": _participants_alone,
            "perk": lambda c: _gap(compare_participants(c, "perk"), "bought_before"),
        },
    ),
    Exercise(
        "ch07_q8",
        Choices(("speaking", "again", "cover", "partners"), _OUTCOMES),
        {"speaking": "reached", "again": "undecided", "cover": "not_reached", "partners": "not_measurable"},
    ),
    Exercise(
        "ch07_q9",
        Choices(("million", "ninety", "willing", "lesson"), _QUESTIONS),
        {"million": "money", "ninety": "days", "willing": "deeds", "lesson": "control"},
    ),
)
