"""Who answered whom, and who named whom."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from shequn_lab.model.community import Community
from shequn_lab.rollups.exchanges import exchanges
from shequn_lab.rollups.scan import scan

_COLUMNS = ["source", "target", "n"]


def reply_edges(community: Community) -> pd.DataFrame:
    """Count the answers each member gave to each other member.

    Answers are messages: a like answers nobody. Where the source links replies, a reply answers the author
    of what it replies to. Where it only has topics, a message answers the last one before it in its topic.
    Answers to oneself are left out.

    Returns
    -------
    DataFrame
        ``source`` and ``target`` (rows of the members table) and ``n`` [answers]; empty when the source
        has neither.
    """
    return community.remember("reply_edges", lambda: _replies(community))


def _replies(community: Community) -> pd.DataFrame:
    found = exchanges(community)
    return _counted(found.source, found.target)


def mention_edges(community: Community) -> pd.DataFrame:
    """Count how often each member named each other member.

    Returns
    -------
    DataFrame
        ``source`` and ``target`` (rows of the members table) and ``n`` [mentions].
    """
    return community.remember("mention_edges", lambda: _mentions(community))


def _mentions(community: Community) -> pd.DataFrame:
    if "mentions" not in community.event_source.columns:
        return pd.DataFrame({name: np.zeros(0, dtype=np.int64) for name in _COLUMNS})
    index = pd.Index(community.members["member_id"].astype(object))
    sources, targets = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for batch in scan(community, ["mentions"]):
        named = batch.others["mentions"]
        if pa.types.is_null(named.type):
            continue
        rows = pc.list_parent_indices(named).to_numpy()
        target = index.get_indexer(pd.Index(pc.list_flatten(named).to_pylist(), dtype=object))
        sources.append(batch.member[rows][target >= 0].astype(np.int64))
        targets.append(target[target >= 0].astype(np.int64))
    return _counted(np.concatenate(sources), np.concatenate(targets))


def _counted(source: np.ndarray, target: np.ndarray) -> pd.DataFrame:
    pairs = pd.DataFrame({"source": source, "target": target})
    pairs = pairs[pairs["source"] != pairs["target"]]
    return pairs.groupby(["source", "target"]).size().rename("n").reset_index()
