"""The metrics of METRICS.md once more, in slow and plain Python: sets, loops, one event at a time.

Nothing of the package is used here. Where METRICS.md leaves a choice open, the reading taken is marked with
``Reading``. Spans of days are pairs (first day, first day after).
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from zoneinfo import ZoneInfo

DAY = dt.timedelta(days=1)
HOURS_24 = dt.timedelta(hours=24)
SPEAKING = {"message", "reply", "comment"}
NOT_ACTIVITY = {"view", "join", "leave", "invite", "recall", "system"}
OPERATORS = {"owner", "admin", "bot"}
Span = tuple[dt.date, dt.date]


@dataclass(frozen=True)
class Person:
    """One row of the members table."""

    id: str
    role: str = "member"
    joined_on: dt.date | None = None
    joined_at: dt.datetime | None = None
    left_on: dt.date | None = None
    left_at: dt.datetime | None = None


@dataclass(frozen=True)
class Event:
    """One row of the events table; instants carry UTC."""

    who: str
    at: dt.datetime
    kind: str = "message"
    id: str | None = None
    topic: str | None = None
    reply_to: str | None = None
    is_question: bool = False
    mentions: tuple[str, ...] = ()


@dataclass(frozen=True)
class World:
    """Everything a source says about one community."""

    zone: str
    people: tuple[Person, ...]
    events: tuple[Event, ...]
    stated: Span | None = None
    report: Span | None = None
    roster: str = "complete"
    assume: bool = False
    run_in_days: int = 30
    threads: str = "reply_to"  # what ties an answer to a question: "reply_to", "topic" or "none"
    table: bool = True  # False: no members table, only those who appear in the events


def is_interaction(kind: str) -> bool:
    """Kinds nobody knows are interactions too."""
    return kind not in NOT_ACTIVITY


def speaks(kind: str) -> bool:
    return kind in SPEAKING


# -- days ------------------------------------------------------------------------------------------


def local_day(w: World, at: dt.datetime) -> dt.date:
    return at.astimezone(ZoneInfo(w.zone)).date()


@cache
def day_start(zone: str, day: dt.date) -> dt.datetime:
    """First instant of a local day, found by walking along the clock."""
    at = dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC) - dt.timedelta(hours=16)
    while at.astimezone(ZoneInfo(zone)).date() < day:
        at += dt.timedelta(minutes=15)
    return at


def days_of(span: Span) -> list[dt.date]:
    return [span[0] + i * DAY for i in range((span[1] - span[0]).days)]


def observed(w: World) -> Span:
    if w.stated:
        return w.stated
    days = [local_day(w, e.at) for e in w.events]
    return min(days), max(days) + DAY


def whole(w: World) -> Span:
    """Observed days that are fully covered (Community.whole: one or two inferred days are kept)."""
    first, stop = observed(w)
    if w.stated or (stop - first).days < 3:
        return first, stop
    return first + DAY, stop - DAY


def window(w: World) -> Span:
    return w.report or observed(w)


def inside(day: dt.date, span: Span) -> bool:
    return span[0] <= day < span[1]


def plain_members(w: World, *, operators: bool = False) -> list[Person]:
    """Members without operators; bots never count."""
    return [p for p in w.people if p.role not in OPERATORS or (operators and p.role != "bot")]


def events_of(w: World, who: str, counts: Callable[[str], bool] = is_interaction) -> list[Event]:
    """Events of one member that count. Reading: nothing outside the observed days is activity."""
    seen = observed(w)
    return [e for e in w.events if e.who == who and counts(e.kind) and inside(local_day(w, e.at), seen)]


def active_days(w: World, who: str, counts: Callable[[str], bool] = is_interaction) -> set[dt.date]:
    return {local_day(w, e.at) for e in events_of(w, who, counts)}


# -- joining and leaving ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Stay:
    """The first stay of one member."""

    day: dt.date
    at: dt.datetime | None
    left_on: dt.date | None
    left_at: dt.datetime | None
    assumed: bool = False


def first_stay(w: World, p: Person) -> Stay | None:
    """First stay, its beginning moved to the first interaction where that came earlier; None if unknown."""
    joined_at = p.joined_at
    joined_on = local_day(w, joined_at) if joined_at else p.joined_on
    mine = sorted((e for e in w.events if e.who == p.id), key=lambda e: e.at)
    if joined_on is None:
        joined_at = next((e.at for e in mine if e.kind == "join"), None)
        joined_on = local_day(w, joined_at) if joined_at else None
    first = next((e.at for e in mine if is_interaction(e.kind)), None)
    assumed = False
    if joined_on is None:
        if not w.assume or first is None:
            return None
        joined_on, joined_at, assumed = local_day(w, first), first, True
    elif first is not None and joined_at is not None and first < joined_at:
        joined_on, joined_at = local_day(w, first), first
    elif first is not None and local_day(w, first) < joined_on:
        joined_on = local_day(w, first)  # Reading: a joining known to the day only stays so when it is moved.
    left_on, left_at = p.left_on, p.left_at
    if left_at:
        left_on = local_day(w, left_at)
    if left_on is None:
        for e in mine:
            later = e.at >= joined_at if joined_at else local_day(w, e.at) >= joined_on
            if e.kind == "leave" and later:
                left_on, left_at = local_day(w, e.at), e.at
                break
    return Stay(joined_on, joined_at, left_on, left_at, assumed)


def presence(w: World, p: Person) -> list[tuple[dt.date, dt.date | None]]:
    """Stays as (first day, last day or None), the day of leaving inside."""
    stay = first_stay(w, p)
    early, late = dt.datetime.min.time(), dt.datetime.max.time()
    marks: list[tuple[dt.date, dt.time, str]] = []
    if stay:
        marks.append((stay.day, early, "join"))
    if p.left_at or p.left_on:
        marks.append((local_day(w, p.left_at) if p.left_at else p.left_on, late, "leave"))  # type: ignore[arg-type]
    for e in w.events:
        if e.who == p.id and e.kind in ("join", "leave"):
            wall = e.at.astimezone(ZoneInfo(w.zone))
            marks.append((wall.date(), wall.time(), e.kind))
    stays: list[tuple[dt.date, dt.date | None]] = []
    # A member whose joining nobody knows is there from the start of what was observed.
    since = None if stay else observed(w)[0]
    for day, _, what in sorted(marks):
        if what == "join" and since is None:
            since = day
        elif what == "leave" and since is not None:
            stays.append((since, day))
            since = None
    return [*stays, (since, None)] if since is not None else stays


def present(w: World, p: Person, day: dt.date) -> bool:
    return any(first <= day and (last is None or day <= last) for first, last in presence(w, p))


# -- activity --------------------------------------------------------------------------------------


def trailing_active(w: World, n_days: int, *, operators: bool = False) -> dict[dt.date, float]:
    """DAU (1), WAU (7), MAU (30) on each day of the reporting window."""
    active = [active_days(w, p.id) for p in plain_members(w, operators=operators)]
    full = whole(w)
    counts: dict[dt.date, float] = {}
    for day in days_of(window(w)):
        last_days = {day - i * DAY for i in range(n_days)}
        covered = all(inside(d, full) for d in last_days)
        counts[day] = sum(1 for days in active if days & last_days) if covered else math.nan
    return counts


def stickiness(w: World) -> tuple[float, int]:
    """Mean of DAU ÷ MAU and the number of days in it."""
    daily, monthly = trailing_active(w, 1), trailing_active(w, 30)
    ratios = [daily[d] / monthly[d] for d in daily if not math.isnan(monthly[d]) and monthly[d] > 0]
    return (sum(ratios) / len(ratios) if ratios else math.nan), len(ratios)


def member_share(w: World, counts: Callable[[str], bool], base: str) -> tuple[int, int]:
    """Numerator and denominator of speaking share and active share."""
    # Reading: a share over the window takes all its days, part-filled edges too.
    days = days_of(window(w))
    there = days if base == "any" else days[-1:]
    members = [p for p in plain_members(w) if any(present(w, p, d) for d in there)]
    return sum(1 for p in members if active_days(w, p.id, counts) & set(days)), len(members)


def as_of(w: World) -> dt.date | None:
    """Last whole day of the reporting window; Reading: if it has none, the last one before its end."""
    days = [d for d in days_of(whole(w)) if d < window(w)[1]]
    return days[-1] if days else None


def streaks(w: World, who: str) -> tuple[float, int, int]:
    """Days since active, current streak, longest streak; Reading: a part-filled first day counts if active."""
    today = as_of(w)
    if today is None:
        return math.nan, 0, 0
    days = {d for d in active_days(w, who) if d <= today}
    if not days:
        return math.nan, 0, 0
    current = longest = run = 0
    for day in days_of((observed(w)[0], today + DAY)):
        run = run + 1 if day in days else 0
        longest = max(longest, run)
        current = run
    return float((today - max(days)).days), current, longest


def active_hours(w: World) -> dict[tuple[int, int], int]:
    """Interactions by (weekday with Monday 1, hour). Reading: part-filled days are counted too."""
    table = {(weekday, hour): 0 for weekday in range(1, 8) for hour in range(24)}
    for p in plain_members(w):
        for e in events_of(w, p.id):
            wall = e.at.astimezone(ZoneInfo(w.zone))
            if inside(wall.date(), window(w)):
                table[wall.isoweekday(), wall.hour] += 1
    return table


def questions(w: World) -> list[tuple[dt.datetime, float, bool]]:
    """Questions as (asked, seconds to the answer or to the end of what was observed, answered)."""
    role = {p.id: p.role for p in w.people}
    end = day_start(w.zone, observed(w)[1])
    found = []
    for q in w.events:
        to_operator = q.kind in SPEAKING and any(role[m] in ("owner", "admin") for m in q.mentions)
        # Reading: the ground rules leave out operators' own events; only their answers count. Only what is said asks.
        if role[q.who] in OPERATORS or q.kind not in SPEAKING or not (q.is_question or to_operator):
            continue
        if not inside(local_day(w, q.at), window(w)):
            continue
        times = []
        for a in w.events:
            tied = a.reply_to == q.id if w.threads == "reply_to" else a.topic is not None and a.topic == q.topic
            other = a.who != q.who and role[a.who] != "bot"
            # Reading: a linked answer may carry the same coarse instant; within a topic, later is strictly later.
            # An answer after the observed days was not seen.
            later = q.at <= a.at if w.threads == "reply_to" else q.at < a.at
            if tied and other and a.kind in SPEAKING and later and a.at < end:
                times.append((a.at - q.at).total_seconds())
        found.append((q.at, min(times) if times else (end - q.at).total_seconds(), bool(times)))
    return found
