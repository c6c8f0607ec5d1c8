"""Content: how many it reached, and what they did with it (K4, K15)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, cast, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

from shequn_lab.metrics.parts import Flags, Parts, table_reason
from shequn_lab.model import Community, Estimate, clock
from shequn_lab.rollups import instants
from shequn_lab.terms import Note, wrong_option
from shequn_lab.terms.formats import number

Per = Literal["reach", "views"]
Of = Literal["all", "operator", "member"]
#: What is counted on a post.
COUNTS = ("likes", "comments", "shares")
RATES = ("interaction_rate", "share_rate", "view_rate")
Floats = npt.NDArray[np.float64]


def posts_in_window(community: Community) -> pd.DataFrame:
    """Return the posts of the reporting window with their local ``day`` (number); there must be a table."""

    def read() -> pd.DataFrame:
        posts = cast("pd.DataFrame", community.posts)
        at = instants(posts["published_at"])
        by_operator = posts["by_operator"].to_numpy(bool)
        return posts.assign(day=clock.local_days(at, community.timezone).astype(np.int64), by_operator=by_operator)

    posts = community.remember("posts", read)
    return posts[(posts["day"] >= community.window.first) & (posts["day"] < community.window.stop)]


def numbers(posts: pd.DataFrame, name: str) -> Floats:
    """Return a column as numbers; NaN where the source does not say."""
    if name not in posts:
        return np.full(len(posts), np.nan)
    return posts[name].to_numpy(np.float64, na_value=np.nan)


def published_by(posts: pd.DataFrame, of: Of) -> Flags:
    """Mark the posts of operators, of members, or all."""
    if of not in get_args(Of):
        raise wrong_option("option_not_one_of", found=of, known=", ".join(get_args(Of)))
    operator = posts["by_operator"].to_numpy(bool)
    return np.ones(len(posts), dtype=bool) if of == "all" else operator if of == "operator" else ~operator


# -- rates ---------------------------------------------------------------------------------------------


def interaction_rate(community: Community, *, per: Per = "reach", of: Of = "all") -> Estimate:
    """Interactions on the posts ÷ people reached, or ÷ plays (互动率, K4).

    Parameters
    ----------
    community : Community
    per : {"reach", "views"}
        People, or plays; never mixed.
    of : {"all", "operator", "member"}
        Whose posts.

    Returns
    -------
    Estimate
        Σ interactions ÷ Σ people over the posts of the window, which may exceed 1; bootstrap over posts. `n` is the
        sum below the line, `k` the one above; how many posts that is stands in the note. Posts without the
        denominator, or without a count that other posts have, are left out and counted.

    Notes
    -----
    Likes, comments and shares, as far as the source records them. 100 people reached, 30 likes and 20 comments are
    0.50; D4's own example divides by "published 100 times" and contradicts its definition. Not the speaking share
    of the members, which is often called 互动率 as well.

    References
    ----------
    .. [1] D4, KPI table, row interaction rate.
    """
    return rate_parts(community, per=per, of=of).estimate()


def share_rate(community: Community, *, per: Per = "reach", of: Of = "all") -> Estimate:
    """Shares of the posts ÷ people reached, or ÷ plays (K15).

    Parameters and returns are those of :func:`interaction_rate`.

    Notes
    -----
    Reach at second hand, of those to whom a post was passed on, is no column of the house's tables.

    References
    ----------
    .. [1] D3, spread of content.
    """
    return rate_parts(community, "share_rate", per=per, of=of).estimate()


def rate_parts(community: Community, id: str = "interaction_rate", *, per: Per = "reach", of: Of = "all") -> Parts:
    """Say what each post adds to interactions, or shares, and to reach or views."""
    if per not in get_args(Per):
        raise wrong_option("option_not_one_of", found=per, known=", ".join(get_args(Per)))
    params: dict[str, object] = {"per": per} | ({} if of == "all" else {"of": of})
    if reason := column_reason(community, per):
        return Parts(id, params=params, reason=reason, of="posts")
    kinds = recorded(community, COUNTS if id == "interaction_rate" else ("shares",))
    if not kinds:
        column = Note("column_interactions" if id == "interaction_rate" else "column_shares")
        return Parts(id, params=params, reason=Note("note_no_column", {"column": column}), of="posts")
    posts = posts_in_window(community)
    posts = posts[published_by(posts, of)]
    top = sum((numbers(posts, kind) for kind in kinds), start=np.zeros(len(posts)))
    bottom = numbers(posts, per)
    unknown, silent = np.isnan(bottom), np.isnan(top)
    used = ~unknown & ~silent
    return Parts(
        id,
        top[used],
        bottom[used],
        of="posts",
        form="ratio",
        params=params,
        excluded={f"excluded_no_{per}": unknown.sum(), "excluded_no_counts": (silent & ~unknown).sum()},
        note=_basis(int(used.sum()), kinds if id == "interaction_rate" else COUNTS),
    )


def recorded(community: Community, names: Sequence[str]) -> tuple[str, ...]:
    """Which columns of the posts hold anything at all."""
    posts = cast("pd.DataFrame", community.posts)
    return tuple(name for name in names if name in posts and posts[name].notna().any())


def column_reason(community: Community, name: str) -> Note:
    """Say that the source holds no posts, or nothing in one of their columns; an empty note when it does."""
    if reason := table_reason(community, "posts"):
        return reason
    return Note("") if recorded(community, (name,)) else Note("note_no_column", {"column": Note(f"column_{name}")})


def _basis(n_posts: int, kinds: Sequence[str]) -> Note:
    """Say over how many posts, and which counts the source does not record."""
    absent = [kind for kind in COUNTS if kind not in kinds]
    if not absent:
        return Note("note_over_posts", {"posts": number(n_posts)})
    ending, column = ("only", kinds[0]) if len(kinds) == 1 else ("without", absent[0])
    return Note(f"note_over_posts_{ending}", {"posts": number(n_posts), "column": Note(f"column_{column}")})


def post_rates(community: Community) -> pd.DataFrame:
    """List the posts of the reporting window with what each reached.

    Returns
    -------
    DataFrame
        ``post_id``, ``day``, ``by_operator``, ``category``, ``form``, ``reach`` [people], ``views`` [plays],
        ``interactions``, ``interaction_rate`` and ``share_rate`` (÷ reach), ``view_rate`` (interactions ÷ views); NaN
        for what is not recorded, and where there is nothing to divide by. Empty, with the reason in
        ``attrs["note"]``, without posts.
    """
    columns = ["post_id", "day", "by_operator", "category", "form", "reach", "views", "interactions"]
    if reason := table_reason(community, "posts"):
        empty = pd.DataFrame({name: pd.Series(dtype=float) for name in [*columns, *RATES]})
        empty.attrs["note"] = str(reason)
        return empty
    posts = posts_in_window(community)
    kinds = recorded(community, COUNTS)
    nothing = np.full(len(posts), np.nan)
    done = sum((numbers(posts, kind) for kind in kinds), start=np.zeros(len(posts))) if kinds else nothing
    reach, views = numbers(posts, "reach"), numbers(posts, "views")

    def divided(top: Floats, bottom: Floats) -> Floats:
        return np.divide(top, bottom, out=np.full(len(posts), np.nan), where=bottom > 0)

    frame = posts.reindex(columns=columns).assign(
        day=posts["day"].to_numpy().astype("M8[D]").astype("M8[us]"),
        reach=reach,
        views=views,
        interactions=done,
        interaction_rate=divided(done, reach),
        share_rate=divided(numbers(posts, "shares"), reach),
        view_rate=divided(done, views),
    )
    return frame.reset_index(drop=True)
