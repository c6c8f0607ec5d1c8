"""From the plain values of a plan's file to a plan; everything that cannot be read is told at once, one line each."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, get_args, get_type_hints

from shequn_lab import metrics
from shequn_lab.cases import parts
from shequn_lab.cases.case import Compare
from shequn_lab.cases.measuring import FIGURES, takes
from shequn_lab.cases.plain import Reader
from shequn_lab.errors import AllProblemsError, ReadError
from shequn_lab.model.schema import FORMS
from shequn_lab.plan.model import (
    Activity,
    Assumption,
    Budget,
    CommunityPlan,
    Cost,
    Goal,
    Growth,
    Persona,
    Platform,
    Rules,
    Sales,
    Seat,
    Slot,
    Target,
    Upkeep,
)
from shequn_lab.plan.platforms import PLATFORMS, RECORDS
from shequn_lab.plan.values import PlanValues
from shequn_lab.simulate.parts import ACTIVITIES, CHANNELS, OPERATOR_CATEGORIES, WEEKDAYS

#: Figures a target may name; a mix is several.
TARGETS = tuple(name for name in FIGURES if name != "source_mix")
_PLACES = ("notice", "welcome")
#: Latest hour at which the simulator still publishes.
_LAST_HOUR = 23.2
_MOST = 1e9


class PlanError(AllProblemsError, ReadError):
    """A plan that cannot be read, or not be tried."""


def plan_from(content: Any, *, file: str, lines: Mapping[str, int] | None = None) -> CommunityPlan:
    """Make a plan from what stands in its file.

    Raises
    ------
    PlanError
        With every problem.
    """
    check = _Check(file)
    plan = check.plan(content, lines or {})
    if check.problems:
        placed = ((problem, plan.near(problem.column)) for problem in check.problems)
        raise PlanError(dataclasses.replace(problem, row=str(line or "")) for problem, line in placed)
    return plan


class _Check(PlanValues):
    """Collects problems while it turns plain values into the parts of a plan."""

    def plan(self, given: Any, lines: Mapping[str, int]) -> CommunityPlan:
        goal = given.get("goal") if isinstance(given, Mapping) else None
        days = goal.get("days") if isinstance(goal, Mapping) else None
        self.n_days = days if isinstance(days, int) else 0
        readers: dict[str, Reader] = {
            "seed": self.between(0, 2**32 - 1, whole=True),
            "name": self.words,
            "goal": self.goal,
            "persona": self.persona,
            "platform": self.platform,
            "growth": self.growth,
            "rules": self.rules,
            "team": self.many(self.seat),
            "calendar": self.many(self.slot),
            "activities": self.many(self.activity),
            "upkeep": self.upkeep,
            "sales": self.sales,
            "budget": self.budget,
            "targets": self.many(self.target),
            "assumptions": self.many(self.assumption),
        }
        found = self.keys("", given, readers, optional=tuple(readers))
        names = [target.id for target in found.get("targets", ())]
        for name in sorted({name for name in names if names.count(name) > 1}):
            self.wrong("targets", "twice", name=name)
        return CommunityPlan(file=self.file, lines=lines, **found)

    def goal(self, where: str, given: Any) -> Goal | None:
        readers: dict[str, Reader] = {
            "statement": self.words,
            "start": self.date,
            "days": self.between(7, 3_650, whole=True),
            "target": self.text,
        }
        return self.part(Goal, where, given, readers)

    def persona(self, where: str, given: Any) -> Persona | None:
        readers: dict[str, Reader] = {
            "who": self.words,
            "interests": self.many(self.words),
            "pains": self.many(self.words),
            "platforms": self.many(self.one_of(*PLATFORMS)),
            "forms": self.many(self.one_of(*FORMS)),
            "active_hours": self.many(self.between(0, 23, whole=True)),
            "competitors": self.many(self.words),
        }
        return self.part(Persona, where, given, readers)

    def platform(self, where: str, given: Any) -> Platform | None:
        readers: dict[str, Reader] = {
            "id": self.one_of(*PLATFORMS),
            "records": self.many(self.one_of(*RECORDS)),
            "capacity": self.between(2, 2_000_000, whole=True),
        }
        return self.part(Platform, where, given, readers)

    def growth(self, where: str, given: Any) -> Growth | None:
        readers: dict[str, Reader] = {
            "members_at_start": self.between(0, 2_000_000, whole=True),
            "gathered_over_days": self.between(1, 3_650, whole=True),
            "newcomers_per_day": self.between(0, 20_000),
            "channels": self.channels,
            "leads_per_day": self.between(0, 20_000),
            "invitations_per_member": self.between(0, 50),
            "followers_at_start": self.between(0, _MOST, whole=True),
            "threshold": self.words,
        }
        return self.part(Growth, where, given, readers)

    def channels(self, where: str, given: Any) -> dict[str, float] | None:
        return self.keys(where, given, dict.fromkeys(CHANNELS, self.between(0, 1)), optional=CHANNELS) or None

    def rules(self, where: str, given: Any) -> Rules | None:
        readers: dict[str, Reader] = {
            "encouraged": self.many(self.words),
            "forbidden": self.many(self.words),
            **dict.fromkeys(("usage", "disclaimer", "advertising", "penalties"), self.words),
            "shown_in": self.many(self.one_of(*_PLACES)),
        }
        return self.part(Rules, where, given, readers)

    def seat(self, where: str, given: Any) -> Seat | None:
        readers: dict[str, Reader] = {
            "role": self.words,
            "people": self.between(1, 100, whole=True),
            "hours_per_week": self.between(0, 168),
            "duties": self.words,
        }
        return self.part(Seat, where, given, readers, "role")

    def slot(self, where: str, given: Any) -> Slot | None:
        readers: dict[str, Reader] = {
            "what": self.words,
            "category": self.one_of(*OPERATOR_CATEGORIES, "promotion"),
            "form": self.one_of(*FORMS),
            "weekdays": self.weekdays,
            "hour": self.between(0, _LAST_HOUR),
            "hours_of_work": self.between(0, 168),
        }
        return self.part(Slot, where, given, readers, "what", "category", "form", "weekdays")

    def weekdays(self, where: str, given: Any) -> tuple[str, ...] | None:
        if given == "daily":
            return WEEKDAYS
        return self.many(self.one_of(*WEEKDAYS))(where, given) or None

    def activity(self, where: str, given: Any) -> Activity | None:
        readers: dict[str, Reader] = {
            "name": self.words,
            "kind": self.one_of(*ACTIVITIES),
            "per_month": self.between(0, 30),
            "days": self.between(1, 60, whole=True),
            "target": self.text,
            "rules": self.words,
            "reward": self.words,
            "warm_up_days": self.between(0, 365, whole=True),
            "cost": self.between(0, _MOST),
            "hours_of_work": self.between(0, 1_000),
            "participation_share": self.between(0, 1),
        }
        return self.part(Activity, where, given, readers, "name", "kind", "per_month")

    def upkeep(self, where: str, given: Any) -> Upkeep | None:
        readers = {
            "answer_within_hours": self.between(0.01, 48),
            "questionnaire_every_days": self.between(1, 730, whole=True),
        }
        return self.part(Upkeep, where, given, readers)

    def sales(self, where: str, given: Any) -> Sales | None:
        readers = {
            "price": self.between(0.01, 1e7),
            "margin_share": self.between(0, 0.99),
            "first_buyers_share_per_month": self.between(0, 1),
        }
        return self.part(Sales, where, given, readers)

    def budget(self, where: str, given: Any) -> Budget | None:
        readers: dict[str, Reader] = {
            "total": self.between(0, _MOST),
            "currency": self.currency,
            "items": self.many(self.cost),
        }
        return self.part(Budget, where, given, readers)

    def cost(self, where: str, given: Any) -> Cost | None:
        return self.part(Cost, where, given, {"what": self.words, "amount": self.between(0, _MOST)}, "what", "amount")

    def target(self, where: str, given: Any) -> Target | None:
        readers: dict[str, Reader] = {
            "id": self.text,
            "metric": self.one_of(*TARGETS),
            "words": self.words,
            "params": self.mapping,
            "compare": self.one_of(*(name for name in get_args(Compare) if name != "lift")),
            "before": self.days,
            "after": self.days,
            "at_least": self.number,
            "at_most": self.number,
        }
        target = self.part(Target, where, given, readers, "id", "metric")
        if target is None:
            return None
        if (target.at_least is None) == (target.at_most is None):
            self.wrong(where, "one_limit")
        if (target.before is None) != (target.compare == "level"):
            self.wrong(where, "plan_before", compare=target.compare)
        if target.compare != "level" and target.after is None:
            self.wrong(f"{where}.after", "missing", page=self.page)
        self.params(f"{where}.params", target)
        return target

    def params(self, where: str, target: Target) -> None:
        """Tell what the figure does not take, and what it cannot do without."""
        known, kinds = takes(target.metric), get_type_hints(getattr(metrics, target.metric))
        for name, value in target.params.items():
            if name in known:
                self.reader_of(kinds[name])(f"{where}.{name}", value)
            else:
                self.unknown(f"{where}.{name}", "parameter", name, known)
        for name, about in known.items():
            if about.default is about.empty and name not in target.params:
                self.wrong(f"{where}.{name}", "missing", page=self.page)

    def assumption(self, where: str, given: Any) -> Assumption | None:
        readers: dict[str, Reader] = {
            "parameter": self.text,
            "reason": self.words,
            **dict.fromkeys(("value", "low", "high"), self.number),
        }
        found = self.part(Assumption, where, given, readers, "parameter", "reason")
        if found is None:
            return None
        known = parts.known()
        if found.parameter not in known:
            self.unknown(f"{where}.parameter", "parameter", found.parameter, known)
            return None
        about = known[found.parameter][1]
        ends = [found.value] if found.value is not None else [found.low, found.high]
        both = found.value is not None and (found.low is not None or found.high is not None)
        if None in ends or both or (len(ends) == 2 and not ends[0] < ends[1]):  # type: ignore[operator]
            self.wrong(where, "value_or_range")
            return None
        for end in ends:
            self.between(about.low, about.high)(where, end)
        return found
