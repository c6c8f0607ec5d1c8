"""What members do of their own accord, day by day: taking part in an activity is not its own effect."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from shequn_lab.model import clock
from shequn_lab.model.community import Community
from shequn_lab.rollups.scan import interaction_kinds, ledger, scan

#: Interactions that are part of an activity.
TAKING_PART = ("check_in", "participate")


def own_accord(community: Community) -> sparse.csr_array:
    """Count interactions by member and observed local day, those of taking part in activities left out; kept.

    Returns
    -------
    csr_array of shape (n_members, n_days)
    """
    return community.remember("own_accord", lambda: _own_accord(community))


def _own_accord(community: Community) -> sparse.csr_array:
    every, taking_part = ledger(community).active, _taking_part(community)
    if not taking_part.nnz:
        return every
    rest = sparse.csr_array(every - taking_part)
    rest.eliminate_zeros()
    return rest


def _taking_part(community: Community) -> sparse.csr_array:
    window = community.observed
    rows, days = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for batch in scan(community):
        kinds = [kind for kind in interaction_kinds(community, batch.kinds) if kind in TAKING_PART]
        member, at = batch.of_whom(batch.of(kinds))
        day = clock.local_days(at, community.timezone).astype(np.int64) - window.first
        inside = (day >= 0) & (day < window.n_days)
        rows.append(member[inside].astype(np.int64))
        days.append(day[inside])
    row, day = np.concatenate(rows), np.concatenate(days)
    shape = (len(community.members), window.n_days)
    return sparse.coo_array((np.ones(row.size, dtype=np.int32), (row, day)), shape=shape).tocsr()
