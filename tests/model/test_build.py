"""Tables in, a community out: sorted, completed and checked, and the caller's tables as they were."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from shequn_lab.errors import NotEnoughDataError, OptionError, SchemaError
from shequn_lab.model import Community, Provenance, Window, build_community
from shequn_lab.model.build import role_codes
from shequn_lab.model.events import ArrowEvents
from shequn_lab.terms import in_language

ZONE = "Asia/Shanghai"
INSTANT = pa.timestamp("us", "UTC")
SOURCE = Provenance("tests", "tests")


@pytest.fixture(autouse=True)
def english():
    with in_language("en"):
        yield


def hours(*given: float) -> pa.Array:
    """Instants so many hours after midnight in Shanghai on Monday, 2 March 2026."""
    first = dt.datetime(2026, 3, 1, 16, tzinfo=dt.UTC)
    return pa.array([first + dt.timedelta(hours=h) for h in given], INSTANT)


def events(who: str, at: pa.Array, kinds: list[str] | None = None, **columns: object) -> pa.Table:
    kinds = kinds or ["message"] * len(who)
    return pa.table({"member_id": list(who), "occurred_at": at, "kind": kinds, **columns})


def built(given: pa.Table, **settings: object) -> Community:
    return build_community("test", events=given, timezone=ZONE, provenance=SOURCE, **settings)  # type: ignore[arg-type]


def joined_on(community: Community) -> dict[str, str | None]:
    days = community.members.set_index("member_id")["joined_on"]
    return {who: None if pd.isna(day) else str(day.date()) for who, day in days.items()}


# -- events --------------------------------------------------------------------------------------------


def test_events_are_put_in_the_order_of_time_and_equal_instants_stay_as_given() -> None:
    found = built(events("abcd", hours(5, 2, 5, 2), event_id=list("1234"))).events
    assert found["event_id"].tolist() == ["2", "4", "1", "3"]


def test_columns_nobody_knows_are_left_out() -> None:
    assert built(events("a", hours(1), colour=["red"])).event_source.columns == ("member_id", "occurred_at", "kind")


def test_finer_instants_are_cut_to_microseconds_and_other_zones_turned_to_utc() -> None:
    at = pa.array([1_772_400_000_000_000_999], pa.timestamp("ns", "America/New_York"))
    (found,) = built(events("a", at)).events["occurred_at"]
    assert found == pd.Timestamp(1_772_400_000_000_000, unit="us", tz="UTC")


def test_instants_without_a_zone_are_refused() -> None:
    with pytest.raises(SchemaError, match=r"events\.occurred_at: has type timestamp\[us\]"):
        built(events("a", pa.array([dt.datetime(2026, 3, 2)], pa.timestamp("us"))))


def test_kinds_nobody_knows_are_named_where_the_community_comes_from() -> None:
    community = built(events("aaa", hours(1, 2, 3), ["抢红包", "message", "boost"]))
    assert community.provenance.kinds_unknown == ("boost", "抢红包")
    assert SOURCE.kinds_unknown == ()


def test_without_any_event_there_is_no_community() -> None:
    with pytest.raises(NotEnoughDataError, match="→"):
        built(events("", hours(), []), members=pd.DataFrame({"member_id": ["a"]}))


def test_a_source_of_events_is_taken_as_it_is() -> None:
    source = ArrowEvents(events("ba", hours(1, 2)))
    community = build_community("test", events=source, timezone=ZONE, provenance=SOURCE)
    assert community.event_source is source


# -- members -------------------------------------------------------------------------------------------


def test_without_a_table_the_members_are_those_who_appear() -> None:
    community = built(events("bab", hours(1, 2, 3)))
    assert community.members["member_id"].tolist() == ["a", "b"]
    assert joined_on(community) == {"a": None, "b": None}


def test_silent_members_stay_and_the_order_is_kept() -> None:
    members = pd.DataFrame({"member_id": ["silent", "a"], "nickname": ["x", "y"]}, index=[7, 3])
    found = built(events("a", hours(1)), members=members).members
    assert found["member_id"].tolist() == ["silent", "a"]
    assert "nickname" not in found
    assert found.index.tolist() == [0, 1]


def test_a_day_of_joining_is_read_off_the_local_clock_and_a_stated_one_is_kept() -> None:
    at = pd.Series(pd.to_datetime(["2026-03-02 16:30", "2026-03-02 16:30"], utc=True).as_unit("us"))
    stated = pd.Series([pd.NaT, pd.Timestamp("2026-02-01")], dtype="datetime64[us]")
    members = pd.DataFrame({"member_id": ["a", "b"], "joined_at": at, "joined_on": stated})
    assert joined_on(built(events("a", hours(99)), members=members)) == {"a": "2026-03-03", "b": "2026-02-01"}


def test_joinings_that_stand_in_the_events_alone_are_taken_over() -> None:
    kinds = ["join", "message", "join"]
    community = built(events("aba", hours(23, 24, 50), kinds))
    assert joined_on(community) == {"a": "2026-03-02", "b": None}
    assert community.members["joined_at"].iloc[0] == pd.Timestamp("2026-03-02 15:00", tz="UTC")


def test_who_is_first_seen_leaving_had_joined_before_and_the_day_is_unknown() -> None:
    community = built(events("aaa", hours(1, 30, 60), ["leave", "join", "message"]))
    assert joined_on(community) == {"a": None}


def test_a_recorded_joining_outranks_the_events() -> None:
    members = pd.DataFrame({"member_id": ["a"], "joined_on": pd.to_datetime(["2026-01-05"]).as_unit("us")})
    assert joined_on(built(events("a", hours(1), ["join"]), members=members)) == {"a": "2026-01-05"}


def test_roles_become_codes_and_who_has_none_is_a_plain_member() -> None:
    members = pd.DataFrame({"role": ["bot", None, "member", "owner"]})
    assert role_codes(members).tolist() == [3, 0, 0, 1]
    assert role_codes(members).dtype == np.int8


# -- windows and settings ------------------------------------------------------------------------------


def test_unstated_coverage_runs_from_the_first_event_to_the_last_by_the_local_clock() -> None:
    community = built(events("aa", hours(23.5, 48)))
    assert community.observed == community.window == Window("2026-03-02", "2026-03-05", ZONE)  # type: ignore[arg-type]
    assert not community.coverage_stated


def test_stated_coverage_is_kept() -> None:
    days = Window("2026-03-01", "2026-03-31", ZONE)  # type: ignore[arg-type]
    community = built(events("a", hours(1)), observed=days)
    assert community.observed == days
    assert community.coverage_stated


@pytest.mark.parametrize("name", ["observed", "window"])
def test_a_window_of_another_zone_is_refused(name: str) -> None:
    with pytest.raises(OptionError):
        built(events("a", hours(1)), **{name: Window("2026-03-01", "2026-03-31", "UTC")})  # type: ignore[arg-type]


def test_a_reporting_window_outside_what_was_observed_is_refused() -> None:
    with pytest.raises(OptionError, match="reaches outside"):
        built(events("a", hours(1)), window=Window("2026-03-01", "2026-03-31", ZONE))  # type: ignore[arg-type]


def test_settings_become_fields_and_an_unknown_one_is_refused() -> None:
    community = built(events("a", hours(1)), roster="complete", synthetic=True, title={"en": "x"})
    assert (community.roster, community.synthetic, community.caption()) == ("complete", True, "x")
    with pytest.raises(TypeError, match="colour"):
        built(events("a", hours(1)), colour="red")


# -- checks --------------------------------------------------------------------------------------------


def test_all_problems_of_all_tables_are_told_at_once() -> None:
    members = pd.DataFrame({"member_id": ["a", "a"], "role": ["emperor", "member"]})
    posts = pd.DataFrame({"post_id": ["p"], "by_operator": [True], "member_id": ["nobody"]})
    with pytest.raises(SchemaError) as caught:
        built(events("xa", hours(1, 2)), members=members, posts=posts)
    assert {(problem.table, problem.column) for problem in caught.value.problems} == {
        ("members", "member_id"),
        ("members", "role"),
        ("posts", "published_at"),
        ("posts", "member_id"),
        ("events", "member_id"),
    }


def test_tables_of_the_caller_stay_as_they_were() -> None:
    members = pd.DataFrame({"member_id": ["b", "a"], "role": [None, "admin"]})
    posts = pd.DataFrame(
        {"post_id": ["p"], "published_at": [pd.Timestamp("2026-03-02", tz="UTC")], "by_operator": [True], "x": [1]}
    )
    given = events("ab", hours(5, 2), ["join", "message"])
    before = members.copy(), posts.copy(), given.slice(0)
    built(given, members=members, posts=posts)
    pd.testing.assert_frame_equal(members, before[0])
    pd.testing.assert_frame_equal(posts, before[1])
    assert given.equals(before[2])
