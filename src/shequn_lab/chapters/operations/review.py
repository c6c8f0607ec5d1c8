"""Five steps of an activity, from its goal to a review of what changed (O11)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, cast, get_args

import numpy as np
import pandas as pd

from shequn_lab import metrics
from shequn_lab.chapters.operations.judging import Named
from shequn_lab.errors import NotEnoughDataError, UnknownNameError
from shequn_lab.metrics.content import column_reason
from shequn_lab.metrics.measures import PARTS
from shequn_lab.metrics.parts import table_reason
from shequn_lab.model import Community, Estimate, Window, clock
from shequn_lab.model.estimate import NOTHING
from shequn_lab.rollups import instants
from shequn_lab.terms import Note, label, say, wrong_option
from shequn_lab.terms.formats import amount, number

#: D4: an activity is announced 3 to 7 days ahead.
WARM_UP_DAYS = (3, 7)
Change = Literal["relative", "points", "level"]
State = Literal["done", "missing", "not_measurable"]
Verdict = Literal["reached", "missed", "open", "no_target", "not_measurable"]


@dataclass(frozen=True)
class ActivityGoal:
    """What an activity is for, as a figure and a number.

    Attributes
    ----------
    metric : str
        Name of a figure of :func:`~shequn_lab.metrics.measures`, such as ``daily_active`` or ``joins_total``.
    target : float
        0.2 is +20 % (``relative``) or 20 points (``points``); of a ``level``, the figure's own unit.
    change : {"relative", "points", "level"}
        Change from before to after, or the figure afterwards.
    params : mapping
        What the figure's function takes beside the community.
    """

    metric: str
    target: float
    change: Change = "relative"
    params: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.metric not in metrics.measures():
            raise UnknownNameError("measure", self.metric, metrics.measures())
        if self.change not in get_args(Change):
            raise wrong_option("option_not_one_of", found=self.change, known=", ".join(get_args(Change)))
        if self.change == "level" and self.metric not in PARTS:
            raise wrong_option("goal_no_level", found=self.metric)


@dataclass(frozen=True)
class ActivityPlan:
    """What was fixed before an activity began.

    Attributes
    ----------
    activity : str
        Its id.
    goal : ActivityGoal or None
    rules, rewards : str
        Who may take part and how; what there is to win and how it is delivered.
    warm_up_days : int
        Days before it in which it was announced; left out of "before" [days].
    days : int
        Length of "before", and of "after", which begins with the activity; whole weeks keep weekdays alike [days].
    """

    activity: str
    goal: ActivityGoal | None = None
    rules: str = ""
    rewards: str = ""
    warm_up_days: int = WARM_UP_DAYS[1]
    days: int = 14

    def __post_init__(self) -> None:
        for name, least in (("warm_up_days", 0), ("days", 1)):
            if (found := getattr(self, name)) < least:
                raise wrong_option("option_days", name=name, found=found, least=least)


#: Measures what an activity changed. Any function of a community and a plan will do: one with controls, too.
Measure: TypeAlias = Callable[[Community, ActivityPlan], Estimate]


@dataclass(frozen=True)
class Step:
    """One of the five steps: whether it was done, as far as plan and data show it."""

    id: str
    state: State
    told: Note


@dataclass(frozen=True, repr=False)
class Review:
    """An activity, step by step.

    Attributes
    ----------
    steps : tuple of Step
    participation, change : Estimate
    verdict : {"reached", "missed", "open", "no_target", "not_measurable"}
        Of the target: reached, or missed, only where the whole interval says so; ``open`` where it does not.
    """

    steps: tuple[Step, ...]
    participation: Estimate
    change: Estimate
    verdict: Verdict

    def __repr__(self) -> str:
        rows = [say("step_told", step=label(s.id), state=say(f"step_{s.state}"), told=s.told) for s in self.steps]
        return "\n".join([*rows, str(self.participation), str(self.change), say(f"verdict_{self.verdict}")])


def before_after_only(community: Community, plan: ActivityPlan) -> Estimate:
    """Measure the goal's figure before and after an activity: the difference in time, whatever made it.

    Parameters
    ----------
    community : Community
    plan : ActivityPlan
        Without a goal, DAU is compared.

    Returns
    -------
    Estimate
        With the remark that it is before/after only: seasons, other activities, and the return to the usual after an
        unusual time are all in it.
    """
    goal = plan.goal or ActivityGoal("daily_active", np.nan)
    before, after = _spans(community, plan)
    if goal.change == "level":
        if not community.observed.holds(Window(*after, community.timezone)):
            return Estimate.missing(goal.metric, Note("note_not_observed"), **goal.params)
        found = PARTS[goal.metric](community.between(*after), goal.metric, **goal.params).estimate()
    else:
        change = metrics.relative_change if goal.change == "relative" else metrics.point_change
        found = change(community, goal.metric, before=before, after=after, params=goal.params)
    return found.with_note(Note("note_before_after")) if found.measurable else found


def review_activity(community: Community, plan: ActivityPlan, *, measure: Measure = before_after_only) -> Review:
    """Go through the five steps of an activity and compare its target with what was measured.

    Parameters
    ----------
    community : Community
    plan : ActivityPlan
    measure : callable
        Takes community and plan and returns the change as an Estimate in the unit of the goal; before and after only,
        unless a measure with controls is given.

    Returns
    -------
    Review

    Raises
    ------
    UnknownNameError
        If there is no such activity.
    NotEnoughDataError
        If the source holds no activities.

    References
    ----------
    .. [1] D4, process of an activity: goal, rules and rewards, warm-up, run, review.
    """
    row = _row(community, plan.activity)
    participation, change = metrics.participation_rate(community, plan.activity), measure(community, plan)
    steps = (
        _goal_step(plan.goal),
        Step("activity_rules", "done" if plan.rules and plan.rewards else "missing", _rules_told(plan)),
        _warm_up_step(community, row),
        _run_step(participation),
    )
    verdict = _verdict(plan.goal, change)
    reviewed: dict[Verdict, State] = {"no_target": "missing", "not_measurable": "not_measurable"}
    last = Step("activity_review", reviewed.get(verdict, "done"), Note(f"verdict_{verdict}"))
    return Review((*steps, last), participation, change, verdict)


def review_activities(community: Community, *, days: int = 14, latest: int | None = None) -> pd.DataFrame:
    """Set side by side the activities that began in the reporting window: who took part, and DAU before and after.

    Parameters
    ----------
    community : Community
    days : int
        Length of "before" and of "after" [days].
    latest : int, optional
        Only so many, the last to begin.

    Returns
    -------
    DataFrame
        One row an activity, in the order of time: ``activity_id``, ``kind``, ``day``; ``value``, ``low``, ``high``,
        ``n``, ``k`` of the participation rate; ``change``, ``change_low``, ``change_high``, ``change_n`` of mean DAU
        (relative, before/after only; NaN where the days were not observed) and ``others``, how many other
        activities began in the days compared. Empty, with the reason in ``attrs["note"]``, where there are none.
    """
    if reason := table_reason(community, "activities"):
        empty = pd.DataFrame({name: pd.Series(dtype=float) for name in _ROW})
        empty.attrs["note"] = str(reason)
        return empty
    table = cast("pd.DataFrame", community.activities)
    begin = _first_days(community)
    inside = (begin >= community.window.first) & (begin < community.window.stop)
    order = np.flatnonzero(inside)[np.argsort(begin[inside], kind="stable")]
    rows = []
    for at in order if latest is None else order[max(order.size - latest, 0) :]:
        plan = ActivityPlan(str(table["activity_id"].iloc[at]), days=days)
        took, change = metrics.participation_rate(community, plan.activity), before_after_only(community, plan)
        others = (begin >= begin[at] - plan.warm_up_days - days) & (begin < begin[at] + days)
        ends = (took.value, took.low, took.high, took.n, took.k, change.value, change.low, change.high, change.n)
        rows.append((plan.activity, table["kind"].iloc[at], clock.day_date(begin[at]), *ends, int(others.sum()) - 1))
    return pd.DataFrame(rows, columns=_ROW)


_ROW = ["activity_id", "kind", "day", "value", "low", "high", "n", "k"]
_ROW += ["change", "change_low", "change_high", "change_n", "others"]


def _first_days(community: Community) -> np.ndarray:
    table = cast("pd.DataFrame", community.activities)
    return clock.local_days(instants(table["starts_at"]), community.timezone).astype(np.int64)


def _row(community: Community, activity: str) -> int:
    if reason := table_reason(community, "activities"):
        raise NotEnoughDataError(str(reason))
    known = cast("pd.DataFrame", community.activities)["activity_id"].astype(str)
    if activity not in set(known):
        raise UnknownNameError("activity", activity, known)
    return int(np.flatnonzero(known == activity)[0])


def _spans(community: Community, plan: ActivityPlan) -> tuple[tuple[dt.date, dt.date], tuple[dt.date, dt.date]]:
    """Days before the warm-up began, and days from the activity's first on."""
    first = clock.day_date(_first_days(community)[_row(community, plan.activity)])
    day = dt.timedelta(days=1)
    quiet = first - plan.warm_up_days * day
    return (quiet - plan.days * day, quiet), (first, first + plan.days * day)


def _verdict(goal: ActivityGoal | None, change: Estimate) -> Verdict:
    if goal is None:
        return "no_target"
    if not change.measurable:
        return "not_measurable"
    return "reached" if change.low >= goal.target else "missed" if change.high < goal.target else "open"


def _goal_step(goal: ActivityGoal | None) -> Step:
    if goal is None:
        return Step("activity_goal", "missing", Note("goal_none"))
    if goal.change == "level":
        target = amount(goal.target, Estimate(goal.metric, goal.target).unit)
    else:
        target = amount(goal.target, goal.change)
    return Step("activity_goal", "done", Note("goal_told", {"metric": Named(goal.metric), "target": target}))


def _rules_told(plan: ActivityPlan) -> Note:
    absent = [name for name in ("rules", "rewards") if not getattr(plan, name)]
    return Note("plan_lacks_" + "_and_".join(absent)) if absent else Note("plan_complete")


def _warm_up_step(community: Community, row: int) -> Step:
    """Look for operators' posts on activities in the week before: when the first of them came."""
    id = "activity_warm_up"
    if reason := column_reason(community, "category"):
        return Step(id, "not_measurable", reason)
    posts = cast("pd.DataFrame", community.posts)
    day = clock.local_days(instants(posts["published_at"]), community.timezone).astype(np.int64)
    told = posts["by_operator"].to_numpy(bool) & (posts["category"] == "activity").to_numpy(bool)
    ahead = _first_days(community)[row] - day[told]
    ahead = ahead[(ahead >= 1) & (ahead <= WARM_UP_DAYS[1])]
    least, most = map(number, WARM_UP_DAYS)
    if not ahead.size:
        return Step(id, "missing", Note("warm_up_none", {"days": most}))
    state: State = "done" if ahead.max() >= WARM_UP_DAYS[0] else "missing"
    return Step(id, state, Note("warm_up_told", {"days": number(ahead.max()), "least": least, "most": most}))


def _run_step(participation: Estimate) -> Step:
    if not participation.measurable:
        return Step("activity_run", "not_measurable", participation.note or NOTHING)
    told = {"share": amount(participation.value, "share"), "k": number(participation.k), "n": number(participation.n)}
    return Step("activity_run", "done", Note("run_told", told))
