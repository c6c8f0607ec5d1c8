"""Ticks are few, round and apart."""

from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shequn_lab.plots import layout, style, ticks
from shequn_lab.terms import in_language


@pytest.mark.parametrize("top", [1, 7, 35, 411, 12345])
def test_count_ticks_are_few_and_say_just_where_they_are(top):
    at, labels = ticks.count_ticks(top)
    assert at == [float(text.replace(",", "")) for text in labels]
    assert at[0] == 0
    assert 3 <= len(at) <= 8
    assert len(set(labels)) == len(labels)


@given(st.floats(1e-3, 1e7), st.integers(2, 10))
def test_a_step_is_round_and_cuts_about_as_often_as_asked(top, n):
    step = ticks.nice_step(top, n)
    mantissa = float(f"{step:e}".split("e")[0])
    assert mantissa in (1, 2, 2.5, 5)
    assert n / 1.6 <= top / step <= 1.6 * n


def test_an_axis_without_length_still_has_a_step():
    assert ticks.nice_step(0) == 1.0


@pytest.mark.parametrize(
    ("top", "words"),
    [
        (1.0, ["0", "25", "50", "75", "100%"]),
        (0.05, ["0", "1", "2", "3", "4", "5%"]),
        (0.01, ["0.00", "0.25", "0.50", "0.75", "1.00%"]),
    ],
)
def test_only_the_last_share_carries_the_sign(top, words):
    at, labels = ticks.percent_ticks(top)
    assert labels == words
    assert at == pytest.approx([float(word.strip("%")) / 100 for word in words])


def test_days_are_numbered_as_matplotlib_counts_them():
    day = pd.Timestamp("2026-03-02")
    assert ticks.day_number(day) == 20514
    assert ticks.day_of(20514) == day


def day_ticks(first, n_days, width=600.0, overhang=0.0):
    with style.house_style():
        sheet = layout.Sheet(None, (960, 400))
        last = pd.Timestamp(first) + pd.Timedelta(days=n_days - 1)
        return ticks.day_ticks(sheet, pd.Timestamp(first), last, width, overhang), sheet


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("n_days", [1, 2, 9, 30, 75, 76, 184, 365, 800, 3000])
@pytest.mark.parametrize("width", [280.0, 860.0])
def test_labels_of_days_never_touch(n_days, width, language):
    with in_language(language):
        chosen, sheet = day_ticks("2023-11-17", n_days, width)
        with style.house_style():
            sizes = [sheet.measure(text, style.TICK)[0] for text in chosen.words]
    first, span = ticks.day_number(pd.Timestamp("2023-11-17")), max(n_days - 1, 1)
    assert chosen.at
    assert all(first <= day <= first + n_days - 1 for day in chosen.at)
    starts = [
        (day - first) / span * width - (0 if chosen.left else s / 2) for day, s in zip(chosen.at, sizes, strict=True)
    ]
    ends = [start + size for start, size in zip(starts, sizes, strict=True)]
    told = [i for i, text in enumerate(chosen.words) if text]
    assert all(starts[b] - ends[a] >= 0 for a, b in pairwise(told))
    assert all(ends[i] <= width + 1e-9 for i in told)


@pytest.mark.parametrize(
    ("first", "n_days", "words"),
    [
        ("2026-03-02", 5, ["03-02", "03-03", "03-04", "03-05", "03-06"]),
        ("2026-03-04", 30, ["03-09", "03-16", "03-23", "03-30"]),  # Mondays
        ("2026-02-25", 120, ["Mar", "Apr", "May", "Jun"]),
    ],
)
def test_days_weeks_and_months_are_told_by_their_own_words(first, n_days, words):
    with in_language("en"):
        assert [word for word in day_ticks(first, n_days, overhang=30)[0].words if word] == words


def test_a_label_that_would_run_past_the_end_stays_a_bare_mark():
    assert day_ticks("2026-03-02", 5)[0].words[-2:] == ["03-05", ""]


def test_a_new_year_is_told_where_the_months_run_over_it():
    with in_language("en"):
        assert "2026" in day_ticks("2025-10-01", 160)[0].words
        assert "2026" not in day_ticks("2026-01-01", 160)[0].words
