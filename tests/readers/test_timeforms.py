"""Each form of time is read as Python reads it, and nothing else is taken for one."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shequn_lab.model.clock import US_PER_DAY
from shequn_lab.readers import timeforms
from shequn_lab.readers.timeforms import SHEET_1904, Reading

EPOCH = dt.datetime(1970, 1, 1)
MOMENTS = st.datetimes(dt.datetime(1971, 1, 1), dt.datetime(2199, 12, 30))


def texts(*values: str) -> pa.Array:
    return pa.array(values, pa.string())


def micros(moment: dt.datetime) -> int:
    return (moment - EPOCH) // dt.timedelta(microseconds=1)


def only(reading: Reading) -> tuple[int, bool, bool]:
    return int(reading.at[0]), bool(reading.ok[0]), bool(reading.instant[0])


@given(MOMENTS, st.sampled_from(["", "Z", "+08:00", "-0330", " UTC+5", "+05:45"]))
def test_a_year_first_is_read_as_python_reads_it(moment: dt.datetime, offset: str) -> None:
    hours = {"": 0, "Z": 0, "+08:00": 8, "-0330": -3.5, " UTC+5": 5, "+05:45": 5.75}[offset]
    found = only(timeforms.year_first(texts(f"{moment:%Y-%m-%d %H:%M:%S.%f}{offset}")))
    assert found == (micros(moment - dt.timedelta(hours=hours)), True, bool(offset))


@given(MOMENTS)
def test_a_year_last_is_read_both_ways_where_both_exist(moment: dt.datetime) -> None:
    moment = moment.replace(second=0, microsecond=0)
    found = timeforms.year_last(texts(f"{moment.month}/{moment.day}/{moment.year} {moment:%H:%M}"))
    assert found.ok[0]
    assert found.at[0] == micros(moment)
    assert found.other_ok is not None
    assert found.other is not None
    assert found.other_ok[0] == (moment.day <= 12)
    if moment.day <= 12:
        assert found.other[0] == micros(moment.replace(month=moment.day, day=moment.month))


@pytest.mark.parametrize("hour", range(24))
def test_the_twelve_hour_clock_is_read_in_both_languages(hour: int) -> None:
    twelve = hour % 12 or 12
    written = [
        f"2026-03-02 {twelve}:05 {'am' if hour < 12 else 'pm'}",
        f"2026-03-02 {'上午' if hour < 12 else '下午'}{twelve}:05",
    ]
    found = timeforms.year_first(texts(*written))
    assert found.ok.all()
    assert set(found.at.tolist()) == {micros(dt.datetime(2026, 3, 2, hour, 5))}


@pytest.mark.parametrize("text", ["20260302093015", "20260302 09:30:15", "20260302T093015"])
def test_digits_in_a_row_are_a_date_and_a_time(text: str) -> None:
    assert only(timeforms.compact(texts(text))) == (micros(dt.datetime(2026, 3, 2, 9, 30, 15)), True, False)


@given(MOMENTS.filter(lambda moment: moment > dt.datetime(2001, 9, 10)))
def test_numbers_are_seconds_and_finer_units_by_their_size(moment: dt.datetime) -> None:
    at = micros(moment)
    written = texts(f"{at / 10**6:.6f}", f"{at // 1000}", f"{at}", f"{at}000")
    found, sheet = timeforms.numbers(written)
    assert found.ok.all()
    assert found.instant.all()
    assert not sheet.any()
    assert abs(found.at[0] - at) <= 1
    assert found.at.tolist()[1:] == [at // 1000 * 1000, at, at]


@given(st.integers(20_000, 79_999), st.integers(0, 86_399))
def test_days_of_a_spreadsheet_are_wall_clocks_whichever_calendar_it_keeps(day: int, second: int) -> None:
    written = texts(f"{day + second / 86_400:.10f}")
    for shift in (0, SHEET_1904):
        found, sheet = timeforms.numbers(written, shift)
        expected = dt.datetime(1899, 12, 30) + dt.timedelta(days=day + shift, seconds=second)
        assert sheet[0]
        assert not found.instant[0]
        assert abs(int(found.at[0]) - micros(expected)) <= 1_000


@pytest.mark.parametrize("text", ["12345", "80000", "123456789", "1e9", "-1734093296", "12:30", "", "1734093296 s"])
def test_other_numbers_are_no_times(text: str) -> None:
    found, sheet = timeforms.numbers(texts(text, "x"))
    assert not found.ok.any()
    assert not sheet.any()


@pytest.mark.parametrize(
    "text", ["2023-02-29 10:00", "2024-04-31 10:00", "2024-00-10 10:00", "2024-01-01 24:00", "2024-01-01 10:60"]
)
def test_days_and_hours_that_do_not_exist_are_not_read(text: str) -> None:
    assert not timeforms.year_first(texts(text)).ok[0]


def test_a_day_alone_is_told_from_an_instant() -> None:
    days = texts("2026-03-02", "2026年3月2日", "2/3/2026", "20260302")
    assert timeforms.day_only(days).all()
    assert not timeforms.day_only(texts("2026-03-02 09:30", "20260302093015", "x")).any()


def test_a_column_is_read_place_by_place() -> None:
    found = timeforms.year_first(texts("x", "1970-01-02 00:00", "", "1970-01-03 00:00"))
    assert found.ok.tolist() == [False, True, False, True]
    assert np.array_equal(found.at[found.ok], [US_PER_DAY, 2 * US_PER_DAY])
    assert timeforms.year_first(texts()).ok.size == 0
