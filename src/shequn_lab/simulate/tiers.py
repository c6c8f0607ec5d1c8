"""How people are: a latent tier, a rate inside it, whether they ever speak, how long their interest lasts.

This is the planted truth. No metric reads it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shequn_lab.model import clock
from shequn_lab.simulate.record import NONE, Arrays, Flags, People
from shequn_lab.simulate.streams import Floats, Ints, lognormal, pick
from shequn_lab.simulate.world import World

OPERATOR = -1


@dataclass(frozen=True)
class Tempers(Arrays):
    """What people are like; arrays over the rows of :class:`People`.

    Attributes
    ----------
    tier : int array
        Position in ``TIERS``; ``OPERATOR`` for operators and bot.
    visits_per_day : float array
        Expected visits on an average day once settled in [1/day]; 0 for operators.
    speaks : bool array
        Whether the person ever writes.
    fades_at : int array
        Instant after which interest is gone [µs UTC].
    first_order_rate : float array
        Daily hazard of a first order [1/day].
    sees_reviews : bool array
        Whether the person is shown other buyers' reviews.
    """

    tier: Ints
    visits_per_day: Floats
    speaks: Flags
    fades_at: Ints
    first_order_rate: Floats
    sees_reviews: Flags


def tempers(people: People, world: World) -> Tempers:
    """Draw what each person is like."""
    scenario, everybody = world.scenario, np.arange(people.size)
    u = people.draw(world.stream("tiers"), everybody)
    tier = pick(u[0], scenario.tier_shares)
    rate = lognormal(u[1], np.asarray(scenario.tier_visits_per_day)[tier], scenario.visit_sigma)
    rate = np.where(people.campaign, rate * scenario.campaign_visit_factor, rate)
    interest = lognormal(u[3], np.asarray(scenario.interest_days)[tier], scenario.interest_sigma)
    # A century is for ever, and keeps the instant inside 64 bits.
    lasting = np.minimum(interest, 36_525.0) * clock.US_PER_DAY
    shown = people.draw(world.stream("reviews"), everybody)[0] < scenario.review_share
    buys = scenario.first_orders_per_day * np.asarray(scenario.buyer_tier_factors)[tier]
    buys = buys * np.where(people.lead != NONE, scenario.lead_order_factor, 1.0)
    return Tempers(
        tier=np.where(people.ordinary, tier, OPERATOR),
        visits_per_day=np.where(people.ordinary, rate, 0.0),
        speaks=people.ordinary & (u[2] >= np.asarray(scenario.never_speak_shares)[tier]),
        fades_at=people.joined_at + lasting.astype(np.int64),
        first_order_rate=np.where(people.ordinary, buys * (1 + scenario.review_order_effect * shown), 0.0),
        sees_reviews=people.ordinary & shown,
    )
