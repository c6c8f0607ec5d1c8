"""Times: zones, clock changes, orders of day and month, and what is refused."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import chat
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shequn_lab.errors import OptionError, ReadError, SchemaError
from shequn_lab.readers.mapping import TimeRule
from shequn_lab.readers.times import FAULTS, FINE, TimeColumn


def read(values: list[str | None], zone: str = "Asia/Shanghai", **rule: object) -> list[str]:
    """Read texts; what cannot be read gives its reason."""
    column = TimeColumn(TimeRule(**rule), zone, where="a.csv: time")  # type: ignore[arg-type]
    column.add(pa.array(values, pa.string()))
    found = column.finish()
    shown = pd.DatetimeIndex(found.at.view("M8[us]")).strftime("%Y-%m-%d %H:%M:%S")
    return [
        text if fault == FINE else FAULTS[int(fault)].removeprefix("read_reject_")
        for text, fault in zip(shown, found.fault, strict=True)
    ]


MOMENT = st.datetimes(dt.datetime(1971, 1, 1), dt.datetime(2199, 12, 30)).map(lambda d: d.replace(microsecond=0))
FORMS = [
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%dT%H:%M:%S",
    "%Y/%m/%d %H:%M:%S",
    "%Y.%m.%d %H:%M:%S",
    "%Y年%m月%d日%H时%M分%S秒",
    "%Y年%m月%d日 %H:%M:%S",
    "%Y%m%d %H:%M:%S",
]


@given(st.lists(st.tuples(MOMENT, st.sampled_from(FORMS)), min_size=1, max_size=8))
def test_every_form_is_read_as_the_clock_shows_it(drawn: list[tuple[dt.datetime, str]]) -> None:
    drawn = [(d, form) for d, form in drawn if d.time() != dt.time()] or [(dt.datetime(2024, 1, 1, 1), FORMS[0])]
    assert read([d.strftime(form) for d, form in drawn], "UTC") == [f"{d:%Y-%m-%d %H:%M:%S}" for d, _ in drawn]


@given(MOMENT, st.sampled_from(["Asia/Shanghai", "America/New_York", "Europe/Berlin", "Africa/Cairo"]))
def test_wall_clocks_become_the_instants_that_the_zone_says(moment: dt.datetime, zone: str) -> None:
    there = moment.replace(tzinfo=dt.UTC).astimezone(ZoneInfo(zone)).replace(fold=0)
    expected = there.astimezone(dt.UTC)
    assert read([there.strftime("%Y-%m-%d %H:%M:%S")], zone) == [f"{expected:%Y-%m-%d %H:%M:%S}"]


def test_a_reading_that_stands_for_two_instants_is_the_first_and_counted() -> None:
    column = TimeColumn(TimeRule(), "Europe/Berlin")
    column.add(pa.array(["2024-10-27 02:30:00", "2024-03-31 02:30:00", "2024-03-31 12:00:00"]))
    found = column.finish()
    shown = [str(t) for t in pd.DatetimeIndex(found.at.view("M8[us]"))]
    assert shown == ["2024-10-27 00:30:00", "2024-03-31 01:00:00", "2024-03-31 10:00:00"]
    assert found.remarks == {"read_remark_clock_twice": 1, "read_remark_clock_skipped": 1}


@pytest.mark.parametrize(
    ("zone", "skipped", "first"),
    [
        ("America/New_York", "2025-03-09 02:40", "2025-03-09 07:00:00"),
        ("Australia/Lord_Howe", "2025-10-05 02:10", "2025-10-04 15:30:00"),  # half an hour
        ("Antarctica/Troll", "2025-03-30 01:30", "2025-03-30 01:00:00"),  # two hours
        ("Pacific/Apia", "2011-12-30 12:00", "2011-12-30 10:00:00"),  # a day
    ],
)
def test_a_reading_the_clock_never_showed_is_the_first_instant_after(zone: str, skipped: str, first: str) -> None:
    assert read([skipped], zone) == [first]


def test_order_of_day_and_month_comes_from_the_whole_column() -> None:
    assert read(["6/3/2021 17:30", "6/13/2021 17:30"], "UTC") == ["2021-06-03 17:30:00", "2021-06-13 17:30:00"]
    assert read(["6/3/2021 17:30", "13/6/2021 17:30"], "UTC") == ["2021-03-06 17:30:00", "2021-06-13 17:30:00"]
    assert read(["6/6/2021 17:30"], "UTC") == ["2021-06-06 17:30:00"]


def test_order_is_settled_across_batches() -> None:
    column = TimeColumn(TimeRule(), "UTC")
    column.add(pa.array(["6/3/2021 17:30"]))
    column.add(pa.array(["13/6/2021 17:30"]))
    assert str(pd.DatetimeIndex(column.finish().at.view("M8[us]"))[0]) == "2021-03-06 17:30:00"


def test_dates_of_unknown_order_are_refused_until_somebody_says() -> None:
    with pytest.raises(ReadError, match=r"month or with the day.*day_first"):
        read(["6/3/2021 17:30", "7/4/2021 08:00"])
    with pytest.raises(ReadError, match="1 date can only begin with the month, 1 only with the day"):
        read(["6/13/2021 17:30", "13/6/2021 17:30"])
    assert read(["6/3/2021 17:30"], "UTC", day_first=True) == ["2021-03-06 17:30:00"]
    assert read(["6/3/2021 17:30", "6/13/2021 17:30"], "UTC", day_first=True) == ["2021-03-06 17:30:00", "time"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-12-13 12:05 AM", "2024-12-13 00:05:00"),
        ("2024-12-13 12:05 p.m.", "2024-12-13 12:05:00"),
        ("2024/12/13 下午12:05", "2024-12-13 12:05:00"),
        ("2024/12/13 上午12:05", "2024-12-13 00:05:00"),
        ("2024/12/13 中午1:05", "2024-12-13 13:05:00"),
        ("2024/12/13 晚上8:05", "2024-12-13 20:05:00"),
        ("2024/12/13 凌晨3:05", "2024-12-13 03:05:00"),
        ("2024/12/13 晚上12:05", "time"),
        ("2024-12-13 13:05 AM", "time"),
        ("2024年12月13日 星期五 20:34", "2024-12-13 20:34:00"),
        ("2024-12-13T20:34:56.123456Z", "2024-12-13 20:34:56"),
        ("2024-12-13T20:34:56+0530", "2024-12-13 15:04:56"),
        ("2024-12-13 20:34:56 -08", "2024-12-14 04:34:56"),
        ("1734093296.250000", "2024-12-13 12:34:56"),
        ("1734093296250000000", "2024-12-13 12:34:56"),
        ("45639.5", "2024-12-13 12:00:00"),
        ("2024-12-13 24:00", "time"),
        ("2023-02-29 10:00", "time"),
        ("2024-13-01 10:00", "time"),
        ("12-13 20:34", "time"),
        ("20:34:56", "time"),
        ("12345", "time"),
        ("1.73409E+12", "time_damaged"),
        ("0001-01-01 00:00:00", "time_range"),
        ("99999999999999999999999", "time"),
        ("", "no_time"),
    ],
)
def test_forms_of_time(text: str, expected: str) -> None:
    assert read([text, "2024-01-01 01:00"], "UTC")[0] == expected


def test_columns_of_days_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="a day is not an instant"):
        read(["2024-12-13", "2024/12/14"])
    with pytest.raises(ReadError, match="a day is not an instant"):
        read([f"2024-12-{day:02d} 00:00:00" for day in range(1, 29)])
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"member": ["an"], "time": pa.array([dt.date(2024, 1, 1)])}), path)
    with pytest.raises(ReadError, match="a day is not an instant"):
        chat.read(path)


def test_format_of_the_mapping_is_used_and_must_hold_the_time_of_day(tmp_path: Path) -> None:
    assert read(["Dec 13, 2024 8:34 PM", "x"], "UTC", format="%b %d, %Y %I:%M %p") == ["2024-12-13 20:34:00", "time"]
    with_zone = read(["13.12.24 20:34 +0100"], "UTC", format="%d.%m.%y %H:%M %z")
    assert with_zone == ["2024-12-13 19:34:00"]
    path = chat.written(tmp_path / "a.csv", "member,time\nan,1\n")
    with pytest.raises(SchemaError, match="time of day"):
        chat.read(path, mapping={"time": {"format": "%Y-%m-%d"}})


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
@pytest.mark.parametrize("zone", [None, "America/New_York"])
def test_typed_times_of_any_unit_and_zone(unit: str, zone: str | None, tmp_path: Path) -> None:
    at = pa.array([1734093296], pa.int64()).cast(pa.timestamp("s")).cast(pa.timestamp(unit))
    at = at.cast(pa.int64()).cast(pa.timestamp(unit, zone)) if zone else at
    pq.write_table(pa.table({"member": pa.array([42]), "time": at}), tmp_path / "a.parquet")
    found = chat.read(tmp_path / "a.parquet").community.events["occurred_at"][0]
    assert str(found) == ("2024-12-13 12:34:56+00:00" if zone else "2024-12-13 04:34:56+00:00")


def test_zone_of_the_call_wins_over_the_mapping_and_shanghai_is_the_default(tmp_path: Path) -> None:
    path = chat.written(tmp_path / "a.csv", "member,time\nan,2024-12-13 20:00\n")
    assert chat.read(path).community.timezone == "Asia/Shanghai"
    rules = {"time": {"timezone": "UTC"}}
    assert chat.read(path, mapping=rules).community.timezone == "UTC"
    assert chat.read(path, mapping=rules, timezone="Europe/Berlin").community.timezone == "Europe/Berlin"
    with pytest.raises(OptionError, match="not a time zone"):
        chat.read(path, timezone="Mars/Base")
