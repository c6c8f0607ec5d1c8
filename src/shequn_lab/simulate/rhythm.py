"""When people are there: hours of the day, days of the week, quiet days, on the local clock.

Everything is told by one rising curve, the *attention* Λ(t): average hours of presence offered up to the
instant t. A night adds little, an evening much, a whole average day 24. A moment of a day is drawn evenly
on Λ and read back as an instant; a reply that takes two hours of attention after 23:00 comes next morning.
Clock changes need no care of their own: the curve is built from real hours.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from shequn_lab.model import clock
from shequn_lab.simulate.record import US
from shequn_lab.simulate.scenario import Scenario
from shequn_lab.simulate.streams import Floats, Ints, normal, stream

_MONDAY = 3  # 1970-01-01, day 0, was a Thursday.


@dataclass(frozen=True)
class Rhythm:
    """The attention curve over the simulated days.

    Attributes
    ----------
    start_at, end_at : int
        First instant inside and first after [µs UTC].
    first_day : int
        Day number of day 0 of the simulation.
    edges : float array
        Instants at which the slope may change [seconds after `start_at`].
    attention : float array
        Λ at the edges [hours].
    day_edges : float array, shape (n_days + 1,)
        Λ at the beginning of each day and at the end of the last.
    day_starts : int array, shape (n_days + 1,)
        Instants at which the days begin, and the last ends [µs UTC].
    edge_hours : int array
        Local hours since 1970 in which each edge lies.
    """

    start_at: int
    end_at: int
    first_day: int
    edges: Floats
    attention: Floats
    day_edges: Floats
    day_starts: Ints
    edge_hours: Ints

    @property
    def n_days(self) -> int:
        """Simulated days."""
        return self.day_edges.size - 1

    def at(self, attention: Floats) -> Ints:
        """Instant at which the curve reaches a value [µs UTC, whole seconds]."""
        seconds = np.floor(np.interp(attention, self.attention, self.edges))
        return self.start_at + US * seconds.astype(np.int64)

    def attention_at(self, instant: Ints) -> Floats:
        """Value of the curve at an instant [hours]; 0 before the first day, all of it after the last."""
        clipped = np.clip(instant, self.start_at, self.end_at)
        return np.asarray(np.interp((clipped - self.start_at) / US, self.edges, self.attention), dtype=np.float64)

    def span(self, day: Ints, joined_at: Ints, left_at: Ints) -> tuple[Floats, Floats]:
        """Part of the curve a person spends here on a day (0 is the first): Λ at its beginning and its end."""
        begin, end = self.day_edges[day], self.day_edges[day + 1]
        # Only on the day of joining or leaving does the instant matter: reading the curve is what costs.
        late, early = joined_at > self.day_starts[day], left_at < self.day_starts[day + 1]
        begin[late] = np.maximum(begin[late], self.attention_at(joined_at[late]))
        end[early] = np.minimum(end[early], self.attention_at(left_at[early]))
        return begin, np.maximum(end, begin)

    def clock_at(self, day: Ints, hour: Floats) -> Ints:
        """Instant of a time of day on the local clock [µs UTC, whole seconds].

        A time that the clock skips is the next that exists; of one that comes twice, the first counts.
        """
        whole = np.floor(hour).astype(np.int64)
        edge = np.searchsorted(self.edge_hours, 24 * (day + self.first_day) + whole)
        edge = np.minimum(edge, self.edges.size - 2)
        seconds = self.edges[edge] + np.floor(3600 * (hour - whole))
        return np.minimum(self.start_at + US * seconds.astype(np.int64), self.end_at - US)

    def day_of(self, instant: Ints) -> Ints:
        """Day of the simulation in which an instant lies; negative before it, ``n_days`` after it."""
        inside = np.searchsorted(self.day_starts, instant, side="right") - 1
        earlier = np.floor_divide(instant - self.start_at, clock.US_PER_DAY)
        return np.where(instant < self.start_at, earlier, inside).astype(np.int64)

    def within(self, day: Ints, u: Floats, joined_at: Ints, left_at: Ints) -> Ints:
        """Moment of a day that a person spends here, even on the curve [µs UTC, whole seconds]."""
        begin, end = self.span(day, joined_at, left_at)
        # The curve is read in floating point; a rounded second must not lie outside the stay.
        earliest = np.maximum(self.day_starts[day], joined_at)
        latest = np.maximum(np.minimum(self.day_starts[day + 1], left_at) - US, earliest)
        return np.clip(self.at(begin + u * (end - begin)), earliest, latest)


def rhythm(scenario: Scenario, *, seed: int, pressure: Floats, lift: Floats) -> Rhythm:
    """Build the attention curve of a scenario.

    Parameters
    ----------
    scenario : Scenario
    seed : int
    pressure : float array, shape (n_days,)
        How far promotion went beyond its ceiling, 0 to 1; it drags attention down.
    lift : float array, shape (n_days,)
        Share of value content, 0 to 1; it raises attention.
    """
    window = scenario.window
    starts = clock.day_starts(np.arange(window.first, window.stop + 1), scenario.timezone)
    hourly = np.arange(window.start_at, window.end_at, clock.US_PER_HOUR, dtype=np.int64)
    edges = np.unique(np.concatenate([hourly, starts]))
    local = clock.local_hours(edges[:-1], scenario.timezone)
    day = local // 24 - window.first
    slope = (
        _mean_one(scenario.hour_factors)[local % 24]
        * _mean_one(scenario.weekday_factors)[(local // 24 + _MONDAY) % 7]
        * _day_factors(scenario, seed, pressure, lift)[day]
    )
    attention = np.concatenate([[0.0], np.cumsum(slope * np.diff(edges) / clock.US_PER_HOUR)])
    return Rhythm(
        start_at=window.start_at,
        end_at=window.end_at,
        first_day=window.first,
        edges=(edges - window.start_at) / US,
        attention=attention,
        day_edges=attention[np.searchsorted(edges, starts)],
        day_starts=starts,
        edge_hours=np.concatenate([local, [24 * window.stop]]),
    )


def _mean_one(factors: tuple[float, ...]) -> npt.NDArray[np.float64]:
    array = np.asarray(factors, dtype=np.float64)
    return array / array.mean()


def _day_factors(scenario: Scenario, seed: int, pressure: Floats, lift: Floats) -> Floats:
    """Draw what makes a day livelier or quieter than others of its weekday."""
    day = np.arange(scenario.n_days)
    luck = np.exp(scenario.day_sigma * normal(stream(seed, "day_moods").uniform(0, day)[0]))
    holiday = (day >= scenario.holiday_start_day) & (day < scenario.holiday_start_day + scenario.holiday_days)
    dragged = (1 - scenario.promotion_drag * pressure) * (1 + scenario.value_lift * lift)
    return np.asarray(luck * np.where(holiday, scenario.holiday_factor, 1.0) * dragged, dtype=np.float64)
