"""Questions and the first answers they got."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from shequn_lab.model.community import Community
from shequn_lab.model.schema import MESSAGE_KINDS
from shequn_lab.rollups.scan import Codes, Flags, operator_rows, scan

_NOBODY = -1


def asks(community: Community) -> bool:
    """Tell whether the source says which messages ask something."""
    columns = community.event_source.columns
    return "is_question" in columns or ("mentions" in columns and bool(operator_rows(community).any()))


def threads(community: Community) -> bool:
    """Tell whether the source says which message answers which."""
    return bool({"reply_to", "topic_id"} & set(community.event_source.columns))


def questions(community: Community) -> pd.DataFrame:
    """Find every question and its first answer by somebody else; computed once and kept.

    A question is a message marked as one, or one that names an operator. An answer is the first later
    message of another person, bots apart, that replies to it; where the source has no reply links, the
    first later message in the same topic.

    Returns
    -------
    DataFrame
        One row a question, in the order of time: ``member`` (row of the asker), ``asked_at`` [µs UTC],
        ``wait_us`` [µs], −1 when unanswered, ``opening`` (first message of its topic).
    """
    return community.remember("questions", lambda: _questions(community))


def _questions(community: Community) -> pd.DataFrame:
    columns = set(community.event_source.columns)
    bots = operator_rows(community, bots_only=True)
    link = "reply_to" if "reply_to" in columns else "topic_id"
    messages = _messages(community, [*({"is_question", "mentions", "event_id", "topic_id", link} & columns)])
    by_bot = bots[messages.member]
    asked = messages.asks & ~operator_rows(community)[messages.member]
    position = np.flatnonzero(asked)
    topic = messages.codes("topic_id") if "topic_id" in columns else None
    if link == "reply_to":
        answer = _first_replies(messages, position, by_bot)
    else:
        assert topic is not None
        answer = _next_in_topic(topic, messages, by_bot, position)
    found = answer != _NOBODY
    wait = np.where(found, messages.at[np.where(found, answer, 0)] - messages.at[position], -1)
    return pd.DataFrame(
        {
            "member": messages.member[position],
            "asked_at": messages.at[position],
            "wait_us": wait,
            "opening": _opens(topic)[position] if topic is not None else True,
        }
    )


class _Messages:
    """All events of a message kind, as arrays in the order of time."""

    def __init__(self, member: Codes, at: np.ndarray, asks: Flags, others: dict[str, pa.ChunkedArray]) -> None:
        self.member, self.at, self.asks, self.others = member, at, asks, others

    def codes(self, name: str) -> Codes:
        column = self.others[name]
        if not pa.types.is_dictionary(column.type):
            column = column.dictionary_encode()
        column = column.unify_dictionaries()
        parts = [pc.fill_null(chunk.indices.cast(pa.int32()), _NOBODY).to_numpy() for chunk in column.chunks]
        return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int32)


def _messages(community: Community, columns: list[str]) -> _Messages:
    people = operator_rows(community) & ~operator_rows(community, bots_only=True)
    operators = set(community.members["member_id"][people])
    member, at, asks = [], [], []
    others: dict[str, list[pa.Array]] = {name: [] for name in columns if name not in ("is_question", "mentions")}
    for batch in scan(community, columns):
        talk = batch.of(MESSAGE_KINDS)
        member.append(batch.member[talk])
        at.append(batch.at[talk])
        asking = np.zeros(talk.size, dtype=bool)
        if "is_question" in columns:
            asking |= pc.fill_null(batch.others["is_question"], False).to_numpy(zero_copy_only=False)
        if "mentions" in columns and operators:
            asking |= _names_one_of(batch.others["mentions"], operators)
        asks.append(asking[talk])
        for name, parts in others.items():
            parts.append(batch.others[name].filter(pa.array(talk)))
    return _Messages(
        np.concatenate(member),
        np.concatenate(at),
        np.concatenate(asks),
        {name: pa.chunked_array(parts) for name, parts in others.items()},
    )


def _names_one_of(mentions: pa.ListArray, wanted: set[str]) -> Flags:
    named = np.zeros(len(mentions), dtype=bool)
    if pa.types.is_null(mentions.type):
        return named
    hits = pc.is_in(pc.list_flatten(mentions).cast(pa.string()), pa.array(sorted(wanted), pa.string()))
    rows = pc.list_parent_indices(mentions).to_numpy()
    named[rows[hits.to_numpy(zero_copy_only=False)]] = True
    return named


def _opens(topic: Codes) -> Flags:
    # Written backwards, the first message of each topic is what stays; the last place takes those without one.
    first = np.zeros(int(topic.max(initial=0)) + 2, dtype=np.int64)
    first[topic[::-1]] = np.arange(topic.size)[::-1]
    opening = np.zeros(topic.size, dtype=bool)
    opening[first[topic]] = True
    return opening & (topic != _NOBODY)


def _first_replies(messages: _Messages, position: np.ndarray, by_bot: Flags) -> np.ndarray:
    """For each question, the position of the first message that replies to it."""
    ids = messages.others["event_id"].cast(pa.string()).take(pa.array(position))
    which = pc.index_in(messages.others["reply_to"].cast(pa.string()), ids.combine_chunks())
    target = pc.fill_null(which, _NOBODY).to_numpy()
    row = np.flatnonzero(target != _NOBODY)
    question = target[row]
    fits = (messages.member[row] != messages.member[position[question]]) & (row > position[question]) & ~by_bot[row]
    answer = np.full(position.size, _NOBODY, dtype=np.int64)
    # Written from the last to the first, so that the earliest reply stays.
    answer[question[fits][::-1]] = row[fits][::-1]
    return answer


def _next_in_topic(topic: Codes, messages: _Messages, by_bot: Flags, position: np.ndarray) -> np.ndarray:
    """For each question, the position of the next message in its topic by somebody else who is no bot.

    Next means at a later instant: between messages of one instant the order of rows says nothing.
    """
    asked_in = np.zeros(int(topic.max(initial=0)) + 1, dtype=bool)
    asked_in[topic[position][topic[position] != _NOBODY]] = True
    # Only topics with a question matter; bots' messages are looked through.
    usable = np.flatnonzero((topic != _NOBODY) & asked_in[topic] & ~by_bot)
    answer = np.full(position.size, _NOBODY, dtype=np.int64)
    order = usable[np.argsort(topic[usable], kind="stable")]
    place = np.full(topic.size, _NOBODY, dtype=np.int64)
    place[order] = np.arange(order.size)
    group, who, at = topic[order], messages.member[order], messages.at[order]
    waiting = np.flatnonzero(place[position] != _NOBODY)
    asked = place[position[waiting]]
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
