"""Random graphs with given degrees: degrees kept, nothing doubled, every graph as likely as the next."""

from __future__ import annotations

import itertools
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from test_graph import graphs, ties

from shequn_lab.metrics.graph import MEASURES, Graph
from shequn_lab.metrics.rewiring import rewired


def degrees(graph: Graph) -> tuple[list[int], list[int]]:
    out, into = (np.bincount(ends, minlength=graph.n_nodes).tolist() for ends in (graph.source, graph.target))
    return out, into


def pairs(graph: Graph) -> frozenset[tuple[int, int]]:
    return frozenset((min(pair), max(pair)) for pair in ties(graph))


@given(graph=graphs(12), seed=st.integers(0, 99))
def test_directed_ones_keep_the_ties_out_and_in_of_everybody(graph: Graph, seed: int) -> None:
    for other in rewired(graph, n_graphs=3, seed=seed):
        assert degrees(other) == degrees(graph)
        assert len(ties(other)) == other.source.size
        assert (other.source != other.target).all()


@given(graph=graphs(12), seed=st.integers(0, 99))
def test_undirected_ones_keep_the_partners_of_everybody(graph: Graph, seed: int) -> None:
    for other in rewired(graph, directed=False, n_graphs=3, seed=seed):
        assert (other.degree == graph.degree).all()
        assert len(pairs(other)) == other.source.size == len(pairs(graph))


@settings(max_examples=10)
@given(graph=graphs(12), directed=st.booleans())
def test_a_seed_names_the_graphs_and_the_graph_given_is_untouched(graph: Graph, directed: bool) -> None:
    before = ties(graph)
    first, again = ([ties(g) for g in rewired(graph, directed=directed, n_graphs=2, seed=5)] for _ in range(2))
    assert first == again
    assert ties(graph) == before


def all_with_the_degrees_of(graph: Graph, directed: bool) -> set[frozenset[tuple[int, int]]]:
    """Enumerate the simple graphs of the same degrees."""
    n = graph.n_nodes
    every = itertools.permutations(range(n), 2) if directed else itertools.combinations(range(n), 2)
    size = len(ties(graph)) if directed else len(pairs(graph))
    found = set()
    for chosen in itertools.combinations(list(every), size):
        ends = np.array(chosen)
        other = Graph(n, ends[:, 0], ends[:, 1])
        alike = degrees(other) == degrees(graph) if directed else (other.degree == graph.degree).all()
        if alike:
            found.add(frozenset(chosen))
    return found


RING = Graph(6, np.arange(6), (np.arange(6) + 1) % 6)
MIXED = Graph(5, np.array([0, 0, 1, 2, 3, 4, 1, 4]), np.array([1, 2, 2, 3, 4, 0, 4, 2]))


@pytest.mark.parametrize(("graph", "directed", "n_possible"), [(MIXED, True, 44), (RING, False, 70)])
def test_every_graph_of_the_same_degrees_is_as_likely_as_the_next(
    graph: Graph, directed: bool, n_possible: int
) -> None:
    possible = all_with_the_degrees_of(graph, directed)
    drawn = itertools.islice(rewired(graph, directed=directed, n_graphs=4_000, seed=1), 0, None, 2)
    found = Counter(frozenset(ties(g)) if directed else pairs(g) for g in drawn)
    assert len(possible) == n_possible
    assert set(found) == possible
    assert stats.chisquare([found[g] for g in possible]).pvalue > 0.001


def test_a_graph_drawn_from_the_null_is_no_outlier_of_it() -> None:
    rng = np.random.default_rng(7)
    weight = rng.pareto(2, 120) + 0.2
    ends = rng.choice(120, size=(900, 2), p=weight / weight.sum())
    keys = np.unique(ends[ends[:, 0] != ends[:, 1]] @ [120, 1])
    seen = Graph(120, keys // 120, keys % 120)
    places = []
    for i, drawn in enumerate(rewired(seen, n_graphs=40, seed=2)):
        others = [MEASURES["network_reciprocity"](g) for g in rewired(drawn, n_graphs=39, seed=100 + i)]
        places.append(np.mean(np.array(others) < MEASURES["network_reciprocity"](drawn)))
    assert stats.kstest(places, "uniform").pvalue > 0.001
