"""Who takes part in what is put on, and how long it shows afterwards in visits and orders."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shequn_lab.simulate.block import Block
from shequn_lab.simulate.programme import CHECK_IN
from shequn_lab.simulate.record import Arrays, Happenings, happen, keys, nothing_happens
from shequn_lab.simulate.standing import LONG_AGO, Standing
from shequn_lab.simulate.streams import Floats, Ints, geometric
from shequn_lab.simulate.world import Week, World


@dataclass(frozen=True)
class Attendance(Arrays):
    """Times somebody took part: position in the block, number of the activity, day, instant."""

    row: Ints
    activity: Ints
    day: Ints
    at: Ints


@dataclass(frozen=True)
class Warmth:
    """What taking part adds to visits and orders, from the day after and for some days; a newer effect replaces it.

    Attributes
    ----------
    before : Standing
        With the effect that was there when the week began.
    day, visit_effect, order_effect : array, shape (n_block,)
        First participation of this week; ``LONG_AGO`` where there is none.
    lasts : int
        Days.
    """

    before: Standing
    day: Ints
    visit_effect: Floats
    order_effect: Floats
    lasts: int

    def visits(self, row: Ints, day: Ints) -> Floats:
        """Return what is added to the visits of members (positions in the block) on days [factor]."""
        return self._factor(row, day, self.before.warm_visits, self.visit_effect)

    def orders(self, row: Ints, day: Ints) -> Floats:
        """Return what is added to their orders [factor]."""
        return self._factor(row, day, self.before.warm_orders, self.order_effect)

    def _factor(self, row: Ints, day: Ints, older: Floats, newer: Floats) -> Floats:
        def lasting(since: Ints) -> Floats:
            return np.asarray((day > since) & (day <= since + self.lasts), dtype=np.float64)

        was = lasting(self.before.warm_day[row]) * older[row]
        return np.where(day > self.day[row], lasting(self.day[row]) * newer[row], was)

    def after(self) -> Standing:
        """Return the state at the end of the week."""
        fresh = self.day > LONG_AGO
        return self.before.but(
            warm_day=np.where(fresh, self.day, self.before.warm_day),
            warm_visits=np.where(fresh, self.visit_effect, self.before.warm_visits),
            warm_orders=np.where(fresh, self.order_effect, self.before.warm_orders),
        )


def attend(block: Block, world: World, week: Week) -> tuple[Attendance, Warmth]:
    """Draw who takes part in the week, and what it changes."""
    programme = world.programme
    running = np.flatnonzero((programme.first < week.stop) & (programme.stop > week.first))
    none = Attendance(*(np.zeros(0, dtype=np.int64) for _ in range(4)))
    found = Attendance.together([none, *(_at(block, int(number), world, week) for number in running)])
    # The first of the week counts; of two on one day the one that was put on first.
    order = np.lexsort((found.activity, found.day, found.row))
    row, which = np.unique(found.row[order], return_index=True)
    first = found.take(order[which])
    day = np.full(block.rows.size, LONG_AGO)
    visits, orders = np.zeros(block.rows.size), np.zeros(block.rows.size)
    day[row] = first.day
    visits[row] = programme.visit_effect[first.activity]
    orders[row] = programme.order_effect[first.activity]
    return found, Warmth(block.standing, day, visits, orders, world.scenario.activity_effect_days)


def _at(block: Block, number: int, world: World, week: Week) -> Attendance:
    """Draw participations in one activity in a week; those in a check-in come again on the next day, or not."""
    people, scenario, programme = block.people, world.scenario, world.programme
    starts, ends = int(programme.starts_at[number]), int(programme.ends_at[number])
    first, n_days = int(programme.first[number]), int(programme.stop[number] - programme.first[number])
    able = np.flatnonzero(people.ordinary & (people.joined_at <= starts) & (people.left_at > starts))
    u = people.draw(world.stream("participations"), able, number)
    share = programme.share[number] * np.asarray(scenario.participation_tier_factors)[block.temper.tier[able]]
    comes = u[0] < share
    row, u = able[comes], u[:, comes]
    if programme.kind[number] == CHECK_IN:
        goes_on = scenario.check_in_continue_share
        begin = np.zeros(row.size, dtype=np.int64)
        last = np.minimum(geometric(u[1], goes_on / max(1 - goes_on, 1e-9)), n_days - 1)
    else:
        begin = last = np.floor(u[1] * n_days).astype(np.int64)
    days = np.arange(max(week.first, first), min(week.stop, first + n_days))
    which, nth = np.nonzero((days - first >= begin[:, None]) & (days - first <= last[:, None]))
    row, day = row[which], days[nth]
    moment = people.draw(world.stream("attendance"), row, day, number)[0]
    opens, closes = np.full(row.size, starts), np.minimum(people.left_at[row], ends)
    at = world.rhythm.within(day, moment, opens, closes)
    still = at < closes
    return Attendance(row, np.full(row.size, number), day, at).take(still)


def participations(block: Block, attended: Attendance, world: World) -> Happenings:
    """Return the events of taking part."""
    parts = [nothing_happens()]
    checks = world.programme.kind[attended.activity] == CHECK_IN
    for kind, chosen in (("check_in", checks), ("participate", ~checks)):
        a = attended.take(chosen)
        row = block.rows[a.row]
        key = keys("participations", row, a.activity, a.day - world.programme.first[a.activity])
        parts.append(happen(key, row, a.at, kind, place=block.people.place[a.row]))
    return Happenings.together(parts)
