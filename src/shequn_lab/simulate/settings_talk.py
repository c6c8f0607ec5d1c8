"""Parameters of daily life: when people are there, what they say, who answers."""
# ruff: noqa: RUF009 - parameter() makes a dataclasses.field

from __future__ import annotations

from dataclasses import dataclass

from shequn_lab.simulate.parameters import parameter
from shequn_lab.simulate.parts import HOURS, TIERS, WEEKDAYS, Parts

# Mothers' hours: the morning nap, the afternoon nap, and after bedtime.
_MOTHERS_HOURS: Parts = (
    *(0.5, 0.2, 0.12, 0.1, 0.12, 0.25, 0.6, 0.9, 1.1, 1.6, 1.7, 1.1),
    *(0.9, 1.4, 1.4, 0.9, 0.7, 0.6, 0.6, 1.0, 1.9, 2.4, 2.1, 1.1),
)


@dataclass(frozen=True)
class TalkSettings:
    """When people are there, what they say, who answers."""

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
