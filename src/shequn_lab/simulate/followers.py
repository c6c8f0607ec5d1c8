"""Who follows the account outside: a count for each day; followers are not members."""

from __future__ import annotations

import numpy as np
import pandas as pd

from shequn_lab.model import clock
from shequn_lab.simulate.streams import Ints, poisson
from shequn_lab.simulate.world import World

_THOUSAND = 1000.0


def followers(posts: pd.DataFrame, world: World) -> pd.DataFrame:
    """Let people follow of their own accord and because of what was viewed, and let some unfollow.

    Parameters
    ----------
    posts : DataFrame
        ``published_at`` [µs UTC], ``views``.
    """
    scenario, n_days = world.scenario, world.rhythm.n_days
    day = world.rhythm.day_of(posts["published_at"].to_numpy())
    views = np.bincount(day, weights=posts["views"].to_numpy(), minlength=n_days)
    expected = scenario.follows_per_day + scenario.follows_per_thousand_views * views / _THOUSAND
    u = world.stream("followers").uniform(np.arange(n_days))
    gained = poisson(u[0], expected)
    count, counts = scenario.n_followers, []
    for today in range(n_days):
        lost: Ints = poisson(u[1][today : today + 1], count * scenario.unfollow_share)
        count = max(count + int(gained[today]) - int(lost[0]), 0)
        counts.append(count)
    first = clock.day_number(scenario.start)
    return pd.DataFrame(
        {"account": "account", "counted_on": clock.day_index(first, n_days).to_numpy(), "n_followers": counts}
    )
