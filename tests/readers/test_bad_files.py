"""Files that cannot be read end in a sentence: what was found, where, what to do."""

from __future__ import annotations

import contextlib
import gzip
import random
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import chat
import pyarrow.parquet as pq
import pytest

from shequn_lab.errors import ReadError, SchemaError, ShequnError
from shequn_lab.readers import sniff, understand
from shequn_lab.terms import in_language

GOOD = chat.text(chat.ROWS)
CHINESE = "成员,时间,内容\r\n张伟,2024-12-13 20:34,今天大家都在吗\r\n"


def archive(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as zip_file:
        zip_file.writestr("a.csv", GOOD)
    return path


def broken_book(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as zip_file:
        zip_file.writestr("xl/workbook.xml", "<workbook><sheets>")
    return path


def cut(path: Path, n_bytes: int) -> Path:
    path.write_bytes(path.read_bytes()[:n_bytes])
    return path


CASES: dict[str, tuple[Callable[[Path], Path], str]] = {
    "missing": (lambda f: f / "a.csv", "there is no file a.csv"),
    "folder": (lambda f: f, "is a folder"),
    "name with a zero": (lambda f: f / "a\0b.csv", "cannot be opened"),
    "empty": (lambda f: chat.written(f / "a.csv", ""), "a.csv is empty"),
    "only line ends": (lambda f: chat.written(f / "a.csv", "\r\n\r\n"), "a.csv is empty"),
    "empty gzip": (lambda f: chat.written(f / "a.csv.gz", gzip.compress(b"")), "is empty"),
    "header only": (lambda f: chat.written(f / "a.csv", "member,time\n"), "no row of data"),
    "only system rows": (
        lambda f: chat.written(f / "a.csv", "member,time\n系统消息,2024-01-01 10:00\n"),
        "no row of data",
    ),
    "junk": (lambda f: chat.written(f / "a.csv", bytes(range(256)) * 20), "neither text nor"),
    "pdf": (lambda f: chat.written(f / "a.csv", b"%PDF-1.7 ..."), "holds PDF"),
    "json": (lambda f: chat.written(f / "a.csv", '[{"a": 1}]'), "holds JSON"),
    "web page": (lambda f: chat.written(f / "a.xls", "<html><table>"), "holds HTML"),
    "zip": (lambda f: archive(f / "a.xlsx"), "ZIP archive"),
    "damaged workbook": (lambda f: broken_book(f / "a.xlsx"), "looks like XLSX"),
    "cut workbook": (lambda f: cut(chat.sheet(f / "a.xlsx", chat.ROWS), 3000), "looks like XLSX"),
    "password": (lambda f: chat.written(f / "a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)), "password"),
    "cut parquet": (lambda f: cut(chat.parquet(f / "a.parquet"), 900), "looks like Parquet"),
    "cut gzip": (lambda f: cut(chat.zipped(f / "a.gz", GOOD), 100), "breaks off|damaged"),
    "damaged gzip": (lambda f: chat.written(f / "a.gz", b"\x1f\x8b\x08\x00" + b"x" * 60), "damaged|breaks off"),
    "open quote": (
        lambda f: chat.written(f / "a.csv", 'member,time,text\nan,2024-01-01 10:00,"oh\nbo,1,2\n'),
        "line 2",
    ),
    "open quote in a long file": (
        lambda f: chat.written(f / "a.csv", 'member,time,text\nan,2024-01-01 10:00,"oh\n' + "bo,1,2\n" * 30_000),
        "line 2: a quoted cell is never closed",
    ),
    "two members": (lambda f: chat.written(f / "a.csv", "sender,昵称,time\na,b,2024-01-01 10:00\n"), "sender and 昵称"),
    "one name twice": (lambda f: chat.written(f / "a.csv", "member,time,time\na,1,2\n"), "time and time"),
    "no member": (lambda f: chat.written(f / "a.csv", "sentt_at,membr\n1,2\n"), r"membr.*member: …"),
    "nothing known": (lambda f: chat.written(f / "a.csv", "x,y\n1,2\n"), "no column for member and time.*x, y"),
    "text as kind": (
        lambda f: chat.written(
            f / "a.csv", "member,time,type\n" + "".join(f"a,2024-01-01 10:00,t{i}\n" for i in range(300))
        ),
        "300 different kinds",
    ),
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("look", [chat.read, understand], ids=["read", "understand"])
def test_bad_file_gives_one_clear_sentence(case: str, look: Callable[[Path], object], tmp_path: Path) -> None:
    make, said = CASES[case]
    if look is understand and case in ("header only", "only system rows"):
        assert "0 kept" in str(look(make(tmp_path)))
        return
    with pytest.raises(ReadError, match=said) as caught:
        look(make(tmp_path))
    assert caught.value.remedy
    assert str(tmp_path) not in str(caught.value)
    with in_language("zh"), pytest.raises(ReadError) as caught:
        look(make(tmp_path))
    assert not re.search(r"read_[a-z]|\{\w+\}", str(caught.value))


@pytest.mark.parametrize("encoding", ["big5", "euc-kr", "shift_jis", "cp1252", "euc-jp"])
def test_other_encodings_are_refused_rather_than_garbled(encoding: str, tmp_path: Path) -> None:
    words = {
        "big5": "今天大家都在嗎這個團購還有沒有貨呢請問什麼時候發貨謝謝",
        "euc-kr": "안녕하세요 오늘 모임 시간이 어떻게 되나요 감사합니다 여러분",
        "shift_jis": "今日はみなさんいますかよろしくお願いします",
        "euc-jp": "今日はみなさんいますかよろしくお願いします",
        "cp1252": "Müller grüßt André – schöne Grüße aus Köln, à bientôt",
    }[encoding]
    rows = [[str(i), words[i % 9 :], "2024-12-13 20:34", "", "", words] for i in range(9)]
    path = chat.written(tmp_path / "a.csv", chat.text(rows), encoding)
    with pytest.raises(ReadError, match=r"cannot be read as UTF-8: byte 0x.. at position"):
        chat.read(path)
    imported = chat.read(path, mapping={"encoding": encoding, "keep_text": True})
    assert imported.community.events["text"][0] == words


def test_position_of_the_wrong_byte_is_exact(tmp_path: Path) -> None:
    before = GOOD.encode("utf-8") * 3000
    path = chat.written(tmp_path / "a.csv", before + b"\xff\xfe\xff")
    with pytest.raises(ReadError, match=f"byte 0xFF at position {len(before)} "):
        chat.read(path)


def test_declared_encoding_is_checked(tmp_path: Path) -> None:
    path = chat.written(tmp_path / "a.csv", CHINESE, "gb18030")
    assert chat.read(path).understood.encoding == "GB18030"
    with pytest.raises(ReadError, match="the mapping names another encoding"):
        chat.read(path, mapping={"encoding": "utf-8"})


def test_unpacking_stops_at_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sniff, "LIMIT_BYTES", 100_000)
    bomb = chat.written(tmp_path / "a.gz", gzip.compress(b"member,time\n" + b"a" * 1_000_000))
    with pytest.raises(ReadError, match="unpacks to more than"):
        chat.read(bomb)
    book = chat.sheet(tmp_path / "a.xlsx", [["x" * 30_000 + str(i)] for i in range(10)])
    with pytest.raises(ReadError, match="unpacks to more than"):
        chat.read(book)


def test_wrong_sheet_lists_the_sheets(tmp_path: Path) -> None:
    path = chat.sheet(tmp_path / "a.xlsx", chat.ROWS)
    with pytest.raises(ReadError, match="no sheet called 'Nachrichten' → it has: 说明, 消息"):
        chat.read(path, mapping={"sheet": "Nachrichten"})
    assert chat.read(path, mapping={"sheet": "消息"}).community.provenance.settings["sheet"] == "消息"


def test_wrong_column_in_the_mapping_says_which_was_meant(tmp_path: Path) -> None:
    path = chat.written(tmp_path / "a.csv", GOOD)
    with pytest.raises(ReadError, match=r"line 1: .*membr \(member\?\).*it has: message_id, member"):
        chat.read(path, mapping={"columns": {"member": "membr"}})
    with pytest.raises(ReadError, match="line 3"):
        chat.read(path, mapping={"header_line": 3})


def test_quotes_can_be_ordinary_characters(tmp_path: Path) -> None:
    path = chat.written(
        tmp_path / "a.tsv", 'member\ttime\ttext\nan\t2024-01-01 10:00\t"oh\nbo\t2024-01-01 10:01\t5" disk\n'
    )
    assert chat.read(path, mapping={"quoted": False}).community.provenance.rows["kept"] == 2


def test_errors_are_of_the_house(tmp_path: Path) -> None:
    assert issubclass(ReadError, ShequnError)
    assert issubclass(SchemaError, ValueError)
    chat.parquet(tmp_path / "a.parquet")
    assert pq.read_table(tmp_path / "a.parquet").num_rows == len(chat.ROWS)


@pytest.mark.parametrize("kind", ["text", "utf-16", "gzip", "xlsx", "parquet"])
def test_damaged_files_end_in_an_error_of_the_house_or_are_read(kind: str, tmp_path: Path) -> None:
    whole = {
        "text": lambda: GOOD.encode("utf-8"),
        "utf-16": lambda: GOOD.encode("utf-16"),
        "gzip": lambda: gzip.compress(GOOD.encode("utf-8")),
        "xlsx": lambda: chat.sheet(tmp_path / "whole", chat.ROWS).read_bytes(),
        "parquet": lambda: chat.parquet(tmp_path / "whole").read_bytes(),
    }[kind]()
    chance = random.Random(7)
    for _ in range(60):
        damaged = bytearray(whole)
        for _ in range(chance.choice([1, 3, 20])):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        path = chat.written(tmp_path / "a", bytes(damaged))
        with contextlib.suppress(ShequnError):
            counts = dict(chat.read(path).community.provenance.rows)
            assert counts.pop("rows") == sum(counts.values())
