"""One row a member: what they did in the reporting window."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from shequn_lab.model.community import Community
from shequn_lab.model.schema import MESSAGE_KINDS
from shequn_lab.rollups.matrix import activity
from shequn_lab.rollups.scan import NEVER, ledger, scan


def member_totals(community: Community) -> pd.DataFrame:
    """Count messages, interactions and active days of each member in the reporting window.

    Returns
    -------
    DataFrame
        Indexed by ``member_id``, operators left out: ``n_messages``, ``n_interactions``,
        ``n_active_days``, ``first_at`` and ``last_at`` (UTC, over the whole record).
    """
    talk, whole = activity(community, kinds="speaking"), activity(community)
    start = community.window.first - community.observed.first
    stop = community.window.stop - community.observed.first
    rolled = ledger(community)
    inside = (whole.days >= start) & (whole.days < stop)
    frame = pd.DataFrame(
        {
            "n_messages": talk.totals(start, stop),
            "n_interactions": whole.totals(start, stop),
            "n_active_days": np.bincount(whole.rows[inside], minlength=whole.members.size),
            "first_at": _instants(rolled.first_at, NEVER),
            "last_at": _instants(rolled.last_at, -NEVER),
        },
        index=pd.Index(whole.members, name="member_id"),
    )
    return frame[whole.counted]


def n_empty_messages(community: Community) -> tuple[int, int] | None:
    """Count the messages of zero characters, and all messages; None where the source holds no lengths."""
    if "n_chars" not in community.event_source.columns:
        return None
    empty = messages = 0
    for batch in scan(community, ["n_chars"]):
        says = batch.of(MESSAGE_KINDS)
        nothing = pc.fill_null(pc.equal(batch.others["n_chars"], pa.scalar(0)), False)
        empty += int((says & nothing.to_numpy(zero_copy_only=False)).sum())
        messages += int(says.sum())
    return empty, messages


def n_writers(community: Community) -> int:
    """Count the people with at least one event of any kind."""
    return int(np.unique(np.concatenate([np.unique(batch.member) for batch in scan(community)])).size)


def _instants(at: np.ndarray, never: int) -> pd.Series:
    times = pd.Series(at.view("M8[us]")).dt.tz_localize("UTC")
    return times.mask(at == never).array
