"""The order in which processes run, each on what those before it have drawn."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from shequn_lab.model import Community
from shequn_lab.simulate import assemble, content, joins, leaving, replies, talk, tiers
from shequn_lab.simulate.record import together
from shequn_lab.simulate.rhythm import rhythm
from shequn_lab.simulate.scenario import Scenario
from shequn_lab.simulate.streams import checked_seed


@dataclass(frozen=True)
class Simulated:
    """A community and what was planted in it, kept apart.

    Attributes
    ----------
    community : Community
    truth : DataFrame
        Index ``member_id``; see :func:`shequn_lab.simulate.assemble.truth`.
    """

    community: Community
    truth: pd.DataFrame


def simulate(scenario: Scenario, *, seed: int) -> Community:
    """Simulate a community.

    Parameters
    ----------
    scenario : Scenario
    seed : int
        0 to 2³² − 1. The same scenario and seed give the same tables.

    Returns
    -------
    Community
        Marked as synthetic; roster complete; all simulated days observed.

    Raises
    ------
    OptionError
        If the seed is not such a number.

    Examples
    --------
    >>> from shequn_lab.simulate import Scenario, simulate
    >>> community = simulate(Scenario(n_days=14, n_founders=50), seed=1)
    >>> community.synthetic, community.observed.n_days
    (True, 14)
    """
    return simulate_with_truth(scenario, seed=seed).community


def simulate_with_truth(scenario: Scenario, *, seed: int) -> Simulated:
    """Simulate a community and return the planted truth beside it.

    Parameters and errors as for :func:`simulate`.
    """
    seed = checked_seed(seed)
    plan = content.calendar(scenario, seed=seed)
    burden = content.pressure(plan, scenario)
    beat = rhythm(scenario, seed=seed, pressure=burden)
    people = joins.come(scenario, beat, seed=seed)
    temper = tiers.tempers(people, scenario, seed=seed)
    people = replace(people, left_at=leaving.leave(people, temper, scenario, beat, burden, seed=seed))
    talked = talk.talk(people, temper, scenario, beat, seed=seed)
    answered = replies.replies(talked, people, temper, scenario, beat, seed=seed)
    published = content.publish(plan, people, temper, scenario, beat, seed=seed)
    parts = [*joins.moves(people, beat), talked.openers, talked.likes, answered, published.happenings]
    community = assemble.assemble(people, together(parts), published.posts, scenario, seed=seed)
    return Simulated(community, assemble.truth(people, temper))
