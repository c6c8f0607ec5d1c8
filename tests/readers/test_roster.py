"""The members file: everybody once, with what it says of their joining and leaving."""

from __future__ import annotations

from pathlib import Path

import chat
import pytest

from shequn_lab.errors import OptionError, ReadError


def yaml(tmp_path: Path, text: str) -> Path:
    return chat.written(tmp_path / "map.yaml", text)


def members(tmp_path: Path, people: str, rules: str = ""):
    """Members of a chat of one, and of a members file."""
    path = chat.written(tmp_path / "a.csv", "member,time\nan,2024-12-13 20:00\n")
    chat.written(tmp_path / "people.csv", people)
    return chat.read(path, mapping=yaml(tmp_path, f"members: {{file: people.csv}}\n{rules}")).community.members


def test_members_file_makes_the_roster_complete(tmp_path: Path) -> None:
    path = chat.written(tmp_path / "a.csv", "member,time\nan,2024-12-13 20:00\nzoe,2024-12-13 21:00\n")
    people = "昵称,入群时间,退群日期,身份\nan,2024-11-01 09:00:00,,群主\nbo,2024-11-02,2024-12-01,成员\n"
    people += "bo,2024-11-03,,\nchen,someday,,国王\n,2024-11-03,,\n"
    chat.written(tmp_path / "people.csv", people, "gb18030")
    rules = yaml(tmp_path, "members: {file: people.csv}\n")
    community = chat.read(path, mapping=rules).community
    members = community.members.sort_values("joined_on", ignore_index=True)
    assert community.roster == "complete"
    assert len(members) == 4
    assert [str(day.date()) for day in members["joined_on"].dropna()] == ["2024-11-01", "2024-11-02"]
    assert [str(at) for at in members["joined_at"].dropna()] == ["2024-11-01 01:00:00+00:00"]
    assert [str(day.date()) for day in members["left_on"].dropna()] == ["2024-12-01"]
    assert members["role"].tolist()[:2] == ["owner", "member"]
    assert community.provenance.remarks == {
        "read_remark_roster_dates": 1,
        "read_remark_roster_roles": 1,
        "read_remark_roster_nobody": 1,
        "read_remark_roster_twice": 1,
        "read_remark_unlisted": 1,
    }


@pytest.mark.parametrize("file", ["../people.csv", "/etc/hostname", "x/../../people.csv"])
def test_members_file_stays_beside_the_mapping(file: str, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    chat.written(tmp_path / "people.csv", "member\nan\n")
    path = chat.written(folder / "a.csv", "member,time\nan,2024-12-13 20:00\n")
    with pytest.raises(OptionError, match="outside the folder"):
        chat.read(path, mapping=chat.written(folder / "map.yaml", f"members: {{file: {file}}}"))


def test_a_day_of_joining_and_an_instant_are_kept_apart(tmp_path: Path) -> None:
    found = members(tmp_path, "member,joined\nan,2024-11-01 23:30\nbo,2024-11-02\n").sort_values("joined_on")
    assert [str(day.date()) for day in found["joined_on"]] == ["2024-11-01", "2024-11-02"]
    assert found["joined_at"].notna().tolist() == [True, False]


def test_a_whole_column_of_midnights_is_one_of_days(tmp_path: Path) -> None:
    found = members(tmp_path, "member,joined\nan,2024-11-01 00:00:00\nbo,2024-11-02 00:00:00\n")
    assert found["joined_on"].notna().all()
    assert found["joined_at"].isna().all()


def test_the_order_of_day_and_month_is_that_of_the_mapping(tmp_path: Path) -> None:
    found = members(tmp_path, "member,joined\nan,3/6/2024\n", "time: {day_first: true}\n")
    assert str(found["joined_on"].iloc[0].date()) == "2024-06-03"


def test_columns_and_roles_are_those_the_mapping_names(tmp_path: Path) -> None:
    rules = "roles: {舰长: admin}\n"
    path = chat.written(tmp_path / "a.csv", "member,time\nan,2024-12-13 20:00\n")
    chat.written(tmp_path / "people.csv", "谁,级别\nan,舰长\n")
    given = yaml(tmp_path, f"members: {{file: people.csv, columns: {{member: 谁, role: 级别}}}}\n{rules}")
    assert chat.read(path, mapping=given).community.members["role"].tolist() == ["admin"]


@pytest.mark.parametrize("people", ["member\n", "joined\n2024-11-01\n", ""])
def test_a_members_file_without_members_is_refused(people: str, tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"people\.csv"):
        members(tmp_path, people)


def test_a_members_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    path = chat.written(tmp_path / "a.csv", "member,time\nan,2024-12-13 20:00\n")
    with pytest.raises(ReadError, match=r"people\.csv"):
        chat.read(path, mapping=yaml(tmp_path, "members: {file: people.csv}\n"))
