"""Questions and the first answers they got."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from shequn_lab.model.community import Community
from shequn_lab.model.schema import MESSAGE_KINDS
from shequn_lab.rollups.scan import Batch, operator_rows, scan
from shequn_lab.rollups.tally import Codes, Flags, by_group

_NOBODY = -1
_PIECE = 1 << 19


def asks(community: Community) -> bool:
    """Tell whether the source says which messages ask something."""
    columns = community.event_source.columns
    return "is_question" in columns or ("mentions" in columns and bool(operator_rows(community).any()))


def threads(community: Community) -> bool:
    """Tell whether the source says which message answers which."""
    columns = set(community.event_source.columns)
    return "topic_id" in columns or _linked(columns)


def _linked(columns: set[str]) -> bool:
    # A link needs both of its ends.
    return {"reply_to", "event_id"} <= columns


def questions(community: Community) -> pd.DataFrame:
    """Find every question and its first answer by somebody else; computed once and kept.

    A question is a message marked as one, or one that names an operator. An answer is the first later
    message of another person, bots apart, that replies to it; where the source has no reply links, the
    first later message in the same topic.

    Returns
    -------
    DataFrame
        One row a question, in the order of time: ``member`` (row of the asker), ``asked_at`` [µs UTC],
        ``wait_us`` [µs], −1 when unanswered, ``opening`` (first message of its topic), ``answerer`` (row of who
        gave the first answer), −1 when unanswered.
    """
    return community.remember("questions", lambda: _questions(community))


def _questions(community: Community) -> pd.DataFrame:
    columns = set(community.event_source.columns)
    talk = _talk(community, columns)
    pa.default_memory_pool().release_unused()
    position = np.flatnonzero(talk.asks)
    topic = talk.topic
    opening = _opens(topic)[position] if topic is not None else np.ones(position.size, dtype=bool)
    if _linked(columns):
        answer = _first_replies(talk, position)
    else:
        assert topic is not None
        answer = _next_in_topic(topic, talk, position)
    found = answer != _NOBODY
    asked_at = talk.at(position)
    wait, answerer = np.full(position.size, -1, dtype=np.int64), np.full(position.size, _NOBODY, dtype=np.int64)
    wait[found] = talk.at(answer[found]) - asked_at[found]
    answerer[found] = talk.member(answer[found])
    asked = {"member": talk.member(position), "asked_at": asked_at, "wait_us": wait, "opening": opening}
    return pd.DataFrame({**asked, "answerer": answerer})


class _Talk:
    """All events, by position in the order of time: who, when, and what may ask or answer.

    Attributes
    ----------
    asks : bool array
        Questions of members.
    answers : bool array
        Messages of people, bots apart: what may be an answer.
    topic : int32 array or None
        Code of the topic; −1 for none.
    """

    def __init__(self, batches: list[Batch], flags: list[tuple[Flags, Flags]], topic: Codes | None) -> None:
        self._batches = batches
        self._ends = np.cumsum([batch.member.size for batch in batches])
        self.asks, self.answers = (np.concatenate(part) for part in zip(*flags, strict=True))
        self.topic = topic

    def _gather(self, position: np.ndarray, values: list[np.ndarray]) -> np.ndarray:
        # The columns stay in their batches: joined into one, they would be held twice.
        found = np.empty(position.size, dtype=values[0].dtype)
        # A counting sort by batch, so that each batch is looked at once and for its own positions alone.
        which = np.searchsorted(self._ends, position, side="right").astype(np.int32)
        order, bounds = by_group(which, len(values))
        for number, part in enumerate(values):
            mine = order[bounds[number] : bounds[number + 1]]
            found[mine] = part[position[mine] - (self._ends[number] - part.size)]
        return found

    def member(self, position: np.ndarray) -> Codes:
        """Who, at some positions."""
        return self._gather(position, [batch.member for batch in self._batches])

    def at(self, position: np.ndarray) -> np.ndarray:
        """When, at some positions [µs UTC]."""
        return self._gather(position, [batch.at for batch in self._batches])

    def column(self, name: str) -> pa.ChunkedArray:
        """Return one of the further columns, whole."""
        return pa.chunked_array([batch.others[name] for batch in self._batches])


class _Topics:
    """The topic of each event as a code, put together batch by batch; −1 for none.

    Batches of one row group share their words, those of different ones do not; words get common codes at the end.
    """

    def __init__(self, n_events: int) -> None:
        self._codes = np.full(n_events, _NOBODY, dtype=np.int32)
        self._words: list[pa.Array] = []
        self._offset = self._filled = 0

    def add(self, column: pa.Array, says: Flags) -> None:
        """Take the topics of a batch; events that say nothing have none."""
        if not pa.types.is_dictionary(column.type):
            column = column.dictionary_encode()
        if not self._words or not column.dictionary.equals(self._words[-1]):
            self._offset += len(self._words[-1]) if self._words else 0
            self._words.append(column.dictionary)
        found = pc.fill_null(column.indices.cast(pa.int32()), _NOBODY).to_numpy()
        here = slice(self._filled, self._filled + found.size)
        self._codes[here] = np.where(says & (found != _NOBODY), found + self._offset, _NOBODY)
        self._filled += found.size

    def codes(self) -> Codes:
        """Return the codes of all events."""
        if self._words:
            words = pa.concat_arrays([part.cast(pa.string()) for part in self._words])
            common = np.append(words.dictionary_encode().indices.to_numpy(), _NOBODY)
            for piece in _pieces(self._codes.size):
                self._codes[piece] = common[self._codes[piece]]
        return self._codes


def _talk(community: Community, columns: set[str]) -> _Talk:
    operators, bots = operator_rows(community), operator_rows(community, bots_only=True)
    named = set(community.members["member_id"][operators & ~bots])
    wanted = sorted({"is_question", "mentions", "event_id", "reply_to", "topic_id"} & columns)
    if not _linked(columns):
        wanted = [name for name in wanted if name not in ("event_id", "reply_to")]
    batches, flags, topics = [], [], _Topics(community.event_source.n_rows)
    for batch in scan(community, wanted):
        says = batch.of(MESSAGE_KINDS)
        asking = np.zeros(says.size, dtype=bool)
        if "is_question" in columns:
            asking |= pc.fill_null(batch.others["is_question"], False).to_numpy(zero_copy_only=False)
        if "mentions" in columns and named:
            asking |= _names_one_of(batch.others["mentions"], named)
        if "topic_id" in columns:
            topics.add(batch.others["topic_id"], says)
        flags.append((asking & says & ~operators[batch.member], says & ~bots[batch.member]))
        # What has been read is let go; only the links of replies are looked up as a whole.
        links: dict[str, pa.Array] = {
            str(name): batch.others[name] for name in ("event_id", "reply_to") if name in wanted
        }
        batches.append(replace(batch, others=links))
    return _Talk(batches, flags, topics.codes() if "topic_id" in columns else None)


def _names_one_of(mentions: pa.ListArray, wanted: set[str]) -> Flags:
    named = np.zeros(len(mentions), dtype=bool)
    if pa.types.is_null(mentions.type):
        return named
    hits = pc.is_in(pc.list_flatten(mentions).cast(pa.string()), pa.array(sorted(wanted), pa.string()))
    rows = pc.list_parent_indices(mentions).to_numpy()
    named[rows[hits.to_numpy(zero_copy_only=False)]] = True
    return named


def _pieces(n: int) -> list[slice]:
    """Cut a long array up, because looking up needs a wide copy of each code."""
    return [slice(start, min(start + _PIECE, n)) for start in range(0, n, _PIECE)]


def _opens(topic: Codes) -> Flags:
    # Written backwards, the first message of each topic is what stays; the last place takes those without one.
    first = np.full(int(topic.max(initial=0)) + 2, _NOBODY, dtype=np.int64)
    for piece in reversed(_pieces(topic.size)):
        first[topic[piece][::-1]] = np.arange(piece.start, piece.stop)[::-1]
    first[_NOBODY] = _NOBODY
    opening = np.zeros(topic.size, dtype=bool)
    opening[first[first != _NOBODY]] = True
    return opening


def _first_replies(talk: _Talk, position: np.ndarray) -> np.ndarray:
    """For each question, the position of the first message that replies to it."""
    ids = talk.column("event_id").cast(pa.string()).take(pa.array(position))
    which = pc.index_in(talk.column("reply_to").cast(pa.string()), ids.combine_chunks())
    target = pc.fill_null(which, _NOBODY).to_numpy()
    row = np.flatnonzero((target != _NOBODY) & talk.answers)
    question = target[row]
    fits = (talk.member(row) != talk.member(position)[question]) & (row > position[question])
    answer = np.full(position.size, _NOBODY, dtype=np.int64)
    # Written from the last to the first, so that the earliest reply stays.
    answer[question[fits][::-1]] = row[fits][::-1]
    return answer


def _next_in_topic(topic: Codes, talk: _Talk, position: np.ndarray) -> np.ndarray:
    """For each question, the position of the next message in its topic by somebody else who is no bot.

    Next means at a later instant: between messages of one instant the order of rows says nothing.
    """
    asked_in = np.zeros(int(topic.max(initial=0)) + 2, dtype=bool)
    asked_in[topic[position]] = True
    asked_in[_NOBODY] = False
    # Only topics with a question matter; bots' messages are looked through.
    fits = (
        (np.flatnonzero(asked_in[topic[p]] & talk.answers[p]) + p.start).astype(np.int32) for p in _pieces(topic.size)
    )
    usable = np.concatenate([np.zeros(0, dtype=np.int32), *fits])
    answer = np.full(position.size, _NOBODY, dtype=np.int64)
    waiting = np.flatnonzero(topic[position] != _NOBODY)
    by_topic, _ = by_group(topic[usable], asked_in.size)
    place = np.empty(usable.size, dtype=np.int32)
    place[by_topic] = np.arange(usable.size, dtype=np.int32)
    asked = place[np.searchsorted(usable, position[waiting])]
    order = usable[by_topic]
    del place, by_topic, usable
    group, who, at = topic[order], talk.member(order), talk.at(order)
    ahead = 1
    while waiting.size:
        candidate = asked + ahead
        inside = candidate < order.size
        inside[inside] = group[candidate[inside]] == group[asked[inside]]
        waiting, asked, candidate = waiting[inside], asked[inside], candidate[inside]
        fits = (who[candidate] != who[asked]) & (at[candidate] > at[asked])
        answer[waiting[fits]] = order[candidate[fits]]
        waiting, asked, ahead = waiting[~fits], asked[~fits], ahead + 1
    return answer
