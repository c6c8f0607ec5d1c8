"""Random communities with all tables: tangled ones, and lively ones in which much happens in order."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

from communities import wall, worlds
from hypothesis import strategies as st
from oracle import DAY, Event, Person, World, observed
from oracle_tables import Activity, Answer, Count, Invite, Lead, Order, Post, Shop, Taking
from shops import build_shop

from shequn_lab.model import Community
from shequn_lab.model.schema import CATEGORIES, CHANNELS

MINUTES = (0, 9 * 60, 13 * 60 + 30, 23 * 60 + 59)


def _numbered(found: tuple) -> tuple:
    return tuple(replace(row, id=f"{type(row).__name__[0]}{i}") for i, row in enumerate(found))


@st.composite
def shops(draw: st.DrawFn, *, max_days: int = 30, roster: str | None = None) -> Shop:
    """Draw one small community with all tables."""
    w = draw(worlds(max_days=max_days, roster=roster))
    first, stop = observed(w)
    span = (stop - first).days
    people = st.sampled_from([p.id for p in w.people])
    # Now and then somebody acts on a day that was not observed; no two rows share an instant by more than chance.
    instant = st.builds(
        lambda day, minute, second: wall(w.zone, first + day * DAY, minute) + dt.timedelta(seconds=second),
        st.integers(-2, span + 1),
        st.sampled_from(MINUTES),
        st.integers(0, 59),
    )
    few = st.one_of(st.none(), st.integers(0, 9))
    some = st.one_of(st.none(), st.integers(0, 50))

    def rows(row: st.SearchStrategy, most: int = 8) -> tuple:
        return tuple(draw(st.lists(row, max_size=most)))

    posts = st.builds(
        Post,
        st.just(""),
        instant,
        st.booleans(),
        st.one_of(st.none(), people),
        st.one_of(st.none(), st.sampled_from(CATEGORIES), st.sampled_from(("promotion", "ugc"))),
        *(some, some, few, few, few),
    )
    runs = _numbered(
        rows(st.builds(lambda at, days: Activity("", at, at + days * DAY), instant, st.integers(0, 4)), most=3)
    )
    orders = st.builds(
        lambda who, at, paid, back, off, units: Order(
            "", who, at, paid, None if back is None else min(back, paid), off, units
        ),
        people,
        instant,
        st.sampled_from((0, 500, 1000)),
        st.sampled_from((None, None, None, 0, 500, 1000)),
        st.sampled_from((False, False, False, True)),
        st.one_of(st.none(), st.integers(1, 3)),
    )
    taking = st.builds(Taking, st.sampled_from([a.id for a in runs]), people, instant) if runs else st.nothing()
    scores = st.one_of(st.none(), st.integers(1, 5).map(float))
    answers = st.builds(
        lambda who, item, score, at, known: Answer(who, score, item=item, at=at, who=who if known else None),
        people,
        st.sampled_from(("q1", "q2")),
        scores,
        st.one_of(st.none(), instant),
        st.booleans(),
    )
    return Shop(
        w,
        posts=_numbered(rows(posts)),
        activities=runs,
        takings=rows(taking) if runs else (),
        orders=_numbered(rows(orders, most=12)),
        leads=_numbered(rows(st.builds(Lead, st.just(""), instant, st.one_of(st.none(), people)))),
        invites=rows(st.builds(Invite, people, instant, st.one_of(st.none(), people)), most=12),
        answers=rows(answers),
        followers=rows(
            st.builds(Count, st.just("douyin"), st.integers(0, span - 1).map(lambda d: first + d * DAY), st.just(7)), 2
        ),
        channels={p.id: draw(st.one_of(st.none(), st.sampled_from(CHANNELS))) for p in w.people},
    )


GAPS = tuple(dt.timedelta(minutes=m) for m in (0, 0, 30, 300, 1440, 1440, 4320))
ACTS = ("speak", "speak", "like", "take", "lead", "order", "order", "order", "silence")
CONTENT = ("promotion", "promotion", "ugc", "value", "chat", "notice")


@st.composite
def markets(draw: st.DrawFn) -> Shop:
    """Draw a community in which much happens in order: each member's joining, doings, purchases and friends."""
    zone, first = "Asia/Shanghai", dt.date(2026, 3, 2)
    n_days = draw(st.integers(15, 30))
    start = wall(zone, first, 9 * 60)
    joined, people, invites = [start], [Person("m0", joined_at=start)], []
    for i in range(1, draw(st.integers(3, 8))):
        parent = draw(st.integers(0, i - 1))
        at = joined[parent] + draw(st.sampled_from((0, 1, 1, 2, 5))) * DAY + dt.timedelta(minutes=i)
        joined.append(at)
        role = draw(st.sampled_from(("member",) * 7 + ("owner",)))
        known = draw(st.sampled_from(("instant",) * 4 + ("day", "nothing")))
        people.append(
            Person(
                f"m{i}",
                role,
                joined_at=at if known == "instant" else None,
                joined_on=at.astimezone(ZoneInfo(zone)).date() if known == "day" else None,
            )
        )
        early = draw(st.sampled_from((0, 10, 10, 10, 90, -60)))
        invites.append(Invite(f"m{parent}", at - dt.timedelta(minutes=early), f"m{i}"))
        if draw(st.integers(0, 3)) == 0:
            other = draw(st.integers(0, i))
            invites.append(Invite(f"m{other}", at - dt.timedelta(minutes=draw(st.sampled_from((5, 200)))), f"m{i}"))
    rows: dict[str, list] = {name: [] for name in ("events", "takings", "leads", "orders")}
    for p, begin in zip(people, joined, strict=True):
        now = begin + draw(st.sampled_from((-300, 0, 0, 60))) * dt.timedelta(minutes=1)
        for act in draw(st.lists(st.sampled_from(ACTS), min_size=2, max_size=9)):
            now += 12 * DAY if act == "silence" else draw(st.sampled_from(GAPS))
            match act:
                case "speak" | "like":
                    kind = "message" if act == "speak" else "like"
                    rows["events"].append(Event(p.id, now, kind, f"e{len(rows['events'])}"))
                case "take":
                    rows["takings"].append(Taking(draw(st.sampled_from(("A0", "A1"))), p.id, now))
                case "lead":
                    rows["leads"].append(Lead(f"L{len(rows['leads'])}", now, p.id))
                case "order":
                    back = draw(st.sampled_from((None, None, None, None, 300, 1000)))
                    off = draw(st.integers(0, 7)) == 0
                    paid = draw(st.sampled_from((1000, 1000, 0)))
                    back = back and min(back, paid)
                    rows["orders"].append(Order(f"O{len(rows['orders'])}", p.id, now, paid, back, off))
    runs = (Activity("A0", start, start + 5 * DAY), Activity("A1", start + 3 * DAY, start + 12 * DAY))
    counts = [st.one_of(st.none(), *[st.integers(0, most)] * 7) for most in (50, 50, 9, 9, 9)]
    posts = st.builds(
        lambda day, minute, house, who, *told: Post(
            "", start + day * DAY + minute * dt.timedelta(minutes=1), house, None if house else who, *told
        ),
        st.integers(0, 9),
        st.sampled_from((0, 300, 1000)),
        st.sampled_from((True, True, True, False)),
        st.sampled_from([p.id for p in people]),
        st.one_of(st.none(), *[st.sampled_from(CONTENT)] * 7),
        *counts,
    )
    answers = st.builds(
        Answer, st.sampled_from([p.id for p in people]), st.integers(1, 5).map(float), item=st.sampled_from(("q", "r"))
    )
    host = Event("m0", start, "message", "e")
    w = World(zone, tuple(people), (host, *rows["events"]), stated=(first, first + n_days * DAY))
    if draw(st.integers(0, 3)) == 0:
        w = replace(w, report=(first + 3 * DAY, first + (n_days - 2) * DAY))
    return Shop(
        w,
        posts=_numbered(tuple(draw(st.lists(posts, min_size=3, max_size=12)))),
        activities=runs,
        takings=tuple(rows["takings"]),
        orders=tuple(rows["orders"]),
        leads=tuple(rows["leads"]),
        invites=tuple(invites),
        answers=tuple(draw(st.lists(answers, max_size=6))),
        channels={p.id: draw(st.one_of(st.none(), st.sampled_from(CHANNELS))) for p in people},
    )


def random_shop() -> st.SearchStrategy[tuple[Shop, Community]]:
    """Draw a community with all tables, tangled or lively, together with its plain rows."""
    return st.one_of(shops(), markets(), markets()).map(lambda s: (s, build_shop(s)))
