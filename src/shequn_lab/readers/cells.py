"""What spreadsheets do to cells, undone where it can be and marked where it cannot."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from shequn_lab.readers.roles import plain

Flags = npt.NDArray[np.bool_]

_WRAPPED = '^="(.*)"$'
_APOSTROPHE = "^'([0-9=+\\-@].*)$"
_FLOAT = "^([0-9]+)\\.0+$"
_LOST = "^[0-9](\\.[0-9]+)?[eE]\\+?[0-9]{1,3}$"
_SUSPECT = "^[='\\s]|\\.0+$|[eE]\\+?[0-9]+$|\\s$"
# Spreadsheets keep fifteen digits; what comes after them becomes zeros.
_CUT = "^[1-9][0-9]{14}0+$"
_LONG = "^[1-9][0-9]{15,}$"
_TRUE = frozenset(plain(word) for word in ("1", "true", "t", "yes", "y", "是", "真", "有", "√"))
_FALSE = frozenset(plain(word) for word in ("0", "false", "f", "no", "n", "否", "假", "无", "×"))


def unwrapped(text: str) -> str:
    """Take ``="123"``, a leading apostrophe and the ``.0`` of a whole number off one cell."""
    text = text.strip()
    if text[:1] not in ("=", "'") and text[-1:] != "0":
        return text
    for pattern in (_WRAPPED, _APOSTROPHE, _FLOAT):
        text = re.sub(pattern, r"\1", text)
    return text


def ids(values: pa.Array) -> tuple[pa.Array, Flags]:
    """Clean a column of ids.

    Parameters
    ----------
    values : pyarrow.Array of string

    Returns
    -------
    ids : pyarrow.Array of string
        Null where there is none, or where its digits are lost.
    lost : bool array
        Marks ids that a spreadsheet rounded: ``1.2E+18``, or sixteen digits and more that end in zeros
        wherever the column has them.
    """
    values = pc.fill_null(values, "")
    lost = np.zeros(len(values), dtype=bool)
    if pc.any(pc.match_substring_regex(values, _SUSPECT)).as_py():
        values = pc.utf8_trim_whitespace(values)
        for pattern in (_WRAPPED, _APOSTROPHE, _FLOAT):
            values = pc.replace_substring_regex(values, pattern, "\\1")
        lost |= _flags(pc.match_substring_regex(values, _LOST))
    if pc.any(pc.match_substring_regex(values, _CUT)).as_py():
        cut = _flags(pc.match_substring_regex(values, _CUT))
        long = _flags(pc.match_substring_regex(values, _LONG))
        # An honest long id ends in a zero one time in ten, never half of them.
        lost |= (cut & long) if (cut & long).sum() > 0.5 * long.sum() else False
    empty = pc.or_(pc.equal(values, ""), pa.array(lost))
    return pc.if_else(empty, pa.scalar(None, pa.string()), values), lost


def counts(values: pa.Array) -> tuple[pa.Array, int]:
    """Read a column of counts; a cell that is none becomes missing and is counted."""
    texts = pc.utf8_trim_whitespace(pc.fill_null(values, ""))
    texts = pc.replace_substring_regex(texts, _FLOAT, "\\1")
    good = pc.match_substring_regex(texts, "^[0-9]{1,15}$")
    numbers = pc.cast(pc.if_else(good, texts, pa.scalar(None, pa.string())), pa.int64())
    return numbers, int(pc.sum(pc.and_(pc.invert(good), pc.not_equal(texts, ""))).as_py() or 0)


def flags(values: pa.Array) -> tuple[pa.Array, int]:
    """Read a column of yes and no; a cell that is neither becomes missing and is counted."""
    coded = pc.dictionary_encode(pc.fill_null(values, ""))
    meaning: list[bool | None] = []
    strange = []
    for word in coded.dictionary.to_pylist():
        text = plain(unwrapped(word))
        meaning.append(True if text in _TRUE else False if text in _FALSE else None)
        strange.append(bool(text) and meaning[-1] is None)
    read = pa.array(meaning, pa.bool_()).take(coded.indices)
    return read, int(np.array(strange, dtype=bool)[coded.indices.to_numpy()].sum()) if strange else 0


def text_of(value: Any) -> str:
    """Write the value of a spreadsheet cell as a text file would hold it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        # A number cell holds fifteen digits; an id that long has been rounded.
        return f"{float(value):E}" if abs(value) >= 10**15 else str(value)
    if isinstance(value, float):
        return (
            str(int(value))
            if value.is_integer() and abs(value) < 10**15
            else repr(value)
            if abs(value) < 10**15
            else f"{value:E}"
        )
    return value.isoformat(sep=" ") if hasattr(value, "hour") and hasattr(value, "year") else str(value)


def _flags(mask: Any) -> Flags:
    return np.asarray(pc.fill_null(mask, False).to_numpy(zero_copy_only=False), dtype=bool)
