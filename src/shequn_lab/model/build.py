"""Tables in, a validated :class:`Community` out: the one way a community comes into being."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from shequn_lab.errors import NotEnoughDataError, SchemaError
from shequn_lab.model import clock
from shequn_lab.model.community import Community, Provenance
from shequn_lab.model.events import ArrowEvents, EventSource
from shequn_lab.model.schema import EVENTS, KNOWN_KINDS, MEMBERS, OPTIONAL_TABLES, ROLES, Table, table_called
from shequn_lab.model.validation import INSTANT, event_problems, reference_problems, table_problems
from shequn_lab.model.window import Window
from shequn_lab.terms import say, wrong_option


def build_community(
    name: str,
    *,
    events: pa.Table | EventSource,
    timezone: str,
    provenance: Provenance,
    members: pd.DataFrame | None = None,
    observed: Window | None = None,
    window: Window | None = None,
    **settings: Any,
) -> Community:
    """Check tables and put them together.

    Parameters
    ----------
    name : str
    events : pyarrow.Table or EventSource
        Columns of ``model.schema.EVENTS``. A table is sorted and checked here; a source has been, when it
        was saved.
    timezone : str
        IANA name; its clock makes the days.
    provenance : Provenance
    members : DataFrame, optional
        Columns of ``model.schema.MEMBERS``; without it the members are those who appear in the events.
    observed : Window, optional
        What the source covers; inferred from the first and last event when not given, and flagged.
    window : Window, optional
        The reporting window; all of `observed` when not given.
    **settings
        Further fields of :class:`Community`: the other tables (``posts``, ``orders`` …, columns as in
        ``model.schema``), ``roster``, ``synthetic``, ``title`` …

    Raises
    ------
    SchemaError
        With every problem in every table.
    NotEnoughDataError
        If there is no event.
    OptionError
        If a window names another zone, or `window` reaches outside `observed`.
    """
    fresh = isinstance(events, pa.Table)
    for days in (observed, window):
        if days is not None and days.timezone != timezone:
            raise wrong_option("read_window_zone", window=days.timezone, timezone=timezone)
    if isinstance(events, pa.Table):
        events = _known_columns(events)
    members = _completed(_who_appears(events) if members is None else members, timezone)
    given = {table.name: settings.pop(table.name, None) for table in OPTIONAL_TABLES}
    frames = {name: _known(table_called(name), frame) for name, frame in given.items() if frame is not None}
    _check(events, {MEMBERS.name: members, **frames})
    if isinstance(events, pa.Table):
        events = _in_order(events)
        members = _joins_from_events(members, events, timezone)
        source: EventSource = ArrowEvents(_coded(events, members["member_id"]))
    else:
        source = events
    seen = observed or _covered(source, timezone)
    if window is not None and not seen.holds(window):
        spans = {"start": window.start, "end": window.end, "first": seen.start, "stop": seen.end}
        raise wrong_option("option_outside", **spans)
    return Community(
        name=name,
        members=members,
        event_source=source,
        observed=seen,
        window=window or seen,
        provenance=_with_unknown_kinds(provenance, source) if fresh else provenance,
        **{"coverage_stated": observed is not None, **frames, **settings},
    )


def _who_appears(events: pa.Table | EventSource) -> pd.DataFrame:
    found: list[str] = []
    if isinstance(events, pa.Table) and "member_id" in events.column_names:
        found = sorted(member for member in events["member_id"].unique().to_pylist() if member)
    return pd.DataFrame({"member_id": pd.Series(found, dtype="str")})


def _check(events: pa.Table | EventSource, frames: Mapping[str, pd.DataFrame]) -> None:
    """Refuse tables with problems, and a community without events; a source was checked when it was saved."""
    problems = [p for name, frame in frames.items() for p in table_problems(table_called(name), frame)]
    problems += reference_problems(frames)
    if isinstance(events, pa.Table):
        problems += event_problems(events, pd.Index(frames[MEMBERS.name]["member_id"]))
    if problems:
        raise SchemaError(problems)
    if (events.num_rows if isinstance(events, pa.Table) else events.n_rows) == 0:
        raise NotEnoughDataError(say("no_events"), say("remedy_no_events"))


def _known(table: Table, frame: pd.DataFrame) -> pd.DataFrame:
    return frame[[name for name in table.names if name in frame]].reset_index(drop=True)


def _known_columns(events: pa.Table) -> pa.Table:
    columns = [name for name in EVENTS.names if name in events.column_names]
    events = events.select(columns)
    at = events["occurred_at"] if "occurred_at" in columns else None
    if at is not None and pa.types.is_timestamp(at.type) and at.type != INSTANT and at.type.tz is not None:
        # Finer than microseconds is cut off.
        events = events.set_column(columns.index("occurred_at"), "occurred_at", at.cast(INSTANT, safe=False))
    return events


def _in_order(events: pa.Table) -> pa.Table:
    instants = events["occurred_at"].cast(pa.int64()).to_numpy()
    if np.any(instants[1:] < instants[:-1]):
        events = events.take(pa.array(np.argsort(instants, kind="stable")))
    return events


def _completed(members: pd.DataFrame, timezone: str) -> pd.DataFrame:
    """Give the members every column the schema names; derive days from instants."""
    members = members.reset_index(drop=True)
    filled = dict(members.items())
    for column in MEMBERS.columns:
        # A column without any value may have any type.
        if column.required or (column.name in filled and filled[column.name].notna().any()):
            continue
        if column.dtype == "day":
            filled[column.name] = pd.Series(pd.NaT, index=members.index, dtype="datetime64[us]")
        elif column.dtype == "instant":
            filled[column.name] = pd.Series(pd.NaT, index=members.index, dtype="datetime64[us, UTC]")
        else:
            filled[column.name] = pd.Series(pd.NA, index=members.index, dtype="str")
    for stem in ("joined", "left"):
        at = filled[f"{stem}_at"]
        known = at.notna() & filled[f"{stem}_on"].isna()
        if known.any() and isinstance(at.dtype, pd.DatetimeTZDtype):
            local = at.dt.tz_convert(clock.zone(timezone)).dt.tz_localize(None).dt.normalize()
            filled[f"{stem}_on"] = filled[f"{stem}_on"].where(~known, local)
    return pd.DataFrame({name: filled[name] for name in MEMBERS.names if name in filled})


def _joins_from_events(members: pd.DataFrame, events: pa.Table, timezone: str) -> pd.DataFrame:
    """Fill first joinings that stand only in the events; leavings are read from the events where they are used."""
    kinds = events["kind"].cast(pa.string())
    moves = events.filter(pc.is_in(kinds, pa.array(["join", "leave"])))
    if not moves.num_rows:
        return members
    frame = moves.select(["member_id", "occurred_at", "kind"]).to_pandas().astype({"member_id": "str", "kind": "str"})
    frame = frame.sort_values(["member_id", "occurred_at"], kind="stable")
    # Who is first seen leaving had joined before: when is unknown, and what follows is a return.
    opening = frame.drop_duplicates("member_id").set_index("member_id")
    joined = opening.loc[opening["kind"] == "join", "occurred_at"]
    members = members.set_index("member_id", drop=False)
    unknown = members["joined_on"].isna()
    members["joined_at"] = members["joined_at"].where(~unknown, joined.reindex(members.index))
    return _completed(members, timezone)


def _coded(events: pa.Table, member_ids: pd.Series) -> pa.Table:
    """Store members as codes into the member table, and repeated words once."""
    ids = pa.array(member_ids.astype(object), pa.string())
    codes = pc.index_in(events["member_id"].cast(pa.string()), ids)
    coded = pa.chunked_array([pa.DictionaryArray.from_arrays(c.cast(pa.int32()), ids) for c in codes.chunks])
    events = events.set_column(events.column_names.index("member_id"), "member_id", coded)
    for name in ("kind", "topic_id", "place_id"):
        if name in events.column_names and not pa.types.is_dictionary(events[name].type):
            coded = events[name].cast(pa.string()).dictionary_encode().unify_dictionaries()
            events = events.set_column(events.column_names.index(name), name, coded)
    return events


def _covered(source: EventSource, timezone: str) -> Window:
    first = last = None
    for batch in source.batches(["occurred_at"]):
        if batch.num_rows:
            at = batch.column(0).cast(pa.int64()).to_numpy()
            first = at[0] if first is None else first
            last = at[-1]
    days = clock.local_days(np.array([first, last], dtype=np.int64), timezone)
    return Window(clock.day_date(days[0]), clock.day_date(days[1] + 1), timezone)


def _with_unknown_kinds(provenance: Provenance, source: EventSource) -> Provenance:
    kinds: set[str] = set()
    for batch in source.batches(["kind"]):
        kinds |= set(batch.column(0).cast(pa.string()).unique().to_pylist())
    facts: Mapping[str, Any] = {**vars(provenance), "kinds_unknown": tuple(sorted(kinds - set(KNOWN_KINDS)))}
    return Provenance(**facts)


def role_codes(members: pd.DataFrame) -> np.ndarray[Any, np.dtype[np.int8]]:
    """Role of each member as a position in ``ROLES``; unknown roles count as plain members."""
    codes = pd.Categorical(members["role"], categories=list(ROLES)).codes
    return np.where(codes < 0, 0, codes).astype(np.int8)
