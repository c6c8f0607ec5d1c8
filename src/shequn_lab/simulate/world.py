"""What is fixed before the first week: scenario, seed, rhythm of days, and what is planned for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from shequn_lab.simulate.calendar import Calendar, calendar, lift, pressure, promotions
from shequn_lab.simulate.programme import Programme, programme
from shequn_lab.simulate.rhythm import Rhythm, rhythm
from shequn_lab.simulate.scenario import Scenario
from shequn_lab.simulate.streams import Floats, Stream, stream

#: A state changes from week to week: what happened in one acts on the next.
WEEK_DAYS = 7


@dataclass(frozen=True)
class Week:
    """One step of the simulation.

    Attributes
    ----------
    number : int
    first, stop : int
        Its days: the first inside, the first after.
    start_at, end_at : int
        Its first instant inside and first after [µs UTC].
    """

    number: int
    first: int
    stop: int
    start_at: int
    end_at: int


@dataclass(frozen=True)
class World:
    """Everything that no member can change.

    Attributes
    ----------
    scenario : Scenario
    seed : int
    rhythm : Rhythm
    plan : Calendar
        Posts to be published.
    programme : Programme
        Activities to be put on.
    pressure, promotions : float array, shape (n_days,)
        Promotion beyond its ceiling in the last seven days, 0 to 1; promotional posts of the day.
    """

    scenario: Scenario
    seed: int
    rhythm: Rhythm
    plan: Calendar
    programme: Programme
    pressure: Floats
    promotions: Floats

    def stream(self, process: str) -> Stream:
        """Return the stream of a process under this seed."""
        return stream(self.seed, process)

    def weeks(self) -> Iterator[Week]:
        """Yield the weeks in order; the last may be short."""
        starts = self.rhythm.day_starts
        for number, first in enumerate(range(0, self.rhythm.n_days, WEEK_DAYS)):
            stop = min(first + WEEK_DAYS, self.rhythm.n_days)
            yield Week(number, first, stop, int(starts[first]), int(starts[stop]))


def world(scenario: Scenario, *, seed: int) -> World:
    """Draw what is planned and build the rhythm of the days."""
    plan = calendar(scenario, seed=seed)
    burden = pressure(plan, scenario)
    beat = rhythm(scenario, seed=seed, pressure=burden, lift=lift(plan, scenario))
    return World(
        scenario=scenario,
        seed=seed,
        rhythm=beat,
        plan=plan,
        programme=programme(scenario, beat, seed=seed),
        pressure=burden,
        promotions=promotions(plan, scenario).astype(np.float64),
    )
