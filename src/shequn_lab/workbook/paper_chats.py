"""Three chats small enough to be read: what members say, and what they do together."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pyarrow as pa

from shequn_lab.model import Community, Provenance, Window, build_community
from shequn_lab.terms import LANGUAGES, in_language, say

_HOME = "Asia/Shanghai"
_MONDAY = dt.date(2026, 3, 2)
#: What each of twelve members wrote, as places in the chat's list of words: the numbers are the same in any language.
_LINES = {
    "solids": (
        "0 1 4 8", "0 2 5 9 14", "0 1 6 11", "3 4 8 13", "0 5 7 10", "1 6 8 12",
        "0 2 4 11 15", "1 3 9 13", "0 6 10 14", "2 4 7 8", "0 1 5 12", "3 6 9 15",
    ),
    "coupons": (
        "0 1 2 4", "0 2 3 5", "0 1 3 4", "1 2 4 5", "0 1 2 3", "2 3 4",
        "0 1 4 5", "0 3 5", "1 2 3 4", "0 2 5", "1 3 5", "0 2 4 5",
    ),
    "gossip": (
        "0 5 10", "1 6 11", "2 7 12", "3 8 13", "4 9 14", "0 6 12",
        "1 7 13", "2 8 14", "3 9 10", "4 5 11", "0 7 14", "1 8 10",
    ),
}  # fmt: skip
#: How many of the twelve joined in what the chat was for: cooking, ordering, meeting.
_JOINED_IN = {"solids": 9, "coupons": 1, "gossip": 2}
_NOON = dt.timedelta(hours=4)


def paper_chats() -> tuple[Community, Community, Community]:
    """Three chats of twelve members and one week each: on a baby's first solid food, on coupons, and on anything.

    Returns
    -------
    tuple of Community
        Synthetic, with the words that were written (cut by blanks, in the language in force) and one activity each.

    Notes
    -----
    Pass ``cut=str.split`` to what reads the words.
    """
    solids, coupons, gossip = (_chat(name) for name in _LINES)
    return solids, coupons, gossip


def _chat(name: str) -> Community:
    words = say(f"paper_chat_{name}_words").split()
    who = [f"{name[0]}{i:02d}" for i in range(1, len(_LINES[name]) + 1)]
    day = dt.datetime.combine(_MONDAY, dt.time(), dt.UTC)
    written = [day + dt.timedelta(days=i % 6) + _NOON for i in range(len(who))]
    events = pa.table(
        {
            "member_id": who,
            "occurred_at": pa.array(written, pa.timestamp("us", tz="UTC")),
            "kind": ["message"] * len(who),
            "text": [" ".join(words[int(place)] for place in line.split()) for line in _LINES[name]],
        }
    )
    start, joined_in = pd.Timestamp(day + dt.timedelta(days=4)), who[: _JOINED_IN[name]]
    took_part = {"activity_id": "a1", "member_id": joined_in, "participated_at": start + _NOON / 2}
    titles = {}
    for lang in LANGUAGES:
        with in_language(lang):
            titles[lang] = say(f"paper_chat_{name}_title")
    return build_community(
        name,
        events=events,
        members=pd.DataFrame({"member_id": who, "joined_on": pd.Timestamp(_MONDAY)}),
        activities=pd.DataFrame(
            {"activity_id": ["a1"], "kind": ["check_in"], "starts_at": [start], "ends_at": [start + _NOON]}
        ),
        participations=pd.DataFrame(took_part),
        timezone=_HOME,
        observed=Window(_MONDAY, _MONDAY + dt.timedelta(days=7), _HOME),
        roster="complete",
        synthetic=True,
        title=titles,
        provenance=Provenance(source="shequn_lab.workbook", reader="paper"),
    )
