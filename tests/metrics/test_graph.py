"""Measures of graphs: against counting by hand and against networkx."""

from __future__ import annotations

import itertools
import math

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shequn_lab.metrics.graph import MEASURES, Graph


@st.composite
def graphs(draw: st.DrawFn, most: int = 9) -> Graph:
    """Any graph of up to `most` nodes, isolated ones too."""
    n = draw(st.integers(1, most))
    pairs = list(itertools.permutations(range(n), 2))
    chosen = sorted(draw(st.sets(st.sampled_from(pairs)))) if pairs else []
    ends = np.array(chosen, dtype=np.int64).reshape(-1, 2)
    return Graph(n, ends[:, 0], ends[:, 1])


def as_networkx(graph: Graph) -> nx.DiGraph:
    other = nx.DiGraph()
    other.add_nodes_from(range(graph.n_nodes))
    other.add_edges_from(zip(graph.source.tolist(), graph.target.tolist(), strict=True))
    return other


def ties(graph: Graph) -> set[tuple[int, int]]:
    return set(zip(graph.source.tolist(), graph.target.tolist(), strict=True))


def by_hand(graph: Graph) -> dict[str, float]:
    """Every measure from its definition, pair by pair and triple by triple."""
    n, found, nodes = graph.n_nodes, ties(graph), range(graph.n_nodes)
    partners = {i: {j for j in nodes if (i, j) in found or (j, i) in found} for i in nodes}
    degree = [len(partners[i]) for i in nodes]
    closed = total = 0
    for i in nodes:
        for j, k in itertools.combinations(sorted(partners[i]), 2):
            total += 1
            closed += k in partners[j]

    def k_core(k: int) -> set[int]:
        left = set(nodes)
        while loose := {i for i in left if len(partners[i] & left) < k}:
            left -= loose
        return left

    top = max(k for k in range(n) if k_core(k)) if found else math.nan

    def gini(counts: list[int]) -> float:
        return sum(abs(a - b) for a in counts for b in counts) / (2 * n * sum(counts)) if sum(counts) else math.nan

    return {
        "network_density": len(found) / (n * (n - 1)) if n > 1 else math.nan,
        "network_reciprocity": sum((j, i) in found for i, j in found) / len(found) if found else math.nan,
        "network_transitivity": closed / total if total else math.nan,
        "network_centralisation": sum(max(degree) - d for d in degree) / ((n - 1) * (n - 2)) if n > 2 else math.nan,
        "network_core": top,
        "network_core_size": len(k_core(int(top))) if found else math.nan,
        "network_in_gini": gini([sum(t == i for _, t in found) for i in nodes]),
        "network_out_gini": gini([sum(s == i for s, _ in found) for i in nodes]),
    }


@given(graph=graphs())
def test_measures_are_those_of_their_definitions(graph: Graph) -> None:
    for id, expected in by_hand(graph).items():
        assert MEASURES[id](graph) == pytest.approx(expected, nan_ok=True, abs=1e-12), id


@given(graph=graphs(14))
def test_measures_agree_with_networkx(graph: Graph) -> None:
    if not graph.source.size:
        return
    other = as_networkx(graph)
    plain = other.to_undirected()
    assert MEASURES["network_density"](graph) == pytest.approx(nx.density(other))
    assert MEASURES["network_reciprocity"](graph) == pytest.approx(nx.reciprocity(other))
    assert dict(enumerate(graph.core.tolist())) == nx.core_number(plain)
    if MEASURES["network_transitivity"](graph) == MEASURES["network_transitivity"](graph):
        assert MEASURES["network_transitivity"](graph) == pytest.approx(nx.transitivity(plain))
    circles = [set(np.flatnonzero(graph.circles == c).tolist()) for c in np.unique(graph.circles)]
    assert MEASURES["network_modularity"](graph) == pytest.approx(nx.community.modularity(plain, circles))


@given(graph=graphs(), seed=st.integers(0, 9))
def test_measures_do_not_depend_on_the_names_of_nodes(graph: Graph, seed: int) -> None:
    names = np.random.default_rng(seed).permutation(graph.n_nodes)
    other = Graph(graph.n_nodes, names[graph.source], names[graph.target])
    for id, measure in MEASURES.items():
        # Louvain finds another division when it walks in another order.
        if id != "network_modularity":
            assert measure(other) == pytest.approx(measure(graph), nan_ok=True), id


@given(graph=graphs(), data=st.data())
def test_leaving_out_nodes_leaves_the_ties_among_the_others(graph: Graph, data: st.DataObject) -> None:
    gone = np.array(data.draw(st.lists(st.booleans(), min_size=graph.n_nodes, max_size=graph.n_nodes)))
    less = graph.without(gone)
    names = np.flatnonzero(~gone)
    found = {(int(names[a]), int(names[b])) for a, b in ties(less)}
    assert less.n_nodes == names.size
    assert found == {(a, b) for a, b in ties(graph) if not gone[a] and not gone[b]}


def complete(n: int) -> Graph:
    ends = np.array(list(itertools.permutations(range(n), 2)))
    return Graph(n, ends[:, 0], ends[:, 1])


def test_a_star_is_wholly_centralised_and_a_complete_graph_not_at_all() -> None:
    star = Graph(6, np.zeros(5, dtype=np.int64), np.arange(1, 6))
    assert MEASURES["network_centralisation"](star) == 1
    assert MEASURES["network_reciprocity"](star) == 0
    assert MEASURES["network_centralisation"](complete(6)) == 0
    assert MEASURES["network_transitivity"](complete(6)) == 1
    assert MEASURES["network_core"](complete(6)) == 5


@pytest.mark.parametrize("n_cliques", [2, 4, 8])
def test_modularity_of_separate_cliques_is_one_less_their_share(n_cliques: int) -> None:
    whole = complete(5)
    source = np.concatenate([whole.source + 5 * c for c in range(n_cliques)])
    target = np.concatenate([whole.target + 5 * c for c in range(n_cliques)])
    graph = Graph(5 * n_cliques, source, target)
    assert MEASURES["network_modularity"](graph) == pytest.approx(1 - 1 / n_cliques)
    assert len(np.unique(graph.circles)) == n_cliques


def test_circles_of_the_karate_club_are_about_as_good_as_the_best_known() -> None:
    club = nx.karate_club_graph()
    ends = np.array(club.edges)
    graph = Graph(34, np.r_[ends[:, 0], ends[:, 1]], np.r_[ends[:, 1], ends[:, 0]])
    # 0.4198 is the largest modularity that any division of it has (Brandes et al. 2008).
    assert 0.41 < MEASURES["network_modularity"](graph) < 0.4199
    sizes = np.bincount(graph.circles)
    assert (np.diff(sizes) <= 0).all()
