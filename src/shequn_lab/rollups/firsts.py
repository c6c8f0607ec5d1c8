"""First times: when each member first did something from a given instant on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from shequn_lab.model import clock
from shequn_lab.model.community import Community
from shequn_lab.rollups.scan import NEVER, interaction_kinds, scan


def first_event(community: Community, kinds: Sequence[str] | None, since: clock.Instants) -> clock.Instants:
    """Instant of each member's first event of some kinds at or after `since` [µs UTC]; ``NEVER`` for none.

    Parameters
    ----------
    community : Community
    kinds : sequence of str or None
        None for any interaction.
    since : int64 array of shape (n_members,)
        ``NEVER`` for members who are not looked at.
    """
    first = np.full(since.size, NEVER)
    for batch in scan(community):
        live = batch.of(interaction_kinds(community, batch.kinds) if kinds is None else kinds)
        member, at = batch.of_whom(live)
        new = (first[member] == NEVER) & (at >= since[member])
        # Events come in the order of time: written backwards, the first one stays.
        first[member[new][::-1]] = at[new][::-1]
    return first


def kinds_seen(community: Community) -> frozenset[str]:
    """Kinds of events that occur at all; kept."""

    def look() -> frozenset[str]:
        seen: set[str] = set()
        for batch in scan(community):
            counts = np.bincount(batch.kind_code, minlength=len(batch.kinds))
            seen |= {kind for kind, count in zip(batch.kinds, counts, strict=True) if count}
        return frozenset(seen)

    return community.remember("kinds_seen", look)
