"""Every threshold of the detectors of trouble, in one table."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

from shequn_lab.metrics.promotion import PROMOTION_CEILING
from shequn_lab.terms import say, wrong_option
from shequn_lab.terms.formats import number, percent


@dataclass(frozen=True)
class TroubleLimits:
    """Where each rule draws its line; :func:`~shequn_lab.chapters.trouble_rules` reads the rules aloud.

    The promotion ceiling is D4's; all others are the workbook's own. "Beyond doubt" means that the whole 95 % interval
    lies beyond the limit: where nothing but chance is at work *at* the limit, that happens in at most one community in
    forty, and in fewer inside it.

    Attributes
    ----------
    recent_days, past_days, fewest_past_days : float
        What is judged: the last days of the reporting window; what it is compared with: the days before them, at most
        and at least so many [days].
    chance : float
        What must be rarer than this to count, if only chance were at work.
    activity_drop_share, activity_drop_severe_share : float
        Low activity: DAU is lower than before by more than this.
    likeness_rise_points, likeness_most_share, likeness_severe_share, fewest_posts : float
        Sameness: two posts are alike more often than before by more than this, or in more than this share of pairs;
        severe from this share on; judged from so many posts on.
    wait_times, wait_severe_times, answered_least_share, fewest_questions : float
        Slow answers: the median wait is more than so many times that before, or fewer than this are answered within
        a day; judged from so many questions on.
    growth_least_share, answered_drop_points, answered_drop_severe_points, fewest_third_days : float
        Complexity at size: the community grew by at least this, and the share answered within a day fell by more than
        this; thirds of the record are compared, each of at least so many days.
    promotion_ceiling_share, promotion_severe_share, run_least, run_severe : float
        Over-marketing: more than this share of the house's posts promote; or so many days in a row held nothing else.
    burst_orders, burst_times, quick_refund_days, marked_least_share, fewest_orders, suspect_severe_share : float
        Fake orders: so many orders of one amount within one hour, and so many times the usual; how soon is soon; what
        share of their buyers is marked; judged from so many orders on; severe from this share of all buyers on.
    flood_messages, flood_people, flood_share, flood_severe : float
        Disorder, floods: an hour with so many messages, and with more than chance would bring, of which this share
        comes from so many accounts; severe from so many such hours on.
    repeat_chars, repeat_times, repeats_least, repeats_severe_share : float
        Disorder, adverts: a text of so many characters posted so often on one day; how many such messages count.
    recall_rise_points, recalls_least, recall_severe_share : float
        Disorder, deletions: recalled more than before by more than this, and so many at least.
    """

    recent_days: float = 28
    past_days: float = 84
    fewest_past_days: float = 28
    chance: float = 0.025
    activity_drop_share: float = 0.10
    activity_drop_severe_share: float = 0.40
    likeness_rise_points: float = 0.10
    likeness_most_share: float = 0.50
    likeness_severe_share: float = 0.50
    fewest_posts: float = 10
    wait_times: float = 1.25
    wait_severe_times: float = 4
    answered_least_share: float = 0.50
    fewest_questions: float = 20
    growth_least_share: float = 0.25
    answered_drop_points: float = 0.02
    answered_drop_severe_points: float = 0.30
    fewest_third_days: float = 14
    promotion_ceiling_share: float = PROMOTION_CEILING
    promotion_severe_share: float = 0.50
    run_least: float = 3
    run_severe: float = 7
    burst_orders: float = 4
    burst_times: float = 5
    quick_refund_days: float = 3
    marked_least_share: float = 0.80
    fewest_orders: float = 20
    suspect_severe_share: float = 0.20
    flood_messages: float = 20
    flood_people: float = 3
    flood_share: float = 0.80
    flood_severe: float = 5
    repeat_chars: float = 10
    repeat_times: float = 3
    repeats_least: float = 10
    repeats_severe_share: float = 0.10
    recall_rise_points: float = 0.01
    recalls_least: float = 10
    recall_severe_share: float = 0.10

    def __post_init__(self) -> None:
        for name, value in self._values().items():
            if not (math.isfinite(value) and value > 0):
                raise wrong_option("trouble_limit", name=name, found=value)

    def _values(self) -> dict[str, float]:
        return {field.name: float(getattr(self, field.name)) for field in fields(self)}

    def told(self) -> dict[str, str]:
        """Write each threshold as a rule read aloud needs it."""
        return {name: _told(name, value) for name, value in self._values().items()}


def _told(name: str, value: float) -> str:
    if name.endswith("_points"):
        return say("trouble_points", n=_plain(100 * value))
    return percent(value, _places(100 * value)) if name.endswith(("_share", "chance")) else _plain(value)


def _plain(value: float) -> str:
    return number(value, _places(value))


def _places(value: float) -> int:
    """Decimals a threshold needs to be told exactly, at most two."""
    return next((places for places in (0, 1) if abs(value - round(value, places)) < 1e-9), 2)


USUAL = TroubleLimits()
