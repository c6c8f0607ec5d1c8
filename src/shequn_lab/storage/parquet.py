"""Events as Parquet: read a batch at a time, written so that repeated words are read back fast."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow as pa
import pyarrow.parquet as pq

from shequn_lab.model.events import BATCH_ROWS
from shequn_lab.storage.faults import readable

#: Beyond this size of its words, a column would be written, and read, word by word.
_DICTIONARY_BYTES = 1 << 26
_GROUP_ROWS = 1 << 20
_UNREPEATED = ("occurred_at", "event_id", "reply_to")


class ParquetEvents:
    """Events in a Parquet file, read a batch at a time; the file never sits in memory as a whole."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with readable(path, pq.ParquetFile) as file:
            self._n_rows = int(file.metadata.num_rows)
            self._columns = tuple(file.schema_arrow.names)

    @property
    def n_rows(self) -> int:
        """Number of events."""
        return self._n_rows

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns that are there."""
        return self._columns

    def batches(self, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """Hand over the named columns, a bounded number of rows at a time."""
        coded = [name for name in ("member_id", "kind", "topic_id", "place_id") if name in columns]
        with pq.ParquetFile(self._path, read_dictionary=coded) as file, ThreadPoolExecutor(1) as ahead:
            wanted = list(columns)
            # One row group is decoded while the one before it is worked on.
            waiting = ahead.submit(file.read_row_group, 0, wanted) if file.num_row_groups else None
            for group in range(file.num_row_groups):
                assert waiting is not None
                # One chunk a column: batches then begin at the same rows whichever columns are asked for.
                table = waiting.result().combine_chunks()
                if group + 1 < file.num_row_groups:
                    waiting = ahead.submit(file.read_row_group, group + 1, wanted)
                yield from table.to_batches(max_chunksize=BATCH_ROWS)

    def table(self) -> pa.Table:
        """Read everything into memory."""
        return readable(self._path, pq.read_table)


class ParquetWriter:
    """Writes a table that comes in parts; parts become row groups of one size, however they are cut.

    Repeated words are written as plain text: each row group then gets a small dictionary of its own words, where
    one of the whole table would be stored, and read, again and again.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._waiting: list[pa.Table] = []
        self._n_waiting = 0
        self._file: pq.ParquetWriter | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: BaseException | TracebackType | None) -> None:
        if kind is None:
            self.close()
        elif self._file is not None:
            self._file.close()

    def add(self, part: pa.Table) -> None:
        """Take the next rows."""
        plain = [pa.field(f.name, f.type.value_type if pa.types.is_dictionary(f.type) else f.type) for f in part.schema]
        if self._file is None:
            self._file = pq.ParquetWriter(
                self._path,
                pa.schema(plain),
                compression="zstd",
                # A dictionary of what never repeats costs half of the time and space of the whole file.
                use_dictionary=[f.name for f in plain if f.name not in _UNREPEATED],
                dictionary_pagesize_limit=_DICTIONARY_BYTES,
            )
            self._waiting.append(part.slice(0, 0).cast(self._file.schema))
        # Cast group by group: plain words take more room than their codes.
        for start in range(0, part.num_rows, _GROUP_ROWS):
            piece = part.slice(start, _GROUP_ROWS).cast(self._file.schema)
            self._waiting.append(piece)
            self._n_waiting += piece.num_rows
            if self._n_waiting >= _GROUP_ROWS:
                self._put(_GROUP_ROWS)

    def close(self) -> None:
        """Write what still waits and end the file; closing again does nothing."""
        if self._file is not None and self._file.is_open:
            if self._n_waiting:
                self._put(self._n_waiting)
            self._file.close()

    def _put(self, n_rows: int) -> None:
        assert self._file is not None
        whole = pa.concat_tables(self._waiting)
        self._file.write_table(whole.slice(0, n_rows), row_group_size=_GROUP_ROWS)
        self._waiting, self._n_waiting = [whole.slice(n_rows)], whole.num_rows - n_rows


def write_parquet(table: pa.Table, path: Path) -> None:
    """Write a table so that its repeated words are read back fast."""
    with ParquetWriter(path) as file:
        file.add(table)
