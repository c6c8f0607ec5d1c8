"""Who answered whom, and who named whom."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from shequn_lab.model.community import Community
from shequn_lab.model.schema import MESSAGE_KINDS
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
    columns = set(community.event_source.columns)
    if {"reply_to", "event_id"} <= columns:
        return _linked(community)
    if "topic_id" in columns:
        return _consecutive(community)
    return pd.DataFrame({name: np.zeros(0, dtype=np.int64) for name in _COLUMNS})


def _linked(community: Community) -> pd.DataFrame:
    member, says, ids, targets = [], [], [], []
    for batch in scan(community, ["event_id", "reply_to"]):
        member.append(batch.member)
        says.append(batch.of(MESSAGE_KINDS))
        ids.append(batch.others["event_id"].cast(pa.string()))
        targets.append(batch.others["reply_to"].cast(pa.string()))
    who = np.concatenate(member)
    where = pc.index_in(pa.chunked_array(targets), pa.chunked_array(ids).combine_chunks())
    answered = pc.fill_null(where, -1).to_numpy()
    # A missing reply_to would match a missing event_id.
    linked = (answered >= 0) & pc.is_valid(pa.chunked_array(targets)).to_numpy() & np.concatenate(says)
    return _counted(who[linked], who[answered[linked]])


def _consecutive(community: Community) -> pd.DataFrame:
    frames = []
    for batch in scan(community, ["topic_id"]):
        topic = batch.others["topic_id"].cast(pa.string()).to_pandas()
        said = pd.DataFrame({"topic": topic, "member": batch.member})[batch.of(MESSAGE_KINDS)]
        frames.append(said.dropna())
    talk = pd.concat(frames, ignore_index=True)
    before = talk.groupby("topic", sort=False)["member"].shift()
    follows = before.notna().to_numpy()
    return _counted(talk["member"].to_numpy()[follows], before.to_numpy()[follows].astype(np.int64))


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
