"""Intervals: Wilson for proportions, the bootstrap over members for everything else.

The bootstrap resamples members, never events. Beyond :data:`MOST_GROUPS` members, they are first dealt at
random into that many groups and the groups are resampled: sums over groups of independent members are
again independent and alike, so the spread is estimated just as well, at a cost that no longer grows.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special, stats

from shequn_lab.terms import wrong_option

Floats = npt.NDArray[np.float64]
LEVEL = 0.95
#: Of every resampling, so that the same data give the same interval.
SEED = 20231231
N_RESAMPLES = 2_000
MOST_GROUPS = 1_000
_BATCH = 250


def wilson(k: npt.ArrayLike, n: npt.ArrayLike, level: float = LEVEL) -> tuple[Floats, Floats]:
    """Wilson score interval of proportions k ÷ n, element by element; NaN where n is 0.

    ``scipy.stats.binomtest(k, n).proportion_ci(level, "wilson")`` for whole arrays at once: that function
    takes one pair and computes a p-value too, half a millisecond and more for each cell of a cohort table.

    References
    ----------
    .. [1] Wilson (1927), JASA 22, 209–212, doi:10.1080/01621459.1927.10502953.
    """
    k, n = np.asarray(k, dtype=float), np.asarray(n, dtype=float)
    z = special.ndtri(0.5 + level / 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = k / n
        middle = share + z**2 / (2 * n)
        half = z * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
        low, high = (middle - half) / (1 + z**2 / n), (middle + half) / (1 + z**2 / n)
    # Rounding must not push the ends outside what is possible.
    return np.where(k == 0, np.where(n > 0, 0.0, np.nan), low), np.where(k == n, np.where(n > 0, 1.0, np.nan), high)


def median_interval(values: npt.ArrayLike, level: float = LEVEL) -> tuple[float, float]:
    """Distribution-free interval of the median of independent values; NaN where they are too few (under 6 for 95 %).

    References
    ----------
    .. [1] Conover (1999), Practical Nonparametric Statistics, 3rd ed., section 3.2 (order statistics).
    """
    ordered = np.sort(np.asarray(values, dtype=float))
    # The largest rank below which the median lies with at most half of what is left of the level.
    rank = int(stats.binom.ppf(0.5 - level / 2, ordered.size, 0.5)) if ordered.size else 0
    return (float(ordered[rank - 1]), float(ordered[-rank])) if rank else (np.nan, np.nan)


def deal(n_units: int, seed: int) -> npt.NDArray[np.int64]:
    """Deal units into at most :data:`MOST_GROUPS` groups of equal size, at random; each to its own when few."""
    groups = np.arange(n_units) % MOST_GROUPS
    if n_units > MOST_GROUPS:
        np.random.default_rng(seed).shuffle(groups)
    return groups


@dataclass(frozen=True)
class Resampled:
    """What resampling says about one or more statistics.

    Attributes
    ----------
    low, high : array of shape (m,)
        Percentile interval.
    replicates : array of shape (m, n_resamples)
    """

    low: Floats
    high: Floats
    replicates: Floats


def bootstrap(
    sums: Sequence[npt.ArrayLike],
    statistic: Callable[..., Floats],
    *,
    seed: int,
    n_resamples: int = N_RESAMPLES,
    level: float = LEVEL,
) -> Resampled:
    """Resample groups of members and recompute a function of their totals.

    Parameters
    ----------
    sums : sequence of arrays of shape (n_groups, …)
        What each group adds to each total.
    statistic : callable
        Takes the totals, one array of shape (n, …) for each of `sums`, and returns an array of shape
        (n,) or (n, m).
    seed : int
    n_resamples : int
    level : float

    Returns
    -------
    Resampled
    """
    tables = [np.asarray(table, dtype=np.float64) for table in sums]
    n_groups = tables[0].shape[0]
    if n_groups == 0:
        raise wrong_option("option_nobody")
    flat = [table.reshape(n_groups, -1) for table in tables]

    def evaluate(drawn: npt.NDArray[np.int64], axis: int = -1) -> Floats:  # noqa: ARG001 - SciPy passes it
        # SciPy hands over which groups were drawn; how often each was drawn is all that sums need.
        rows = drawn.reshape(-1, n_groups)
        base = n_groups * np.arange(rows.shape[0])[:, None]
        weights = np.bincount((rows + base).ravel(), minlength=rows.size).reshape(rows.shape).astype(np.float64)
        totals = [(weights @ f).reshape(-1, *t.shape[1:]) for f, t in zip(flat, tables, strict=True)]
        values = np.asarray(statistic(*totals), dtype=np.float64).reshape(rows.shape[0], -1).T
        return values if drawn.ndim > 1 else values[:, 0]

    if n_groups == 1:
        # One member cannot be resampled: there is a value, and no interval.
        nothing = np.full_like(np.atleast_1d(evaluate(np.zeros(1, dtype=np.int64))), np.nan)
        return Resampled(nothing, nothing, nothing[:, None])
    with warnings.catch_warnings():
        # SciPy warns that its own interval, unused here, does not stand a replicate without a value.
        warnings.simplefilter("ignore", stats.DegenerateDataWarning)
        drawn = stats.bootstrap(
            (np.arange(n_groups),),
            evaluate,
            vectorized=True,
            n_resamples=n_resamples,
            batch=_BATCH,
            confidence_level=level,
            method="percentile",
            rng=np.random.default_rng(seed),
        )
    replicates = np.atleast_2d(drawn.bootstrap_distribution)
    return Resampled(*percentiles(replicates, level), replicates)


def percentiles(replicates: Floats, level: float = LEVEL) -> tuple[Floats, Floats]:
    """Percentile interval along the last axis; replicates without a value are left out."""
    tail = 50 * (1 - level)
    ends = np.full((2, *replicates.shape[:-1]), np.nan)
    missing = np.isnan(replicates)
    # Looking for what is missing costs far more than the percentiles: only where something is, but not all.
    whole, some = ~missing.any(axis=-1), missing.any(axis=-1) & ~missing.all(axis=-1)
    ends[:, whole] = np.percentile(replicates[whole], [tail, 100 - tail], axis=-1)
    ends[:, some] = np.nanpercentile(replicates[some], [tail, 100 - tail], axis=-1)
    return ends[0], ends[1]
