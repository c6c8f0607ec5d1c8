"""Tiers and silent members on the command line."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

import shequn_lab as sq
from shequn_lab.terms import in_language

DEMO = "demo_mothers"
DAY = "2025-06-30"


@pytest.fixture(scope="module")
def tiers():
    return sq.assign_tiers(sq.open_community(DEMO), DAY)["tier"]


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", ("层级", "核心成员", "沉默成员")), ("en", ("Tier", "core", "silent"))]
)
def test_the_table_counts_the_members_of_each_tier(lang: str, words: tuple[str, ...], invoke, tiers) -> None:
    with in_language(lang):
        done = invoke("tiers", DEMO, "--on", DAY)
    assert (done.code, done.err) == (0, "")
    assert all(word in done.out for word in words)
    counts = [int(line.split()[1]) for line in done.out.splitlines()[1:6]]
    assert counts == tiers.value_counts(sort=False).iloc[::-1].tolist()


def test_records_are_one_a_member_in_json_and_csv(invoke, tiers) -> None:
    records = json.loads(invoke("tiers", DEMO, "--on", DAY, "--format", "json").out)
    assert {r["member_id"]: r["tier"] for r in records} == tiers.astype(str).to_dict()
    rows = list(csv.DictReader(io.StringIO(invoke("tiers", DEMO, "--on", DAY, "--format", "csv").out)))
    assert rows == records


def test_the_day_is_the_last_fully_observed_one_unless_given(invoke) -> None:
    last = sq.open_community(DEMO).whole.last_day
    assert invoke("tiers", DEMO).out == invoke("tiers", DEMO, "--on", last).out


def test_clusters_that_do_not_hold_are_said_to_be_rules(invoke) -> None:
    by_rule, clusters = (invoke("tiers", DEMO, "--on", DAY, *method).out for method in ((), ("--method", "kmeans")))
    assert clusters.startswith(by_rule)
    assert "not by clusters" in clusters
    records = invoke("tiers", DEMO, "--on", DAY, "--method", "kmeans", "--format", "json")
    assert set(json.loads(records.out)[0]) == {"member_id", "tier", "level", "margin"}
    assert "not by clusters" in records.err


def test_the_silent_members_of_a_period_are_listed(invoke) -> None:
    expected = sq.silent_members(sq.open_community(DEMO), "2025-06-01", "2025-07-01")
    words = ("tiers", DEMO, "--silent-since", "2025-06-01", "--on", DAY)
    table = invoke(*words)
    assert table.code == 0
    assert f"{len(expected):,} members present on both 2025-06-01 and {DAY} wrote nothing" in table.out
    records = json.loads(invoke(*words, "--format", "json").out)
    assert [r["member_id"] for r in records] == expected.index.tolist()
    never = [r for r in records if r["last_message_on"] is None]
    assert never
    assert all(r["days_since_message"] is None for r in never)
    with in_language("zh"):
        assert f"{len(expected):,} 人" in invoke(*words).out


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "words",
    [
        ("--on", "soon"),
        ("--on", "2031-01-01"),
        ("--on", "2025-03-05"),
        ("--method", "guess"),
        ("--format", "pdf"),
        ("--silent-since", "soon"),
        ("--silent-since", "2031-01-01"),
    ],
    ids=" ".join,
)
def test_a_mistake_ends_in_one_line(words: tuple[str, ...], lang: str, invoke) -> None:
    with in_language(lang):
        done = invoke("tiers", DEMO, *words)
    assert (done.code, done.out) == (2, "")
    assert len(done.err.splitlines()) == 1
    assert " → " in done.err


def test_too_early_a_day_is_answered_with_the_first_that_will_do(invoke) -> None:
    assert "2025-03-30" in invoke("tiers", DEMO, "--on", "2025-03-05").err


def test_an_unknown_method_is_answered_with_those_known(invoke) -> None:
    assert "rules, kmeans, gmm" in invoke("tiers", DEMO, "--method", "guess").err


def test_a_chat_of_a_few_days_is_too_short(place: Path, invoke) -> None:
    done = invoke("tiers", place / "out" / "班级群")
    assert done.code == 2
    assert len(done.err.splitlines()) == 1
