"""Groups of a community: how much is said in each, and one of them by itself."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from shequn_lab.model.community import Community
from shequn_lab.model.events import ArrowEvents
from shequn_lab.model.schema import MESSAGE_KINDS
from shequn_lab.rollups.scan import operator_rows, scan


def places(community: Community) -> pd.DataFrame:
    """Count members' messages and writers in each group of the reporting window, operators left out.

    Returns
    -------
    DataFrame
        Indexed by ``place_id``: ``messages``, ``writers``; most messages first. Empty where the source names no group.
    """
    key = ("places", community.window)
    return community.remember(key, lambda: _places(community))


def _places(community: Community) -> pd.DataFrame:
    parts = [pd.DataFrame({"place_id": pd.Series(dtype="str"), "member": pd.Series(dtype="int64")})]
    named = "place_id" in community.event_source.columns
    operators, window = operator_rows(community), community.window
    for batch in scan(community, ["place_id"]) if named else ():
        says = batch.of(MESSAGE_KINDS) & (batch.at >= window.start_at) & (batch.at < window.end_at)
        says &= ~operators[batch.member] & batch.others["place_id"].is_valid().to_numpy(zero_copy_only=False)
        place = batch.others["place_id"].cast(pa.string()).filter(pa.array(says)).to_pandas()
        parts.append(pd.DataFrame({"place_id": place, "member": batch.member[says].astype(np.int64)}))
    counts = pd.concat(parts, ignore_index=True).groupby("place_id")["member"].agg(["size", "nunique"])
    counts.columns = pd.Index(["messages", "writers"])
    return counts.sort_values(["messages", "writers"], ascending=False, kind="stable")


def in_place(community: Community, place: str) -> Community:
    """Return the community with the events of one group alone; members and other tables stay as they are."""
    source, kept = community.event_source, []
    for batch in source.batches(source.columns):
        here = pc.equal(batch.column("place_id").cast(pa.string()), place)
        kept.append(batch.filter(pc.fill_null(here, False)))
    return replace(community, event_source=ArrowEvents(pa.Table.from_batches(kept)), _memo={})
