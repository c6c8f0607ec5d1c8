"""What is published, by category: how much of it, and what came of it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from shequn_lab.metrics.content import Of, column_reason, numbers, post_rates, posts_in_window, published_by
from shequn_lab.metrics.parts import Parts
from shequn_lab.metrics.retention import estimates
from shequn_lab.model import Community
from shequn_lab.model.schema import CATEGORIES

_RATE = ["reach", "interaction_rate", "rate_low", "rate_high"]


def content_mix(community: Community, *, of: Of = "all") -> pd.DataFrame:
    """Sort the posts of the reporting window into categories.

    Parameters
    ----------
    community : Community
    of : {"all", "operator", "member"}
        Whose posts.

    Returns
    -------
    DataFrame
        Indexed by ``category``, those without posts left out: ``value``, ``low``, ``high`` (share of the posts of a
        known category, Wilson), ``n``, ``k``; ``reach`` [people] and ``interaction_rate`` with ``rate_low`` and
        ``rate_high`` (bootstrap over posts) over the posts whose reach and counts are known. Empty, with the
        reason in ``attrs["note"]``, where it cannot be measured.
    """
    if reason := column_reason(community, "category"):
        empty = estimates(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)).rename_axis("category")
        empty.attrs["note"] = str(reason)
        return empty.assign(**dict.fromkeys(_RATE, np.nan))
    posts = post_rates(community)[published_by(posts_in_window(community), of)]
    category = posts["category"].to_numpy(object)
    there = [name for name in CATEGORIES if (category == name).any()]
    k = np.array([(category == name).sum() for name in there], dtype=np.int64)
    frame = estimates(k, np.full(k.size, k.sum())).set_index(pd.Index(there, name="category", dtype=object))
    return frame.assign(**dict(zip(_RATE, _rates(posts, there), strict=True)))


def _rates(posts: pd.DataFrame, categories: list[str]) -> list[list[float]]:
    rows = []
    for name in categories:
        chosen = posts[posts["category"] == name]
        done, reach = numbers(chosen, "interactions"), numbers(chosen, "reach")
        known = ~np.isnan(done) & ~np.isnan(reach)
        rate = Parts("interaction_rate", done[known], reach[known], "posts", "ratio").estimate()
        rows.append((float(reach[known].sum()) if known.any() else np.nan, rate.value, rate.low, rate.high))
    return [list(column) for column in zip(*rows, strict=True)] or [[], [], [], []]
