"""What is said of the lift of one activity, in the report and on the command line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from shequn_lab.model import Community
from shequn_lab.reports.suppression import SMALLEST, is_small
from shequn_lab.terms import language, say
from shequn_lab.terms.formats import MISSING, interval, number, percent

#: Adjusted p-values below it are spoken of.
ALPHA = 0.05
_PEOPLE = ["n_participants", "n_unmatched"]


def masked_lifts(community: Community, table: pd.DataFrame) -> pd.DataFrame:
    """Leave out counts of 1 to 4 people of a table of lifts; synthetic communities are exempt."""
    if community.synthetic:
        return table
    people = table[_PEOPLE].astype(float)
    return table.assign(**people.mask(is_small(np.nan, people.to_numpy())))


def people(count: float) -> str:
    """Write a count of such a table: one left out is small."""
    return f"<{SMALLEST}" if np.isnan(count) else number(count)


def p_value(p: float) -> str:
    """Write a p-value."""
    if np.isnan(p):
        return MISSING
    return "<0.001" if p < 0.001 else number(p, 3)


def shown(table: pd.DataFrame) -> int:
    """Count the activities whose lift can be told from none after adjustment."""
    return int((table["p_adjusted"] < ALPHA).sum())


def change_alone(value: float, low: float, high: float, reason: str) -> str:
    """Say what participants did before and after, and that this is no lift; or why there is not even that."""
    if np.isnan(value):
        return say("lift_nothing", reason=reason)
    ends = interval(low, high, "relative") or MISSING
    return say("lift_only_change", value=percent(value, signed=True), interval=ends, reason=reason)


def remark(row: Mapping[Any, Any]) -> str:
    """Say what a row of a table of lifts allows to say, beyond its numbers."""
    if row["reason"]:
        return change_alone(row["change"], row["change_low"], row["change_high"], row["reason"])
    return placebo_remark(row["placebo_low"], row["placebo_high"])


def placebo_remark(low: float, high: float) -> str:
    """Say what a placebo raises: a flag, or that there is none."""
    if np.isnan(low):
        return say("lift_no_placebo")
    return "" if low <= 0 <= high else say("lift_flag")


def one_line(name: str) -> str:
    """Write the head of a column in one line."""
    return say(name).replace("\n", "" if language() == "zh" else " ")
