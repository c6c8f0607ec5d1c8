"""The cohort table: which rows and blocks are drawn, and what may be told."""

import numpy as np
import pandas as pd
import plot_frames as frames
import pytest
from plot_legible import assert_legible

from shequn_lab import plots
from shequn_lab.plots.cohort_grid import cohort_names, make_grid
from shequn_lab.terms import in_language


def grid(frame, *, overall=None, every="", max_rows=30, max_blocks=12, mask=True):
    return make_grid(frame, overall, every, max_rows, max_blocks, mask)


def table(sizes, values, *, suppressed=()):
    """Cohorts of these sizes, each with these shares by block, and the pooled row."""
    days = pd.date_range("2026-03-02", periods=len(sizes), freq="7D")
    rows = [
        {
            "cohort": day,
            "block": block,
            "value": value,
            "n": n,
            "k": value * n,
            "size": n,
            "suppressed": (i, block) in suppressed,
        }
        for i, (day, n) in enumerate(zip(days, sizes, strict=True))
        for block, value in enumerate(values)
    ]
    pooled = [
        {
            "cohort": pd.NaT,
            "block": block,
            "value": value,
            "n": sum(sizes),
            "k": value * sum(sizes),
            "size": sum(sizes),
            "suppressed": False,
        }
        for block, value in enumerate(values)
    ]
    return pd.DataFrame(rows + pooled).set_index(["cohort", "block"])


def test_the_latest_cohorts_and_the_first_blocks_are_drawn_and_the_others_counted():
    frame = table([10] * 7, [0.5, 0.4, 0.3, 0.2])
    found = grid(frame, max_rows=3, max_blocks=2)
    assert found.cohorts.tolist() == list(frame.index.get_level_values(0).dropna().unique()[-3:])
    assert (found.blocks, found.n_blocks, found.n_hidden) == ([0, 1], 4, 4)
    assert len(found.rows) == 6
    assert found.total == 70


def test_blocks_nobody_has_reached_are_left_out():
    frame = table([10, 10], [0.5, 0.4, np.nan])
    assert grid(frame).blocks == [0, 1]


def test_a_value_that_is_hidden_does_not_set_the_scale():
    frame = table([10, 10], [0.2], suppressed={(0, 0)})
    frame.iloc[0, frame.columns.get_loc("value")] = 0.9
    assert grid(frame).top < 0.5
    assert grid(frame, mask=False).top >= 0.9


def test_a_scale_never_ends_above_the_whole():
    assert grid(table([10], [1.0])).top == 1.0


@pytest.mark.parametrize(
    ("sizes", "mask", "told", "total"),
    [
        ([10, 3, 4], True, ["10", "<5", "<5"], "17"),
        ([10, 3, 20], True, ["10", "<5", "20"], "—"),  # a single hidden size would follow from the total
        ([10, 3, 20], False, ["10", "3", "20"], "33"),
        ([10, 5, 20], True, ["10", "5", "20"], "35"),
    ],
)
def test_sizes_of_small_cohorts_are_not_told_and_cannot_be_computed_back(sizes, mask, told, total):
    frame = table(sizes, [0.5], suppressed={(1, 0)})
    assert grid(frame, mask=mask).size_words() == (told, total)


def test_sizes_are_told_where_nothing_is_hidden():
    assert grid(table([10, 3, 20], [0.5])).size_words() == (["10", "3", "20"], "33")


def test_without_sizes_the_largest_base_is_the_size():
    frame = table([10, 20], [0.5, 0.25]).drop(columns="size")
    assert grid(frame).sizes.tolist() == [10, 20]


def test_length_of_a_cohort_comes_from_the_caller_the_frame_or_is_a_week():
    frame = table([10], [0.5])
    assert grid(frame).every == "week"
    frame.attrs["every"] = "month"
    assert grid(frame).every == "month"
    assert grid(frame, every="day").every == "day"


def test_intervals_beside_are_left_out_when_there_is_none():
    frame = table([10], [0.5])
    nothing = pd.DataFrame({"value": [np.nan]}, index=pd.DatetimeIndex([pd.NaT]))
    assert grid(frame, overall=nothing).overall is None
    assert grid(frame, overall=nothing.fillna(0.5)).overall is not None


@pytest.mark.parametrize(
    ("days", "every", "names"),
    [
        (["2026-03-02", "2026-03-09"], "week", ["03-02", "03-09"]),
        (["2025-12-29", "2026-01-05"], "week", ["25-12-29", "26-01-05"]),
        (["2026-03-01"], "month", ["2026-03"]),
    ],
)
def test_cohorts_are_named_by_their_dates_with_the_year_where_it_changes(days, every, names):
    assert cohort_names(pd.DatetimeIndex(days), every) == names


# -- drawn ---------------------------------------------------------------------------------------------


def test_suppressed_cells_do_not_leak():
    frame = frames.cohorts(60, 40)
    overall = frames.overall(frame).assign(suppressed=True)
    ax = plots.plot_cohorts(frame, overall=overall)
    texts = assert_legible(ax)
    plain = frame[~frame["suppressed"] & ~frame["secondary"] & frame["value"].notna()]
    plain = plain[plain.index.get_level_values(1) < 12]
    told = [text.get_text() for text in ax.texts if text.get_text() not in ("<5", "＊")]
    assert sorted(told) == sorted(f"{100 * value:.0f}" for value in plain["value"])
    assert "<5" in texts
    open_ax = plots.plot_cohorts(frame, mask_small=False)
    assert "<5" not in assert_legible(open_ax)


def test_hidden_cohorts_are_counted():
    with in_language("en"):
        texts = assert_legible(plots.plot_cohorts(frames.cohorts(4000, 730), max_rows=20))
    assert any("84 earlier cohorts" in text for text in texts)


@pytest.mark.parametrize("every", [pytest.param("day", marks=pytest.mark.slow), "week", "month"])
def test_cohorts_of_any_length(every, language, phone):
    frame = frames.cohorts(900, 184)
    frame.attrs["every"] = every
    assert_legible(plots.plot_cohorts(frame, phone=phone, first_seen=True))
    assert_legible(plots.plot_cohorts(frame.drop(columns=["size", "suppressed", "secondary"]), phone=phone))
