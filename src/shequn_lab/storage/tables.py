"""One table in one file: Parquet, or CSV that a spreadsheet opens without harm."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from shequn_lab.model.schema import EVENTS, Table
from shequn_lab.storage.faults import readable
from shequn_lab.storage.parquet import write_parquet

FORMATS = ("parquet", "csv")
_LIST_SEPARATOR = "|"
#: The mark at the start tells Excel that a file is UTF-8.
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_ARROW = {
    "instant": pa.timestamp("us", "UTC"),
    "day": pa.date32(),
    "count": pa.int64(),
    "number": pa.float64(),
    "flag": pa.bool_(),
}


def arrow_frame(table: Table, frame: pd.DataFrame) -> pa.Table:
    """Turn a small table into Arrow, leaving out columns that hold nothing."""
    held = [c.name for c in table.columns if c.name in frame and (c.required or frame[c.name].notna().any())]
    frame = frame[held]
    fields = [pa.field(name, _ARROW.get(table.column(name).dtype, pa.string())) for name in frame.columns]
    return pa.Table.from_pandas(frame, schema=pa.schema(fields), preserve_index=False)


def write_table(table: pa.Table, path: Path) -> Path:
    """Write a table in the format that the file's name ends in, and return the path."""
    if path.suffix == ".csv":
        with path.open("wb") as file:
            file.write(_BYTE_ORDER_MARK)
            pacsv.write_csv(_flat(table), file)
    else:
        write_parquet(table.replace_schema_metadata(None), path)
    return path


def _flat(table: pa.Table) -> pa.Table:
    """Turn dictionaries and lists into plain text: CSV holds nothing else."""
    for position, field in enumerate(table.schema):
        if pa.types.is_list(field.type) or pa.types.is_large_list(field.type):
            texts = [None if v is None else _joined(v) for v in table[position].to_pylist()]
            table = table.set_column(position, field.name, pa.array(texts, pa.string()))
        elif pa.types.is_dictionary(field.type):
            table = table.set_column(position, field.name, table[position].cast(pa.string()))
        elif pa.types.is_timestamp(field.type):
            texts = table[position].to_pandas().dt.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
            table = table.set_column(position, field.name, pa.array(texts, pa.string(), from_pandas=True))
    # A spreadsheet must not take what somebody wrote for a formula; reading takes the mark off again.
    return _each_text(table, r"^(['=+\-@\t\r])", r"'\1")


def _each_text(table: pa.Table, pattern: str, replacement: str) -> pa.Table:
    for position, field in enumerate(table.schema):
        if pa.types.is_string(field.type):
            texts = pc.replace_substring_regex(table[position], pattern, replacement)
            table = table.set_column(position, field.name, texts)
    return table


def _joined(names: Sequence[str]) -> str:
    return _LIST_SEPARATOR.join(re.sub(r"([|\\])", r"\\\1", name) for name in names)


def _parted(text: str) -> list[str]:
    return [re.sub(r"\\(.)", r"\1", part, flags=re.DOTALL) for part in re.findall(r"(?:[^|\\]|\\.)+", text, re.DOTALL)]


def read_small(table: Table, path: Path) -> pd.DataFrame:
    """Read a table that sits in memory as a frame."""
    raw = readable(path, pq.read_table) if path.suffix == ".parquet" else _csv(table, path)
    days = [i for i, field in enumerate(raw.schema) if pa.types.is_date32(field.type)]
    for position in days:
        raw = raw.set_column(position, raw.column_names[position], raw[position].cast(pa.timestamp("us")))
    return raw.to_pandas()


def _csv(table: Table, path: Path) -> pa.Table:
    types = {column.name: _ARROW.get(column.dtype, pa.string()) for column in table.columns}
    # Only an empty cell without quotes is missing: somebody may be called NA, and an empty text is a text.
    options = pacsv.ConvertOptions(
        column_types=types, null_values=[""], strings_can_be_null=True, quoted_strings_can_be_null=False
    )
    parse = pacsv.ParseOptions(newlines_in_values=True)
    # One thread: an error then names its row.
    way = pacsv.ReadOptions(use_threads=False)
    raw = readable(path, lambda p: pacsv.read_csv(p, way, parse, options))
    return _each_text(raw, r"^'(['=+\-@\t\r])", r"\1")


def read_events_csv(path: Path) -> pa.Table:
    """Read events from CSV into memory."""
    table = _csv(EVENTS, path)
    if "mentions" in table.column_names:
        lists = [None if text is None else _parted(text) for text in table["mentions"].to_pylist()]
        column = pa.array(lists, pa.list_(pa.string()))
        table = table.set_column(table.column_names.index("mentions"), "mentions", column)
    return table
