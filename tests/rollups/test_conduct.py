"""Talk by the hour, repeated texts and recalls, against plain counting."""

from __future__ import annotations

from collections import Counter, defaultdict
from zoneinfo import ZoneInfo

import pyarrow as pa
from communities import World, build, worlds
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import observed

from shequn_lab.model import Community, Provenance, build_community
from shequn_lab.rollups.conduct import recalls, repeats, talk_hours

TALK = ("message", "reply", "comment")
START = 1_772_400_000_000_000
HOUR = 3_600_000_000


def written(rows: list[tuple[str, int, str | None]], *, role: str = "member") -> Community:
    """Build a community from who wrote what in which hour."""
    rows = sorted(rows, key=lambda row: row[1])
    columns = {
        "member_id": pa.array([who for who, _, _ in rows]),
        "occurred_at": pa.array([START + hour * HOUR for _, hour, _ in rows], pa.timestamp("us", "UTC")),
        "kind": pa.array(["message"] * len(rows)),
        "text": pa.array([text for _, _, text in rows], pa.string()),
    }
    return build_community("t", events=pa.table(columns), timezone="UTC", provenance=Provenance("t", "t"))


@settings(max_examples=30)
@given(w=worlds())
def test_talk_of_an_hour_is_that_of_plain_counting(w: World) -> None:
    first, stop = observed(w)
    roles = {p.id: p.role for p in w.people}
    cells: dict[tuple[object, int], Counter[str]] = defaultdict(Counter)
    for event in w.events:
        local = event.at.astimezone(ZoneInfo(w.zone))
        if event.kind in TALK and roles[event.who] == "member" and first <= local.date() < stop:
            cells[local.date(), local.hour][event.who] += 1
    expected = sorted((sum(c.values()), sum(n for _, n in c.most_common(2))) for c in cells.values())
    found = talk_hours(build(w), 2)
    assert sorted(zip(found["messages"], found["busiest"], strict=True)) == expected


def test_groups_are_counted_apart_and_batches_are_put_together() -> None:
    community = written([("a", 0, None), ("b", 0, None), ("a", 0, None)])
    table = community.event_source.table().append_column("place_id", pa.array(["g1", "g2", "g1"]))
    placed = build_community("t", events=_plain(table), timezone="UTC", provenance=Provenance("t", "t"))
    assert sorted(talk_hours(placed, 1)["messages"]) == [1, 2]
    assert talk_hours(community, 1)["messages"].tolist() == [3]
    assert talk_hours(community, 1)["busiest"].tolist() == [2]


def _plain(table: pa.Table) -> pa.Table:
    return table.set_column(0, "member_id", table["member_id"].cast(pa.string())).set_column(
        2, "kind", table["kind"].cast(pa.string())
    )


@settings(max_examples=30)
@given(w=worlds())
def test_recalls_and_messages_of_the_window_are_those_of_plain_counting(w: World) -> None:
    community = build(w)
    roles = {p.id: p.role for p in w.people}
    window, zone = community.window, ZoneInfo(w.zone)
    inside = [e for e in w.events if window.start <= e.at.astimezone(zone).date() < window.end]
    taken_back, said = recalls(community)
    for i, member in enumerate(community.members["member_id"]):
        own = [e.kind for e in inside if e.who == member and roles[member] != "bot"]
        assert taken_back[i] == own.count("recall")
        assert said[i] == sum(kind in TALK for kind in own)


@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from("ab"),
            st.integers(0, 47),
            st.sampled_from([None, "short", "a rather long text", "A rather long text ", "another long text"]),
        ),
        min_size=1,
        max_size=20,
    )
)
def test_repeated_texts_are_those_said_often_on_one_day_by_one_member(
    rows: list[tuple[str, int, str | None]],
) -> None:
    community = written(rows)
    repeated, said = repeats(community, n_chars=10, n_times=3)
    for i, member in enumerate(community.members["member_id"]):
        own = [((START + h * HOUR) // (24 * HOUR), t.strip().lower()) for who, h, t in rows if who == member and t]
        often = Counter(row for row in own if len(row[1]) >= 10)
        assert said[i] == len(own)
        assert repeated[i] == sum(n for n in often.values() if n >= 3)
