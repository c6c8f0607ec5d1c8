"""What BG/NBD expects of a buyer: purchases ahead, and the same discounted."""

from __future__ import annotations

import numpy as np
from scipy import special

from shequn_lab.metrics.intervals import Floats

#: The closed form divides by a − 1, and by a + b + frequency − 1 within: so near to 0 it is not trusted.
_NEAR_ONE, _NEAR_NOTHING = 1e-4, 1e-9
#: Nodes of the quadrature over the horizon.
_NODES = 24


def purchases_ahead(
    r: float, alpha: float, a: float, b: float, frequency: Floats, age: Floats, horizon: Floats | float
) -> Floats:
    """Purchases expected within `horizon` of a buyer who has not dropped out; [1]_, equation 10, its numerator.

    Notes
    -----
    The paper's ((α + T) ÷ (α + T + t))^(r + x) · ₂F₁(r + x, b + x; a + b + x − 1; z) overflows for frequent buyers.
    By Euler's transformation it equals (1 − z)^(a − 1) · ₂F₁(a − 1, a + b − 1 − r; a + b + x − 1; z), whose argument
    does not grow with x; that form overflows where a is large, and there the first one does not.

    References
    ----------
    .. [1] Fader, Hardie & Lee (2005), Marketing Science 24, 275–284, doi:10.1287/mksc.1040.0098.
    """
    if abs(a - 1) < 0.99 * _NEAR_ONE:
        low, high = (
            purchases_ahead(r, alpha, 1 + side * _NEAR_ONE, b, frequency, age, horizon) for side in (-1.0, 1.0)
        )
        return low + (high - low) * (a - 1 + _NEAR_ONE) / (2 * _NEAR_ONE)
    z = horizon / (alpha + age + horizon)
    as_printed = a - 1 > r + frequency
    first = np.where(as_printed, r + frequency, a - 1)
    second = np.where(as_printed, b + frequency, a + b - 1 - r)
    third = a + b + frequency - 1
    third = np.where(np.abs(third) < _NEAR_NOTHING, _NEAR_NOTHING, third)
    rest = np.exp(first * np.log1p(-z)) * special.hyp2f1(first, second, third, z)
    return np.asarray(third / (a - 1) * (1 - rest))


def discounted_ahead(
    r: float, alpha: float, a: float, b: float, frequency: Floats, age: Floats, horizon: float, rate: float
) -> Floats:
    """Purchases expected within `horizon`, each discounted at the continuous `rate` from when it is made.

    Integrated by parts, ∫ e^(−δs) dE(s) = e^(−δt) E(t) + δ ∫ e^(−δs) E(s) ds, so that without a rate it is E(t) itself.
    """
    total = np.exp(-rate * horizon) * purchases_ahead(r, alpha, a, b, frequency, age, horizon)
    if not rate:
        return total
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)
    # The cube puts most nodes where most changes: at once after now.
    part = (1 + nodes) / 2
    when, width = horizon * part**3, horizon * 3 * part**2 * weights / 2
    ahead = purchases_ahead(r, alpha, a, b, frequency[:, None], age[:, None], when)
    return np.asarray(total + rate * (ahead * np.exp(-rate * when)) @ width)
