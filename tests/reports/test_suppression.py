from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_communities import grown, tiny

from shequn_lab.metrics import active_on, cohort_retention, reply_latency, retention_within, top_share
from shequn_lab.model import Estimate
from shequn_lab.reports.suppression import count, is_small, masked, masked_cohorts, masked_within
from shequn_lab.terms import Note


@pytest.fixture(scope="module")
def real():
    return tiny()


@pytest.fixture(scope="module")
def invented():
    return tiny(synthetic=True)


@pytest.mark.parametrize(
    ("k", "n", "small"),
    [
        (0, 5, False),
        (5, 5, False),
        (0, 0, False),
        (5, 10, False),
        (1, 10, True),
        (4, 10, True),
        (6, 10, True),
        (9, 10, True),
        (10, 10, False),
        (0, 4, True),
        (4, 4, True),
        (5, 9, True),
        (0, 1, True),
        (6, 11, False),
    ],
)
def test_one_to_four_members_in_any_part_of_a_cell_are_few(k, n, small):
    assert bool(is_small(k, n)) is small


def test_unknown_counts_are_not_few():
    assert not is_small(np.nan, 100)
    assert is_small(np.nan, 3)


def test_an_estimate_on_few_members_loses_value_interval_and_counts(real):
    hidden = masked(real, Estimate("retention_on", 0.1, 0.01, 0.2, n=30, k=3, excluded={"excluded_run_in": 2}))
    assert not hidden.measurable
    assert not np.isfinite([hidden.low, hidden.high, hidden.n, hidden.k]).any()
    assert hidden.excluded == {}
    assert "fewer than 5" in hidden.reason


def test_an_estimate_on_nobody_keeps_its_zero(real):
    estimate = Estimate("retention_on", 0.0, 0.0, 0.1, n=30, k=0)
    assert masked(real, estimate) is estimate


def test_synthetic_people_need_no_hiding(invented):
    estimate = Estimate("retention_on", 0.1, 0.01, 0.2, n=30, k=3)
    assert masked(invented, estimate) is estimate
    assert count(invented, 3) == "3"


def test_a_day_with_few_active_members_is_hidden(real):
    day = next(d for d in real.window.days if 0 < active_on(real, "daily_active", d.date()).value < 5)
    assert not masked(real, active_on(real, "daily_active", day.date())).measurable
    assert masked(real, Estimate("daily_active", 0.0, 0.0, 0.0, n=60)).measurable


def test_the_busiest_tenth_is_hidden_when_it_is_fewer_than_five_people(real):
    assert not masked(real, top_share(real)).measurable
    large = Estimate("top_share", 0.5, 0.4, 0.6, n=50, params={"top": 0.1})
    assert masked(real, large) is large


def test_a_single_question_without_an_answer_hides_no_waiting_time(real):
    estimate = Estimate("reply_latency", 60.0, 50.0, 70.0, n=232, k=231)
    assert masked(real, estimate) is estimate
    assert not masked(real, reply_latency(real, opening_only=True, hours=(12, 18)).median).measurable


def test_a_missing_figure_keeps_its_own_reason(real):
    missing = Estimate.missing("reply_latency", Note("note_no_questions"))
    assert masked(real, missing).note == missing.note


def test_counts_of_one_to_four_members_are_written_as_such(real):
    assert [count(real, n) for n in (0, 1, 4, 5, 1234)] == ["0", "<5", "<5", "5", "1,234"]


# -- cohort tables -----------------------------------------------------------------------------------


def cohort_table(columns: dict[int, list[tuple[int, int]]]) -> pd.DataFrame:
    """Build a cohort table from (k, n) of each cohort in each block; n = 0 is not yet observed."""
    size = len(next(iter(columns.values())))
    dates = [*pd.date_range("2025-03-03", periods=size, freq="7D"), pd.NaT]
    rows = []
    for block, cells in columns.items():
        told = [*cells, tuple(map(sum, zip(*cells, strict=True)))]
        rows += [(date, block, k if n else np.nan, n) for date, (k, n) in zip(dates, told, strict=True)]
    frame = pd.DataFrame(rows, columns=["cohort", "block", "k", "n"]).set_index(["cohort", "block"])
    return frame.assign(value=frame["k"] / frame["n"].replace(0, np.nan))


def column(table: pd.DataFrame, block: int = 1) -> tuple[list[bool], list[bool], tuple[bool, bool]]:
    """Suppressed and secondary of the cohorts, and of the pooled row."""
    part = table.xs(block, level="block")
    cohorts, pooled = part[part.index.notna()], part[part.index.isna()].iloc[0]
    flags = (bool(pooled["suppressed"]), bool(pooled["secondary"]))
    return cohorts["suppressed"].tolist(), cohorts["secondary"].tolist(), flags


def test_a_single_small_cell_takes_the_smallest_other_one_with_it(real):
    table = masked_cohorts(real, cohort_table({1: [(3, 20), (12, 30), (8, 40)]}))
    assert column(table) == ([True, False, False], [False, False, True], (False, False))


def test_two_small_cells_hide_each_other(real):
    table = masked_cohorts(real, cohort_table({1: [(3, 20), (2, 30), (8, 40)]}))
    assert column(table) == ([True, True, False], [False, False, False], (False, False))


def test_a_single_small_cell_without_others_takes_the_pooled_one_with_it(real):
    table = masked_cohorts(real, cohort_table({1: [(6, 10), (0, 0)]}))
    suppressed, secondary, pooled = column(table)
    assert (suppressed, secondary) == ([True, False], [False, False])
    assert any(pooled)


def test_zeros_and_cells_not_yet_observed_stay(real):
    table = masked_cohorts(real, cohort_table({1: [(0, 20), (9, 30), (0, 0)]}))
    assert column(table) == ([False] * 3, [False] * 3, (False, False))


def test_each_block_is_judged_by_itself(real):
    table = masked_cohorts(real, cohort_table({1: [(10, 20), (12, 30)], 2: [(1, 20), (12, 30)]}))
    assert column(table, 1) == ([False, False], [False, False], (False, False))
    assert column(table, 2) == ([True, False], [False, True], (False, False))


def test_cohorts_of_synthetic_people_are_shown(invented):
    table = masked_cohorts(invented, cohort_table({1: [(3, 20), (12, 30)]}))
    assert not table[["suppressed", "secondary"]].any(axis=None)


cells = st.lists(st.integers(0, 12).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=1, max_size=6)


@given(cells)
def test_no_hidden_cell_can_be_computed_back_from_the_pooled_row(drawn):
    table = masked_cohorts(tiny(), cohort_table({1: drawn}))
    suppressed, secondary, pooled = column(table)
    observed = [n > 0 for _, n in drawn]
    small = [bool(is_small(k, n)) for k, n in drawn]
    assert suppressed == [few and seen for few, seen in zip(small, observed, strict=True)]
    hidden = [a or b for a, b in zip(suppressed, secondary, strict=True)]
    assert sum(hidden) != 1 or any(pooled)
    assert any(secondary) == (sum(suppressed) == 1 and sum(observed) > 1)
    assert not any(a and b for a, b in zip(suppressed, secondary, strict=True))


def test_the_cohorts_of_a_real_table_are_masked_in_place(real):
    table = cohort_retention(grown())
    masked_table = masked_cohorts(grown(), table)
    pd.testing.assert_frame_equal(masked_table[table.columns], table)
    assert masked_table["suppressed"].any()


def test_an_empty_cohort_table_stays_empty(real):
    empty = cohort_retention(real).iloc[:0]
    assert masked_cohorts(real, empty).empty


def within(cells: list[tuple[int, int]]) -> pd.DataFrame:
    frame = cohort_table({0: cells}).reset_index("block", drop=True)
    return frame.fillna({"k": 0})


def test_a_single_small_cohort_within_a_month_takes_another_with_it(real):
    table = masked_within(real, within([(3, 20), (12, 30), (8, 40), (0, 0)]))
    assert table["suppressed"].tolist() == [True, False, True, False, False]
    assert table["secondary"].tolist() == [False, False, True, False, False]


def test_small_cohorts_within_a_month_hide_each_other(real, invented):
    cohorts = within([(3, 20), (2, 30), (8, 40)])
    assert masked_within(real, cohorts)["suppressed"].tolist() == [True, True, False, False]
    assert not masked_within(invented, cohorts)["suppressed"].any()


def test_hidden_retention_says_nothing_of_who_was_left_out(real):
    assert not masked(real, retention_within(real, 7)).measurable
