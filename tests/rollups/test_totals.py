"""One row a member: counts in the reporting window, against a loop over the events."""

from __future__ import annotations

import oracle
import pandas as pd
from communities import build, tiny, tiny_world, worlds
from hypothesis import given, settings
from oracle import World

import shequn_lab as sq


def instant(value: object) -> object:
    return None if pd.isna(value) else pd.Timestamp(value).to_pydatetime()  # type: ignore[arg-type]


@settings(max_examples=40)
@given(w=worlds())
def test_totals_of_members_agree(w: World) -> None:
    community = build(w)
    totals = sq.member_totals(community)
    people = oracle.plain_members(w)
    assert sorted(totals.index) == sorted(p.id for p in people)
    span = oracle.window(w)
    for p in people:
        mine = [e for e in oracle.events_of(w, p.id) if oracle.inside(oracle.local_day(w, e.at), span)]
        row = totals.loc[p.id]
        assert row["n_interactions"] == len(mine)
        assert row["n_messages"] == sum(oracle.speaks(e.kind) for e in mine)
        assert row["n_active_days"] == len({oracle.local_day(w, e.at) for e in mine})


@settings(max_examples=40)
@given(w=worlds())
def test_first_and_last_seen_are_those_of_the_whole_record(w: World) -> None:
    community = build(w)
    totals = sq.member_totals(community)
    for p in oracle.plain_members(w):
        times = [e.at for e in w.events if e.who == p.id and oracle.is_interaction(e.kind)]
        assert instant(totals.loc[p.id, "first_at"]) == min(times, default=None)
        assert instant(totals.loc[p.id, "last_at"]) == max(times, default=None)


def test_totals_of_the_tiny_community() -> None:
    totals = sq.member_totals(tiny())
    counts = totals[["n_messages", "n_interactions", "n_active_days"]]
    assert {m: tuple(row) for m, row in zip(counts.index, counts.to_numpy().tolist(), strict=True)} == {
        "an": (3, 4, 4),
        "bo": (2, 2, 2),
        "chen": (3, 3, 3),
        "dai": (2, 2, 2),
        "eve": (0, 0, 0),
    }
    assert totals["first_at"].isna().tolist() == [m == "eve" for m in totals.index]


def test_totals_of_two_windows_add_up_to_those_of_both() -> None:
    community = build(tiny_world())
    early, late = community.between("2026-03-02", "2026-03-05"), community.between("2026-03-05", "2026-03-12")
    columns = ["n_messages", "n_interactions", "n_active_days"]
    both = sq.member_totals(early)[columns] + sq.member_totals(late)[columns]
    pd.testing.assert_frame_equal(both, sq.member_totals(community)[columns])
