"""Growth by word of mouth: how many each member brings, and how far it carries (K-factor)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from shequn_lab.metrics.goals import check_days
from shequn_lab.metrics.intervals import SEED, bootstrap, deal, percentiles
from shequn_lab.metrics.parts import Flags, Parts, ratio, table_reason
from shequn_lab.metrics.retention import in_cohorts, left_out, unmeasurable
from shequn_lab.model import Community, Estimate, clock
from shequn_lab.rollups import instants, joins, member_rows, operator_rows, tenure
from shequn_lab.rollups.presence import UNKNOWN
from shequn_lab.rollups.scan import NEVER
from shequn_lab.terms import Note

Rows = npt.NDArray[np.int64]
_NOBODY = -1
_COLUMNS = ["generation", "n_roots", "n_before", "n_members", "value", "low", "high"]


def k_factor(community: Community, *, within_days: int = 30) -> Estimate:
    """Members whom each member brought within so many days of joining.

    Parameters
    ----------
    community : Community
    within_days : int
        The invitee joined on the inviter's own joining day, or on one of so many local days after it.

    Returns
    -------
    Estimate
        `k` invitees ÷ `n` members who joined in the reporting window and were observed that long; bootstrap over
        members. ``excluded`` counts members left out, and invitations that credit nobody.

    Notes
    -----
    An invitee is credited to the first who invited them, and only for a first joining after the invitation;
    invitations of oneself and re-joinings are left out. Members who left stay below the line. Operators are no
    members: whom they invited is credited to nobody.

    One generation a member: N members become N(1 + K + … + K^T), not N(1 + K)^T, which lets everybody invite again
    in each round.

    Examples
    --------
    >>> import shequn_lab as sq
    >>> sq.k_factor(sq.open_community("demo_mothers"), within_days=14).id
    'k_factor'
    """
    return k_parts(community, within_days=within_days).estimate()


def k_parts(community: Community, id: str = "k_factor", *, within_days: int = 30) -> Parts:
    """Members observed long enough, and how many invitees each is credited with."""
    check_days(within_days)
    params: dict[str, object] = {"n": within_days}
    if reason := table_reason(community, "invitations") or unmeasurable(community, "calendar"):
        return Parts(id, params=params, reason=reason)
    credit, cohort = _credits(community), in_cohorts(community)
    eligible = cohort & (tenure(community).followed >= within_days)
    parent = credit.parents(within_days)
    brought = np.bincount(parent[parent != _NOBODY], minlength=parent.size)
    return Parts(
        id,
        np.where(eligible, brought, 0),
        eligible,
        form="ratio",
        params=params,
        excluded=left_out(community, cohort, eligible) | credit.excluded,
    )


@dataclass(frozen=True)
class _Credits:
    """Who brought whom, whenever it was.

    ``inviter`` is the member row of the one inviter of each member, −1 for none; ``delay`` the local days between
    the two joinings; ``excluded`` counts the invitations that credit nobody, by reason.
    """

    inviter: Rows
    delay: Rows
    excluded: dict[str, int]

    def parents(self, within_days: int) -> Rows:
        """Inviter of each member who came in time; −1 for none."""
        in_time = (self.inviter != _NOBODY) & (self.delay >= 0) & (self.delay <= within_days)
        return np.where(in_time, self.inviter, _NOBODY)


def _credits(community: Community) -> _Credits:
    return community.remember("credits", lambda: _credited(community))


def _credited(community: Community) -> _Credits:
    invitations, joined = cast("pd.DataFrame", community.invitations), joins(community)
    at = instants(invitations["invited_at"])
    whom = invitations["invitee_id"] if "invitee_id" in invitations else pd.Series(pd.NA, index=invitations.index)
    inviter, invitee = member_rows(community, invitations["inviter_id"]), member_rows(community, whom)
    order = np.lexsort((inviter, at))
    at, inviter, invitee = at[order], inviter[order], invitee[order]
    came = (invitee != _NOBODY) & joined.known[invitee]
    own, operators = came & (inviter == invitee), operator_rows(community)
    # Where the joining is a day, an invitation on that day came before it.
    day = clock.local_days(at, community.timezone)
    timed = joined.at[invitee] != NEVER
    there = came & ~own & np.where(timed, joined.at[invitee] < at, joined.day[invitee] < day)
    valid = np.flatnonzero(came & ~own & ~there)
    _, first = np.unique(invitee[valid], return_index=True)
    chosen = valid[first]
    house = operators[inviter[chosen]] | operators[invitee[chosen]]
    found = np.full(operators.size, _NOBODY, dtype=np.int64)
    found[invitee[chosen[~house]]] = inviter[chosen[~house]]
    start = joined.day.astype(np.int64)
    known = (found != _NOBODY) & (joined.day[found] != UNKNOWN)
    delay = np.where(known, start - start[found], -1)
    return _Credits(
        inviter=found,
        delay=delay,
        excluded={
            "excluded_self_invitations": int(own.sum()),
            "excluded_rejoins": int(there.sum()),
            "excluded_second_inviters": int(valid.size - chosen.size),
            "excluded_operators_invitations": int(house.sum()),
        },
    )


# -- generations ---------------------------------------------------------------------------------------


def invitation_generations(community: Community, *, within_days: int = 30) -> pd.DataFrame:
    """Follow the cascades of invitations generation by generation.

    Parameters
    ----------
    community : Community
    within_days : int
        As in :func:`k_factor`; who came later than that begins a cascade of their own.

    Returns
    -------
    DataFrame
        One row a generation from 1 on: ``generation`` g; ``n_roots``, members who joined in the reporting window,
        brought by nobody in time, and observed for at least g × `within_days` days; ``n_before`` and
        ``n_members``, the sizes of the generations g − 1 and g below these roots; ``value``, the one ÷ the other, with
        ``low`` and ``high`` (bootstrap over cascades). The last row is the first without members, or the last that
        could be observed. Empty, with the reason in ``attrs["note"]``, where it cannot be measured.
    """
    check_days(within_days, least=1)
    if reason := table_reason(community, "invitations") or unmeasurable(community, "calendar"):
        empty = pd.DataFrame({name: pd.Series(dtype=float) for name in _COLUMNS})
        empty.attrs["note"] = str(reason)
        return empty
    root, depth = _cascades(_credits(community).parents(within_days), in_cohorts(community))
    followed = tenure(community).followed
    rows = []
    for generation in range(1, int(depth.max(initial=0)) + 2):
        roots = (depth == 0) & (followed >= generation * within_days)
        if not roots.any():
            break
        sizes = [_sizes(root, depth == g, roots) for g in (generation - 1, generation)]
        before, members = (int(part.sum()) for part in sizes)
        rows.append((generation, int(roots.sum()), before, members, *_per_root(sizes[1], sizes[0])))
        if not members:
            break
    return pd.DataFrame(rows, columns=_COLUMNS)


def cascade_depth(community: Community, *, within_days: int = 30) -> Estimate:
    """Count the generations of the longest cascade of invitations.

    Parameters
    ----------
    community : Community
    within_days : int
        As in :func:`invitation_generations`.

    Returns
    -------
    Estimate
        0 where nobody brought anybody; a count without interval, and a lower bound, as not all of the `n` cascades
        were followed to their end.
    """
    check_days(within_days, least=1)
    if reason := table_reason(community, "invitations") or unmeasurable(community, "calendar"):
        return Estimate.missing("cascade_depth", reason, n=within_days)
    depth = _cascades(_credits(community).parents(within_days), in_cohorts(community))[1]
    roots = int((depth == 0).sum())
    if not roots:
        return Estimate.missing("cascade_depth", Note("note_no_case"), n=within_days)
    return Estimate("cascade_depth", float(depth.max()), n=roots, method="count", params={"n": within_days})


def _cascades(parent: Rows, cohort: Flags) -> tuple[Rows, Rows]:
    """Root and depth of each member; −1 for who hangs below no root of the cohort.

    Who was brought by nobody in time is a root.
    """
    root = np.where(cohort & (parent == _NOBODY), np.arange(parent.size), _NOBODY)
    depth = np.where(root != _NOBODY, 0, _NOBODY)
    # Nobody hangs below themselves: where three were brought by each other in a circle, no root is ever reached.
    waiting = np.flatnonzero(parent != _NOBODY)
    while waiting.size:
        ready = depth[parent[waiting]] != _NOBODY
        if not ready.any():
            break
        now = waiting[ready]
        root[now], depth[now] = root[parent[now]], depth[parent[now]] + 1
        waiting = waiting[~ready]
    return root, depth


def _sizes(root: Rows, chosen: Flags, roots: Flags) -> Rows:
    """Count the chosen members below each root."""
    return np.bincount(root[chosen & (root != _NOBODY)], minlength=root.size)[roots]


def _per_root(top: Rows, bottom: Rows) -> tuple[float, float, float]:
    if not bottom.sum():
        return (np.nan,) * 3
    value = float(top.sum() / bottom.sum())
    if bottom.size < 2:
        return value, np.nan, np.nan
    groups = deal(bottom.size, SEED)
    sums = [np.bincount(groups, weights=part) for part in (top, bottom)]
    low, high = percentiles(bootstrap(sums, ratio, seed=SEED).replicates)
    return value, float(low[0]), float(high[0])
