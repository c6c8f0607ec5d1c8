"""A column of times: read form by form, its order of day and month inferred over the whole column."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from shequn_lab.errors import ReadError
from shequn_lab.model import clock
from shequn_lab.model.clock import US_PER_DAY
from shequn_lab.readers import timeforms
from shequn_lab.readers.mapping import TimeRule
from shequn_lab.readers.masking import outline
from shequn_lab.readers.timeforms import Flags, Micros
from shequn_lab.terms import say

FINE, MISSING, UNREADABLE, DAY, OUT_OF_RANGE, DAMAGED = range(6)
#: Reason for each fault, as a message id.
FAULTS = {
    MISSING: "read_reject_no_time",
    UNREADABLE: "read_reject_time",
    DAY: "read_reject_day_only",
    OUT_OF_RANGE: "read_reject_time_range",
    DAMAGED: "read_reject_time_damaged",
}
# Outside these years a time is a slip: a number of another meaning, a broken clock.
_EARLIEST, _LATEST = (clock.day_number(dt.date(year, 1, 1)) * US_PER_DAY for year in (1970, 2200))
_ISO_LENGTH = 16
_ENOUGH_MIDNIGHTS = 20
_MOST_EXAMPLES = 3


@dataclass(frozen=True)
class Instants:
    """A column of times, read.

    Attributes
    ----------
    at : int64 array
        Instants [µs UTC]; for a bare day its midnight on the wall clock, for other faults meaningless.
    fault : int8 array
        ``FINE`` or one of the keys of :data:`FAULTS`.
    forms : mapping
        Form (message id) to number of values.
    examples : tuple of str
    remarks : mapping
        Message id to count: clock changes met on the way.
    day_first : bool or None
        Order of day and month where it had to be settled.
    """

    at: Micros
    fault: np.ndarray[Any, np.dtype[np.int8]]
    forms: dict[str, int]
    examples: tuple[str, ...]
    remarks: dict[str, int]
    day_first: bool | None


@dataclass
class _Part:
    """Some values: as read so far, and how slashed dates read in each order (``None`` when there are none)."""

    at: Micros
    fault: np.ndarray[Any, np.dtype[np.int8]]
    wall: Flags
    swapped: Micros | None = None
    month_first: Flags | None = None
    day_first: Flags | None = None


class TimeColumn:
    """Takes the values of a column in parts and reads them when the last has come.

    Parameters
    ----------
    rule : TimeRule
    timezone : str
        IANA zone of times that do not name their own.
    shift_days : int
        Added to days of a spreadsheet [days].
    days : bool
        Whether days without a time of day are fine; they keep the fault ``DAY`` and their midnight in `at`.
    where : str
        File and column, for errors.
    """

    def __init__(
        self, rule: TimeRule, timezone: str, *, shift_days: int = 0, days: bool = False, where: str = ""
    ) -> None:
        self._rule, self._timezone, self._shift, self._where = rule, timezone, shift_days, where
        self._days = days
        self._parts: list[_Part] = []
        #: What was taken, for messages; empty in parts that were read without doubt.
        self.raw: list[pa.Array] = []
        self._forms: Counter[str] = Counter()
        self._examples: list[str] = []

    def add(self, values: pa.Array) -> None:
        """Take some more values: texts, timestamps or dates."""
        part = self._read(values)
        self._parts.append(part)
        doubtful = part.swapped is not None or part.fault.any()
        self.raw.append(values.cast(pa.string()) if doubtful else pa.nulls(len(values), pa.string()))

    def _read(self, values: pa.Array) -> _Part:
        if pa.types.is_timestamp(values.type):
            return self._typed(values)
        if pa.types.is_date(values.type):
            days = pc.fill_null(values.cast(pa.date32()).cast(pa.int32()), 0).to_numpy().astype(np.int64)
            fault = np.where(timeforms._flags(pc.is_valid(values)), DAY, MISSING).astype(np.int8)
            return _Part(days * US_PER_DAY, fault, np.ones(len(values), dtype=bool))
        texts = pc.utf8_trim_whitespace(pc.fill_null(values, ""))
        if len(self._examples) < _MOST_EXAMPLES:
            shown = [outline(text) for text in pc.unique(texts.slice(0, 50)).to_pylist() if text]
            self._examples = list(dict.fromkeys([*self._examples, *shown]))[:_MOST_EXAMPLES]
        return self._formatted(texts) if self._rule.format else self._texts(texts)

    def _typed(self, values: pa.Array) -> _Part:
        known = timeforms._flags(pc.is_valid(values))
        naive = values.type.tz is None
        unit = values.type if naive else pa.timestamp(values.type.unit)
        at = pc.fill_null(values.cast(unit).cast(pa.int64()), 0).to_numpy()
        scale = {"s": 1_000_000, "ms": 1_000, "us": 1}.get(values.type.unit)
        # Nanoseconds are cut off; times before 1970 round down like all others.
        micros = at * scale if scale else at // 1000
        fault = np.where(known, FINE, MISSING).astype(np.int8)
        self._forms["read_form_typed_naive" if naive else "read_form_typed"] += int(known.sum())
        if len(self._examples) < _MOST_EXAMPLES:
            self._examples += [str(v) for v in values.drop_null().slice(0, 1).to_pylist()]
        return _Part(micros, fault, np.full(len(values), naive))

    def _formatted(self, texts: pa.Array) -> _Part:
        offset = "%z" in self._rule.format
        read = pd.to_datetime(texts.to_pandas(), format=self._rule.format, errors="coerce", utc=offset)
        plain = pd.DatetimeIndex(read).tz_localize(None).as_unit("us")
        fault = np.where(plain.isna(), UNREADABLE, FINE).astype(np.int8)
        fault[timeforms._flags(pc.equal(texts, ""))] = MISSING
        self._forms["read_form_own"] += int((fault == FINE).sum())
        at = np.where(plain.isna(), 0, plain.asi8)
        return _Part(at, fault, np.full(len(texts), not offset))

    def _texts(self, texts: pa.Array) -> _Part:
        n = len(texts)
        quick = self._quick(texts)
        if quick is not None:
            return quick
        coded = pc.dictionary_encode(texts)
        words = coded.dictionary
        # Narrow and no-break spaces stand before AM and PM; a date copied from a page may carry direction marks.
        words = pc.replace_substring_regex(words, "[\u00a0\u2000-\u200a\u202f\u3000]", " ")
        words = pc.replace_substring_regex(words, "[\u200b-\u200f\u202a-\u202e\ufeff\\[\\]]|^'", "")
        words = pc.utf8_trim_whitespace(pc.replace_substring_regex(words, '^="(.*)"$', "\\1"))
        part = self._words(words, np.bincount(coded.indices.to_numpy(), minlength=len(words)) if n else np.zeros(0))
        codes = coded.indices.to_numpy()
        if part.swapped is None or part.month_first is None or part.day_first is None:
            return _Part(part.at[codes], part.fault[codes], part.wall[codes])
        slashed = (part.swapped[codes], part.month_first[codes], part.day_first[codes])
        return _Part(part.at[codes], part.fault[codes], part.wall[codes], *slashed)

    def _quick(self, texts: pa.Array) -> _Part | None:
        """Read a batch written in ISO 8601 throughout, all with an offset or all without."""
        if not len(texts) or pc.min(pc.utf8_length(texts)).as_py() < _ISO_LENGTH:
            return None
        for zone, form in ((None, "read_form_iso"), ("UTC", "read_form_iso_offset")):
            try:
                at = texts.cast(pa.timestamp("us", zone)).cast(pa.int64()).to_numpy()
            except pa.ArrowInvalid:
                continue
            self._forms[form] += len(texts)
            return _Part(at, np.zeros(len(texts), dtype=np.int8), np.full(len(texts), zone is None))
        return None

    def _words(self, words: pa.Array, counts: Any) -> _Part:
        n = len(words)
        at, wall = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=bool)
        fault = np.full(n, UNREADABLE, dtype=np.int8)
        fault[timeforms._flags(pc.equal(words, ""))] = MISSING
        fault[timeforms._flags(pc.match_substring_regex(words, "^\\d+(\\.\\d+)?[eE]\\+?\\d+$"))] = DAMAGED
        days = timeforms.day_only(words)
        if self._days:
            words = pc.if_else(pa.array(days), pc.binary_join_element_wise(words, "00:00:00", " "), words)
        else:
            fault[days & (fault == UNREADABLE)] = DAY
        # Most specific first: fourteen digits are a date, not a number of microseconds.
        for form, reading in (
            ("read_form_civil", timeforms.year_first(words)),
            ("read_form_compact", timeforms.compact(words)),
        ):
            mine = reading.ok & (fault == UNREADABLE)
            at[mine], wall[mine], fault[mine] = reading.at[mine], ~reading.instant[mine], FINE
            self._forms[form] += int(counts[mine].sum())
        reading, sheet = timeforms.numbers(words, self._shift)
        mine = reading.ok & (fault == UNREADABLE)
        at[mine], wall[mine], fault[mine] = reading.at[mine], ~reading.instant[mine], FINE
        self._forms["read_form_sheet"] += int(counts[mine & sheet].sum())
        self._forms["read_form_epoch"] += int(counts[mine & ~sheet].sum())
        both = timeforms.year_last(words)
        assert both.other is not None
        assert both.other_ok is not None
        mine = (both.ok | both.other_ok) & (fault == UNREADABLE)
        at[mine], wall[mine], fault[mine] = both.at[mine], ~both.instant[mine], FINE
        self._forms["read_form_slashed"] += int(counts[mine].sum())
        fault[days & (fault == FINE)] = DAY
        if not mine.any():
            return _Part(at, fault, wall)
        return _Part(at, fault, wall, both.other, both.ok & mine, both.other_ok & mine)

    def finish(self) -> Instants:
        """Settle what only the whole column can tell, and turn wall clocks into instants.

        Raises
        ------
        ReadError
            If the order of day and month cannot be told, or the column holds days rather than instants.
        """
        day_first = self._order()
        for part in self._parts:
            if part.swapped is None or part.month_first is None or part.day_first is None:
                continue
            chosen = part.day_first if day_first else part.month_first
            part.fault[(part.month_first | part.day_first) & ~chosen] = UNREADABLE
            if day_first:
                part.at = np.where(chosen, part.swapped, part.at)
        at = np.concatenate([part.at for part in self._parts] or [np.zeros(0, dtype=np.int64)])
        fault = np.concatenate([part.fault for part in self._parts] or [np.zeros(0, dtype=np.int8)])
        wall = np.concatenate([part.wall for part in self._parts] or [np.zeros(0, dtype=bool)]) & (fault == FINE)
        self._refuse_days(at, fault, wall)
        remarks = self._localise(at, wall)
        fault[(fault == FINE) & ((at < _EARLIEST) | (at >= _LATEST))] = OUT_OF_RANGE
        forms = {form: n for form, n in self._forms.items() if n}
        return Instants(at, fault, forms, tuple(self._examples), remarks, day_first)

    def _order(self) -> bool | None:
        """Tell whether ``3/6/2021`` begins with the day."""
        months = days = differ = 0
        for part in self._parts:
            if part.swapped is None or part.month_first is None or part.day_first is None:
                continue
            months += int((part.month_first & ~part.day_first).sum())
            days += int((part.day_first & ~part.month_first).sum())
            differ += int((part.month_first & part.day_first & (part.at != part.swapped)).sum())
        if self._rule.day_first is not None or not (months or days or differ):
            return self._rule.day_first
        if months and days:
            raise ReadError(
                say("read_order_mixed", where=self._where, month=months, day=days), say("read_order_remedy")
            )
        if differ and not months and not days:
            example = self._examples[0] if self._examples else ""
            raise ReadError(say("read_order", where=self._where, n=differ, example=example), say("read_order_remedy"))
        return days > 0

    def _refuse_days(self, at: Micros, fault: Any, wall: Flags) -> None:
        fine = fault == FINE
        bare = int((fault == DAY).sum())
        midnight = bool(wall[fine].all() and not (at[wall] % US_PER_DAY).any())
        if self._days:
            fault[fine & wall & midnight] = DAY
            wall &= not midnight
            return
        # A few events may well fall on midnight, a whole column does not.
        midnight = midnight and wall.sum() >= _ENOUGH_MIDNIGHTS
        if midnight or (bare and not fine.any()):
            raise ReadError(say("read_days", where=self._where, n=bare or int(wall.sum())), say("read_days_remedy"))

    def _localise(self, at: Micros, wall: Flags) -> dict[str, int]:
        """Turn wall clocks into instants, in place; a reading that stands for two is the first of them."""
        if not wall.any():
            return {}
        zone = clock.zone(self._timezone)
        naive = pd.DatetimeIndex(at[wall].view("M8[us]"))
        n = len(naive)
        early, late = (
            naive.tz_localize(zone, ambiguous=np.full(n, dst), nonexistent="NaT").as_unit("us") for dst in (True, False)
        )
        gone = early.isna()
        twice, skipped = int((early.asi8 != late.asi8).sum()), int(gone.sum())
        instants = np.minimum(early.asi8, late.asi8)
        instants[gone] = clock.after_leap(naive.asi8[gone], self._timezone)
        at[wall] = instants
        found = {"read_remark_clock_twice": twice, "read_remark_clock_skipped": skipped}
        return {remark: count for remark, count in found.items() if count}
