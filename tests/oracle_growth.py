"""Growth once more: who brought whom, who came back, where they came from."""

from __future__ import annotations

import datetime as dt

from oracle import (
    DAY,
    OPERATORS,
    Stay,
    World,
    active_days,
    first_stay,
    local_day,
    observed,
    plain_members,
    whole,
    window,
)
from oracle_retention import cohort, reached
from oracle_tables import Shop


def known_stay(w: World, who: str) -> Stay | None:
    """First stay, unless it was only assumed so early that the member may be an old one."""
    p = next(p for p in w.people if p.id == who)
    stay = first_stay(w, p)
    if stay and stay.assumed and stay.day < observed(w)[0] + w.run_in_days * DAY:
        return None
    return stay


def parents(s: Shop, n: int) -> dict[str, str]:
    """The inviter whom each member is credited to, if they came within n days of the inviter's own joining."""
    role = {p.id: p.role for p in s.w.people}
    rank = {p.id: i for i, p in enumerate(s.w.people)}
    found: dict[str, str] = {}
    for p in s.w.people:
        stay = known_stay(s.w, p.id)
        if stay is None:
            continue
        valid = []
        for i in s.invites or ():
            if i.invitee != p.id or i.inviter == p.id:
                continue
            # Reading: an invitation after the first joining is one of a member who is there already, or comes again.
            late = stay.at < i.at if stay.at else stay.day < local_day(s.w, i.at)
            if not late:
                valid.append((i.at, rank[i.inviter], i.inviter))
        if not valid:
            continue
        inviter = min(valid)[2]  # Reading: the first who invited.
        theirs = first_stay(s.w, next(q for q in s.w.people if q.id == inviter))
        if theirs is None or role[inviter] in OPERATORS or p.role in OPERATORS:
            continue
        if 0 <= (stay.day - theirs.day).days <= n:
            found[p.id] = inviter
    return found


def k_factor(s: Shop, n: int) -> tuple[int, int]:
    eligible = {m for m, stay in cohort(s.w)[0].items() if reached(s.w, stay, n, "calendar")}
    return sum(inviter in eligible for inviter in parents(s, n).values()), len(eligible)


def generations(s: Shop, n: int) -> list[tuple[int, int, int]]:
    """Roots, members of the generation before and of the generation, from the first on."""
    above = parents(s, n)
    chosen = cohort(s.w)[0]
    levels: dict[int, dict[str, str]] = {0: {m: m for m in chosen if m not in above}}
    while levels[max(levels)]:
        last = levels[max(levels)]
        levels[max(levels) + 1] = {m: last[up] for m, up in above.items() if up in last}
    found = []
    for g in range(1, len(levels)):
        roots = {m for m in levels[0] if reached(s.w, chosen[m], g * n, "calendar")}
        if not roots:
            break
        sizes = [sum(root in roots for root in levels[i].values()) for i in (g - 1, g)]
        found.append((len(roots), *sizes))
        if not sizes[1]:
            break
    return found


def weeks(w: World) -> list[tuple[dt.date, int, dict[str, int] | None]]:
    """Full weeks of the window: Monday, active members, and the states where the week before was full too."""
    first, stop = whole(w)
    monday = first + (-first.weekday()) % 7 * DAY
    active = {p.id: active_days(w, p.id) for p in plain_members(w)}
    found = []
    start = monday
    while start + 7 * DAY <= stop:
        this, last = ({start - back * DAY + i * DAY for i in range(7)} for back in (0, 7))
        now = {m for m, days in active.items() if days & this}
        was = {m for m, days in active.items() if days & last}
        ever = {m for m, days in active.items() if any(d < start for d in days)}
        states = {
            "new": len(now - ever),
            "retained": len(now & was),
            "resurrected": len((now & ever) - was),
            "lapsed": len(was - now),
        }
        if window(w)[0] <= start and start + 7 * DAY <= window(w)[1]:
            found.append((start, len(now), states if start > monday else None))
        start += 7 * DAY
    return found


def sources(s: Shop) -> dict[str, int]:
    """Joiners of the window by channel, those of unknown channel left out."""
    found: dict[str, int] = {}
    for m in cohort(s.w)[0]:
        channel = s.channels.get(m)
        if channel:
            found[channel] = found.get(channel, 0) + 1
    return found
