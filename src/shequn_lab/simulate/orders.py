"""Who buys, when, what and for how much.

A member who has not bought has a daily hazard of a first order; after each order some mean to buy again, with a
hazard of their own from the next day on. So, while nothing else acts on orders and the buyer stays, the share who
buy again within D days is ``repurchase_share`` × (1 − exp(−D ÷ ``repurchase_days``)).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from shequn_lab.model import clock
from shequn_lab.simulate.activities import Warmth
from shequn_lab.simulate.block import Block
from shequn_lab.simulate.record import NONE, US, Flags, People
from shequn_lab.simulate.standing import Standing
from shequn_lab.simulate.streams import Floats, Ints, geometric, normal
from shequn_lab.simulate.world import Week, World

N_PRODUCTS = 12
# Prices end in whole tenths of the main unit.
_ROUND_MINOR = 10


def orders(block: Block, warmth: Warmth, world: World, week: Week) -> tuple[dict[str, Ints], Standing]:
    """Draw the orders of a week, at most one of a member on a day.

    Returns
    -------
    dict of str to int array
        ``row`` (of the community), ``nth`` (0 is a member's first), ``at``.
    Standing
        With order hazard, number of orders and day of the last.
    """
    standing = block.standing
    found: list[tuple[Ints, Ints, Ints]] = [(np.zeros(0, dtype=np.int64),) * 3]
    open_ = np.flatnonzero(block.temper.first_order_rate > 0)
    while open_.size:
        day, total = _next(block, standing, open_, warmth, world, week)
        bought, at = _bought(block, standing, open_, day, world, week)
        hazard, n, last = standing.order_hazard.copy(), standing.n_orders.copy(), standing.bought_day.copy()
        hazard[open_] = total
        buyers = open_[bought]
        found.append((block.rows[buyers], n[buyers], at[bought]))
        hazard[buyers], last[buyers] = 0.0, day[bought]
        n[buyers] += 1
        standing = standing.but(order_hazard=hazard, n_orders=n, bought_day=last)
        open_ = buyers
    row, nth, at = (np.concatenate(part) for part in zip(*found, strict=True))
    return {"row": row, "nth": nth, "at": at}, standing


def _next(
    block: Block, standing: Standing, rows: Ints, warmth: Warmth, world: World, week: Week
) -> tuple[Ints, Floats]:
    """Day of the next order of each member, ``week.stop`` if there is none, and the hazard gathered by then."""
    scenario, people = world.scenario, block.people.take(rows)
    first = standing.n_orders[rows] == 0
    source, nth = world.stream("purchases"), standing.n_orders[rows]
    threshold = -np.log(people.draw(source, np.arange(rows.size), 0, nth)[0])
    again = people.draw(source, np.arange(rows.size), 0, np.maximum(nth - 1, 0))[2] < scenario.repurchase_share
    rate = np.where(first, block.temper.first_order_rate[rows], again / scenario.repurchase_days)
    days = np.arange(week.first, week.stop)
    begin = np.maximum(world.rhythm.day_of(people.joined_at), standing.bought_day[rows] + 1)
    factor = 1 + warmth.orders(np.repeat(rows, days.size), np.tile(days, rows.size)).reshape(rows.size, days.size)
    factor = factor * (1 + scenario.promotion_order_effect * world.promotions[days])
    hazard = np.where(days >= begin[:, None], rate[:, None] * factor, 0.0)
    total = standing.order_hazard[rows][:, None] + np.cumsum(hazard, axis=1)
    which = (total < threshold[:, None]).sum(axis=1)
    return week.first + which, total[:, -1]


def _bought(block: Block, standing: Standing, rows: Ints, day: Ints, world: World, week: Week) -> tuple[Flags, Ints]:
    """Tell who is still there to buy, and when."""
    people, everybody = block.people.take(rows), np.arange(rows.size)
    u = people.draw(world.stream("purchases"), everybody, 0, standing.n_orders[rows])[1]
    at = world.rhythm.within(np.minimum(day, week.stop - 1), u, people.joined_at, people.left_at)
    return (day < week.stop) & people.there(everybody, at), at


def terms(row: Ints, nth: Ints, at: Ints, people: People, world: World) -> pd.DataFrame:
    """Draw what was bought and on what terms, all amounts in whole minor units.

    Returns
    -------
    DataFrame
        Columns of ``model.schema.ORDERS`` but for ids; instants as numbers, ``NONE`` where there is none.
    """
    scenario = world.scenario
    u = people.draw(world.stream("order_terms"), row, 0, nth)
    v = people.draw(world.stream("order_terms"), row, 1, nth)
    product = np.floor(u[0] * N_PRODUCTS).astype(np.int64)
    z = normal(world.stream("products").uniform(np.arange(N_PRODUCTS))[0])
    prices = np.maximum(np.round(scenario.price_minor * np.exp(scenario.price_sigma * z) / _ROUND_MINOR), 1)
    units = 1 + geometric(u[1], scenario.extra_units)
    listed = (prices[product] * _ROUND_MINOR).astype(np.int64) * units
    coupon = u[2] < scenario.coupon_share
    discount = np.where(coupon, np.floor(listed * scenario.coupon_off_share), 0).astype(np.int64)
    paid = listed - discount
    cancelled = v[0] < scenario.cancelled_share
    wait = np.where(cancelled, 0.0, -np.log(v[2]) * scenario.refund_days * (clock.US_PER_DAY // US))
    back_at = at + US * (1 + np.floor(wait).astype(np.int64))
    back = (cancelled | (u[3] < scenario.refund_share)) & (back_at < world.rhythm.end_at)
    part = np.where(~cancelled & (v[1] < scenario.partial_refund_share), v[3], 1.0)
    return pd.DataFrame(
        {
            "row": row,
            "ordered_at": at,
            "paid_minor": paid,
            "currency": scenario.currency,
            "refunded_minor": np.where(back, np.ceil(paid * part), 0).astype(np.int64),
            "refunded_at": np.where(back, back_at, NONE),
            "cancelled": cancelled & back,
            "discount_minor": discount,
            "cost_minor": np.round(listed * (1 - scenario.margin_share)).astype(np.int64),
            "n_units": units,
            "product": product,
        }
    )
