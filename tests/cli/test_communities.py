"""Communities in and out: what an import leaves, and what check and describe say of it."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from command_line import CHAT

from shequn_lab import readers


def test_rejected_rows_are_written_with_line_and_reason(place: Path) -> None:
    text = (place / "out" / "班级群-rejects.csv").read_text(encoding="utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["line"] == "5"
    assert row["reason"]


def test_no_name_of_a_person_reaches_the_folder(place: Path) -> None:
    for path in (place / "out").rglob("*"):
        if path.is_file():
            assert "李雷".encode() not in path.read_bytes(), path.name


def test_a_clean_community_is_said_to_be_clean(place: Path, invoke) -> None:
    done = invoke("check", place / "out" / "班级群")
    assert done.code == 0
    assert done.out == "班级群: no problem found (3 members, 5 events, checksums match)\n"
    assert done.err == ""


def test_quiet_leaves_out_what_is_no_result(place: Path, invoke) -> None:
    assert invoke("--quiet", "check", place / "out" / "班级群").out == ""
    assert "班级群" in invoke("--quiet", "describe", place / "out" / "班级群").out


def test_a_dry_run_shows_what_was_understood_and_writes_nothing(place: Path, invoke) -> None:
    before = sorted(place.rglob("*"))
    done = invoke("import", place / "chat.csv", "--as", "x", "--into", place / "other", "--dry-run")
    assert done.code == 0
    assert "发送人" in done.out
    assert "李雷" not in done.out
    assert sorted(place.rglob("*")) == before


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """What the reader was asked for, instead of reading."""
    asked: dict[str, object] = {}

    def noted(file: Path, **options: object) -> None:
        asked.update(options, file=file)
        raise KeyboardInterrupt

    monkeypatch.setattr(readers, "read_table", noted)
    return asked


def test_the_words_of_an_import_are_passed_on(tmp_path: Path, invoke, read: dict[str, object]) -> None:
    chat = tmp_path / "chat.csv"
    chat.write_text(CHAT, encoding="utf-8")
    words = ["--as", "mums", "--into", tmp_path, "--timezone", "UTC", "--map", "map.yaml", "--keep-text"]
    invoke("import", chat, *words, "--assume-first-seen-is-join", "--run-in-days", "7")
    assert read == {
        "file": chat,
        "name": "mums",
        "mapping": Path("map.yaml"),
        "timezone": "UTC",
        "keep_text": True,
        "assume_first_seen_is_join": True,
        "run_in_days": 7,
    }


def test_what_an_import_is_not_told_is_left_to_the_reader(tmp_path: Path, invoke, read: dict[str, object]) -> None:
    chat = tmp_path / "chat.csv"
    chat.write_text(CHAT, encoding="utf-8")
    invoke("import", chat, "--as", "mums", "--into", tmp_path)
    assert (read["mapping"], read["timezone"], read["run_in_days"]) == (None, None, None)
    assert (read["keep_text"], read["assume_first_seen_is_join"]) == (False, False)
