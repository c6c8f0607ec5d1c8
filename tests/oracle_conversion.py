"""Conversion and repurchase once more, one member at a time."""

from __future__ import annotations

import datetime as dt
from statistics import median

from oracle import (
    DAY,
    NOT_ACTIVITY,
    OPERATORS,
    SPEAKING,
    Person,
    day_start,
    days_of,
    first_stay,
    inside,
    local_day,
    observed,
    plain_members,
    present,
    whole,
    window,
)
from oracle_retention import cohort
from oracle_tables import Order, Shop


def converts(o: Order) -> bool:
    """Neither called off nor paid back in full. Reading: a free order has nothing to pay back."""
    return not o.cancelled and not (o.paid > 0 and o.refunded is not None and o.refunded >= o.paid)


def times(s: Shop, goal: str, who: str) -> list[dt.datetime]:
    """When somebody reached a goal, in order."""
    tables = {
        "order": [(o.who, o.at) for o in s.orders or () if converts(o)],
        "participation": [(t.who, t.at) for t in s.takings or ()],
        "lead": [(lead.who, lead.at) for lead in s.leads or ()],
        "invitation": [(i.inviter, i.at) for i in s.invites or ()],
        "speaking": [(e.who, e.at) for e in s.w.events if e.kind in SPEAKING],
        "interaction": [(e.who, e.at) for e in s.w.events if e.kind not in NOT_ACTIVITY],
    }
    rows = tables.get(goal) or [(e.who, e.at) for e in s.w.events if e.kind == goal and goal not in tables]
    return sorted(at for m, at in rows if m == who)


def there(s: Shop, p: Person, base: str) -> bool:
    days = days_of(window(s.w))
    return any(present(s.w, p, d) for d in (days if base == "any" else days[-1:]))


def member_conversion(s: Shop, goal: str, base: str = "any") -> tuple[int, int]:
    # Reading: an order of the window counts whenever the member was there in it, also before the joining.
    members = [p for p in plain_members(s.w) if there(s, p, base)]
    did = [p for p in members if any(inside(local_day(s.w, t), window(s.w)) for t in times(s, goal, p.id))]
    return len(did), len(members)


def history_known(s: Shop, p: Person) -> bool:
    """Reading: of members who joined under observation; run-in members are not known to have."""
    stay = first_stay(s.w, p)
    if stay is None or stay.day < observed(s.w)[0]:
        return False
    return not (stay.assumed and stay.day < observed(s.w)[0] + s.w.run_in_days * DAY)


def followed(s: Shop, day: dt.date, n: int) -> bool:
    return day + n * DAY < whole(s.w)[1]


def activity_conversion(s: Shop, activity: str | None, goal: str, n: int, known: bool) -> tuple[int, int]:
    """Reading: within n days is on the day of taking part, after it, or on one of the n local days that follow."""
    k = size = 0
    for p in plain_members(s.w):
        took = [
            t.at
            for t in s.takings or ()
            if t.who == p.id and (t.activity == activity if activity else inside(local_day(s.w, t.at), window(s.w)))
        ]
        if not took or not (known or history_known(s, p)):
            continue
        start, done = min(took), times(s, goal, p.id)
        day = local_day(s.w, start)
        if any(t < start for t in done) or not followed(s, day, n):
            continue
        size += 1
        k += any((local_day(s.w, t) - day).days <= n for t in done)
    return k, size


def participation(s: Shop, activity: str) -> tuple[int, int] | None:
    """Participants and members present while it ran; None where its end was not seen."""
    run = next(a for a in s.activities or () if a.id == activity)
    if run.end > day_start(s.w.zone, observed(s.w)[1]):
        return None
    # Reading: what ends at midnight did not run on the day that begins then.
    last = max(local_day(s.w, run.start), local_day(s.w, run.end - dt.timedelta(microseconds=1)))
    days = days_of((local_day(s.w, run.start), last + DAY))
    members = [p for p in plain_members(s.w) if any(present(s.w, p, d) for d in days)]
    took = {t.who for t in s.takings or () if t.activity == activity}
    return sum(p.id in took for p in members), len(members)


def lead_conversion(s: Shop, n: int) -> tuple[int, int]:
    """Reading: a lead nobody recognised, and one who had bought before, have not converted."""
    role = {p.id: p.role for p in s.w.people}
    k = size = 0
    for lead in s.leads or ():
        day = local_day(s.w, lead.at)
        if not inside(day, window(s.w)) or not followed(s, day, n) or (lead.who and role[lead.who] in OPERATORS):
            continue
        size += 1
        bought = times(s, "order", lead.who) if lead.who else []
        k += bool(bought) and bought[0] >= lead.at and (local_day(s.w, bought[0]) - day).days <= n
    return k, size


def repurchase(s: Shop, n: int, known: bool) -> tuple[int, int]:
    k = size = 0
    for p in plain_members(s.w):
        days = sorted({local_day(s.w, t) for t in times(s, "order", p.id)})
        if not days or not inside(days[0], window(s.w)) or not (known or history_known(s, p)):
            continue
        if followed(s, days[0], n):
            size += 1
            k += len(days) > 1 and (days[1] - days[0]).days <= n
    return k, size


def funnel(s: Shop, steps: tuple[str, ...], n: int | None) -> list[tuple[int, float | None]]:
    """Members at each step, and the median days since the step before."""
    w, end = s.w, day_start(s.w.zone, whole(s.w)[1])
    ways: list[list[dt.datetime]] = []
    for who, stay in cohort(w)[0].items():
        if not followed(s, stay.day, n or 0):
            continue
        late = min(end, day_start(w.zone, stay.day + (n + 1) * DAY)) if n is not None else end
        way = [stay.at or day_start(w.zone, stay.day)]
        bought = None
        for step in steps[1:]:
            candidates = [t for t in times(s, "order" if step == "reorder" else step, who) if way[-1] <= t < late]
            if step == "reorder":
                candidates = [t for t in candidates if bought and local_day(w, t) > local_day(w, bought)]
            if not candidates:
                break
            way.append(candidates[0])
            bought = candidates[0] if step in ("order", "reorder") else bought
        ways.append(way)
    found: list[tuple[int, float | None]] = []
    for i in range(len(steps)):
        passed = [way for way in ways if len(way) > i]
        gaps = [(way[i] - way[i - 1]).total_seconds() / 86400 for way in passed] if i else []
        found.append((len(passed), median(gaps) if gaps else None))
    return found


def open_funnel(s: Shop, steps: tuple[str, ...], n: int | None) -> list[tuple[int, int, float | None]]:
    """Members who took each step, how many of them also the step before, and the median days between the two."""
    w, end = s.w, day_start(s.w.zone, whole(s.w)[1])
    first: list[dict[str, dt.datetime]] = []
    for who, stay in cohort(w)[0].items():
        if not followed(s, stay.day, n or 0):
            continue
        late = min(end, day_start(w.zone, stay.day + (n + 1) * DAY)) if n is not None else end
        begin = stay.at or day_start(w.zone, stay.day)
        own = {"join": begin}
        for step in steps[1:]:
            done = [t for t in times(s, "order" if step == "reorder" else step, who) if begin <= t < late]
            if step == "reorder":
                done = [t for t in done if local_day(w, t) > local_day(w, done[0])]
            if done:
                own[step] = done[0]
        first.append(own)
    found: list[tuple[int, int, float | None]] = []
    for i, step in enumerate(steps):
        before = steps[max(i - 1, 0)]
        gaps = [(own[step] - own[before]).total_seconds() / 86400 for own in first if step in own and before in own]
        found.append((sum(step in own for own in first), len(gaps), median(gaps) if gaps and i else None))
    return found


def revenue(s: Shop) -> tuple[int, int]:
    """Net minor units of the window and buyers."""
    role = {p.id: p.role for p in s.w.people}
    orders = [
        o
        for o in s.orders or ()
        if converts(o) and role[o.who] not in OPERATORS and inside(local_day(s.w, o.at), window(s.w))
    ]
    return sum(o.paid - (o.refunded or 0) for o in orders), len({o.who for o in orders})
