"""Names of member tiers."""

from __future__ import annotations

from shequn_lab.terms import label, say

#: Where members come from who were not there on the first of two days, and go to who are not there on the last.
OUTSIDE = "outside"
LEVEL = "level_"


def tier_name(tier: object) -> str:
    """Name of a tier in the language in force; of an unnamed cluster (``level_2``), its level."""
    text = str(tier)
    if text.startswith(LEVEL):
        return say("tiers_level", level=text.removeprefix(LEVEL))
    return say("tiers_outside") if text == OUTSIDE else label(f"tier_{text}")
