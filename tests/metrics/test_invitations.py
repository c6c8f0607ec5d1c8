"""K-factor and cascades: against the oracle, by hand, and with tangled invitations."""

from __future__ import annotations

import math

import oracle_growth as oracle
import pytest
from communities import Event, Person, World
from hypothesis import given
from hypothesis import strategies as st
from oracle import DAY
from oracle_retention import cohort
from oracle_tables import Invite, Shop
from shop_draws import random_shop
from shops import at, build_shop, tiny_shop, without

import shequn_lab as sq

Pair = tuple[Shop, sq.Community]
DAYS = st.sampled_from((1, 3, 7))
START = at("2026-03-02 12:00")


@given(pair=random_shop(), n=DAYS)
def test_the_k_factor_agrees(pair: Pair, n: int) -> None:
    s, community = pair
    k, size = oracle.k_factor(s, n)
    found = sq.k_factor(community, within_days=n)
    assert found.n == size
    assert found.value == pytest.approx(k / size if size else math.nan, nan_ok=True)
    assert found.measurable or str(found.note)


@given(pair=random_shop(), n=DAYS)
def test_generations_agree(pair: Pair, n: int) -> None:
    s, community = pair
    frame = sq.invitation_generations(community, within_days=n)
    expected = oracle.generations(s, n) if cohort(s.w)[0] else []
    columns = ["n_roots", "n_before", "n_members"]
    assert [tuple(row) for row in frame[columns].astype(int).to_numpy()] == expected
    depth = sq.cascade_depth(community, within_days=n)
    assert not depth.measurable or depth.value >= sum(members > 0 for *_, members in expected)


def test_invitations_of_the_tiny_shop_by_hand() -> None:
    found = sq.k_factor(build_shop(tiny_shop()), within_days=1)
    # an brought bo and eve a day after joining; chen came by the owner; dai was there before chen asked.
    assert (found.k, found.n, found.value) == (2, 5, 0.4)
    assert found.excluded == {
        "excluded_operators": 1,
        "excluded_self_invitations": 1,
        "excluded_rejoins": 1,
        "excluded_second_inviters": 1,
        "excluded_operators_invitations": 1,
    }
    assert sq.k_factor(build_shop(tiny_shop()), within_days=0).k == 0
    frame = sq.invitation_generations(build_shop(tiny_shop()), within_days=1)
    assert frame[["n_roots", "n_before", "n_members"]].to_numpy().tolist() == [[3, 3, 2], [3, 2, 0]]
    assert sq.cascade_depth(build_shop(tiny_shop()), within_days=1).value == 1


def family(joined: dict[str, float], *invites: tuple[str, str], n_days: int = 10, early: float = 0.1) -> sq.Community:
    """Members by the day they joined on, and who invited whom, a while before the joining."""
    people = tuple(Person(who, joined_at=START + day * DAY) for who, day in joined.items())
    span = (START.date(), START.date() + n_days * DAY)
    w = World("Asia/Shanghai", people, (Event(people[0].id, START),), stated=span)
    rows = tuple(Invite(a, START + joined[b] * DAY - early * DAY, b) for a, b in invites)
    return build_shop(Shop(w, invites=rows))


def test_a_chain_is_one_generation_after_the_other() -> None:
    community = family({"a": 0, "b": 1, "c": 2, "d": 3}, ("a", "b"), ("b", "c"), ("c", "d"))
    assert sq.k_factor(community, within_days=1).value == pytest.approx(3 / 4)
    frame = sq.invitation_generations(community, within_days=1)
    assert frame["n_members"].tolist() == [1, 1, 1, 0]
    assert sq.cascade_depth(community, within_days=1).value == 3


def test_a_generation_is_read_only_below_roots_observed_long_enough() -> None:
    # Five days were observed: a can be followed for four, so that only the first two generations of two days count.
    community = family({"a": 0, "b": 2, "c": 4}, ("a", "b"), ("b", "c"), n_days=5)
    frame = sq.invitation_generations(community, within_days=2)
    assert frame["generation"].tolist() == [1, 2]
    assert frame["n_members"].tolist() == [1, 1]


def test_who_came_too_late_begins_a_cascade_of_their_own() -> None:
    community = family({"a": 0, "b": 5, "c": 6}, ("a", "b"), ("b", "c"))
    assert sq.k_factor(community, within_days=3).k == 1
    first = sq.invitation_generations(community, within_days=3).iloc[0]
    assert (first["n_roots"], first["n_members"]) == (2, 1)


def test_of_two_inviters_the_first_is_credited_once() -> None:
    rows = (Invite("b", START + 0.9 * DAY, "c"), Invite("a", START + 0.8 * DAY, "c"), Invite("a", START + DAY, "c"))
    people = tuple(Person(who, joined_at=START + day * DAY) for who, day in (("a", 0), ("b", 0), ("c", 1)))
    w = World("Asia/Shanghai", people, (Event("a", START),), stated=(START.date(), START.date() + 9 * DAY))
    for order in (rows, rows[::-1]):
        credited = sq.invitation_generations(build_shop(Shop(w, invites=order)), within_days=2)
        assert credited["n_members"].tolist() == [1, 0]
        found = sq.k_factor(build_shop(Shop(w, invites=order)), within_days=2)
        assert (found.k, found.excluded["excluded_second_inviters"]) == (1, 2)


def test_an_invitation_of_somebody_who_is_there_or_comes_again_credits_nobody() -> None:
    found = sq.k_factor(family({"a": 0, "b": 1}, ("a", "b"), early=-0.5), within_days=3)
    assert (found.k, found.excluded["excluded_rejoins"]) == (0, 1)


def test_members_who_left_stay_below_the_line() -> None:
    people = (
        Person("a", joined_at=START, left_at=START + DAY),
        Person("b", joined_at=START + 0.5 * DAY),
    )
    w = World("Asia/Shanghai", people, (Event("a", START),), stated=(START.date(), START.date() + 9 * DAY))
    found = sq.k_factor(build_shop(Shop(w, invites=(Invite("a", START + 0.2 * DAY, "b"),))), within_days=2)
    assert (found.k, found.n) == (1, 2)


def test_invitations_nobody_accepted_are_zero_and_no_table_is_unknown() -> None:
    assert sq.k_factor(family({"a": 0, "b": 1}), within_days=3).value == 0
    found = sq.k_factor(build_shop(without(tiny_shop(), "invites")))
    assert found.note.id == "note_no_table"
    assert sq.invitation_generations(build_shop(without(tiny_shop(), "invites"))).attrs["note"]


def test_a_single_member_has_a_factor_and_no_interval() -> None:
    found = sq.k_factor(family({"a": 0}), within_days=3)
    assert (found.value, found.n) == (0, 1)
    assert math.isnan(found.low)


def test_a_circle_of_invitations_ends() -> None:
    # Both joined on the same day, at unknown hours, and each invited the other.
    people = tuple(Person(who, joined_on=START.date()) for who in "ab")
    w = World("Asia/Shanghai", people, (Event("a", START + DAY),), stated=(START.date(), START.date() + 9 * DAY))
    s = Shop(w, invites=(Invite("a", START, "b"), Invite("b", START, "a")))
    assert sq.k_factor(build_shop(s), within_days=2).k == 2
    assert sq.invitation_generations(build_shop(s), within_days=2).empty
    assert sq.cascade_depth(build_shop(s), within_days=2).note.id == "note_no_case"
