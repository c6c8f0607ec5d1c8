"""What platforms show their operators (P1), and what third-party tools record (P2): which of it becomes a table."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from shequn_lab.terms import label, say

#: What each platform shows (D4), and the table that takes it; an empty name where no table does.
_SHOWN: Mapping[str, tuple[tuple[str, str], ...]] = {
    "wechat_group": (
        ("member_list", "members"),
        ("messages", "events"),
        ("announcements", "posts"),
        ("message_counts", ""),
        ("file_counts", ""),
    ),
    "qq_group": (
        ("member_list", "members"),
        ("messages", "events"),
        ("announcements", "posts"),
        ("message_counts", ""),
        ("file_counts", ""),
        ("online_state", ""),
    ),
    "weibo_super_topic": (
        ("fans", "followers"),
        ("post_interactions", "posts"),
        ("reads", "posts"),
        ("activity_index", ""),
    ),
    "douyin_fan_group": (("member_count", ""), ("interaction_total", ""), ("active_hours", "")),
    "wechat_official_account": (
        ("fans", "followers"),
        ("new_follows", ""),
        ("unfollows", ""),
        ("persona", ""),
        ("reads", "posts"),
        ("shares", "posts"),
        ("clicks", ""),
        ("menu_use", ""),
    ),
}
#: Kinds of tools (D4) and the tables that their records fill.
_TOOLS: Mapping[str, tuple[str, ...]] = {
    "group_manager": ("members", "events"),
    "video_analytics": ("posts", "followers"),
    "event_analytics": ("events",),
    "survey_tool": ("questionnaires",),
}
#: The general reader takes people and what they did; other tables are given as frames.
_READ = ("members", "events")


def platform_statistics() -> pd.DataFrame:
    """List what each platform shows its operator, and which table of a community takes it (P1).

    Returns
    -------
    DataFrame
        One row for each platform and statistic, in words of the language in force: platform, statistic, table, and
        what reads it. Where no table takes a statistic, it is a total or a state that the platform computed: it can
        be noted, and no figure of the workbook can be worked out from it.

    References
    ----------
    .. [1] D4, data analysis: what the platforms show. Which table takes it is the workbook's own. Platforms change
       what they show.
    """
    rows = [
        (label(platform), say(f"statistic_{statistic}"), *_taken((table,) if table else ()))
        for platform, shown in _SHOWN.items()
        for statistic, table in shown
    ]
    return pd.DataFrame(rows, columns=_heads("platform", "statistic"))


def platform_tools() -> pd.DataFrame:
    """List the kinds of third-party tools, what they record, and which table of a community takes it (P2).

    Returns
    -------
    DataFrame
        One row a kind of tool, in words of the language in force: kind, examples, records, tables, and what reads
        them.

    References
    ----------
    .. [1] D4, third-party tools. What is recorded and which table takes it is the workbook's own; look at your export.
    """
    rows = [
        (label(tool), say(f"tool_{tool}_examples"), say(f"tool_{tool}_records"), *_taken(tables))
        for tool, tables in _TOOLS.items()
    ]
    return pd.DataFrame(rows, columns=_heads("tool", "examples", "records"))


def _taken(tables: tuple[str, ...]) -> tuple[str, str]:
    if not tables:
        return say("record_no_table"), say("record_no_reader")
    reader = say("record_read_table" if set(tables) <= set(_READ) else "record_build_community")
    return say("list_comma").join(label(f"fact_{table}") for table in tables), reader


def _heads(*names: str) -> list[str]:
    return [say(f"record_{name}") for name in (*names, "table", "reader")]
