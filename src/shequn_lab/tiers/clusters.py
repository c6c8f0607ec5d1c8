"""Tiers found in the data: an estimator of scikit-learn that may find there are none."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.base import BaseEstimator, ClassNamePrefixFeaturesOutMixin, ClusterMixin, TransformerMixin
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted, validate_data
from threadpoolctl import threadpool_limits

from shequn_lab.terms import Note
from shequn_lab.terms.tiers import LEVEL
from shequn_lab.tiers.evidence import Evidence, Labels, centres, distances, fitted, silhouette, weigh
from shequn_lab.tiers.features import measured
from shequn_lab.tiers.naming import NAMED_BY, NamingRule, refusal
from shequn_lab.tiers.null import Floats, log_scale

#: Features in which members of different tiers differ by amount, and which no window cuts off at the top.
ENGAGEMENT = ("n_messages", "n_active_days", "n_reactions", "n_replies_given", "n_replies_received")
#: With fewer members nothing is said about tiers.
FEWEST = 30


def engagement(features: pd.DataFrame) -> pd.DataFrame:
    """Return the columns of :func:`member_features` that tiers are made of, as far as the source tells them."""
    return features[measured(features, ENGAGEMENT)]


class MemberTiers(ClassNamePrefixFeaturesOutMixin, ClusterMixin, TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Cluster members by what they do, and name the clusters only where data and profile allow it.

    Features are put on a log scale and standardised inside. The number of tiers is the one whose silhouette stands
    out most against draws of one population without groups; it and the stability must be beyond the 95th percentile
    of those draws, or there is a continuum and no name.

    Parameters
    ----------
    n_tiers : int or "auto"
        Number of tiers, or up to `max_tiers` as the data say.
    method : {"kmeans", "gmm"}
        k-means, or a mixture of Gaussians with diagonal covariance.
    max_tiers : int
        There are four names, newcomers apart.
    n_null : int
        Draws of the one population.
    max_sample : int
        Members looked at, at most, to choose the number and to test it; all are clustered.
    naming : NamingRule, optional
        Which profile has which name.
    random_state : int, RandomState or None

    Attributes
    ----------
    tiers_ : ndarray of str, shape (k,)
        Names of rising value; ``level_1`` … where names are refused.
    refusal_ : Note
        Why, or empty.
    evidence_ : Evidence or None
        None with fewer than 30 members, or fewer than two that differ.
    profile_ : DataFrame
        One row a tier: ``n``, ``share``, and the median of each feature.
    cluster_centers_ : ndarray of shape (k, n_features)
        On the standardised log scale.
    labels_ : ndarray of int, shape (n,)
        Tier of each member, 0 for the lowest value: the mean over the features of a centre.
    mean_, scale_ : ndarray of shape (n_features,)
    model_ : KMeans or GaussianMixture
    n_features_in_, feature_names_in_

    Examples
    --------
    >>> import numpy as np
    >>> two = np.r_[np.random.default_rng(1).poisson(1, (60, 2)), np.random.default_rng(2).poisson(60, (60, 2))]
    >>> MemberTiers(random_state=0).fit(two).evidence_.supported
    True
    """

    def __init__(
        self,
        n_tiers: int | Literal["auto"] = "auto",
        *,
        method: Literal["kmeans", "gmm"] = "kmeans",
        max_tiers: int = 4,
        n_null: int = 39,
        max_sample: int = 2_000,
        naming: NamingRule | None = None,
        random_state: Any = None,
    ) -> None:
        self.n_tiers = n_tiers
        self.method = method
        self.max_tiers = max_tiers
        self.n_null = n_null
        self.max_sample = max_sample
        self.naming = naming
        self.random_state = random_state

    def fit(self, X: Any, y: Any = None) -> MemberTiers:  # noqa: ARG002 - scikit-learn's signature
        """Find the tiers of members.

        Parameters
        ----------
        X : array-like of shape (n, n_features)
            Amounts; more is more valuable.
        y : None
        """
        data = validate_data(self, X, dtype=np.float64, ensure_min_samples=2)
        rng = np.random.default_rng(check_random_state(self.random_state).randint(2**31 - 1))
        logs = log_scale(data)
        self.mean_, spread = logs.mean(axis=0), logs.std(axis=0)
        self.scale_ = np.where(spread > 0, spread, 1.0)
        k = self._choose(data, rng)
        points = self._points(data)
        self.model_ = fitted(self.method, k, points, int(rng.integers(2**31)))
        found = centres(self.model_)
        order = np.argsort(found.mean(axis=1), kind="stable")
        self.cluster_centers_, self._level_of = found[order], np.argsort(order)
        self._n_features_out = k
        self.labels_ = self._levels(points)
        self.profile_ = self._profile(data)
        names, self.refusal_ = self._names()
        self.tiers_ = np.asarray(names, dtype=object)
        return self

    def _choose(self, data: Floats, rng: np.random.Generator) -> int:
        if self.method not in ("kmeans", "gmm"):
            raise ValueError(f"method must be 'kmeans' or 'gmm', not {self.method!r}")
        sample = data if len(data) <= self.max_sample else data[rng.choice(len(data), self.max_sample, replace=False)]
        most = min(self.max_tiers, len(np.unique(sample, axis=0)))
        ks = range(2, most + 1) if self.n_tiers == "auto" else [self.n_tiers]
        self.evidence_: Evidence | None = None
        if most >= 2 and len(sample) >= FEWEST:
            # These fits are many and small: more threads than one only wait for each other.
            with threadpool_limits(1):
                self.evidence_ = weigh(sample, self.method, ks, self.n_null, rng)
            return self.evidence_.k
        return min(2, most) if self.n_tiers == "auto" else self.n_tiers

    def _points(self, data: Floats) -> Floats:
        return (log_scale(data) - self.mean_) / self.scale_

    def _levels(self, points: Floats) -> Labels:
        return self._level_of[self.model_.predict(points)]

    def _profile(self, data: Floats) -> pd.DataFrame:
        columns = getattr(self, "feature_names_in_", [f"x{i}" for i in range(data.shape[1])])
        members = pd.DataFrame(data, columns=columns).groupby(self.labels_)
        levels = pd.RangeIndex(self._n_features_out, name="level")
        n = members.size().reindex(levels, fill_value=0)
        return pd.concat([n.rename("n"), (n / len(data)).rename("share"), members.median().reindex(levels)], axis=1)

    def _names(self) -> tuple[list[str], Note]:
        levels = [f"{LEVEL}{level + 1}" for level in range(self._n_features_out)]
        if self.evidence_ is None:
            return levels, Note("tiers_too_few", {"needed": FEWEST})
        if not self.evidence_.supported:
            return levels, Note("tiers_continuum")
        if not set(NAMED_BY) <= set(self.profile_):
            return levels, Note("tiers_no_profile", {"needed": ", ".join(NAMED_BY)})
        names = (self.naming or NamingRule()).names(self.profile_, self.profile_["share"].tolist())
        why_not = refusal(names)
        return (levels if why_not else names), why_not

    def predict(self, X: Any) -> Labels:
        """Return the tier of each member, 0 for the lowest value."""
        return self._levels(self._points(self._checked(X)))

    def transform(self, X: Any) -> Floats:
        """Return the distance of each member to the middle of each tier [standard deviations], shape (n, k)."""
        return distances(self._points(self._checked(X)), self.cluster_centers_)

    def margin(self, X: Any) -> Floats:
        """How far each member is from the boundary to the next tier, shape (n,).

        Returns
        -------
        array
            k-means: distance to the nearest plane half-way between the own middle and another [standard deviations].
            Mixture: log odds of the likeliest tier against the next. NaN where there is one tier.
        """
        points = self._points(self._checked(X))
        if self._n_features_out < 2:
            return np.full(len(points), np.nan)
        if self.method == "gmm":
            odds = np.sort(np.log(np.maximum(self.model_.predict_proba(points), 1e-300)), axis=1)
            return odds[:, -1] - odds[:, -2]
        squares = distances(points, self.cluster_centers_) ** 2
        own = squares.argmin(axis=1)
        between = distances(self.cluster_centers_, self.cluster_centers_)[own]
        gap = squares - squares[np.arange(len(points)), own][:, None]
        return np.divide(gap, 2 * between, out=np.full_like(gap, np.inf), where=between > 0).min(axis=1)

    def score(self, X: Any, y: Any = None) -> float:  # noqa: ARG002 - scikit-learn's signature
        """Return the mean simplified silhouette of members, −1 to 1: what a grid search maximises."""
        if self._n_features_out < 2:
            return 0.0
        points = self._points(self._checked(X))
        return silhouette(points, self._levels(points), self.cluster_centers_)

    def cut(self, features: pd.DataFrame) -> pd.Series:
        """Put members into tiers by a frame that has, among others, the columns of the fit.

        Returns
        -------
        Series
            Ordered categorical of :attr:`tiers_`, indexed as `features`.
        """
        levels = self.predict(features[self.feature_names_in_])
        found = pd.Categorical.from_codes(levels, categories=self.tiers_, ordered=True)
        return pd.Series(found, index=features.index, name="tier")

    def _checked(self, X: Any) -> Floats:
        check_is_fitted(self)
        return np.asarray(validate_data(self, X, dtype=np.float64, reset=False))

    def get_feature_names_out(self, input_features: Any = None) -> npt.NDArray[np.object_]:
        """Name the columns of :meth:`transform`: ``distance_to_<tier>``."""
        super().get_feature_names_out(input_features)
        return np.asarray([f"distance_to_{tier}" for tier in self.tiers_], dtype=object)
