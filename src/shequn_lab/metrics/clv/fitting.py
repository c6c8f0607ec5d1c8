"""Maximum likelihood over buyers: collapsed, fitted from several starts, and how sure the parameters are."""

from __future__ import annotations

import copy
import warnings
from collections.abc import Callable
from typing import ClassVar, Self, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import optimize, special
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted
from threadpoolctl import threadpool_limits

from shequn_lab.errors import NotEnoughDataError
from shequn_lab.metrics.intervals import LEVEL, Floats
from shequn_lab.terms import Note, say, wrong_option

Buyers: TypeAlias = pd.DataFrame | npt.ArrayLike
#: Log-likelihood and score of each row, given the logarithms of the parameters.
Rows = Callable[[Floats], tuple[Floats, Floats]]
#: A parameter whose logarithm is less sure than this is not told by the data: its 95 % interval spans a factor of 50.
LEAST_SURE = 1.0
_EDGE, _STEP = 1e-6, 1e-4


class NotIdentifiedWarning(UserWarning):
    """The data do not tell all parameters of a model apart.

    What the model expects may be sure all the same: different parameters can say the same of these buyers. Read
    predictions and their intervals, not parameters. The same sentence stands in ``note_`` of the model.
    """


def collapse(*columns: Floats) -> tuple[list[Floats], Floats, npt.NDArray[np.int64]]:
    """Return the distinct rows, how often each occurs, and which of them each row is."""
    order = np.lexsort(columns[::-1])
    ranked = [column[order] for column in columns]
    fresh = np.r_[True, np.logical_or.reduce([column[1:] != column[:-1] for column in ranked])]
    which = np.empty(order.size, dtype=np.int64)
    which[order] = np.cumsum(fresh) - 1
    return [column[fresh] for column in ranked], np.bincount(which).astype(np.float64), which


def climb(rows: Rows, weights: Floats, starts: Floats, bounds: Floats) -> Floats:
    """Return the highest of the maxima of the weighted log-likelihood that are reached from `starts`."""
    total = weights.sum()

    def loss(theta: Floats) -> tuple[float, Floats]:
        value, score = rows(theta)
        return -float(weights @ value) / total, -(weights @ score) / total

    # The likelihood is so flat at its top that only the gradient tells when it is reached.
    options = {"maxiter": 500, "ftol": 1e-15, "gtol": 1e-9}
    found = [
        optimize.minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options=options) for start in starts
    ]
    return np.asarray(min(found, key=lambda result: result.fun).x)


def curvature(rows: Rows, weights: Floats, theta: Floats) -> Floats:
    """Return minus the second derivatives of the log-likelihood: differences of its exact gradient."""
    steps = _STEP * np.eye(theta.size)
    slopes = [weights @ rows(theta + step)[1] - weights @ rows(theta - step)[1] for step in steps]
    matrix = -np.array(slopes) / (2 * _STEP)
    return np.asarray((matrix + matrix.T) / 2)


class BuyerModel(BaseEstimator):  # type: ignore[misc] # scikit-learn carries no types
    """What both models have in common; see :class:`BetaGeo` and :class:`GammaGamma`."""

    #: Columns that are read, and parameters in the order of the likelihood.
    columns: ClassVar[tuple[str, ...]]
    parameters: ClassVar[tuple[str, ...]]
    _spread: ClassVar[tuple[tuple[float, ...], ...]]
    _reach: ClassVar[tuple[float, ...]]

    def _rows(self, distinct: list[Floats]) -> Rows:
        raise NotImplementedError

    def _centre(self, distinct: list[Floats], weights: Floats) -> Floats:
        """Return where to look for the logarithms: 0, but for parameters that have a unit."""
        raise NotImplementedError

    def _fit(self, values: list[Floats]) -> Self:
        self.distinct_, self.counts_, self.which_ = collapse(*values)
        centre = self._centre(self.distinct_, self.counts_)
        self.bounds_ = centre[:, None] + np.outer(self._reach, [-1, 1])
        starts = centre + np.array(self._spread)
        rows = self._rows(self.distinct_)
        with threadpool_limits(1):
            # Matrices of four rows gain nothing from threads, and wait for them.
            self._set(climb(rows, self.counts_, starts, self.bounds_))
        self.log_likelihood_ = float(self.counts_ @ rows(self.theta_)[0])
        self._judge(curvature(rows, self.counts_, self.theta_))
        return self

    def _set(self, theta: Floats) -> None:
        self.theta_ = theta
        for name, value in zip(self.parameters, np.exp(theta), strict=True):
            setattr(self, f"{name}_", float(value))

    def _judge(self, information: Floats) -> None:
        """Work out standard errors, and say what the data do not tell."""
        edge = np.abs(self.bounds_ - self.theta_[:, None]).min(axis=1) < _EDGE
        inside = np.flatnonzero(~edge)
        self.covariance_ = np.full(information.shape, np.nan)
        part = information[np.ix_(inside, inside)]
        if inside.size and np.linalg.eigvalsh(part).min() > 0:
            self.covariance_[np.ix_(inside, inside)] = np.linalg.inv(part)
        spread = np.sqrt(np.diag(self.covariance_))
        low, high = (np.exp(self.theta_ + side * special.ndtri(0.5 + LEVEL / 2) * spread) for side in (-1, 1))
        columns = {"value": np.exp(self.theta_), "standard_error": np.exp(self.theta_) * spread}
        index = pd.Index(self.parameters, name="parameter")
        self.summary_ = pd.DataFrame(columns | {"low": low, "high": high}, index=index)
        unsure = [name for name, size in zip(self.parameters, spread, strict=True) if not size <= LEAST_SURE]
        self.note_ = Note("note_clv_unsure", {"names": ", ".join(unsure)}) if unsure else Note("")
        if unsure:
            warnings.warn(str(self.note_), NotIdentifiedWarning, stacklevel=4)

    def with_theta(self, theta: Floats) -> Self:
        """Return the same model with other parameters, given by their logarithms."""
        other = copy.copy(self)
        other._set(np.asarray(theta, dtype=np.float64))
        return other

    def refit(self, weights: Floats) -> Self:
        """Return the model fitted to the same distinct rows with other weights, from where it stands now.

        Without any weight nothing is told, and the model stays as it is.
        """
        if not weights.any():
            return self
        theta = climb(self._rows(self.distinct_), weights, self.theta_[None, :], self.bounds_)
        return self.with_theta(theta)

    def bootstrap(self, n_resamples: int = 200, *, random_state: int = 0) -> pd.DataFrame:
        """Resample buyers and fit again.

        Parameters
        ----------
        n_resamples : int
        random_state : int

        Returns
        -------
        DataFrame
            One row a resample, one column a parameter; ``.quantile([0.025, 0.975])`` is their 95 % interval.
        """
        check_is_fitted(self)
        rng, n = np.random.default_rng(random_state), int(self.counts_.sum())
        drawn = [rng.multinomial(n, self.counts_ / n).astype(np.float64) for _ in range(n_resamples)]
        with threadpool_limits(1):
            found = [np.exp(self.refit(weights).theta_) for weights in drawn]
        return pd.DataFrame(found, columns=list(self.parameters))

    def interval(self, quantity: Callable[[Self], float], level: float = LEVEL) -> tuple[float, float]:
        """Interval of a positive quantity that follows from the parameters, by the delta method.

        Parameters
        ----------
        quantity : callable
            Takes a model of this kind, such as ``lambda m: m.r_ / m.alpha_``.
        level : float

        Returns
        -------
        low, high : float
            Symmetrical around the logarithm; NaN where the data do not tell the parameters. A parameter at the edge of
            what is searched is held there.
        """
        check_is_fitted(self)
        inside = np.flatnonzero(~np.isnan(np.diag(self.covariance_)))
        if not inside.size:
            return float("nan"), float("nan")
        slope = [self._slope(quantity, step) for step in _STEP * np.eye(self.theta_.size)[inside]]
        variance = float(slope @ self.covariance_[np.ix_(inside, inside)] @ slope)
        value, half = quantity(self), float(special.ndtri(0.5 + level / 2)) * np.sqrt(variance)
        return float(value * np.exp(-half)), float(value * np.exp(half))

    def _slope(self, quantity: Callable[[Self], float], step: Floats) -> float:
        ends = [np.log(quantity(self.with_theta(self.theta_ + side * step))) for side in (-1, 1)]
        return float((ends[1] - ends[0]) / (2 * _STEP))

    def _read(self, X: Buyers) -> list[Floats]:
        """Return the columns as numbers, or say what is wrong with them."""
        if isinstance(X, pd.DataFrame):
            absent = [name for name in self.columns if name not in X]
            if absent:
                raise wrong_option("option_clv_columns", found=", ".join(absent), needed=", ".join(self.columns))
            table = X[list(self.columns)].to_numpy(dtype=np.float64, na_value=np.nan)
        else:
            table = np.asarray(X, dtype=np.float64)
        if table.ndim != 2 or table.shape[1] != len(self.columns):
            raise wrong_option("option_clv_columns", found=str(table.shape), needed=", ".join(self.columns))
        return list(table.T)


def refuse(wrong: npt.NDArray[np.bool_], id: str) -> None:
    """Refuse rows that cannot be, and name the first of them."""
    if wrong.any():
        rows = ", ".join(map(str, np.flatnonzero(wrong)[:5]))
        raise wrong_option(id, count=int(wrong.sum()), rows=rows)


def too_few(id: str, **values: object) -> NotEnoughDataError:
    """Return the error for data from which nothing can be fitted."""
    return NotEnoughDataError(say(id, **values), say(f"{id}_remedy"))
