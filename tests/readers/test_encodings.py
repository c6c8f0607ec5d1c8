"""The encoding of a file is found so that every byte agrees with it, or the file is refused."""

from __future__ import annotations

from pathlib import Path

import chat
import pytest

from shequn_lab.errors import ReadError
from shequn_lab.readers import sniff
from shequn_lab.readers.encodings import encoding_label, find_encoding

CHINESE = "成员,时间,内容\r\n张伟,2024-12-13 20:34,今天大家都在吗？\r\n" * 30


def found(folder: Path, content: str | bytes, encoding: str = "utf-8", declared: str | None = None) -> str:
    return find_encoding(sniff.look_at(chat.written(folder / "a.csv", content, encoding)), declared)


@pytest.mark.parametrize(
    ("encoding", "codec"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("gb18030", "gb18030"),
        ("gbk", "gb18030"),
    ],
)
def test_chinese_is_found_in_every_encoding_of_its_own(encoding: str, codec: str, tmp_path: Path) -> None:
    assert found(tmp_path, CHINESE, encoding) == codec
    assert chat.written(tmp_path / "b.csv", CHINESE, encoding).read_bytes().decode(codec) == CHINESE


def test_plain_letters_are_utf_8(tmp_path: Path) -> None:
    assert found(tmp_path, "member,time\nan,1\n") == "utf-8"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [("メンバー,時刻\nさくら,こんにちは\n" * 30, "shift_jis"), ("membre,heure\nHélène,été\n", "latin-1")],
)
def test_what_only_happens_to_fit_chinese_is_refused(text: str, encoding: str, tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"a\.csv"):
        found(tmp_path, text, encoding)


def test_what_is_declared_is_believed_if_every_byte_agrees(tmp_path: Path) -> None:
    assert found(tmp_path, "Hélène", "latin-1", declared="latin-1") == "latin-1"
    assert found(tmp_path, CHINESE, "utf-8-sig", declared="utf-8") == "utf-8-sig"
    with pytest.raises(ReadError, match="GB18030"):
        found(tmp_path, b"ab\xff\xff", declared="gb18030")


@pytest.mark.parametrize("before", [0, 1, sniff.CHUNK - 2, sniff.CHUNK - 1, sniff.CHUNK, 3 * sniff.CHUNK + 5])
def test_the_first_wrong_byte_is_told_wherever_a_chunk_ends(before: int, tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=rf"\b{before}\b") as caught:
        found(tmp_path, b"a" * before + b"\xff,\n")
    assert "0xFF" in str(caught.value)


def test_a_sign_cut_off_at_the_end_is_wrong_too(tmp_path: Path) -> None:
    with pytest.raises(ReadError):
        found(tmp_path, "成员".encode()[:-1])


def test_a_sign_on_the_border_of_two_chunks_is_read(tmp_path: Path) -> None:
    assert found(tmp_path, "a" * (sniff.CHUNK - 1) + "员") == "utf-8"


def test_encodings_are_named_as_people_know_them() -> None:
    assert [encoding_label(codec) for codec in ("gb18030", "utf-8-sig", "latin-1")] == [
        "GB18030",
        "UTF-8 (BOM)",
        "LATIN-1",
    ]
