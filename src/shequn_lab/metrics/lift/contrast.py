"""Ratios of sums with their intervals: how many times as much, of how much the others did."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from shequn_lab.metrics.intervals import LEVEL, SEED, Floats, bootstrap, deal

#: Enough that a p-value can stand below 0.05 ÷ 100.
N_RESAMPLES = 9_999
#: Standard errors of a logarithm that are no more than rounding: units that are all alike.
_ROUNDING = 1e-6
#: Signs of a pair's counts (participant after, before; control after, before), and of one member's.
PAIRED, ALONE = (1.0, -1.0, -1.0, 1.0), (1.0, -1.0)


@dataclass(frozen=True)
class Contrast:
    """A relative change with its interval, and the p-value of no change; NaN where a sum is 0."""

    value: float
    low: float
    high: float
    p: float


NO_CONTRAST = Contrast(np.nan, np.nan, np.nan, np.nan)


def contrast(
    counts: Floats, signs: tuple[float, ...] = PAIRED, *, seed: int = SEED, n_resamples: int = N_RESAMPLES
) -> Contrast:
    """Multiply and divide the sums of columns; one unit is a matched pair, or a member.

    Parameters
    ----------
    counts : array of shape (n_units, m)
    signs : tuple of float
        1 for a column whose sum is multiplied by, −1 for one that is divided by.
    seed, n_resamples : int

    Returns
    -------
    Contrast
        The product − 1. Interval by a studentised bootstrap over units, on the logarithm and symmetric there; the
        p-value is the level at which that interval would end at 0.

    Notes
    -----
    Percentiles of a ratio of skewed counts are too short for a few dozen units. Studentised and symmetric, the error
    of their coverage is of a smaller order [1]_, which the p-values of many activities together need: they stand or
    fall with the tails. Pairs matched without replacement may be resampled as they are [2]_.

    References
    ----------
    .. [1] Hall (1988), Annals of Statistics 16, 927–953, doi:10.1214/aos/1176350933.
    .. [2] Abadie and Spiess (2022), JASA 117, 983–995, doi:10.1080/01621459.2020.1840383.
    """
    sign = np.asarray(signs)
    if not counts.shape[0] or (counts.sum(axis=0) <= 0).any():
        return NO_CONTRAST
    groups = deal(counts.shape[0], seed)
    grouped = np.stack([np.bincount(groups, weights=column) for column in counts.T], axis=1)
    squares = grouped[:, :, None] * grouped[:, None, :]
    (value,), (error,) = _log_ratio(sign, grouped.sum(axis=0)[None], squares.sum(axis=0)[None]).T
    if grouped.shape[0] < 2 or not error > _ROUNDING:
        return Contrast(float(np.expm1(value)), np.nan, np.nan, np.nan)
    drawn = bootstrap([grouped, squares], lambda *sums: _log_ratio(sign, *sums), seed=seed, n_resamples=n_resamples)
    again, errors = drawn.replicates
    known = np.isfinite(again) & (errors > _ROUNDING)
    apart = np.abs(again[known] - value) / errors[known]
    half = np.percentile(apart, 100 * LEVEL) * error
    p = (1 + (apart >= abs(value) / error).sum()) / (1 + apart.size)
    middle, low, high = (float(np.expm1(end)) for end in (value, value - half, value + half))
    return Contrast(middle, low, high, float(p))


def effective(counts: Floats) -> float:
    """Count the units that each sum effectively comes from, (Σx)² ÷ Σx², and return the least; 0 for an empty sum.

    References
    ----------
    .. [1] Kish (1965), Survey Sampling, section 11.7.
    """
    squares = np.square(counts).sum(axis=0)
    return float(np.divide(counts.sum(axis=0) ** 2, squares, out=np.zeros_like(squares), where=squares > 0).min())


def _log_ratio(sign: Floats, totals: Floats, squares: Floats) -> Floats:
    """Logarithm of the product of sums, and its standard error by the delta method; shape (n, 2)."""
    positive = np.all(totals > 0, axis=1)
    safe = np.where(positive[:, None], totals, 1.0)
    slope = sign / safe
    variance = np.einsum("bi,bij,bj->b", slope, squares, slope)
    found = np.stack([(sign * np.log(safe)).sum(axis=1), np.sqrt(np.maximum(variance, 0))], axis=1)
    found[~positive] = np.nan
    return found


def holm(p: npt.ArrayLike) -> Floats:
    """Adjust p-values for how many there are; NaN is not counted and stays.

    Holm's step-down holds whatever the tests have to do with each other. That is needed here: the outcome period of
    one activity is the baseline of the next, so that chance raises the one and lowers the other, which the procedure
    of Benjamini and Hochberg does not allow for.

    References
    ----------
    .. [1] Holm (1979), Scandinavian Journal of Statistics 6, 65–70.
    """
    found = np.asarray(p, dtype=np.float64)
    known = np.flatnonzero(~np.isnan(found))
    order = known[np.argsort(found[known], kind="stable")]
    steps = found[order] * np.arange(order.size, 0, -1)
    adjusted = np.full(found.shape, np.nan)
    adjusted[order] = np.minimum(np.maximum.accumulate(steps), 1.0)
    return adjusted
