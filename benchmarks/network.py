"""A hundred thousand ties: what the figures of a network cost, alone and with their null.

Run ``python benchmarks/network.py``. Ratios of one run on one machine are what counts.
"""

from __future__ import annotations

import argparse
import time

import numpy as np

from shequn_lab.metrics.graph import MEASURES, Graph
from shequn_lab.metrics.network import N_NULL, _jackknife, _nulls
from shequn_lab.metrics.rewiring import FIRST_ROUNDS, ROUNDS, rewired


def heavy_tailed(n_nodes: int, n_ties: int) -> Graph:
    """Members differ in how much they talk as they do in real communities; a third of the ties is returned."""
    rng = np.random.default_rng(20260101)
    weight = rng.pareto(1.5, n_nodes) + 1
    ends = rng.choice(n_nodes, size=(n_ties, 2), p=weight / weight.sum())
    back = ends[rng.random(n_ties) < 0.2, ::-1]
    ends = np.vstack([ends, back])[: int(1.05 * n_ties)]
    keys = np.unique(ends[ends[:, 0] != ends[:, 1]] @ [n_nodes, 1])
    return Graph(n_nodes, keys // n_nodes, keys % n_nodes)


def main() -> None:
    """Time each part."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ties", type=int, default=100_000)
    parser.add_argument("--nodes", type=int, default=20_000)
    parser.add_argument("--null", type=int, default=N_NULL)
    asked = parser.parse_args()
    graph = heavy_tailed(asked.nodes, asked.ties)
    print(f"{graph.source.size:,} ties between {graph.n_nodes:,} members")
    for id, measure in MEASURES.items():
        fresh = Graph(graph.n_nodes, graph.source, graph.target)
        began = time.perf_counter()
        value = measure(fresh)
        print(f"  {id:<24} {time.perf_counter() - began:7.3f} s   {value:.4g}")
    for name, directed in (("directed", True), ("partners", False)):
        began = time.perf_counter()
        for _ in rewired(graph, directed=directed, n_graphs=10, seed=1):
            pass
        rounds = FIRST_ROUNDS + 9 * ROUNDS
        print(f"  one round of swaps, {name:<9}{(time.perf_counter() - began) / rounds:7.3f} s")
    began = time.perf_counter()
    _jackknife(graph)
    print(f"  jackknife                {time.perf_counter() - began:7.1f} s")
    began = time.perf_counter()
    _nulls(graph, asked.null, 1)
    print(f"  null of {asked.null} networks     {time.perf_counter() - began:7.1f} s")


if __name__ == "__main__":
    main()
