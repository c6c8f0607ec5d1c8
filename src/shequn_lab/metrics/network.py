"""Who turns to whom: measures of the network of replies or mentions, set against a null with the same degrees."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from shequn_lab.metrics.graph import MEASURES, OPEN_BY_PARTNERS, OPEN_BY_TIES, SMOOTH, Graph, Ints
from shequn_lab.metrics.intervals import LEVEL, SEED
from shequn_lab.metrics.rewiring import rewired
from shequn_lab.model import Community, Estimate
from shequn_lab.rollups import exchanges, mentions, operator_rows
from shequn_lab.terms import Note, wrong_option

Ties = Literal["replies", "mentions"]
#: With fewer ties than this a graph has no shape to speak of.
FEWEST_TIES = 10
N_NULL = 100
#: Members are dealt into so many groups, and each group is left out once.
_GROUPS = 40
_LINKED = {"event_id", "reply_to"}


@dataclass(frozen=True, eq=False)
class Network:
    """The graph of a community's ties in the reporting window.

    Attributes
    ----------
    graph : Graph
        Members with at least one tie; a tie is an ordered pair, however often it was used.
    rows : int64 array of shape (graph.n_nodes,)
        Rows of these members in the members table.
    n : int64 array of shape (n_ties,)
        Replies or mentions along each tie.
    n_operators : int
        Replies or mentions left out because an operator gave or received them.
    """

    graph: Graph
    rows: Ints
    n: Ints
    n_operators: int


def ties_of(community: Community, ties: Ties = "replies", *, include_operators: bool = False) -> Network:
    """Build the graph; computed once for each window and kept."""
    if ties not in ("replies", "mentions"):
        raise wrong_option("option_ties", found=ties)
    key = ("ties", community.window, ties, include_operators)
    return community.remember(key, lambda: _ties_of(community, ties, include_operators))


def _ties_of(community: Community, ties: Ties, include_operators: bool) -> Network:
    if ties == "replies":
        found = exchanges(community)
        source, target, at = found.source.astype(np.int64), found.target.astype(np.int64), found.at
    else:
        source, target, at = (mentions(community)[name].to_numpy() for name in ("source", "target", "at"))
    inside = (at >= community.window.start_at) & (at < community.window.end_at) & (source != target)
    operators = operator_rows(community, bots_only=include_operators)
    theirs = operators[source] | operators[target]
    kept = inside & ~theirs
    rows, ends = np.unique(np.r_[source[kept], target[kept]], return_inverse=True)
    n_nodes = rows.size
    ends = ends.reshape(2, -1)
    keys, n = np.unique(ends[0] * max(n_nodes, 1) + ends[1], return_counts=True)
    graph = Graph(n_nodes, keys // max(n_nodes, 1), keys % max(n_nodes, 1))
    return Network(graph, rows.astype(np.int64), n, int((inside & theirs).sum()))


def reason_of(community: Community, ties: Ties, found: Network) -> Note:
    """Say why there is nothing to measure; an empty note when there is."""
    columns = set(community.event_source.columns)
    if ties == "mentions" and "mentions" not in columns:
        return Note("note_no_mentions")
    if ties == "replies" and not columns >= _LINKED and "topic_id" not in columns:
        return Note("note_no_replies")
    n_ties = found.graph.source.size
    return Note("note_few_ties", {"n": n_ties, "needed": FEWEST_TIES}) if n_ties < FEWEST_TIES else Note("")


def network_estimates(
    community: Community, *, ties: Ties = "replies", include_operators: bool = False
) -> dict[str, Estimate]:
    """Measure the network of the reporting window, without a null.

    Parameters
    ----------
    community : Community
    ties : {"replies", "mentions"}
        A member is tied to whoever they answered, or named, at least once.
    include_operators : bool
        Keep owners and admins; bots never count.

    Returns
    -------
    dict of str to Estimate
        By term id; `n` are the members with a tie. Intervals are a jackknife over members, and only where leaving
        out members changes a measure little: not of a maximum (centralisation, main core) nor of a search for the
        best division (modularity), whose yardstick is the null of :func:`network`.

    Notes
    -----
    Whoever neither answered nor was answered is not in the network, on any roster. A tie is counted once, however
    often it was used.

    References
    ----------
    .. [1] Snijders & Borgatti (1999), Non-parametric standard errors and tests for network statistics,
       Connections 22(2), 161–170.
    """
    key = ("network_estimates", community.window, ties, include_operators)
    return community.remember(key, lambda: _estimates(community, ties, include_operators))


def _estimates(community: Community, ties: Ties, include_operators: bool) -> dict[str, Estimate]:
    found = ties_of(community, ties, include_operators=include_operators)
    params: dict[str, object] = {} if ties == "replies" else {"ties": ties}
    params |= {"include_operators": True} if include_operators else {}
    if reason := reason_of(community, ties, found):
        return {id: Estimate.missing(id, reason, **params) for id in MEASURES}
    low, high = _jackknife(found.graph)
    by_topic = ties == "replies" and not set(community.event_source.columns) >= _LINKED
    plain = Estimate(
        "",
        np.nan,
        n=found.graph.n_nodes,
        params=params,
        excluded={"excluded_operators_ties": found.n_operators} if found.n_operators else {},
        note=Note("note_ties_by_topic") if by_topic else Note(""),
    )
    told = {}
    for id, measure in MEASURES.items():
        e = replace(plain, id=id, value=measure(found.graph))
        if id in SMOOTH:
            e = replace(e, low=low[id], high=high[id], method="jackknife over members")
        told[id] = replace(e, k=e.value) if id == "network_core_size" else e
    return told


def _jackknife(graph: Graph) -> tuple[dict[str, float], dict[str, float]]:
    """Intervals from leaving out one group of members after another."""
    n_groups = min(_GROUPS, graph.n_nodes)
    group = np.random.default_rng(SEED).permutation(graph.n_nodes) % n_groups
    less = [graph.without(group == g) for g in range(n_groups)]
    low, high = {}, {}
    for id in SMOOTH:
        value = MEASURES[id](graph)
        others = np.array([MEASURES[id](part) for part in less])
        spread = np.sqrt((n_groups - 1) / n_groups * ((others - others.mean()) ** 2).sum())
        half = stats.t.ppf(0.5 + LEVEL / 2, n_groups - 1) * spread
        low[id], high[id] = max(value - half, 0.0), min(value + half, 1.0)
    return low, high


def network(
    community: Community,
    *,
    ties: Ties = "replies",
    include_operators: bool = False,
    n_null: int = N_NULL,
    seed: int = SEED,
) -> pd.DataFrame:
    """Measure the network of the reporting window against random ones with the same degrees.

    In the random networks every member has as many ties out and as many in (for reciprocity), or as many partners
    (for what ignores directions), as was seen, and no more is kept. What lies outside their range is not explained by
    who is busy.

    Parameters
    ----------
    community, ties, include_operators
        As in :func:`network_estimates`.
    n_null : int
        How many random networks; 0 for none.
    seed : int

    Returns
    -------
    DataFrame
        Indexed by term id: ``value``, ``low``, ``high``, ``n`` (members with a tie), ``null_mean``, ``null_low``,
        ``null_high`` (2.5 and 97.5 %), ``z`` (distance from the null's mean in its standard deviations), ``below``
        (share of the random networks that are lower, equal ones counted half). Density, centralisation and the Gini
        coefficients follow from the degrees and have no null. ``attrs["note"]`` holds a remark, or the reason why
        nothing can be measured.

    Examples
    --------
    >>> import shequn_lab as sq
    >>> figures = network(sq.open_community("demo_mothers"), n_null=10)
    >>> bool(figures.loc["network_reciprocity", "z"] > 2)
    True
    """
    if n_null < 0:
        raise wrong_option("option_n_null", found=n_null)
    estimates = network_estimates(community, ties=ties, include_operators=include_operators)
    frame = pd.DataFrame(
        {id: {"value": e.value, "low": e.low, "high": e.high, "n": e.n} for id, e in estimates.items()}
    ).T.rename_axis("id")
    nulls: dict[str, npt.NDArray[np.float64]] = {}
    first = next(iter(estimates.values()))
    frame.attrs["note"] = str(first.note)
    if first.measurable and n_null:
        graph = ties_of(community, ties, include_operators=include_operators).graph
        key = ("network_null", community.window, ties, include_operators, n_null, seed)
        nulls = community.remember(key, lambda: _nulls(graph, n_null, seed))
    return _against(frame, nulls)


def _nulls(graph: Graph, n_null: int, seed: int) -> dict[str, npt.NDArray[np.float64]]:
    """Return the measures of random networks, by term id."""
    found: dict[str, npt.NDArray[np.float64]] = {}
    for ids, directed in ((OPEN_BY_TIES, True), (OPEN_BY_PARTNERS, False)):
        drawn = rewired(graph, directed=directed, n_graphs=n_null, seed=seed)
        values = np.array([[MEASURES[id](other) for id in ids] for other in drawn])
        found |= dict(zip(ids, values.T, strict=True))
    return found


def _against(frame: pd.DataFrame, nulls: dict[str, npt.NDArray[np.float64]]) -> pd.DataFrame:
    frame = frame.assign(null_mean=np.nan, null_low=np.nan, null_high=np.nan, z=np.nan, below=np.nan)
    for id, found in nulls.items():
        value, mean = float(frame.loc[id, "value"]), found.mean()
        spread = found.std(ddof=1) if found.size > 1 else np.nan
        low, high = np.percentile(found, [2.5, 97.5])
        below = (found < value).mean() + 0.5 * (found == value).mean()
        z = (value - mean) / spread if spread > 0 else np.nan
        frame.loc[id, ["null_mean", "null_low", "null_high", "z", "below"]] = mean, low, high, z, below
    return frame


def network_members(community: Community, *, ties: Ties = "replies", include_operators: bool = False) -> pd.DataFrame:
    """Say where each member stands in the network of the reporting window.

    Parameters are those of :func:`network_estimates`.

    Returns
    -------
    DataFrame
        One row for each member with a tie, in the order of the members table: ``member_id``, ``n_partners``,
        ``n_out``, ``n_in`` (ties), ``core`` (largest k of a k-core they belong to), ``in_main_core``, ``circle``
        (community found by Louvain, 1 the largest).
    """
    found = ties_of(community, ties, include_operators=include_operators)
    graph, n_nodes = found.graph, found.graph.n_nodes
    return pd.DataFrame(
        {
            "member_id": community.members["member_id"].to_numpy()[found.rows],
            "n_partners": graph.degree,
            "n_out": np.bincount(graph.source, minlength=n_nodes),
            "n_in": np.bincount(graph.target, minlength=n_nodes),
            "core": graph.core,
            "in_main_core": graph.core == graph.core.max(initial=0),
            "circle": _circles(graph),
        }
    )


def _circles(graph: Graph) -> npt.NDArray[np.int64]:
    return graph.circles + 1 if graph.source.size else np.zeros(0, dtype=np.int64)


def network_ties(community: Community, *, ties: Ties = "replies", include_operators: bool = False) -> pd.DataFrame:
    """List the ties of the network of the reporting window.

    Parameters are those of :func:`network_estimates`.

    Returns
    -------
    DataFrame
        ``source`` and ``target`` (rows of :func:`network_members`), ``n`` [replies or mentions].
    """
    found = ties_of(community, ties, include_operators=include_operators)
    return pd.DataFrame({"source": found.graph.source, "target": found.graph.target, "n": found.n})
