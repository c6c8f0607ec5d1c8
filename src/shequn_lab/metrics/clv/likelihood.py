"""Log-likelihoods of buyers and their gradients, row by row, in the logarithms of the parameters.

A row is a distinct history; how many buyers share it is the caller's weight. Logarithms keep parameters positive and
bring them to one scale, and differences of logarithms are taken before they are multiplied, so that large shapes do
not cancel.
"""

from __future__ import annotations

import numpy as np
from scipy import special

from shequn_lab.metrics.intervals import Floats


def dropout_odds(
    r: float, alpha: float, a: float, b: float, frequency: Floats, recency: Floats, age: Floats
) -> tuple[Floats, Floats]:
    """Return the log-odds that a buyer has dropped out, and ln((α + age) ÷ (α + recency)); [1]_, equations 4 and 6.

    Who never bought again has not dropped out: in this model that happens only after a repeat purchase.

    References
    ----------
    .. [1] Fader, Hardie & Lee (2005), Marketing Science 24, 275–284, doi:10.1287/mksc.1040.0098.
    """
    gap = np.log1p((age - recency) / (alpha + recency))
    with np.errstate(divide="ignore"):
        odds = np.log(a) - np.log(np.maximum(b + frequency - 1, 0)) + (r + frequency) * gap
    return np.where(frequency > 0, odds, -np.inf), gap


def beta_geo_rows(theta: Floats, frequency: Floats, recency: Floats, age: Floats) -> tuple[Floats, Floats]:
    """Log-likelihood of BG/NBD and its gradient.

    Parameters
    ----------
    theta : array of shape (4,)
        Logarithms of r, α, a and b.
    frequency, recency, age : array of shape (n,)
        Repeat purchase days; last − first; end of observation − first.

    Returns
    -------
    array of shape (n,), array of shape (n, 4)
    """
    r, alpha, a, b = np.exp(theta)
    odds, gap = dropout_odds(r, alpha, a, b, frequency, recency, age)
    gone = special.expit(odds)
    value = (
        special.gammaln(r + frequency)
        - special.gammaln(r)
        - r * np.log1p(age / alpha)
        - frequency * np.log(alpha + age)
        + special.betaln(a, b + frequency)
        - special.betaln(a, b)
        + np.logaddexp(0, odds)
    )
    both = special.psi(a + b) - special.psi(a + b + frequency)
    # Only repeat buyers have a second term, and b + frequency − 1 is above 0 for all of them.
    below = np.where(frequency > 0, b + frequency - 1, 1)
    score = np.column_stack(
        [
            r * (special.psi(r + frequency) - special.psi(r) - np.log1p(age / alpha) + gone * gap),
            r * age / (alpha + age)
            - alpha * (frequency / (alpha + age) + gone * (r + frequency) * (age - recency)
                       / ((alpha + age) * (alpha + recency))),
            a * both + gone,
            b * (both + special.psi(b + frequency) - special.psi(b) - gone / below),
        ]
    )  # fmt: skip
    return value, score


def gamma_gamma_rows(theta: Floats, frequency: Floats, mean: Floats) -> tuple[Floats, Floats]:
    """Log-likelihood of Gamma-Gamma for the mean value of each buyer's purchases, and its gradient; [1]_.

    Parameters
    ----------
    theta : array of shape (3,)
        Logarithms of p, q and v.
    frequency, mean : array of shape (n,)
        Number of purchases, at least 1, and their mean value, above 0.

    Returns
    -------
    array of shape (n,), array of shape (n, 3)

    References
    ----------
    .. [1] Fader & Hardie (2005), The Gamma-Gamma model of monetary value, brucehardie.com/notes/025.
    """
    p, q, v = np.exp(theta)
    shape, total = p * frequency, frequency * mean
    share = np.log(total) - np.log(v + total)
    rest = np.log(v) - np.log(v + total)
    value = q * rest + shape * share - np.log(mean) - special.betaln(shape, q)
    digamma = special.psi(shape + q)
    score = np.column_stack(
        [
            shape * (share - special.psi(shape) + digamma),
            q * (rest - special.psi(q) + digamma),
            q - v * (shape + q) / (v + total),
        ]
    )
    return value, score
