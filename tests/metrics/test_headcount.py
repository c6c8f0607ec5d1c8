"""Members present, joinings, and the daily active share: against the oracle and by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from communities import Event, Person, World, at, build, tiny, tiny_world
from hypothesis import given
from oracle import DAY, days_of, first_stay, inside, plain_members, present, trailing_active, whole, window
from oracle_retention import cohort
from oracle_tables import Shop
from shop_draws import random_shop

import shequn_lab as sq

Pair = tuple[Shop, sq.Community]


@given(pair=random_shop())
def test_headcounts_agree(pair: Pair) -> None:
    s, community = pair
    joined = sq.joins_total(community)
    assert not joined.measurable or joined.value == len(cohort(s.w)[0])
    days = days_of(window(s.w))
    expected = [sum(present(s.w, p, d) for p in plain_members(s.w)) for d in days]
    last = sq.members_present(community)
    if s.w.roster != "complete":
        assert math.isnan(last.value)
        assert sq.members_by_day(community).empty
        return
    assert sq.members_by_day(community).tolist() == expected
    assert last.value == expected[-1]


@given(pair=random_shop())
def test_the_daily_active_share_agrees(pair: Pair) -> None:
    s, community = pair
    found = sq.daily_active_share(community)
    if s.w.roster != "complete":
        assert math.isnan(found.value)
        assert str(found.note)
        return
    active, shares = trailing_active(s.w, 1), []
    for day in days_of(window(s.w)):
        there = sum(present(s.w, p, day) for p in plain_members(s.w))
        if inside(day, whole(s.w)) and there:
            shares.append(active[day] / there)
    assert found.value == pytest.approx(sum(shares) / len(shares) if shares else math.nan, nan_ok=True)


def test_headcounts_of_the_tiny_community_by_hand() -> None:
    community = tiny()
    # an chen dai; with bo and eve, dai still there on the day of leaving; without dai; without bo; dai again.
    assert sq.members_by_day(community).tolist() == [3, 5, 4, 4, 4, 3, 4, 4, 4, 4]
    assert sq.members_present(community).value == 4
    assert sq.members_present(community, "2026-03-03").value == 5
    assert sq.joins_total(community).value == 5
    # DAU 2 2 3 1 1 0 0 2 0 0 over those there.
    expected = (2 / 3 + 2 / 5 + 3 / 4 + 1 / 4 + 1 / 4 + 2 / 4) / 10
    share = sq.daily_active_share(community)
    assert share.value == pytest.approx(expected)
    assert share.low < share.value < share.high


def test_who_leaves_and_comes_back_on_one_day_is_there_once() -> None:
    noon = at("2026-03-03 12:00")
    hour = DAY / 24
    events = (Event("a", noon, "leave"), Event("a", noon + hour, "join"), Event("a", noon + 2 * hour, "leave"))
    people = (Person("a", joined_at=noon - DAY),)
    span = (noon.date() - DAY, noon.date() + 2 * DAY)
    assert sq.members_by_day(build(World("Asia/Shanghai", people, events, stated=span))).tolist() == [1, 1, 0]


@pytest.mark.parametrize("roster", ["partial", "none"])
def test_without_a_complete_roster_nobody_knows_how_many_are_there(roster: str) -> None:
    found = sq.members_present(build(replace(tiny_world(), roster=roster)))
    assert (found.measurable, found.note.id) == (False, "note_roster")


def test_a_day_that_was_not_observed_is_refused() -> None:
    with pytest.raises(sq.OptionError, match="2026-03-12"):
        sq.members_present(tiny(), "2026-03-12")


def test_without_joining_dates_nobody_knows_how_many_joined() -> None:
    w = World("Asia/Shanghai", (Person("a"),), (Event("a", at("2026-03-03 12:00")),))
    assert sq.joins_total(build(w)).note.id == "note_no_joins"


@given(pair=random_shop())
def test_three_kinds_of_members_agree(pair: Pair) -> None:
    s, community = pair
    frame = sq.headcount(community)
    if s.w.roster != "complete":
        assert frame.empty
        assert frame.attrs["note"]
        return
    found = {name: rows.set_index("day")["value"] for name, rows in frame.groupby("measure")}
    assert found["members_present"].tolist() == sq.members_by_day(community).tolist()
    assert found["monthly_active"].tolist() == pytest.approx(sq.monthly_active(community).tolist(), nan_ok=True)
    for day, count in found["joined_so_far"].items():
        stays = [first_stay(s.w, p) for p in plain_members(s.w)]
        assert count == sum(stay is None or stay.day <= day.date() for stay in stays)


def test_who_left_is_still_counted_as_having_joined() -> None:
    frame = sq.headcount(tiny())
    so_far = frame.loc[frame["measure"] == "joined_so_far", "value"].tolist()
    assert so_far == sorted(so_far)
    assert so_far[-1] > sq.members_present(tiny()).value
