from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from report_communities import grown, hostile, silent

from shequn_lab.reports.blocks import Paragraph
from shequn_lab.reports.retention_section import _meaning_row, retention
from shequn_lab.reports.study import Study


@pytest.fixture(scope="module")
def whole():
    return Study(grown(synthetic=True))


def test_with_joinings_every_reading_is_shown(whole):
    head, *blocks = retention(whole).parts
    assert head.title == "Retention: 100.0% came back within 30 days"
    assert [block.id for block in blocks] == ["fig-cohorts", "fig-curves", "tab-meanings", "fig-survival"]


def test_without_joinings_the_section_says_why_there_is_nothing():
    head, reason = retention(Study(hostile())).parts
    assert head.id == "retention"
    assert isinstance(reason, Paragraph)
    assert reason.premise
    assert "joined" in reason.body or "joining" in reason.body


def test_an_assumption_is_said_before_its_figures_with_whom_it_leaves_out():
    community = hostile().assuming_first_seen_is_join(1)
    head, premise, first, *_ = retention(Study(community)).parts
    assert (head.id, first.id) == ("retention", "fig-cohorts")
    assert "first seen in the first 1 day (" in premise.body
    longer = retention(Study(hostile().assuming_first_seen_is_join(7))).parts[1]
    found = re.search(r"first seen in the first 7 days \((\d+) people\) .* among the other (\d+) ", longer.body)
    # Of the sixty who ever wrote, nobody is lost in between.
    assert sum(int(number) for number in found.groups()) == 60


def test_each_of_the_six_meanings_has_a_row_and_the_code_that_gives_it(whole):
    (table,) = (part for part in retention(whole).parts if getattr(part, "id", "") == "tab-meanings")
    assert len(table.rows) == 6
    assert len({row[0].body for row in table.rows}) == 6
    assert "sq.retention_definitions(c, 30)" in table.how.code


def test_half_gone_within_a_day_is_said_in_the_singular():
    figure = retention(Study(silent())).parts[-1]
    assert figure.title.startswith("Half of the joiners had churned within 1 day (")


ROW = pd.Series({"value": 0.4, "low": 0.3, "high": 0.5, "k": 40, "n": 100})


def test_a_meaning_is_written_in_per_cent_with_counts():
    row = _meaning_row("calendar_on", ROW, False, 1)
    assert [cell.body for cell in row[2:6]] == ["40.0", "30.0–50.0", "40", "100"]
    assert row[6].svg


@pytest.mark.parametrize(("hide", "value", "shown"), [(True, 0.4, "<5"), (False, np.nan, "—")])
def test_a_hidden_meaning_and_a_missing_one_show_no_number(hide, value, shown):
    row = _meaning_row("calendar_on", pd.Series({**ROW, "value": value}), hide, 1)
    assert [cell.body for cell in row[2:]] == [shown, "", "", "", ""]
