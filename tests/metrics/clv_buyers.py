"""Buyers drawn as the papers describe them, and their likelihood once more, by brute force."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import integrate, special, stats

from shequn_lab.metrics.clv import BetaGeo, GammaGamma

#: r, α, a, b of Fader, Hardie & Lee (2005), table 2 (weeks).
CDNOW = (0.243, 4.414, 0.793, 2.426)
#: p, q, v of Fader & Hardie (2013), section 4.
CDNOW_VALUES = (6.25, 3.74, 15.44)


def buyers(rng: np.random.Generator, n: int, parameters: tuple[float, ...], ages: tuple[float, float]) -> pd.DataFrame:
    """Draw histories: exponential times at a rate of one's own, and a coin of one's own after each repeat purchase."""
    r, alpha, a, b = parameters
    age = rng.uniform(*ages, n)
    rate, dropout = rng.gamma(r, 1 / alpha, n), rng.beta(a, b, n)
    frequency, recency, now, there = np.zeros(n), np.zeros(n), np.zeros(n), np.ones(n, dtype=bool)
    while there.any():
        now = now + rng.exponential(1, n) / np.maximum(rate, 1e-300)
        bought = there & (now <= age)
        frequency[bought] += 1
        recency[bought] = now[bought]
        there = bought & (rng.random(n) >= dropout)
    return pd.DataFrame({"frequency": frequency, "recency": recency, "age": age})


def values(rng: np.random.Generator, frequency: np.ndarray, parameters: tuple[float, ...]) -> np.ndarray:
    """Draw the mean value of the repeat purchases of each buyer; NaN where there is none."""
    p, q, v = parameters
    rate = rng.gamma(q, 1 / v, frequency.size)
    return rng.gamma(p * np.maximum(frequency, 1), 1 / rate) / np.where(frequency > 0, frequency, np.nan)


# -- how often intervals hold the truth ------------------------------------------------------------------

TIMING = {
    "r": lambda m: m.r_,
    "α": lambda m: m.alpha_,
    "a": lambda m: m.a_,
    "b": lambda m: m.b_,
    "mean rate r ÷ α": lambda m: m.r_ / m.alpha_,
    "purchases of a new buyer in 52 weeks": lambda m: m.expected_new(52.0),
}
SPENDING = {
    "p": lambda m: m.p_,
    "q": lambda m: m.q_,
    "v": lambda m: m.v_,
    "mean value": lambda m: m.mean_value,
}


def coverage(n_sets: int, n_buyers: int) -> pd.DataFrame:
    """Fit both models to sets of buyers drawn anew, and count the 95 % intervals that hold what was planted.

    Returns
    -------
    DataFrame
        Indexed by quantity: ``truth``, ``mean`` of the estimates, ``k`` of ``n`` intervals that hold it.
    """
    found: dict[str, list[tuple[float, bool]]] = {name: [] for name in (*TIMING, *SPENDING)}
    truths: dict[str, float] = {}
    for seed in range(n_sets):
        rng = np.random.default_rng([seed, 7])
        rows = buyers(rng, n_buyers, CDNOW, (27.0, 39.0))
        rows["mean_minor"] = values(rng, rows["frequency"].to_numpy(), CDNOW_VALUES)
        for model, planted, quantities in (
            (BetaGeo().fit(rows), CDNOW, TIMING),
            (GammaGamma().fit(rows), CDNOW_VALUES, SPENDING),
        ):
            for name, quantity in quantities.items():
                truths[name] = quantity(model.with_theta(np.log(planted)))
                low, high = model.interval(quantity)
                found[name].append((quantity(model), low <= truths[name] <= high))
    rows_of = {
        name: (truths[name], np.mean([value for value, _ in pairs]), sum(hit for _, hit in pairs), len(pairs))
        for name, pairs in found.items()
    }
    return pd.DataFrame.from_dict(rows_of, orient="index", columns=["truth", "mean", "k", "n"])


# -- by brute force ------------------------------------------------------------------------------------


def _nodes(r: float, alpha: float, a: float, b: float, t: float, n: int = 160) -> tuple[np.ndarray, ...]:
    """Rates and dropout probabilities with their weights, as columns and rows: Gauss–Laguerre × Gauss–Jacobi.

    The rate is integrated against its own gamma density times e^(−rate × t), the probability against its beta.
    """
    s, ws = special.roots_genlaguerre(n, r - 1)
    u, wu = special.roots_jacobi(n, b - 1, a - 1)
    rate, ws = s / (alpha + t), ws * np.exp(r * np.log(alpha / (alpha + t)) - special.gammaln(r))
    return rate[:, None], ws[:, None], ((1 + u) / 2)[None, :], (wu / wu.sum())[None, :]


def _paths(parameters: tuple[float, ...], x: int, t: float, age: float) -> tuple[np.ndarray, ...]:
    """Rates and probabilities, and the weight of each pair with a buyer who is still there, and with one who is gone.

    A known buyer: x times a density λe^(−λs), x tosses, and then either nothing to the end of the observation or the
    last toss.
    """
    t = t if x else age
    rate, ws, p, wp = _nodes(*parameters, t)
    there = (1 - p) ** x * rate**x * np.exp(-rate * (age - t))
    gone = p * (1 - p) ** (x - 1) * rate**x if x else 0 * rate * p
    return rate, p, there * ws * wp, gone * ws * wp


def likelihood(parameters: tuple[float, ...], x: int, t: float, age: float) -> float:
    """Integrate the likelihood of a known buyer over all buyers there may be."""
    _, _, there, gone = _paths(parameters, x, t, age)
    return float((there + gone).sum())


def expected(parameters: tuple[float, ...], x: int, t: float, age: float, horizon: float) -> tuple[float, float]:
    """Probability of being there, and purchases expected in the horizon, as means over the posterior."""
    rate, p, there, gone = _paths(parameters, x, t, age)
    ahead, whole = -np.expm1(-rate * p * horizon) / p, (there + gone).sum()
    return float(there.sum() / whole), float((there * ahead).sum() / whole)


def log_likelihood(theta: np.ndarray, rows: pd.DataFrame) -> float:
    """Log-likelihood of BG/NBD written anew from gamma and beta functions, equation 6 as printed."""
    r, alpha, a, b = np.exp(theta)
    x, t, age = (rows[name].to_numpy() for name in ("frequency", "recency", "age"))
    first = special.betaln(a, b + x) - special.betaln(a, b) - (r + x) * np.log(alpha + age)
    with np.errstate(divide="ignore"):
        second = special.betaln(a + 1, np.where(x > 0, b + x - 1, 1)) - special.betaln(a, b)
        second = np.where(x > 0, second - (r + x) * np.log(alpha + t), -np.inf)
    front = special.gammaln(r + x) - special.gammaln(r) + r * np.log(alpha)
    return float((front + np.logaddexp(first, second)).sum())


def value_likelihood(parameters: tuple[float, ...], x: float, mean: float) -> float:
    """Integrate the gamma density of a mean over the gamma of its rate."""
    p, q, v = parameters
    rate, peak = stats.gamma(q, scale=1 / v), (q + p * x) / (v + x * mean)

    def density(u: float) -> float:
        return float(stats.gamma.pdf(mean, p * x, scale=1 / (u * x)) * rate.pdf(u))

    return float(sum(integrate.quad(density, *ends, epsabs=0)[0] for ends in ((0, peak), (peak, 9 * peak))))


def value_log_likelihood(theta: np.ndarray, x: np.ndarray, mean: np.ndarray) -> float:
    """Log-likelihood of Gamma-Gamma written anew, as the note prints it."""
    p, q, v = np.exp(theta)
    front = special.gammaln(p * x + q) - special.gammaln(p * x) - special.gammaln(q)
    powers = q * np.log(v) + (p * x - 1) * np.log(mean) + p * x * np.log(x) - (p * x + q) * np.log(v + x * mean)
    return float((front + powers).sum())
