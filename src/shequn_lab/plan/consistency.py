"""Checks for what does not go together in a plan, and for what departs from the course's advice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from shequn_lab.cases.case import Words
from shequn_lab.plan.finding import Found, Label, Listed, check
from shequn_lab.plan.model import CommunityPlan, Target
from shequn_lab.plan.platforms import lacking
from shequn_lab.plan.translation import set_by_plan
from shequn_lab.simulate.calendar import PROMOTION_CEILING
from shequn_lab.simulate.parts import WEEKDAYS
from shequn_lab.terms import Note
from shequn_lab.terms.formats import number, percent

#: Minutes that greeting a newcomer takes, and hours that a post takes where the plan does not say (the workbook's own).
WELCOME_MINUTES = 10
POST_HOURS = 0.5
_MONTH_DAYS, _WEEK_DAYS = 30, 7
#: D4: days of warm-up before an activity, pushes in a day.
WARM_UP, PUSHES = (3, 7), (1, 2)


def _same(words: Words) -> set[str]:
    """Return both languages of a name, without case and spaces."""
    return {"".join(text.casefold().split()) for text in (words.zh, words.en)}


def _post_hours(plan: CommunityPlan) -> float:
    return sum(
        slot.per_week * (POST_HOURS if slot.hours_of_work is None else slot.hours_of_work) for slot in plan.calendar
    )


def _welcome_hours(plan: CommunityPlan) -> float:
    return (plan.growth.newcomers_per_day or 0) * _WEEK_DAYS * WELCOME_MINUTES / 60


def _activity_hours(plan: CommunityPlan) -> float:
    weeks = _MONTH_DAYS / _WEEK_DAYS
    return sum(activity.per_month * (activity.hours_of_work or 0) / weeks for activity in plan.activities)


def work_hours(plan: CommunityPlan) -> dict[str, float]:
    """Return the hours of work in a week: ``posts``, ``welcome`` of newcomers, ``activities``."""
    return {"posts": _post_hours(plan), "welcome": _welcome_hours(plan), "activities": _activity_hours(plan)}


def _parts(names: Iterable[str]) -> Listed:
    return Listed(tuple(Note(f"simulate_part_{name}") for name in names))


# -- names


@check("contradiction", "O3, B6")
def name_clash(plan: CommunityPlan) -> Iterator[Found]:
    """Compare the name with those of the communities it competes with."""
    for i, other in enumerate(plan.persona.competitors, start=1):
        if plan.name is not None and _same(plan.name) & _same(other):
            yield Found("name", {"name": plan.name, "where": f"persona.competitors[{i}]"})


@check("contradiction", "O11")
def named_twice(plan: CommunityPlan) -> Iterator[Found]:
    """Compare the names of activities with each other."""
    for i, activity in enumerate(plan.activities, start=1):
        for j, earlier in enumerate(plan.activities[: i - 1], start=1):
            if _same(activity.name) & _same(earlier.name):
                yield Found(f"activities[{i}].name", {"name": activity.name, "where": f"activities[{j}]"})


# -- people and place


@check("contradiction", "T4, B6")
def platform_foreign(plan: CommunityPlan) -> Iterator[Found]:
    """Compare the platform with those where the persona is."""
    where = plan.persona.platforms
    if plan.platform.id and where and plan.platform.id not in where:
        places = Listed(tuple(Note(f"plan_platform_{id}") for id in where))
        yield Found("platform.id", {"platform": Note(f"plan_platform_{plan.platform.id}"), "places": places})


@check("risk", "O8, O16")
def forms_foreign(plan: CommunityPlan) -> Iterator[Found]:
    """Compare the forms of content with those the persona likes."""
    liked, used = plan.persona.forms, plan.share_of("form") if plan.calendar else {}
    if liked and used and not set(liked) & set(used):
        yield Found("calendar", {"liked": _parts(liked), "used": _parts(used)})


@check("risk", "O8")
def hours_missed(plan: CommunityPlan) -> Iterator[Found]:
    """Compare the hours of posts with those in which the persona is there."""
    hours = [slot.hour for slot in plan.calendar if slot.hour is not None]
    active = plan.persona.active_hours
    if hours and active and not {int(hour) for hour in hours} & set(active):
        yield Found("calendar", {"hours": ", ".join(f"{hour:g}" for hour in sorted(set(hours))),
                                 "active": ", ".join(map(str, active))})  # fmt: skip


# -- content


@check("contradiction", "O8, K11")
def promotion_ceiling(plan: CommunityPlan) -> Iterator[Found]:
    """Compare the share of promotion with its ceiling."""
    share = plan.share_of("category").get("promotion", 0) if plan.calendar else 0
    if share > PROMOTION_CEILING:
        first = next(i for i, slot in enumerate(plan.calendar, start=1) if slot.category == "promotion")
        yield Found(f"calendar[{first}]", {"share": percent(share), "ceiling": percent(PROMOTION_CEILING, 0)})


@check("contradiction", "O8, K11")
def promotion_run(plan: CommunityPlan) -> Iterator[Found]:
    """Look for days in a row on which nothing but promotion is published."""
    on = {day: {slot.category for slot in plan.calendar if day in slot.weekdays} for day in WEEKDAYS}
    only = [day for day in WEEKDAYS if on[day] == {"promotion"}]
    # The week goes on after Sunday.
    for first, second in pairwise((*WEEKDAYS, WEEKDAYS[0])):
        if first in only and second in only:
            days = {name: Note(f"simulate_part_{day}") for name, day in (("first", first), ("second", second))}
            yield Found("calendar", days)
            return


@check("risk", "O8, K12")
def push_frequency(plan: CommunityPlan) -> Iterator[Found]:
    """Compare the posts of a day with what the course advises."""
    per_day = plan.posts_per_week / _WEEK_DAYS
    if plan.calendar and not PUSHES[0] <= per_day <= PUSHES[1]:
        yield Found("calendar", {"per_day": number(per_day, 1)})


@check("risk", "O8, O15")
def content_alike(plan: CommunityPlan) -> Iterator[Found]:
    """Look for a calendar of one category, or without anything that asks for an answer."""
    shares = plan.share_of("category") if plan.calendar else {}
    if plan.calendar and (len(shares) < 2 or not {"interactive", "activity", "fun"} & set(shares)):
        yield Found("calendar", {"categories": _parts(shares)})


# -- what the team can do


@check("contradiction", "O5, O8")
def calendar_capacity(plan: CommunityPlan) -> Iterator[Found]:
    """Compare the work of the calendar with the team's hours."""
    needed, held = _post_hours(plan), plan.hours_per_week
    if held is not None and needed > held:
        told = {"posts": number(plan.posts_per_week), "needed": number(needed, 1), "held": number(held, 1)}
        yield Found("calendar", told)


@check("contradiction", "O7, E5")
def newcomer_capacity(plan: CommunityPlan) -> Iterator[Found]:
    """Compare the work of greeting newcomers with the team's hours."""
    needed, held = _welcome_hours(plan), plan.hours_per_week
    if held is not None and needed > held:
        told = {"newcomers": f"{plan.growth.newcomers_per_day:g}", "people": plan.people, "minutes": WELCOME_MINUTES}
        yield Found("growth.newcomers_per_day", {**told, "needed": number(needed, 1), "held": number(held, 1)})


@check("contradiction", "O5, E5")
def team_capacity(plan: CommunityPlan) -> Iterator[Found]:
    """Compare all of the work with the team's hours, where no part of it is too much by itself."""
    parts, held = work_hours(plan), plan.hours_per_week
    if held is not None and sum(parts.values()) > held >= max(parts["posts"], parts["welcome"]):
        told = {name: number(hours, 1) for name, hours in parts.items()}
        yield Found("team", {**told, "needed": number(sum(parts.values()), 1), "held": number(held, 1)})


# -- activities and money


@check("risk", "O11")
def warm_up_span(plan: CommunityPlan) -> Iterator[Found]:
    """Compare the warm-up of each activity with what the course advises."""
    for i, activity in enumerate(plan.activities, start=1):
        days = activity.warm_up_days
        if days is not None and not WARM_UP[0] <= days <= WARM_UP[1]:
            yield Found(f"activities[{i}].warm_up_days", {"name": activity.name, "days": days})


@check("contradiction", "M5, O11")
def budget_short(plan: CommunityPlan) -> Iterator[Found]:
    """Compare the budget with what activities and other items cost over the whole plan."""
    months = (plan.goal.days or 0) / _MONTH_DAYS
    activities = sum(activity.per_month * months * (activity.cost or 0) for activity in plan.activities)
    items = sum(item.amount for item in plan.budget.items)
    total = plan.budget.total
    if total is not None and activities + items > total:
        told = {"activities": number(activities), "items": number(items), "needed": number(activities + items)}
        yield Found("budget.total", {**told, "total": number(total), "currency": plan.budget.currency})


# -- targets


@check("contradiction", "P1, P2")
def target_unobservable(plan: CommunityPlan) -> Iterator[Found]:
    """Compare what each target is read from with what the platform and the plan record."""
    for i, target in enumerate(plan.targets, start=1):
        without = lacking(plan, target) if plan.platform.id else []
        if without:
            records = Listed(tuple(Note(f"plan_record_{record}") for record in without))
            told = {"metric": Label(target.metric), "records": records, "ids": ", ".join(without)}
            platform = Note(f"plan_platform_{plan.platform.id}")
            yield Found(f"targets[{i}].metric", {**told, "platform": platform, "target": target.id})


@check("contradiction", "Z1, O11")
def target_against_plan(plan: CommunityPlan) -> Iterator[Found]:
    """Compare each target with what the plan itself lays down."""
    for i, target in enumerate(plan.targets, start=1):
        for most, words in _laid_down(plan, target):
            if target.at_least is not None and target.at_least > most:
                told = {"target": target.id, "asked": f"{target.at_least:g}", "held": f"{most:.4g}", "by": Note(words)}
                yield Found(f"targets[{i}].at_least", told)
        share = plan.share_of("category").get("promotion", 0) if plan.calendar else 0
        if target.metric == "promotion_share" and target.at_most is not None and share > target.at_most:
            told = {"target": target.id, "asked": f"{target.at_most:g}", "held": f"{share:.2g}"}
            yield Found(f"targets[{i}].at_most", {**told, "by": Note("plan_by_calendar")})


def _laid_down(plan: CommunityPlan, target: Target) -> Iterator[tuple[float, str]]:
    """Yield the most that a figure can be by the plan's own lines, and which lines these are."""
    growth = plan.growth
    # Whoever is invited, or asks first, comes on top.
    if growth.newcomers_per_day is None or growth.invitations_per_member or growth.leads_per_day:
        return
    if target.compare != "level":
        return
    days = plan.goal.days or 0
    span = target.after or (0, days)
    if target.metric == "joins_total":
        yield growth.newcomers_per_day * (span[1] - span[0]), "plan_by_newcomers"
    headcount = ("members_present", "mean_daily_active")
    if target.metric in headcount and growth.members_at_start is not None:
        yield growth.members_at_start + growth.newcomers_per_day * span[1], "plan_by_members"


@check("contradiction", "K10")
def target_too_long(plan: CommunityPlan) -> Iterator[Found]:
    """Compare the follow-up a target asks for with the length of the plan."""
    for i, target in enumerate(plan.targets, start=1):
        for name in ("n", "within_days"):
            asked, days = target.params.get(name), plan.goal.days
            if isinstance(asked, int) and days is not None and asked >= days:
                yield Found(f"targets[{i}].params.{name}", {"target": target.id, "asked": asked, "days": days})


@check("contradiction", "Z2")
def assumption_overrides(plan: CommunityPlan) -> Iterator[Found]:
    """Look for parameters that both a line of the plan and an assumption set."""
    own = set_by_plan(plan)
    for i, assumption in enumerate(plan.assumptions, start=1):
        name = assumption.parameter.partition("[")[0]
        if name in own:
            told = {"parameter": assumption.parameter, "where": own[name]}
            yield Found(f"assumptions[{i}].parameter", told)
