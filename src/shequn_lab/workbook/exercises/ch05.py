"""Chapter 05, what is done every day: what is right, and what the usual mistakes make of the same data."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from shequn_lab.chapters import review_activities
from shequn_lab.metrics import (
    members_present,
    participation_rate,
    promotion_share,
    promotion_shares,
    reply_latency,
)
from shequn_lab.model import Community
from shequn_lab.workbook.answers import Choice, Choices, Number
from shequn_lab.workbook.exercise import Exercise
from shequn_lab.workbook.heads import last_count

_FIRST_ACTIVITY = "a0001"
_PARTNER, _TOWN = 800, 6_000


# -- promotion ---------------------------------------------------------------------------------------


def _mean_of_weeks(community: Community) -> float:
    return float(promotion_shares(community)["value"].mean())


def _days_with_promotion(community: Community) -> float:
    days = promotion_shares(community, every="day")
    return float((days["k"] > 0).sum() / community.window.n_days)


# -- answers -----------------------------------------------------------------------------------------


def _only_answered(community: Community) -> float:
    found = reply_latency(community)
    return found.within_hour.k / found.median.k


# -- taking part -------------------------------------------------------------------------------------


def _took_part_of(community: Community, n: float) -> float:
    return participation_rate(community, _FIRST_ACTIVITY).k / n


# -- a partner ---------------------------------------------------------------------------------------


def _by_chance(community: Community, n: float | None = None) -> float:
    own = float(members_present(community)) if n is None else n
    return own * _PARTNER / _TOWN


def _of_both_lists(community: Community) -> float:
    own = float(members_present(community))
    return own * _PARTNER / (own + _PARTNER)


# -- the best of several -----------------------------------------------------------------------------


def _changes(community: Community) -> pd.Series:
    """Sort the changes of DAU around the activities, the largest first."""
    return review_activities(community)["change"].dropna().sort_values(ascending=False)


def _ahead_of(community: Community, rest: Callable[[pd.Series], float]) -> float:
    changes = _changes(community)
    return float(changes.iloc[0] - rest(changes))


EXERCISES = (
    Exercise("ch05_q1", Choice(("sign", "change", "refuse")), "change", prediction=True),
    Exercise(
        "ch05_q2",
        Number("share"),
        promotion_share,
        {
            "all_posts": lambda c: promotion_share(c, of="all"),
            "mean_of_weeks": _mean_of_weeks,
            "days": _days_with_promotion,
        },
    ),
    Exercise(
        "ch05_q3",
        Choices(("habit", "lesson", "hands_on", "welcome"), ("lottery", "check_in", "talk", "offline")),
        {"habit": "check_in", "lesson": "talk", "hands_on": "offline", "welcome": "lottery"},
    ),
    Exercise(
        "ch05_q4",
        Number("share"),
        lambda c: reply_latency(c).within_hour,
        {
            "only_answered": _only_answered,
            "within_day": lambda c: reply_latency(c).within_day,
            "opening": lambda c: reply_latency(c, opening_only=True).within_hour,
            "not_yet": lambda c: 1 - float(reply_latency(c).within_hour),
        },
    ),
    Exercise(
        "ch05_q5",
        Number("share"),
        lambda c: participation_rate(c, _FIRST_ACTIVITY),
        {
            "ever": lambda c: _took_part_of(c, last_count(c, "joined_so_far")),
            "at_the_end": lambda c: _took_part_of(c, float(members_present(c))),
            "monthly": lambda c: _took_part_of(c, last_count(c, "monthly_active")),
            "pooled": participation_rate,
        },
    ),
    Exercise(
        "ch05_q6",
        Choices(("bargain", "lesson", "challenge", "picnic"), ("reached", "missed", "open", "not_measurable")),
        {"bargain": "reached", "lesson": "open", "challenge": "missed", "picnic": "not_measurable"},
    ),
    Exercise(
        "ch05_q7",
        Choices(("adverts", "waiting", "burst", "sameness"), ("rules", "duty", "verify", "mix")),
        {"adverts": "rules", "waiting": "duty", "burst": "verify", "sameness": "mix"},
    ),
    Exercise(
        "ch05_q8",
        Number(),
        _by_chance,
        {
            "ever": lambda c: _by_chance(c, last_count(c, "joined_so_far")),
            "monthly": lambda c: _by_chance(c, last_count(c, "monthly_active")),
            "share": lambda c: _by_chance(c) / float(members_present(c)),
            "both_lists": _of_both_lists,
        },
    ),
    Exercise(
        "ch05_q9",
        Number("share"),
        lambda c: _ahead_of(c, pd.Series.mean),
        {
            "best": lambda c: float(_changes(c).iloc[0]),
            "mean": lambda c: float(_changes(c).mean()),
            "worst": lambda c: _ahead_of(c, pd.Series.min),
            "second": lambda c: _ahead_of(c, lambda changes: float(changes.iloc[1])),
            "zeros": lambda c: _ahead_of(c, lambda changes: float(changes.sum()) / len(review_activities(c))),
        },
    ),
)
