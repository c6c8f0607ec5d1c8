"""Records that are small, tangled or incomplete, each the least that shows the matter."""

from __future__ import annotations

import datetime as dt
import math

import pytest
from communities import Event, Person, World, at, build

import shequn_lab as sq

SPAN = (dt.date(2026, 3, 2), dt.date(2026, 3, 22))
EDGES = (Event("host", at("2026-03-02 12:00")), Event("host", at("2026-03-21 12:00")))
HOST = Person("host", role="owner")


def noon(day: int) -> dt.datetime:
    return at(f"2026-03-{day:02d} 12:00")


def one(person: Person, *events: Event, stated: bool = True, **more: object) -> sq.Community:
    """Return one member with an operator beside, over twenty days."""
    span = SPAN if stated else None
    return build(World("Asia/Shanghai", (person, HOST), (*EDGES, *events), stated=span, **more))  # type: ignore[arg-type]


def test_a_single_member_has_a_stickiness_even_if_not_an_interval() -> None:
    events = tuple(Event("a", at("2026-03-01 12:00") + i * dt.timedelta(days=1)) for i in range(40))
    span = (dt.date(2026, 3, 1), dt.date(2026, 4, 10))
    found = sq.stickiness(build(World("Asia/Shanghai", (Person("a"),), events, stated=span)))
    assert found.value == 1


def test_a_record_shorter_than_a_month_has_no_stickiness() -> None:
    assert math.isnan(sq.stickiness(one(Person("a"), Event("a", noon(3)))).value)


def test_a_community_of_operators_has_no_stickiness() -> None:
    assert math.isnan(sq.stickiness(build(World("Asia/Shanghai", (HOST,), EDGES, stated=SPAN))).value)


def test_a_single_question_is_enough_for_a_latency() -> None:
    asked = Event("a", noon(3), id="q", is_question=True)
    answer = Event("host", noon(3) + dt.timedelta(minutes=5), "reply", reply_to="q")
    found = sq.reply_latency(one(Person("a"), asked, answer))
    assert (found.median.value, found.within_hour.value) == (300, 1)


def test_topics_in_which_only_bots_write_hold_no_question() -> None:
    people = (Person("bot", role="bot"), Person("a"))
    events = (Event("bot", noon(3), "comment", topic="t", is_question=True), Event("a", noon(4), "join"))
    found = sq.reply_latency(build(World("Asia/Shanghai", people, events, stated=SPAN, threads="topic")))
    assert math.isnan(found.median.value)


def test_an_answer_by_a_bot_or_by_oneself_is_no_answer() -> None:
    people = (Person("a"), Person("b"), Person("bot", role="bot"))
    hour = dt.timedelta(hours=1)
    events = (
        Event("a", noon(3), topic="t", is_question=True),
        Event("bot", noon(3) + hour, topic="t"),
        Event("a", noon(3) + 2 * hour, topic="t"),
        Event("b", noon(3) + 3 * hour, "like", topic="t"),
        Event("b", noon(3) + 4 * hour, topic="t"),
        Event("b", noon(5), topic="u", is_question=True),
    )
    found = sq.reply_latency(build(World("Asia/Shanghai", people, events, stated=SPAN, threads="topic")))
    assert found.frame["seconds"].min() == 4 * 3600


def asking(*events: Event) -> sq.Community:
    """Return two members, an operator and a bot over twenty days."""
    people = (Person("a"), Person("b"), Person("bot", role="bot"), HOST)
    return build(World("Asia/Shanghai", people, (*EDGES, *events), stated=SPAN, threads="topic"))


def test_a_command_to_a_bot_is_no_question() -> None:
    asks = (Event("a", noon(3), topic="t", is_question=True), Event("b", noon(4), topic="u", is_question=True))
    found = sq.reply_latency(asking(*asks, Event("a", noon(5), topic="v", mentions=("bot",))))
    assert len(found.frame) == 2


def test_the_order_of_rows_of_one_instant_does_not_make_an_answer() -> None:
    ask, say = Event("a", noon(3), topic="t", is_question=True), Event("b", noon(3), topic="t")
    more = Event("b", noon(4), topic="u", is_question=True)
    first, second = (sq.reply_latency(asking(*rows, more)).frame["answered"].sum() for rows in ((ask, say), (say, ask)))
    assert first == second


def test_nobody_followed_for_a_day_tells_nothing_about_a_day() -> None:
    late = (at("2026-03-21 20:00"), at("2026-03-21 21:00"))  # 4 and 3 hours before the end
    found = sq.reply_latency(
        asking(*(Event(who, when, is_question=True, topic=who) for who, when in zip("ab", late, strict=True)))
    )
    assert found.within_hour.value == 0
    assert math.isnan(found.within_day.value)


def test_leaving_on_the_day_of_joining_ends_the_stay_when_only_the_day_of_leaving_is_known() -> None:
    gone = Person("a", joined_at=noon(4), left_on=dt.date(2026, 3, 4))
    assert sq.active_share(one(gone), base="end").n == 0
    assert sq.active_share(one(gone)).n == 1


def test_activity_after_leaving_keeps_nobody_in_the_community() -> None:
    gone = Person("a", joined_at=noon(4), left_at=noon(6))
    community = one(gone, Event("a", noon(8)))
    assert sq.daily_active(community).sum() == 1  # it is counted, not dropped
    assert sq.retention_on(community, 4).k == 0
    assert sq.active_share(community, base="end").n == 0


def test_a_joining_recorded_after_the_first_interaction_is_moved_to_it() -> None:
    community = one(Person("a", joined_at=noon(9)), Event("a", noon(5)), Event("a", noon(6)))
    assert (sq.retention_on(community, 1).k, sq.retention_on(community, 1).n) == (1, 1)
    # Present from day 5 on.
    assert sq.active_share(community.between("2026-03-05", "2026-03-07")).n == 1


def test_a_stay_moved_to_its_first_interaction_ends_at_the_next_leaving() -> None:
    moves = (Event("a", noon(5), "leave"), Event("a", noon(9), "join"))
    community = one(Person("a"), Event("a", noon(3)), *moves, Event("a", noon(10)))
    # The joining of the 9th is a return, so when the first stay began is unknown.
    assert sq.retention_on(community, 7).excluded == {"excluded_unknown_join": 1, "excluded_operators": 1}
    assert sq.active_share(community.between("2026-03-06", "2026-03-08")).n == 0


def test_a_joining_after_a_leaving_is_a_second_one_and_the_first_is_unknown() -> None:
    moves = (Event("a", noon(5), "leave"), Event("a", noon(9), "join"))
    found = sq.retention_on(one(Person("a"), *moves, Event("a", noon(10))), 1)
    assert found.n == 0
    assert found.excluded.get("excluded_unknown_join") == 1


def test_members_left_out_are_stated_even_when_nobody_remains() -> None:
    for found in (sq.retention_on(one(Person("a"), Event("a", noon(3))), 1),):
        assert math.isnan(found.value)
        assert found.excluded.get("excluded_unknown_join") == 1
    before = sq.retention_on(one(Person("a", joined_on=dt.date(2026, 1, 1))), 1)
    assert before.excluded.get("excluded_before_observed") == 1


def test_a_curve_without_a_cohort_is_missing_on_every_day() -> None:
    curves = sq.retention_curves(one(Person("a"), Event("a", noon(3))), until=5)
    assert len(curves) == 15
    assert curves["value"].isna().all()


def test_a_member_silent_for_two_days_who_then_leaves_churns_by_leaving() -> None:
    # Joined on 3, last seen on 4, left on 7; silence of three days would be needed.
    gone = Person("a", joined_at=noon(3), left_at=noon(7))
    assert sq.survival_median(one(gone, Event("a", noon(4))), silence_days=3).value == 4


def test_first_seen_during_the_run_in_is_no_joining() -> None:
    old, new = Event("a", noon(4)), Event("a", noon(14))
    assert sq.retention_on(one(Person("a"), old, assume=True, run_in_days=3), 1).excluded["excluded_run_in"] == 1
    assert sq.retention_on(one(Person("a"), new, assume=True, run_in_days=3), 1).n == 1


@pytest.mark.parametrize("roster", ["partial", "none"])
def test_without_a_complete_roster_a_share_of_members_is_not_measurable(roster: str) -> None:
    found = sq.speaking_share(one(Person("a"), Event("a", noon(3)), roster=roster))
    assert math.isnan(found.value)
    assert str(found.note)


def test_edge_days_are_left_out_when_coverage_was_inferred() -> None:
    community = one(Person("a", joined_at=noon(15)), Event("a", noon(16)), Event("a", noon(21)), stated=False)
    daily = sq.daily_active(community)
    assert daily.isna().tolist() == [True] + [False] * 18 + [True]
    assert sq.weekly_active(community).first_valid_index().day == 9  # seven whole days from 3 to 9 March
    assert sq.retention_on(community, 5).n == 1
    assert sq.retention_on(community, 6).n == 0  # 21 March is part-filled
