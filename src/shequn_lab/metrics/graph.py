"""Measures of one directed graph of members: no community, no null, nothing random."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sknetwork.clustering import Louvain, get_modularity
from sknetwork.topology import get_core_decomposition

from shequn_lab.metrics.contribution import gini

Ints = npt.NDArray[np.int64]
#: Louvain walks through the nodes in their order, so the seed only names what is used.
_LOUVAIN_SEED = 0


@dataclass(frozen=True, eq=False)
class Graph:
    """A directed graph without loops and without repeated ties.

    Attributes
    ----------
    n_nodes : int
    source, target : int64 array of shape (n_ties,)
        Who turned to whom, 0 … n_nodes − 1.
    """

    n_nodes: int
    source: Ints
    target: Ints

    @cached_property
    def keys(self) -> Ints:
        """One number for each tie."""
        return self.source * self.n_nodes + self.target

    @cached_property
    def mutual(self) -> npt.NDArray[np.bool_]:
        """Mark the ties that are answered by the opposite one."""
        found: npt.NDArray[np.bool_] = np.isin(self.keys, self.target * self.n_nodes + self.source)
        return found

    @cached_property
    def partners(self) -> sparse.csr_matrix:
        """Who is tied to whom, whatever the direction: symmetric, ones."""
        once = ~self.mutual | (self.source < self.target)
        ends = self.source[once], self.target[once]
        shape = (self.n_nodes, self.n_nodes)
        rows, columns = np.r_[ends[0], ends[1]], np.r_[ends[1], ends[0]]
        # scikit-network takes matrices only, not SciPy's newer arrays.
        return sparse.csr_matrix((np.ones(rows.size), (rows, columns)), shape=shape)

    @cached_property
    def degree(self) -> Ints:
        """Number of partners of each node."""
        return np.diff(self.partners.indptr).astype(np.int64)

    @cached_property
    def core(self) -> Ints:
        """Core number of each node: the largest k of a k-core that it belongs to."""
        if not self.source.size:
            return np.zeros(self.n_nodes, dtype=np.int64)
        return np.asarray(get_core_decomposition(self.partners), dtype=np.int64)

    @cached_property
    def circles(self) -> Ints:
        """Community of each node, the largest first (Louvain)."""
        found = Louvain(random_state=_LOUVAIN_SEED).fit_predict(self.partners)
        _, first, codes, sizes = np.unique(found, return_index=True, return_inverse=True, return_counts=True)
        order = np.lexsort((first, -sizes))
        return np.argsort(order)[codes]

    def undirected(self) -> Graph:
        """Return the graph with one tie for each two partners."""
        ends = sparse.triu(self.partners, format="coo")
        return Graph(self.n_nodes, ends.row.astype(np.int64), ends.col.astype(np.int64))

    def without(self, left_out: npt.NDArray[np.bool_]) -> Graph:
        """Return the graph among the other nodes."""
        place = np.cumsum(~left_out) - 1
        kept = ~(left_out[self.source] | left_out[self.target])
        return Graph(int((~left_out).sum()), place[self.source[kept]], place[self.target[kept]])


def density(graph: Graph) -> float:
    """Ties ÷ ordered pairs of nodes."""
    pairs = graph.n_nodes * (graph.n_nodes - 1)
    return graph.source.size / pairs if pairs else float("nan")


def reciprocity(graph: Graph) -> float:
    """Share of the ties that are answered by the opposite one."""
    return float(graph.mutual.mean()) if graph.source.size else float("nan")


def centralisation(graph: Graph) -> float:
    """Freeman's centralisation of the degree: 1 for a star, 0 where all have as many partners."""
    n = graph.n_nodes
    return float((graph.degree.max() - graph.degree).sum() / ((n - 1) * (n - 2))) if n > 2 else float("nan")


def transitivity(graph: Graph) -> float:
    """Share of the pairs of partners of somebody who are partners themselves: 3 × triangles ÷ connected triples."""
    triples = (graph.degree * (graph.degree - 1) // 2).sum()
    if not triples:
        return float("nan")
    # From fewer partners to more: every triangle is met once, and hubs cost little.
    rank = np.argsort(np.argsort(graph.degree, kind="stable"))
    ends = graph.partners.tocoo()
    up = rank[ends.row] < rank[ends.col]
    ordered = sparse.csr_array((ends.data[up], (rank[ends.row[up]], rank[ends.col[up]])), shape=ends.shape)
    return float(3 * (ordered @ ordered).multiply(ordered).sum() / triples)


def modularity(graph: Graph) -> float:
    """Modularity of the communities found by Louvain."""
    return float(get_modularity(graph.partners, graph.circles)) if graph.source.size else float("nan")


def core_number(graph: Graph) -> float:
    """Degeneracy: the largest k for which there is a k-core."""
    return float(graph.core.max()) if graph.source.size else float("nan")


def core_size(graph: Graph) -> float:
    """Count the nodes of the main core."""
    return float((graph.core == graph.core.max()).sum()) if graph.source.size else float("nan")


def in_gini(graph: Graph) -> float:
    """Gini coefficient of the ties that come in."""
    return gini(np.bincount(graph.target, minlength=graph.n_nodes))


def out_gini(graph: Graph) -> float:
    """Gini coefficient of the ties that go out."""
    return gini(np.bincount(graph.source, minlength=graph.n_nodes))


#: By term id, in the order in which they are shown.
MEASURES: dict[str, Callable[[Graph], float]] = {
    "network_density": density,
    "network_reciprocity": reciprocity,
    "network_transitivity": transitivity,
    "network_modularity": modularity,
    "network_centralisation": centralisation,
    "network_core": core_number,
    "network_core_size": core_size,
    "network_in_gini": in_gini,
    "network_out_gini": out_gini,
}
#: Means over nodes or pairs, which vary smoothly when members are left out.
SMOOTH = ("network_density", "network_reciprocity", "network_transitivity", "network_in_gini", "network_out_gini")
#: What the numbers of ties out and in leave open, and what the numbers of partners do; the others follow from them.
OPEN_BY_TIES = ("network_reciprocity",)
OPEN_BY_PARTNERS = ("network_transitivity", "network_modularity", "network_core", "network_core_size")
