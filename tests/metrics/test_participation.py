"""Participation rates: against the oracle, by hand, and where an activity has not ended."""

from __future__ import annotations

import math
from dataclasses import replace

import oracle_conversion as oracle
import pytest
from hypothesis import given
from oracle_tables import Activity, Shop, Taking
from shop_draws import random_shop
from shops import agrees, at, build_shop, tiny_shop, without

import shequn_lab as sq

Pair = tuple[Shop, sq.Community]


@given(pair=random_shop())
def test_participation_agrees_activity_by_activity_and_pooled(pair: Pair) -> None:
    s, community = pair
    if s.w.roster != "complete":
        assert str(sq.participation_rate(community).note)
        assert sq.participation_rates(community).attrs["note"]
        return
    expected = {a.id: oracle.participation(s, a.id) for a in s.activities or ()}
    for activity, counts in expected.items():
        agrees(sq.participation_rate(community, activity), counts)
    frame = sq.participation_rates(community).set_index("activity_id")
    for activity, row in frame.iterrows():
        assert (row["k"], row["n"]) == (expected[activity] or (0, 0))
    pooled = sq.participation_rate(community)
    k, n = frame["k"].sum(), frame["n"].sum()
    assert pooled.value == pytest.approx(k / n if n else math.nan, nan_ok=True)


def run(*activities: Activity, takings: tuple[Taking, ...] = ()) -> sq.Community:
    return build_shop(replace(tiny_shop(), activities=activities, takings=takings))


def test_participation_of_the_tiny_shop_by_hand() -> None:
    # While it ran (3 to 5 March) an bo chen eve were there, and dai on the day of leaving; an bo chen dai took part.
    agrees(sq.participation_rate(build_shop(tiny_shop()), "A"), (4, 5))


def test_who_takes_part_twice_counts_once_and_who_was_away_not_at_all() -> None:
    days = Activity("A", at("2026-03-05 00:00"), at("2026-03-06 00:00"))
    takings = tuple(Taking("A", who, at("2026-03-05 12:00")) for who in ("an", "an", "dai", "owner"))
    # It ended at midnight and so did not run on 6 March; dai was away, the owner is an operator.
    agrees(sq.participation_rate(run(days, takings=takings), "A"), (1, 4))


def test_an_activity_nobody_came_to_is_zero_and_one_not_seen_to_end_is_unknown() -> None:
    over = Activity("A", at("2026-03-03 12:00"), at("2026-03-04 12:00"))
    going_on = Activity("B", at("2026-03-10 12:00"), at("2026-03-12 00:01"))
    community = run(over, going_on)
    agrees(sq.participation_rate(community, "A"), (0, 5))
    agrees(sq.participation_rate(community, "B"), None)
    pooled = sq.participation_rate(community)
    assert (pooled.value, pooled.n) == (0, 5)
    assert pooled.excluded["excluded_still_running"] == 1


def test_without_activities_or_participations_there_is_a_reason() -> None:
    for table in ("activities", "takings"):
        found = sq.participation_rate(build_shop(without(tiny_shop(), table)))
        assert found.note.id == "note_no_table"
    agrees(sq.participation_rate(run()), None)
