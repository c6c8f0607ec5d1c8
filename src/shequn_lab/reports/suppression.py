"""Small cells: what could point at single people does not leave the house.

Of an imported community, a cell with 1 to 4 members in the numerator, the denominator or their difference
is shown as ``<5``; zeros stay. Where the hidden cell could be computed back from a total, a second one goes
with it.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from shequn_lab.model import Community, Estimate
from shequn_lab.terms import Note

SMALLEST = 5


def is_small(k: object, n: object) -> np.ndarray:
    """Mark cells with 1 to 4 members in `k`, `n` or `n` − `k`."""
    some, all_ = np.broadcast_arrays(np.asarray(k, dtype=float), np.asarray(n, dtype=float))
    few = [(part > 0) & (part < SMALLEST) for part in (some, all_, all_ - some)]
    return np.logical_or.reduce(few)


def masked(community: Community, estimate: Estimate) -> Estimate:
    """Hide an estimate that rests on fewer than five members; synthetic communities are exempt."""
    if community.synthetic or not is_small(estimate.k, estimate.n).any():
        return estimate
    nan = float("nan")
    return replace(estimate, value=nan, low=nan, high=nan, n=nan, k=nan, note=Note("report_suppressed"), excluded={})


def masked_cohorts(community: Community, table: pd.DataFrame) -> pd.DataFrame:
    """Mark the cells of a cohort table that must not be shown.

    Returns
    -------
    DataFrame
        The table with two more columns: ``suppressed`` (small) and ``secondary`` (goes with the only small
        cell of its column, which the pooled row would give away).
    """
    table = table.assign(suppressed=False, secondary=False)
    if community.synthetic or table.empty:
        return table
    observed = table["n"] > 0
    small = pd.Series(is_small(table["k"].fillna(0), table["n"]), index=table.index) & observed
    table["suppressed"] = small
    cohorts = table.index.get_level_values("cohort")
    cells = table[observed & cohorts.notna()]
    for _, column in cells.groupby(level="block"):
        hidden = column["suppressed"]
        others = column[~hidden]
        if hidden.sum() == 1 and len(others):
            # The smallest of the others says least when it goes.
            table.loc[others["k"].idxmin(), "secondary"] = True
        elif hidden.sum() == 1:
            table.loc[(pd.NaT, column.index[0][1]), "secondary"] = True
    return table
