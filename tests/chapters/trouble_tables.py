"""Rows and tables of a community taken apart and put together again, to plant something in them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pyarrow as pa

from shequn_lab.model import Community, build_community, clock
from shequn_lab.model.schema import MESSAGE_KINDS
from shequn_lab.rollups import operator_rows

RECENT_DAYS = 28
WORDS = np.array([f"word{i:04d}" for i in range(2_000)], dtype=object)
_MINUTE = 60_000_000


def events_of(community: Community) -> pd.DataFrame:
    table = community.event_source.table()
    for name in ("member_id", "kind", "topic_id", "place_id"):
        at = table.column_names.index(name)
        table = table.set_column(at, name, table[name].cast(pa.string()))
    return table.to_pandas()


def rebuilt(community: Community, events: pd.DataFrame, **tables: pd.DataFrame) -> Community:
    """Build the community anew from altered tables, checked like any other."""
    events = events.sort_values("occurred_at", kind="stable")
    schema = [
        ("member_id", pa.string()),
        ("occurred_at", pa.timestamp("us", "UTC")),
        *((name, pa.string()) for name in ("kind", "event_id", "topic_id", "reply_to", "post_id", "place_id", "text")),
        ("is_question", pa.bool_()),
        ("n_chars", pa.int64()),
        ("mentions", pa.list_(pa.string())),
    ]
    columns = {
        name: pa.array(events[name].astype(object).where(events[name].notna(), None), kind)
        if name != "mentions"
        else pa.array([list(named) if isinstance(named, np.ndarray) else None for named in events[name]], kind)
        for name, kind in schema
        if name in events
    }
    kept = community.tables() | tables
    return build_community(
        community.name,
        events=pa.table(columns),
        timezone=community.timezone,
        provenance=community.provenance,
        observed=community.observed,
        roster=community.roster,
        synthetic=True,
        **kept,
    )


def recent_messages(community: Community, events: pd.DataFrame) -> np.ndarray:
    late = event_days(community, events) >= community.observed.stop - RECENT_DAYS
    return events["kind"].isin(MESSAGE_KINDS).to_numpy() & late


def posts_of(community: Community) -> pd.DataFrame:
    assert community.posts is not None
    return community.posts.assign(day=days_of(community, community.posts["published_at"]))


def event_days(community: Community, events: pd.DataFrame) -> np.ndarray:
    return days_of(community, events["occurred_at"])


def days_of(community: Community, column: pd.Series) -> np.ndarray:
    at = column.dt.tz_localize(None).to_numpy("M8[us]").astype(np.int64)
    return clock.local_days(at, community.timezone).astype(np.int64)


def instants_of(events: pd.DataFrame) -> np.ndarray:
    return events["occurred_at"].dt.tz_localize(None).to_numpy("M8[us]").astype(np.int64)


def plain_members(community: Community) -> np.ndarray:
    there = community.members["left_on"].isna().to_numpy() & ~operator_rows(community)
    early = (community.members["joined_on"] <= pd.Timestamp(community.observed.start)).to_numpy()
    return community.members["member_id"].to_numpy(object)[there & early]


def with_nights(
    community: Community, n_nights: int, n_people: int, n_messages: int, hour: int, rng: np.random.Generator
) -> Community:
    if not n_nights:
        return community
    events, rows = events_of(community), []
    for day in rng.choice(np.arange(10, community.observed.n_days - 2), n_nights, replace=False):
        who = rng.choice(plain_members(community), n_people, replace=False)
        first = clock.day_starts([community.observed.first + int(day)], community.timezone)[0]
        minutes = 60 * hour + rng.uniform(0, 60, n_messages)
        rows += [(rng.choice(who), int(first + minute * _MINUTE), None) for minute in minutes]
    more = message_rows(events, rows)
    if "text" in events:
        more["text"] = [" ".join(rng.choice(WORDS, 5)) for _ in rows]
    return rebuilt(community, pd.concat([events, more], ignore_index=True))


def message_rows(events: pd.DataFrame, rows: Sequence[tuple[str, int, str | None]]) -> pd.DataFrame:
    who, at, texts = zip(*rows, strict=True)
    n = len(rows)
    frame = pd.DataFrame(
        {
            "member_id": list(who),
            "occurred_at": pd.to_datetime(np.array(at), unit="us", utc=True),
            "kind": "message",
            "event_id": [f"planted{len(events)}_{i}" for i in range(n)],
            "topic_id": [f"planted{len(events)}_{i}" for i in range(n)],
            "place_id": events["place_id"].dropna().iloc[0],
            "is_question": False,
            "text": list(texts),
        }
    )
    return frame.reindex(columns=events.columns)


def with_recalls(events: pd.DataFrame, among: np.ndarray, share: float, rng: np.random.Generator) -> pd.DataFrame:
    chosen = events[among & (rng.random(len(events)) < share)]
    recalls = chosen.assign(
        occurred_at=chosen["occurred_at"] + pd.Timedelta(minutes=1),
        kind="recall",
        event_id=[f"recall{len(events)}_{i}" for i in range(len(chosen))],
        is_question=False,
        text=None,
        mentions=None,
        topic_id=None,
        reply_to=None,
    )
    return pd.concat([events, recalls], ignore_index=True)


def order_rows(
    community: Community, buyers: np.ndarray, day: int, hour: int, price: int, name: str, rng: np.random.Generator
) -> pd.DataFrame:
    """One order of each buyer within an hour of a day (0 is the first observed), for the same price."""
    first = clock.day_starts([community.observed.first + day], community.timezone)[0]
    at = np.sort(first + ((60 * hour + rng.uniform(0, 59, buyers.size)) * _MINUTE).astype(np.int64))
    orders = community.orders
    assert orders is not None
    rows = pd.DataFrame(
        {
            "order_id": [f"{name}_{i}" for i in range(buyers.size)],
            "member_id": buyers,
            "ordered_at": pd.to_datetime(at, unit="us", utc=True),
            "paid_minor": price,
            "currency": orders["currency"].iloc[0],
            "refunded_minor": 0,
            "refunded_at": pd.Series(pd.NaT, index=range(buyers.size), dtype="datetime64[us, UTC]"),
            "cancelled": False,
            "discount_minor": 0,
            "cost_minor": price // 2,
            "n_units": 1,
            "product_id": "s0001",
        }
    )
    return rows[list(orders.columns)].astype(orders.dtypes)
