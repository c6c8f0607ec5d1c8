"""A frame already in hand becomes a community, whatever engine it belongs to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from shequn_lab.errors import OptionError, UnknownNameError
from shequn_lab.model import Community, Provenance, Window, build_community, clock
from shequn_lab.readers.mapping import TimeRule
from shequn_lab.readers.times import FINE, TimeColumn
from shequn_lab.terms import say

_INSTANT = pa.timestamp("us", "UTC")


def community_from_events(
    frame: Any,
    *,
    member: str,
    at: str,
    kind: str | None = None,
    timezone: str,
    observed: Window | tuple[dt.date | str, dt.date | str] | None = None,
    interactions: Iterable[str] | None = None,
    assume_first_seen_is_join: bool = False,
    run_in_days: int = 30,
    name: str = "community",
) -> Community:
    """Make a community of a frame of events.

    Nothing leaves memory here, so member ids are kept as they are: they are *not* made pseudonyms, and show
    up in everything computed from the community. Import a file with :func:`read_table` for pseudonyms.

    Parameters
    ----------
    frame : pandas or Polars frame, Polars LazyFrame, PyArrow table, DuckDB relation
        Anything that hands over an Arrow stream (``__arrow_c_stream__``). It is read once and not changed;
        nothing is set on a DuckDB connection.
    member : str
        Column of who: texts or whole numbers.
    at : str
        Column of when: timestamps. Those with a zone are instants whatever the zone; those without are wall
        clock in `timezone`, the earlier instant where a reading stands for two, moved forward where a
        clock change skips it. ISO 8601 texts are read the same way.
    kind : str, optional
        Column of what was done; every event is a ``message`` without it.
    timezone : str
        IANA zone whose clock makes the days.
    observed : Window or (start, end), optional
        Days the frame covers, the end being the first day after; inferred from the first and last event
        otherwise, and flagged.
    interactions : iterable of str, optional
        Kinds that make a member active; the house's rule otherwise.
    assume_first_seen_is_join : bool
        Take the first interaction of a member as the joining.
    run_in_days : int
        Under that assumption, members first seen this early may be old ones [days].
    name : str

    Returns
    -------
    Community

    Raises
    ------
    OptionError
        If `frame` hands over no Arrow stream, a column has a type that cannot be what it should be (dates,
        numbers and other texts are no instants), or rows lack a member or a time.
    UnknownNameError
        If a column is not there.

    Examples
    --------
    >>> import pandas as pd
    >>> at = pd.to_datetime(["2026-03-02 09:00", "2026-03-03 21:30"])
    >>> frame = pd.DataFrame({"who": ["an", "bo"], "at": at})
    >>> community = community_from_events(frame, member="who", at="at", timezone="Asia/Shanghai")
    >>> len(community.members)
    2
    """
    clock.zone(timezone)
    wanted = [member, at, *([kind] if kind is not None else [])]
    table = _table(frame, wanted)
    remarks: dict[str, int] = {}
    events = {
        "member_id": _members(table[member], member),
        "occurred_at": _instants(table[at], at, timezone, remarks),
        "kind": _kinds(table[kind], kind) if kind is not None else _messages(table.num_rows),
    }
    settings = {"member": member, "at": at, "kind": kind or "", "timezone": timezone, "pseudonyms": False}
    return build_community(
        name,
        events=pa.table(events),
        timezone=timezone,
        observed=_window(observed, timezone),
        interactions=tuple(interactions) if interactions is not None else None,
        assume_first_seen_is_join=assume_first_seen_is_join,
        run_in_days=run_in_days,
        provenance=Provenance(
            source=f"{type(frame).__module__.split('.')[0].lstrip('_')}.{type(frame).__name__}",
            reader="community_from_events",
            rows={"rows": table.num_rows, "kept": table.num_rows, "system": 0, "repeated": 0, "rejected": 0},
            settings=settings,
            remarks=remarks,
        ),
    )


def _table(frame: Any, wanted: Sequence[str]) -> pa.Table:
    """Read the wanted columns out of any frame, batch by batch."""
    if isinstance(frame, pd.DataFrame):
        _present(list(map(str, frame.columns)), wanted)
        # Only these: a column beside them that Arrow cannot hold is none of our business.
        frame = frame.loc[:, list(dict.fromkeys(wanted))]
    elif not hasattr(frame, "__arrow_c_stream__") and hasattr(frame, "collect") and hasattr(frame, "collect_schema"):
        frame = frame.select(list(dict.fromkeys(wanted))) if _lazy_has(frame, wanted) else frame
        frame = frame.collect()
    if not hasattr(frame, "__arrow_c_stream__"):
        raise OptionError(say("read_no_stream", type=type(frame).__name__), say("read_no_stream_remedy"))
    try:
        reader = pa.RecordBatchReader.from_stream(frame)
        _present(reader.schema.names, wanted)
        places = [reader.schema.get_field_index(column) for column in dict.fromkeys(wanted)]
        names = [reader.schema.names[place] for place in places]
        batches = [pa.record_batch([batch.column(place) for place in places], names=names) for batch in reader]
        schema = pa.schema([reader.schema.field(place) for place in places])
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError) as error:
        why = " ".join(str(error).split())[:160]
        raise OptionError(say("read_mixed_column", why=why), say("read_mixed_column_remedy")) from None
    return pa.Table.from_batches(batches, schema.remove_metadata()) if batches else schema.empty_table()


def _lazy_has(frame: Any, wanted: Sequence[str]) -> bool:
    _present(list(frame.collect_schema().names()), wanted)
    return True


def _present(names: Sequence[str], wanted: Sequence[str]) -> None:
    for column in wanted:
        if column not in names:
            raise UnknownNameError("column", column, names)
        if list(names).count(column) > 1:
            raise OptionError(say("read_twice", file="frame", column=column), say("read_twice_remedy"))


def _plain(values: pa.ChunkedArray) -> pa.ChunkedArray:
    """Write categories out."""
    if not pa.types.is_dictionary(values.type):
        return values
    kind = values.type.value_type
    # Arrow cannot take from the views that Polars hands over.
    kind = pa.string() if pa.types.is_string_view(kind) else kind
    chunks = [chunk.dictionary.cast(kind).take(chunk.indices) for chunk in values.chunks]
    return pa.chunked_array(chunks, kind)


def _complete(values: pa.ChunkedArray, column: str) -> None:
    """Refuse missing values: a frame in hand is the reader's to mend."""
    if values.null_count:
        raise OptionError(
            say("read_missing_values", column=column, n=values.null_count, total=len(values)),
            say("read_missing_values_remedy", column=column),
        )


def _members(values: pa.ChunkedArray, column: str) -> pa.ChunkedArray:
    values = _plain(values)
    kind = values.type
    if pa.types.is_floating(kind):
        # Whole numbers with gaps come as floats from pandas; NaN is a gap.
        values = pc.if_else(pc.is_nan(values), pa.scalar(None, kind), values)
        _complete(values, column)
        if not pc.all(pc.and_(pc.equal(pc.floor(values), values), pc.less(pc.abs(values), 2.0**53))).as_py():
            raise OptionError(say("read_member_type", column=column, type=kind), say("read_member_type_remedy"))
        values = values.cast(pa.int64())
    _complete(values, column)
    texts = pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)
    whole = pa.types.is_integer(values.type) or (pa.types.is_decimal(kind) and kind.scale == 0)
    if not texts and not whole:
        raise OptionError(say("read_member_type", column=column, type=kind), say("read_member_type_remedy"))
    words = values.cast(pa.string())
    blank = int(pc.sum(pc.equal(pc.utf8_trim_whitespace(words), "")).as_py() or 0)
    if blank:
        raise OptionError(
            say("read_missing_values", column=column, n=blank, total=len(words)),
            say("read_missing_values_remedy", column=column),
        )
    return words


def _kinds(values: pa.ChunkedArray, column: str) -> pa.ChunkedArray:
    values = _plain(values)
    _complete(values, column)
    return values.cast(pa.string())


def _messages(n: int) -> pa.Array:
    return pa.DictionaryArray.from_arrays(
        pa.array([0], pa.int32()).take(pa.nulls(n, pa.int32()).fill_null(0)), ["message"]
    )


def _instants(values: pa.ChunkedArray, column: str, timezone: str, remarks: dict[str, int]) -> pa.ChunkedArray:
    values = _plain(values)
    kind = values.type
    _complete(values, column)
    if pa.types.is_date(kind):
        raise OptionError(say("read_frame_days", column=column), say("read_frame_days_remedy"))
    texts = pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)
    if not texts and not pa.types.is_timestamp(kind):
        raise OptionError(say("read_frame_time_type", column=column, type=kind), say("read_frame_time_type_remedy"))
    if texts:
        values = _iso_only(values.cast(pa.string()), column)
    if not len(values):
        return pa.chunked_array([pa.array([], _INSTANT)])
    times = TimeColumn(TimeRule(), timezone, where=column)
    for chunk in values.chunks:
        times.add(chunk)
    read = times.finish()
    bad = int((read.fault != FINE).sum())
    if bad:
        raise OptionError(say("read_frame_time_bad", column=column, n=bad), say("read_frame_time_bad_remedy"))
    remarks.update(read.remarks)
    return pa.chunked_array([pa.array(read.at).cast(_INSTANT)])


def _iso_only(values: pa.ChunkedArray, column: str) -> pa.ChunkedArray:
    # Other ways of writing a time are guesses; a file has a mapping to settle them, a frame has its owner.
    iso = pc.match_substring_regex(values, "^\\s*\\d{4}-\\d{2}-\\d{2}[T ]\\d{2}:\\d{2}")
    strange = len(values) - int(pc.sum(iso).as_py() or 0)
    if strange:
        raise OptionError(say("read_frame_text", column=column, n=strange), say("read_frame_text_remedy"))
    return values


def _window(observed: Window | tuple[dt.date | str, dt.date | str] | None, timezone: str) -> Window | None:
    if observed is None:
        return None
    if isinstance(observed, Window):
        if observed.timezone != timezone:
            raise OptionError(
                say("read_window_zone", window=observed.timezone, timezone=timezone), say("read_window_zone_remedy")
            )
        return observed
    try:
        start, end = observed
    except (TypeError, ValueError):
        raise OptionError(say("read_window_pair", value=repr(observed)[:60]), say("read_window_pair_remedy")) from None
    return Window(clock.as_date(start), clock.as_date(end), timezone)
