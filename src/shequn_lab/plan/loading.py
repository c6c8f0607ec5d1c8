"""Where plans are, and how one is read: everything wrong in the file is told at once, one line each."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar, get_args

import yaml

from shequn_lab.cases import parts
from shequn_lab.cases.case import Compare, Words
from shequn_lab.cases.measuring import FIGURES, takes
from shequn_lab.cases.plain import SHORT, PlainValues, Reader, read_yaml
from shequn_lab.errors import AllProblemsError, ReadError, UnknownNameError
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
from shequn_lab.simulate.parts import ACTIVITIES, CHANNELS, OPERATOR_CATEGORIES, WEEKDAYS
from shequn_lab.terms import LANGUAGES, say

EXAMPLES = ("sound", "incomplete", "contradictory")
_YAML = (".yaml", ".yml")
_PLACES = ("notice", "welcome")
#: Latest hour at which the simulator still publishes.
_LAST_HOUR = 23.2
_MOST = 1e9

Part = TypeVar("Part")


class PlanError(AllProblemsError, ReadError):
    """A plan that cannot be read, or not be tried."""


def list_plans() -> list[str]:
    """Return the names of the plans that come along."""
    return list(EXAMPLES)


def load_plan(name: str | Path) -> CommunityPlan:
    """Open a plan.

    Parameters
    ----------
    name : str or Path
        A file ending in ``.yaml``, or one that comes along: ``sound``, ``incomplete``, ``contradictory``.

    Returns
    -------
    CommunityPlan
        What is not written in it is empty.

    Raises
    ------
    UnknownNameError
        With the closest known name.
    ReadError
        If there is no such file.
    PlanError
        With everything that cannot be read, one line each.

    Examples
    --------
    >>> from shequn_lab.plan import load_plan
    >>> load_plan("sound").goal.days
    90
    """
    path = Path(name)
    if path.suffix in _YAML:
        if not path.is_file():
            raise ReadError(say("cli_no_file", where=path), say("cli_no_file_remedy"))
        return _read(path)
    if str(name) not in EXAMPLES:
        raise UnknownNameError("plan", str(name), EXAMPLES)
    shipped = _read(Path(str(resources.files(__package__))) / f"{name}.yaml")
    return dataclasses.replace(shipped, own=False)


def template(lang: str) -> str:
    """Return the text of an empty plan with comments in one language."""
    return resources.files(__package__).joinpath(f"template.{lang}.yaml").read_text(encoding="utf-8")


def _read(path: Path) -> CommunityPlan:
    content = read_yaml(path, PlanError)
    node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    return plan_from(content, file=path.name, lines=dict(_lines(node)))


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


def _lines(node: Any, where: str = "", seen: frozenset[int] = frozenset()) -> Iterator[tuple[str, int]]:
    """Yield place and line of everything that is written; what refers to itself is followed once."""
    if id(node) in seen:
        return
    seen |= {id(node)}
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            place = f"{where}.{key.value}" if where else str(key.value)
            yield place, key.start_mark.line + 1
            yield from _lines(value, place, seen)
    elif isinstance(node, yaml.SequenceNode):
        for i, item in enumerate(node.value, start=1):
            yield f"{where}[{i}]", item.start_mark.line + 1
            yield from _lines(item, f"{where}[{i}]", seen)


class _Check(PlainValues):
    """Collects problems while it turns plain values into the parts of a plan."""

    page = "docs/howto/plan.md"

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

    # -- values

    def words(self, where: str, given: Any) -> Words | None:
        """Read a text: in one language, which then stands for both, or as ``{zh: …, en: …}``."""
        if isinstance(given, Mapping):
            return super().words(where, given)
        text = self.text(where, given)
        return Words(**dict.fromkeys(LANGUAGES, text)) if text else None

    def between(self, low: float, high: float, *, whole: bool = False) -> Reader:
        """Make a reader of numbers from `low` to `high`."""

        def read(where: str, given: Any) -> float | None:
            number = self.number(where, given)
            if number is None or (low <= number <= high and not (whole and number != int(number))):
                return int(number) if whole and number is not None else number
            self.wrong(where, "between_whole" if whole else "between", found=given, low=f"{low:g}", high=f"{high:g}")
            return None

        return read

    def date(self, where: str, given: Any) -> dt.date | None:
        """Read a day."""
        if isinstance(given, dt.date) and not isinstance(given, dt.datetime):
            return given
        self.wrong(where, "not_date", found=SHORT.repr(given))
        return None

    def part(
        self, kind: Callable[..., Part], where: str, given: Any, readers: dict[str, Reader], *required: str
    ) -> Part | None:
        """Read one part of a plan; None where something it cannot do without is missing."""
        found = self.keys(where, given, readers, optional=[key for key in readers if key not in required])
        return kind(**found) if set(required) <= set(found) else None

    # -- parts

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
            "currency": self.text,
            "items": self.many(self.cost),
        }
        return self.part(Budget, where, given, readers)

    def cost(self, where: str, given: Any) -> Cost | None:
        return self.part(Cost, where, given, {"what": self.words, "amount": self.between(0, _MOST)}, "what", "amount")

    def target(self, where: str, given: Any) -> Target | None:
        readers: dict[str, Reader] = {
            "id": self.text,
            "metric": self.one_of(*FIGURES),
            "words": self.words,
            "params": lambda _, value: value if isinstance(value, Mapping) else {},
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
        known = takes(target.metric)
        for name, value in target.params.items():
            if name not in known:
                self.unknown(f"{where}.{name}", "parameter", str(name), known)
            elif known[name].annotation == "int":
                self.between(0, 3_650, whole=True)(f"{where}.{name}", value)
            elif known[name].annotation == "str":
                self.text(f"{where}.{name}", value)
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
