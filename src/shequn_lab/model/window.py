"""A half-open run of whole local days."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from shequn_lab.model import clock
from shequn_lab.terms import wrong_option


@dataclass(frozen=True)
class Window:
    """Whole local days from `start` (inside) to `end` (outside) on the clock of `timezone`.

    Parameters
    ----------
    start, end : datetime.date
        First day inside and first day after.
    timezone : str
        IANA name.

    Raises
    ------
    OptionError
        If the window is empty or the zone unknown.
    """

    start: dt.date
    end: dt.date
    timezone: str = "Asia/Shanghai"

    def __post_init__(self) -> None:
        object.__setattr__(self, "start", clock.as_date(self.start))
        object.__setattr__(self, "end", clock.as_date(self.end))
        clock.zone(self.timezone)
        if self.end <= self.start:
            raise wrong_option("option_empty_window", start=self.start, end=self.end)

    @property
    def first(self) -> int:
        """Day number of the first day."""
        return clock.day_number(self.start)

    @property
    def stop(self) -> int:
        """Day number of the first day after the window."""
        return clock.day_number(self.end)

    @property
    def n_days(self) -> int:
        """Length [days]."""
        return self.stop - self.first

    @property
    def last_day(self) -> dt.date:
        """Return the last day inside."""
        return self.end - dt.timedelta(days=1)

    @property
    def days(self) -> pd.DatetimeIndex:
        """Return the days as an index."""
        return clock.day_index(self.first, self.n_days)

    @property
    def start_at(self) -> int:
        """First instant inside [µs UTC]."""
        return int(clock.day_starts([self.first], self.timezone)[0])

    @property
    def end_at(self) -> int:
        """First instant after the window [µs UTC]."""
        return int(clock.day_starts([self.stop], self.timezone)[0])

    def holds(self, other: Window) -> bool:
        """Tell whether `other` lies inside this window."""
        return self.start <= other.start and other.end <= self.end

    def __str__(self) -> str:
        return f"{self.start} – {self.last_day} ({self.n_days} d, {self.timezone})"
