"""Whether a ranking of members tells who will be active afterwards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import rankdata

from shequn_lab.errors import NotEnoughDataError
from shequn_lab.metrics.intervals import N_RESAMPLES, SEED, percentiles
from shequn_lab.model import Community, clock
from shequn_lab.rollups import activity
from shequn_lab.terms import say, wrong_option

_BATCH = 200


def auc(scores: npt.ArrayLike, happened: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    """Probability that a member of whom it came true is ranked above one of whom it did not, ties half.

    Parameters
    ----------
    scores, happened : arrays of shape (…, n)

    Returns
    -------
    array of shape (…)
        NaN where it came true of everybody or of nobody.

    References
    ----------
    .. [1] Hanley & McNeil (1982), Radiology 143, 29–36, doi:10.1148/radiology.143.1.7063747.
    """
    ranks = rankdata(scores, axis=-1)
    yes, no = happened.sum(axis=-1), (~happened).sum(axis=-1)
    above = (ranks * happened).sum(axis=-1) - yes * (yes + 1) / 2
    pairs = (yes * no).astype(float)
    return np.asarray(np.divide(above, pairs, out=np.full_like(pairs, np.nan), where=pairs > 0))


def tier_ranking(tiers: pd.Series, amount: pd.Series) -> pd.Series:
    """Rank members by tier, and inside a tier by an amount: what tiers add to the amount alone.

    Parameters
    ----------
    tiers : Series
        Ordered categorical, as from ``RuleTiers().cut``.
    amount : Series
        Of the same members, such as ``n_messages``.

    Returns
    -------
    Series
        Greater for higher members; whole steps are tiers.
    """
    return tiers.cat.codes + amount.loc[tiers.index].rank(pct=True) / 2


def ranking_auc(
    community: Community,
    rankings: Mapping[str, pd.Series],
    *,
    start: dt.date | str,
    end: dt.date | str,
    against: str,
) -> pd.DataFrame:
    """Compare how well rankings tell who is active from `start` (inside) to `end` (outside).

    Parameters
    ----------
    community : Community
    rankings : mapping of str to Series
        Indexed by the same members; higher is expected to be more active. Ordered categoricals are taken by rank.
        They must not know anything of the days to be told.
    start, end : date or str
    against : str
        Which of the rankings the others are compared with.

    Returns
    -------
    DataFrame
        Indexed by ranking: ``auc``, ``low``, ``high``; ``difference`` from the one compared with,
        ``difference_low``, ``difference_high``; ``n`` members and ``k`` of them active. Bootstrap over members.

    Raises
    ------
    OptionError
        If the days were not observed.
    NotEnoughDataError
        If everybody or nobody was active.
    """
    whole = community.whole
    first, stop = clock.day_number(start), clock.day_number(end)
    if not whole.first <= first < stop <= whole.stop:
        raise wrong_option("tiers_period", start=start, end=end, first=whole.start, stop=whole.end)
    members = rankings[against].index
    matrix = activity(community, include_operators=True)
    totals = matrix.totals(first - matrix.first_day, stop - matrix.first_day)
    happened = pd.Series(totals > 0, index=matrix.members).loc[members].to_numpy(bool)
    if happened.all() or not happened.any():
        raise NotEnoughDataError(say("tiers_all_alike", start=start, end=end), say("tiers_all_alike_remedy"))
    scores = {name: _numbers(ranking.loc[members]) for name, ranking in rankings.items()}
    seen = {name: float(auc(score, happened)) for name, score in scores.items()}
    drawn = _resampled(scores, happened)
    rows = {}
    for name, value in seen.items():
        low, high = percentiles(drawn[name])
        gap_low, gap_high = percentiles(drawn[name] - drawn[against])
        gaps = {"difference": value - seen[against], "difference_low": gap_low, "difference_high": gap_high}
        rows[name] = {"auc": value, "low": low, "high": high, **gaps, "n": len(members), "k": int(happened.sum())}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("ranking")


def _numbers(ranking: pd.Series) -> npt.NDArray[np.float64]:
    values = ranking.cat.codes if isinstance(ranking.dtype, pd.CategoricalDtype) else ranking
    return values.to_numpy(float)


def _resampled(
    scores: Mapping[str, npt.NDArray[np.float64]], happened: npt.NDArray[np.bool_]
) -> dict[str, npt.NDArray[np.float64]]:
    rng, found = np.random.default_rng(SEED), {name: np.empty(N_RESAMPLES) for name in scores}
    for begin in range(0, N_RESAMPLES, _BATCH):
        # The same members for every ranking, so that differences are paired.
        drawn = rng.integers(0, happened.size, (_BATCH, happened.size))
        for name, score in scores.items():
            found[name][begin : begin + _BATCH] = auc(score[drawn], happened[drawn])
    return found
