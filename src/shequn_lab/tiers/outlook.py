"""What became of members afterwards, and whether a ranking told it."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import rankdata

from shequn_lab.errors import NotEnoughDataError
from shequn_lab.metrics.intervals import N_RESAMPLES, SEED, percentiles, wilson
from shequn_lab.model import Community, clock
from shequn_lab.rollups import activity, present, purchases
from shequn_lab.rollups.matrix import ActivityMatrix
from shequn_lab.terms import say, wrong_option

_BATCH = 200
#: What may become of members.
BECAME = ("active", "wrote", "bought", "left")
#: Bounds of lengths of silence [days], and the name of a silence that was never broken.
SILENCES, NEVER_WROTE = (3, 7, 14, 30, 60), "never"


def tier_outlook(community: Community, groups: pd.Series, day: dt.date | str, *, days: int = 30) -> pd.DataFrame:
    """Count what became of groups of members in the days after a day.

    Parameters
    ----------
    community : Community
    groups : Series
        Group of each member, ordered categorical, indexed by ``member_id``: tiers, or lengths of silence. Groups made
        with what happened after `day` do not foresee it.
    day : date or str
        What became of members is looked at from the next day on,
    days : int
        for so many days.

    Returns
    -------
    DataFrame
        One row for each ``group`` and ``became``: ``active`` (any interaction), ``wrote``, ``bought`` (an order that
        stands) and ``left`` (not there on the last day); ``k`` of ``n`` members, ``value`` = k ÷ n, ``low``, ``high``
        (Wilson, 95 %). Who left stays below the line. Without a table of orders ``bought`` is NaN.

    Raises
    ------
    OptionError
        If those days were not observed.
    """
    start = dt.date.fromisoformat(str(day)) + dt.timedelta(days=1)
    first, stop = _period(community, start, start + dt.timedelta(days=days))
    rows = pd.Index(community.members["member_id"]).get_indexer(groups.index)
    flags = pd.DataFrame(_became(community, first, stop)).iloc[rows].set_axis(groups.index)
    n = groups.value_counts(sort=False)
    # Skipping NaN would turn what is not recorded into nobody.
    k = flags.groupby(groups, observed=False).agg(lambda column: column.sum(skipna=False))
    tidy = k.rename_axis(index="group", columns="became").stack().rename("k").reset_index()
    tidy["n"] = tidy["group"].map(n).astype(int)
    tidy["value"] = tidy["k"] / tidy["n"].where(tidy["n"] > 0)
    tidy["low"], tidy["high"] = wilson(tidy["k"], tidy["n"])
    return tidy


def _became(community: Community, first: int, stop: int) -> dict[str, npt.NDArray[np.float64]]:
    """Tell of each row of the members table, as 0 and 1, or NaN for what the source does not record."""

    def any_of(matrix: ActivityMatrix) -> npt.NDArray[np.bool_]:
        return matrix.totals(first - matrix.first_day, stop - matrix.first_day) > 0

    found = {
        "active": any_of(activity(community, include_operators=True)),
        "wrote": any_of(activity(community, kinds="speaking", include_operators=True)),
    }
    found["bought"] = np.full(len(community.members), np.nan)
    if community.orders is not None:
        orders = purchases(community)
        inside = orders.stands & (orders.day >= first) & (orders.day < stop)
        found["bought"] = np.isin(np.arange(len(community.members)), orders.member[inside])
    found["left"] = ~present(community, stop - 1, stop - 1)
    return {name: np.asarray(flags, dtype=float) for name, flags in found.items()}


def silence_lengths(features: pd.DataFrame, *, bounds: Sequence[int] = SILENCES) -> pd.Series:
    """Group members by how long they have written nothing.

    Parameters
    ----------
    features : DataFrame
        As from :func:`~shequn_lab.tiers.member_features`.
    bounds : sequence of int
        First day of each group [days], rising.

    Returns
    -------
    Series
        Ordered categorical: ``3–6``, ``7–13`` … ``60+`` days, and ``never`` for nothing written within the record.
        Shorter silences are left out.
    """
    last = bounds[-1]
    names = [f"{low}–{high - 1}" for low, high in itertools.pairwise(bounds)] + [f"{last}+", NEVER_WROTE]
    since = features["days_since_message"]
    group = np.searchsorted(bounds, since.fillna(last), side="right") - 1
    group[since.isna()] = len(bounds)
    found = pd.Series(pd.Categorical.from_codes(group, categories=names, ordered=True), index=features.index)
    return found[group >= 0].rename("silence")


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
    first, stop = _period(community, start, end)
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


def _period(community: Community, start: dt.date | str, end: dt.date | str) -> tuple[int, int]:
    whole = community.whole
    first, stop = clock.day_number(start), clock.day_number(end)
    if not whole.first <= first < stop <= whole.stop:
        raise wrong_option("tiers_period", start=start, end=end, first=whole.start, stop=whole.end)
    return first, stop


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
