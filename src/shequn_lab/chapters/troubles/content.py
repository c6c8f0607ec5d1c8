"""Sameness of what is published, and too much of it promotion."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from shequn_lab import metrics
from shequn_lab.chapters.troubles.judging import Sign, change, dated, judged, periods
from shequn_lab.chapters.troubles.limits import USUAL, TroubleLimits
from shequn_lab.metrics.content import column_reason, posts_in_window
from shequn_lab.metrics.intervals import N_RESAMPLES, SEED
from shequn_lab.metrics.pushes import NO_PUSH
from shequn_lab.metrics.topics import simpson
from shequn_lab.model import Community, Estimate
from shequn_lab.model.finding import Outcome
from shequn_lab.terms import Note
from shequn_lab.terms.formats import number, percent

#: Smaller chances are not written out.
_LEAST_CHANCE = 0.001


def content_likeness(community: Community, *, fewest: float = USUAL.fewest_posts) -> Estimate:
    """Chance that two of the house's posts are of the same category and the same form.

    Parameters
    ----------
    community : Community
    fewest : float
        With fewer posts there is no value.

    Returns
    -------
    Estimate
        Simpson's index over operators' posts of the reporting window; jackknife over posts. Posts of unknown category
        are left out and counted; chat and notices are left out. Forms count where the source records them.

    Notes
    -----
    Two posts of one kind may still say different things, and two kinds the same: wording is not looked at.

    References
    ----------
    .. [1] Simpson (1949), Nature 163, 688, doi:10.1038/163688a0.
    """
    id = "content_likeness"
    if reason := column_reason(community, "category"):
        return Estimate.missing(id, reason)
    kinds, unknown = _kinds(community)
    excluded, n = {"excluded_no_category": unknown} if unknown else {}, len(kinds)
    if n < fewest:
        few = Note("note_few_posts", {"n": n, "needed": number(fewest)})
        return Estimate(id, np.nan, n=n, excluded=excluded, note=few, of="posts")
    value, low, high = simpson(kinds.value_counts())
    return Estimate(id, value, low, high, n=n, method="jackknife over posts", excluded=excluded, of="posts")


def _kinds(community: Community) -> tuple[pd.Series, int]:
    """Category and form of each of the house's posts of known category, and how many are of an unknown one."""
    posts = posts_in_window(community)
    posts = posts[posts["by_operator"] & ~posts["category"].isin(NO_PUSH)]
    known = posts[posts["category"].notna()]
    form = known["form"].astype(object).fillna("") if "form" in known else ""
    return known["category"].astype(object) + " " + form, len(posts) - len(known)


def sameness(community: Community, limits: TroubleLimits) -> Outcome:
    """Ask whether the house's posts are more alike than before, or more alike than not."""
    parts = periods(community, limits)
    now = dated(content_likeness(parts.recent, fewest=limits.fewest_posts), parts.recent)
    if not now.measurable:
        return judged("sameness", Sign(reason=now.note))
    severe = now.value >= limits.likeness_severe_share
    level = Sign((now,), found=now.low > limits.likeness_most_share, severe=severe)
    if parts.past is None:
        return judged("sameness", level, Sign(reason=parts.reason))
    before = dated(content_likeness(parts.past, fewest=limits.fewest_posts), parts.past)
    if not before.measurable:
        return judged("sameness", level, Sign(reason=before.note))
    risen = change("point_change", now, before, (parts.recent, parts.past))
    chance = shuffled_chance(*(_kinds(part)[0].to_numpy() for part in (parts.recent, parts.past)))
    found = risen.value > limits.likeness_rise_points and chance < limits.chance
    # What is found by its level is told as that already.
    levels = (before,) if level.found else (now, before)
    return judged("sameness", Sign((risen,), levels, found=found, severe=severe), level)


def shuffled_chance(now: npt.ArrayLike, before: npt.ArrayLike, *, n_shuffles: int = N_RESAMPLES) -> float:
    """Chance that posts dealt at random into the two periods are as much alike in the first as these are.

    Parameters
    ----------
    now, before : array-like of str
        The kind of each post.
    n_shuffles : int

    Returns
    -------
    float
        A permutation test: where nothing changed, it falls below a level in at most that share of communities.
    """
    kinds, codes = np.unique(np.concatenate([now, before]), return_inverse=True)
    n, rng = len(np.asarray(now)), np.random.default_rng(SEED)

    def pairs(chosen: npt.NDArray[np.int64]) -> int:
        k = np.bincount(chosen, minlength=kinds.size)
        return int((k * (k - 1)).sum())

    as_many = sum(pairs(rng.permutation(codes)[:n]) >= pairs(codes[:n]) for _ in range(n_shuffles))
    return (1 + as_many) / (1 + n_shuffles)


def over_marketing(community: Community, limits: TroubleLimits) -> Outcome:
    """Ask whether too many posts promote, and whether several days in a row held nothing else."""
    share = metrics.promotion_share(community)
    if not share.measurable:
        return judged("over_marketing", Sign(reason=share.note))
    if share.n < limits.fewest_posts:
        few = Note("note_few_posts", {"n": number(share.n), "needed": number(limits.fewest_posts)})
        return judged("over_marketing", Sign(reason=few))
    above = Sign(
        (share,),
        found=share.low > limits.promotion_ceiling_share,
        severe=share.value >= limits.promotion_severe_share,
    )
    return judged("over_marketing", above, _run(community, limits))


def _run(community: Community, limits: TroubleLimits) -> Sign:
    longest = metrics.longest_promotion_run(community)
    posts = metrics.promotion_shares(community, every="day")["n"].to_numpy()
    chance = run_chance(posts, limits.promotion_ceiling_share, int(longest.value))
    told = {
        "chance": percent(chance) if chance >= _LEAST_CHANCE else f"<{percent(_LEAST_CHANCE)}",
        "ceiling": percent(limits.promotion_ceiling_share, 0),
    }
    return Sign(
        (longest.with_note(Note("note_run_chance", told)),),
        found=longest.value >= limits.run_least and chance < limits.chance,
        severe=longest.value >= limits.run_severe,
        metric="longest_promotion_run",
    )


def run_chance(posts: npt.ArrayLike, share: float, length: int) -> float:
    """Chance of a run of days of nothing but promotion, where each post promotes with chance `share`.

    Parameters
    ----------
    posts : array-like of int
        Posts of each day; a day without any breaks a run.
    share : float
    length : int
        Of the run, at least [days].
    """
    if length <= 0:
        return 1.0
    counts = np.asarray(posts, dtype=float)
    # Chance of each current run, shorter than `length`; what is no longer here has reached it.
    state = np.zeros(length)
    state[0] = 1.0
    for only in np.where(counts > 0, share**counts, 0.0):
        state = np.r_[state.sum() * (1 - only), state[:-1] * only]
    return float(np.clip(1 - state.sum(), 0.0, 1.0))
