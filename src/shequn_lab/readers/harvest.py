"""All batches taken: put the columns together, judge each row, set the rejected ones apart."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from shequn_lab.model import clock
from shequn_lab.readers import rejects
from shequn_lab.readers.identities import NOBODY, Codes, People
from shequn_lab.readers.intake import Intake, Part, Verdict, judge
from shequn_lab.readers.mentions import chosen
from shequn_lab.readers.sources import Source
from shequn_lab.readers.times import Instants

_SAMPLE_ROWS = 5
_JUMP_HOURS = 1
#: More jumps than this share of the rows are no jumps of a clock: the file is in another order.
_STRAY = 0.01
_SAMPLE_COLUMNS = ("event_id", "topic_id", "place_id", "is_question", "n_chars")


@dataclass(frozen=True)
class Harvest:
    """What a file holds.

    Attributes
    ----------
    events : pyarrow.Table
        Kept events, in the order of the file.
    rows : dict
        ``rows``, ``kept``, ``system``, ``repeated``, ``rejected``.
    rejects : DataFrame
    writers, named : int32 array
        Numbers of the people who did something, and of those who were named.
    times : Instants
    remarks : Counter
        Message id to count.
    """

    events: pa.Table
    rows: dict[str, int]
    rejects: pd.DataFrame
    writers: Codes
    named: Codes
    times: Instants
    remarks: Counter[str]

    def sample(self, timezone: str) -> pd.DataFrame:
        """First events, on the local clock."""
        columns = [name for name in _SAMPLE_COLUMNS if name in self.events.column_names]
        head = self.events.slice(0, _SAMPLE_ROWS).select(["member_id", "occurred_at", "kind", *columns]).to_pandas()
        local = head["occurred_at"].dt.tz_convert(clock.zone(timezone))
        return head.assign(occurred_at=local.dt.strftime("%Y-%m-%d %H:%M:%S%z"))


def harvest(intake: Intake, source: Source) -> Harvest:
    """Finish an intake.

    Raises
    ------
    ReadError
        If the times cannot be settled.
    """
    times = intake.times.finish()
    parts = intake.parts
    member, kind, key, unlike, lines = (
        np.concatenate([getattr(part, name) for part in parts] or [np.zeros(0, dtype=np.int64)])
        for name in ("member", "kind", "key", "unlike", "lines")
    )
    verdict = judge(member, kind, times.fault, key, unlike.astype(bool), intake)
    rows = _counted(verdict, len(intake.too_wide))
    remarks = Counter({remark: n for remark, n in intake.remarks.items() if n}) + Counter(times.remarks)
    if intake.people.n_collisions:
        remarks["read_remark_collisions"] = intake.people.n_collisions
    if n_back := clock_jumps(times.at[verdict.kept]):
        remarks["read_remark_clock_back"] = n_back
    bad = np.flatnonzero(verdict.rejected)
    columns = {use.role: use.column for use in source.header.uses}
    values = rejects.texts_at(intake.times.raw, bad) if bad.size else []
    table = rejects.table(lines[bad], member[bad], times.fault[bad], values, intake.too_wide, columns)
    events = _events(intake, verdict, times, member, kind)
    named = [chosen(*part.named, verdict.kept[span])[1] for part, span in _spans(parts) if part.named is not None]
    everybody_named = np.unique(np.concatenate([*named, np.zeros(0, np.int32)]))
    return Harvest(events, rows, table, np.unique(member[verdict.kept]), everybody_named, times, remarks)


def clock_jumps(at: npt.NDArray[np.int64]) -> int:
    """Count how often the clock of a file that runs forwards goes back by more than :data:`_JUMP_HOURS`.

    A file that is sorted the other way, or not at all, says nothing about a clock.
    """
    steps = np.diff(at)
    back = int((steps < -_JUMP_HOURS * clock.US_PER_HOUR).sum())
    return back if back <= _STRAY * steps.size else 0


def _counted(verdict: Verdict, n_too_wide: int) -> dict[str, int]:
    counts = {what: int(getattr(verdict, what).sum()) for what in ("kept", "system", "repeated", "rejected")}
    counts["rejected"] += n_too_wide
    total = verdict.kept.size + n_too_wide
    # The one promise a reader makes: no row is lost, none is counted twice.
    assert sum(counts.values()) == total
    return {"rows": total, **counts}


def _spans(parts: list[Part]) -> list[tuple[Part, slice]]:
    ends = np.cumsum([part.lines.size for part in parts]).tolist()
    return [(part, slice(end - part.lines.size, end)) for part, end in zip(parts, ends, strict=True)]


def _events(intake: Intake, verdict: Verdict, times: Instants, member: Codes, kind: Codes) -> pa.Table:
    """Put the kept rows together, a part at a time."""
    people = pa.array(intake.people.pseudonyms, pa.string())
    kinds = _unnamed(pa.array(intake.kinds.kinds, pa.string()), intake.people)
    tables = []
    for part, span in _spans(intake.parts):
        kept = verdict.kept[span]
        mask = pa.array(kept)
        columns: dict[str, Any] = {
            "member_id": _coded(member[span][kept], people),
            "occurred_at": pa.array(times.at[span][kept]).cast(pa.timestamp("us", "UTC")),
            "kind": _coded(kind[span][kept], kinds),
            **{name: _column(values, mask, intake.people) for name, values in part.columns.items()},
        }
        if part.named is not None:
            offsets, who = chosen(*part.named, kept)
            columns["mentions"] = pa.ListArray.from_arrays(pa.array(offsets), people.take(pa.array(who)))
        tables.append(pa.table(columns))
        # What is not needed any more need not stay.
        part.columns.clear()
    if not tables:
        empty = {"member_id": pa.array([], pa.string()), "occurred_at": pa.array([], pa.timestamp("us", "UTC"))}
        return pa.table({**empty, "kind": pa.array([], pa.string())})
    return pa.concat_tables(tables).unify_dictionaries()


def _coded(codes: npt.NDArray[Any], words: pa.Array) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32()), words)


def _column(values: pa.Array, mask: pa.Array, people: People) -> pa.Array:
    if pa.types.is_dictionary(values.type):
        # Decoded and coded again: a name may stand for nothing, and Arrow keeps such a null inside the dictionary.
        plain = _unnamed(values.dictionary, people).take(values.indices.filter(mask))
        return plain.dictionary_encode()
    return values.filter(mask)


def _unnamed(words: pa.Array, people: People) -> pa.Array:
    """Replace words that are somebody's name: a private chat is called after a person.

    Only now is everybody known.
    """
    who = [people.find(word) if word else NOBODY for word in words.to_pylist()]
    if max(who, default=NOBODY) == NOBODY:
        return words
    shown = [word if code < 0 else people.pseudonyms[code] for code, word in zip(who, words.to_pylist(), strict=True)]
    return pa.array(shown, pa.string())
