"""How many people there were at the end: what a usual mistake divides by."""

from __future__ import annotations

from shequn_lab.metrics import headcount
from shequn_lab.model import Community


def last_count(community: Community, measure: str) -> float:
    """Return a count of people on the last day of the reporting window.

    Parameters
    ----------
    community : Community
    measure : str
        Any ``measure`` of :func:`~shequn_lab.metrics.headcount`: ``joined_so_far``, ``members_present``, …

    Returns
    -------
    float
        NaN where it cannot be counted.
    """
    counts = headcount(community)
    return float(counts.loc[counts["measure"] == measure, "value"].iloc[-1])
