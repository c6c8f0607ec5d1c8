"""Small cells: what could point at single people does not leave the house.

Of an imported community, a cell with 1 to 4 members in the numerator, the denominator or their difference
is shown as ``<5``; zeros stay. Where the hidden cell could be computed back from a total, a second one goes
with it.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from shequn_lab.metrics.activity import TRAILING
from shequn_lab.model import Community, Estimate
from shequn_lab.terms import Note
from shequn_lab.terms.formats import number

SMALLEST = 5
#: What an estimate may count that is people; posts and days point at nobody.
_PEOPLE = ("members", "leads", "respondents")
#: These count questions in `k`, not members: one question without an answer points at nobody.
_OF_QUESTIONS = ("reply_latency", "answered_within_hour", "answered_within_day")


def is_small(k: object, n: object) -> np.ndarray:
    """Mark cells with 1 to 4 members in `k`, `n` or `n` − `k`."""
    some, all_ = np.broadcast_arrays(np.asarray(k, dtype=float), np.asarray(n, dtype=float))
    few = [(part > 0) & (part < SMALLEST) for part in (some, all_, all_ - some)]
    return np.logical_or.reduce(few)


def masked(community: Community, estimate: Estimate) -> Estimate:
    """Hide an estimate that rests on fewer than five members; synthetic communities are exempt."""
    if community.synthetic or not _points_at_few(estimate):
        return estimate
    nan = float("nan")
    return replace(estimate, value=nan, low=nan, high=nan, n=nan, k=nan, note=Note("report_suppressed"), excluded={})


def _points_at_few(estimate: Estimate) -> bool:
    if estimate.of not in _PEOPLE:
        return False
    if estimate.unit == "ratio":
        # One sum over another: their difference is nobody.
        return bool(is_small(np.nan, estimate.n).any() or is_small(np.nan, estimate.k).any())
    people = [estimate.value] if estimate.id in TRAILING else []
    if "top" in estimate.params:
        people.append(estimate.n * float(str(estimate.params["top"])))
    k = np.nan if estimate.id in _OF_QUESTIONS else estimate.k
    return bool(is_small(k, estimate.n).any() or any(0 < count < SMALLEST for count in people))


def count(community: Community, n: float) -> str:
    """Write a number of members: ``<5`` for one to four of an imported community."""
    return f"<{SMALLEST}" if 0 < n < SMALLEST and not community.synthetic else number(n)


def masked_within(community: Community, overall: pd.DataFrame) -> pd.DataFrame:
    """Mark the cohorts whose retention within n days must not be shown.

    Returns
    -------
    DataFrame
        The table with two more columns: ``suppressed``, and ``secondary``, which says of a suppressed cohort that
        it only goes with the single small one, which the pooled row would give away.
    """
    overall = overall.assign(suppressed=False, secondary=False)
    if community.synthetic:
        return overall
    overall["suppressed"] = is_small(overall["k"], overall["n"])
    cohorts = overall[overall.index.notna() & (overall["n"] > 0)]
    others = cohorts[~cohorts["suppressed"]]
    if cohorts["suppressed"].sum() == 1 and len(others):
        overall.loc[others["k"].idxmin(), ["suppressed", "secondary"]] = True
    return overall


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


def masked_steps(community: Community, steps: pd.DataFrame) -> pd.DataFrame:
    """Mark the steps of a funnel that 1 to 4 members passed, or failed to pass, since the last one shown.

    Returns
    -------
    DataFrame
        The table with one more column, ``suppressed``; what the next step is of a hidden one is left out.
    """
    steps = steps.assign(suppressed=False)
    if community.synthetic:
        return steps
    before, hidden = np.nan, False
    for row in steps.index[steps["of_start"].notna()]:
        n = float(steps.loc[row, "n"])
        if hidden:
            steps.loc[row, "of_previous"] = np.nan
        hidden = bool(is_small(n, n if np.isnan(before) else before).item())
        steps.loc[row, "suppressed"] = hidden
        before = before if hidden else n
    return steps


def masked_funnels(
    community: Community, closed: pd.DataFrame, opened: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Mark the steps at which the closed funnel, the open one, or the two side by side point at 1 to 4 members.

    Returns
    -------
    tuple of DataFrame
        Both tables with one more column, ``suppressed``, the same in both; what the next step is of a hidden one, and
        the time since, are left out.
    """
    closed, opened = masked_steps(community, closed), opened.assign(suppressed=False)
    if community.synthetic or closed.empty:
        return closed, opened
    steps = closed.index[closed["n"].notna() & (closed["step"] != "reach")]
    n, both, within = (frame.loc[steps, name] for frame, name in ((opened, "n"), (opened, "n_both"), (closed, "n")))
    small = closed.loc[steps, "suppressed"] | is_small(n, n.iloc[0]) | is_small(both, n.shift()) | is_small(both, n)
    small |= is_small(np.nan, n - within)
    after = small.shift(fill_value=False)
    told = ["of_previous", "of_previous_low", "of_previous_high"]
    told += ["median_days", "median_days_low", "median_days_high"]
    for frame in (closed, opened):
        frame.loc[steps, "suppressed"] = small
        frame.loc[steps[after], told] = np.nan
    return closed, opened


def masked_mix(community: Community, mix: pd.DataFrame) -> pd.DataFrame:
    """Mark the parts of one whole that 1 to 4 members make up, and the least other where one could be worked out.

    Returns
    -------
    DataFrame
        The table with one more column, ``suppressed``.
    """
    small = is_small(np.nan, mix["k"].to_numpy()) & (not community.synthetic)
    mix = mix.assign(suppressed=small)
    others = mix.loc[~small & (mix["k"] > 0), "k"]
    if small.sum() == 1 and len(others):
        mix.loc[others.idxmin(), "suppressed"] = True
    return mix


def masked_states(community: Community, weeks: pd.DataFrame) -> pd.DataFrame:
    """Leave out counts of 1 to 4 members; synthetic communities are exempt."""
    if community.synthetic:
        return weeks
    counts = weeks.select_dtypes("number").drop(columns=["quick_ratio", "low", "high"])
    return weeks.assign(**counts.mask(is_small(np.nan, counts.to_numpy())))


def masked_ways(community: Community, ways: pd.DataFrame, sides: tuple[str, str] = ("before", "after")) -> pd.DataFrame:
    """Mark the ways from tier to tier that 1 to 4 members went, and others by which one could be worked out.

    So for every table of counts `k` with two `sides`.

    Returns
    -------
    DataFrame
        The table with one more column, ``suppressed``: no row and no column of it has a single hidden way.
    """
    small = is_small(np.nan, ways["k"].to_numpy()) & (not community.synthetic)
    ways = ways.assign(suppressed=small)
    before = -1
    while before != (before := int(ways["suppressed"].sum())):
        for side in sides:
            for _, part in ways.groupby(side):
                others = part.loc[~part["suppressed"] & (part["k"] > 0), "k"]
                if part["suppressed"].sum() == 1 and len(others):
                    ways.loc[others.idxmin(), "suppressed"] = True
    return ways
