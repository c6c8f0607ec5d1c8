"""Two doors into a community that do nothing at all: chosen by the members, or drawn by lot."""

from __future__ import annotations

from typing import Literal

import numpy as np

from shequn_lab.model import Community
from shequn_lab.rollups import activity, joins
from shequn_lab.terms import wrong_option

EASY, HARD = "basic", "interest_question"
#: How many of the keen, and of all others, take the hard door where everybody chooses.
_KEEN, _OTHERS = 0.9, 0.25


def made_up_doors(community: Community, *, by: Literal["choice", "lot"] = "choice", seed: int = 0) -> dict[str, str]:
    """Make up for each member by which door they came in; made up after the fact, so that the door changes nothing.

    Parameters
    ----------
    community : Community
    by : {"choice", "lot"}
        ``choice``: of those who wrote on the day they joined, nine in ten answered the question, of all others a
        quarter. ``lot``: everybody with the same chance of one half.
    seed : int
        Of the draws.

    Returns
    -------
    dict of str to str
        ``basic`` or ``interest_question`` by ``member_id``, as ``compare_thresholds`` takes it.

    Raises
    ------
    OptionError
        For any other `by`.
    """
    if by not in ("choice", "lot"):
        raise wrong_option("option_not_one_of", found=by, known="choice, lot")
    chance = np.full(len(community.members), 0.5)
    if by == "choice":
        matrix = activity(community, kinds="speaking")
        first = matrix.days.astype(np.int64) + matrix.first_day == joins(community).day[matrix.rows]
        chance[:] = _OTHERS
        chance[matrix.rows[first]] = _KEEN
    hard = np.random.default_rng(seed).random(chance.size) < chance
    return dict(zip(community.members["member_id"].astype(str), np.where(hard, HARD, EASY).tolist(), strict=True))
