"""Messages that answer a message: who answered whom, and when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from shequn_lab.model import clock
from shequn_lab.model.community import Community
from shequn_lab.model.schema import MESSAGE_KINDS
from shequn_lab.rollups.scan import scan
from shequn_lab.rollups.tally import Codes, Flags, by_group

_NONE = -1
Positions = npt.NDArray[np.integer]


@dataclass(frozen=True)
class Exchanges:
    """Messages that answer somebody else's, in the order of time.

    Attributes
    ----------
    source, target : int32 arrays
        Rows of who answered and of who was answered; never the same.
    at : int64 array
        When the answer was given [µs UTC].
    to_question : bool array
        Whether what was answered is marked as a question.
    """

    source: Codes
    target: Codes
    at: clock.Instants
    to_question: Flags


def exchanges(community: Community) -> Exchanges:
    """Match messages with what they answer; computed once and kept.

    Where the source links replies, a reply answers the author of what it replies to. Where it only has topics, a
    message answers the last one before it in its topic. Where it has neither, there are none.
    """
    return community.remember("exchanges", lambda: _exchanges(community))


def _exchanges(community: Community) -> Exchanges:
    columns = set(community.event_source.columns)
    if {"event_id", "reply_to"} <= columns:
        return _matched(community, ["event_id", "reply_to"], _linked)
    if "topic_id" in columns:
        return _matched(community, ["topic_id"], _before_in_topic)
    nobody = np.zeros(0, dtype=np.int32)
    return Exchanges(nobody, nobody, np.zeros(0, dtype=np.int64), np.zeros(0, dtype=bool))


def _matched(community: Community, names: list[str], match: Callable[..., Positions]) -> Exchanges:
    asks = ["is_question"] if "is_question" in community.event_source.columns else []
    member, at, says, asking = [], [], [], []
    others: list[list[pa.Array]] = [[] for _ in names]
    for batch in scan(community, [*names, *asks]):
        member.append(batch.member)
        at.append(batch.at)
        says.append(batch.of(MESSAGE_KINDS))
        marked = pc.fill_null(batch.others["is_question"], False) if asks else None
        asking.append(np.zeros(batch.at.size, dtype=bool) if marked is None else marked.to_numpy(zero_copy_only=False))
        for name, found in zip(names, others, strict=True):
            found.append(batch.others[name])
    who, speaks = np.concatenate(member), np.concatenate(says)
    answered = match(speaks, *[pa.chunked_array(parts) for parts in others])
    pair = np.flatnonzero(answered != _NONE)
    pair = pair[who[pair] != who[answered[pair]]]
    to = answered[pair]
    return Exchanges(who[pair], who[to], np.concatenate(at)[pair], np.concatenate(asking)[to])


def _linked(says: Flags, ids: pa.ChunkedArray, targets: pa.ChunkedArray) -> Positions:
    """Position of what each message replies to; −1 for none."""
    targets = targets.cast(pa.string())
    found = pc.fill_null(pc.index_in(targets, ids.cast(pa.string()).combine_chunks()), _NONE).to_numpy()
    # A missing reply_to would match a missing event_id.
    return np.where(says & pc.is_valid(targets).to_numpy(), found, _NONE)


def _before_in_topic(says: Flags, topics: pa.ChunkedArray) -> Positions:
    """Position of the message before each message in its topic; −1 for none."""
    if not pa.types.is_dictionary(topics.type):
        topics = topics.dictionary_encode()
    topics = topics.unify_dictionaries()
    codes = np.concatenate([pc.fill_null(c.indices, _NONE).to_numpy().astype(np.int32) for c in topics.chunks])
    said = np.flatnonzero(says & (codes != _NONE))
    order, bounds = by_group(codes[said], int(codes.max(initial=_NONE)) + 1)
    first = np.zeros(order.size, dtype=bool)
    first[bounds[:-1][np.diff(bounds) > 0]] = True
    before = np.full(says.size, _NONE, dtype=np.int32)
    before[said[order]] = np.where(first, _NONE, said[np.r_[order[:1], order[:-1]]])
    return before
