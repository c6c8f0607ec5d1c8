"""What is known of each member on a day: how recent, how often, how much, and what was given and received."""

from __future__ import annotations

import datetime as dt

import numpy as np
import numpy.typing as npt
import pandas as pd

from shequn_lab.errors import NotEnoughDataError
from shequn_lab.model import Community, clock
from shequn_lab.rollups import (
    ActivityMatrix,
    activity,
    exchanges,
    instants,
    joins,
    member_rows,
    operator_rows,
    plain_members,
    threads,
)
from shequn_lab.rollups.presence import UNKNOWN
from shequn_lab.terms import Note, say, wrong_option

Column = npt.NDArray[np.number]
WEEK, N_WEEKS, WINDOW_DAYS = 7, 4, 30
#: What a contribution is made of, each ranked.
CONTRIBUTIONS = ("n_messages", "n_replies_given", "n_ugc_posts", "n_answers")


def member_features(community: Community, as_of: dt.date | str, *, window_days: int = WINDOW_DAYS) -> pd.DataFrame:
    """Describe every member present on a day by what was known at its end.

    Parameters
    ----------
    community : Community
    as_of : date or str
        A fully observed local day. Nothing dated after it is used; neither are roles (operators of that day are
        left out), leavings, refunds and levels.
    window_days : int
        Column are over so many days that end on `as_of`, at least 28.

    Returns
    -------
    DataFrame
        Indexed by ``member_id``: ``tenure_days`` since joining (NaN where unknown), ``days_since_active`` and
        ``days_since_message`` (NaN for never), ``streak_days`` and ``longest_streak_days``, all over the whole
        record; ``n_active_days_7`` of the last 7 days, ``n_active_weeks`` of the last four blocks of 7 days; and
        over the window ``n_active_days``, ``n_messages`` (replies and comments too), ``n_reactions`` (all other
        interactions), ``n_replies_given``, ``n_replies_received``, ``n_answers`` (replies to questions),
        ``n_ugc_posts``, ``n_activities``, ``n_invitations`` and ``n_orders`` (placed, whatever became of them). A
        column of NaN is one that the source cannot tell: nothing recorded is not zero.

    Raises
    ------
    OptionError
        If `as_of` was not observed, or `window_days` is too short.
    NotEnoughDataError
        If fewer than `window_days` were observed up to then.

    Examples
    --------
    >>> import shequn_lab as sq
    >>> demo = sq.open_community("demo_mothers")
    >>> int(sq.member_features(demo, demo.whole.last_day)["n_active_days_7"].max()) <= 7
    True
    """
    day = clock.day_number(as_of)
    if window_days < WEEK * N_WEEKS:
        raise wrong_option("option_days", name="window_days", found=window_days, least=WEEK * N_WEEKS)
    _check(community, day, window_days)
    key = ("member_features", day, window_days)
    return community.remember(key, lambda: _features(community, day, window_days)).copy()


def _check(community: Community, day: int, window_days: int) -> None:
    whole = community.whole
    if not whole.first <= day < whole.stop:
        raise wrong_option("tiers_outside_observed", day=clock.day_date(day), first=whole.start, last=whole.last_day)
    if reason := too_early(community, day, window_days):
        first = clock.day_date(whole.first + window_days - 1)
        raise NotEnoughDataError(str(reason), say("tiers_too_early_remedy", first=first))


def too_early(community: Community, day: int, window_days: int = WINDOW_DAYS) -> Note:
    """Say why nothing can be told of members on a day yet; empty where enough was observed before it."""
    found = day - community.whole.first + 1
    told = {"day": clock.day_date(day), "found": found, "needed": window_days}
    return Note("tiers_too_early", told) if found < window_days else Note("")


def _features(community: Community, day: int, window_days: int) -> pd.DataFrame:
    columns: dict[str, Column] = {"tenure_days": _tenure(community, day)}
    columns |= _clocks(community, day, window_days)
    columns |= _exchanged(community, day, window_days)
    columns |= _listed(community, day, window_days)
    index = pd.Index(community.members["member_id"].to_numpy(object), name="member_id")
    return pd.DataFrame(columns, index=index)[plain_members(community, day)]


def _tenure(community: Community, day: int) -> Column:
    joined, recorded = joins(community), community.members["joined_on"]
    # A joining recorded for a later day was not known yet: there was only a first interaction to go by.
    later = (recorded > pd.Timestamp(clock.day_date(day))).to_numpy()
    settled = joined.day >= community.observed.first + community.run_in_days
    assumed = later & settled & community.assume_first_seen_is_join
    known = (joined.day != UNKNOWN) & ~joined.run_in & (~later | assumed)
    return np.where(known, day - joined.day.astype(float), np.nan)


def _clocks(community: Community, day: int, window_days: int) -> dict[str, Column]:
    """Read the activity matrix; operators are in it, as roles may change later."""
    active = activity(community, include_operators=True)
    spoken = activity(community, kinds="speaking", include_operators=True)
    column, stop = day - active.first_day, day - active.first_day + 1
    streak, longest = active.streaks(column)
    weeks = [_active_days(active, stop - WEEK * (n + 1), stop - WEEK * n) > 0 for n in range(N_WEEKS)]
    messages = spoken.totals(stop - window_days, stop)
    return {
        "days_since_active": _since(active, column),
        "days_since_message": _since(spoken, column),
        "streak_days": streak,
        "longest_streak_days": longest,
        "n_active_days_7": _active_days(active, stop - WEEK, stop),
        "n_active_weeks": np.sum(weeks, axis=0),
        "n_active_days": _active_days(active, stop - window_days, stop),
        "n_messages": messages,
        "n_reactions": active.totals(stop - window_days, stop) - messages,
    }


def _since(matrix: ActivityMatrix, column: int) -> Column:
    last = matrix.last_until(column)
    return np.where(last < 0, np.nan, column - last.astype(float))


def _active_days(matrix: ActivityMatrix, start: int, stop: int) -> npt.NDArray[np.int64]:
    inside = (matrix.days >= start) & (matrix.days < stop)
    return np.bincount(matrix.rows[inside], minlength=matrix.members.size)


def _exchanged(community: Community, day: int, window_days: int) -> dict[str, Column]:
    n_members = len(community.members)
    nothing = np.full(n_members, np.nan)
    if not threads(community):
        return dict.fromkeys(("n_replies_given", "n_replies_received", "n_answers"), nothing)
    found = exchanges(community)
    # What a bot answers nobody gave.
    inside = _inside(community, found.at, day, window_days) & ~operator_rows(community, bots_only=True)[found.source]
    source, target = found.source[inside], found.target[inside]
    asked = "is_question" in community.event_source.columns
    answers = np.bincount(source[found.to_question[inside]], minlength=n_members)
    return {
        "n_replies_given": np.bincount(source, minlength=n_members),
        "n_replies_received": np.bincount(target, minlength=n_members),
        "n_answers": answers if asked else nothing,
    }


def _inside(community: Community, at: clock.Instants, day: int, window_days: int) -> npt.NDArray[np.bool_]:
    start, stop = clock.day_starts([day + 1 - window_days, day + 1], community.timezone)
    return (at >= start) & (at < stop)


def _listed(community: Community, day: int, window_days: int) -> dict[str, Column]:
    """Count the rows of each member in the tables that tell who did what and when."""
    posts = community.posts
    if posts is not None:
        posts = posts[posts["category"] == "ugc"] if {"member_id", "category"} <= set(posts) else None
    tables = {
        "n_ugc_posts": (posts, "member_id", "published_at"),
        "n_activities": (community.participations, "member_id", "participated_at"),
        "n_invitations": (community.invitations, "inviter_id", "invited_at"),
        "n_orders": (community.orders, "member_id", "ordered_at"),
    }
    counts = {}
    for name, (table, who, when) in tables.items():
        if table is None:
            counts[name] = np.full(len(community.members), np.nan)
            continue
        rows = member_rows(community, table[who])[_inside(community, instants(table[when]), day, window_days)]
        counts[name] = np.bincount(rows[rows >= 0], minlength=len(community.members))
    return counts


def measured(features: pd.DataFrame, names: tuple[str, ...]) -> list[str]:
    """Return those of the columns that the source can tell."""
    return [name for name in names if name in features and features[name].notna().all()]


def contribution(features: pd.DataFrame) -> pd.Series:
    """Contribution of each member, as mean rank over messages, replies, members' own works and answers.

    Returns
    -------
    Series
        Share of members with a lower contribution or, half counted, the same: 0 to 1. Members who tie stay together.
    """
    parts = features[measured(features, CONTRIBUTIONS)]
    return parts.rank().mean(axis=1).rank(pct=True)
