"""Which of the course's rules a content calendar breaks, and where (O8)."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pandas as pd

from shequn_lab.chapters.operations.content_calendar import FIXTURES, USUAL, CalendarRules, own_hours
from shequn_lab.metrics.pushes import NO_PUSH, PUSH_BAND
from shequn_lab.model import Community
from shequn_lab.model.schema import CATEGORIES, FORMS
from shequn_lab.terms import label, say, wrong_option
from shequn_lab.terms.formats import percent

_Breach = tuple[pd.Timestamp, str, str]


def check_calendar(
    calendar: pd.DataFrame, community: Community | None = None, *, rules: CalendarRules = USUAL
) -> pd.DataFrame:
    """Say which rule a calendar breaks, and where.

    Parameters
    ----------
    calendar : DataFrame
        ``day`` and ``category``; ``hour``, ``form`` and ``fixture`` are checked where they are there. Chat and notices
        are no pushes.
    community : Community, optional
        Whose members' hours the calendar should keep to; not looked at when not given.
    rules : CalendarRules

    Returns
    -------
    DataFrame
        One row for each breach, in the order of days: ``day`` (of a week, its first), ``rule`` (``category``, ``form``,
        ``hour``, ``cadence``, ``promotion_ceiling``, ``promotion_run``, ``own_hours``, ``daily_tip``, ``weekly_topic``,
        ``monthly_event``) and ``told`` (one line, in the language in force). Empty where all rules are kept.

    Raises
    ------
    OptionError
        If a column is missing, or a day is none.
    """
    plan = _readable(calendar)
    found = [*_wrong_words(plan), *_wrong_cadence(plan), *_wrong_promotion(plan, rules)]
    if community is not None and "hour" in plan:
        found += _wrong_hours(plan, set(own_hours(community).index))
    if "fixture" in plan:
        found += _missing_fixtures(plan)
    frame = pd.DataFrame(found, columns=["day", "rule", "told"])
    return frame.sort_values("day", kind="stable", ignore_index=True)


def _readable(calendar: pd.DataFrame) -> pd.DataFrame:
    missing = [name for name in ("day", "category") if name not in calendar]
    if missing:
        raise wrong_option("calendar_columns", missing=", ".join(missing))
    days = pd.to_datetime(calendar["day"], errors="coerce")
    if days.isna().any():
        row = int(np.flatnonzero(days.isna())[0])
        raise wrong_option("calendar_day", row=row, found=calendar["day"].iloc[row])
    return calendar.assign(day=days.dt.normalize().astype("datetime64[us]")).sort_values("day", kind="stable")


def _pushes(plan: pd.DataFrame) -> pd.DataFrame:
    return plan[~plan["category"].isin(NO_PUSH)]


def _wrong_words(plan: pd.DataFrame) -> Iterator[_Breach]:
    known = {"category": CATEGORIES, "form": FORMS, "hour": tuple(range(24))}
    for name, allowed in known.items():
        if name not in plan:
            continue
        for row in plan[~plan[name].isin(allowed)].to_dict("records"):
            choice = "0–23" if name == "hour" else ", ".join(map(str, allowed))
            yield row["day"], name, say(f"breach_{name}", day=_day(row["day"]), found=row[name], known=choice)


def _wrong_cadence(plan: pd.DataFrame) -> Iterator[_Breach]:
    if plan.empty:
        return
    days = pd.date_range(plan["day"].iloc[0], plan["day"].iloc[-1], freq="D")
    counts = _pushes(plan)["day"].value_counts().reindex(days, fill_value=0)
    for day, n in counts[~counts.between(*PUSH_BAND)].items():
        yield day, "cadence", say("breach_cadence", day=_day(day), n=n, low=PUSH_BAND[0], high=PUSH_BAND[1])


def _wrong_promotion(plan: pd.DataFrame, rules: CalendarRules) -> Iterator[_Breach]:
    pushes = _pushes(plan)
    promotes = pushes["category"] == "promotion"
    weeks = promotes.groupby(pushes["day"].dt.to_period("W-SUN")).agg(["sum", "size"])
    for week, (k, n) in weeks.iterrows():
        if k > math.floor(rules.promotion_ceiling * n + 1e-9):
            day = max(week.start_time, pushes["day"].min())
            told = {"k": k, "n": n, "share": percent(k / n, 0), "ceiling": percent(rules.promotion_ceiling, 0)}
            yield day, "promotion_ceiling", say("breach_promotion_ceiling", day=_day(day), **told)
    days = pushes.loc[promotes, "day"].drop_duplicates()
    for day in days[days.diff() == pd.Timedelta(days=1)]:
        yield day, "promotion_run", say("breach_promotion_run", day=_day(day), before=_day(day - pd.Timedelta(days=1)))


def _wrong_hours(plan: pd.DataFrame, own: set[int]) -> Iterator[_Breach]:
    for row in plan[plan["hour"].isin(range(24)) & ~plan["hour"].isin(own)].to_dict("records"):
        told = {"hour": row["hour"], "own": ", ".join(map(str, sorted(own)))}
        yield row["day"], "own_hours", say("breach_own_hours", day=_day(row["day"]), **told)


def _missing_fixtures(plan: pd.DataFrame) -> Iterator[_Breach]:
    """Look for the tip of each day, the topic of each whole week, and the event of each whole month."""
    if plan.empty:
        return
    days = pd.Series(pd.date_range(plan["day"].iloc[0], plan["day"].iloc[-1], freq="D"))
    for fixture, every in zip(FIXTURES, ("D", "W-SUN", "M"), strict=True):
        held = set(plan.loc[plan["fixture"] == fixture, "day"].dt.to_period(every))
        for period, span in days.groupby(days.dt.to_period(every)):
            whole = len(span) == (period.end_time.normalize() - period.start_time).days + 1
            if whole and period not in held:
                first = span.iloc[0]
                yield first, fixture, say("breach_fixture", day=_day(first), fixture=label(fixture))


def _day(day: pd.Timestamp) -> str:
    return f"{day:%Y-%m-%d}"
