"""A plan becomes a scenario: which line sets which parameter, by which rule, and what stays as it was."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from shequn_lab.cases import Range, parts
from shequn_lab.cases.check import synthetic
from shequn_lab.errors import NotEnoughDataError
from shequn_lab.model.schema import FORMS
from shequn_lab.plan.model import Activity, CommunityPlan
from shequn_lab.plan.platforms import CAPACITY
from shequn_lab.simulate import Scenario
from shequn_lab.simulate.parameters import parameters
from shequn_lab.simulate.parts import ACTIVITIES, CHANNELS, OPERATOR_CATEGORIES, SLOTS
from shequn_lab.terms import LANGUAGES, Note, say
from shequn_lab.terms.formats import minor

#: The simulator publishes no more than this in a day.
_MOST_POSTS = float(len(SLOTS))
_WEEK_DAYS, _MONTH_DAYS = 7, 30
#: Presence in the hours the persona names, in the rest of the day, and at night (the workbook's own).
_BUSY, _DAY, _NIGHT = 2.0, 0.8, 0.15
_MORNING = 7
#: Parts of a plan that people read and the simulator knows nothing of.
SET_NOTHING = (
    "name", "goal.statement", "persona.who", "persona.interests", "persona.pains", "persona.platforms",
    "persona.forms", "persona.competitors", "platform.records", "growth.threshold", "rules", "budget",
)  # fmt: skip


@dataclass(frozen=True)
class Setting:
    """One parameter that the plan sets.

    Attributes
    ----------
    where : str
        Place in the plan.
    parameter : str
    value : number, or list of numbers for a parameter of several parts
    rule : Note
        How the one follows from the other.
    """

    where: str
    parameter: str
    value: Any
    rule: Note


@dataclass(frozen=True)
class Translation:
    """A plan as the simulator takes it.

    Attributes
    ----------
    scenario : Scenario
    settings : tuple of Setting
        What the plan sets; every other parameter stays at the simulator's default.
    ranges : tuple of Range
        What is drawn anew in each run.
    """

    scenario: Scenario
    settings: tuple[Setting, ...]
    ranges: tuple[Range, ...]

    @property
    def defaults(self) -> dict[str, Any]:
        """Parameters that stay at the simulator's default, with that value."""
        own = {setting.parameter.partition("[")[0] for setting in self.settings}
        return {name: default for name, default, _ in parameters(self.scenario) if name not in own}


def set_by_plan(plan: CommunityPlan) -> dict[str, str]:
    """Return the parameters that lines of the plan set, assumptions apart, each with its place."""
    return {setting.parameter: setting.where for setting in _settings(plan)}


def translate(plan: CommunityPlan) -> Translation:
    """Turn a plan into a scenario of the simulator.

    Parameters
    ----------
    plan : CommunityPlan

    Returns
    -------
    Translation

    Raises
    ------
    NotEnoughDataError
        If the plan does not say how long, or with how many people.
    ScenarioError
        For what the simulator does not take.

    Examples
    --------
    >>> from shequn_lab.plan import load_plan, translate
    >>> translate(load_plan("sound")).scenario.n_days
    90
    """
    held = {"goal.days": plan.goal.days, **{f"growth.{part}": getattr(plan.growth, part) for part in _PEOPLE}}
    if without := [where for where, value in held.items() if value is None]:
        raise NotEnoughDataError(say("plan_untried", parts=", ".join(without)), say("plan_untried_remedy"))
    name = re.sub(r"\W+", "_", plan.file.rpartition(".")[0]) or "plan"
    titles = {f"title_{lang}": synthetic(getattr(plan.name, lang, plan.file), lang) for lang in LANGUAGES}
    settings = list(_settings(plan))
    given = {setting.parameter: setting.value for setting in settings}
    start = {"start": plan.goal.start} if plan.goal.start else {}
    scenario = Scenario.from_mapping({"name": name, **titles, **start, "currency": plan.budget.currency, **given})
    ranges = []
    for i, assumption in enumerate(plan.assumptions, start=1):
        value = assumption.value
        if value is None:
            assert assumption.low is not None
            assert assumption.high is not None
            value = (assumption.low + assumption.high) / 2
            ranges.append(Range(assumption.parameter, assumption.low, assumption.high, "both", assumption.reason))
        scenario = parts.put(scenario, assumption.parameter, value)
        rule = Note("plan_rule_drawn" if assumption.value is None else "plan_rule_assumed")
        settings.append(Setting(f"assumptions[{i}]", assumption.parameter, value, rule))
    return Translation(scenario, tuple(settings), tuple(ranges))


_PEOPLE = ("members_at_start", "newcomers_per_day")


def _settings(plan: CommunityPlan) -> Iterator[Setting]:
    yield from _people(plan)
    if plan.calendar:
        yield from _content(plan)
    if plan.activities:
        yield from _activities(plan)
    yield from _care_and_sales(plan)


def _people(plan: CommunityPlan) -> Iterator[Setting]:
    growth, same = plan.growth, Note("plan_rule_same")
    straight = {
        "goal.days": ("n_days", plan.goal.days),
        "growth.members_at_start": ("n_founders", growth.members_at_start),
        "growth.gathered_over_days": ("founding_days", growth.gathered_over_days),
        "growth.newcomers_per_day": ("joins_per_day", growth.newcomers_per_day),
        "growth.leads_per_day": ("leads_per_day", growth.leads_per_day),
        "growth.invitations_per_member": ("invitations_per_member", growth.invitations_per_member),
        "growth.followers_at_start": ("n_followers", growth.followers_at_start),
    }
    for where, (parameter, value) in straight.items():
        if value is not None:
            yield Setting(where, parameter, value, same)
    if total := sum(growth.channels.values()):
        shares = [growth.channels.get(channel, 0) / total for channel in CHANNELS]
        yield Setting("growth.channels", "channel_shares", shares, Note("plan_rule_shares"))
    if plan.team:
        yield Setting("team", "n_admins", min(plan.people, 100), Note("plan_rule_admins"))
    if plan.platform.capacity:
        yield Setting("platform.capacity", "place_capacity", plan.platform.capacity, same)
    elif plan.platform.id:
        capacity = CAPACITY.get(plan.platform.id, 2_000_000)
        rule = "plan_rule_capacity" if plan.platform.id in CAPACITY else "plan_rule_one_place"
        yield Setting("platform.id", "place_capacity", capacity, Note(rule))
    if plan.persona.active_hours:
        busy = set(plan.persona.active_hours)
        curve = [_BUSY if hour in busy else _DAY if hour >= _MORNING else _NIGHT for hour in range(24)]
        rule_hours = Note("plan_rule_hours", {"busy": _BUSY, "day": _DAY, "night": _NIGHT, "morning": _MORNING})
        yield Setting("persona.active_hours", "hour_factors", curve, rule_hours)


def _content(plan: CommunityPlan) -> Iterator[Setting]:
    per_day = plan.posts_per_week / _WEEK_DAYS
    rule = Note("plan_rule_per_week", {"posts": plan.posts_per_week, "most": f"{_MOST_POSTS:g}"})
    yield Setting("calendar", "posts_per_day", min(per_day, _MOST_POSTS), rule)
    categories, counted = plan.share_of("category"), Note("plan_rule_counted")
    promotion = categories.pop("promotion", 0.0)
    yield Setting("calendar", "promotion_share", promotion, counted)
    if categories:
        shares = [categories.get(name, 0) / sum(categories.values()) for name in OPERATOR_CATEGORIES]
        yield Setting("calendar", "category_shares", shares, Note("plan_rule_rest"))
    forms = plan.share_of("form")
    yield Setting("calendar", "form_shares", [forms.get(name, 0) for name in FORMS], counted)
    hours: dict[float, int] = {}
    for slot in plan.calendar:
        if slot.hour is not None:
            hours[slot.hour] = hours.get(slot.hour, 0) + slot.per_week
    if hours:
        often = sorted(hours, key=lambda hour: (-hours[hour], hour))[: len(SLOTS)]
        # Fewer hours than posts in a day are used again, in the same order.
        slots = [often[i % len(often)] for i in range(len(SLOTS))]
        yield Setting("calendar", "posting_hours", slots, Note("plan_rule_often"))


def _activities(plan: CommunityPlan) -> Iterator[Setting]:
    default = Scenario()
    per_month = [sum(a.per_month for a in plan.activities if a.kind == kind) for kind in ACTIVITIES]
    yield Setting("activities", "activities_per_month", per_month, Note("plan_rule_per_kind"))
    averaged: dict[str, Callable[[Activity], float | None]] = {
        "activity_days": lambda a: a.days,
        "participation_shares": lambda a: a.participation_share,
        "activity_cost_minor": lambda a: None if a.cost is None else minor(a.cost, plan.budget.currency),
    }
    for parameter, read in averaged.items():
        values = list(getattr(default, parameter))
        told = False
        for i, kind in enumerate(ACTIVITIES):
            said = [(read(a), a.per_month) for a in plan.activities if a.kind == kind]
            held = [(value, often) for value, often in said if value is not None]
            if weight := sum(often for _, often in held):
                values[i], told = sum(value * often for value, often in held) / weight, True
        if told:
            yield Setting("activities", parameter, values, Note("plan_rule_mean"))


def _care_and_sales(plan: CommunityPlan) -> Iterator[Setting]:
    upkeep, sales = plan.upkeep, plan.sales
    if upkeep.answer_within_hours is not None:
        rule = Note("plan_rule_median")
        yield Setting("upkeep.answer_within_hours", "latency_hours", upkeep.answer_within_hours, rule)
    if upkeep.questionnaire_every_days is not None:
        every = upkeep.questionnaire_every_days
        yield Setting("upkeep.questionnaire_every_days", "questionnaire_every_days", every, Note("plan_rule_same"))
    if sales.price is not None:
        price = float(minor(sales.price, plan.budget.currency))
        yield Setting("sales.price", "price_minor", price, Note("plan_rule_minor"))
    if sales.margin_share is not None:
        yield Setting("sales.margin_share", "margin_share", sales.margin_share, Note("plan_rule_same"))
    if sales.first_buyers_share_per_month is not None:
        rate = min(sales.first_buyers_share_per_month / _MONTH_DAYS, 0.2)
        yield Setting("sales.first_buyers_share_per_month", "first_orders_per_day", rate, Note("plan_rule_per_day"))
