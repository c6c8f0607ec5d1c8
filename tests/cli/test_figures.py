"""Figures as a table, as records and as CSV, and the glossary."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from command_line import shequn


def test_figures_come_as_records_with_exactly_the_promised_keys(invoke) -> None:
    done = invoke("kpi", "demo_mothers", "--format", "json")
    assert (done.code, done.err) == (0, "")
    records = json.loads(done.out)
    keys = ["id", "kpi", "name", "params", "value", "low", "high", "n", "k", "of", "excluded", "note"]
    assert all(list(record) == keys for record in records)
    day7 = next(r for r in records if r["id"] == "retention_on" and r["params"] == {"n": 7})
    assert day7["k"] / day7["n"] == pytest.approx(day7["value"])
    assert day7["low"] < day7["value"] < day7["high"]


@pytest.fixture(scope="module")
def imported(place: Path) -> list[dict]:
    return json.loads(shequn("kpi", "out/班级群", "--format", "json", cwd=place).stdout)


def test_small_cells_of_real_people_do_not_leave_the_house(imported: list[dict]) -> None:
    for record in imported:
        if record["k"] is not None and record["n"]:
            assert all(part == 0 or part >= 5 for part in (record["k"], record["n"], record["n"] - record["k"])), record


def test_what_cannot_be_measured_has_a_reason_and_no_zero(imported: list[dict]) -> None:
    day7 = next(r for r in imported if r["id"] == "retention_on" and r["params"] == {"n": 7})
    assert day7["value"] is None
    assert "joining" in day7["note"]


def test_an_assumption_about_joinings_makes_retention_measurable(place: Path, invoke) -> None:
    words = ("kpi", place / "out" / "班级群", "--format", "json", "--assume-first-seen-is-join", "--run-in-days", "0")
    notes = {r["id"]: r["note"] for r in json.loads(invoke(*words).out)}
    assert "joining" not in notes["retention_on"]


def test_piped_output_is_plain_and_csv_is_csv(place: Path, invoke) -> None:
    done = invoke("kpi", "demo_mothers", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert len(rows) > 20
    table = shequn("kpi", "demo_mothers", cwd=place).stdout
    assert "\x1b" not in table
    assert len(table.splitlines()) > len(rows)


def test_a_window_is_passed_on(invoke) -> None:
    done = invoke("kpi", "demo_mothers", "--format", "json", "--end", "2025-04-01")
    daily = next(r for r in json.loads(done.out) if r["id"] == "daily_active")
    assert daily["params"]["on"] == "2025-03-31"


def test_a_term_is_found_by_a_part_of_any_of_its_names(invoke) -> None:
    for word in ("stickin", "粘性", "K13"):
        found = json.loads(invoke("terms", word, "--format", "json").out)
        assert "stickiness" in [term["id"] for term in found], word
    shown = invoke("terms", "stickiness").out
    assert "粘性" in shown
    assert "Definition" in shown


def test_the_whole_glossary_comes_as_markdown(invoke) -> None:
    assert "| `stickiness` |" in invoke("terms", "--format", "markdown").out
