"""What was noticed in the data: each check on a community made for it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import oracle
import pandas as pd
import pytest
from communities import Event, Person, World, at, build, events_table, random_community, tiny
from hypothesis import given, settings
from oracle import DAY

import shequn_lab as sq
from shequn_lab.model import Provenance, build_community
from shequn_lab.terms import say

FIRST = dt.date(2026, 3, 2)
HOUSE = (Person("house", role="owner"), Event("house", at("2026-03-02 08:00")))


def checks(community: sq.Community) -> dict[str, Any]:
    frame = sq.data_quality(community)
    assert frame["check"].is_unique
    return {row.check.removeprefix("quality_"): row for row in frame.itertuples()}


def made(*events: Event, people: tuple[Person, ...], n_days: int | None = 20, **settings: Any) -> sq.Community:
    stated = (FIRST, FIRST + n_days * DAY) if n_days else None
    w = World("Asia/Shanghai", (*people, HOUSE[0]), (HOUSE[1], *events), stated=stated, **settings)
    return build(w)


def noon(day: int) -> dt.datetime:
    return at("2026-03-02 12:00") + (day - 2) * DAY


# -- people ----------------------------------------------------------------------------------------


def test_members_without_a_joining_date_are_counted_and_operators_are_not() -> None:
    found = checks(made(Event("a", noon(3)), people=(Person("a"), Person("b"), Person("c", joined_on=FIRST))))
    assert (found["no_join_date"].count, found["no_join_date"].base) == (2, 3)
    assert found["no_join_date"].unit == "unit_members"


def test_members_who_only_look_on_were_never_active() -> None:
    events = (Event("a", noon(3), "like"), Event("b", noon(3), "view"), Event("c", noon(3), "join"))
    found = checks(made(*events, people=tuple(map(Person, "abcd"))))
    assert (found["never_active"].count, found["never_active"].base) == (3, 4)


def test_activity_before_the_recorded_joining_is_counted_by_member() -> None:
    people = (Person("a", joined_on=FIRST + 5 * DAY), Person("b", joined_on=FIRST))
    found = checks(made(Event("a", noon(3)), Event("a", noon(4)), Event("b", noon(3)), people=people))
    assert (found["active_before_joining"].count, found["active_before_joining"].base) == (1, 2)


def test_activity_after_leaving_is_counted_by_member() -> None:
    people = (Person("a", left_on=FIRST + 2 * DAY), Person("b", left_on=FIRST + 2 * DAY))
    found = checks(made(Event("a", noon(9)), Event("a", noon(10)), Event("b", noon(4)), people=people))
    assert (found["active_after_leaving"].count, found["active_after_leaving"].base) == (1, 2)


def test_members_first_seen_during_the_run_in_are_counted_where_that_is_assumed() -> None:
    people, events = tuple(map(Person, "abc")), (Event("a", noon(3)), Event("b", noon(4)), Event("c", noon(15)))
    found = checks(made(*events, people=people, assume=True, run_in_days=5))
    assert found["run_in"].count == 2
    assert found["no_join_date"].treatment == "treatment_no_join_date_assumed"
    assert "run_in" not in checks(made(*events, people=people))


@settings(max_examples=30)
@given(pair=random_community())
def test_counts_of_people_agree_with_the_oracle(pair: tuple[World, sq.Community]) -> None:
    w, community = pair
    found, people = checks(community), oracle.plain_members(w)
    assert found["never_active"].count == sum(not oracle.active_days(w, p.id) for p in people)
    assert found["never_active"].base == len(people)
    plain = replace(w, assume=False)
    assert found["no_join_date"].count == sum(oracle.first_stay(plain, p) is None for p in people)
    assert found["edge_days"].base == len(oracle.days_of(oracle.observed(w)))


@settings(max_examples=30)
@given(pair=random_community())
def test_counts_of_operators_deeds_are_not_those_of_members(pair: tuple[World, sq.Community]) -> None:
    w, community = pair
    late = 0
    for p in oracle.plain_members(w):
        first = min((e.at for e in w.events if e.who == p.id and oracle.is_interaction(e.kind)), default=None)
        own = build_joining(w, p)
        if own is not None and first is not None:
            late += first < own if isinstance(own, dt.datetime) else oracle.local_day(w, first) < own
    assert checks(community)["active_before_joining"].count == late


def build_joining(w: World, p: Person) -> dt.datetime | dt.date | None:
    """Joining as recorded: in the table, or the first move in the events if that is a joining."""
    if p.joined_at or p.joined_on:
        return p.joined_at or p.joined_on
    moves = sorted((e for e in w.events if e.who == p.id and e.kind in ("join", "leave")), key=lambda e: e.at)
    return moves[0].at if moves and moves[0].kind == "join" else None


# -- days ------------------------------------------------------------------------------------------


def test_edge_days_are_counted_where_coverage_was_inferred() -> None:
    events = (Event("a", noon(3)), Event("a", noon(12)))
    inferred = checks(made(*events, people=(Person("a"),), n_days=None))["edge_days"]
    assert (inferred.count, inferred.base) == (2, 11)
    assert checks(made(*events, people=(Person("a"),)))["edge_days"].count == 0


def busy(per_day: list[int]) -> sq.Community:
    """Return as many interactions on each day, by members in turn."""
    events = [
        Event(f"m{i % 30}", noon(2 + day) + dt.timedelta(seconds=i)) for day, n in enumerate(per_day) for i in range(n)
    ]
    return made(*events, people=tuple(Person(f"m{i}") for i in range(30)), n_days=len(per_day))


def test_silent_days_of_a_lively_community_are_counted() -> None:
    found = checks(busy([6, 7, 0, 9, 0, 6, 8, 6, 7, 6]))
    assert (found["silent_days"].count, found["silent_days"].base) == (2, 10)
    # Where few write, a day without anybody is nothing to remark on.
    assert "silent_days" not in checks(busy([1, 0, 2, 0, 1, 1]))


def test_a_day_far_busier_than_others_is_named() -> None:
    found = checks(busy([6, 6, 7, 60, 6, 6, 5]))["burst_day"]
    assert found.count == 60
    assert found.unit == "unit_interactions"
    assert "2026-03-05" in found.detail
    assert "burst_day" not in checks(busy([6, 6, 7, 40, 6, 6, 5]))


# -- at the door -----------------------------------------------------------------------------------


def at_the_door(table: dict[str, list[Any]] | None = None, **facts: Any) -> sq.Community:
    events = (Event("a", noon(3)), Event("a", noon(4)), Event("b", noon(4), "like"), Event("b", noon(5), "抢红包"))
    arrow = events_table(World("Asia/Shanghai", (Person("a"), Person("b")), events))
    for name, values in (table or {}).items():
        arrow = arrow.append_column(name, [values])
    members = pd.DataFrame({"member_id": ["a", "b"]})
    return build_community(
        "door", events=arrow, timezone="Asia/Shanghai", provenance=Provenance("t", "t", **facts), members=members
    )


def test_rows_of_the_source_are_accounted_for() -> None:
    rows = {"rows": 20, "kept": 4, "system": 7, "repeated": 6, "rejected": 3}
    found = checks(at_the_door(rows=rows))
    for name in ("system", "repeated", "rejected"):
        assert (found[name].count, found[name].base, found[name].unit) == (rows[name], 20, "unit_rows")
    assert rows["kept"] + sum(found[name].count for name in ("system", "repeated", "rejected")) == rows["rows"]
    assert not {"system", "repeated", "rejected"} & set(checks(tiny()))


def test_kinds_nobody_knows_are_named() -> None:
    found = checks(at_the_door())["unknown_kinds"]
    assert found.count == 1
    assert "抢红包" in found.detail
    assert "unknown_kinds" not in checks(tiny())


def test_messages_without_a_character_are_counted_and_likes_are_no_messages() -> None:
    found = checks(at_the_door({"n_chars": [0, 12, 0, None]}))["empty_messages"]
    assert found.count == 1
    assert found.unit == "unit_messages"
    assert found.base == 2
    assert "empty_messages" not in checks(at_the_door())


def test_a_source_without_roles_is_remarked_on() -> None:
    assert "no_roles" in checks(at_the_door())
    assert "no_roles" not in checks(tiny())


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_check_and_treatment_can_be_said(language: str) -> None:
    rows = {"rows": 20, "kept": 4, "system": 7, "repeated": 6, "rejected": 3}
    people = tuple(map(Person, "ab"))
    communities = (
        at_the_door({"n_chars": [0, 1, 2, 3]}, rows=rows),
        busy([6, 6, 0, 60, 6, 6, 5]),
        made(Event("a", noon(3)), people=people, assume=True, run_in_days=5),
        tiny(),
    )
    values = {"days": 1, "day": 2, "detail": 3, "people": 4}
    with sq.in_language(language):
        for community in communities:
            for row in sq.data_quality(community).itertuples():
                assert say(row.check, **values)
                assert say(row.treatment, **values)
                assert say(row.unit)
