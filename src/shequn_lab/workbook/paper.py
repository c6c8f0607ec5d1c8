"""A group small enough to be counted on paper."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pandas as pd
import pyarrow as pa

from shequn_lab.model import Community, Provenance, Window, build_community, clock
from shequn_lab.terms import say

_HOME = "Asia/Shanghai"
_MONDAY = dt.date(2026, 3, 2)
#: Who wrote when, on the clock in Shanghai: name, days after Monday, time of day.
_MESSAGES = (
    ("An", 0, "09:10"),
    ("An", 0, "21:05"),
    ("Chen", 0, "22:50"),
    ("Bo", 1, "12:00"),
    ("An", 1, "20:30"),
    ("Bo", 2, "12:10"),
    ("Bo", 2, "12:15"),
    ("An", 3, "23:45"),
    ("Chen", 4, "08:00"),
    ("Dai", 5, "23:30"),
    ("Dai", 6, "00:20"),
)
_MEMBERS = ("An", "Bo", "Chen", "Dai", "Eve")


def paper_group(timezone: str = _HOME) -> Community:
    """Five members, eleven messages, one week: a community to be counted by hand.

    Parameters
    ----------
    timezone : str
        IANA name of the zone whose clock makes the days; the messages were written in Shanghai.

    Returns
    -------
    Community
        Synthetic, with a complete roster; Eve is silent.
    """
    instants = [_instant(day, time) for _, day, time in _MESSAGES]
    events = pa.table(
        {
            "member_id": [who for who, *_ in _MESSAGES],
            "occurred_at": pa.array(instants, pa.timestamp("us", tz="UTC")),
            "kind": ["message"] * len(_MESSAGES),
        }
    )
    joined = pd.Series([pd.Timestamp(_MONDAY)] * len(_MEMBERS), dtype="datetime64[us]")
    return build_community(
        "paper",
        events=events,
        members=pd.DataFrame({"member_id": _MEMBERS, "joined_on": joined}),
        timezone=timezone,
        observed=Window(_MONDAY, _MONDAY + dt.timedelta(days=7), timezone),
        roster="complete",
        synthetic=True,
        provenance=Provenance(source="shequn_lab.workbook", reader="paper"),
    )


def _instant(day: int, time: str) -> dt.datetime:
    on = dt.datetime.combine(_MONDAY + dt.timedelta(days=day), dt.time.fromisoformat(time), ZoneInfo(_HOME))
    return on.astimezone(dt.UTC)


def local_messages(community: Community, *, most: int = 30) -> pd.DataFrame:
    """List the first messages with weekday and time on the community's own clock.

    Parameters
    ----------
    community : Community
    most : int
        Show at most so many.

    Returns
    -------
    DataFrame
        Who, date, weekday and time; column names in the language in force.
    """
    events = community.events[community.events["kind"] == "message"].head(most)
    local = events["occurred_at"].dt.tz_convert(clock.zone(community.timezone))
    weekdays = say("workbook_weekdays").split()
    frame = pd.DataFrame(
        {
            say("workbook_who"): events["member_id"].astype(str),
            say("workbook_date"): local.dt.strftime("%m-%d"),
            say("workbook_weekday"): [weekdays[day] for day in local.dt.dayofweek],
            say("workbook_time"): local.dt.strftime("%H:%M"),
        }
    )
    return frame.set_axis(range(1, len(frame) + 1))
