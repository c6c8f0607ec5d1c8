"""Who was a plain member on a given day: there, and no operator then. What came later is not looked at."""

from __future__ import annotations

import pandas as pd

from shequn_lab.model import clock
from shequn_lab.model.community import Community
from shequn_lab.model.schema import OPERATOR_ROLES
from shequn_lab.rollups.presence import UNKNOWN, joins, present
from shequn_lab.rollups.purchases import member_rows
from shequn_lab.rollups.scan import NEVER, ledger, operator_rows
from shequn_lab.rollups.tally import Flags


def plain_members(community: Community, day: int) -> Flags:
    """Mark the members present on a local day who were no operators on it.

    Parameters
    ----------
    community : Community
    day : int
        Day number.

    Notes
    -----
    Without a complete roster, somebody whose joining is unknown counts from the first interaction on: that there is
    such a person is known only since then. Where no role of a member is dated, the one recorded holds for all days.
    """
    there = present(community, day, day) & ~_operators(community, day)
    if community.roster == "complete":
        return there
    first = ledger(community).first_at
    seen = first < clock.day_starts([day + 1], community.timezone)[0]
    return there & ((joins(community).day != UNKNOWN) | (seen & (first != NEVER)))


def _operators(community: Community, day: int) -> Flags:
    found, spells = operator_rows(community), community.roles
    if spells is None:
        return found
    spells = spells[spells["role"].isin(OPERATOR_ROLES).to_numpy()]
    rows, on = member_rows(community, spells["member_id"]), pd.Timestamp(clock.day_date(day))
    held = spells["since_on"] <= on
    if "until_on" in spells:
        held &= spells["until_on"].isna() | (spells["until_on"] > on)
    found = found.copy()
    found[rows] = False
    found[rows[held.to_numpy()]] = True
    return found | operator_rows(community, bots_only=True)
