"""Check the tables of a community, reporting everything that is wrong at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd
import pandera.pandas as pandera
import pyarrow as pa
import pyarrow.compute as pc
from pandera.errors import SchemaErrors

from shequn_lab.errors import Problem
from shequn_lab.model.schema import EVENTS, SMALL_TABLES, Column, Table
from shequn_lab.terms import say

#: How instants are held everywhere.
INSTANT = pa.timestamp("us", "UTC")
_MOST_ROWS = 5


def _is_instant(series: pd.Series) -> bool:
    return isinstance(series.dtype, pd.DatetimeTZDtype) and str(series.dtype.tz) == "UTC"


def _fits(column: Column, series: pd.Series) -> bool:
    """Tell whether a column has a type that can hold what it must."""
    if series.isna().all():
        return True
    match column.dtype:
        case "instant":
            return _is_instant(series)
        case "day":
            return pd.api.types.is_datetime64_dtype(series)
        case "count" | "number":
            return pd.api.types.is_numeric_dtype(series) and not pd.api.types.is_bool_dtype(series)
        case "flag":
            return pd.api.types.is_bool_dtype(series)
        case _:
            return True


def _column_schema(column: Column) -> pandera.Column:
    # Pandera calls a check with the values that are there; the type is checked on the whole column before.
    # Only checks written here keep their name in its report: its own, such as isin, stand there by their wording.
    checks: list[pandera.Check] = []
    if column.allowed:
        checks.append(pandera.Check(lambda s: s.isin(column.allowed), name="allowed"))
    if column.dtype == "count":
        checks.append(pandera.Check(lambda s: s >= 0, name="negative"))
        checks.append(pandera.Check(lambda s: s % 1 == 0, name="whole"))
    if column.dtype == "day":
        checks.append(pandera.Check(lambda s: s.dt.normalize() == s, name="midnight"))
    return pandera.Column(None, checks=checks, nullable=not column.required, required=column.required)


def _schema(table: Table) -> pandera.DataFrameSchema:
    return pandera.DataFrameSchema(
        {column.name: _column_schema(column) for column in table.columns},
        unique=[table.key] if table.key else None,
        strict=False,
    )


def _problem(table: Table, kind: str, column: str, rows: list[Any], shown: list[Any]) -> Problem:
    allowed = ", ".join(table.column(column).allowed) if column in table.names else ""
    values = ", ".join(repr(value) for value in dict.fromkeys(map(str, shown[:_MOST_ROWS])))
    said = {"column": column, "count": len(rows), "values": values, "allowed": allowed}
    return Problem(table.name, column, _places(rows), say(f"problem_{kind}", **said), say(f"remedy_{kind}", **said))


def _places(rows: list[Any]) -> str:
    return ", ".join(str(row) for row in rows[:_MOST_ROWS]) + (" …" if len(rows) > _MOST_ROWS else "")


def table_problems(table: Table, frame: pd.DataFrame) -> Iterator[Problem]:
    """Yield what is wrong in one small table: columns, types, missing values, keys, allowed values."""
    mistyped = [c.name for c in table.columns if c.name in frame and not _fits(c, frame[c.name])]
    for name in mistyped:
        wanted = table.column(name).dtype
        yield Problem(
            table.name,
            name,
            "",
            say("problem_type", dtype=frame[name].dtype),
            say("remedy_type", wanted=say(f"dtype_{wanted}")),
        )
    sound = _schema(table).remove_columns([name for name in mistyped if name in table.names])
    try:
        sound.validate(frame, lazy=True)
    except SchemaErrors as errors:
        cases = errors.failure_cases
        for (check, column), rows in cases.groupby(["check", "column"], sort=False, dropna=False):
            name = str(column) if isinstance(column, str) else table.key
            kind = str(check)
            if kind == "column_in_dataframe":
                name = str(rows["failure_case"].iloc[0])
                yield _problem(table, "absent_column", name, [], [])
                continue
            kind = {"not_nullable": "missing", "multiple_fields_uniqueness": "repeated_key"}.get(kind, kind)
            yield _problem(table, kind, name, rows["index"].tolist(), rows["failure_case"].tolist())
    yield from _reversed(table, frame)


def _reversed(table: Table, frame: pd.DataFrame) -> Iterator[Problem]:
    for pair in table.ordered:
        if all(name in frame and _fits(table.column(name), frame[name]) for name in pair):
            first, second = (frame[name] for name in pair)
            wrong = np.flatnonzero((first.notna() & second.notna() & (first > second)).to_numpy(dtype=bool))
            if wrong.size:
                said = {"count": len(wrong), "first": pair[0], "second": pair[1]}
                found, remedy = say("problem_reversed", **said), say("remedy_reversed", **said)
                yield Problem(table.name, pair[1], _places(wrong.tolist()), found, remedy)


def reference_problems(frames: Mapping[str, pd.DataFrame]) -> Iterator[Problem]:
    """Yield what refers to nothing: values that are no key of the table that a column points to.

    A table that is not there has no keys to compare with: what points to it is left alone.
    """
    there = [table for table in SMALL_TABLES if table.key in frames.get(table.name, ())]
    keys = {table.name: pa.array(frames[table.name][table.key], pa.string()) for table in there}
    for table in SMALL_TABLES:
        for column in table.columns:
            if column.refers_to in keys and column.name in frames.get(table.name, ()):
                ids = pa.chunked_array([pa.array(frames[table.name][column.name], pa.string())])
                yield from _strangers(table, column, ids, keys[column.refers_to])


def event_problems(events: pa.Table, member_ids: pd.Index) -> Iterator[Problem]:
    """Yield what is wrong in the events, from aggregates only: they may be many millions."""
    for column in EVENTS.columns:
        if not column.required:
            continue
        if column.name not in events.column_names:
            yield _problem(EVENTS, "absent_column", column.name, [], [])
        elif events[column.name].null_count:
            rows = np.flatnonzero(pc.is_null(events[column.name]).to_numpy()).tolist()
            yield _problem(EVENTS, "missing", column.name, rows, [])
    for column in EVENTS.columns:
        if column.name in events.column_names and not _fits_arrow(column, events[column.name].type):
            yield _mistyped(column, events[column.name].type)
    if "member_id" in events.column_names:
        known = pa.array(member_ids, pa.string())
        yield from _strangers(EVENTS, EVENTS.column("member_id"), events["member_id"], known)


def stored_problems(events: pa.Table) -> Iterator[Problem]:
    """Yield what is wrong with stored events only: reading relies on the type of instants and the order of time."""
    if events["occurred_at"].type != INSTANT:
        yield _mistyped(EVENTS.column("occurred_at"), events["occurred_at"].type)
        return
    instants = events["occurred_at"].cast(pa.int64()).to_numpy()
    rows = np.flatnonzero(instants[1:] < instants[:-1]) + 1
    if rows.size:
        yield _problem(EVENTS, "order", "occurred_at", rows.tolist(), [])


def _mistyped(column: Column, dtype: pa.DataType) -> Problem:
    found, remedy = say("problem_type", dtype=dtype), say("remedy_type", wanted=say(f"dtype_{column.dtype}"))
    return Problem(EVENTS.name, column.name, "", found, remedy)


def _fits_arrow(column: Column, dtype: pa.DataType) -> bool:
    if pa.types.is_null(dtype) and not column.required:
        return True
    match column.dtype:
        case "instant":
            # Without a zone it is a wall clock somewhere, not an instant.
            return dtype == INSTANT
        case "count":
            return pa.types.is_integer(dtype) or pa.types.is_floating(dtype)
        case "flag":
            return pa.types.is_boolean(dtype)
        case "ids":
            return pa.types.is_list(dtype) or pa.types.is_large_list(dtype)
        case _:
            return True


def _strangers(table: Table, column: Column, ids: pa.ChunkedArray, known: pa.Array) -> Iterator[Problem]:
    different = ids.unique().cast(pa.string()).drop_null()
    strangers = different.filter(pc.invert(pc.is_in(different, known)))
    if len(strangers):
        rows = np.flatnonzero(pc.is_in(ids.cast(pa.string()), strangers).to_numpy()).tolist()
        values = ", ".join(map(repr, strangers[:_MOST_ROWS].to_pylist()))
        said = {"count": len(strangers), "values": values, "other": column.refers_to}
        found, remedy = say("problem_unknown_key", **said), say("remedy_unknown_key", **said)
        yield Problem(table.name, column.name, _places(rows), found, remedy)
