"""Sibling groups beside each other: how much is written in each, and who answers whom there."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from shequn_lab.metrics import network_estimates
from shequn_lab.model import Community
from shequn_lab.model.events import ArrowEvents
from shequn_lab.model.schema import MESSAGE_KINDS
from shequn_lab.rollups import operator_rows
from shequn_lab.terms import Note

COLUMNS = ["first_day", "n_writers", "messages_per_writer", "n", "answered", "density", "low", "high"]


def sibling_groups(community: Community) -> pd.DataFrame:
    """Describe each group of a community in the reporting window.

    Parameters
    ----------
    community : Community

    Returns
    -------
    DataFrame
        Indexed by ``group`` (place id, in the order in which they began): ``first_day`` (local day of the first
        message in the window), ``n_writers``, ``messages_per_writer``; of the network of replies in the group ``n``
        (members with a tie), ``answered`` (others whom one of them answered, on average), ``density`` with its
        interval ``low``, ``high``; NaN where there are too few ties. Operators are left out. Empty, with the reason
        in ``attrs["note"]``, where the source knows no groups.

    Notes
    -----
    Density is ``answered`` ÷ (n − 1): with the same habits, twice the members make half the density. Groups that
    were not there on the same days had unequal time to write and to answer.

    Examples
    --------
    >>> import shequn_lab as sq
    >>> int(sibling_groups(sq.open_community("demo_mothers")).loc["g0003", "n_writers"])
    109
    """
    rows = {}
    if "place_id" in community.event_source.columns:
        events = community.event_source.table()
        place = events["place_id"].cast(pa.string())
        for name in pc.unique(place).drop_null().to_pylist():
            own = replace(community, event_source=ArrowEvents(events.filter(pc.equal(place, name))), _memo={})
            wrote = _messages(own)
            if len(wrote):
                rows[name] = _described(own, wrote)
    found = pd.DataFrame.from_dict(rows, orient="index", columns=COLUMNS).rename_axis("group")
    if found.empty:
        found.attrs["note"] = str(Note("note_no_groups"))
    return found


def _messages(group: Community) -> pd.DataFrame:
    """Return what plain members wrote in the window: who and when."""
    events, window = group.events, group.window
    at = events["occurred_at"]
    first, stop = (pd.Timestamp(day, tz=window.timezone) for day in (window.start, window.end))
    operators = group.members.loc[operator_rows(group), "member_id"]
    kept = events["kind"].isin(MESSAGE_KINDS) & (at >= first) & (at < stop) & ~events["member_id"].isin(operators)
    return events.loc[kept, ["member_id", "occurred_at"]]


def _described(group: Community, wrote: pd.DataFrame) -> list[object]:
    n_writers = wrote["member_id"].nunique()
    density = network_estimates(group)["network_density"]
    answered = density.value * (density.n - 1) if density.measurable else np.nan
    first = wrote["occurred_at"].min().tz_convert(group.timezone).date()
    return [first, n_writers, len(wrote) / n_writers, density.n, answered, density.value, density.low, density.high]
