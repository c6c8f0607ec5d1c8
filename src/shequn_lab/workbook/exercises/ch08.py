"""Chapter 08, from zero to one: what is right, and what the usual mistakes make of the same data."""

from __future__ import annotations

import datetime as dt

from shequn_lab.metrics import daily_active, daily_active_share, joins_total, mean_daily_active, monthly_active
from shequn_lab.model import Community
from shequn_lab.plan import CommunityPlan, Trial
from shequn_lab.plan.consistency import work_hours
from shequn_lab.workbook.answers import Choice, Choices, Number
from shequn_lab.workbook.exercise import Exercise

#: What Lin's plan lays down: its length, the days its first target is read on, newcomers a day, members at the end.
_DAYS, _LATE, _NEWCOMERS, _MEMBERS = 90, (60, 90), 3, 380
_RAISE = 0.3


def _days(community: Community, first: int, stop: int) -> Community:
    """Report on days counted from 0; `stop` is the first day after."""
    start = community.observed.start
    return community.between(start + dt.timedelta(days=first), start + dt.timedelta(days=stop))


# -- hours of work in a week -------------------------------------------------------------------------


def _by_the_month(plan: CommunityPlan) -> float:
    """Take the hours of a month's activities for those of a week."""
    hours = work_hours(plan)
    month = sum(activity.per_month * (activity.hours_of_work or 0) for activity in plan.activities)
    return hours["posts"] + hours["welcome"] + month


# -- three tenths more -------------------------------------------------------------------------------


def _first_month(community: Community) -> float:
    return float(daily_active_share(_days(community, 0, 30)))


# -- a plan and its runs -----------------------------------------------------------------------------


def _product(trial: Trial) -> float:
    return float(trial.summary()["share"].prod())


# -- what came of it ---------------------------------------------------------------------------------


def _late(community: Community) -> Community:
    return _days(community, *_LATE)


def _joins(community: Community, days: int) -> float:
    return float(joins_total(_days(community, 0, days)))


EXERCISES = (
    Exercise("ch08_q1", Choice(("sign", "change", "refuse")), "change", prediction=True),
    Exercise(
        "ch08_q2",
        Choices(("advert", "greet", "tomorrow", "dull"), ("missing", "contradiction", "advice", "nothing")),
        {"advert": "missing", "greet": "contradiction", "tomorrow": "advice", "dull": "nothing"},
    ),
    Exercise(
        "ch08_q3",
        Number(),
        lambda plan: sum(work_hours(plan).values()),
        {
            "posts": lambda plan: work_hours(plan)["posts"],
            "welcome": lambda plan: work_hours(plan)["welcome"],
            "no_activities": lambda plan: work_hours(plan)["posts"] + work_hours(plan)["welcome"],
            "by_the_month": _by_the_month,
            "one_day": lambda plan: sum(work_hours(plan).values()) - work_hours(plan)["welcome"] * 6 / 7,
        },
    ),
    Exercise(
        "ch08_q4",
        Number("share"),
        lambda c: _first_month(c) * (1 + _RAISE),
        {
            "points": lambda c: _first_month(c) + _RAISE,
            "as_before": _first_month,
            "raise_alone": lambda c: _first_month(c) * _RAISE,
            "whole_time": lambda c: float(daily_active_share(c)) * (1 + _RAISE),
            "people": lambda c: float(mean_daily_active(_days(c, 0, 30))) * (1 + _RAISE),
        },
    ),
    Exercise(
        "ch08_q5",
        Number("share"),
        lambda trial: trial.together["share"],
        {
            "mean_of_targets": lambda trial: trial.summary()["share"].mean(),
            "product": _product,
            "weakest": lambda trial: trial.summary()["share"].min(),
            "deciding": lambda trial: trial.met(trial.plan.goal.target).mean(),
            "one_run": lambda trial: float(all(trial.met(target.id).loc[0] for target in trial.plan.targets)),
            "count": lambda trial: trial.together["k"],
        },
    ),
    Exercise(
        "ch08_q6",
        Number(),
        lambda c: mean_daily_active(_late(c)),
        {
            "whole_time": mean_daily_active,
            "whole_plan": lambda c: mean_daily_active(_days(c, 0, _DAYS)),
            "last_days": lambda c: mean_daily_active(_days(c, c.observed.n_days - 30, c.observed.n_days)),
            "last_day": lambda c: daily_active(_late(c)).iloc[-1],
            "month": lambda c: monthly_active(_late(c)).iloc[-1],
            "operators": lambda c: daily_active(_late(c), include_operators=True).mean(),
        },
    ),
    Exercise(
        "ch08_q7",
        Number("count"),
        lambda c: _joins(c, _DAYS) - _DAYS * _NEWCOMERS,
        {
            "all_joins": lambda c: _joins(c, _DAYS),
            "whole_time": lambda c: _joins(c, c.observed.n_days) - _DAYS * _NEWCOMERS,
            "longer_plan": lambda c: _joins(c, c.observed.n_days) - c.observed.n_days * _NEWCOMERS,
            "lottery": lambda c: joins_total(_days(c, 70, 75)),
        },
    ),
    Exercise(
        "ch08_q8",
        Choices(("near_miss", "narrow", "leap", "dated"), ("chance", "other", "late")),
        {"near_miss": "chance", "narrow": "chance", "leap": "other", "dated": "late"},
    ),
)
