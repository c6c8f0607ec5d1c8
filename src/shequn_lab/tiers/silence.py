"""Silence: who wrote nothing in a period, and how much depends on where the line is drawn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from shequn_lab.model import Community, clock
from shequn_lab.rollups import activity, plain_members
from shequn_lab.terms import wrong_option
from shequn_lab.tiers.features import contribution, member_features
from shequn_lab.tiers.rules import TIERS, RuleTiers

#: What is tried for each threshold, the others staying as they are.
TRIED: Mapping[str, Sequence[Any]] = {
    "silent_after_days": (1, 2, 3, 5, 7, 14, 30),
    "silent_by": ("message", "interaction"),
    "new_days": (3, 7, 14, 30),
    "core_share": (0.01, 0.05, 0.10, 0.20),
    "core_weeks": (1, 2, 3, 4),
    "active_days": (1, 2, 3, 4, 5),
}


def threshold_sensitivity(
    community: Community, as_of: dt.date | str, *, rules: RuleTiers | None = None
) -> pd.DataFrame:
    """Show how the tiers change when one threshold is moved.

    Parameters
    ----------
    community : Community
    as_of : date or str
    rules : RuleTiers, optional

    Returns
    -------
    DataFrame
        One row for each threshold and value tried: ``threshold``, ``tried``, ``in_force``, ``n`` members, the share
        of them in each tier, and ``silent_of_top_tenth``: share of the tenth with the greatest contribution that
        counts as silent.
    """
    rules = rules or RuleTiers()
    features = member_features(community, as_of, window_days=rules.contribution_days)
    # The busiest of all members by what they contributed: a line that calls them silent is drawn in the wrong place.
    top = contribution(features) > 0.9
    rows = []
    for threshold, values in TRIED.items():
        for value in sorted({*values, getattr(rules, threshold)}):
            tiers = replace(rules, **{threshold: value}).cut(features)
            shares = tiers.value_counts(normalize=True).reindex(TIERS).to_dict()
            silent = float((tiers[top] == "silent").mean()) if top.any() else np.nan
            known = {"threshold": threshold, "tried": value, "in_force": value == getattr(rules, threshold)}
            rows.append({**known, "n": len(tiers), **shares, "silent_of_top_tenth": silent})
    return pd.DataFrame(rows)


def silent_members(community: Community, start: dt.date | str, end: dt.date | str) -> pd.DataFrame:
    """List the members who wrote nothing from `start` (inside) to `end` (outside).

    Parameters
    ----------
    community : Community
    start, end : date or str
        Whole local days inside what was observed.

    Returns
    -------
    DataFrame
        Indexed by ``member_id``, longest silence last: ``last_message_on`` (NaT for never within the record),
        ``days_since_message`` on the last day, ``n_messages_before`` in the record before `start`, and
        ``n_interactions`` of other kinds in the period. Only members present on the first and on the last day, and
        no operator on the last: who came later had less time to write.

    Raises
    ------
    OptionError
        If the period is empty or was not observed.

    Notes
    -----
    Without a complete roster, people who never wrote are unknown and cannot be listed.
    """
    first, stop = clock.day_number(start), clock.day_number(end)
    whole = community.whole
    if not whole.first <= first < stop <= whole.stop:
        raise wrong_option("tiers_period", start=start, end=end, first=whole.start, stop=whole.end)
    spoken = activity(community, kinds="speaking", include_operators=True)
    active = activity(community, include_operators=True)
    begin, over = first - spoken.first_day, stop - spoken.first_day
    last = spoken.last_until(over - 1)
    listed = plain_members(community, first) & plain_members(community, stop - 1) & (last < begin)
    known = np.where(last < 0, np.datetime64("NaT"), (last + spoken.first_day).astype("M8[D]"))
    frame = pd.DataFrame(
        {
            "last_message_on": known.astype("M8[us]"),
            "days_since_message": np.where(last < 0, np.nan, over - 1 - last.astype(float)),
            "n_messages_before": spoken.totals(0, begin),
            "n_interactions": active.totals(begin, over),
        },
        index=pd.Index(spoken.members, name="member_id"),
    )
    return frame[listed].sort_values("days_since_message", kind="stable")
