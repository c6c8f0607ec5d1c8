"""Files as batches of cells, with the physical line of each row; bounded memory whatever the size."""

from __future__ import annotations

import csv
import io
import itertools
import operator
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from shequn_lab.errors import ReadError
from shequn_lab.readers import header as headers
from shequn_lab.readers import workbook
from shequn_lab.readers.encodings import encoding_label, find_encoding
from shequn_lab.readers.header import Header, Wanted
from shequn_lab.readers.mapping import TableMapping
from shequn_lab.readers.sniff import RawFile, look_at
from shequn_lab.terms import say

BATCH_ROWS = 1 << 17
_END = "\x1e end of file \x1e"


@dataclass(frozen=True)
class Batch:
    """Some consecutive rows.

    Attributes
    ----------
    lines : int64 array
        Line, spreadsheet row or row number of each, counted from 1.
    cells : mapping
        Role to Arrow array; texts, or typed values where the file has types.
    row_key : uint64 array or None
        Equal for rows alike in every cell.
    too_wide : list of int
        Lines with more cells than the header; they are not in `lines`.
    n_short : int
        Rows with fewer cells than the header; what is missing counts as empty.
    """

    lines: npt.NDArray[np.int64]
    cells: dict[str, pa.Array]
    row_key: npt.NDArray[np.uint64] | None
    too_wide: list[int] = field(default_factory=list)
    n_short: int = 0


@dataclass(frozen=True)
class Source:
    """A file whose layout is known.

    Attributes
    ----------
    raw : RawFile
    header : Header
    encoding, delimiter, sheet : str
        Empty where the kind of file has none.
    quoted : bool
    shift_days : int
        What the workbook's calendar is later than usual [days].
    """

    raw: RawFile
    header: Header
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    quoted: bool = True
    shift_days: int = 0

    def batches(self, *, whole_rows: bool, batch_rows: int = BATCH_ROWS) -> Iterator[Batch]:
        """Hand over all rows; with `whole_rows`, also what tells rows alike in every cell."""
        if self.raw.kind == "parquet":
            yield from self._parquet(whole_rows, batch_rows)
            return
        with self._records() as records:
            yield from _gathered(records, self.header, whole_rows, batch_rows)

    @contextmanager
    def _records(self) -> Iterator[Iterator[tuple[int, Sequence[str]]]]:
        if self.raw.kind == "xlsx":
            with workbook.opened(self.raw) as book:
                rows = workbook.rows(self.raw, book[self.sheet])
                yield itertools.dropwhile(lambda row: row[0] <= self.header.line, rows)
            return
        with self.raw.open() as file, io.TextIOWrapper(file, self.encoding, newline="") as text:
            yield _text_rows(text, self)

    def _parquet(self, whole_rows: bool, batch_rows: int) -> Iterator[Batch]:
        names = [use.column for use in self.header.uses]
        wanted = None if whole_rows else names
        done = 0
        try:
            with self.raw.seekable() as file, pq.ParquetFile(file, buffer_size=1 << 20, pre_buffer=False) as parquet:
                for part in parquet.iter_batches(batch_size=batch_rows, columns=wanted):
                    part.validate(full=True)  # a damaged file may hold texts that are none
                    key = _row_key(part.to_pandas()) if whole_rows else None
                    cells = {use.role: _cells(part.column(use.column)) for use in self.header.uses}
                    lines = np.arange(done + 1, done + part.num_rows + 1, dtype=np.int64)
                    done += part.num_rows
                    yield Batch(lines, cells, key)
        except (pa.ArrowException, UnicodeDecodeError, OSError) as error:
            raise ReadError(
                say("read_parquet_bad", file=self.raw.name, why=_short(error)), say("read_copy_again")
            ) from None


def find_source(raw: RawFile, mapping: TableMapping, wanted: Wanted) -> Source:
    """Find out how `raw` is laid out.

    Raises
    ------
    ReadError
        If the encoding, the sheet or the header cannot be found.
    """
    if raw.kind == "text":
        encoding = find_encoding(raw, mapping.encoding or None)
        found = headers.dialect(raw, encoding, mapping, wanted)
        return Source(raw, found.header, encoding, found.delimiter, quoted=found.quoted)
    if raw.kind == "xlsx":
        header, sheet, shift_days = workbook.find_header(raw, mapping, wanted)
        return Source(raw, header, sheet=sheet, shift_days=shift_days)
    try:
        with raw.seekable() as file, pq.ParquetFile(file) as parquet:
            names = list(parquet.schema_arrow.names)
    except (pa.ArrowException, UnicodeDecodeError, OSError) as error:
        raise ReadError(say("read_parquet_bad", file=raw.name, why=_short(error)), say("read_copy_again")) from None
    # A Parquet file has its header in its schema, whatever line the mapping names.
    wanted = Wanted(wanted.columns, None, wanted.roles, wanted.needed)
    found_header = headers.find([(0, names)], wanted, raw.name)
    if found_header is None:
        raise headers.not_found([(0, names)], wanted, raw.name)
    return Source(raw, found_header)


def open_source(path: Any, mapping: TableMapping, wanted: Wanted) -> Source:
    """Look at the file at `path` and find out how it is laid out."""
    return find_source(look_at(path), mapping, wanted)


# -- text ------------------------------------------------------------------------------------------


def _text_rows(text: Iterable[str], source: Source) -> Iterator[tuple[int, list[str]]]:
    """Rows after the header, each with the line it begins on."""
    rows = headers.reader(itertools.chain(text, [_END]), source.delimiter, source.quoted)
    begin = last = 1
    try:
        for cells in rows:
            if begin > source.header.line:
                if cells == [_END]:
                    return
                yield begin, cells
            last, begin = begin, rows.line_num + 1
    except csv.Error:
        raise _open_quote(source, begin) from None
    # The end was swallowed: some cell was still open.
    raise _open_quote(source, last)


def _open_quote(source: Source, line: int) -> ReadError:
    return ReadError(say("read_open_quote", file=source.raw.name, line=line), say("read_open_quote_remedy"))


def _gathered(
    records: Iterator[tuple[int, Sequence[str]]], header: Header, whole_rows: bool, batch_rows: int
) -> Iterator[Batch]:
    width = len(header.names)
    pick = operator.itemgetter(*(use.position for use in header.uses), header.uses[0].position)
    roles = [use.role for use in header.uses]
    while True:
        lines: list[int] = []
        rows: list[tuple[str, ...]] = []
        keys: list[int] = []
        too_wide: list[int] = []
        n_short = 0
        taken = list(itertools.islice(records, batch_rows))
        if not taken:
            return
        for line, cells in taken:
            joined = "".join(cells)
            if not joined or joined.isspace():
                continue
            if len(cells) != width:
                if len(cells) > width and any(cells[width:]):
                    too_wide.append(line)
                    continue
                if len(cells) < width:
                    n_short += 1
                    cells = [*cells, *[""] * (width - len(cells))]
            if whole_rows:
                keys.append(hash(tuple(cells[:width])))
            lines.append(line)
            rows.append(pick(cells))
        columns = list(zip(*rows, strict=True)) or [()] * (len(roles) + 1)
        arrays = {role: pa.array(column, pa.string()) for role, column in zip(roles, columns, strict=False)}
        key = np.array(keys, dtype=np.int64).view(np.uint64) if whole_rows else None
        yield Batch(np.array(lines, dtype=np.int64), arrays, key, too_wide, n_short)


# -- Parquet ---------------------------------------------------------------------------------------


def _cells(values: pa.Array) -> pa.Array:
    """Keep times and lists as they are; write everything else as text."""
    kind = values.type
    if pa.types.is_dictionary(kind):
        return _cells(values.dictionary_decode())
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        return values
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return values
    try:
        if pa.types.is_floating(kind):
            # Whole numbers up to 2**53 are exact and are written out; Arrow would write 1.6e+12.
            whole = pc.and_(pc.equal(pc.floor(values), values), pc.less(pc.abs(values), 2.0**53))
            exact = pc.if_else(pc.fill_null(whole, False), values, 0.0).cast(pa.int64()).cast(pa.string())
            return pc.if_else(pc.fill_null(whole, False), exact, values.cast(pa.string()))
        return values.cast(pa.string())
    except (pa.ArrowNotImplementedError, pa.ArrowInvalid):
        return pa.array([None if v is None else str(v) for v in values.to_pylist()], pa.string())


def _row_key(frame: pd.DataFrame) -> npt.NDArray[np.uint64]:
    for name in frame.columns:
        if frame[name].dtype == object:
            frame[name] = frame[name].map(repr)
    return np.asarray(pd.util.hash_pandas_object(frame, index=False), dtype=np.uint64)


def _short(error: BaseException) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__


def source_facts(source: Source) -> dict[str, str]:
    """Facts about the layout that go into the provenance."""
    facts = {
        "format": source.raw.kind,
        "compression": source.raw.compression,
        "encoding": encoding_label(source.encoding) if source.encoding else "",
        "delimiter": source.delimiter,
        "sheet": source.sheet,
    }
    return {name: value for name, value in facts.items() if value}
