"""Clocks of single members: silence and streaks."""

from __future__ import annotations

import oracle
import pytest
from communities import World, random_community, tiny
from hypothesis import given

import shequn_lab as sq

Pair = tuple[World, sq.Community]
CLOCKS = {"days_since_active": 0, "streak_days": 1, "longest_streak_days": 2}


@given(pair=random_community())
def test_silence_and_streaks_agree(pair: Pair) -> None:
    w, community = pair
    for operators in (False, True):
        members = sorted(p.id for p in oracle.plain_members(w, operators=operators))
        expected = {m: oracle.streaks(w, m) for m in members}
        for name, place in CLOCKS.items():
            found = getattr(sq, name)(community, include_operators=operators)
            assert found.name == name
            assert sorted(found.index) == members
            assert dict(found) == pytest.approx({m: e[place] for m, e in expected.items()}, nan_ok=True)


def test_nothing_after_the_window_is_looked_at() -> None:
    # chen writes on 03, 04 and 09: as of 05, one day of silence after a run of two.
    early = tiny().between("2026-03-02", "2026-03-06")
    assert sq.days_since_active(early)["chen"] == 1
    assert sq.longest_streak_days(early)["chen"] == 2
    assert sq.streak_days(early)["chen"] == 0
