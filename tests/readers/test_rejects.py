"""Rows that could not be used are told one by one: where, which column, why, and nobody's name."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from shequn_lab.readers import rejects
from shequn_lab.readers.identities import DAMAGED, NOBODY
from shequn_lab.readers.times import DAY, FINE, MISSING, UNREADABLE
from shequn_lab.terms import in_language

COLUMNS = {"member": "发送人", "at": "时间"}


def table(lines: list[int], member: list[int], fault: list[int], values: list[str], too_wide: list[int] | None = None):
    return rejects.table(
        np.array(lines, np.int64), np.array(member, np.int32), np.array(fault, np.int8), values, too_wide or [], COLUMNS
    )


def test_rows_come_in_the_order_of_lines_with_their_reasons() -> None:
    found = table(
        [9, 3, 5, 4], [0, NOBODY, DAMAGED, 1], [UNREADABLE, FINE, MISSING, DAY], ["昨天", "", "", "2026-03-02"], [7]
    )
    assert found.columns.tolist() == rejects.COLUMNS
    assert found[["line", "column", "value", "reason_id"]].values.tolist() == [
        [3, "发送人", "", "read_reject_no_member"],
        [4, "时间", "2026-03-02", "read_reject_day_only"],
        [5, "发送人", "", "read_reject_lost_member"],
        [7, "", "", "read_reject_too_wide"],
        [9, "时间", "··", "read_reject_time"],
    ]


def test_reasons_are_told_in_the_language_in_force() -> None:
    told = {}
    for lang in ("zh", "en"):
        with in_language(lang):
            told[lang] = table([1, 2], [0, 0], [UNREADABLE, MISSING], ["x", ""])["reason"].tolist()
    assert len({*told["zh"], *told["en"]}) == 4


def test_values_beyond_those_that_are_shown_are_empty() -> None:
    assert table([1, 2, 3], [0] * 3, [UNREADABLE] * 3, ["12:00"])["value"].tolist() == ["12:00", "", ""]


def test_nothing_rejected_is_an_empty_table_of_the_same_columns() -> None:
    found = table([], [], [], [])
    assert found.columns.tolist() == rejects.COLUMNS
    assert rejects.summary(found) == {}


def test_reasons_are_counted() -> None:
    found = table([1, 2, 3], [0] * 3, [UNREADABLE, MISSING, UNREADABLE], ["x", "", "y"])
    assert rejects.summary(found) == {"read_reject_time": 2, "read_reject_no_time": 1}


def test_cells_are_found_across_batches() -> None:
    parts = [pa.array(["a", None]), pa.array(["c"])]
    assert rejects.texts_at(parts, np.array([2, 1, 0])) == ["c", "", "a"]
    assert rejects.texts_at([], np.array([], np.int64)) == []
