"""Where a community could live (T3), and a decision table for choosing (T4)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from shequn_lab.errors import UnknownNameError
from shequn_lab.terms import say, wrong_option

#: What a platform is judged by, and how much each counts unless the reader says otherwise; the workbook's own.
WEIGHTS: Mapping[str, float] = {
    "criterion_habit": 0.30,
    "criterion_talk": 0.15,
    "criterion_reach": 0.15,
    "criterion_content": 0.10,
    "criterion_selling": 0.10,
    "criterion_data": 0.10,
    "criterion_control": 0.05,
    "criterion_effort": 0.05,
}
LOWEST, HIGHEST = 1, 5
#: Scores in the order of the criteria: the workbook's own judgement, for a brand whose users are adults in mainland
#: China. Where the reader's own users are, only the reader can find out.
_SCORES: Mapping[str, tuple[int, ...]] = {
    "wechat_group": (5, 5, 1, 2, 4, 2, 3, 5),
    "qq_group": (3, 5, 2, 3, 2, 2, 3, 5),
    "weibo_super_topic": (3, 2, 5, 3, 2, 3, 1, 4),
    "douyin_fan_group": (5, 2, 5, 3, 5, 4, 1, 2),
    "xiaohongshu": (4, 2, 4, 5, 3, 3, 1, 3),
    "facebook": (1, 4, 3, 3, 2, 4, 2, 4),
    "forum": (1, 4, 3, 5, 1, 4, 4, 2),
    "own_app": (1, 4, 1, 4, 4, 5, 5, 1),
}
PLATFORMS = tuple(_SCORES)
_RANKS = (0.05, 0.95)


def check_platform(platform: str) -> None:
    """Refuse a platform that the table does not have."""
    if platform not in PLATFORMS:
        raise UnknownNameError("platform", platform, PLATFORMS)


def platform_scores() -> pd.DataFrame:
    """Return what each platform scores by each criterion, from 1 (least) to 5; a table of one's own to change.

    Returns
    -------
    DataFrame
        Indexed by ``platform``, one column a criterion (term ids; what 1 and 5 mean stands in their definitions).
        ``criterion_habit`` is for adults in mainland China at large: put in its place what is known of the own users.
        ``attrs["note"]`` says that this is the workbook's own judgement.

    References
    ----------
    .. [1] D1, D3 and D4 name the platforms; criteria and scores are the workbook's own judgement, not measured.
    """
    table = pd.DataFrame.from_dict(_SCORES, orient="index", columns=[*WEIGHTS]).rename_axis("platform")
    table.attrs["note"] = say("platform_own")
    return table


def platform_choice(weights: Mapping[str, float] | None = None, *, scores: pd.DataFrame | None = None) -> pd.DataFrame:
    """Rank the platforms by weighted scores (T4).

    Parameters
    ----------
    weights : mapping of str to float, optional
        Weights of some or all criteria, 0 or more; the others keep the workbook's own. They are scaled to add up to 1.
    scores : DataFrame, optional
        As from :func:`platform_scores`, changed or cut to some platforms.

    Returns
    -------
    DataFrame
        Best first, indexed by ``platform``: ``rank`` (equal scores share one), ``score`` (1–5), and one column a
        criterion with its part of the score, weight × points.

    Raises
    ------
    UnknownNameError
        For a criterion or platform that there is not.
    OptionError
        For weights below zero or all zero, and scores outside 1 to 5.

    Examples
    --------
    >>> platform_choice({"criterion_selling": 1.0}).index[0]
    'douyin_fan_group'
    """
    table, share = _checked(scores), _weights(weights)
    parts = table * share
    # Rounded, so that sums of the same parts in another order are the same.
    total = parts.sum(axis=1).round(9)
    found = parts.assign(score=total, rank=total.rank(ascending=False, method="min").astype(int))
    found = found.sort_values("rank", kind="stable")[["rank", "score", *table.columns]]
    found.attrs["note"] = say("platform_own")
    return found


def platform_sensitivity(
    weights: Mapping[str, float] | None = None,
    *,
    scores: pd.DataFrame | None = None,
    spread: float = 0.5,
    n_draws: int = 10_000,
    seed: int = 0,
) -> pd.DataFrame:
    """Say how the ranking changes when the weights move.

    Parameters
    ----------
    weights, scores
        As in :func:`platform_choice`.
    spread : float
        How far weights move: each draw is (1 − spread) × the given weights + spread × weights drawn evenly from all
        that add up to 1. 0 leaves them; 1 forgets them.
    n_draws, seed : int

    Returns
    -------
    DataFrame
        In the order of :func:`platform_choice`, indexed by ``platform``: ``first_share`` (share of the draws in which
        it is first; a shared first place counts in parts), and ``rank_median``, ``rank_low``, ``rank_high`` (5 % and
        95 % of the draws).

    Notes
    -----
    Only the weights move. That a score may be wrong is not in it: change the scores and look again.
    """
    if not 0 <= spread <= 1 or n_draws < 1:
        raise wrong_option("option_spread", spread=spread, draws=n_draws)
    order = platform_choice(weights, scores=scores).index
    table, share = _checked(scores).loc[order], _weights(weights).to_numpy()
    drawn = np.random.default_rng(seed).dirichlet(np.ones(share.size), size=n_draws)
    totals = pd.DataFrame((((1 - spread) * share + spread * drawn) @ table.to_numpy(float).T).round(9), columns=order)
    ranks = totals.rank(axis=1, ascending=False, method="min")
    first = ranks == 1
    found = pd.DataFrame({"first_share": first.div(first.sum(axis=1), axis=0).mean(), "rank_median": ranks.median()})
    low, high = (ranks.quantile(end) for end in _RANKS)
    return found.assign(rank_low=low, rank_high=high).rename_axis("platform")


def _checked(scores: pd.DataFrame | None) -> pd.DataFrame:
    if scores is None:
        return platform_scores()
    for platform in scores.index:
        check_platform(platform)
    for criterion in scores.columns:
        _check_criterion(criterion)
    table = scores.reindex(columns=[*WEIGHTS]).apply(pd.to_numeric, errors="coerce")
    if table.empty or not table.ge(LOWEST).all(axis=None) or not table.le(HIGHEST).all(axis=None):
        raise wrong_option("option_scores", low=LOWEST, high=HIGHEST)
    return table


def _weights(given: Mapping[str, float] | None) -> pd.Series:
    for criterion in given or {}:
        _check_criterion(criterion)
    share = pd.Series({**WEIGHTS, **(given or {})}, dtype=float)
    if not np.isfinite(share).all() or (share < 0).any() or not share.sum():
        raise wrong_option("option_weights")
    return share / share.sum()


def _check_criterion(criterion: str) -> None:
    if criterion not in WEIGHTS:
        raise UnknownNameError("criterion", criterion, WEIGHTS)
