"""The schema keeps its own rules: names, units, choices, keys and references."""

from __future__ import annotations

import re

import pytest

from shequn_lab.model.schema import (
    EVENTS,
    INTERACTION_KINDS,
    KNOWN_KINDS,
    MEMBERS,
    MESSAGE_KINDS,
    OPERATOR_ROLES,
    OPTIONAL_TABLES,
    RECORDED_KINDS,
    ROLES,
    SMALL_TABLES,
    Table,
    table_called,
)
from shequn_lab.terms import in_language, label, say

TABLES = (*SMALL_TABLES, EVENTS)
DTYPES = ("id", "text", "instant", "day", "count", "number", "flag", "choice", "ids")
each_table = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)


@each_table
def test_a_column_has_a_known_type_and_says_what_it_holds(table: Table) -> None:
    for column in table.columns:
        assert re.fullmatch(r"[a-z][a-z_]*", column.name)
        assert column.dtype in DTYPES, column.name
        assert column.about, column.name


@each_table
def test_a_name_tells_an_instant_from_a_day_and_a_count_names_its_unit(table: Table) -> None:
    for column in table.columns:
        assert column.name.endswith("_at") == (column.dtype == "instant"), column.name
        assert column.name.endswith("_on") == (column.dtype == "day"), column.name
        assert column.dtype != "count" or re.search(r"\[.+\]$", column.about), column.name


@each_table
def test_a_choice_lists_its_values_and_nothing_else_does(table: Table) -> None:
    for column in table.columns:
        assert bool(column.allowed) == (column.dtype == "choice"), column.name
        assert len(set(column.allowed)) == len(column.allowed), column.name


@each_table
def test_a_reference_leads_to_a_table_with_a_key(table: Table) -> None:
    for column in table.columns:
        assert not column.refers_to or table_called(column.refers_to).key, column.name
        # Whoever is called a member is checked against the members.
        assert column.name != "member_id" or table is MEMBERS or column.refers_to == "members"


@each_table
def test_a_table_has_distinct_columns_and_its_key_and_order_among_them(table: Table) -> None:
    assert len(set(table.names)) == len(table.names)
    assert table.about
    assert not table.key or table.column(table.key).required
    for first, second in table.ordered:
        assert table.column(first).dtype == table.column(second).dtype


def test_tables_have_distinct_names_and_are_found_by_them() -> None:
    assert len({table.name for table in TABLES}) == len(TABLES)
    assert [table_called(table.name) for table in SMALL_TABLES] == list(SMALL_TABLES)
    assert MEMBERS not in OPTIONAL_TABLES


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_types_and_tables_have_words_for_readers(lang: str) -> None:
    with in_language(lang):
        assert all(say(f"dtype_{dtype}") for dtype in DTYPES)
        assert all(label(f"fact_{table.name}") for table in OPTIONAL_TABLES)


def test_a_kind_is_an_interaction_or_only_recorded() -> None:
    assert not set(INTERACTION_KINDS) & set(RECORDED_KINDS)
    assert set(MESSAGE_KINDS) < set(INTERACTION_KINDS)
    assert len(set(KNOWN_KINDS)) == len(KNOWN_KINDS)
    # Being there, coming and going is not activity.
    assert {"view", "join", "leave", "invite", "recall", "system"} <= set(RECORDED_KINDS)


def test_a_plain_member_is_the_first_role_and_no_operator() -> None:
    assert ROLES[0] == "member"
    assert set(OPERATOR_ROLES) == set(ROLES[1:])
