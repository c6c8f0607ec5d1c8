"""What was planted: kept apart from the tables, and read by no metric."""

from __future__ import annotations

import numpy as np
import pandas as pd

from shequn_lab.simulate.assemble import column, instants
from shequn_lab.simulate.names import Names
from shequn_lab.simulate.parts import ACTIVITIES, TIERS
from shequn_lab.simulate.record import People
from shequn_lab.simulate.scenario import Scenario
from shequn_lab.simulate.standing import Standing
from shequn_lab.simulate.tiers import OPERATOR, Tempers


def truth(people: People, temper: Tempers, standing: Standing, names: Names) -> pd.DataFrame:
    """Return what was planted in each member; operators have no tier.

    Returns
    -------
    DataFrame
        Index ``member_id``; ``tier``, ``visits_per_day`` [1/day], ``speaks``, ``fades_at`` [UTC], ``campaign``,
        ``first_order_rate`` [1/day], ``sees_reviews``, ``belonging`` at the end [0–1].
    """
    words = np.asarray([*TIERS, None], dtype=object)
    return pd.DataFrame(
        {
            "tier": words[np.where(temper.tier == OPERATOR, len(TIERS), temper.tier)],
            "visits_per_day": temper.visits_per_day,
            "speaks": temper.speaks,
            "fades_at": instants(temper.fades_at).array,
            "campaign": people.campaign,
            "first_order_rate": temper.first_order_rate,
            "sees_reviews": temper.sees_reviews,
            "belonging": standing.belonging,
        },
        index=pd.Index(column(names.members(np.arange(people.size))), name="member_id"),
    )


def planted(scenario: Scenario) -> pd.DataFrame:
    """Return the figures that follow from the scenario alone, while nobody leaves and nothing else acts on orders.

    Returns
    -------
    DataFrame
        Index: name; ``value``.
    """
    within = (7, 30, 90)
    k_factor = scenario.invitations_per_member * scenario.invitation_accept_share
    values = {
        "k_factor": k_factor,
        **{f"k_factor_within_{n}_days": k_factor * _joined_within(scenario, n) for n in within},
        **{f"repurchase_within_{n}_days": _bought_within(scenario, n) for n in within},
        **{f"effect_of_{part}_on_visits": effect for part, effect in _effects(scenario)},
    }
    return pd.DataFrame({"value": values}).rename_axis("name")


def _joined_within(scenario: Scenario, n_days: float) -> float:
    """Probability that a guest comes at most so many days after the inviter: two exponential waits, in whole days."""
    n_days += 1
    slow, quick = 1 / scenario.invitation_delay_days, 1 / scenario.invitation_accept_days
    if np.isclose(slow, quick):
        return float(1 - np.exp(-slow * n_days) * (1 + slow * n_days))
    return float(1 - (quick * np.exp(-slow * n_days) - slow * np.exp(-quick * n_days)) / (quick - slow))


def _bought_within(scenario: Scenario, n_days: float) -> float:
    return float(scenario.repurchase_share * -np.expm1(-n_days / scenario.repurchase_days))


def _effects(scenario: Scenario) -> list[tuple[str, float]]:

    return list(zip(ACTIVITIES, scenario.activity_visit_effects, strict=True))
