"""Where events come from: anything that can hand over Arrow batches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

import pandas as pd
import pyarrow as pa

BATCH_ROWS = 1 << 18


class EventSource(Protocol):
    """The events table of a community, in memory or on disk, in the order of time."""

    @property
    def n_rows(self) -> int:
        """Number of events."""
        ...

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns that are there."""
        ...

    def batches(self, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """Hand over the named columns, a bounded number of rows at a time.

        Batches begin at the same rows whichever columns are asked for.
        """
        ...

    def table(self) -> pa.Table:
        """Read everything into memory."""
        ...


class ArrowEvents:
    """Events held in memory as an Arrow table."""

    def __init__(self, table: pa.Table) -> None:
        # One chunk a column: batches then begin at the same rows whichever columns are asked for.
        self._table = table.combine_chunks()

    @property
    def n_rows(self) -> int:
        """Number of events."""
        return int(self._table.num_rows)

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns that are there."""
        return tuple(self._table.column_names)

    def batches(self, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """Hand over the named columns, a bounded number of rows at a time."""
        yield from self._table.select(list(columns)).to_batches(max_chunksize=BATCH_ROWS)

    def table(self) -> pa.Table:
        """Return the table itself."""
        return self._table


def frame_of(source: EventSource) -> pd.DataFrame:
    """Return all events as a pandas frame."""
    return source.table().to_pandas()
