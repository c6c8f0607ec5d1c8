"""Every table of the data model is checked, stored and described like any other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pandas.testing as pdt
import pyarrow as pa
import pytest

import shequn_lab as sq
from shequn_lab.model.schema import OPTIONAL_TABLES, SMALL_TABLES
from shequn_lab.storage import CommunityWriter, check_community, open_community, open_truth, save_community
from shequn_lab.terms import in_language

AT = pd.Timestamp("2026-03-02T01:00:00", tz="UTC").as_unit("us")
DAY = pd.Timestamp("2026-03-02").as_unit("us")
PROVENANCE = sq.Provenance("by hand", "test")
EVENTS = pa.table(
    {
        "member_id": ["an", "bo", "an"],
        "occurred_at": pa.array([1_772_413_200_000_000 + i for i in range(3)], pa.timestamp("us", "UTC")),
        "kind": ["message", "like", "reply"],
    }
)
ROWS: dict[str, list[dict[str, Any]]] = {
    "members": [{"member_id": "an"}, {"member_id": "bo"}],
    "posts": [{"post_id": "p1", "published_at": AT, "member_id": "an", "by_operator": True, "reach": 100, "likes": 30}],
    "groups": [{"group_id": "g1"}, {"group_id": "g2", "parent_id": "g1", "split_way": "regional", "opened_on": DAY}],
    "roles": [{"member_id": "an", "role": "admin", "since_on": DAY, "group_id": "g1"}],
    "activities": [{"activity_id": "a1", "kind": "lottery", "starts_at": AT, "ends_at": AT, "cost_minor": 5000}],
    "participations": [{"activity_id": "a1", "member_id": "bo", "participated_at": AT}],
    "orders": [
        {
            "order_id": "o1",
            "member_id": "bo",
            "ordered_at": AT,
            "paid_minor": 9900,
            "currency": "CNY",
            "refunded_minor": 9900,
            "refunded_at": AT,
            "cancelled": False,
            "activity_id": "a1",
        }
    ],
    "leads": [
        {"lead_id": "l1", "created_at": AT, "channel": "qr"},
        {"lead_id": "l2", "created_at": AT, "member_id": "bo"},
    ],
    "invitations": [{"inviter_id": "an", "invited_at": AT, "invitee_id": "bo"}, {"inviter_id": "an", "invited_at": AT}],
    "questionnaires": [
        {
            "questionnaire_id": "q1",
            "respondent_id": "r1",
            "item_id": "i1",
            "construct": "satisfaction",
            "score": score,
            "lowest": 1.0,
            "highest": 5.0,
        }
        for score in (4.0, None)
    ],
    "followers": [{"account": "weibo", "counted_on": DAY, "n_followers": 1200}],
}


def frames(**changed: list[dict[str, Any]]) -> dict[str, pd.DataFrame]:
    return {name: pd.DataFrame(rows) for name, rows in {**ROWS, **changed}.items()}


def built(**changed: list[dict[str, Any]]) -> sq.Community:
    facts = {"timezone": "Asia/Shanghai", "provenance": PROVENANCE, "roster": "complete"}
    return sq.build_community("full", events=EVENTS, **facts, **frames(**changed))


def test_there_is_an_example_of_every_table() -> None:
    assert set(ROWS) == {table.name for table in SMALL_TABLES}


@pytest.mark.parametrize("format", ["parquet", "csv"])
def test_every_table_is_read_as_it_was_written(format: Any, tmp_path: Path) -> None:
    kept = built()
    folder = save_community(kept, tmp_path / "full", format=format)
    assert {path.name for path in folder.iterdir()} >= {f"{name}.{format}" for name in ROWS}
    for found in (open_community(folder), check_community(folder)):
        for name in ROWS:
            left, right = getattr(found, name), getattr(kept, name)
            pdt.assert_frame_equal(
                left.dropna(axis=1, how="all"), right.dropna(axis=1, how="all"), check_dtype=False, obj=name
            )


def test_what_is_absent_is_absent_and_said(tmp_path: Path) -> None:
    bare = sq.build_community("bare", events=EVENTS, timezone="Asia/Shanghai", provenance=PROVENANCE)
    found = open_community(save_community(bare, tmp_path / "bare"))
    assert list(found.tables()) == ["members"]
    for table in OPTIONAL_TABLES:
        assert getattr(found, table.name) is None
    with in_language("en"):
        assert "orders, leads" in repr(found)
        assert "orders" not in repr(built()).split("tables the source does not hold")[1]


@pytest.mark.parametrize(
    ("table", "change", "column", "says"),
    [
        ("orders", {"member_id": "nobody"}, "member_id", "'nobody'"),
        ("orders", {"paid_minor": 9900.5}, "paid_minor", "no whole number"),
        ("orders", {"paid_minor": -1, "refunded_minor": None}, "paid_minor", "negative"),
        ("orders", {"refunded_minor": 9901}, "paid_minor", "refunded_minor beyond paid_minor"),
        ("orders", {"currency": None}, "currency", "nothing"),
        ("orders", {"activity_id": "a9"}, "activity_id", "table activities"),
        ("activities", {"kind": "party"}, "kind", "'party'"),
        ("activities", {"ends_at": AT - pd.Timedelta(1, "s")}, "ends_at", "starts_at beyond ends_at"),
        ("participations", {"activity_id": "a9"}, "activity_id", "'a9'"),
        ("roles", {"since_on": AT}, "since_on", "type"),
        ("groups", {"parent_id": "g9"}, "parent_id", "'g9'"),
        ("leads", {"channel": "pigeon"}, "channel", "'pigeon'"),
        ("invitations", {"invitee_id": "ghost"}, "invitee_id", "'ghost'"),
        ("questionnaires", {"score": 6.0}, "highest", "score beyond highest"),
        ("questionnaires", {"score": 0.0}, "score", "lowest beyond score"),
        ("followers", {"n_followers": None}, "n_followers", "nothing"),
    ],
)
def test_a_bad_cell_is_named_by_table_column_and_row(
    table: str, change: dict[str, Any], column: str, says: str
) -> None:
    rows = [dict(row) for row in ROWS[table]]
    rows[0].update(change)
    with in_language("en"), pytest.raises(sq.SchemaError) as caught:
        built(**{table: rows})
    (problem,) = [p for p in caught.value.problems if p.column == column]
    assert (problem.table, says in problem.found) == (table, True), problem


def test_all_problems_of_all_tables_are_told_at_once() -> None:
    orders = [{**ROWS["orders"][0], "order_id": "o1", "currency": None}, {**ROWS["orders"][0], "member_id": "x"}]
    leads = [{"lead_id": "l1", "created_at": AT, "channel": "pigeon"}]
    with pytest.raises(sq.SchemaError) as caught:
        built(orders=orders, leads=leads)
    told = {(p.table, p.column) for p in caught.value.problems}
    assert told == {("orders", "currency"), ("orders", "member_id"), ("orders", "order_id"), ("leads", "channel")}


def test_the_planted_truth_stands_apart_from_the_tables(tmp_path: Path) -> None:
    truth = {"members": pd.DataFrame({"tier": ["core", "lurker"]}, index=pd.Index(["an", "bo"], name="member_id"))}
    folder = save_community(built(), tmp_path / "full", truth=truth)
    pdt.assert_frame_equal(open_truth(folder)["members"], truth["members"])
    assert "tier" not in open_community(folder).members
    assert open_truth(save_community(built(), folder)) == {}


def parts(size: int) -> list[pa.Table]:
    return [EVENTS.slice(start, size) for start in range(0, EVENTS.num_rows, size)]


def interrupted() -> Iterator[pa.Table]:
    yield EVENTS
    raise KeyboardInterrupt


def write(folder: Path, events: Iterable[pa.Table], **facts: Any) -> None:
    with CommunityWriter(folder) as writer:
        for part in events:
            writer.add(part)
        writer.complete("full", timezone="Asia/Shanghai", provenance=PROVENANCE, roster="complete", **facts)


def test_events_that_come_in_parts_are_stored_like_whole_ones(tmp_path: Path) -> None:
    whole = open_community(save_community(built(), tmp_path / "whole"))
    write(tmp_path / "parts", parts(1), **frames(), observed=whole.observed, coverage_stated=False)
    found = open_community(tmp_path / "parts")
    pdt.assert_frame_equal(found.events, whole.events, check_dtype=False)
    assert found.observed == whole.observed
    assert sorted(path.name for path in tmp_path.iterdir()) == ["parts", "whole"]


def test_parts_that_go_back_in_time_are_refused_and_nothing_stays(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="order of time"):
        write(tmp_path / "parts", [*reversed(parts(1))])
    assert list(tmp_path.iterdir()) == []


def test_a_writer_that_is_left_early_leaves_the_older_community(tmp_path: Path) -> None:
    folder = save_community(built(), tmp_path / "full")
    with CommunityWriter(folder) as writer:
        writer.add(EVENTS)
    assert open_community(folder).orders is not None
    with pytest.raises(KeyboardInterrupt):
        write(folder, interrupted())
    assert open_community(folder).orders is not None
    assert [path.name for path in tmp_path.iterdir()] == ["full"]
