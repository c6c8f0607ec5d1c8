"""What is wrong in a table is found, placed and told; what is right is left alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import pandas as pd
import pyarrow as pa
import pytest

from shequn_lab.errors import Problem
from shequn_lab.model.schema import MEMBERS, POSTS
from shequn_lab.model.validation import (
    INSTANT,
    event_problems,
    reference_problems,
    stored_problems,
    table_problems,
)
from shequn_lab.terms import in_language

NOON = pd.Timestamp("2026-03-02 12:00", tz="UTC")
IDS = pd.Index(["a", "b", "c"])


@pytest.fixture(autouse=True)
def english():
    with in_language("en"):
        yield


def members(**columns: object) -> pd.DataFrame:
    frame = {
        "member_id": ["a", "b", "c"],
        "joined_on": pd.to_datetime(["2026-03-02", None, "2026-03-04"]),
        "left_on": pd.to_datetime(["2026-03-05", None, None]),
        "role": ["owner", None, "member"],
        "channel": ["search", "qr", None],
    }
    return pd.DataFrame(frame | columns)


def posts(**columns: object) -> pd.DataFrame:
    frame = {
        "post_id": ["p", "q", "r"],
        "published_at": [NOON] * 3,
        "member_id": ["a", None, "b"],
        "by_operator": [True, False, False],
        "category": ["value", None, "ugc"],
        "reach": [10.0, None, 0.0],
        "likes": [1, 0, 4],
    }
    return pd.DataFrame(frame | columns)


def events(**columns: object) -> pa.Table:
    at = [dt.datetime(2026, 3, 2, hour, tzinfo=dt.UTC) for hour in (9, 10, 11)]
    plain = {"member_id": ["a", "b", "a"], "occurred_at": pa.array(at, INSTANT), "kind": ["message", "like", "抢红包"]}
    return pa.table({name: column for name, column in (plain | columns).items() if column is not None})


def assert_told(problems: Iterable[Problem], column: str, row: str, found: str) -> None:
    """There is one problem, in that place, and its words hold these."""
    (problem,) = problems
    assert (problem.column, problem.row) == (column, row)
    assert found in problem.found


def test_sound_tables_have_no_problem() -> None:
    assert not list(table_problems(MEMBERS, members()))
    assert not list(table_problems(POSTS, posts()))
    assert not list(event_problems(events(), IDS))
    assert not list(stored_problems(events()))
    assert not list(reference_problems({"members": members(), "posts": posts()}))


def test_a_column_without_any_value_may_have_any_type() -> None:
    nothing = pd.Series([None] * 3, dtype=object)
    assert not list(table_problems(MEMBERS, members(joined_at=nothing, role=nothing, channel=nothing)))
    assert not list(event_problems(events(n_chars=pa.nulls(3), mentions=pa.nulls(3)), IDS))


@pytest.mark.parametrize(
    ("column", "values", "row", "found"),
    [
        ("member_id", ["a", None, "c"], "1", "nothing"),
        ("member_id", ["a", "c", "c"], "1, 2", "'c'"),
        ("role", ["boss", "member", "Boss"], "0, 2", "'boss', 'Boss'"),
        ("joined_on", ["2026-03-02"] * 3, "", "has type str"),
        ("joined_at", pd.to_datetime(["2026-03-02 09:00"] * 3), "", "has type datetime64[us]"),
        ("joined_at", [NOON.tz_convert("Asia/Shanghai")] * 3, "", "has type datetime64[us, Asia/Shanghai]"),
        (
            "joined_on",
            pd.to_datetime(["2026-03-02 09:30", None, "2026-03-04 00:00"]),
            "0",
            "'2026-03-02 09:30:00'",
        ),
        ("left_on", pd.to_datetime(["2026-03-01", None, None]), "0", "joined_on"),
    ],
)
def test_what_is_wrong_with_members_is_placed_and_told(column: str, values: object, row: str, found: str) -> None:
    assert_told(table_problems(MEMBERS, members(**{column: values})), column, row, found)


@pytest.mark.parametrize(
    ("column", "values", "row", "found"),
    [
        ("reach", [10.0, -1.0, 2.0], "1", "negative: '-1.0'"),
        ("likes", [1, 2.5, 3], "1", "whole number: '2.5'"),
        ("likes", ["1", "2", "3"], "", "has type str"),
        ("likes", [True, False, True], "", "has type bool"),
        ("by_operator", [1, 0, 0], "", "has type int64"),
        ("published_at", [NOON, NOON, pd.NaT], "2", "nothing"),
    ],
)
def test_what_is_wrong_with_posts_is_placed_and_told(column: str, values: object, row: str, found: str) -> None:
    assert_told(table_problems(POSTS, posts(**{column: values})), column, row, found)


def test_a_column_that_must_be_there_is_missed_and_another_is_not() -> None:
    lacking = list(table_problems(POSTS, posts().drop(columns=["by_operator", "reach"])))
    assert_told(lacking, "by_operator", "", "not there")
    assert "by_operator" in lacking[0].remedy


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"kind": None}, ("kind", "", "the column is not there")),
        ({"kind": ["message", None, None]}, ("kind", "1, 2", "nothing")),
        ({"occurred_at": pa.array([1, 2, 3])}, ("occurred_at", "", "has type int64")),
        (
            {"occurred_at": pa.array([dt.datetime(2026, 3, 2)] * 3, pa.timestamp("us"))},
            ("occurred_at", "", "has type timestamp[us]"),
        ),
        ({"n_chars": ["1", "2", "3"]}, ("n_chars", "", "has type string")),
        ({"is_question": [1, 0, 1]}, ("is_question", "", "has type int64")),
        ({"mentions": ["a", "b", "c"]}, ("mentions", "", "has type string")),
        ({"member_id": ["a", "x", "x"]}, ("member_id", "1, 2", "table members: 'x'")),
    ],
)
def test_what_is_wrong_with_events_is_placed_and_told(
    columns: dict[str, object], expected: tuple[str, str, str]
) -> None:
    assert_told(event_problems(events(**columns), IDS), *expected)


def test_stored_events_out_of_order_or_of_another_type_are_found() -> None:
    late, early = (dt.datetime(2026, 3, day, tzinfo=dt.UTC) for day in (3, 2))
    shuffled, coarse = pa.array([late, early, early], INSTANT), pa.array([early, late, late], pa.timestamp("s", "UTC"))
    assert_told(stored_problems(events(occurred_at=shuffled)), "occurred_at", "1", "row")
    assert_told(stored_problems(events(occurred_at=coarse)), "occurred_at", "", "timestamp[s, tz=UTC]")


def test_an_author_nobody_knows_is_found_and_the_house_itself_is_none() -> None:
    found = list(reference_problems({"members": members(), "posts": posts(member_id=["a", None, "stranger"])}))
    assert_told(found, "member_id", "2", "table members: 'stranger'")
    assert found[0].table == "posts"


def test_of_many_rows_the_first_five_are_named() -> None:
    frame = pd.DataFrame({"member_id": [f"m{i}" for i in range(9)], "role": [f"r{i}" for i in range(9)]})
    (problem,) = table_problems(MEMBERS, frame)
    assert problem.row == "0, 1, 2, 3, 4 …"
    assert problem.found.startswith("9 rows")
    assert problem.found.count("'") == 10


def test_all_problems_are_told_and_each_says_what_to_do_in_both_languages() -> None:
    spoilt = members(member_id=["a", "a", None], role=["boss", "member", None], joined_on=[1, 2, 3])
    for lang in ("zh", "en"):
        with in_language(lang):
            problems = list(table_problems(MEMBERS, spoilt))
        columns = [problem.column for problem in problems]
        assert sorted(columns) == ["joined_on", "member_id", "member_id", "role"]
        assert all(problem.found and problem.remedy for problem in problems)
