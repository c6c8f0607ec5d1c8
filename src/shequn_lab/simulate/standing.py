"""What the weeks so far have done to each person: the state that acts on the next week."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shequn_lab.simulate.record import NONE, Arrays
from shequn_lab.simulate.streams import Floats, Ints

#: Before every day.
LONG_AGO = -(1 << 20)


@dataclass(frozen=True)
class Standing(Arrays):
    """State of people; arrays over the rows of :class:`People`.

    Attributes
    ----------
    leave_hazard : float array
        Hazard of leaving so far.
    belonging : float array
        0 (nobody ever answered) to 1 (something held the member every week).
    warm_day : int array
        Day of the participation whose effect lasts; ``LONG_AGO`` for none.
    warm_visits, warm_orders : float array
        What that effect adds to visits and to orders [factor].
    order_hazard : float array
        Hazard of the next order so far.
    n_orders, bought_day : int array
        Orders so far, and day of the last; ``NONE`` for none.
    """

    leave_hazard: Floats
    belonging: Floats
    warm_day: Ints
    warm_visits: Floats
    warm_orders: Floats
    order_hazard: Floats
    n_orders: Ints
    bought_day: Ints


def fresh(n: int) -> Standing:
    """Return the state of `n` people to whom nothing has happened."""
    nothing = np.zeros(n)
    return Standing(
        leave_hazard=nothing,
        belonging=nothing,
        warm_day=np.full(n, LONG_AGO),
        warm_visits=nothing,
        warm_orders=nothing,
        order_hazard=nothing,
        n_orders=np.zeros(n, dtype=np.int64),
        bought_day=np.full(n, NONE),
    )


def belong(belonging: Floats, held: Ints, gain: float) -> Floats:
    """Move belonging towards what the week held: 1 for those it held (rows), 0 for the others."""
    moved = belonging * (1 - gain)
    moved[held] += gain
    return moved
