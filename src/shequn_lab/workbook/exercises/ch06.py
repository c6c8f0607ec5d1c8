"""Chapter 06, evaluation: what is right, and what the usual mistakes make of the same data."""

from __future__ import annotations

import numpy as np
import pandas as pd

from shequn_lab.errors import NotEnoughDataError
from shequn_lab.metrics import (
    active_share,
    cohort_retention,
    daily_active,
    interaction_rate,
    members_present,
    monthly_active,
    point_change,
    purchase_conversion,
    relative_change,
    retention_after,
    retention_on,
    retention_within,
    speaking_share,
    stickiness,
    weekly_active,
)
from shequn_lab.metrics.retention import retention_parts
from shequn_lab.model import Community, Estimate
from shequn_lab.rollups import activity, operator_rows
from shequn_lab.workbook.answers import Choice, Choices, Number
from shequn_lab.workbook.exercise import Exercise
from shequn_lab.workbook.lenses import halves

_MODES = ("on", "within", "after")


# -- squares of the activity matrix ------------------------------------------------------------------


def _squares(community: Community) -> int:
    return int(activity(community).daily().sum())


def _squares_utc(community: Community) -> int:
    days = community.events["occurred_at"].dt.floor("D")
    return len(pd.DataFrame({"who": community.events["member_id"], "day": days}).drop_duplicates())


def _members_active(community: Community) -> int:
    return int((np.diff(activity(community).indptr) > 0).sum())


def _days_active(community: Community) -> int:
    return int((activity(community).daily() > 0).sum())


# -- weekly active members, stickiness ---------------------------------------------------------------


def _trailing_mean(community: Community, n: int, *, part_filled: bool = False) -> float:
    counts = activity(community).trailing(n)
    return float(counts[0 if part_filled else n - 1 :].mean())


def _added_up(community: Community) -> float:
    return float(daily_active(community).rolling(7).sum().mean())


def _with_operators(community: Community) -> float:
    return float(weekly_active(community, include_operators=True).mean())


def _by_last_month(community: Community) -> float:
    return float(daily_active(community).mean() / monthly_active(community).iloc[-1])


def _by_week(community: Community) -> float:
    return float((daily_active(community) / weekly_active(community)).mean())


def _by_members(community: Community) -> float:
    return float(daily_active(community).mean()) / float(members_present(community))


def _upside_down(community: Community) -> float:
    return float((monthly_active(community) / daily_active(community)).mean())


# -- retention on day 30 -----------------------------------------------------------------------------


def _of_all_joiners(community: Community) -> float:
    found = retention_on(community, 30)
    return found.k / (found.n + found.excluded.get("excluded_not_yet_observed", 0))


def _of_all_members(community: Community) -> float:
    return retention_on(community, 30).k / int((~operator_rows(community)).sum())


def _cells(community: Community) -> pd.Series:
    cells = cohort_retention(community, every="day").xs(30, level="block")
    return cells.loc[cells.index.notna(), "value"]


def _of_survivors(community: Community) -> float:
    """Divide as somebody does who looks at today's list of members."""
    parts = retention_parts(community, "retention_on", n=30)
    stayed = community.members["left_on"].isna().to_numpy()
    came, followed = (part[stayed].sum() for part in parts.sums)
    return float(came / followed)


# -- shares of members -------------------------------------------------------------------------------


def _orders_per_member(community: Community) -> float:
    return _orders(community).shape[0] / speaking_share(community).n


def _cancelled_too(community: Community) -> float:
    return _orders(community)["member_id"].nunique() / speaking_share(community).n


def _orders(community: Community) -> pd.DataFrame:
    if community.orders is None:
        raise NotEnoughDataError("")
    return community.orders


def _of_speakers(community: Community) -> float:
    return purchase_conversion(community).k / speaking_share(community).k


# -- change from the first half to the second --------------------------------------------------------


def _change(community: Community) -> Estimate:
    before, after = halves(community)
    return relative_change(community, "speaking_share", before=before, after=after)


def _points(community: Community) -> float:
    before, after = halves(community)
    return float(point_change(community, "speaking_share", before=before, after=after))


def _times(community: Community) -> float:
    return 1 + float(_change(community))


def _by_the_later(community: Community) -> float:
    return 1 - 1 / _times(community)


def _backwards(community: Community) -> float:
    return 1 / _times(community) - 1


EXERCISES = (
    Exercise("ch06_q1", Choice(("dashboard", "agency", "both", "neither")), "neither", prediction=True),
    Exercise(
        "ch06_q2",
        Number("count"),
        _squares,
        {
            "messages": lambda c: c.event_source.n_rows,
            "members": _members_active,
            "days": _days_active,
            "utc": _squares_utc,
        },
    ),
    Exercise(
        "ch06_q3",
        Number(),
        lambda c: weekly_active(c).mean(),
        {
            "part_filled": lambda c: _trailing_mean(c, 7, part_filled=True),
            "eight_days": lambda c: _trailing_mean(c, 8),
            "added_up": _added_up,
            "daily": lambda c: daily_active(c).mean(),
            "last_day": lambda c: weekly_active(c).iloc[-1],
            "operators": _with_operators,
        },
    ),
    Exercise(
        "ch06_q4",
        Number("share"),
        stickiness,
        {
            "weekly": _by_week,
            "last_month": _by_last_month,
            "members": _by_members,
            "upside_down": _upside_down,
        },
    ),
    Exercise(
        "ch06_q5",
        Number("share"),
        lambda c: retention_on(c, 30),
        {
            "all_joiners": _of_all_joiners,
            "mean_of_cells": lambda c: _cells(c).mean(),
            "zeros": lambda c: _cells(c).fillna(0).mean(),
            "survivors": _of_survivors,
            "all_members": _of_all_members,
            "within": lambda c: retention_within(c, 30),
            "after": lambda c: retention_after(c, 30),
            "day_one": lambda c: retention_on(c, 29),
        },
    ),
    Exercise(
        "ch06_q6",
        Choices(("parcel", "taste", "leave"), _MODES),
        {"parcel": "on", "taste": "within", "leave": "after"},
    ),
    Exercise(
        "ch06_q7",
        Number("share"),
        speaking_share,
        {
            "interaction_rate": interaction_rate,
            "active": active_share,
            "writers": lambda c: 1.0 if float(speaking_share(c)) < 1 else float("nan"),
            "at_the_end": lambda c: speaking_share(c, base="end"),
            "operators": lambda c: speaking_share(c, include_operators=True),
        },
    ),
    Exercise(
        "ch06_q8",
        Number("share"),
        purchase_conversion,
        {
            "orders": _orders_per_member,
            "cancelled": _cancelled_too,
            "speakers": _of_speakers,
            "at_the_end": lambda c: purchase_conversion(c, base="end"),
        },
    ),
    Exercise(
        "ch06_q9",
        Number("share"),
        _change,
        {"points": _points, "times": _times, "by_the_later": _by_the_later, "backwards": _backwards},
    ),
)
