"""Which activities are put on, and when: planned before the first day, like the calendar of posts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shequn_lab.simulate.parts import ACTIVITIES
from shequn_lab.simulate.record import Arrays
from shequn_lab.simulate.rhythm import Rhythm
from shequn_lab.simulate.scenario import Scenario
from shequn_lab.simulate.streams import Floats, Ints, stream

_MONTH_DAYS = 30.0
# From morning to night of their days, on the local clock.
_OPENS, _CLOSES = 8.0, 22.0
CHECK_IN = ACTIVITIES.index("check_in")


@dataclass(frozen=True)
class Programme(Arrays):
    """Activities in the order of their beginning.

    Attributes
    ----------
    kind : int array
        Position in ``ACTIVITIES``.
    first, stop : int array
        Their days: the first inside, the first after.
    starts_at, ends_at : int array
        Instants [µs UTC, whole seconds].
    share : float array
        Ordinary members present who take part.
    visit_effect, order_effect : float array
        What taking part adds to visits and to orders [factor].
    """

    kind: Ints
    first: Ints
    stop: Ints
    starts_at: Ints
    ends_at: Ints
    share: Floats
    visit_effect: Floats
    order_effect: Floats


def programme(scenario: Scenario, rhythm: Rhythm, *, seed: int) -> Programme:
    """Spread the activities of each kind evenly over the days, from a beginning that is drawn."""
    kinds: list[Ints] = []
    days: list[Ints] = []
    u = stream(seed, "programme").uniform(np.arange(len(ACTIVITIES)))[0]
    for which, rate in enumerate(scenario.activities_per_month):
        span = scenario.n_days - scenario.activities_start_day
        number = np.arange(max(int(np.ceil(span * rate / _MONTH_DAYS - u[which])), 0))
        begins = scenario.activities_start_day + np.floor((number + u[which]) * _MONTH_DAYS / max(rate, 1e-9))
        kinds.append(np.full(number.size, which))
        days.append(begins.astype(np.int64))
    kind, first = np.concatenate(kinds), np.concatenate(days)
    stop = first + np.asarray(scenario.activity_days, dtype=np.int64)[kind]
    # An activity that would outlast the simulation is not begun.
    kept = np.flatnonzero(stop <= scenario.n_days)
    kept = kept[np.lexsort((kind[kept], first[kept]))]
    kind, first, stop = kind[kept], first[kept], stop[kept]
    return Programme(
        kind=kind,
        first=first,
        stop=stop,
        starts_at=rhythm.clock_at(first, np.full(kind.size, _OPENS)),
        ends_at=rhythm.clock_at(stop - 1, np.full(kind.size, _CLOSES)),
        share=np.asarray(scenario.participation_shares)[kind],
        visit_effect=np.asarray(scenario.activity_visit_effects)[kind],
        order_effect=np.asarray(scenario.activity_order_effects)[kind],
    )
