"""Who answered whom, and who named whom."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from shequn_lab.model.community import Community
from shequn_lab.rollups.exchanges import exchanges
from shequn_lab.rollups.scan import scan


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
    named = mentions(community)
    return community.remember("mention_edges", lambda: _counted(named["source"], named["target"]))


def mentions(community: Community) -> pd.DataFrame:
    """List who named whom, and when; computed once and kept.

    Returns
    -------
    DataFrame
        ``source`` and ``target`` (rows of the members table) and ``at`` [µs UTC], in the order of time. Naming
        oneself is in it; empty when the source has no mentions.
    """
    return community.remember("mentions", lambda: _mentions(community))


def _mentions(community: Community) -> pd.DataFrame:
    parts = [pd.DataFrame({name: np.zeros(0, dtype=np.int64) for name in ("source", "target", "at")})]
    if "mentions" not in community.event_source.columns:
        return parts[0]
    index = pd.Index(community.members["member_id"].astype(object))
    for batch in scan(community, ["mentions"]):
        named = batch.others["mentions"]
        if pa.types.is_null(named.type):
            continue
        rows = pc.list_parent_indices(named).to_numpy()
        target = index.get_indexer(pd.Index(pc.list_flatten(named).to_pylist(), dtype=object))
        rows, target = rows[target >= 0], target[target >= 0]
        source = batch.member[rows].astype(np.int64)
        parts.append(pd.DataFrame({"source": source, "target": target.astype(np.int64), "at": batch.at[rows]}))
    return pd.concat(parts, ignore_index=True)


def _counted(source: npt.ArrayLike, target: npt.ArrayLike) -> pd.DataFrame:
    pairs = pd.DataFrame({"source": source, "target": target})
    pairs = pairs[pairs["source"] != pairs["target"]]
    return pairs.groupby(["source", "target"]).size().rename("n").reset_index()
