"""A content calendar inside the course's limits and the members' own hours (O8)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from shequn_lab import metrics
from shequn_lab.errors import NotEnoughDataError
from shequn_lab.metrics.promotion import PROMOTION_CEILING
from shequn_lab.model import Community, clock
from shequn_lab.terms import say, wrong_option

#: What recurs: a tip every day, a topic every week, an event every month.
FIXTURES = ("daily_tip", "weekly_topic", "monthly_event")
COLUMNS = ["day", "hour", "category", "form", "fixture"]
_FURTHER = ("interactive", "brand", "fun")
_FURTHER_SHARE = 0.5
#: Where the house has published nothing yet: forms that need no studio.
_PLAIN_FORMS = {"text": 0.3, "image": 0.4, "short_video": 0.3}
#: Two pushes of one day lie at least so far apart, where the members' hours allow it [hours].
_APART_HOURS = 3


@dataclass(frozen=True)
class CalendarRules:
    """Limits of a calendar, beside one or two pushes a day.

    Attributes
    ----------
    promotion_ceiling : float
        Most that a week may promote, as a share of its pushes; D4: 20–30 %, a ceiling and not a quota.
    promotions_per_week : int
        How many a week wants; the ceiling may allow fewer.
    """

    promotion_ceiling: float = PROMOTION_CEILING
    promotions_per_week: int = 2

    def __post_init__(self) -> None:
        if not 0 <= self.promotion_ceiling < 1:
            raise wrong_option("calendar_ceiling", found=self.promotion_ceiling)
        if self.promotions_per_week < 0:
            raise wrong_option("option_days", name="promotions_per_week", found=self.promotions_per_week, least=0)


USUAL = CalendarRules()


def own_hours(community: Community) -> pd.Series:
    """Hours of the day in which the members are active: those that hold more than an even share of interactions.

    Returns
    -------
    Series
        Indexed by ``hour`` (0–23, local): share of the interactions of the reporting window.

    Raises
    ------
    NotEnoughDataError
        If there is no interaction.
    """
    by_hour = metrics.active_hours(community).sum()
    if not by_hour.sum():
        raise NotEnoughDataError(say("calendar_no_hours"), say("calendar_no_hours_remedy"))
    share = by_hour / by_hour.sum()
    # Not less than the even share: perfectly even hours are all own hours.
    return share[share >= 1 / 24].rename("share")


def content_calendar(
    community: Community,
    *,
    start: dt.date | str | None = None,
    weeks: int = 2,
    seed: int = 1,
    rules: CalendarRules = USUAL,
) -> pd.DataFrame:
    """Propose a calendar of pushes.

    Parameters
    ----------
    community : Community
        Its members' hours and weekdays, and the forms that its operators publish.
    start : date, optional
        First day; the day after the reporting window when not given.
    weeks : int
    seed : int
        The same seed gives the same calendar.
    rules : CalendarRules

    Returns
    -------
    DataFrame
        One row a push, in the order of time: ``day``, ``hour`` (local), ``category`` and ``form`` (as in the posts
        table), ``fixture`` (``daily_tip``, ``weekly_topic``, ``monthly_event``, or empty). Every day has a tip; a topic
        comes on the members' busiest weekday, an event on the second busiest one, the first of a month. Promotion
        stays below its ceiling in every week from Monday on, and never comes on two days in a row.

    Raises
    ------
    NotEnoughDataError
        If nothing is known of the members' hours.

    Notes
    -----
    A proposal by rule, not tuned to what worked. With one or two pushes a day, a share of promotion makes sense of a
    week only: on a day, one of two is half.

    References
    ----------
    .. [1] D4, content: daily tip, weekly topic, monthly event; 1–2 pushes a day; members' active hours.

    Examples
    --------
    >>> import shequn_lab as sq
    >>> plan = content_calendar(sq.open_community("haier"), weeks=2, seed=1)
    >>> plan["day"].nunique(), sq.check_calendar(plan).empty
    (14, True)
    """
    if weeks < 1:
        raise wrong_option("option_days", name="weeks", found=weeks, least=1)
    first = clock.as_date(community.window.end if start is None else start)
    days = pd.date_range(first, periods=7 * weeks, freq="D", unit="us")
    hours, forms = own_hours(community), _forms(community)
    rng = np.random.default_rng(seed)
    topic, event = _weekdays(community)
    extra = _extras(days, topic, event, rng)
    for day in _promoted(days, extra, rules, rng):
        extra[day] = ("promotion", "")
    rows = []
    for day in days:
        pushes = [("value", "daily_tip"), *([extra[day]] if day in extra else [])]
        for hour, (category, fixture) in zip(_hours(hours, len(pushes), rng), pushes, strict=True):
            rows.append((day, hour, category, str(rng.choice(forms.index, p=forms)), fixture))
    plan = pd.DataFrame(rows, columns=COLUMNS)
    return plan.sort_values(["day", "hour"], kind="stable", ignore_index=True)


def _weekdays(community: Community) -> tuple[int, int]:
    """Weekdays on which members are busiest and second busiest, per day of that name, 0 for Monday."""
    counts = metrics.weekday_counts(community)
    rate = metrics.active_hours(community).sum(axis=1) / counts.where(counts > 0)
    order = rate.fillna(0).sort_values(ascending=False, kind="stable").index
    return int(order[0]) - 1, int(order[1]) - 1


def _extras(
    days: pd.DatetimeIndex, topic: int, event: int, rng: np.random.Generator
) -> dict[pd.Timestamp, tuple[str, str]]:
    """Choose what comes beside the daily tip: fixtures, and on some of the other days something lighter."""
    extra = {}
    for day, further in zip(days, rng.random(days.size) < _FURTHER_SHARE, strict=True):
        if day.weekday() == topic:
            extra[day] = ("interactive", "weekly_topic")
        elif day.weekday() == event and day.day <= 7:
            extra[day] = ("activity", "monthly_event")
        elif further:
            extra[day] = (str(rng.choice(_FURTHER)), "")
    return extra


def _promoted(
    days: pd.DatetimeIndex, extra: dict[pd.Timestamp, tuple[str, str]], rules: CalendarRules, rng: np.random.Generator
) -> list[pd.Timestamp]:
    """Choose days for promotion: not those of fixtures, none after another, and no more in a week than it bears."""
    chosen: list[pd.Timestamp] = []
    one = pd.Timedelta(days=1)
    for _, week in pd.Series(days, index=days).groupby(days.to_period("W-SUN"), sort=True):
        n_pushes, wanted = len(week) + sum(day in extra for day in week), rules.promotions_per_week
        free = [day for day in week if extra.get(day, ("", ""))[1] == ""]
        for at in rng.permutation(len(free)):
            day, n_promotions = free[at], sum(day in chosen for day in week)
            n_after = n_pushes + (day not in extra)
            bears = n_promotions + 1 <= rules.promotion_ceiling * n_after + 1e-9
            if n_promotions < wanted and bears and day - one not in chosen and day + one not in chosen:
                chosen.append(day)
                n_pushes = n_after
    return chosen


def _forms(community: Community) -> pd.Series:
    """Shares of the forms that operators publish; plain ones where nothing is known."""
    posts = community.posts
    if posts is None or "form" not in posts:
        return pd.Series(_PLAIN_FORMS)
    found = posts.loc[posts["by_operator"].to_numpy(bool), "form"].dropna().astype(str)
    return found.value_counts(normalize=True).sort_index() if len(found) else pd.Series(_PLAIN_FORMS)


def _hours(hours: pd.Series, n: int, rng: np.random.Generator) -> list[int]:
    """Draw hours of one day from the members' own, apart where there is room."""
    first = int(rng.choice(hours.index, p=hours / hours.sum()))
    if n == 1:
        return [first]
    for least in (_APART_HOURS, 1, 0):
        away = hours[np.abs(hours.index.to_numpy() - first) >= least]
        if len(away):
            break
    return [first, int(rng.choice(away.index, p=away / away.sum()))]
