"""The forms in which exports write a time, each read by the whole column at a stroke.

Every reader here takes an Arrow array of texts and returns wall-clock microseconds since 1970-01-01,
with a mark for what they could read. Nothing here knows a time zone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from shequn_lab.model.clock import US_PER_DAY, US_PER_HOUR

Micros = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_NOON = "上午|下午|凌晨|清晨|早上|中午|晚上|午前|午後|[AaPp]\\.?\\s?[Mm]\\.?"
_WEEKDAY = "(?:[\\s,，]*[(（]?(?:星期|周|週)[一二三四五六日天][)）]?)?"
_CLOCK = (
    f"{_WEEKDAY}[Tt,，\\s]*(?P<before>{_NOON})?\\s?(?P<hour>\\d{{1,2}})\\s?[:：时時点點]\\s?(?P<minute>\\d{{1,2}})"
    "(?:\\s?[:：分]\\s?(?P<second>\\d{1,2})(?:[.,](?P<fraction>\\d{1,9}))?)?\\s?[秒分]?\\s?"
    f"(?P<after>{_NOON})?\\s?(?P<offset>Z|z|UTC|GMT|(?:UTC|GMT)?[+\\-]\\d{{1,2}}:?(?:\\d{{2}})?)?$"
)
_YEAR_FIRST = "^(?P<year>\\d{4})\\s?[-/.年]\\s?(?P<one>\\d{1,2})\\s?[-/.月]\\s?(?P<two>\\d{1,2})\\s?日?"
_YEAR_LAST = "^(?P<one>\\d{1,2})[-/.](?P<two>\\d{1,2})[-/.](?P<year>\\d{4})"
_COMPACT = (
    "^(?P<year>\\d{4})(?P<one>\\d{2})(?P<two>\\d{2})[Tt\\s]?(?P<hour>\\d{2}):?(?P<minute>\\d{2}):?(?P<second>\\d{2})"
    "(?P<offset>Z|z|[+\\-]\\d{2}:?\\d{2})?$"
)
_DAY_ONLY = (
    "^(?:\\d{4}\\s?[-/.年]\\s?\\d{1,2}\\s?[-/.月]\\s?\\d{1,2}\\s?日?|\\d{1,2}[-/.]\\d{1,2}[-/.]\\d{4}|(?:19|20)\\d{6})$"
)
_NUMBER = "^(?P<whole>\\d{1,19})(?:\\.(?P<fraction>\\d{1,15}))?$"

#: Day 0 of spreadsheets, counted from 1970 [days]; right from March 1900 on.
_SHEET_EPOCH = -25_569
#: What the older Macintosh workbooks count later [days].
SHEET_1904 = 1_462


@dataclass(frozen=True)
class Reading:
    """Times read from texts.

    Attributes
    ----------
    at : int64 array
        Microseconds since 1970 on the wall clock, or UTC where `instant`.
    ok : bool array
        Whether the text had this form and names a day that exists.
    instant : bool array
        Whether the text itself said how far it is from UTC.
    other : int64 array or None
        The same with day and month the other way round, where the form leaves that open.
    other_ok : bool array or None
        Whether that reading exists.
    """

    at: Micros
    ok: Flags
    instant: Flags
    other: Micros | None = None
    other_ok: Flags | None = None


def year_first(texts: pa.Array) -> Reading:
    """Read ``2024-12-13 20:34:56``, ``2024/12/13 8:34 PM``, ``2024年12月13日20时34分56秒``, with or without offset."""
    return _civil(pc.extract_regex(texts, _YEAR_FIRST + _CLOCK), open_order=False)


def year_last(texts: pa.Array) -> Reading:
    """Read ``6/3/2021 17:30`` both ways: `at` takes the first number for the month, `other` for the day."""
    return _civil(pc.extract_regex(texts, _YEAR_LAST + _CLOCK), open_order=True)


def compact(texts: pa.Array) -> Reading:
    """Read ``20241213203456`` and ``20241213 20:34:56``."""
    return _civil(pc.extract_regex(texts, _COMPACT), open_order=False)


def day_only(texts: pa.Array) -> Flags:
    """Mark texts that name a day and no time of day."""
    return _flags(pc.match_substring_regex(texts, _DAY_ONLY))


def numbers(texts: pa.Array, shift_days: int = 0) -> tuple[Reading, Flags]:
    """Read seconds, milli-, micro- or nanoseconds since 1970, or days of a spreadsheet, by their size.

    Parameters
    ----------
    texts : pyarrow.Array
    shift_days : int
        Added to days of a spreadsheet [days].

    Returns
    -------
    reading : Reading
    sheet_day : bool array
        Which of them are days of a spreadsheet.
    """
    parts = pc.extract_regex(texts, _NUMBER)
    found = _flags(pc.is_valid(parts))
    if not found.any():
        nothing = np.zeros(len(texts), dtype=bool)
        return Reading(np.zeros(len(texts), dtype=np.int64), nothing, nothing), nothing
    whole = _whole(parts, "whole")
    fraction = _text(parts, "fraction")
    billionths = pc.cast(pc.utf8_slice_codeunits(pc.utf8_rpad(fraction, 9, "0"), 0, 9), pa.int64()).to_numpy()
    return _by_size(whole, billionths, found, shift_days)


def _by_size(whole: Micros, billionths: Micros, found: Flags, shift_days: int) -> tuple[Reading, Flags]:
    at = np.zeros(whole.size, dtype=np.int64)
    ok = np.zeros(whole.size, dtype=bool)
    # From 2001 to 2286 in seconds, and the same span in finer units: the sizes do not overlap.
    for low, high, scale in ((10**9, 10**10, 10**6), (10**12, 10**13, 10**3), (10**15, 10**16, 1)):
        fits = found & (whole >= low) & (whole < high)
        at[fits] = whole[fits] * scale + (billionths[fits] * scale) // 10**9
        ok |= fits
    nano = found & (whole >= 10**18)
    at[nano] = whole[nano] // 1000
    sheet = found & (whole >= 20_000) & (whole < 80_000)
    # A spreadsheet keeps fifteen digits: milliseconds are what survives.
    of_day = np.rint(billionths[sheet] * (US_PER_DAY / 10**9) / 1000).astype(np.int64) * 1000
    at[sheet] = (whole[sheet] + _SHEET_EPOCH + shift_days) * US_PER_DAY + of_day
    return Reading(at, ok | nano | sheet, ok | nano), sheet


def _civil(parts: pa.Array, *, open_order: bool) -> Reading:
    found = _flags(pc.is_valid(parts))
    if not found.any():
        nothing = np.zeros(len(parts), dtype=bool)
        zero = np.zeros(len(parts), dtype=np.int64)
        return Reading(zero, nothing, nothing, zero if open_order else None, nothing if open_order else None)
    clock, clock_ok = _time_of_day(parts)
    offset, stated = _offsets(parts)
    year, one, two = (_whole(parts, name) for name in ("year", "one", "two"))
    day, exists = _days(year, one, two)
    at = day * US_PER_DAY + clock - offset
    ok = found & clock_ok & exists
    if not open_order:
        return Reading(at, ok, stated & ok)
    other_day, other_exists = _days(year, two, one)
    other = other_day * US_PER_DAY + clock - offset
    return Reading(at, ok, stated, other, found & clock_ok & other_exists)


def _days(year: Micros, month: Micros, day: Micros) -> tuple[Micros, Flags]:
    """Days since 1970 of calendar dates, and whether they exist."""
    sound = (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31) & (year >= 1)
    months = (np.where(sound, year, 1970) - 1970) * 12 + np.where(sound, month, 1) - 1
    first = months.astype("M8[M]").astype("M8[D]").astype(np.int64)
    following = (months + 1).astype("M8[M]").astype("M8[D]").astype(np.int64)
    return first + day - 1, sound & (day <= following - first)


def _time_of_day(parts: pa.Array) -> tuple[Micros, Flags]:
    hour, minute, second = (_whole(parts, name) for name in ("hour", "minute", "second"))
    hour, ok = _noon(parts, hour)
    ok &= (hour < 24) & (minute < 60) & (second < 60)
    clock = hour * US_PER_HOUR + minute * 60_000_000 + second * 1_000_000
    if "fraction" in _names(parts):
        digits = pc.utf8_slice_codeunits(pc.utf8_rpad(_text(parts, "fraction"), 6, "0"), 0, 6)
        clock = clock + pc.cast(digits, pa.int64()).to_numpy()
    return clock, ok


def _noon(parts: pa.Array, hour: Micros) -> tuple[Micros, Flags]:
    """Turn 12-hour readings into 24-hour ones."""
    ok = np.ones(hour.size, dtype=bool)
    for name in ("before", "after"):
        if name not in _names(parts):
            continue
        coded = pc.dictionary_encode(_text(parts, name))
        codes = coded.indices.to_numpy()
        for code, word in enumerate(coded.dictionary.to_pylist()):
            if not word:
                continue
            at = codes == code
            first = word[0].lower()
            if word in ("上午", "午前", "凌晨", "清晨", "早上") or first == "a":
                ok[at] &= hour[at] <= 12
                hour = np.where(at & (hour == 12), 0, hour)
            else:
                # 晚上 12 is midnight to some and noon to nobody; which day it belongs to is not said.
                ok[at] &= (hour[at] >= 1) & ((hour[at] != 12) | (word != "晚上"))
                early = hour < (11 if word == "中午" else 12)
                hour = np.where(at & early, hour + 12, hour)
    return hour, ok


def _offsets(parts: pa.Array) -> tuple[Micros, Flags]:
    """Offset from UTC in microseconds, and whether the text states one."""
    coded = pc.dictionary_encode(_text(parts, "offset"))
    shifts = np.array([_offset(word) for word in coded.dictionary.to_pylist()], dtype=np.int64)
    stated = np.array([bool(word) for word in coded.dictionary.to_pylist()], dtype=bool)
    codes = coded.indices.to_numpy()
    return shifts[codes], stated[codes]


def _offset(word: str) -> int:
    digits = word.upper().removeprefix("UTC").removeprefix("GMT").removeprefix("Z").replace(":", "")
    if not digits:
        return 0
    sign, digits = (-1 if digits[0] == "-" else 1), digits[1:]
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")
    return sign * (int(hours) * 60 + int(minutes)) * 60_000_000


def _names(parts: pa.Array) -> list[str]:
    return [field.name for field in parts.type]


def _text(parts: pa.Array, name: str) -> pa.Array:
    return pc.fill_null(pc.struct_field(parts, name), "")


def _whole(parts: pa.Array, name: str) -> Micros:
    text = _text(parts, name)
    text = pc.if_else(pc.equal(text, ""), "0", text)
    return np.asarray(pc.cast(pc.cast(text, pa.uint64()), pa.int64(), safe=False).to_numpy(), dtype=np.int64)


def _flags(mask: Any) -> Flags:
    return np.asarray(pc.fill_null(mask, False).to_numpy(zero_copy_only=False), dtype=bool)
