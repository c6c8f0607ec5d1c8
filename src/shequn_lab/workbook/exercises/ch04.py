"""Chapter 04, tiers and operators: what is right, and what the usual mistakes make of the same data."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from shequn_lab.chapters import IncentiveRules, incentive_ledger
from shequn_lab.model import Community
from shequn_lab.tiers import TIERS, RuleTiers, tier_movement, tier_outlook
from shequn_lab.workbook.answers import Choice, Choices, Number
from shequn_lab.workbook.exercise import Exercise
from shequn_lab.workbook.lenses import halves, todays_members
from shequn_lab.workbook.operator_tables import chopped_messages

_DAYS = 30
_HOUSE, _MONTH = RuleTiers(), RuleTiers(silent_after_days=30)
#: Rule A of the chapter pays for every message; rule B is the workbook's own.
_EACH, _CAPPED = IncentiveRules(points={"message": 1}, most_per_day=1000), IncentiveRules()


def _middle(community: Community) -> dt.date:
    return halves(community)[1][0]


# -- the silent, afterwards --------------------------------------------------------------------------


def _shares(community: Community, groups: pd.Series) -> pd.Series:
    """Share of each group to which each thing happened in the days after the middle."""
    found = tier_outlook(community, groups, _middle(community), days=_DAYS)
    return found.set_index(["group", "became"])["value"]


def _silent(community: Community, rules: RuleTiers, became: str = "wrote", *, hindsight: bool = False) -> float:
    day = _middle(community) + dt.timedelta(days=_DAYS if hindsight else 0)
    return float(_shares(community, rules.assign(community, day))["silent", became])


def _everybody(community: Community) -> float:
    tiers = _HOUSE.assign(community, _middle(community))
    found = tier_outlook(community, tiers, _middle(community), days=_DAYS)
    wrote = found[found["became"] == "wrote"]
    return float(wrote["k"].sum() / wrote["n"].sum())


# -- the core, later ---------------------------------------------------------------------------------


def _moves(community: Community) -> pd.Series:
    moved = tier_movement(community, _middle(community), community.whole.last_day)
    return moved.set_index(["before", "after"])["k"]


def _still_core(community: Community) -> float:
    moved = _moves(community)
    return float(moved["core", "core"] / moved["core"].sum())


def _was_core(community: Community) -> float:
    """Divide by the core of the later day in the place of that of the earlier."""
    moved = _moves(community)
    return float(moved["core", "core"] / moved.xs("core", level="after").sum())


# -- points ------------------------------------------------------------------------------------------


def _top_share(community: Community, rules: IncentiveRules) -> float:
    balances = incentive_ledger(community, rules=rules).balances()
    return float(balances.nlargest(10).sum() / balances.sum())


EXERCISES = (
    Exercise("ch04_q1", Choice(("none", "tenth", "quarter", "half")), "quarter", prediction=True),
    Exercise(
        "ch04_q2",
        Choices(("lan", "mei", "qing", "tao", "wen"), TIERS),
        {"lan": "new", "mei": "silent", "qing": "active", "tao": "core", "wen": "ordinary"},
    ),
    Exercise(
        "ch04_q3",
        Number("share"),
        lambda c: _silent(c, _HOUSE),
        {
            "active": lambda c: _silent(c, _HOUSE, "active"),
            "bought": lambda c: _silent(c, _HOUSE, "bought"),
            "left": lambda c: _silent(c, _HOUSE, "left"),
            "hindsight": lambda c: _silent(c, _HOUSE, hindsight=True),
            "month": lambda c: _silent(c, _MONTH),
            "survivors": lambda c: _silent(todays_members(c), _HOUSE),
            "everybody": _everybody,
        },
    ),
    Exercise(
        "ch04_q4",
        Number("share"),
        lambda c: _silent(c, _MONTH),
        {
            "hindsight": lambda c: _silent(c, _MONTH, hindsight=True),
            "three_days": lambda c: _silent(c, _HOUSE),
            "active": lambda c: _silent(c, _MONTH, "active"),
            "survivors": lambda c: _silent(todays_members(c), _MONTH),
        },
    ),
    Exercise(
        "ch04_q5",
        Number("share"),
        _still_core,
        {
            "was_core": _was_core,
            "silent_now": lambda c: float(_moves(c)["core", "silent"] / _moves(c)["core"].sum()),
            "still_there": lambda c: float(1 - _moves(c)["core", "outside"] / _moves(c)["core"].sum()),
        },
    ),
    Exercise(
        "ch04_q6",
        Choices(("elders", "two", "four", "high"), ("supported", "unstable", "no_meaning", "by_chance")),
        {"elders": "no_meaning", "two": "supported", "four": "unstable", "high": "by_chance"},
    ),
    Exercise(
        "ch04_q7",
        Choices(("answers", "mornings", "quarrel", "quarter"), ("find", "trial", "guidance", "appraise")),
        {"answers": "find", "mornings": "trial", "quarrel": "guidance", "quarter": "appraise"},
    ),
    Exercise(
        "ch04_q8",
        Number("share"),
        lambda c: _top_share(chopped_messages(c), _EACH),
        {
            "before": lambda c: _top_share(c, _EACH),
            "capped": lambda c: _top_share(chopped_messages(c), _CAPPED),
            "capped_before": lambda c: _top_share(c, _CAPPED),
        },
    ),
    Exercise(
        "ch04_q9",
        Choices(
            ("coupon", "mark", "channel", "friday", "nights"),
            ("points", "badges", "levels", "recognition", "values"),
        ),
        {"coupon": "points", "mark": "badges", "channel": "levels", "friday": "recognition", "nights": "values"},
    ),
)
