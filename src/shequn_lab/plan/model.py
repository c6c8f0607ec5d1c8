"""What a community plan is made of. Anything may be missing: a plan is checked for that, not refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from shequn_lab.cases import Reading, Words
from shequn_lab.cases.case import Compare, Days

_DAYS_OF_WEEK = 7


@dataclass(frozen=True)
class Goal:
    """What the community is for, by when, and the KPI target that shows it."""

    statement: Words | None = None
    start: dt.date | None = None
    days: int | None = None
    target: str = ""


@dataclass(frozen=True)
class Persona:
    """Whom it is for: who they are, what they want, where and when they are found, who else courts them."""

    who: Words | None = None
    interests: tuple[Words, ...] = ()
    pains: tuple[Words, ...] = ()
    platforms: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    active_hours: tuple[int, ...] = ()
    competitors: tuple[Words, ...] = ()


@dataclass(frozen=True)
class Platform:
    """Where it takes place, what is recorded beside what the platform shows, and how many fit into one group."""

    id: str = ""
    records: tuple[str, ...] = ()
    capacity: int | None = None


@dataclass(frozen=True)
class Growth:
    """Who is there at the start, who comes and how, what is asked at the door."""

    members_at_start: int | None = None
    gathered_over_days: int | None = None
    newcomers_per_day: float | None = None
    channels: Mapping[str, float] = field(default_factory=dict)
    leads_per_day: float | None = None
    invitations_per_member: float | None = None
    followers_at_start: int | None = None
    threshold: Words | None = None


@dataclass(frozen=True)
class Rules:
    """What is wanted and what is not, and where members read it."""

    encouraged: tuple[Words, ...] = ()
    forbidden: tuple[Words, ...] = ()
    usage: Words | None = None
    disclaimer: Words | None = None
    advertising: Words | None = None
    penalties: Words | None = None
    shown_in: tuple[str, ...] = ()


@dataclass(frozen=True)
class Seat:
    """One role of the team: how many people, their duties, hours of each in a week."""

    role: Words
    people: int = 1
    hours_per_week: float | None = None
    duties: Words | None = None


@dataclass(frozen=True)
class Slot:
    """One line of the content calendar: what is published, on which days of the week, at which hour."""

    what: Words
    category: str
    form: str
    weekdays: tuple[str, ...]
    hour: float | None = None
    hours_of_work: float | None = None

    @property
    def per_week(self) -> int:
        """Posts in a week."""
        return len(self.weekdays)


@dataclass(frozen=True)
class Activity:
    """One activity of the programme; money in main units of the currency."""

    name: Words
    kind: str
    per_month: float
    days: int | None = None
    target: str = ""
    rules: Words | None = None
    reward: Words | None = None
    warm_up_days: int | None = None
    cost: float | None = None
    hours_of_work: float | None = None
    participation_share: float | None = None


@dataclass(frozen=True)
class Upkeep:
    """Daily care: how soon somebody answers, how often members are asked for their opinion."""

    answer_within_hours: float | None = None
    questionnaire_every_days: int | None = None


@dataclass(frozen=True)
class Sales:
    """What is sold; money in main units of the currency."""

    price: float | None = None
    margin_share: float | None = None
    first_buyers_share_per_month: float | None = None


@dataclass(frozen=True)
class Cost:
    """One item of the budget beside the activities."""

    what: Words
    amount: float


@dataclass(frozen=True)
class Budget:
    """Money there is for the whole plan, in main units."""

    total: float | None = None
    currency: str = "CNY"
    items: tuple[Cost, ...] = ()


@dataclass(frozen=True)
class Target:
    """A KPI target: a figure, where it is read, and what it must be at least or at most."""

    id: str
    metric: str
    words: Words | None = None
    params: Mapping[str, Any] = field(default_factory=dict)
    compare: Compare = "level"
    before: Days | None = None
    after: Days | None = None
    at_least: float | None = None
    at_most: float | None = None


@dataclass(frozen=True)
class Assumption:
    """A parameter of the simulator set by hand: one value, or a range out of which each run draws."""

    parameter: str
    reason: Words
    value: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class CommunityPlan:
    """A plan as it stands in its file.

    Attributes
    ----------
    file : str
        Name of the file.
    lines : mapping
        Line of the file, from 1, on which each part stands, by its place such as ``targets[2].metric``.
    own : bool
        Whether it is a file of one's own, and none that comes along.
    seed : int
        Of everything drawn when the plan is tried.
    name : Words or None
    goal, persona, platform, growth, rules, upkeep, sales, budget
        The parts; each may be empty.
    team : tuple of Seat
    calendar : tuple of Slot
    activities : tuple of Activity
    targets : tuple of Target
    assumptions : tuple of Assumption
    """

    file: str
    lines: Mapping[str, int] = field(default_factory=dict, repr=False)
    own: bool = True
    seed: int = 1
    name: Words | None = None
    goal: Goal = Goal()
    persona: Persona = Persona()
    platform: Platform = Platform()
    growth: Growth = Growth()
    rules: Rules = Rules()
    team: tuple[Seat, ...] = ()
    calendar: tuple[Slot, ...] = ()
    activities: tuple[Activity, ...] = ()
    upkeep: Upkeep = Upkeep()
    sales: Sales = Sales()
    budget: Budget = Budget()
    targets: tuple[Target, ...] = ()
    assumptions: tuple[Assumption, ...] = ()

    @property
    def title(self) -> str:
        """Return the plan's name, or that of its file."""
        return str(self.name or self.file)

    @cached_property
    def posts_per_week(self) -> int:
        """Posts that the calendar holds for a week."""
        return sum(slot.per_week for slot in self.calendar)

    def share_of(self, what: str) -> dict[str, float]:
        """Return the share of the calendar's posts by ``category`` or ``form``."""
        found: dict[str, int] = {}
        for slot in self.calendar:
            key = getattr(slot, what)
            found[key] = found.get(key, 0) + slot.per_week
        # Divided once: three tenths one by one are more than 0.3.
        return {key: count / self.posts_per_week for key, count in found.items()}

    @property
    def people(self) -> int:
        """People in the team."""
        return sum(seat.people for seat in self.team)

    @property
    def hours_per_week(self) -> float | None:
        """Hours the team has in a week; None as long as one of its roles does not say."""
        hours = [seat.people * seat.hours_per_week for seat in self.team if seat.hours_per_week is not None]
        return sum(hours) if self.team and len(hours) == len(self.team) else None

    @property
    def weeks(self) -> float:
        """Length of the plan in weeks; 0 where it is not given."""
        return (self.goal.days or 0) / _DAYS_OF_WEEK

    def near(self, where: str) -> int | None:
        """Return the line of a place, or of the nearest part around it that is written."""
        while where and where not in self.lines:
            where = where[: max(where.rfind("."), where.rfind("["), 0)]
        return self.lines.get(where)


def reading(target: Target, plan: CommunityPlan) -> Reading:
    """Return how a target is read in a community; without days of its own over the whole plan."""
    words = target.words or Words(target.id, target.id)
    value = target.at_least if target.at_least is not None else target.at_most
    after = target.after or (0, plan.goal.days or 1)
    return Reading(target.id, words, words, target.metric, target.compare, after, target.before, target.params, value)
