"""A scenario: everything the simulator is told, with unit, plausible range and source.

Ranges are stated before anything is fitted; a value outside is refused rather than believed.
"""
# ruff: noqa: RUF009 - parameter() makes a dataclasses.field

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from shequn_lab.errors import OptionError, Problem
from shequn_lab.model import Window, clock
from shequn_lab.model.schema import FORMS
from shequn_lab.simulate.parameters import (
    ASSUMPTION,
    ScenarioError,
    parameter,
    parameters,
    plain,
    problem,
    unknown_problems,
    value_problems,
)
from shequn_lab.terms import say

TIERS = ("core", "active", "ordinary", "lurker")
CHANNELS = ("search", "link", "qr", "referral", "offline")
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
HOURS = tuple(f"{hour:02d}" for hour in range(24))
SLOTS = ("first", "second", "third", "fourth")
OPERATOR_CATEGORIES = ("value", "interactive", "brand", "activity", "fun", "notice")
POST_CATEGORIES = (*OPERATOR_CATEGORIES, "promotion", "ugc")

Parts = tuple[float, ...]
# Mothers' hours: the morning nap, the afternoon nap, and after bedtime.
_MOTHERS_HOURS: Parts = (
    *(0.5, 0.2, 0.12, 0.1, 0.12, 0.25, 0.6, 0.9, 1.1, 1.6, 1.7, 1.1),
    *(0.9, 1.4, 1.4, 0.9, 0.7, 0.6, 0.6, 1.0, 1.9, 2.4, 2.1, 1.1),
)
_INEQUALITY = "assumption, after Nielsen (2006): 1–9–90"


@dataclass(frozen=True)
class Scenario:
    """Parameters of one simulated community; :meth:`described` explains each.

    Raises
    ------
    ScenarioError
        At construction, with every problem: unknown name, not a number, out of range, wrong sum.
    """

    name: str = "simulated"
    title_zh: str = ""
    title_en: str = ""
    start: dt.date = dt.date(2025, 3, 1)
    timezone: str = "Asia/Shanghai"
    n_days: int = parameter(180, "days", 1, 3_650)

    # Who comes (joins.py)
    n_founders: int = parameter(400, "members", 0, 2_000_000)
    founding_days: int = parameter(120, "days", 1, 3_650)
    n_admins: int = parameter(3, "members", 0, 100)
    joins_per_day: float = parameter(3.5, "per_day", 0, 20_000)
    channel_shares: Parts = parameter((0.10, 0.25, 0.25, 0.30, 0.10), "share", 0, 1, parts=CHANNELS, whole=True)
    place_capacity: int = parameter(500, "members", 2, 2_000_000, "WeChat: 500 members in a group")
    campaign_start_day: int = parameter(0, "days", 0, 3_650)
    campaign_days: int = parameter(0, "days", 0, 365)
    campaign_joins_per_day: float = parameter(40.0, "per_day", 0, 20_000)
    campaign_channel_shares: Parts = parameter((0.0, 0.45, 0.45, 0.10, 0.0), "share", 0, 1, parts=CHANNELS, whole=True)
    campaign_visit_factor: float = parameter(0.3, "factor", 0.01, 3)
    campaign_leave_factor: float = parameter(4.0, "factor", 0.1, 20)

    # How they are (tiers.py)
    tier_shares: Parts = parameter((0.03, 0.10, 0.50, 0.37), "share", 0, 1, _INEQUALITY, parts=TIERS, whole=True)
    tier_visits_per_day: Parts = parameter((0.60, 0.17, 0.015, 0.004), "per_day", 0, 10, parts=TIERS)
    visit_sigma: float = parameter(0.8, "log", 0, 2)
    never_speak_shares: Parts = parameter((0.0, 0.0, 0.0, 0.4), "share", 0, 1, parts=TIERS)
    interest_days: Parts = parameter((300.0, 110.0, 75.0, 60.0), "days", 1, 10_000, parts=TIERS)
    interest_sigma: float = parameter(1.0, "log", 0, 3)
    faded_factor: float = parameter(0.1, "factor", 0, 1)

    # When they are there (rhythm.py)
    weekday_factors: Parts = parameter((1.10, 1.12, 1.10, 1.05, 0.96, 0.76, 0.91), "factor", 0.05, 5, parts=WEEKDAYS)
    hour_factors: Parts = parameter(_MOTHERS_HOURS, "factor", 0.01, 10, parts=HOURS)
    day_sigma: float = parameter(0.08, "log", 0, 1)
    holiday_start_day: int = parameter(0, "days", 0, 3_650)
    holiday_days: int = parameter(0, "days", 0, 60)
    holiday_factor: float = parameter(0.4, "factor", 0.01, 5)
    promotion_drag: float = parameter(0.5, "share", 0, 0.95)

    # What they say (talk.py)
    newcomer_boost: float = parameter(10.0, "factor", 1, 30)
    newcomer_days: float = parameter(1.3, "days", 0.1, 90)
    mood_sigma: float = parameter(0.7, "log", 0, 2)
    extra_acts: Parts = parameter((1.5, 1.2, 0.9, 0.5), "messages", 0, 50, parts=TIERS)
    like_share: float = parameter(0.22, "share", 0, 1)
    question_share: float = parameter(0.28, "share", 0, 1)
    mention_share: float = parameter(0.06, "share", 0, 1)
    message_chars: float = parameter(14.0, "characters", 1, 500)
    chars_sigma: float = parameter(0.8, "log", 0, 2)

    # Who answers (replies.py)
    question_answered_share: float = parameter(0.82, "share", 0, 1)
    chat_answered_share: float = parameter(0.55, "share", 0, 1)
    continue_share: float = parameter(0.5, "share", 0, 0.9)
    latency_hours: float = parameter(0.35, "hours", 0.01, 48)
    latency_sigma: float = parameter(1.6, "log", 0, 3)
    operator_answer_share: float = parameter(0.25, "share", 0, 1)
    operator_mention_answer_share: float = parameter(0.7, "share", 0, 1)
    known_share: float = parameter(0.3, "share", 0, 1)
    starter_share: float = parameter(0.4, "share", 0, 1)

    # What the house publishes (content.py)
    posts_per_day: float = parameter(1.6, "per_day", 0, 4, "D4: 1–2 a day")
    posting_hours: Parts = parameter((9.5, 20.5, 15.0, 12.0), "hours", 0, 23.2, "D4: active hours", parts=SLOTS)
    promotion_share: float = parameter(0.24, "share", 0, 1, "D4: 0.20–0.30")
    category_shares: Parts = parameter(
        (0.48, 0.22, 0.08, 0.08, 0.10, 0.04), "share", 0, 1, parts=OPERATOR_CATEGORIES, whole=True
    )
    form_shares: Parts = parameter((0.22, 0.46, 0.20, 0.04, 0.04, 0.04), "share", 0, 1, parts=FORMS, whole=True)
    promotion_run_start_day: int = parameter(0, "days", 0, 3_650)
    promotion_run_days: int = parameter(0, "days", 0, 120)
    ugc_posts_per_day: float = parameter(0.4, "per_day", 0, 1_000)
    reach_share: float = parameter(0.32, "share", 0, 1)
    reach_sigma: float = parameter(0.25, "log", 0, 2)
    view_extra: float = parameter(0.35, "factor", 0, 10)
    like_shares: Parts = parameter(
        (0.06, 0.05, 0.04, 0.05, 0.08, 0.025, 0.015, 0.08), "share", 0, 1, parts=POST_CATEGORIES
    )
    comment_shares: Parts = parameter(
        (0.015, 0.05, 0.006, 0.03, 0.02, 0.004, 0.005, 0.03), "share", 0, 1, parts=POST_CATEGORIES
    )
    share_shares: Parts = parameter(
        (0.012, 0.004, 0.003, 0.01, 0.006, 0.001, 0.003, 0.006), "share", 0, 1, parts=POST_CATEGORIES
    )
    response_exponent: float = parameter(0.9, "exponent", 0, 2)
    response_hours: float = parameter(1.2, "hours", 0.01, 48)

    # Who goes (leaving.py)
    leaves_per_day: float = parameter(0.0012, "per_day", 0, 0.5)
    tier_leave_factors: Parts = parameter((0.2, 0.4, 1.0, 1.3), "factor", 0, 20, parts=TIERS)
    newcomer_leave_boost: float = parameter(3.0, "factor", 0, 50)
    promotion_leave_effect: float = parameter(4.0, "factor", 0, 50)

    def __post_init__(self) -> None:
        for name, default, _ in parameters(self):
            object.__setattr__(self, name, plain(getattr(self, name), default))
        object.__setattr__(self, "start", _date(self.start))
        found = list(_problems(self))
        if found:
            raise ScenarioError(found)

    @classmethod
    def from_mapping(cls, given: Mapping[str, Any]) -> Scenario:
        """Make a scenario from names and values, as they stand in a YAML file.

        Raises
        ------
        ScenarioError
            With every problem, names that do not exist among them.
        """
        names = [field.name for field in dataclasses.fields(cls)]
        found = list(unknown_problems(given, names))
        known = {name: value for name, value in given.items() if name in names}
        try:
            scenario = cls(**known)
        except ScenarioError as error:
            raise ScenarioError([*found, *error.problems]) from None
        if found:
            raise ScenarioError(found)
        return scenario

    def to_mapping(self) -> dict[str, Any]:
        """Return all values as plain numbers, texts and lists; :meth:`from_mapping` takes them back."""
        plain = dataclasses.asdict(self) | {"start": self.start.isoformat()}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in plain.items()}

    def replace(self, **changes: Any) -> Scenario:
        """Return this scenario with some parameters changed; names and values are checked."""
        return Scenario.from_mapping(self.to_mapping() | changes)

    @property
    def window(self) -> Window:
        """The simulated days."""
        return Window(self.start, self.start + dt.timedelta(days=self.n_days), self.timezone)

    def described(self) -> pd.DataFrame:
        """Explain every parameter in the language in force.

        Returns
        -------
        DataFrame
            Index: name, with the part in brackets where there are several. Columns: meaning, value, default,
            unit, lowest and highest plausible value, source.
        """
        rows: dict[str, list[Any]] = {}
        for name, default, about in parameters(self):
            value = getattr(self, name)
            source = say("simulate_source_assumption") if about.source == ASSUMPTION else about.source
            tail = [say(f"simulate_unit_{about.unit}"), about.low, about.high, source]
            for i, part in enumerate(about.parts or ("",)):
                now, was = (value[i], default[i]) if about.parts else (value, default)
                rows[f"{name}[{part}]" if part else name] = [say(f"simulate_about_{name}"), now, was, *tail]
        heads = [say(f"simulate_head_{h}") for h in ("meaning", "value", "default", "unit", "low", "high", "source")]
        frame = pd.DataFrame.from_dict(rows, orient="index", columns=heads)
        return frame.rename_axis(say("simulate_head_parameter"))


def _date(given: Any) -> Any:
    """Read a date; what is none stays as it is and is reported later."""
    try:
        return clock.as_date(given)
    except OptionError:
        return given


def _problems(scenario: Scenario) -> Iterator[Problem]:
    for name in ("name", "title_zh", "title_en", "timezone"):
        if not isinstance(getattr(scenario, name), str):
            yield problem(name, "not_text", value=repr(getattr(scenario, name)))
    if not isinstance(scenario.start, dt.date):
        yield problem("start", "not_date", value=repr(scenario.start))
    try:
        clock.zone(str(scenario.timezone))
    except OptionError as error:
        yield Problem("scenario", "timezone", "", error.found, error.remedy)
    for name, default, about in parameters(scenario):
        yield from value_problems(name, getattr(scenario, name), default, about)
