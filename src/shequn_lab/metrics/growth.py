"""Change between two times."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from shequn_lab.metrics.activity import TRAILING, active_bands, active_replicates, population
from shequn_lab.metrics.intervals import percentiles
from shequn_lab.model import Community, Estimate, clock
from shequn_lab.terms import Note, wrong_option

Span = dt.date | str | tuple[dt.date | str, dt.date | str]


def relative_change(community: Community, metric: str, *, before: Span, after: Span) -> Estimate:
    """(after − before) ÷ before of a day figure, with the interval of the change itself.

    Both sides are computed on the same resampled members, so that what they share cancels.

    Parameters
    ----------
    community : Community
    metric : {"daily_active", "weekly_active", "monthly_active"}
    before, after : date, or pair of dates
        A day, or the first day and the first day after: then means over those days are compared.

    Returns
    -------
    Estimate
        A relative change: 0.25 is +25 %, not 25 points. Days without a figure (part-filled edges, warm-up) are
        left out of a mean; days that were not observed make it not measurable.
    """
    if metric not in TRAILING:
        raise wrong_option("option_not_one_of", found=metric, known=", ".join(TRAILING))
    spans = [_span(side) for side in (before, after)]
    params: dict[str, object] = {"metric": metric, "before": _written(spans[0]), "after": _written(spans[1])}
    # All that was observed can be compared, whatever is reported on.
    observed = community.observed
    if any(a < pd.Timestamp(observed.start) or b > pd.Timestamp(observed.end) for a, b in spans):
        return Estimate.missing("relative_change", Note("note_not_observed"), **params)
    bands = active_bands(community.between(observed.start, observed.end))
    series = bands.query("measure == @metric").set_index("day")["value"]
    values = [series[(series.index >= a) & (series.index < b)].mean() for a, b in spans]
    columns = [_columns(community, span) for span in spans]
    if not np.isfinite(values).all():
        return Estimate.missing("relative_change", Note("note_window_short", {"days": TRAILING[metric]}), **params)
    if values[0] == 0:
        return Estimate.missing("relative_change", Note("note_zero_before"), **params)
    known = np.isfinite(series.to_numpy())
    drawn = [active_replicates(community)[metric][c][known[c]].mean(axis=0) for c in columns]
    with np.errstate(divide="ignore", invalid="ignore"):
        change = np.where(drawn[0] > 0, drawn[1] / drawn[0] - 1, np.nan)
    low, high = percentiles(change[None, :])
    return Estimate(
        "relative_change",
        float(values[1] / values[0] - 1),
        float(low[0]),
        float(high[0]),
        n=int(population(community).sum()),
        method="bootstrap over members",
        params=params,
    )


def _span(side: Span) -> tuple[pd.Timestamp, pd.Timestamp]:
    start, end = side if isinstance(side, tuple) else (side, None)
    first = pd.Timestamp(clock.as_date(start))
    return first, first + pd.Timedelta(days=1) if end is None else pd.Timestamp(clock.as_date(end))


def _written(span: tuple[pd.Timestamp, pd.Timestamp]) -> str:
    last = span[1] - pd.Timedelta(days=1)
    first = span[0].date().isoformat()
    return first if last == span[0] else f"{first}…{last.date().isoformat()}"


def _columns(community: Community, span: tuple[pd.Timestamp, pd.Timestamp]) -> slice:
    numbers = [clock.day_number(side.date()) - community.observed.first for side in span]
    return slice(*numbers)
