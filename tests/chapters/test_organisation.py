"""Advice on organisation, and the four conditions for splitting: against a loop over members, and where data lack."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from communities import build, conversations, tiny, tiny_world, worlds
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import DAY, OPERATORS, SPEAKING, World, days_of, inside, local_day, observed, present, whole, window

import shequn_lab as sq
from shequn_lab.chapters.operations import judging
from shequn_lab.chapters.operations.organisation import operators_by_day
from shequn_lab.chapters.operations.splitting import group_count, operators_per_group
from shequn_lab.errors import OptionError
from shequn_lab.model import Community, Estimate, Provenance, build_community
from shequn_lab.rollups import threads
from shequn_lab.terms import Note


@pytest.fixture(scope="module")
def demo() -> Community:
    return sq.open_community("demo_mothers")


def staff_on(w: World, day) -> int:
    return sum(p.role in ("owner", "admin") and present(w, p, day) for p in w.people)


def openings_on(w: World, days: list) -> int:
    """Topics that a member opens on one of the days."""
    role, seen, found = {p.id: p.role for p in w.people}, set(), 0
    for e in sorted(w.events, key=lambda e: e.at):
        if e.kind in SPEAKING and e.topic is not None and e.topic not in seen:
            seen.add(e.topic)
            found += role[e.who] not in OPERATORS and local_day(w, e.at) in days
    return found


# -- load ----------------------------------------------------------------------------------------------


@settings(max_examples=40)
@given(w=worlds())
def test_operators_on_duty_are_those_present_bots_apart(w: World) -> None:
    found = operators_by_day(build(w))
    assert found.tolist() == [staff_on(w, day) for day in days_of(observed(w))]


@settings(max_examples=50)
@given(w=st.one_of(conversations(), worlds()), hours=st.sampled_from((1.0, 8.0)))
def test_the_load_is_openings_by_members_over_hours_on_duty(w: World, hours: float) -> None:
    community = build(w)
    found = sq.openings_per_operator_hour(community, duty_hours=hours)
    days = [day for day in days_of(window(w)) if inside(day, whole(w))]
    on_duty = sum(staff_on(w, day) for day in days) * hours
    if not threads(community) or not community.knows_roles or not on_duty:
        assert not found.measurable
        assert str(found.note)
        return
    if w.threads == "topic":
        assert found.value == pytest.approx(openings_on(w, days) / on_duty)


def test_the_load_has_an_interval_of_days(demo: Community) -> None:
    found = sq.openings_per_operator_hour(demo)
    assert found.low < found.value < found.high
    half = sq.openings_per_operator_hour(demo, duty_hours=16)
    assert half.value == pytest.approx(found.value / 2)


# -- advice --------------------------------------------------------------------------------------------

# 917 members, 1.06 to 1.18 openings per operator-hour, 68 to 72 % answered within a day.
HEAVY, LIGHT, UNCLEAR = (
    {"load_rate": 1.0, "answered_share": 0.70},
    {"load_rate": 2.0, "answered_share": 0.50},
    {"load_rate": 2.0, "answered_share": 0.70},
)
SMALL, LARGE, MIDDLE = (
    {"small_members": 1000, "large_members": 2000},
    {"small_members": 100, "large_members": 900},
    {"small_members": 100, "large_members": 2000},
)


@pytest.mark.parametrize(
    ("size", "load", "advice"),
    [
        (SMALL, LIGHT, "flat"),
        (SMALL, UNCLEAR, "flat"),
        (SMALL, HEAVY, "undecided"),
        (MIDDLE, LIGHT, "flat"),
        (MIDDLE, UNCLEAR, "undecided"),
        (MIDDLE, HEAVY, "three_groups"),
        (LARGE, LIGHT, "undecided"),
        (LARGE, UNCLEAR, "three_groups"),
        (LARGE, HEAVY, "three_groups"),
    ],
)
def test_size_speaks_first_and_load_may_object(demo, size, load, advice) -> None:
    found = sq.organisation(demo, limits=sq.OrganisationLimits(**size, **load))
    assert found.advice == advice
    with sq.in_language("en"):
        assert str(found.reason)
        assert [e.id for e in found.evidence] == [
            "members_present",
            "openings_per_operator_hour",
            "answered_within_day",
        ]


def test_without_a_roster_nothing_is_advised_and_the_reason_is_given() -> None:
    community = build(replace(worlds_of_members_alone(), roster="none"))
    found = sq.organisation(community)
    assert found.advice == "not_measurable"
    assert str(found.reason)
    assert [e.measurable for e in found.evidence[:2]] == [False, False]


def worlds_of_members_alone() -> World:
    """The community counted by hand, without its owner's role."""
    w = tiny_world()
    return replace(w, people=tuple(replace(p, role="member") for p in w.people))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_rules_are_read_aloud_with_the_limits_in_force(lang: str) -> None:
    with sq.in_language(lang):
        assert "321" in sq.organisation_rule(sq.OrganisationLimits(small_members=321))
        rules = sq.split_rules(sq.SplitLimits(retention_share=0.37, operators_per_group=7))
        assert "37%" in rules["split_closed_loop"]
        assert "7" in rules["split_operators"]
        assert not rules.str.contains("{", regex=False).any()


def test_limits_that_make_no_sense_are_refused() -> None:
    with pytest.raises(OptionError, match="500"):
        sq.OrganisationLimits(small_members=600)
    for wrong in (0, -1, math.nan, math.inf):
        with pytest.raises(OptionError, match="duty_hours"):
            sq.OrganisationLimits(duty_hours=wrong)


# -- conditions ----------------------------------------------------------------------------------------


def seen(low: float, high: float) -> Estimate:
    return Estimate("active_share", (low + high) / 2, low, high, n=10)


UNSEEN = Estimate.missing("active_share", Note("note_no_roles"))


@pytest.mark.parametrize(
    ("figures", "result"),
    [
        ([(seen(0.3, 0.5), 0.3)], "met"),
        ([(seen(0.3, 0.5), 0.31)], "not_met"),
        ([(seen(0.3, 0.5), 0.3), (seen(0.1, 0.2), 0.2)], "not_met"),
        ([(seen(0.3, 0.5), 0.3), (UNSEEN, 0.2)], "not_measurable"),
        # One that fails is enough, whatever the other would have said.
        ([(seen(0.1, 0.5), 0.3), (UNSEEN, 0.2)], "not_met"),
        ([(UNSEEN, 0.2)], "not_measurable"),
    ],
)
def test_a_condition_is_met_only_where_every_whole_interval_reaches_its_limit(figures, result) -> None:
    found = judging.tested("split_culture", figures)
    assert found.result == result
    assert found.evidence == tuple(figure for figure, _ in figures)
    assert bool(str(found.reason)) == (result == "not_measurable")


def replies_between(pairs: list[tuple[str, str]], place: str | None = None) -> Community:
    """A group in which these pairs answer one another, a message and a reply each."""
    start = pd.Timestamp("2026-03-02 09:00", tz="Asia/Shanghai")
    rows = []
    for i, (one, other) in enumerate(pairs):
        at = start + pd.Timedelta(minutes=10 * i)
        rows.append((f"q{i}", one, at, "message", None))
        rows.append((f"a{i}", other, at + pd.Timedelta(minutes=2), "reply", f"q{i}"))
    frame = pd.DataFrame(rows, columns=["event_id", "member_id", "occurred_at", "kind", "reply_to"])
    frame["occurred_at"] = frame["occurred_at"].dt.tz_convert("UTC").astype("datetime64[us, UTC]")
    if place is not None:
        frame["place_id"] = [place if i % 10 else "elsewhere" for i in range(len(frame))]
    table = pa.Table.from_pandas(frame, preserve_index=False)
    provenance = Provenance("tests", "tests")
    return build_community("circles", events=table, timezone="Asia/Shanghai", provenance=provenance)


def test_circles_that_were_planted_are_seen_and_chance_is_not_taken_for_them() -> None:
    rng = np.random.default_rng(3)
    people = [f"m{i}" for i in range(40)]
    anybody = [tuple(rng.choice(people, 2, replace=False)) for _ in range(300)]
    own = [tuple(rng.choice(people[:20] if i % 2 else people[20:], 2, replace=False)) for i in range(300)]
    apart, mixed = (sq.split_conditions(replies_between(pairs))[1] for pairs in (own, anybody))
    assert apart.result == "met"
    # Two circles of one size: modularity comes near 1/2, where random networks of this density have much less.
    assert apart.evidence[0].low > 0.2
    assert mixed.result == "not_met"
    assert mixed.evidence[0].low < 0.05


def test_sub_topics_are_looked_for_in_the_largest_group_alone() -> None:
    rng = np.random.default_rng(4)
    people = [f"m{i}" for i in range(40)]
    pairs = [tuple(rng.choice(people, 2, replace=False)) for _ in range(300)]
    whole_group, most_of_it = replies_between(pairs), replies_between(pairs, "main")
    figures = [sq.split_conditions(c)[1].evidence[0] for c in (whole_group, most_of_it)]
    assert figures[1].n <= figures[0].n
    assert figures[1].measurable
    assert figures[1].value != figures[0].value


@settings(max_examples=40)
@given(w=worlds(), further=st.integers(0, 2))
def test_operators_per_group_are_those_of_the_last_day(w: World, further: int) -> None:
    community = build(w)
    found = operators_per_group(community, further=further)
    if not community.knows_roles:
        assert not found.measurable
        return
    # Seven people at most: no group has ten who write, and so there is one.
    assert group_count(community) == 1
    assert found.value == staff_on(w, window(w)[1] - DAY) / (1 + further)
    assert (found.low, found.high) == (found.value, found.value)


def test_a_load_beyond_the_limit_is_no_time_for_another_group(demo: Community) -> None:
    few = {"operators_per_group": 0.5}
    idle, busy = (
        sq.split_conditions(demo, limits=sq.SplitLimits(load_rate=rate, **few))[2].result for rate in (2.0, 1.1)
    )
    assert (idle, busy) == ("met", "not_met")


def test_what_a_source_does_not_hold_is_not_measurable_and_never_not_met() -> None:
    found = sq.split_conditions(tiny())
    assert {c.id: c.result for c in found}["split_closed_loop"] == "not_measurable"
    assert {c.id: c.result for c in found}["split_culture"] != "met"
    for condition in found:
        assert bool(str(condition.reason)) == (condition.result == "not_measurable")
