from __future__ import annotations

import numpy as np
import pytest
from report_communities import grown, silent, tiny, without_questions

from shequn_lab.model import Estimate
from shequn_lab.reports.activity_section import _ahead, _round_up, _wait_row, activity
from shequn_lab.reports.blocks import Figure, Paragraph, Section
from shequn_lab.reports.data_table import DataTable
from shequn_lab.reports.study import Study
from shequn_lab.terms import Note


@pytest.fixture(scope="module")
def study():
    return Study(grown(synthetic=True))


def ids(study):
    return [getattr(part, "id", "") for part in activity(study).parts]


def test_a_long_report_has_the_change_the_ratio_two_figures_and_the_waits(study):
    head, ratio, *_ = activity(study).parts
    assert isinstance(head, Section)
    assert head.title.startswith("Activity: Monthly active members rose from ")
    assert isinstance(ratio, Paragraph)
    assert "stickiness" in ratio.body
    assert ids(study) == ["activity", "", "fig-active", "fig-hours", "tab-wait"]


def test_without_a_question_there_is_no_table_of_waits():
    assert "tab-wait" not in ids(Study(without_questions()))


def test_without_activity_the_hours_have_no_peak_and_no_finding():
    (figure,) = (part for part in activity(Study(silent())).parts if getattr(part, "id", "") == "fig-hours")
    assert isinstance(figure, Figure)
    assert figure.title == "When in the week members interact"


def test_a_report_too_short_for_a_change_counts_its_people():
    figure = activity(Study(tiny())).parts[1]
    assert figure.title.endswith("n = 5")


def test_the_waits_of_each_part_of_the_day_are_followed_by_those_of_the_whole_day(study):
    (table,) = (part for part in activity(study).parts if isinstance(part, DataTable))
    *blocks, whole = ([cell.body for cell in row[:2]] for row in table.rows)
    assert whole[0] == "all day"
    assert sum(int(n) for _, n in blocks) == int(whole[1])


def wait(value: float, low: float, high: float, n: int = 30) -> Estimate:
    return Estimate("reply_latency", value, low, high, n=n)


@pytest.mark.parametrize(
    ("estimate", "cells"),
    [
        (wait(600, 300, 1200), ["30", "10.0", "5.0–20.0"]),
        (wait(600, 300, np.inf), ["30", "10.0", "≥ 5.0"]),
        (wait(600, np.nan, np.nan, n=1), ["1", "10.0", ""]),
    ],
    ids=["closed", "open above", "none"],
)
def test_a_wait_is_written_in_minutes_with_the_interval_it_has(estimate, cells):
    row = _wait_row("00–06", estimate, top=80)
    assert [cell.body for cell in row[1:4]] == cells
    assert row[4].svg
    assert "nan" not in row[4].body


def test_a_wait_that_is_hidden_shows_no_count_and_no_mark():
    hidden = Estimate("reply_latency", np.nan, n=3, note=Note("report_suppressed"))
    assert [cell.body for cell in _wait_row("00–06", hidden, top=80)] == ["00–06", "<5", "—", "", ""]
    missing = Estimate("reply_latency", np.nan, n=0, note=Note("note_no_case"))
    assert [cell.body for cell in _wait_row("00–06", missing, top=80)] == ["00–06", "0", "—", "", ""]


@pytest.mark.parametrize(("value", "end"), [(0.2, 1), (7.1, 8), (71, 80), (100, 100), (101, 200)])
def test_the_axis_ends_on_a_round_number(value, end):
    assert _round_up(value) == end


def test_a_community_in_beijing_s_own_zone_is_not_ahead_of_itself(study):
    assert _ahead(study) == 0
