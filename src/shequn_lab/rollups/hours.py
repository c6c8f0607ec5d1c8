"""Interactions of each member by hour of the day, within the reporting window."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from shequn_lab.model import clock
from shequn_lab.model.community import Community
from shequn_lab.rollups.scan import interaction_kinds, operator_rows, scan


def member_hours(community: Community) -> npt.NDArray[np.int64]:
    """Count interactions by member and local hour, shape (n_members, 24); operators' rows stay empty."""
    key = ("member_hours", community.window)
    return community.remember(key, lambda: _member_hours(community))


def _member_hours(community: Community) -> npt.NDArray[np.int64]:
    window, n_members = community.window, len(community.members)
    counted = ~operator_rows(community)
    found = np.zeros(n_members * 24, dtype=np.int64)
    for batch in scan(community):
        hour = clock.local_hours(batch.at, community.timezone)
        live = batch.of(interaction_kinds(community, batch.kinds)) & counted[batch.member]
        live &= (hour >= 24 * window.first) & (hour < 24 * window.stop)
        keys = batch.member[live].astype(np.int64) * 24 + hour[live] % 24
        found += np.bincount(keys, minlength=found.size)
    return found.reshape(n_members, 24)
