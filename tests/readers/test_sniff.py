"""A file is what its bytes say, whatever it is called."""

from __future__ import annotations

import gzip
from pathlib import Path

import chat
import pytest

from shequn_lab.errors import ReadError
from shequn_lab.readers import sniff
from shequn_lab.readers.sniff import look_at, utf16_order

TEXT = "member,time\nan,2026-03-02 09:00\n"


def test_kind_and_compression_come_from_the_bytes(tmp_path: Path) -> None:
    files = {
        ("text", ""): chat.written(tmp_path / "a.xlsx", TEXT),
        ("text", "gzip"): chat.zipped(tmp_path / "b.csv", TEXT),
        ("xlsx", ""): chat.sheet(tmp_path / "c.xlsx", chat.ROWS).rename(tmp_path / "c.csv"),
        ("parquet", ""): chat.parquet(tmp_path / "d.parquet").rename(tmp_path / "d.txt"),
    }
    for (kind, compression), path in files.items():
        raw = look_at(path)
        assert (raw.kind, raw.compression, raw.name) == (kind, compression, path.name)
    packed = chat.written(tmp_path / "e", gzip.compress(files["parquet", ""].read_bytes()))
    assert (look_at(packed).kind, look_at(packed).compression) == ("parquet", "gzip")


def test_a_compressed_file_is_unpacked_on_the_way(tmp_path: Path) -> None:
    raw = look_at(chat.zipped(tmp_path / "a.csv.gz", TEXT))
    with raw.open() as file:
        assert file.read() == TEXT.encode()
    with raw.seekable() as file:
        file.seek(7)
        assert file.read(4) == b"time"


def test_unpacking_stops_before_the_memory_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = look_at(chat.zipped(tmp_path / "a.csv.gz", TEXT * 1000))
    monkeypatch.setattr(sniff, "LIMIT_BYTES", 10_000)
    with raw.open() as file, pytest.raises(ReadError, match=r"a\.csv\.gz"):
        file.read()


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"%PDF-1.7", "PDF"),
        (b"SQLite format 3\x00", "SQLite"),
        (b"Rar!\x1a\x07", "RAR"),
        (b"\x89PNG\r\n", "PNG"),
        (b"\xef\xbb\xbf {}", "JSON"),
        (b'[ {"a": 1}]', "JSON"),
        (b"<!DOCTYPE html>", "HTML"),
        (b"<?xml version='1.0'?>", "XML"),
    ],
)
def test_files_of_other_kinds_are_named_and_refused(head: bytes, kind: str, tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=kind):
        look_at(chat.written(tmp_path / "a.csv", head + b"\n" * 40))


def test_text_that_begins_with_a_bracket_is_text(tmp_path: Path) -> None:
    assert look_at(chat.written(tmp_path / "a.csv", "[2026-03-02 09:00] an: hello\n")).kind == "text"


@pytest.mark.parametrize(
    ("text", "encoding", "order"),
    [
        ("member,time\n" * 9, "utf-16-le", "utf-16-le"),
        ("member,time\n" * 9, "utf-16-be", "utf-16-be"),
        ("成员,时间\n" * 9, "utf-16-le", "utf-16-le"),
        ("member,time\n" * 9, "utf-8", None),
        ("成员,时间\n" * 9, "gb18030", None),
    ],
)
def test_the_order_of_bytes_is_told_without_a_mark(text: str, encoding: str, order: str | None) -> None:
    assert utf16_order(text.encode(encoding)) == order
