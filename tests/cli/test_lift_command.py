"""Lift on the command line: all activities, one of them, and the question before the next."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

import shequn_lab as sq
from shequn_lab.model import Community
from shequn_lab.terms import in_language
from shequn_lab.terms.formats import percent

CROSS, FORUM = "sports_cross", "demo_mothers"


@pytest.fixture(scope="module")
def community() -> Community:
    return sq.open_community(CROSS)


@pytest.mark.parametrize(("lang", "said"), [("en", "adjusted p below 0.05"), ("zh", "校正后 p < 0.05")])
def test_all_activities_of_the_window_are_reviewed(lang: str, said: str, invoke, community: Community) -> None:
    done = invoke("lift", CROSS, "--lang", lang)
    assert (done.code, done.err) == (0, "")
    table = sq.lift_table(community)
    assert all(id in done.out for id in table["activity_id"])
    assert all(percent(value, signed=True) in done.out for value in table["value"].dropna())
    assert said in done.out


def test_before_and_after_is_called_that_and_not_lift(invoke, community: Community) -> None:
    table = sq.lift_table(community)
    alone = table.loc[table["control"] == "before_after", "activity_id"].iloc[0]
    for words in ((), ("--activity", alone)):
        out = " ".join(invoke("lift", CROSS, *words).out.split())
        assert "Before/after only: " in out
        assert "it is no lift" in out


def test_one_activity_is_told_with_placebo_balance_and_limits(invoke, community: Community) -> None:
    table = sq.lift_table(community)
    best = str(table.loc[table["n"].idxmax(), "activity_id"])
    found = sq.activity_lift(community, best)
    done = invoke("lift", CROSS, "--activity", best)
    assert done.code == 0
    for part in ("placebo lift", "change before to after", "active days", "Below 0.1", "never give an all-clear"):
        assert part in done.out
    assert percent(found.estimate.value, signed=True) in done.out
    record = json.loads(invoke("lift", CROSS, "--activity", best, "--format", "json").out)
    assert record["control"] == "matched"
    assert record["p"] == found.p
    assert [e["id"] for e in record["estimates"]] == ["activity_lift", "lift_placebo", "before_after_change"]
    assert record["estimates"][0]["value"] == found.estimate.value
    assert [row["smd_after"] for row in record["balance"]] == found.balance["smd_after"].tolist()
    rows = list(csv.DictReader(io.StringIO(invoke("lift", CROSS, "--activity", best, "--format", "csv").out)))
    assert float(rows[0]["value"]) == found.estimate.value


def test_records_are_one_an_activity_in_json_and_csv(invoke, community: Community) -> None:
    table = sq.lift_table(community)
    records = json.loads(invoke("lift", CROSS, "--format", "json").out)
    assert [r["activity_id"] for r in records] == table["activity_id"].tolist()
    assert [r["value"] is None for r in records] == table["value"].isna().tolist()
    rows = list(csv.DictReader(io.StringIO(invoke("lift", CROSS, "--format", "csv").out)))
    assert [row["reason"] for row in rows] == [r["reason"] for r in records]
    assert [row["day"] for row in rows] == [f"{day:%Y-%m-%d}" for day in table["day"]]


def test_an_unknown_activity_is_answered_with_the_nearest_in_one_line(invoke) -> None:
    done = invoke("lift", CROSS, "--activity", "a008")
    assert (done.code, done.out) == (2, "")
    assert len(done.err.splitlines()) == 1
    assert "did you mean 'a0008'" in done.err


def test_the_outcome_and_the_window_are_passed_on(invoke, community: Community) -> None:
    words = ("--outcome", "messages", "--start", "2024-05-20", "--end", "2024-07-01", "--format", "json")
    records = json.loads(invoke("lift", CROSS, *words).out)
    table = sq.lift_table(community.between("2024-05-20", "2024-07-01"), outcome="messages")
    assert [r["activity_id"] for r in records] == table["activity_id"].tolist()
    assert [r["value"] for r in records] == table["value"].astype(object).where(table["value"].notna(), None).tolist()


def test_the_next_activity_is_told_how_many_it_needs(invoke, community: Community) -> None:
    words = ("lift", CROSS, "--power", "--on", "2024-06-01")
    table = sq.lift_power(community, on="2024-06-01")
    records = json.loads(invoke(*words, "--format", "json").out)
    assert [r["n_needed"] for r in records] == table["n_needed"].tolist()
    shown = invoke(*words).out
    assert all(f"{needed:,.0f}" in shown for needed in table["n_needed"])
    assert "+10%" in shown


def test_a_community_without_activities_says_so(invoke) -> None:
    done = invoke("lift", FORUM)
    assert done.code == 0
    assert done.out == "not measurable here: this source holds no activities\n"
    files = invoke("lift", FORUM, "--format", "json")
    assert json.loads(files.out) == []
    assert "no activities" in files.err
    assert invoke("lift", FORUM, "--format", "csv").out.startswith("activity_id,kind,day,")
    one = json.loads(invoke("lift", FORUM, "--activity", "a1", "--format", "json").out)
    assert one["p"] is None
    assert one["control"] == "none"
    assert all(e["value"] is None and "no activities" in e["note"] for e in one["estimates"])
    assert "no orders" in invoke("lift", FORUM, "--power", "--outcome", "orders").out


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "words",
    [
        ("--outcome", "joy"),
        ("--on", "2024-06-01"),
        ("--power", "--on", "soon"),
        ("--power", "--on", "2024-04-05"),
        ("--power", "--activity", "a0001"),
        ("--power", "--outcome", "joy"),
        ("--format", "pdf"),
        ("--lang", "fr"),
        ("--start", "2031-01-01"),
    ],
    ids=" ".join,
)
def test_a_mistake_ends_in_one_line(words: tuple[str, ...], lang: str, invoke) -> None:
    with in_language(lang):
        done = invoke("lift", CROSS, *words)
    assert (done.code, done.out) == (2, "")
    assert len(done.err.splitlines()) == 1
    assert " → " in done.err


def test_a_chat_of_a_few_days_has_no_lift_and_is_too_short_to_plan_with(place: Path, invoke) -> None:
    chat = place / "out" / "班级群"
    assert "not measurable here" in invoke("lift", chat).out
    done = invoke("lift", chat, "--power")
    assert done.code == 2
    assert len(done.err.splitlines()) == 1
