"""The rose of a network: legible up to a thousand members and more, faithful in its counts, silent input."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from plot_legible import assert_legible, words

from shequn_lab.metrics.graph import Graph
from shequn_lab.plots import plot_network
from shequn_lab.plots.network import MOST_NODES, _petals, _places


def network(n: int, n_circles: int = 3, seed: int = 1) -> tuple[pd.DataFrame, pd.DataFrame]:
    rng = np.random.default_rng(seed)
    home = rng.integers(n_circles, size=n)
    ends = rng.choice(n, size=(12 * n, 2), p=(w := rng.pareto(1.5, n) + 0.2) / w.sum())
    kept = (ends[:, 0] != ends[:, 1]) & ((home[ends[:, 0]] == home[ends[:, 1]]) | (rng.random(len(ends)) < 0.1))
    keys, used = np.unique(ends[kept] @ [n, 1], return_counts=True)
    graph = Graph(n, keys // n, keys % n)
    members = pd.DataFrame(
        {
            "n_partners": graph.degree,
            "core": graph.core,
            "in_main_core": graph.core == graph.core.max(),
            "circle": graph.circles + 1,
            "tier": rng.choice(["core", "active", "ordinary", "silent"], n),
        }
    )
    return members, pd.DataFrame({"source": graph.source, "target": graph.target, "n": used})


@pytest.mark.parametrize("n", [12, 200, 1_000, 2_000])
@pytest.mark.parametrize("by", ["circle", "tier"])
def test_the_rose_is_legible(n: int, by: str, phone: bool, language: str) -> None:
    if n == 2_000 and (by, language) != ("circle", "en"):
        pytest.skip("one of the largest is enough")
    members, ties = network(n, 9 if n == 200 else 3)
    before = members.copy(), ties.copy()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = assert_legible(plot_network(members, ties, by=by, phone=phone))
    assert members.equals(before[0])
    assert ties.equals(before[1])
    assert len([text for text in found if text == "●"]) <= 6


def test_everybody_has_a_place_of_their_own_inside_their_petal() -> None:
    members, _ = network(1_000, 4)
    petals = _petals(members, "circle")
    places = _places(members, petals)
    assert sorted(np.concatenate([petal.rows for petal in petals])) == list(range(1_000))
    assert len(np.unique(places.round(6), axis=0)) == 1_000
    for petal in petals:
        angle = petal.start + (np.arctan2(*places[petal.rows].T[::-1]) - petal.start) % (2 * np.pi)
        assert (angle <= petal.stop + 1e-9).all()
        # Nearer the middle stand those with the higher core number.
        radius, core = np.hypot(*places[petal.rows].T), members["core"].to_numpy()[petal.rows]
        assert (np.diff(core[np.argsort(radius)]) <= 0).all()


def test_counts_of_members_below_five_can_be_hidden() -> None:
    members, ties = network(200)
    members["in_main_core"] = np.arange(200) == int(np.flatnonzero(members["circle"] == 1)[0])
    shown, hidden = ([t.get_text() for t in words(plot_network(members, ties, hide_below=k).figure)] for k in (0, 5))
    assert "1" in shown
    assert "1" not in hidden
    assert "<5" in hidden


def test_more_members_than_fit_are_cut_and_said(language: str) -> None:
    members, ties = network(MOST_NODES + 300)
    found = " ".join(t.get_text() for t in words(plot_network(members, ties).figure))
    assert "1,500" in found
    assert "1,800" in found


def test_without_ties_the_picture_says_why() -> None:
    members, ties = network(12)
    nobody = members.iloc[:0]
    nobody.attrs["note"] = "no ties"
    assert "no ties" in " ".join(t.get_text() for t in words(plot_network(nobody, ties.iloc[:0]).figure))
