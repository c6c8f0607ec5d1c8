"""What is published: how much of it promotes, and how much comes from the members themselves (K11)."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

from shequn_lab.metrics.content import Of, column_reason, posts_in_window, published_by
from shequn_lab.metrics.parts import Parts
from shequn_lab.metrics.retention import estimates
from shequn_lab.model import Community, Estimate
from shequn_lab.terms import Note, wrong_option

#: D4's band is 20–30 % of a day's or week's content: its upper end is a ceiling, its lower end no quota.
PROMOTION_CEILING = 0.30
Every = Literal["day", "week"]
_LENGTH = {"day": 1, "week": 7}
#: Days from 1970-01-01, a Thursday, back to its Monday.
_MONDAY = 3


def promotion_share(community: Community, *, of: Of = "operator") -> Estimate:
    """Share of the posts that promote (K11).

    Parameters
    ----------
    community : Community
    of : {"operator", "all", "member"}
        Whose posts are below the line.

    Returns
    -------
    Estimate
        Posts of category promotion ÷ posts of a known category in the reporting window; Wilson interval. Posts of
        unknown category are left out and counted.

    References
    ----------
    .. [1] D4, content mix: 20–30 % of a day's or week's content, a ceiling and not a quota.
    """
    return category_parts(community, "promotion_share", of=of).estimate()


def ugc_share(community: Community) -> Estimate:
    """Share of all posts that are members' own works, experiences and reviews.

    Returns
    -------
    Estimate
        Members' posts of category ugc ÷ all posts of a known category; Wilson interval. Chat is not among them, and
        neither is what operators post again.
    """
    return category_parts(community, "ugc_share").estimate()


def category_parts(community: Community, id: str, *, of: Of = "operator") -> Parts:
    """Mark the posts of a known category, and those of the category that `id` is about."""
    params: dict[str, object] = {"of": of} if id == "promotion_share" and of != "operator" else {}
    if reason := column_reason(community, "category"):
        return Parts(id, params=params, reason=reason, of="posts")
    posts = posts_in_window(community)
    posts = posts[published_by(posts, "all" if id == "ugc_share" else of)]
    known = posts["category"].notna().to_numpy(bool)
    if id == "promotion_share":
        chosen = _promotes(posts)
    else:
        chosen = (posts["category"] == "ugc").to_numpy(bool) & ~posts["by_operator"].to_numpy(bool)
    left_out = {"excluded_no_category": (~known).sum()}
    return Parts(id, chosen, known, of="posts", params=params, excluded=left_out)


def _promotes(posts: pd.DataFrame) -> npt.NDArray[np.bool_]:
    return (posts["category"] == "promotion").to_numpy(bool)


def promotion_shares(community: Community, *, every: Every = "week", of: Of = "operator") -> pd.DataFrame:
    """Promotion share of each day, or of each ISO week, of the reporting window.

    Parameters
    ----------
    community : Community
    every : {"day", "week"}
        Local days, or weeks from Monday on.
    of : {"operator", "all", "member"}

    Returns
    -------
    DataFrame
        Indexed by ``day`` (of a week, its Monday): ``value``, ``low``, ``high``, ``n``, ``k`` and ``whole`` (whether
        all its days are in the window and were fully observed); NaN where nothing was posted. Empty, with the
        reason in ``attrs["note"]``, where it cannot be measured.
    """
    if every not in get_args(Every):
        raise wrong_option("option_not_one_of", found=every, known=", ".join(get_args(Every)))
    if reason := column_reason(community, "category"):
        empty = estimates(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)).assign(whole=False)
        empty.attrs["note"] = str(reason)
        return empty.rename_axis("day")
    posts, window, whole = posts_in_window(community), community.window, community.whole
    posts = posts[published_by(posts, of) & posts["category"].notna().to_numpy(bool)]
    length = _LENGTH[every]
    offset = _MONDAY if every == "week" else 0
    first, last = ((day + offset) // length for day in (window.first, window.stop - 1))
    block = (posts["day"].to_numpy(np.int64) + offset) // length - first
    size = last - first + 1
    n, k = (np.bincount(part, minlength=size) for part in (block, block[_promotes(posts)]))
    begins = np.arange(first, last + 1) * length - offset
    inside = (begins >= max(window.first, whole.first)) & (begins + length <= min(window.stop, whole.stop))
    index = pd.DatetimeIndex(begins.astype("M8[D]").astype("M8[us]"), name="day")
    return estimates(k, n).assign(whole=inside).set_index(index)


def longest_promotion_run(community: Community) -> Estimate:
    """Longest run of local days on which operators posted, and nothing but promotion.

    Returns
    -------
    Estimate
        In days; a count without interval. `n` days of the reporting window had operators' posts of a known category.
        A day without any breaks the run.

    References
    ----------
    .. [1] D4, content mix: never several days of promotion in a row.
    """
    id = "longest_promotion_run"
    if reason := column_reason(community, "category"):
        return Estimate(id, np.nan, note=reason, of="days")
    days = promotion_shares(community, every="day")
    n, k = days["n"].to_numpy(), days["k"].to_numpy()
    if not n.any():
        return Estimate(id, np.nan, note=Note("note_no_case"), of="days")
    only = (n > 0) & (n == k)
    ends = np.flatnonzero(np.diff(np.r_[False, only, False]))
    longest = int((ends[1::2] - ends[::2]).max(initial=0))
    return Estimate(id, longest, n=int((n > 0).sum()), method="count", of="days")
