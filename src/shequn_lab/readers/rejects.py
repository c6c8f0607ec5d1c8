"""Rows that could not be used: where, which column, what stood there, and why."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from shequn_lab.readers.identities import DAMAGED, Codes
from shequn_lab.readers.masking import outline
from shequn_lab.readers.times import FAULTS
from shequn_lab.terms import say

#: Columns of the rejects table.
COLUMNS = ["line", "column", "value", "reason", "reason_id"]
#: Values are shown for this many rows; beyond, line and reason must do.
_MOST_VALUES = 10_000


def table(
    lines: np.ndarray[Any, np.dtype[np.int64]],
    member: Codes,
    fault: np.ndarray[Any, np.dtype[np.int8]],
    values: list[str],
    too_wide: list[int],
    columns: dict[str, str],
) -> pd.DataFrame:
    """Return the rejects table.

    Parameters
    ----------
    lines, member, fault : arrays of shape (n_rejected,)
    values : list of str
        What stood in the column of times, for as many rows as are shown.
    too_wide : list of int
        Lines with more cells than the header.
    columns : dict
        Role to column.

    Returns
    -------
    DataFrame
        Columns `line`, `column`, `value` (an outline that names nobody), `reason` in the language in force,
        `reason_id`; in the order of lines.
    """
    nobody = member < 0
    reasons = np.where(member == DAMAGED, "read_reject_lost_member", "read_reject_no_member").astype(object)
    for code, reason in FAULTS.items():
        reasons[~nobody & (fault == code)] = reason
    shown = [outline(value) for value in values] + [""] * (len(lines) - len(values))
    frame = pd.DataFrame(
        {
            "line": np.concatenate([lines, np.array(too_wide, dtype=np.int64)]),
            "column": [columns["member"] if bad else columns["at"] for bad in nobody] + [""] * len(too_wide),
            "value": ["" if bad else value for bad, value in zip(nobody, shown, strict=True)] + [""] * len(too_wide),
            "reason_id": [*reasons, *["read_reject_too_wide"] * len(too_wide)],
        }
    ).astype({"column": "str", "value": "str", "reason_id": "str"})
    said = {reason: say(reason) for reason in frame["reason_id"].unique()}
    frame["reason"] = frame["reason_id"].map(said).astype("str")
    return frame.sort_values("line", kind="stable", ignore_index=True)[COLUMNS]


def texts_at(values: list[pa.Array], rows: np.ndarray[Any, np.dtype[np.int64]]) -> list[str]:
    """Cells of some rows as texts; only the first ten thousand."""
    whole = pa.chunked_array(values) if values else pa.chunked_array([pa.array([], pa.string())])
    chosen = whole.take(pa.array(rows[:_MOST_VALUES])).to_pylist()
    return ["" if value is None else str(value) for value in chosen]


def summary(rejects: pd.DataFrame) -> dict[str, int]:
    """Reason (message id) to number of rows."""
    return {str(reason): int(n) for reason, n in rejects["reason_id"].value_counts().items()}
