"""What kind of file is this, and how is it written? Judged by its bytes, never by its name."""

from __future__ import annotations

import gzip
import io
import re
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Literal

from shequn_lab.errors import ReadError
from shequn_lab.terms import say

#: A compressed file that unpacks to more than this is not read any further [bytes].
LIMIT_BYTES = 4 << 30
CHUNK = 1 << 20
# What text files hold now and then: line ends, tabs, and marks of terminals and old exports.
_CONTROLS = "\t\r\n\x0b\x0c\x1b\x1c\x1d\x1e\x1f"
_REFUSED = {
    b"%PDF": "PDF",
    b"SQLite format 3": "SQLite",
    b"7z\xbc\xaf": "7z",
    b"Rar!": "RAR",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
    b"(\xb5/\xfd": "zstd",
}


@dataclass(frozen=True)
class RawFile:
    """A file whose kind is known.

    Attributes
    ----------
    path : Path
    kind : {"text", "xlsx", "parquet"}
    compression : {"", "gzip"}
    """

    path: Path
    kind: Literal["text", "xlsx", "parquet"]
    compression: Literal["", "gzip"]

    @property
    def name(self) -> str:
        """Name of the file, without its folder."""
        return self.path.name

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        """Open the file, unpacked on the way when it is compressed."""
        with _unpacked(self.path, self.compression) as file:
            yield file

    @contextmanager
    def seekable(self) -> Iterator[IO[bytes]]:
        """Open the file so that one may jump in it; a compressed one is unpacked to a temporary file first."""
        if not self.compression:
            with self.path.open("rb") as file:
                yield file
            return
        with tempfile.TemporaryFile() as unpacked, self.open() as packed:
            shutil.copyfileobj(packed, unpacked, CHUNK)
            unpacked.seek(0)
            yield unpacked


class _Bounded(io.RawIOBase):
    """A gzip stream that stops at :data:`LIMIT_BYTES` and says in words what is wrong with it."""

    def __init__(self, file: IO[bytes], name: str) -> None:
        self._file, self._name, self._seen = file, name, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data = self._file.read(len(buffer))
        except EOFError:
            raise ReadError(say("read_gzip_cut", file=self._name), say("read_copy_again")) from None
        except (gzip.BadGzipFile, zlib.error) as error:
            raise ReadError(say("read_gzip_bad", file=self._name, why=error), say("read_copy_again")) from None
        self._seen += len(data)
        if self._seen > LIMIT_BYTES:
            size = f"{LIMIT_BYTES / (1 << 30):g} GiB"
            raise ReadError(say("read_too_big", file=self._name, size=size), say("read_too_big_remedy"))
        buffer[: len(data)] = data
        return len(data)


@contextmanager
def _unpacked(path: Path, compression: str) -> Iterator[IO[bytes]]:
    with path.open("rb") as file:
        if not compression:
            yield file
            return
        with gzip.GzipFile(fileobj=file) as packed:
            yield io.BufferedReader(_Bounded(packed, path.name), CHUNK)  # type: ignore[arg-type]


def look_at(path: str | Path) -> RawFile:
    """Find out what kind of file `path` is.

    Raises
    ------
    ReadError
        If it is missing, a folder, empty, or of a kind this reader does not know.
    """
    path = Path(path)
    if path.is_dir():
        raise ReadError(say("read_is_folder", file=path.name or str(path)), say("read_is_folder_remedy"))
    try:
        with path.open("rb") as file:
            head = file.read(16)
    except FileNotFoundError:
        raise ReadError(say("read_missing", file=path.name), say("read_missing_remedy")) from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or type(error).__name__
        raise ReadError(say("read_no_access", file=path.name, why=why), say("read_no_access_remedy")) from None
    compression: Literal["", "gzip"] = "gzip" if head[:2] == b"\x1f\x8b" else ""
    with _unpacked(path, compression) as file:
        head = file.read(4096)
    if not head.strip(b"\x00\xef\xbb\xbf\xff\xfe \t\r\n"):
        raise ReadError(say("read_empty", file=path.name), say("read_empty_remedy"))
    if head.startswith(b"PAR1"):
        return RawFile(path, "parquet", compression)
    if head.startswith(b"PK\x03\x04"):
        found = RawFile(path, "xlsx", compression)
        _check_workbook(found)
        return found
    _refuse_other_kinds(path.name, head)
    return RawFile(path, "text", compression)


def _check_workbook(raw: RawFile) -> None:
    try:
        with raw.seekable() as file, zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, OSError) as error:
        raise ReadError(say("read_zip_bad", file=raw.name, why=error), say("read_copy_again")) from None
    if not any(entry.filename.lower() == "xl/workbook.xml" for entry in entries):
        raise ReadError(say("read_zip", file=raw.name), say("read_zip_remedy"))
    if sum(entry.file_size for entry in entries) > LIMIT_BYTES:
        size = f"{LIMIT_BYTES / (1 << 30):g} GiB"
        raise ReadError(say("read_too_big", file=raw.name, size=size), say("read_too_big_remedy"))


def _refuse_other_kinds(name: str, head: bytes) -> None:
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise ReadError(say("read_old_office", file=name), say("read_old_office_remedy"))
    for magic, kind in _REFUSED.items():
        if head.startswith(magic):
            raise ReadError(say("read_other_kind", file=name, kind=kind), say("read_other_kind_remedy"))
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if text[:1] == b"{" or re.match(rb"\[\s*[{\[\]]", text):
        raise ReadError(say("read_other_kind", file=name, kind="JSON"), say("read_other_kind_remedy"))
    if re.match(rb"<(!doctype|html|\?xml)", text, re.IGNORECASE):
        raise ReadError(say("read_other_kind", file=name, kind="HTML/XML"), say("read_other_kind_remedy"))
    order = utf16_order(head) or {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}.get(head[:2])
    # One byte of a Chinese sign in UTF-16 may well be that of a control character.
    signs = head.decode(order or "latin-1", "replace")
    strange = sum(sign < " " and sign not in _CONTROLS for sign in signs)
    if strange > len(signs) // 50 or (not order and "\x00" in signs):
        raise ReadError(say("read_binary", file=name), say("read_other_kind_remedy"))


def utf16_order(head: bytes) -> str | None:
    """Tell the byte order of UTF-16 without a mark, or nothing when it is something else."""
    # Commas, digits and line ends have a zero byte on one side; UTF-8 and GB18030 text has none at all.
    half = max(len(head) // 2, 1)
    even, odd = head[::2].count(0) / half, head[1::2].count(0) / half
    if odd > 0.05 and even < odd / 10:
        return "utf-16-le"
    if even > 0.05 and odd < even / 10:
        return "utf-16-be"
    return None
