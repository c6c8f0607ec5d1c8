"""What was understood of a file is said plainly, in both languages, and names nobody."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import chat
import pytest

from shequn_lab.readers import Understanding, understand
from shequn_lab.terms import in_language


@pytest.fixture
def found(tmp_path: Path) -> Understanding:
    return understand(chat.written(tmp_path / "a.csv", chat.text(chat.ROWS)))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_understanding_prints_plainly_and_keeps_names_out(language: str, tmp_path: Path) -> None:
    path = chat.written(
        tmp_path / "a.csv", chat.text([[*row, "x"] for row in chat.ROWS], [*chat.HEADER, "备用"]), "gb18030"
    )
    with in_language(language):
        said = str(understand(path))
    for part in ("a.csv", "GB18030", "message_id", "sent_at", "备用", "Asia/Shanghai", "6", "4"):
        assert part in said
    for secret in ("小李", "王芳", "read_", "团购", "{"):
        assert secret not in said


def test_dry_run_stops_early(tmp_path: Path) -> None:
    rows = [["an", f"2024-12-13 20:{i % 60:02d}", str(i)] for i in range(9_000)]
    found = understand(chat.written(tmp_path / "a.csv", chat.text(rows, ["member", "time", "no"])))
    assert found.rows["rows"] == 4_000
    assert not found.complete


def test_each_column_stands_beside_its_role_and_how_it_was_found(tmp_path: Path) -> None:
    path = chat.written(tmp_path / "a.csv", "who,time\nan,2024-12-13 20:00\n")
    lines = str(understand(path, mapping={"columns": {"member": "who"}})).splitlines()
    (who,) = [line for line in lines if "← who" in line]
    (at,) = [line for line in lines if "← time" in line]
    assert who.split("; ")[1] != at.split("; ")[1]


def test_rejected_rows_are_told_with_their_reasons(found: Understanding) -> None:
    said = str(replace(found, reasons={"read_reject_time": 1234}))
    assert "1,234" in said
    assert "read_" not in said


def test_the_order_of_day_and_month_is_told_only_where_it_was_settled(found: Understanding) -> None:
    told = {str(replace(found, day_first=order)) for order in (None, True, False)}
    assert len(told) == 3
    assert len(str(replace(found, day_first=None)).splitlines()) + 1 == len(
        str(replace(found, day_first=True)).splitlines()
    )


def test_where_nothing_is_kept_there_is_no_sample(found: Understanding) -> None:
    empty = str(replace(found, sample=found.sample.iloc[:0]))
    assert len(empty.splitlines()) < len(str(found).splitlines())
    assert "Empty DataFrame" not in empty


def test_a_long_name_of_a_column_is_cut(tmp_path: Path) -> None:
    path = chat.written(tmp_path / "a.csv", f"member,time,{'x' * 200}\nan,2024-12-13 20:00,1\n")
    assert "x" * 39 + "…" in str(understand(path))
    assert "x" * 41 not in str(understand(path))
