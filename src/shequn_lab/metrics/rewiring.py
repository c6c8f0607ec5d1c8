"""Nulls for graphs: random graphs in which everybody has as many ties, or as many partners, as was seen."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from shequn_lab.metrics.graph import Graph, Ints

#: Rounds before the first graph, and between two; a round offers every tie about one swap.
FIRST_ROUNDS, ROUNDS = 20, 5
#: One pair in ten is left alone, so that the chain has no rhythm of its own.
_OFFERED = 0.9


def rewired(graph: Graph, *, directed: bool = True, n_graphs: int, seed: int) -> Iterator[Graph]:
    """Draw random graphs with the degrees of `graph`, without loops or repeated ties.

    Ties are paired at random and swap their targets, a → b and c → d becoming a → d and c → b, all pairs of a round
    at once.

    Parameters
    ----------
    graph : Graph
    directed : bool
        Keep everybody's number of ties out and of ties in; otherwise everybody's number of partners.
    n_graphs : int
    seed : int

    Yields
    ------
    Graph
        States of one Markov chain, `ROUNDS` rounds apart; undirected ones hold each pair of partners once.

    Notes
    -----
    A pair swaps only where each of its four ties, old and new, occurs once among all present and all offered ties.
    That set does not change with the swaps made, so every round can be undone by the same pairing: the chain is
    symmetric, and uniform over the graphs it reaches. Directed swaps of two ties cannot turn a ring of three round;
    where a graph is little else than such rings, some graphs are not reached.

    References
    ----------
    .. [1] Rao, Jana & Bandyopadhyay (1996), Sankhyā A 58, 225–242.
    .. [2] Fosdick, Larremore, Nishimura & Ugander (2018), SIAM Review 60, 315–355, doi:10.1137/16M1087175.
    """
    rng = np.random.default_rng(seed)
    start = graph if directed else graph.undirected()
    ends = start.source, start.target
    for i in range(n_graphs):
        for _ in range(ROUNDS if i else FIRST_ROUNDS):
            ends = _round(*ends, graph.n_nodes, rng, directed)
        yield Graph(graph.n_nodes, *ends)


def _round(source: Ints, target: Ints, n_nodes: int, rng: np.random.Generator, directed: bool) -> tuple[Ints, Ints]:
    if not directed:
        # A pair has no direction: which end is swapped is a matter of chance.
        turned = rng.random(source.size) < 0.5
        source, target = np.where(turned, target, source), np.where(turned, source, target)
    order, half = rng.permutation(source.size), source.size // 2
    offered = rng.random(half) < _OFFERED
    first, second = order[:half][offered], order[half : 2 * half][offered]
    now = _keys(source, target, n_nodes, directed)
    new = (
        _keys(source[first], target[second], n_nodes, directed),
        _keys(source[second], target[first], n_nodes, directed),
    )
    every = np.sort(np.concatenate([now, *new]))
    repeated = np.unique(every[1:][every[1:] == every[:-1]])
    swaps = (source[first] != target[second]) & (source[second] != target[first])
    for ties in (now[first], now[second], *new):
        swaps &= ~_among(ties, repeated)
    first, second = first[swaps], second[swaps]
    target = target.copy()
    target[first], target[second] = target[second], target[first]
    return source, target


def _keys(source: Ints, target: Ints, n_nodes: int, directed: bool) -> Ints:
    """One number for each tie."""
    if directed:
        return source * n_nodes + target
    return np.minimum(source, target) * n_nodes + np.maximum(source, target)


def _among(keys: Ints, few: Ints) -> npt.NDArray[np.bool_]:
    """Mark the keys that occur in a sorted array; much faster than sorting both where that is short."""
    if not few.size:
        return np.zeros(keys.size, dtype=bool)
    found: npt.NDArray[np.bool_] = few[np.searchsorted(few, keys).clip(max=few.size - 1)] == keys
    return found
