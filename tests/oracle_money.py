"""Money and customer value once more, one member and one order at a time.

Costs and discounts stand beside the orders, by id: ``None`` for what is not on record.
"""

from __future__ import annotations

import datetime as dt
from statistics import mean

from oracle import DAY, OPERATORS, Person, inside, local_day, plain_members, whole, window
from oracle_conversion import converts, followed, history_known, there
from oracle_retention import cohort
from oracle_tables import Order, Shop

Costs = dict[str, int | None]


def net(o: Order) -> int:
    return o.paid - (o.refunded or 0)


def standing(s: Shop) -> list[Order]:
    """Orders that stand, of plain members, in the order of time."""
    role = {p.id: p.role for p in s.w.people}
    return sorted((o for o in s.orders or () if converts(o) and role[o.who] not in OPERATORS), key=lambda o: o.at)


def in_window(s: Shop) -> list[Order]:
    return [o for o in standing(s) if inside(local_day(s.w, o.at), window(s.w))]


def arpu(s: Shop, base: str = "any") -> tuple[int, int, int]:
    """Net minor units of the members present, how many they are, and how many of them bought."""
    members = {p.id for p in plain_members(s.w) if there(s, p, base)}
    orders = [o for o in in_window(s) if o.who in members]
    return sum(map(net, orders)), len(members), len({o.who for o in orders})


def margin(s: Shop, costs: Costs) -> tuple[int, int]:
    known = [(net(o), costs[o.id]) for o in in_window(s) if costs[o.id] is not None]
    return sum(n - c for n, c in known), sum(n for n, _ in known)


def lift(s: Shop, costs: Costs, discounts: Costs) -> tuple[int, int]:
    orders = [o for o in in_window(s) if costs[o.id] is not None and discounts[o.id]]
    return sum(discounts[o.id] for o in orders), sum(net(o) - costs[o.id] for o in orders)


# -- RFM -----------------------------------------------------------------------------------------------


def rfm(s: Shop) -> dict[str, tuple[int, int, float, int, int, int, int]]:
    """Recency, frequency, monetary, three scores and the model's recency of each buyer."""
    last_day = window(s.w)[1] - DAY
    rows = {}
    for who in {o.who for o in in_window(s)}:
        own = [o for o in in_window(s) if o.who == who]
        days = [local_day(s.w, o.at) for o in own]
        rows[who] = ((last_day - max(days)).days, len(own), mean(map(net, own)), (max(days) - min(days)).days)

    def score(who: str, part: int, sign: int) -> int:
        worse = [other for other in rows if sign * rows[other][part] < sign * rows[who][part]]
        return 1 + 5 * len(worse) // len(rows)

    return {
        who: (row[0], row[1], row[2], score(who, 0, -1), score(who, 1, 1), score(who, 2, 1), row[3])
        for who, row in rows.items()
    }


# -- by age --------------------------------------------------------------------------------------------


def joiners(s: Shop) -> dict[str, dt.date]:
    return {who: stay.day for who, stay in cohort(s.w)[0].items()}


def customers(s: Shop, known: bool) -> dict[str, dt.date]:
    """First purchase day of who bought first in the window."""
    people: dict[str, Person] = {p.id: p for p in plain_members(s.w)}
    first: dict[str, dt.date] = {}
    for o in standing(s):
        first.setdefault(o.who, local_day(s.w, o.at))
    return {
        who: day for who, day in first.items() if inside(day, window(s.w)) and (known or history_known(s, people[who]))
    }


def value(s: Shop, costs: Costs, start: dict[str, dt.date], n: int) -> tuple[int, int, int]:
    """Net margin up to age n of who was followed that long, how many they are, and how many of them bought."""
    members = {who: day for who, day in start.items() if followed(s, day, n)}
    own = [o for o in standing(s) if o.who in members and 0 <= (local_day(s.w, o.at) - members[o.who]).days <= n]
    return sum(net(o) - (costs[o.id] or 0) for o in own), len(members), len({o.who for o in own})


def payback(s: Shop, costs: Costs, known: bool, n: int, cost: int) -> int | None:
    new = customers(s, known)
    for age in range(n + 1):
        members = {who: day for who, day in new.items() if followed(s, day, n)}
        own = [o for o in standing(s) if o.who in members and (local_day(s.w, o.at) - members[o.who]).days <= age]
        if sum(net(o) - (costs[o.id] or 0) for o in own) * len(new) >= cost * len(members):
            return age
    return None


# -- the numbers of the model ----------------------------------------------------------------------------


def history(s: Shop, known: bool) -> dict[str, tuple[int, int, int, float | None]]:
    """Frequency, recency, age and mean value of the repeat purchase days of each buyer; free orders are none."""
    last_day = min(window(s.w)[1], whole(s.w)[1]) - DAY
    found = {}
    for p in plain_members(s.w):
        days: dict[dt.date, int] = {}
        for o in standing(s):
            day = local_day(s.w, o.at)
            if o.who == p.id and net(o) > 0 and day <= last_day:
                days[day] = days.get(day, 0) + net(o)
        if days and (known or history_known(s, p)):
            first, last = min(days), max(days)
            again = [amount for day, amount in days.items() if day != first]
            found[p.id] = (
                len(days) - 1, (last - first).days, (last_day - first).days, mean(again) if again else None
            )  # fmt: skip
    return found
