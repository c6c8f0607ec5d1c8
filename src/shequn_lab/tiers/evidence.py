"""How many tiers, and whether there are any: silhouette and stability against one population without groups."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.exceptions import ConvergenceWarning
from sklearn.metrics import adjusted_rand_score
from sklearn.mixture import GaussianMixture

from shequn_lab.tiers.null import Floats, OnePopulation, log_scale, standardised

Labels = npt.NDArray[np.int64]
#: So many times two random halves are clustered.
N_SPLITS = 5
#: So many times each clustering is begun anew, the best being kept.
N_STARTS = 3
PERCENTILE = 95
METHODS = ("kmeans", "gmm")


def fitted(method: str, k: int, points: Floats, seed: int) -> KMeans | GaussianMixture:
    """Fit a clusterer of scikit-learn; fewer distinct members than tiers are no reason to complain."""
    if method == "kmeans":
        model: KMeans | GaussianMixture = KMeans(k, n_init=N_STARTS, random_state=seed)
    else:
        # Members who are all alike in a feature would have no spread in it.
        model = GaussianMixture(k, covariance_type="diag", reg_covar=1e-2, n_init=N_STARTS, random_state=seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        return model.fit(points)


def centres(model: KMeans | GaussianMixture) -> Floats:
    """Middle of each cluster, shape (k, n_features)."""
    return np.asarray(model.cluster_centers_ if isinstance(model, KMeans) else model.means_, dtype=float)


def distances(points: Floats, middles: Floats) -> Floats:
    """Euclidean distance of each point to each middle, shape (n, k)."""
    squares = (points**2).sum(axis=1)[:, None] - 2 * points @ middles.T + (middles**2).sum(axis=1)
    return np.sqrt(np.maximum(squares, 0))


def silhouette(points: Floats, labels: Labels, middles: Floats) -> float:
    """Mean simplified silhouette: distances to the middles of clusters instead of to all their members.

    Returns
    -------
    float
        −1 to 1; for each member (b − a) ÷ max(a, b), a to the own middle and b to the nearest other one.

    References
    ----------
    .. [1] Hruschka, Campello & de Castro (2006), Inf. Sci. 176, 1898–1927, doi:10.1016/j.ins.2005.07.015.
    """
    apart = distances(points, middles)
    rows = np.arange(len(points))
    own = apart[rows, labels]
    apart[rows, labels] = np.inf
    other = apart.min(axis=1)
    return float(np.mean((other - own) / np.maximum(np.maximum(own, other), 1e-12)))


def stability(points: Floats, method: str, k: int, rng: np.random.Generator) -> float:
    """Mean adjusted Rand index between what two random halves say about all members."""
    found = []
    for _ in range(N_SPLITS):
        half = rng.permutation(len(points)) < len(points) // 2
        one, other = (fitted(method, k, points[part], _seed(rng)).predict(points) for part in (half, ~half))
        found.append(adjusted_rand_score(one, other))
    return float(np.mean(found))


def _seed(rng: np.random.Generator) -> int:
    return int(rng.integers(2**31))


@dataclass(frozen=True)
class Evidence:
    """What speaks for tiers, and for how many.

    Attributes
    ----------
    table : DataFrame
        Indexed by ``k``: ``silhouette``, its mean ``null`` over draws of the one population, and ``excess``, how many
        standard deviations of those draws it lies above.
    k : int
        The number of tiers with the greatest excess.
    bar : float
        95th percentile of the greatest excess of a draw: trying several numbers gives chance several tries.
    stability, stability_bar : float
        At `k`, and its 95th percentile over the draws; that is NaN, for it takes longest and can no longer help,
        where the silhouette does not stand out.
    """

    table: pd.DataFrame
    k: int
    bar: float
    stability: float
    stability_bar: float

    @property
    def supported(self) -> bool:
        """Whether silhouette and stability are both beyond what one population without groups gives by chance."""
        return bool(self.table.loc[self.k, "excess"] > self.bar and self.stability > self.stability_bar)


def weigh(data: Floats, method: str, ks: Sequence[int], n_null: int, rng: np.random.Generator) -> Evidence:
    """Compare the clusters of data with those of draws of one population fitted to them."""
    population = OnePopulation.fit(data, rng)
    points = standardised(log_scale(data))
    draws = [standardised(log_scale(population.draw(rng))) for _ in range(n_null)]
    seen = _silhouettes(points, method, ks, rng)
    null = np.stack([_silhouettes(draw, method, ks, rng) for draw in draws])
    # Draws of a population without any spread are all alike.
    middle, spread = null.mean(axis=0), null.std(axis=0) + 1e-6
    excess, by_chance = (seen - middle) / spread, ((null - middle) / spread).max(axis=1)
    k, bar = ks[int(np.argmax(excess))], float(np.percentile(by_chance, PERCENTILE))
    stands_out = excess.max() > bar
    unsettled = [stability(draw, method, k, rng) for draw in draws] if stands_out else [np.nan]
    return Evidence(
        table=pd.DataFrame({"silhouette": seen, "null": middle, "excess": excess}, index=pd.Index(ks, name="k")),
        k=k,
        bar=bar,
        stability=stability(points, method, k, rng),
        stability_bar=float(np.percentile(unsettled, PERCENTILE)),
    )


def _silhouettes(points: Floats, method: str, ks: Sequence[int], rng: np.random.Generator) -> Floats:
    models = [fitted(method, k, points, _seed(rng)) for k in ks]
    return np.array([silhouette(points, model.predict(points), centres(model)) for model in models])
