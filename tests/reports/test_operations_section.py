"""The section on operations: what is advised and tested, what is not measurable, and what must not be shown."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from communities import tiny
from shops import build_shop, tiny_shop

import shequn_lab as sq
from shequn_lab.reports.blocks import Block
from shequn_lab.reports.data_table import DataTable
from shequn_lab.reports.operations_section import operations
from shequn_lab.reports.study import Study
from shequn_lab.terms import label
from shequn_lab.terms.formats import percent


def words(block: Block) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", re.sub(r"base64,[^\"]*", "", block.markup())))


def tables(block: Block) -> list[str]:
    return [part.id for part in block.parts if isinstance(part, DataTable)]  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def case() -> sq.Community:
    return sq.open_community("jd_fans")


def test_advice_conditions_and_what_they_rest_on_stand_on_the_page(case: sq.Community, language: str) -> None:
    found = operations(Study(case))
    said = words(found)
    assert not re.search(r"\{\w+\}|\bnan\b", said)
    assert tables(found) == ["tab-split", "tab-entry", "tab-operators", "tab-reviews", "tab-calendar"]
    for condition in sq.split_conditions(case):
        assert label(condition.id) in said
    for estimate in sq.organisation(case).evidence:
        assert estimate.label.partition(" (")[0] in said
    spoke = sq.compare_channels(case)
    for share in spoke.loc[spoke["figure"] == "entry_spoke", "value"]:
        assert percent(share) in said
    assert ("drawing lots" if language == "en" else "抽签") in said


def test_operators_are_numbered_and_never_named(case: sq.Community) -> None:
    markup = operations(Study(case)).markup()
    staff = case.members.loc[case.members["role"].isin(["owner", "admin"]), "member_id"]
    assert len(staff)
    assert not any(str(who) in markup for who in staff)


def test_of_messages_alone_nothing_is_guessed(language: str) -> None:
    spoken = tiny().events[["member_id", "occurred_at"]].astype({"member_id": "str"})
    bare = sq.community_from_events(spoken, member="member_id", at="occurred_at", timezone="Asia/Shanghai", name="bare")
    found = operations(Study(bare))
    said = words(found)
    # When somebody is active is known, and a calendar needs no more.
    assert tables(found) == ["tab-split", "tab-calendar"]
    assert ("No advice on organisation" if language == "en" else "组织建议不可测") in said
    assert said.count("not measurable" if language == "en" else "不可测") >= 4
    assert not re.search(r"\b0(\.0)?%", said)


def test_shares_that_fewer_than_five_members_make_up_are_withheld_from_an_import() -> None:
    community = replace(build_shop(tiny_shop()), synthetic=False, _memo={})
    found = operations(Study(community))
    entry = [part for part in found.parts if getattr(part, "id", "") == "tab-entry"]  # type: ignore[attr-defined]
    for table in entry:
        assert "%" not in words(table).replace("95%", "")
    # Not even the calendar is drawn from the hours of fewer than five members' own choosing.
    assert "{" not in words(found)
