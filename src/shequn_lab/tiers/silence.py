"""Silence: who wrote nothing in a period, and how much depends on where the line is drawn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from shequn_lab.metrics.activity import members_there
from shequn_lab.metrics.intervals import wilson
from shequn_lab.metrics.parts import roster_reason
from shequn_lab.model import Community, clock
from shequn_lab.rollups import activity, joins, operator_rows, plain_members, present, purchases
from shequn_lab.terms import say, wrong_option
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

#: Why somebody wrote nothing, in the order in which it is asked.
SILENCE = ("left", "new", "other_signs", "no_sign")


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


def silence_breakdown(community: Community, *, new_days: int = 30) -> pd.DataFrame:
    """Split the members who wrote nothing in the reporting window by what else is known of them.

    Parameters
    ----------
    community : Community
    new_days : int
        Who joined fewer days than this before the window ends is new [days].

    Returns
    -------
    DataFrame
        One row for each of ``left`` (not there on the last day), ``new``, ``other_signs`` (liked, shared, took part
        …) and ``no_sign``; who fits two is in the first. ``name`` in words, ``n`` members who wrote nothing, ``k`` of
        them in this part, ``value`` = k ÷ n with ``low`` and ``high`` (Wilson, 95 %), ``buyers`` among the k (NaN
        without a table of orders). Operators are left out. NaN, with the reason in ``attrs["note"]``, without a
        complete roster.

    Raises
    ------
    OptionError
        If `new_days` is negative.

    Notes
    -----
    The n are the members that :func:`~shequn_lab.metrics.speaking_share` counts below and not above the line. Reading
    leaves no interaction, so ``no_sign`` is what the record does not show, and not what nobody did.
    """
    if new_days < 0:
        raise wrong_option("option_days", name="new_days", found=new_days, least=0)
    frame = pd.DataFrame({"name": [say(f"silence_{part}") for part in SILENCE]}, index=pd.Index(SILENCE, name="part"))
    if reason := roster_reason(community):
        frame[["n", "k", "value", "low", "high", "buyers"]] = np.nan
        frame.attrs["note"] = str(reason)
        return frame
    window, start = community.window, community.window.first - community.observed.first
    wrote, active = (
        activity(community, kinds=kinds).totals(start, start + window.n_days) for kinds in ("speaking", "interaction")
    )
    quiet = members_there(community, "any") & ~operator_rows(community) & (wrote == 0)
    last = window.stop - 1
    tests = (~present(community, last, last), joins(community).day > last - new_days, active > 0)
    part = np.select(tests, range(len(tests)), default=len(tests))
    k = np.bincount(part[quiet], minlength=len(SILENCE))
    n = np.full_like(k, k.sum())
    low, high = wilson(k, n)
    value = np.divide(k, n, out=np.full(k.size, np.nan), where=n > 0)
    return frame.assign(n=n, k=k, value=value, low=low, high=high, buyers=_buyers(community, part, quiet))


def _buyers(
    community: Community, part: npt.NDArray[np.int64], quiet: npt.NDArray[np.bool_]
) -> npt.NDArray[np.int64 | np.float64]:
    """Count, in each part, who bought in the reporting window."""
    if community.orders is None:
        return np.full(len(SILENCE), np.nan)
    bought, window = purchases(community), community.window
    inside = bought.stands & (bought.at >= window.start_at) & (bought.at < window.end_at)
    buyers = np.zeros(quiet.size, dtype=bool)
    buyers[bought.member[inside]] = True
    return np.bincount(part[quiet & buyers], minlength=len(SILENCE))
