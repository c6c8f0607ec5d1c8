"""What a reading finds in a community: with its interval for a page, as a bare number for hundreds of runs."""

from __future__ import annotations

import dataclasses
import datetime as dt
import inspect
import math
from typing import Any

from shequn_lab import metrics
from shequn_lab.cases.case import Case, Days, Reading
from shequn_lab.metrics.headcount import daily_share_value
from shequn_lab.metrics.measures import PARTS
from shequn_lab.model import Community, Estimate
from shequn_lab.simulate import simulate
from shequn_lab.terms import term

#: Figures that a reading may name.
FIGURES = (*PARTS, "mean_daily_active", "stickiness", "daily_active_share", "quick_ratio", "followers")
#: What a figure was before and after; NaN for what is not measurable, or not asked for.
Levels = tuple[float, float]


def takes(metric: str) -> dict[str, inspect.Parameter]:
    """Return what a figure takes beside the community, by name."""
    given = inspect.signature(getattr(metrics, metric)).parameters
    return {name: about for name, about in given.items() if name != "community"}


def measured(case: Case, reading: Reading, community: Community) -> Estimate:
    """Measure what a reading asks for, with interval and counts.

    Parameters
    ----------
    case : Case
    reading : Reading
    community : Community
        The treated one; where the reading compares it with the baseline, that is simulated under the same seed.

    Returns
    -------
    Estimate
        In the unit of the published figure; counts and amounts are multiplied by the scale.
    """
    after = _window(community, reading.after)
    if reading.compare == "level":
        return _scaled(getattr(metrics, reading.metric)(after, **reading.params), case.scale if reading.scaled else 1)
    if reading.compare == "lift":
        seed = int(community.provenance.settings.get("seed", case.seed))
        baseline = _window(simulate(case.baseline, seed=seed), reading.after)
        return metrics.relative_change(baseline, reading.metric, after=after, params=reading.params)
    assert reading.before is not None
    change = metrics.relative_change if reading.compare == "relative" else metrics.point_change
    spans = {name: _span(community, days) for name, days in (("before", reading.before), ("after", reading.after))}
    return change(community, reading.metric, params=reading.params, **spans)


def levels(reading: Reading, community: Community) -> Levels:
    """Return the figure before and after, as bare numbers."""
    before = math.nan if reading.before is None else _value(reading, community, reading.before)
    return before, _value(reading, community, reading.after)


def figure(reading: Reading, scale: int, found: Levels, baseline: Levels = (math.nan, math.nan)) -> float:
    """Turn what a reading found before and after into the published kind of figure.

    Parameters
    ----------
    reading : Reading
    scale : int
        The case's.
    found : (float, float)
        Of the community in question.
    baseline : (float, float)
        Of the baseline; only a lift needs it.
    """
    before, after = found
    match reading.compare:
        case "level":
            return after * (scale if reading.scaled else 1)
        case "points":
            return after - before
        case "relative":
            return after / before - 1 if before > 0 else math.nan
        case "lift":
            return after / baseline[1] - 1 if baseline[1] > 0 else math.nan


def unit(reading: Reading, currency: str) -> str:
    """Name the unit of the published figure, as the glossary does."""
    if reading.compare != "level":
        return "points" if reading.compare == "points" else "relative"
    own = term(reading.metric).unit
    return f"minor {currency}" if own == "minor" else own


def _value(reading: Reading, community: Community, days: Days) -> float:
    placed, params = _window(community, days), dict(reading.params)
    if reading.metric in PARTS:
        # Without the interval, which costs a hundred times as much.
        return PARTS[reading.metric](placed, reading.metric, **params).value
    # Nor these resamples.
    if reading.metric == "daily_active_share":
        return daily_share_value(placed)
    found: Any = getattr(metrics, reading.metric)(placed, **params)
    return float(found.value)


def _span(community: Community, days: Days) -> tuple[dt.date, dt.date]:
    start = community.observed.start
    return start + dt.timedelta(days=days[0]), start + dt.timedelta(days=days[1])


def _window(community: Community, days: Days) -> Community:
    return community.between(*_span(community, days))


def _scaled(found: Estimate, scale: int) -> Estimate:
    if scale == 1:
        return found
    return dataclasses.replace(found, value=found.value * scale, low=found.low * scale, high=found.high * scale)
