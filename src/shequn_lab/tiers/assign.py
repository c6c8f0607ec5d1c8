"""A community's members in tiers, by rules or by clusters."""

from __future__ import annotations

import datetime as dt
from typing import Literal, get_args

import pandas as pd

from shequn_lab.metrics.intervals import wilson
from shequn_lab.model import Community
from shequn_lab.terms import Note, wrong_option
from shequn_lab.tiers.clusters import MemberTiers, engagement
from shequn_lab.tiers.features import member_features
from shequn_lab.tiers.rules import TIER_DTYPE, RuleTiers

Method = Literal["rules", "kmeans", "gmm"]


def assign_tiers(
    community: Community, as_of: dt.date | str, *, method: Method = "rules", random_state: int = 0
) -> pd.DataFrame:
    """Put every member present on a day into one of the five tiers.

    Parameters
    ----------
    community : Community
    as_of : date or str
    method : {"rules", "kmeans", "gmm"}
        By the rules, or by :class:`MemberTiers` with newcomers set aside by rule. Where clusters get no names, the
        tiers are those of the rules, and ``attrs["note"]`` says why.
    random_state : int

    Returns
    -------
    DataFrame
        Indexed by ``member_id``: ``tier`` (ordered categorical); of clusters also ``level``, 0 for the lowest, and
        ``margin``, the distance to the boundary (both missing for newcomers).

    Raises
    ------
    OptionError, NotEnoughDataError
        As :func:`member_features`.

    Examples
    --------
    >>> import shequn_lab as sq
    >>> demo = sq.open_community("demo_mothers")
    >>> sq.assign_tiers(demo, demo.whole.last_day)["tier"].cat.categories[-1]
    'core'
    """
    if method not in get_args(Method):
        raise wrong_option("tiers_method", found=method, known=", ".join(get_args(Method)))
    rules = RuleTiers()
    features = member_features(community, as_of, window_days=rules.contribution_days)
    tier = rules.cut(features)
    found = pd.DataFrame({"tier": tier})
    if method != "rules":
        settled = engagement(features[tier != "new"])
        if len(settled) < 2 or settled.shape[1] == 0:
            why: Note = Note("tiers_too_few", {"needed": 2})
        else:
            model = MemberTiers(method=method, random_state=random_state).fit(settled)
            found["level"] = pd.Series(model.labels_, index=settled.index, dtype="Int64")
            found["margin"] = pd.Series(model.margin(settled), index=settled.index)
            why = model.refusal_
            if not why:
                named = model.cut(settled).astype(object).reindex(found.index).fillna("new")
                found["tier"] = named.astype(TIER_DTYPE)
        if why:
            found.attrs["note"] = str(Note("tiers_by_rule", {"why": why}))
    return found


def tier_sizes(tiers: pd.Series, *, knows_new: bool = True) -> pd.DataFrame:
    """Count the members of each tier.

    Parameters
    ----------
    tiers : Series
        Ordered categorical.
    knows_new : bool
        False where no joining is known: how many are new is then not known either, and not zero.

    Returns
    -------
    DataFrame
        Indexed by ``tier``, highest first: ``k`` members, ``n`` in all, ``value`` = k ÷ n, ``low``, ``high`` (Wilson).
    """
    k = tiers.value_counts(sort=False).iloc[::-1]
    if not knows_new:
        k = k.astype(float).mask(k.index == "new")
    low, high = wilson(k, len(tiers))
    return pd.DataFrame({"k": k, "n": len(tiers), "value": k / len(tiers), "low": low, "high": high}).rename_axis(
        "tier"
    )
