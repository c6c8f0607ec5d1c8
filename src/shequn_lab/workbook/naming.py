"""A group of a few dozen messages that can be read one by one, to count which name the product or the interest."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pyarrow as pa

from shequn_lab.model import Community, Provenance, Window, build_community, clock
from shequn_lab.terms import say

_HOME = "Asia/Shanghai"
_START = dt.datetime(2026, 3, 2, 12, tzinfo=clock.zone(_HOME))
_N_DAYS = 7
_MEMBERS = ("An", "Bo", "Chen", "Dai", "Fang", "Gu", "Hai", "Ji", "Kong")
_HOURS_BETWEEN = 5


def naming_group() -> Community:
    """Make a week of a shoe brand's group, with the text of its messages kept.

    Returns
    -------
    Community
        Synthetic: nine members; the messages are in the language in force and name the same things in both.
    """
    lines = say("naming_lines").strip().split("\n")
    at = [(_START + dt.timedelta(hours=_HOURS_BETWEEN * i)).astimezone(dt.UTC) for i in range(len(lines))]
    events = pa.table(
        {
            "member_id": [_MEMBERS[i % len(_MEMBERS)] for i in range(len(lines))],
            "occurred_at": pa.array(at, pa.timestamp("us", tz="UTC")),
            "kind": ["message"] * len(lines),
            "text": lines,
        }
    )
    joined = pd.Series([pd.Timestamp(_START.date())] * len(_MEMBERS), dtype="datetime64[us]")
    return build_community(
        "naming",
        events=events,
        members=pd.DataFrame({"member_id": _MEMBERS, "joined_on": joined}),
        timezone=_HOME,
        observed=Window(_START.date(), _START.date() + dt.timedelta(days=_N_DAYS), _HOME),
        roster="complete",
        synthetic=True,
        provenance=Provenance(source="shequn_lab.workbook", reader="paper"),
    )
