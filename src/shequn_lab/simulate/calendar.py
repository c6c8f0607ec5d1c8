"""What is to be published on which day: drawn before anything else, and dependent on nobody."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shequn_lab.simulate.parts import POST_CATEGORIES, SLOTS
from shequn_lab.simulate.record import Arrays, Flags
from shequn_lab.simulate.scenario import Scenario
from shequn_lab.simulate.streams import Floats, Ints, pick, poisson, stream

#: D4: promotion is at most 30 % of the content of a day or week.
PROMOTION_CEILING = 0.30
_MEMORY_DAYS = 7
_PROMOTION, _UGC, _VALUE = (POST_CATEGORIES.index(name) for name in ("promotion", "ugc", "value"))
# Operators' posts of a day have the numbers 0 to 3; members' begin here.
_FIRST_OF_MEMBERS = 8


@dataclass(frozen=True)
class Calendar(Arrays):
    """Posts to be published, in no particular order.

    Attributes
    ----------
    day, number : int arrays
        Day of the simulation, and number of the post within the day: its address.
    category, form : int arrays
        Positions in ``POST_CATEGORIES`` and ``FORMS``.
    by_operator : bool array
    jitter : float array
        Uniform number that places the post within its slot or day.
    """

    day: Ints
    number: Ints
    category: Ints
    form: Ints
    by_operator: Flags
    jitter: Floats


def calendar(scenario: Scenario, *, seed: int) -> Calendar:
    """Draw what is published on each day, by operators and by members."""
    day = np.arange(scenario.n_days)
    u = stream(seed, "calendar").uniform(0, day)
    whole = int(scenario.posts_per_day)
    n_house = np.minimum(whole + (u[0] < scenario.posts_per_day - whole), len(SLOTS)).astype(np.int64)
    n_members = poisson(u[1], scenario.ugc_posts_per_day)
    counts = np.concatenate([n_house, n_members])
    days = np.repeat(np.concatenate([day, day]), counts)
    within = np.arange(days.size) - np.repeat(np.cumsum(counts) - counts, counts)
    by_operator = np.repeat(np.arange(2 * day.size) < day.size, counts)
    number = np.where(by_operator, within, within + _FIRST_OF_MEMBERS)
    drawn = stream(seed, "posts").uniform(0, days, number)
    running = (days >= scenario.promotion_run_start_day) & (
        days < scenario.promotion_run_start_day + scenario.promotion_run_days
    )
    promotes = running | (drawn[0] < scenario.promotion_share)
    category = np.where(promotes, _PROMOTION, pick(drawn[1], scenario.category_shares))
    # A campaign is announced in the first post of each of its days.
    since = days - scenario.campaign_start_day
    announces = (since >= 0) & (since < scenario.campaign_days) & (number == 0)
    category = np.where(announces & ~running, POST_CATEGORIES.index("activity"), category)
    return Calendar(
        day=days,
        number=number,
        category=np.where(by_operator, category, _UGC),
        form=pick(drawn[2], scenario.form_shares),
        by_operator=by_operator,
        jitter=drawn[3],
    )


def promotions(plan: Calendar, scenario: Scenario) -> Ints:
    """Count the promotional posts of operators on each day."""
    return np.bincount(plan.day[plan.by_operator & (plan.category == _PROMOTION)], minlength=scenario.n_days)


def pressure(plan: Calendar, scenario: Scenario) -> Floats:
    """How far the last seven days' promotion went beyond its ceiling, on each day: 0 (not) to 1 (nothing else)."""
    share = _recent_share(plan, scenario, _PROMOTION)
    return np.asarray(np.maximum(share - PROMOTION_CEILING, 0) / (1 - PROMOTION_CEILING), dtype=np.float64)


def lift(plan: Calendar, scenario: Scenario) -> Floats:
    """Share of value content in the last seven days, on each day."""
    return _recent_share(plan, scenario, _VALUE)


def _recent_share(plan: Calendar, scenario: Scenario, category: int) -> Floats:
    house = plan.by_operator
    posts = np.bincount(plan.day[house], minlength=scenario.n_days)
    chosen = np.bincount(plan.day[house & (plan.category == category)], minlength=scenario.n_days)
    week = np.ones(_MEMORY_DAYS, dtype=np.int64)
    total, part = (np.convolve(c, week)[: scenario.n_days] for c in (posts, chosen))
    share = np.asarray(part / np.maximum(total, 1), dtype=np.float64)
    # One or two posts say nothing about a week: the first days press nobody.
    share[: _MEMORY_DAYS - 1] = 0
    return share
