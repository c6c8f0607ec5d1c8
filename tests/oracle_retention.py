"""Second half of the oracle: cohorts, retention, survival and intervals, as slow and plain as the first."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable

from oracle import (
    DAY,
    HOURS_24,
    Stay,
    World,
    active_days,
    day_start,
    events_of,
    first_stay,
    inside,
    local_day,
    observed,
    plain_members,
    whole,
    window,
)


def cohort(w: World) -> tuple[dict[str, Stay], dict[str, int]]:
    """Members who can be in a cohort, and why the others cannot: reason to count."""
    chosen: dict[str, Stay] = {}
    out = {"unknown_join": 0, "run_in": 0, "before_observed": 0, "outside_window": 0}
    first = observed(w)[0]
    for p in plain_members(w):
        stay = first_stay(w, p)
        if stay is None:
            out["unknown_join"] += 1
        elif stay.assumed and stay.day < first + w.run_in_days * DAY:
            out["run_in"] += 1
        elif stay.day < first:
            out["before_observed"] += 1
        elif not inside(stay.day, window(w)):
            out["outside_window"] += 1
        else:
            chosen[p.id] = stay
    return chosen, out


def days_in_stay(w: World, who: str, stay: Stay) -> set[dt.date]:
    """Active days up to the first leaving. Reading: the day of leaving is still inside.

    Reading: what was seen on a part-filled day was seen, so it counts; only eligibility asks for whole days.
    """
    return {d for d in active_days(w, who) if stay.left_on is None or d <= stay.left_on}


def retained(w: World, who: str, stay: Stay, first: int, last: int | None, clock: str) -> bool:
    """Active at an age of `first` to `last` days, or 24-hour windows."""
    if clock == "calendar":
        ages = [(d - stay.day).days for d in days_in_stay(w, who, stay)]
        return any(age >= first and (last is None or age <= last) for age in ages)
    assert stay.at is not None
    days = days_in_stay(w, who, stay)
    instants = [e.at for e in events_of(w, who) if local_day(w, e.at) in days]
    if stay.left_at is not None:  # Reading: on the 24-hour clock the instant of leaving is the limit.
        instants = [at for at in instants if at <= stay.left_at]
    start = stay.at + first * HOURS_24
    stop = day_start(w.zone, observed(w)[1]) if last is None else stay.at + (last + 1) * HOURS_24
    return any(start <= at < stop for at in instants)


def reached(w: World, stay: Stay, age: int, clock: str) -> bool:
    """Whether age `age` has been fully observed. Reading: part-filled edge days have not (TRAPS 3)."""
    end = whole(w)[1]
    if clock == "calendar":
        return stay.day + age * DAY < end
    return stay.at is not None and stay.at + (age + 1) * HOURS_24 <= day_start(w.zone, end)


def retention(w: World, n: int, mode: str, clock: str = "calendar", horizon: int | None = None) -> tuple[int, int]:
    """Numerator and denominator of retention on, within or after `n`."""
    chosen, _ = cohort(w)
    first, last = {"on": (n, n), "within": (1, n), "after": (n, horizon)}[mode]
    need = n if horizon is None else horizon
    eligible = {m: s for m, s in chosen.items() if reached(w, s, need, clock)}
    # Reading: on the 24-hour clock, members whose joining is known to the day only are left out.
    return sum(1 for m, s in eligible.items() if retained(w, m, s, first, last, clock)), len(eligible)


def cohort_table(w: World, every: str, mode: str) -> dict[tuple[dt.date | None, int], tuple[int, int]]:
    """Complete cells only: (first day of the cohort's period or None for pooled, block) → (k, n)."""
    length = {"day": 1, "week": 7, "month": 30}[every]
    groups: dict[dt.date, dict[str, Stay]] = {}
    for who, stay in cohort(w)[0].items():
        monday, first_of_month = stay.day - stay.day.weekday() * DAY, stay.day.replace(day=1)
        groups.setdefault({"day": stay.day, "week": monday, "month": first_of_month}[every], {})[who] = stay
    cells: dict[tuple[dt.date | None, int], tuple[int, int]] = {}
    for block in range(1 if every == "day" else 0, (observed(w)[1] - observed(w)[0]).days + 1):
        first, last = max(1, block * length), block * length + length - 1
        pooled_k = pooled_n = 0
        for period, group in groups.items():
            if all(reached(w, s, last, "calendar") for s in group.values()):
                until = last if mode == "on" else None
                k = sum(1 for m, s in group.items() if retained(w, m, s, first, until, "calendar"))
                cells[period, block] = k, len(group)
                pooled_k, pooled_n = pooled_k + k, pooled_n + len(group)
        if pooled_n:
            cells[None, block] = pooled_k, pooled_n
    return cells


def lifetimes(w: World, silence_days: int) -> list[tuple[int, bool]]:
    """Days from joining to churn or censoring, and which it was."""
    cut = whole(w)[1] - silence_days * DAY
    found = []
    for who, stay in cohort(w)[0].items():
        if stay.day >= cut:  # Reading: followed for no day at all, so never at risk.
            continue
        days = {d for d in days_in_stay(w, who, stay) if d >= stay.day}
        # Reading: joining is a sign of life (S(0) = 1, TRAPS 14), so silence starts on the next day at the earliest.
        silent_from = max(days | {stay.day}) + DAY
        # Reading: silence counts while the member is there; who leaves before it is that long churns by leaving.
        until = min(whole(w)[1], stay.left_on) if stay.left_on else whole(w)[1]
        silent = (until - silent_from).days >= silence_days
        churn = silent_from if silent else stay.left_on
        # Reading: churn on the very day of the cut still counts (exactly `silence_days` silent days were seen).
        died = churn is not None and churn <= cut
        found.append((((churn if died else cut) - stay.day).days, died))  # type: ignore[operator]
    return found


# -- figures ---------------------------------------------------------------------------------------


def kaplan_meier(times: Iterable[tuple[float, bool]], t: float) -> float:
    """S(t); NaN where nobody was followed that far and somebody was still alive."""
    known = list(times)
    alive = 1.0
    for moment in sorted({time for time, died in known if died and time <= t}):
        at_risk = sum(1 for time, _ in known if time >= moment)
        alive *= 1 - sum(1 for time, died in known if died and time == moment) / at_risk
    if not known or (alive > 0 and t > max(time for time, _ in known)):
        return math.nan
    return alive


def wilson(k: int, n: int) -> tuple[float, float]:
    """Score interval at 95 %, from the closed form."""
    if n == 0:
        return math.nan, math.nan
    z = 1.959963984540054
    share, spread = k / n, 1 + z * z / n
    middle = (share + z * z / (2 * n)) / spread
    half = z / spread * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)
