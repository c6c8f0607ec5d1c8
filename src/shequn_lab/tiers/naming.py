"""Names for clusters, from what their middle member does; never from their number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import pandas as pd

from shequn_lab.terms import Note, say
from shequn_lab.terms.formats import percent

#: What a name is given by.
NAMED_BY = ("n_messages", "n_active_days")


@dataclass(frozen=True)
class NamingRule:
    """What the middle member of a cluster does, over 30 days, to give the cluster its name.

    Parameters
    ----------
    silent_messages : float
        Writes at most so many messages: silent.
    core_share, core_days : float
        The highest cluster, if it holds at most this share of the members and its middle member is active on at
        least so many days: core.
    active_days : float
        Otherwise, active on at least so many days: active. Every other cluster: ordinary.

    Notes
    -----
    The numbers are the workbook's own; 12 of 30 days are about three a week, as in :class:`RuleTiers`.
    """

    silent_messages: float = 2
    core_share: float = 0.20
    core_days: float = 6
    active_days: float = 12

    def names(self, profile: pd.DataFrame, shares: Sequence[float]) -> list[str]:
        """Name clusters, which may come out with the same name.

        Parameters
        ----------
        profile : DataFrame
            One row a cluster, of rising value: medians of ``n_messages`` and ``n_active_days``.
        shares : sequence of float
            Share of the members in each.
        """
        found = []
        for level, (row, share) in enumerate(zip(profile.to_dict("records"), shares, strict=True)):
            highest = level == len(profile) - 1
            if row["n_messages"] <= self.silent_messages:
                found.append("silent")
            elif highest and share <= self.core_share and row["n_active_days"] >= self.core_days:
                found.append("core")
            else:
                found.append("active" if row["n_active_days"] >= self.active_days else "ordinary")
        return found

    def describe(self) -> str:
        """Say the rule, one line each, in the language in force."""
        values = {field.name: f"{getattr(self, field.name):g}" for field in fields(self)}
        values["core_share"] = percent(self.core_share, 0)
        return "\n".join(say(f"tiers_naming_{tier}", **values) for tier in ("silent", "core", "active", "ordinary"))


def refusal(names: Sequence[str]) -> Note:
    """Say why names do not hold: two clusters with the same one. Empty where they do."""
    return Note("") if len(set(names)) == len(names) else Note("tiers_same_name")
