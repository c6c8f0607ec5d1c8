"""Small communities with planted tiers, or with none: members × days of Poisson activity.

The scenarios at the top were fixed before anything was measured on them; development used other seeds and rates.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa

from shequn_lab.model import Community, Provenance, Window, build_community
from shequn_lab.model.clock import US_PER_DAY, day_date

#: Members, observed days, share of each planted tier from the quietest up, and middle rate [messages a day].
N_MEMBERS, N_DAYS, SHARES, RATE = 600, 45, (0.6, 0.3, 0.1), 0.3
#: Spread of log rates inside a tier, and distances between neighbouring tiers in units of it.
SIGMA, SEPARATIONS = 0.5, (0, 1, 2, 3, 4, 5, 6)
#: Seeds of the curve, and of the communities without groups.
CURVE_SEEDS, NULL_SEEDS = tuple(range(100, 110)), tuple(range(100, 120))
#: Spread of the one lognormal continuum.
CONTINUUM_SIGMA = 1.2
#: Likes for each message, share of messages that reply to an earlier one.
LIKES, REPLIES = 0.5, 0.5
_FIRST = 20_000  # day number of the first observed day


def tiers_planted(separation: float, seed: int) -> tuple[Community, np.ndarray]:
    """Three tiers `separation` spreads apart, and which tier each member is in (0 for the quietest)."""
    rng = np.random.default_rng([seed, 1])
    tier = rng.choice(len(SHARES), size=N_MEMBERS, p=SHARES)
    rate = RATE * np.exp(SIGMA * (separation * (tier - 1) + rng.standard_normal(N_MEMBERS)))
    return community(rate, rng), tier


def continuum(seed: int, *, rate: float = RATE, sigma: float = CONTINUUM_SIGMA, n: int = N_MEMBERS) -> Community:
    """One lognormal continuum of rates."""
    rng = np.random.default_rng([seed, 2])
    return community(rate * np.exp(sigma * rng.standard_normal(n)), rng)


def identical(seed: int, *, rate: float = RATE, n: int = N_MEMBERS) -> Community:
    """Members who are all alike; only chance tells them apart."""
    return community(np.full(n, rate), np.random.default_rng([seed, 3]))


def community(rate: np.ndarray, rng: np.random.Generator, n_days: int = N_DAYS) -> Community:
    """Build a community whose member *i* writes `rate[i]` messages a day and likes half as many."""
    talk, likes = rng.poisson(rate, (n_days, rate.size)), rng.poisson(LIKES * rate, (n_days, rate.size))
    day, who = (np.repeat(part, (talk + likes).ravel()) for part in np.indices(talk.shape).reshape(2, -1))
    is_like = np.repeat(np.tile([False, True], talk.size), np.stack([talk, likes], axis=-1).ravel())
    at = (_FIRST + day) * US_PER_DAY + rng.integers(0, US_PER_DAY, day.size)
    order = np.argsort(at)
    at, who, is_like = at[order], who[order], is_like[order]
    event = np.array([f"e{i}" for i in range(day.size)], dtype=object)
    target = np.full(day.size, None, dtype=object)
    written = np.flatnonzero(~is_like)
    if written.size:
        earlier = written[np.maximum(np.arange(written.size) - rng.geometric(0.2, written.size), 0)]
        replies = (rng.random(written.size) < REPLIES) & (earlier < written)
        target[written[replies]] = event[earlier[replies]]
    ids = np.array([f"m{i:06d}" for i in range(rate.size)], dtype=object)
    events = pa.table(
        {
            "member_id": pa.array(ids[who]),
            "occurred_at": pa.array(at, pa.timestamp("us", "UTC")),
            "kind": pa.array(np.where(is_like, "like", "message")),
            "event_id": pa.array(event),
            "reply_to": pa.array(target, pa.string()),
        }
    )
    joined = pd.Timestamp(day_date(_FIRST - 100))
    return build_community(
        "planted",
        events=events,
        timezone="UTC",
        provenance=Provenance("tests", "tests"),
        members=pd.DataFrame({"member_id": ids, "joined_on": pd.Series(joined, index=range(ids.size))}),
        observed=Window(day_date(_FIRST), day_date(_FIRST + n_days), "UTC"),
        roster="complete",
        synthetic=True,
    )
