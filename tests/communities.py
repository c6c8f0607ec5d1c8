"""Communities for tests: one written by hand, and random ones that hypothesis draws."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pandas as pd
import pyarrow as pa
from hypothesis import strategies as st
from oracle import DAY, Event, Person, World, observed

from shequn_lab.model import Community, Provenance, Window, build_community

#: Zone and a first day from which a clock change is less than fifty days away.
ZONES = (
    ("Asia/Shanghai", dt.date(2026, 3, 2)),
    ("America/New_York", dt.date(2026, 2, 25)),
    ("America/New_York", dt.date(2026, 10, 20)),
    ("Africa/Cairo", dt.date(2026, 4, 14)),  # midnight itself is skipped on 24 April
    ("Asia/Kolkata", dt.date(2026, 1, 20)),
    ("UTC", dt.date(2026, 12, 10)),
)
SLOTS = (0, 1, 9 * 60, 13 * 60 + 30, 23 * 60 + 30, 23 * 60 + 59)  # minutes after local midnight
KINDS = ("message", "message", "reply", "comment", "like", "check_in", "view", "recall", "invite", "system", "抢红包")
ROLES = ("member", "member", "member", "member", "owner", "admin", "bot")


def wall(zone: str, day: dt.date, minute: int = 0) -> dt.datetime:
    """Instant of a wall clock reading."""
    local = dt.datetime.combine(day, dt.time(minute // 60, minute % 60), ZoneInfo(zone))
    return local.astimezone(dt.UTC)


def at(text: str, zone: str = "Asia/Shanghai") -> dt.datetime:
    """Instant of a wall clock reading such as ``2026-03-02 23:30``."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(dt.UTC)


# -- from plain rows to a community ----------------------------------------------------------------


def _days(values: list[dt.date | None]) -> pd.Series:
    return pd.Series([pd.NaT if v is None else pd.Timestamp(v) for v in values], dtype="datetime64[us]")


def _instants(values: list[dt.datetime | None]) -> pd.Series:
    return pd.Series([pd.NaT if v is None else pd.Timestamp(v) for v in values], dtype="datetime64[us, UTC]")


def members_frame(w: World) -> pd.DataFrame:
    """Return the members table as a source would hand it over."""
    return pd.DataFrame(
        {
            "member_id": [p.id for p in w.people],
            "joined_on": _days([p.joined_on for p in w.people]),
            "joined_at": _instants([p.joined_at for p in w.people]),
            "left_on": _days([p.left_on for p in w.people]),
            "left_at": _instants([p.left_at for p in w.people]),
            "role": [p.role for p in w.people],
        }
    )


def events_table(w: World) -> pa.Table:
    """Return the events as a source would hand them over, in the order they are listed."""
    columns = {
        "member_id": pa.array([e.who for e in w.events], pa.string()),
        "occurred_at": pa.array([e.at for e in w.events], pa.timestamp("us", "UTC")),
        "kind": pa.array([e.kind for e in w.events], pa.string()),
        "event_id": pa.array([e.id for e in w.events], pa.string()),
        "is_question": pa.array([e.is_question for e in w.events], pa.bool_()),
        "mentions": pa.array([list(e.mentions) for e in w.events], pa.list_(pa.string())),
    }
    if w.threads == "reply_to":
        columns["reply_to"] = pa.array([e.reply_to for e in w.events], pa.string())
    if w.threads != "none":
        columns["topic_id"] = pa.array([e.topic for e in w.events], pa.string())
    return pa.table(columns)


def build(w: World) -> Community:
    """Build the package's community from plain rows."""
    community = build_community(
        "test",
        events=events_table(w),
        timezone=w.zone,
        provenance=Provenance("tests", "tests"),
        members=members_frame(w) if w.table else None,
        observed=Window(*w.stated, w.zone) if w.stated else None,
        roster=w.roster,
        synthetic=True,
    )
    if w.report:
        community = community.between(*w.report)
    return community.assuming_first_seen_is_join(w.run_in_days) if w.assume else community


# -- random communities ----------------------------------------------------------------------------


@st.composite
def _stays(
    draw: st.DrawFn, who: str, zone: str, first: dt.date, n_days: int, assume: bool
) -> tuple[Person, list[Event]]:
    """One member: role, how much is known of joining and leaving, and where that is written down."""
    role = draw(st.sampled_from(ROLES))
    known = draw(st.sampled_from(("instant", "day", "event", "event", "nothing")))
    # In reverse so that hypothesis shrinks towards a joining on the first day.
    start = wall(zone, first + draw(st.integers(-3, n_days - 1)) * DAY, draw(st.sampled_from(SLOTS)))
    facts: dict[str, dt.datetime | dt.date] = {}
    events: list[Event] = []
    if known == "instant":
        facts["joined_at"] = start
    elif known == "day":
        facts["joined_on"] = start.astimezone(ZoneInfo(zone)).date()
    elif known == "event":
        events.append(Event(who, start, "join"))
    if known == "nothing":
        start = max(start, wall(zone, first))
    if not draw(st.booleans()) or (known == "nothing" and assume):
        return Person(who, role, **facts), events  # type: ignore[arg-type]
    left = start + draw(st.integers(0, 12)) * DAY + dt.timedelta(hours=1)
    written = draw(st.sampled_from(("left_at", "left_on", "event")))
    if written == "event":
        events.append(Event(who, left, "leave"))
    else:
        facts[written] = left if written == "left_at" else left.astimezone(ZoneInfo(zone)).date()
    if known != "nothing" and draw(st.booleans()):
        again = left + draw(st.integers(1, 8)) * DAY + dt.timedelta(hours=2)
        events.append(Event(who, again, "join"))
        if draw(st.booleans()):
            events.append(Event(who, again + draw(st.integers(0, 8)) * DAY + dt.timedelta(hours=1), "leave"))
    return Person(who, role, **facts), events  # type: ignore[arg-type]


@st.composite
def worlds(draw: st.DrawFn, *, max_days: int = 50, roster: str | None = None) -> World:
    """Draw one small community as plain rows."""
    zone, first = draw(st.sampled_from(ZONES))
    n_days = draw(st.integers(1, max_days))
    assume = draw(st.booleans())
    people: list[Person] = []
    events: list[Event] = []
    for i in range(draw(st.integers(1, 7))):
        person, moves = draw(_stays(f"m{i}", zone, first, n_days, assume))
        people.append(person)
        events += moves
    row = st.tuples(
        st.integers(0, len(people) - 1),  # who
        st.integers(0, n_days - 1),  # first day
        st.integers(1, 5),  # on how many days in a row
        st.sampled_from(SLOTS),
        st.sampled_from(KINDS),
        st.integers(0, 30),  # ties: what it answers, its topic
        st.integers(0, 7),  # whether it asks, whom it names
    )
    for who, day, run, minute, kind, tie, asks in draw(st.lists(row, min_size=1, max_size=14)):
        for offset in range(min(run, n_days - day)):
            events.append(
                Event(
                    people[who].id,
                    wall(zone, first + (day + offset) * DAY, minute) + dt.timedelta(minutes=tie % 3),
                    kind,
                    id=f"e{len(events)}",
                    topic=f"t{tie % 3}" if tie % 4 else None,
                    reply_to=f"e{tie}" if tie % 2 else None,
                    is_question=asks == 0 and kind in ("message", "reply", "comment"),
                    mentions=(people[asks % len(people)].id,) if asks in (1, 2) else (),
                )
            )
    w = World(
        zone,
        tuple(people),
        tuple(events),
        stated=(first, first + n_days * DAY) if draw(st.booleans()) else None,
        roster=roster or draw(st.sampled_from(("complete", "complete", "partial", "none"))),
        assume=assume,
        run_in_days=draw(st.sampled_from((0, 3, 30))),
        threads=draw(st.sampled_from(("reply_to", "topic", "none"))),
    )
    if draw(st.booleans()):
        seen = observed(w)
        begin = draw(st.integers(0, (seen[1] - seen[0]).days - 1))
        length = draw(st.integers(1, (seen[1] - seen[0]).days - begin))
        w = replace(w, report=(seen[0] + begin * DAY, seen[0] + (begin + length) * DAY))
    if draw(st.booleans()):
        w = without_table(w)
    return w


def without_table(w: World) -> World:
    """Leave the members table out, where it says nothing that the events do not say."""
    seen = {e.who for e in w.events}
    told = any(p != Person(p.id) or p.id not in seen for p in w.people)
    return w if told else replace(w, table=False)


@st.composite
def conversations(draw: st.DrawFn) -> World:
    """Draw one dense conversation: questions, answers by members, operators and bots, and silence."""
    zone, first = draw(st.sampled_from(ZONES))
    people = (Person("a"), Person("b"), Person("owner", role="owner"), Person("bot", role="bot"))
    row = st.tuples(
        st.sampled_from(("a", "a", "b", "b", "owner", "bot")),
        st.sampled_from((0, 1, 20, 60, 61, 600, 1440)),  # minutes since the event before
        st.sampled_from(("message", "message", "reply", "comment", "like", "view", "抢红包")),
        st.integers(0, 4),  # how many events back lies what it answers
        st.sampled_from(("", "", "asks", "asks", "names", "names a bot")),
        st.sampled_from((None, "t", "u")),
    )
    now = wall(zone, first + DAY, 9 * 60)
    events: list[Event] = []
    for i, (who, gap, kind, back, does, topic) in enumerate(draw(st.lists(row, min_size=1, max_size=15))):
        now += dt.timedelta(minutes=gap)
        named = {"names": ("owner",), "names a bot": ("bot",)}.get(does, ())
        target = f"e{i - back}" if back else None
        events.append(Event(who, now, kind, f"e{i}", topic, target, does == "asks", named))
    w = World(zone, people, tuple(events), threads=draw(st.sampled_from(("reply_to", "topic"))))
    last = observed(w)[1]
    if draw(st.booleans()):
        w = replace(w, stated=(first, last + draw(st.integers(0, 2)) * DAY))
    if draw(st.booleans()):
        w = replace(w, report=(observed(w)[0], max(observed(w)[0] + DAY, last - DAY)))
    return w


# -- by hand ---------------------------------------------------------------------------------------


def tiny_world() -> World:
    """Return five members and one operator over ten days in Shanghai.

    The grid of interactions (o: owner, d: message, l: like; j: join, x: leave)::

        March     02  03  04  05  06  07  08  09  10  11
                  Mo  Tu  We  Th  Fr  Sa  Su  Mo  Tu  We
        an        jd  d   l       d                          asks on 03 at 23:30, answered by the owner at 00:10
        bo            j   d   d   x
        chen      j   d   d                   d              the last one names the owner, answered by dai
        dai       jd  x                   j   d              leaves on 03, joins again on 08
        eve           j                                      silent; joining known to the day only
        owner             o                                  joined long before
    """
    people = (
        Person("an", joined_at=at("2026-03-02 09:00")),
        Person("bo", joined_at=at("2026-03-03 10:00"), left_at=at("2026-03-06 12:00")),
        Person("chen", joined_at=at("2026-03-02 20:00")),
        Person("dai"),
        Person("eve", joined_on=dt.date(2026, 3, 3)),
        Person("owner", role="owner", joined_on=dt.date(2026, 1, 1)),
    )
    events = (
        Event("dai", at("2026-03-02 08:00"), "join", "j1"),
        Event("dai", at("2026-03-02 08:05"), "message", "e1"),
        Event("an", at("2026-03-02 10:00"), "message", "e2"),
        Event("dai", at("2026-03-03 07:00"), "leave", "x1"),
        Event("chen", at("2026-03-03 21:00"), "message", "e3"),
        Event("an", at("2026-03-03 23:30"), "message", "e4", is_question=True),
        Event("owner", at("2026-03-04 00:10"), "reply", "e5", reply_to="e4"),
        Event("chen", at("2026-03-04 08:00"), "comment", "e6", reply_to="e4"),
        Event("bo", at("2026-03-04 12:00"), "message", "e7", is_question=True),
        Event("an", at("2026-03-04 22:00"), "like", "e8"),
        Event("bo", at("2026-03-05 12:00"), "message", "e9"),
        Event("an", at("2026-03-06 09:30"), "message", "e10"),
        Event("dai", at("2026-03-08 09:00"), "join", "j2"),
        Event("chen", at("2026-03-09 09:00"), "message", "e11", mentions=("owner",)),
        Event("dai", at("2026-03-09 12:00"), "reply", "e12", reply_to="e11"),
    )
    return World("Asia/Shanghai", people, events, stated=(dt.date(2026, 3, 2), dt.date(2026, 3, 12)))


def tiny() -> Community:
    """Build the community of :func:`tiny_world`."""
    return build(tiny_world())


def random_community() -> st.SearchStrategy[tuple[World, Community]]:
    """Draw a community together with its plain rows."""
    return worlds().map(lambda w: (w, build(w)))
