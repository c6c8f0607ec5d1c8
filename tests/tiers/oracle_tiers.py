"""Features and tiers of METRICS.md once more, one member at a time. Nothing of the package is used here."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable
from dataclasses import replace
from statistics import mean

from oracle import (
    DAY,
    OPERATORS,
    SPEAKING,
    Person,
    World,
    active_days,
    events_of,
    first_stay,
    is_interaction,
    local_day,
    observed,
    present,
    speaks,
)
from oracle_tables import Shop

Facts = dict[str, float]


def there(w: World, p: Person, day: dt.date) -> bool:
    """A plain member present on the day. Reading: without a complete roster, nobody is known before being seen."""
    if p.role in OPERATORS or not present(w, p, day):
        return False
    seen = any(is_interaction(e.kind) and e.who == p.id and local_day(w, e.at) <= day for e in w.events)
    return w.roster == "complete" or first_stay(w, p) is not None or seen


def features(s: Shop, day: dt.date, n_days: int = 30) -> dict[str, Facts]:
    """Every feature of every member present on a day."""
    w = s.w
    days = {day - i * DAY for i in range(n_days)}
    # A joining dated after the day was not known yet.
    then = replace(w, events=tuple(e for e in w.events if local_day(w, e.at) <= day))
    replies = answered(w)

    def lately(times: Iterable[dt.datetime]) -> int:
        return sum(local_day(w, at) in days for at in times)

    found = {}
    for p in w.people:
        if not there(w, p, day):
            continue
        stay = first_stay(then, _known_person(w, p, day))
        active = {d for d in active_days(w, p.id) if d <= day}
        spoken = {d for d in active_days(w, p.id, speaks) if d <= day}
        run = longest = 0
        for d in (observed(w)[0] + i * DAY for i in range((day - observed(w)[0]).days + 1)):
            run = run + 1 if d in active else 0
            longest = max(longest, run)
        early = stay is not None and stay.assumed and stay.day < observed(w)[0] + w.run_in_days * DAY
        messages = lately(e.at for e in events_of(w, p.id, speaks))
        found[p.id] = {
            "tenure_days": math.nan if stay is None or early else (day - stay.day).days,
            "days_since_active": (day - max(active)).days if active else math.nan,
            "days_since_message": (day - max(spoken)).days if spoken else math.nan,
            "streak_days": run,
            "longest_streak_days": longest,
            "n_active_days_7": len(active & {day - i * DAY for i in range(7)}),
            "n_active_weeks": sum(bool(active & {day - (7 * b + i) * DAY for i in range(7)}) for b in range(4)),
            "n_active_days": len(active & days),
            "n_messages": messages,
            "n_reactions": lately(e.at for e in events_of(w, p.id)) - messages,
            "n_replies_given": _tied(w, lately(at for who, _, at, _ in replies if who == p.id)),
            "n_replies_received": _tied(w, lately(at for _, whom, at, _ in replies if whom == p.id)),
            "n_answers": _tied(w, lately(at for who, _, at, asked in replies if who == p.id and asked)),
            "n_ugc_posts": _known(s.posts, lately(r.at for r in s.posts or () if _is_ugc(r, p))),
            "n_activities": _known(s.takings, lately(r.at for r in s.takings or () if r.who == p.id)),
            "n_invitations": _known(s.invites, lately(r.at for r in s.invites or () if r.inviter == p.id)),
            "n_orders": _known(s.orders, lately(r.at for r in s.orders or () if r.who == p.id)),
        }
    return found


def _is_ugc(post: object, p: Person) -> bool:
    return post.author == p.id and post.category == "ugc"  # type: ignore[attr-defined]


def _known(table: object, count: int) -> float:
    return math.nan if table is None else count


def _tied(w: World, count: int) -> float:
    return math.nan if w.threads == "none" else count


def answered(w: World) -> list[tuple[str, str, dt.datetime, bool]]:
    """Answers of people, bots apart, as (who, whom, when, whether to a question)."""
    by_id = {e.id: e for e in w.events if e.id is not None}
    bots = {p.id for p in w.people if p.role == "bot"}
    found, last = [], {}
    for e in sorted(w.events, key=lambda e: e.at):
        if e.kind not in SPEAKING:
            continue
        before = None
        if w.threads == "reply_to" and e.reply_to is not None:
            before = by_id.get(e.reply_to)
        elif w.threads == "topic" and e.topic is not None:
            before, last[e.topic] = last.get(e.topic), e
        if before is not None and before.who != e.who and e.who not in bots:
            found.append((e.who, before.who, e.at, before.is_question))
    return found


def tiers(known: dict[str, Facts], **thresholds: float) -> dict[str, str]:
    """The rules, read aloud."""
    t = {"new": 7, "silent": 3, "core": 0.10, "weeks": 3, "active": 3} | thresholds
    standing = contribution(known)
    found = {}
    for who, f in known.items():
        if f["tenure_days"] < t["new"]:
            found[who] = "new"
        elif math.isnan(f["days_since_message"]) or f["days_since_message"] >= t["silent"]:
            found[who] = "silent"
        elif standing[who] > 1 - t["core"] and f["n_active_weeks"] >= t["weeks"]:
            found[who] = "core"
        else:
            found[who] = "active" if f["n_active_days_7"] >= t["active"] else "ordinary"
    return found


def contribution(known: dict[str, Facts]) -> dict[str, float]:
    """Mean rank over what is known, as a share of the members; who ties shares the middle rank."""
    parts = ("n_messages", "n_replies_given", "n_ugc_posts", "n_answers")
    told = [part for part in parts if not any(math.isnan(f[part]) for f in known.values())]
    ranks = {who: mean(_rank(f[p], [g[p] for g in known.values()]) for p in told) for who, f in known.items()}
    return {who: _rank(rank, list(ranks.values())) / len(ranks) for who, rank in ranks.items()}


def _rank(value: float, values: list[float]) -> float:
    below, same = sum(v < value - 1e-9 for v in values), sum(abs(v - value) <= 1e-9 for v in values)
    return below + (same + 1) / 2


def known_on(s: Shop, day: dt.date) -> Shop:
    """Forget everything dated after a day: events, leavings, refunds and rows of tables; and who came later."""
    w = s.w
    people = tuple(_known_person(w, p, day) for p in w.people if (stay := first_stay(w, p)) is None or stay.day <= day)
    ids = {p.id for p in people}
    events = tuple(e for e in w.events if local_day(w, e.at) <= day and e.who in ids)

    def kept(rows: tuple | None) -> tuple | None:
        return None if rows is None else tuple(r for r in rows if local_day(w, r.at) <= day)

    world = replace(w, people=people, events=events, stated=(observed(w)[0], day + DAY), report=None)
    orders = kept(s.orders)
    if orders is not None:
        orders = tuple(replace(o, refunded=None, cancelled=False) for o in orders)
    return Shop(world, posts=kept(s.posts), takings=kept(s.takings), orders=orders, invites=kept(s.invites))


def _known_person(w: World, p: Person, day: dt.date) -> Person:
    joined = local_day(w, p.joined_at) if p.joined_at else p.joined_on
    left = local_day(w, p.left_at) if p.left_at else p.left_on
    if joined is not None and joined > day:
        p = replace(p, joined_on=None, joined_at=None)
    if left is not None and left > day:
        p = replace(p, left_on=None, left_at=None)
    return p
