"""Instants and local days, against Python's own calendar, on every kind of clock change."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shequn_lab.model import clock

EPOCH = dt.date(1970, 1, 1)
#: Zones with whole, half and quarter hours, and with changes at noon, at midnight and across the date line.
ZONES = (
    "Asia/Shanghai",
    "America/New_York",
    "UTC",
    "America/Havana",
    "Asia/Beirut",
    "Asia/Kathmandu",
    "Pacific/Rarotonga",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "America/Recife",
    "Pacific/Apia",
    "Europe/Dublin",
)


def instants(*moments: dt.datetime) -> np.ndarray:
    return np.array([round(m.timestamp() * 1_000_000) for m in moments], dtype=np.int64)


def wall(text: str, zone: str, fold: int = 0) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)


moments = st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2037, 12, 31), timezones=st.just(dt.UTC))


@given(st.sampled_from(ZONES), st.lists(moments, min_size=1, max_size=5))
def test_days_and_hours_are_those_of_the_local_calendar(zone: str, given_: list[dt.datetime]) -> None:
    local = [m.astimezone(ZoneInfo(zone)) for m in given_]
    assert clock.local_days(instants(*given_), zone).tolist() == [(m.date() - EPOCH).days for m in local]
    assert (clock.local_hours(instants(*given_), zone) % 24).tolist() == [m.hour for m in local]


@given(st.sampled_from(ZONES), moments, st.integers(1, 8 * 24), st.integers(3, 60))
def test_near_instants_are_placed_as_if_alone(zone: str, start: dt.datetime, hours: int, n: int) -> None:
    # Near ones share one offset inside; alone, each is looked up.
    spread = instants(*[start + dt.timedelta(hours=hours * i / n) for i in range(n)])
    alone = [int(clock.local_hours(spread[i : i + 1], zone)[0]) for i in range(n)]
    assert clock.local_hours(spread, zone).tolist() == alone


def test_a_summer_time_of_one_week_is_not_overlooked() -> None:
    days = [dt.datetime(2000, 10, 8, 2, 59, tzinfo=dt.UTC) + dt.timedelta(days=d) for d in (0, 3, 6.99)]
    local = [m.astimezone(ZoneInfo("America/Recife")).hour for m in days]
    assert (clock.local_hours(instants(*days), "America/Recife") % 24).tolist() == local
    assert local[1] == 0  # an hour later than on the days around that week


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York", "Asia/Kolkata"])
def test_a_minute_before_midnight_belongs_to_the_day_before(zone: str) -> None:
    late, early = wall("2026-03-07 23:59:59.999999", zone), wall("2026-03-08 00:00", zone)
    first, second = clock.local_days(instants(late, early), zone)
    assert (first, second) == (clock.day_number("2026-03-07"), clock.day_number("2026-03-08"))


def test_both_readings_of_a_repeated_hour_are_on_the_day_of_the_change() -> None:
    zone = "America/New_York"
    both = instants(wall("2026-11-01 01:30", zone), wall("2026-11-01 01:30", zone, fold=1))
    assert both[1] - both[0] == clock.US_PER_HOUR
    assert set(clock.local_days(both, zone)) == {clock.day_number("2026-11-01")}


@given(st.sampled_from(ZONES), st.dates(dt.date(1970, 1, 2), dt.date(2037, 12, 31)))
@example("Pacific/Apia", dt.date(2011, 12, 30))
@example("Pacific/Rarotonga", dt.date(1990, 10, 28))
@example("Asia/Kathmandu", dt.date(1986, 1, 1))
def test_a_day_begins_with_its_first_instant(zone: str, day: dt.date) -> None:
    number = clock.day_number(day)
    start = clock.day_starts([number], zone)
    before, at = clock.local_days(start - 1, zone)[0], clock.local_days(start, zone)[0]
    assert before < number
    # Only a day that its zone left out (Samoa in 2011) begins with the next one.
    assert at == number or (zone, day) == ("Pacific/Apia", dt.date(2011, 12, 30))


def test_a_day_without_midnight_begins_at_one() -> None:
    for zone, day in (("America/Havana", "2026-03-08"), ("Asia/Beirut", "2026-03-29"), ("Africa/Cairo", "2026-04-24")):
        start = clock.day_starts([clock.day_number(day)], zone)
        assert dt.datetime.fromtimestamp(start[0] / 1e6, ZoneInfo(zone)).isoformat()[:16] == f"{day}T01:00"


def test_a_day_with_two_midnights_begins_at_the_first() -> None:
    start = clock.day_starts([clock.day_number("2026-11-01")], "America/Havana")
    assert start[0] == instants(wall("2026-11-01 00:00", "America/Havana", fold=0))[0]


def test_a_reading_that_was_skipped_is_followed_by_the_next_one_of_the_clock() -> None:
    readings = [wall(text, "UTC") for text in ("2025-10-05 02:29:59", "2025-10-05 02:00", "2025-10-05 02:29:59")]
    found = clock.after_leap(instants(*readings), "Australia/Lord_Howe")
    assert found.tolist() == instants(wall("2025-10-05 02:30", "Australia/Lord_Howe")).tolist() * 3
    assert clock.after_leap(np.array([], dtype=np.int64), "Australia/Lord_Howe").tolist() == []


def test_instants_before_1970_and_none_at_all_have_their_days_too() -> None:
    assert clock.local_days(np.array([-1], dtype=np.int64), "UTC").tolist() == [-1]
    assert clock.local_days(np.array([], dtype=np.int64), "Asia/Shanghai").tolist() == []
    assert clock.day_date(-1) == dt.date(1969, 12, 31)


def test_numbers_and_dates_of_days_undo_each_other() -> None:
    assert clock.day_number(clock.day_date(20_514)) == 20_514
    index = clock.day_index(20_514, 3)
    assert [clock.day_number(day) for day in index] == [20_514, 20_515, 20_516]
    assert index.tz is None


def test_the_zone_of_the_machine_does_not_matter() -> None:
    program = (
        "import numpy as np; from shequn_lab.model import clock, Window;"
        "at = np.array([1772379000000000, 1772982000000000, 1793500200000000]);"  # 23:30 in Shanghai, two changes
        "print([[*map(int, clock.local_days(at, z)), *map(int, clock.day_starts([20520, 20758], z)),"
        " Window('2026-03-08', '2026-11-01', z).end_at] for z in ('Asia/Shanghai', 'America/New_York', 'UTC')])"
    )
    told = set()
    for zone in ("Asia/Shanghai", "America/New_York", "Pacific/Kiritimati"):
        command = [sys.executable, "-c", program]
        done = subprocess.run(command, env={**os.environ, "TZ": zone}, capture_output=True, text=True, check=True)
        told.add(done.stdout)
    assert len(told) == 1
    assert "20513" in told.pop()
