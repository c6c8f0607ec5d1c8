"""How far content went in all: people reached, plays, and what members posted themselves."""

from __future__ import annotations

import numpy as np
import pandas as pd

from shequn_lab.metrics.activity import Base, members_there
from shequn_lab.metrics.content import Of, column_reason, numbers, posts_in_window, published_by
from shequn_lab.metrics.parts import Parts, roster_reason, table_reason
from shequn_lab.model import Community, Estimate
from shequn_lab.rollups import member_rows, operator_rows


def reach_total(community: Community, *, of: Of = "all") -> Estimate:
    """People reached by the posts of the reporting window, summed over posts.

    Parameters
    ----------
    community : Community
    of : {"all", "operator", "member"}
        Whose posts.

    Returns
    -------
    Estimate
        A sum over `n` posts; somebody reached by two posts counts twice. Posts without reach are left out and
        counted: the sum is then a lower bound. Plays are never added.
    """
    return sum_parts(community, "reach_total", of=of).estimate()


def views_total(community: Community, *, of: Of = "all") -> Estimate:
    """Plays of the posts of the reporting window, summed over posts.

    Parameters and returns are those of :func:`reach_total`; people reached are never added.
    """
    return sum_parts(community, "views_total", of=of).estimate()


def sum_parts(community: Community, id: str, *, of: Of = "all") -> Parts:
    """Say what each post adds to the people reached, or to the plays."""
    name = id.removesuffix("_total")
    params: dict[str, object] = {} if of == "all" else {"of": of}
    if reason := column_reason(community, name):
        return Parts(id, params=params, reason=reason, of="posts")
    posts = posts_in_window(community)
    counts = numbers(posts[published_by(posts, of)], name)
    known = ~np.isnan(counts)
    left_out = {f"excluded_no_{name}": (~known).sum()}
    return Parts(id, counts[known], np.ones(known.sum()), of="posts", form="total", params=params, excluded=left_out)


def member_posts(community: Community, *, category: str | None = None) -> Estimate:
    """Count the posts that members published in the reporting window.

    Parameters
    ----------
    community : Community
    category : str, optional
        One category only, as in ``model.schema.CATEGORIES``; posts whose category is unknown are then left out
        and counted.

    Returns
    -------
    Estimate
        `n` authors; bootstrap over members. Posts without a known author are left out and counted.
    """
    return member_post_parts(community, category=category).estimate()


def posts_per_member(community: Community, *, category: str | None = None, base: Base = "any") -> Estimate:
    """Divide the posts that members published in the reporting window by the members present.

    Parameters
    ----------
    community : Community
    category : str, optional
        As in :func:`member_posts`.
    base : {"any", "end"}
        Members present at any time in the window, or on its last day.

    Returns
    -------
    Estimate
        Not measurable without a complete roster. Bootstrap over members.
    """
    return member_post_parts(community, "posts_per_member", category=category, base=base).estimate()


def member_post_parts(
    community: Community, id: str = "member_posts", *, category: str | None = None, base: Base = "any"
) -> Parts:
    """How many posts each member wrote, and who is counted."""
    params: dict[str, object] = {} if category is None else {"category": category}
    params |= {} if base == "any" else {"base": base}
    reason = table_reason(community, "posts") if category is None else column_reason(community, "category")
    if id == "posts_per_member":
        reason = reason or roster_reason(community)
    if reason:
        return Parts(id, params=params, reason=reason)
    posts = posts_in_window(community)
    posts = posts[published_by(posts, "member")]
    excluded = {}
    if category is not None:
        excluded["excluded_no_category"] = posts["category"].isna().sum()
        posts = posts[posts["category"] == category]
    whose = posts["member_id"] if "member_id" in posts else pd.Series(pd.NA, index=posts.index)
    author = member_rows(community, whose)
    excluded["excluded_no_author"] = (author < 0).sum()
    written = np.bincount(author[author >= 0], minlength=len(community.members))
    if id == "member_posts":
        return Parts(id, written, written > 0, form="total", params=params, excluded=excluded)
    there = members_there(community, base) & ~operator_rows(community)
    return Parts(id, np.where(there, written, 0), there, form="ratio", params=params, excluded=excluded)
