"""One population without groups, fitted to data: what silhouettes and stability have to beat."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter1d

Floats = npt.NDArray[np.float64]
_GRID, _STEPS = 1024, 14
#: The course of each feature along the value axis is smoothed over so large a share of the members.
_SPAN = 0.05


def log_scale(values: Floats) -> Floats:
    """Logarithm of one plus the amount, its sign kept: counts of people are spread over orders of magnitude."""
    return np.sign(values) * np.log1p(np.abs(values))


def _amounts(logs: Floats) -> Floats:
    return np.sign(logs) * np.expm1(np.abs(logs))


def unimodal_bandwidth(values: Floats) -> float:
    """Least bandwidth at which a Gaussian kernel estimate of the density has one mode; 0 for equal values.

    References
    ----------
    .. [1] Silverman (1981), JRSS B 43, 97–99, doi:10.1111/j.2517-6161.1981.tb01155.x.
    """
    low, span = float(values.min()), float(np.ptp(values))
    if not span > 0:
        return 0.0
    counts, _ = np.histogram(values, bins=_GRID, range=(low - span, low + 2 * span))
    step = 3 * span / _GRID
    few, many = step / 2, span
    # Fewer modes with every larger bandwidth: what a Gaussian kernel is taken for.
    for _ in range(_STEPS):
        middle = float(np.sqrt(few * many))
        if _n_modes(gaussian_filter1d(counts.astype(float), middle / step, mode="constant", truncate=5)) > 1:
            few = middle
        else:
            many = middle
    return many


def _n_modes(density: Floats) -> int:
    slope = np.sign(np.diff(density, prepend=0, append=0))
    slope = slope[slope != 0]
    return int((np.diff(slope) < 0).sum())


@dataclass(frozen=True)
class OnePopulation:
    """A continuum with the margins of some data and no groups, to draw from.

    A member stands somewhere on one axis of value, the mean of the standardised features on their log scale. Along
    it each feature runs its course, and members scatter round that. A draw takes a member, moves it along the axis
    just so far that the density over the axis has a single mode, and lets its features follow the course; scatter,
    ties and whole numbers stay as they are. So a draw differs from a resample only where there are gaps.

    Attributes
    ----------
    logs : array of shape (n, n_features)
        Data on the log scale, whole numbers spread evenly up to the next.
    value : array of shape (n,)
        Position on the axis.
    bandwidth : float
        Least one that leaves a single mode.
    axis, course : arrays of shape (n,) and (n, n_features)
        Smoothed features along the axis, which rises.
    whole : bool array of shape (n_features,)
        Features that are whole numbers.
    low, high : arrays of shape (n_features,)
        Least and greatest value of each feature.

    References
    ----------
    .. [1] Helgeson, Vock & Bair (2021), Biometrics 77, 1215–1226, doi:10.1111/biom.13376: clusters tested against
       a unimodal population; here the population is unimodal along the axis of value, on which tiers are cut.
    """

    logs: Floats
    value: Floats
    bandwidth: float
    axis: Floats
    course: Floats
    whole: npt.NDArray[np.bool_]
    low: Floats
    high: Floats

    @classmethod
    def fit(cls, data: Floats, rng: np.random.Generator) -> OnePopulation:
        """Fit to an array of shape (n, n_features)."""
        whole = np.asarray((data == np.round(data)).all(axis=0))
        # One draw for each member: where everything is 0 alike, the member stays one point on the axis.
        logs = log_scale(data + rng.random((len(data), 1)) * whole)
        value = standardised(logs).mean(axis=1)
        order, width = np.argsort(value), max(1.0, _SPAN * len(data))
        return cls(
            logs=logs,
            value=value,
            bandwidth=unimodal_bandwidth(value),
            axis=gaussian_filter1d(value[order], width, mode="nearest"),
            course=gaussian_filter1d(logs[order], width, axis=0, mode="nearest"),
            whole=whole,
            low=data.min(axis=0),
            high=data.max(axis=0),
        )

    def draw(self, rng: np.random.Generator) -> Floats:
        """Draw as many members as there were, shape (n, n_features)."""
        n = self.value.size
        picked = rng.integers(0, n, n)
        here, middle = self.value[picked], self.value.mean()
        there = here + self.bandwidth * rng.standard_normal(n)
        # Shrunk back, so that moving does not spread the population out.
        there = middle + (there - middle) / np.sqrt(1 + self.bandwidth**2 / max(self.value.var(), 1e-12))
        # Beyond the last member nothing was seen: turned back there, members do not pile up at the ends.
        there = _turned_back(there, float(self.value.min()), float(self.value.max()))
        drawn = _amounts(self.logs[picked] + self._course(there) - self._course(here))
        drawn = np.where(self.whole, np.floor(drawn), drawn)
        return np.clip(drawn, self.low, self.high)

    def _course(self, at: Floats) -> Floats:
        return np.column_stack([np.interp(at, self.axis, feature) for feature in self.course.T])


def _turned_back(values: Floats, low: float, high: float) -> Floats:
    """Reflect values at both ends until they lie between them."""
    if not high > low:
        return np.full_like(values, low)
    return low + np.abs((values - low + (high - low)) % (2 * (high - low)) - (high - low))


def standardised(values: Floats) -> Floats:
    """Subtract the mean of each column and divide by its standard deviation, where it has one."""
    spread = values.std(axis=0)
    return (values - values.mean(axis=0)) / np.where(spread > 0, spread, 1)
