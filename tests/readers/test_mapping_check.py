"""A mapping is checked key by key, and everything that is wrong with it is told at once."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import chat
import pytest

from shequn_lab.errors import SchemaError
from shequn_lab.readers import MembersFile, TableMapping, TimeRule, mapping_of


def yaml(tmp_path: Path, text: str) -> Path:
    return chat.written(tmp_path / "map.yaml", text)


def test_all_problems_come_at_once_with_what_was_meant(tmp_path: Path) -> None:
    text = """
colums: {member: a}
columns: {membr: a, at: true}
kinds: {"赞": lke}
time: {timezone: Asia/Shanghia, day_first: maybe}
observed: {start: 2024-05-01}
run_in_days: -1
roster: full
encoding: utf-99
delimiter: ab
repeated_by: [event]
members: {columns: {member: x}}
"""
    with pytest.raises(SchemaError) as caught:
        mapping_of(yaml(tmp_path, text))
    said = str(caught.value)
    places = {problem.column for problem in caught.value.problems}
    assert {"colums", "columns.membr", "columns.at", "kinds", "time.timezone", "time.day_first"} <= places
    assert {"observed", "run_in_days", "roster", "encoding", "delimiter", "repeated_by", "members"} <= places
    assert "did you mean columns?" in said
    assert "did you mean member?" in said
    assert "did you mean like?" in said


def test_a_mapping_that_multiplies_itself_does_no_harm(tmp_path: Path) -> None:
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    bomb += "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 12))
    with pytest.raises(SchemaError) as caught:
        mapping_of(yaml(tmp_path, bomb + "columns: *a11\n"))
    assert len(str(caught.value)) < 20_000


@pytest.mark.parametrize(
    ("key", "value", "read"),
    [
        ("kinds", {49: "share", "红包": "抢红包"}, {"49": "share", "红包": "抢红包"}),
        ("roles", {"群主": "owner"}, {"群主": "owner"}),
        ("time", {"timezone": "UTC", "day_first": True}, TimeRule(timezone="UTC", day_first=True)),
        ("observed", {"start": "2024-05-01", "end": dt.date(2024, 6, 1)}, (dt.date(2024, 5, 1), dt.date(2024, 6, 1))),
        ("title", {"zh": "群", "en": "Group"}, {"zh": "群", "en": "Group"}),
        ("system_senders", "机器人", ("机器人",)),
        ("system_senders", ["a", 7], ("a", "7")),
        ("encoding", "GBK", "gbk"),
        ("delimiter", "tab", "\t"),
        ("quoted", False, False),
        ("repeated_by", ["member", "at"], ("member", "at")),
        ("repeated_by", "row", ("row",)),
        ("repeated_by", [], ()),
        ("run_in_days", 0, 0),
        ("members", {"file": "people.csv"}, MembersFile("people.csv")),
    ],
)
def test_what_is_right_is_taken_as_it_is_meant(key: str, value: object, read: object) -> None:
    assert getattr(mapping_of({key: value}), key) == read


@pytest.mark.parametrize(
    ("key", "value", "place"),
    [
        ("columns", ["member"], "columns"),
        ("columns", {"member": ["a"]}, "columns.member"),
        ("kinds", "赞", "kinds"),
        ("roles", {"群主": "emperor"}, "roles.群主"),
        ("time", {"format": "%Y-%m-%d"}, "time.format"),
        ("observed", {"start": "2024-05-01", "end": "2024-05-01"}, "observed"),
        ("observed", {"start": "2024-05-01", "end": "soon"}, "observed.end"),
        ("title", {"fr": "Groupe"}, "title.fr"),
        ("system_senders", {"a": 1}, "system_senders"),
        ("header_line", 0, "header_line"),
        ("header_line", True, "header_line"),
        ("encoding", "zip", "encoding"),
        ("delimiter", '"', "delimiter"),
        ("quoted", "no", "quoted"),
        ("repeated_by", ["row", "at"], "repeated_by"),
        ("run_in_days", 1.5, "run_in_days"),
        ("roster", "whole", "roster"),
        ("members", {"columns": {"member": "x"}}, "members"),
    ],
)
def test_what_is_wrong_is_placed_and_comes_with_what_to_do(key: str, value: object, place: str) -> None:
    with pytest.raises(SchemaError) as caught:
        mapping_of({key: value})
    assert [problem.column for problem in caught.value.problems] == [place]
    assert all(problem.found and problem.remedy for problem in caught.value.problems)


def test_a_key_without_a_value_is_as_good_as_none() -> None:
    assert mapping_of({"encoding": None, "columns": None}) == TableMapping(name="mapping")


def test_a_checked_mapping_and_none_are_taken_as_they_are() -> None:
    rules = TableMapping(encoding="gb18030")
    assert mapping_of(rules) is rules
    assert mapping_of(None) == TableMapping()


def test_a_mapping_file_knows_its_name_and_folder(tmp_path: Path) -> None:
    rules = mapping_of(yaml(tmp_path, "encoding: utf-8\n"))
    assert (rules.name, rules.folder) == ("map.yaml", tmp_path.resolve())
