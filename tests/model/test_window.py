"""Windows are half-open runs of whole local days."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from shequn_lab.errors import OptionError
from shequn_lab.model import Window
from shequn_lab.terms import in_language

HOUR = 3_600_000_000


def hours(window: Window) -> float:
    return (window.end_at - window.start_at) / HOUR


def test_the_end_is_the_first_day_after() -> None:
    window = Window(dt.date(2026, 3, 2), dt.date(2026, 3, 5))
    assert window.n_days == 3
    assert window.last_day == dt.date(2026, 3, 4)
    assert [str(day.date()) for day in window.days] == ["2026-03-02", "2026-03-03", "2026-03-04"]
    assert window.stop - window.first == 3


def test_touching_windows_share_no_instant() -> None:
    first, second = Window("2026-03-02", "2026-03-05"), Window("2026-03-05", "2026-03-06")
    assert first.end_at == second.start_at
    assert not first.holds(second)
    assert not second.holds(first)


def test_dates_may_be_texts_dates_or_timestamps() -> None:
    ways = ["2026-03-02", dt.date(2026, 3, 2), dt.datetime(2026, 3, 2, 13, 30), pd.Timestamp("2026-03-02 13:30")]
    assert {Window(way, "2026-03-03") for way in ways} == {Window("2026-03-02", "2026-03-03")}  # type: ignore[arg-type]


def test_a_window_holds_itself_and_what_is_inside() -> None:
    window = Window("2026-03-02", "2026-03-05")
    assert window.holds(window)
    assert window.holds(Window("2026-03-03", "2026-03-04"))
    assert not window.holds(Window("2026-03-01", "2026-03-04"))
    assert not window.holds(Window("2026-03-03", "2026-03-06"))


@pytest.mark.parametrize(
    ("zone", "day", "length"),
    [
        ("Asia/Shanghai", "2026-03-08", 24),
        ("UTC", "2026-03-08", 24),
        ("Asia/Kolkata", "2026-11-01", 24),
        ("America/New_York", "2026-03-07", 24),
        ("America/New_York", "2026-03-08", 23),
        ("America/New_York", "2026-11-01", 25),
        ("Australia/Lord_Howe", "2026-04-05", 24.5),  # its clock moves by half an hour
        ("America/Havana", "2026-03-08", 23),  # midnight is skipped
        ("America/Havana", "2026-11-01", 25),  # midnight happens twice
        ("Asia/Beirut", "2026-03-29", 23),  # midnight is skipped
        ("Africa/Cairo", "2026-04-24", 23),  # midnight is skipped
        ("Asia/Kathmandu", "1986-01-01", 23.75),  # midnight is skipped, and only a quarter of an hour
        ("Pacific/Rarotonga", "1990-10-28", 23.5),
        ("Pacific/Apia", "2011-12-30", 0),  # the whole day is skipped
    ],
)
def test_a_day_is_as_long_as_its_clock_makes_it(zone: str, day: str, length: float) -> None:
    start = dt.date.fromisoformat(day)
    assert hours(Window(start, start + dt.timedelta(days=1), zone)) == length


def test_a_skipped_day_begins_with_the_next_one() -> None:
    skipped, following = (Window(day, "2012-01-05", "Pacific/Apia") for day in ("2011-12-30", "2011-12-31"))  # type: ignore[arg-type]
    assert skipped.start_at == following.start_at
    assert dt.datetime.fromtimestamp(skipped.start_at / 1e6, dt.UTC) == dt.datetime(2011, 12, 30, 10, tzinfo=dt.UTC)


def test_the_same_days_begin_at_other_instants_in_other_zones() -> None:
    begins = [Window("2026-03-02", "2026-03-03", z).start_at for z in ("Asia/Shanghai", "UTC", "America/New_York")]
    assert [(begins[1] - b) / HOUR for b in begins] == [8, 0, -5]


@pytest.mark.parametrize(("start", "end"), [("2026-03-02", "2026-03-02"), ("2026-03-03", "2026-03-02")])
def test_a_window_without_a_day_is_refused(start: str, end: str) -> None:
    with in_language("en"), pytest.raises(OptionError, match="holds no day → the end is the first day after"):
        Window(start, end)  # type: ignore[arg-type]


@pytest.mark.parametrize("day", ["2026-02-30", "yesterday", "", "03/02/2026", None])
def test_what_is_no_date_is_refused(day: object) -> None:
    with in_language("en"), pytest.raises(OptionError, match="is not a date → write it as YYYY-MM-DD"):
        Window(day, "2026-03-05")  # type: ignore[arg-type]


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "Beijing", "../../etc/passwd", "/etc/localtime", "America"])
def test_what_is_no_zone_is_refused(zone: str) -> None:
    with in_language("en"), pytest.raises(OptionError, match="is not a time zone → use an IANA name"):
        Window("2026-03-02", "2026-03-05", zone)  # type: ignore[arg-type]


def test_a_window_says_its_last_day_length_and_zone() -> None:
    assert str(Window("2026-03-02", "2026-03-05")) == "2026-03-02 – 2026-03-04 (3 d, Asia/Shanghai)"  # type: ignore[arg-type]
