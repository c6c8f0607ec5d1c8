"""Instants and local days: the only place where one is turned into the other.

Instants are UTC microseconds since 1970-01-01 as ``int64``. A local day is an ``int32`` count of calendar
days since 1970-01-01 on the clock of an IANA zone, daylight saving included. The machine's own zone is
never consulted.
"""

from __future__ import annotations

import datetime as dt
import zoneinfo
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from shequn_lab.terms import wrong_option

US_PER_HOUR = 3_600_000_000
US_PER_DAY = 24 * US_PER_HOUR
_EPOCH = dt.date(1970, 1, 1)

Instants = npt.NDArray[np.int64]
Days = npt.NDArray[np.int32]


@lru_cache(maxsize=64)
def zone(name: str) -> zoneinfo.ZoneInfo:
    """Return the IANA zone called `name`, or say what is wrong with the name."""
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise wrong_option("option_zone", name=name) from None


def local_hours(instants: Instants, timezone: str) -> npt.NDArray[np.int64]:
    """Hours since 1970-01-01 00:00 on the local clock, floored."""
    if instants.size > 2:
        ends = np.array([instants.min(), instants.max()])
        offset = _wall(ends, timezone) - ends
        # The shortest summer time of any zone lasted a week (Recife in 2000): with equal offsets at both ends of
        # six days there is no change between them.
        if ends[1] - ends[0] <= 6 * US_PER_DAY and offset[0] == offset[1]:
            return np.floor_divide(instants + offset[0], US_PER_HOUR)
    return np.floor_divide(_wall(instants, timezone), US_PER_HOUR)


def _wall(instants: Instants, timezone: str) -> Instants:
    """Microseconds since 1970-01-01 00:00 as the local clock shows them."""
    utc = pd.DatetimeIndex(instants.view("M8[us]")).tz_localize("UTC")
    return np.asarray(utc.tz_convert(zone(timezone)).tz_localize(None).as_unit("us").asi8)


def local_days(instants: Instants, timezone: str) -> Days:
    """Calendar day of each instant on the local clock, as days since 1970-01-01."""
    return np.floor_divide(local_hours(instants, timezone), 24).astype(np.int32)


def day_starts(days: npt.ArrayLike, timezone: str) -> Instants:
    """First instant of each local day [µs UTC].

    Where a clock change skips midnight, or the whole day, it begins at the first instant that exists.
    """
    wall = pd.DatetimeIndex(np.asarray(days, dtype="int64").astype("M8[D]").astype("M8[us]"))
    local = wall.tz_localize(zone(timezone), ambiguous=np.ones(len(wall), dtype=bool), nonexistent="NaT")
    starts = np.array(local.tz_convert("UTC").as_unit("us").asi8, dtype=np.int64)
    gone = local.isna()
    starts[gone] = after_leap(wall.asi8[gone], timezone)
    return starts


def after_leap(wall: npt.NDArray[np.int64], timezone: str) -> Instants:
    """First instant [µs UTC] after the clock change that skipped each of these readings of the local clock.

    Parameters
    ----------
    wall : int64 array
        Microseconds since 1970-01-01 00:00 on the local clock, none of which it ever showed.
    timezone : str

    Notes
    -----
    ``shift_forward`` of pandas does the same for changes of one hour, and errs on all others.
    """
    skipped, rows = np.unique(wall, return_inverse=True)
    return np.array([_clock_passes(int(at), timezone) for at in skipped], dtype=np.int64)[rows]


def _clock_passes(reading: int, timezone: str) -> int:
    # No clock is a day away from UTC.
    before, after = reading - US_PER_DAY, reading + US_PER_DAY
    while after - before > 1:
        middle = (before + after) // 2
        if _wall(np.array([middle]), timezone)[0] < reading:
            before = middle
        else:
            after = middle
    return after


def day_number(day: dt.date | str) -> int:
    """Days since 1970-01-01 of a date or an ISO date string."""
    return (as_date(day) - _EPOCH).days


def day_date(number: int) -> dt.date:
    """Return the date of a day number."""
    return _EPOCH + dt.timedelta(days=int(number))


def day_index(start: int, n_days: int, name: str = "day") -> pd.DatetimeIndex:
    """Return an index of `n_days` consecutive local days, midnight without a zone."""
    return pd.date_range(day_date(start), periods=n_days, freq="D", name=name, unit="us")


def as_date(day: dt.date | str) -> dt.date:
    """Read a date, an ISO date string or a pandas timestamp as a calendar date."""
    if isinstance(day, dt.datetime):
        return day.date()
    if isinstance(day, dt.date):
        return day
    try:
        return dt.date.fromisoformat(str(day))
    except ValueError:
        raise wrong_option("option_date", day=day) from None
