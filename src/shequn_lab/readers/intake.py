"""Batches of cells become columns of events; each row is kept, or it is told why not."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from shequn_lab.errors import OptionError
from shequn_lab.readers import cells
from shequn_lab.readers.identities import DAMAGED, Codes, People
from shequn_lab.readers.mapping import TableMapping
from shequn_lab.readers.masking import mask
from shequn_lab.readers.mentions import Mentions
from shequn_lab.readers.roles import vocabulary
from shequn_lab.readers.sources import Batch, Source
from shequn_lab.readers.times import TimeColumn
from shequn_lab.readers.words import Kinds
from shequn_lab.terms import say

Flags = npt.NDArray[np.bool_]
_QUESTION = "[?\uff1f]"
_LINK = "https?://[^\\s]+"
# Ids that may carry somebody's name, account, address or mobile number; a short hash tells them apart instead.
_TELLING = r"[^A-Za-z0-9._:/+=#~|\-]|wxid_|(?:^|[^0-9])(?:86)?1[3-9][0-9]{9}(?:$|[^0-9])"
_COLUMN_OF = {"topic": "topic_id", "place": "place_id", "question": "is_question"}


@dataclass
class Part:
    """Columns of one batch, all of the same length.

    Attributes
    ----------
    lines : int64 array
    member, kind : int32 array
        Numbers of people and kinds.
    lost_id : bool array
        Rows whose event id a spreadsheet rounded.
    key : uint64 array
        Equal for rows that repeat each other.
    unlike : bool array
        Rows that repeat nothing, whatever their key: the id is missing or rounded.
    columns : mapping
        Further columns of the events table.
    named : tuple of int32 arrays, or None
        Offsets and people named.
    """

    lines: npt.NDArray[np.int64]
    member: Codes
    kind: Codes
    key: npt.NDArray[np.uint64]
    unlike: Flags
    columns: dict[str, pa.Array] = field(default_factory=dict)
    named: tuple[Codes, Codes] | None = None


class Intake:
    """Takes batches and remembers what the end needs.

    Parameters
    ----------
    source : Source
    mapping : TableMapping
    timezone : str
    people : People
    keep_text : bool
    """

    def __init__(self, source: Source, mapping: TableMapping, timezone: str, people: People, keep_text: bool) -> None:
        self.roles = {use.role for use in source.header.uses}
        columns = {use.role: use.column for use in source.header.uses}
        self.people, self._keep_text = people, keep_text
        self.times = TimeColumn(
            mapping.time, timezone, shift_days=source.shift_days, where=f"{source.raw.name}: {columns['at']}"
        )
        self.kinds = Kinds(
            mapping.kinds, mapping.system_kinds, mapping.default_kind, f"{source.raw.name}: {columns.get('kind', '')}"
        )
        self._mentions = Mentions(people, mapping.separator)
        self.repeated_by = repeated_by(self.roles, mapping)
        self.parts: list[Part] = []
        self.too_wide: list[int] = []
        self.remarks: Counter[str] = Counter()
        senders = (*vocabulary()["system_senders"], *mapping.system_senders)
        self.system_senders = [people.code(sender) for sender in senders]

    @property
    def whole_rows(self) -> bool:
        """Whether rows are compared in every cell."""
        return self.repeated_by == ("row",)

    def take(self, batch: Batch) -> None:
        """Take one more batch."""
        given = batch.cells
        self.too_wide += batch.too_wide
        self.remarks["read_remark_short_rows"] += batch.n_short
        self.times.add(given["at"])
        member = self.people.codes(given["member"])
        kind = self.kinds.codes(given["kind"]) if "kind" in given else self.kinds.default(member.size)
        part = Part(batch.lines, member, kind, np.zeros(0, np.uint64), np.zeros(member.size, dtype=bool))
        self._ids(part, given)
        self._labels(part, given)
        self._measures(part, given)
        if "mentions" in given:
            part.named = self._mentions.read(given["mentions"])
        part.key = self._key(part, batch)
        self.parts.append(part)

    def _ids(self, part: Part, given: dict[str, pa.Array]) -> None:
        for role in ("event_id", "reply_to"):
            if role not in given:
                continue
            found, lost = cells.ids(given[role])
            part.columns[role] = self._hidden(found)
            self.remarks[f"read_remark_lost_{role}"] += int(lost.sum())
            if role == "event_id" and role in self.repeated_by:
                # Two messages whose ids were rounded to the same one may well be two.
                part.unlike |= np.asarray(pc.is_null(found).to_numpy(zero_copy_only=False), dtype=bool)

    def _hidden(self, found: pa.Array) -> pa.Array:
        telling = pc.fill_null(pc.match_substring_regex(found, _TELLING), False)
        if not pc.any(telling).as_py():
            return found
        hidden = [None if v is None else self.people.hidden(v) for v in found.to_pylist()]
        return pc.if_else(telling, pa.array(hidden, pa.string()), found)

    def _labels(self, part: Part, given: dict[str, pa.Array]) -> None:
        for role in ("topic", "place"):
            if role not in given:
                continue
            coded = pc.dictionary_encode(pc.fill_null(given[role], ""))
            words = [cells.unwrapped(word) for word in coded.dictionary.to_pylist()]
            masked = mask(pa.array(words, pa.string())).to_pylist()
            # A number alone is an id here, however long.
            shown = [(word if word.isdigit() else safe) or None for word, safe in zip(words, masked, strict=True)]
            part.columns[_COLUMN_OF[role]] = pa.DictionaryArray.from_arrays(coded.indices, pa.array(shown, pa.string()))

    def _measures(self, part: Part, given: dict[str, pa.Array]) -> None:
        if "n_chars" in given:
            part.columns["n_chars"], strange = cells.counts(given["n_chars"])
            self.remarks["read_remark_strange_counts"] += strange
        if "question" in given:
            part.columns["is_question"], strange = cells.flags(given["question"])
            self.remarks["read_remark_strange_flags"] += strange
        if "text" not in given:
            return
        text = given["text"]
        if "n_chars" not in given:
            part.columns["n_chars"] = pc.cast(pc.utf8_length(text), pa.int64())
        if "question" not in given:
            bare = pc.replace_substring_regex(text, _LINK, "")
            part.columns["is_question"] = pc.match_substring_regex(bare, _QUESTION)
        if self._keep_text:
            part.columns["text"] = mask(text)

    def _key(self, part: Part, batch: Batch) -> npt.NDArray[np.uint64]:
        n = part.lines.size
        if batch.row_key is not None:
            return batch.row_key
        key = np.zeros(n, dtype=np.uint64)
        for role in self.repeated_by:
            # Sixty-four bits: among ten million rows two unlike ones meet once in three hundred thousand files.
            one = _hashed(batch.cells[role], part, role)
            key = key * np.uint64(1_099_511_628_211) + one
        return key


def _hashed(values: pa.Array, part: Part, role: str) -> npt.NDArray[np.uint64]:
    if role == "member":
        return part.member.astype(np.int64).view(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    if role in ("event_id", "reply_to"):
        values = part.columns[role]
    if pa.types.is_timestamp(values.type):
        values = values.cast(pa.int64()).cast(pa.string())
    texts = pc.fill_null(values.cast(pa.string()), "").to_numpy(zero_copy_only=False)
    return np.asarray(pd.util.hash_array(texts.astype(object), categorize=False), dtype=np.uint64)


def repeated_by(roles: set[str], mapping: TableMapping) -> tuple[str, ...]:
    """Roles that make two rows the same event.

    Raises
    ------
    OptionError
        If the mapping names a role that no column plays.
    """
    if mapping.repeated_by is not None:
        gone = [role for role in mapping.repeated_by if role not in roles and role != "row"]
        if gone:
            shown = say("list_comma").join(gone)
            raise OptionError(say("read_repeated_by_gone", roles=shown), say("read_repeated_by_gone_remedy"))
        return mapping.repeated_by
    return ("event_id",) if "event_id" in roles else ("row",)


@dataclass(frozen=True)
class Verdict:
    """What becomes of each row, in the order of the file: exactly one of four.

    Attributes
    ----------
    kept, system, repeated, rejected : bool array
    """

    kept: Flags
    system: Flags
    repeated: Flags
    rejected: Flags


def judge(member: Codes, kind: Codes, fault: Any, key: Any, unlike: Flags, intake: Intake) -> Verdict:
    """Decide row by row: first notices of the platform, then faults, then repetitions."""
    notice = intake.kinds.kinds.index("system") if "system" in intake.kinds.kinds else -1
    system = (kind == notice) | np.isin(member, [code for code in intake.system_senders if code >= 0])
    rejected = ~system & ((member < 0) | (fault != 0))
    sound = ~system & ~rejected
    repeated = np.zeros(member.size, dtype=bool)
    if intake.repeated_by:
        compared = np.flatnonzero(sound & ~unlike)
        repeated[compared] = pd.Series(key[compared]).duplicated().to_numpy()
    return Verdict(sound & ~repeated, system, repeated, rejected)


def member_fault(member: Codes) -> np.ndarray[Any, np.dtype[np.object_]]:
    """Reason (message id) why a row has no member, or an empty text."""
    return np.select([member == DAMAGED, member < 0], ["read_reject_lost_member", "read_reject_no_member"], "").astype(
        object
    )
