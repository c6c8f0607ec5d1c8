"""Silhouette, stability, and what they are compared with."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import silhouette_score

from shequn_lab.tiers.evidence import centres, distances, fitted, silhouette, stability, weigh


def blobs(apart: float, seed: int = 0, n: int = 120) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return np.repeat([[0.0, 0.0], [apart, apart]], n // 2, axis=0) + rng.normal(size=(n, 2))


def test_distances_are_euclidean() -> None:
    points, middles = np.random.default_rng(1).normal(size=(7, 3)), np.random.default_rng(2).normal(size=(2, 3))
    expected = np.linalg.norm(points[:, None] - middles, axis=2)
    np.testing.assert_allclose(distances(points, middles), expected)


def test_the_silhouette_follows_its_definition() -> None:
    points, middles = np.array([[0.0], [1.0], [9.0]]), np.array([[0.0], [10.0]])
    # a and b: 0 and 10, 1 and 9, 1 and 9.
    assert silhouette(points, np.array([0, 0, 1]), middles) == pytest.approx(np.mean([1, 8 / 9, 8 / 9]))
    # In the wrong cluster it is negative.
    assert silhouette(points[2:], np.array([0]), middles) == pytest.approx(-8 / 9)


@pytest.mark.parametrize("apart", [1.0, 3.0, 8.0])
def test_the_simplified_silhouette_goes_with_the_full_one(apart: float) -> None:
    points = blobs(apart)
    model = fitted("kmeans", 2, points, 0)
    labels = model.predict(points)
    assert silhouette(points, labels, centres(model)) == pytest.approx(silhouette_score(points, labels), abs=0.15)


def test_clear_clusters_are_stable_and_arbitrary_ones_are_not() -> None:
    clear = stability(blobs(12.0), "kmeans", 2, np.random.default_rng(0))
    arbitrary = stability(np.random.default_rng(0).normal(size=(120, 2)), "kmeans", 4, np.random.default_rng(0))
    assert clear == 1
    assert arbitrary < 0.8


@pytest.mark.parametrize("method", ["kmeans", "gmm"])
def test_two_groups_are_supported_and_one_is_not(method: str) -> None:
    rng = np.random.default_rng(1)
    two = np.exp(blobs(7.0, n=300) / 3)
    assert weigh(two, method, (2, 3), 19, rng).supported
    assert weigh(two, method, (2, 3), 19, rng).k == 2
    one = np.exp(np.random.default_rng(2).multivariate_normal([1, 1], [[1, 0.8], [0.8, 1]], 300))
    assert not weigh(one, method, (2, 3), 19, rng).supported


def test_a_stable_cut_through_a_continuum_is_no_evidence() -> None:
    rng = np.random.default_rng(3)
    values = np.exp(rng.normal(size=(2000, 1)))
    found = weigh(values, "kmeans", (3,), 19, rng)
    # By itself the stability would convince.
    assert found.stability > 0.9
    assert not found.supported
