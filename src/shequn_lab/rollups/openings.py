"""Conversations that members open: what operators have to look after."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from shequn_lab.model import clock
from shequn_lab.model.community import Community
from shequn_lab.model.schema import MESSAGE_KINDS
from shequn_lab.rollups.scan import Batch, operator_rows, scan
from shequn_lab.rollups.tally import Flags


def openings(community: Community) -> npt.NDArray[np.int64]:
    """Count the conversations that members open on each observed local day, shape (n_days,); kept.

    A conversation is opened by the first message of its topic, or, where the source links replies but has no topics,
    by a message that replies to nothing. Those that operators open are left out.
    """
    return community.remember("openings", lambda: _openings(community))


def _openings(community: Community) -> npt.NDArray[np.int64]:
    by_topic = "topic_id" in community.event_source.columns
    column = "topic_id" if by_topic else "reply_to"
    operators, observed = operator_rows(community), community.observed
    found, seen = np.zeros(observed.n_days, dtype=np.int64), set[str]()
    for batch in scan(community, [column]):
        says = batch.of(MESSAGE_KINDS)
        opens = _new_topics(batch, says, seen) if by_topic else says & _is_null(batch.others[column])
        # A topic that an operator opens is old for whoever speaks in it next.
        opens &= ~operators[batch.member]
        day = clock.local_days(batch.at[opens], community.timezone) - observed.first
        day = day[(day >= 0) & (day < observed.n_days)]
        found += np.bincount(day, minlength=observed.n_days)
    return found


def _is_null(column: pa.Array) -> Flags:
    return np.asarray(pc.is_null(column).to_numpy(zero_copy_only=False), dtype=np.bool_)


def _new_topics(batch: Batch, says: Flags, seen: set[str]) -> Flags:
    """Mark the messages that begin a topic, and remember these topics."""
    topics = batch.others["topic_id"].cast(pa.string()).filter(pa.array(says)).dictionary_encode()
    rows = np.flatnonzero(says)[np.flatnonzero(~_is_null(topics))]
    codes, first = np.unique(topics.indices.drop_null().to_numpy(), return_index=True)
    words = np.asarray(topics.dictionary.to_pylist(), dtype=object)[codes]
    new = np.fromiter((word not in seen for word in words), dtype=np.bool_, count=words.size)
    seen.update(words)
    opens = np.zeros(says.size, dtype=np.bool_)
    opens[rows[first[new]]] = True
    return opens
