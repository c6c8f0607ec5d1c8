"""A panel for chapter 04: move the line of silence and watch who falls silent."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from shequn_lab.model import Community
from shequn_lab.terms import say
from shequn_lab.terms.formats import number, percent
from shequn_lab.tiers import RuleTiers, contribution, member_features
from shequn_lab.workbook.panels import Panel
from shequn_lab.workbook.table import Table
from shequn_lab.workbook.tier_tables import size_heads, size_rows, table_or_reason

#: What each threshold can be set to.
STEPS: dict[str, tuple[Any, ...]] = {
    "silent_after_days": (1, 2, 3, 5, 7, 14, 21, 30),
    "new_days": (3, 7, 14, 30),
    "core_share": (0.01, 0.05, 0.10, 0.20),
    "active_days": (1, 2, 3, 4, 5),
}


def tier_panel(
    community: Community, day: dt.date | str, *, threshold: str = "silent_after_days", rules: RuleTiers | None = None
) -> Panel:
    """Move one threshold of the tiers and watch their sizes, and how many of the busiest count as silent.

    Parameters
    ----------
    community : Community
    day : date or str
    threshold : {"silent_after_days", "new_days", "core_share", "active_days"}
    rules : RuleTiers, optional
        The other thresholds, and where this one stands at first.

    Returns
    -------
    Panel
        The last line is of the tenth with the greatest contribution: n, and the share of them called silent.
    """
    rules = rules or RuleTiers()
    start = getattr(rules, threshold)

    def table(value: Any) -> Table:
        moved = replace(rules, **{threshold: value})
        return table_or_reason(size_heads(str(day)), lambda: [*size_rows(community, day, moved), _busiest(moved)])

    def _busiest(moved: RuleTiers) -> list[str]:
        features = member_features(community, day, window_days=moved.contribution_days)
        top = contribution(features) > 0.9
        silent = moved.cut(features)[top] == "silent"
        return [say("tiers_busiest_silent"), number(silent.sum()), percent(silent.mean()), f"n = {number(top.sum())}"]

    return Panel(say(f"tiers_knob_{threshold}"), sorted({*STEPS[threshold], start}), start, table)
