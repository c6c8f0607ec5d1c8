"""Change between two windows, or two communities: per cent and points, each under its own name."""

from __future__ import annotations

import datetime as dt
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from shequn_lab.errors import UnknownNameError
from shequn_lab.metrics.activity import TRAILING, population, window_columns
from shequn_lab.metrics.bands import mean_of_days
from shequn_lab.metrics.followers import followers
from shequn_lab.metrics.growth_accounting import quick_ratio_sample
from shequn_lab.metrics.headcount import daily_share_sample
from shequn_lab.metrics.intervals import N_RESAMPLES, SEED, Floats, percentiles
from shequn_lab.metrics.measures import PARTS
from shequn_lab.model import Community, Estimate, Window, clock
from shequn_lab.terms import Note, term, wrong_option

Span = dt.date | str | tuple[dt.date | str, dt.date | str]
#: A figure as measured and as resampled, or the reason why there is none.
_Drawn = tuple[float, Floats, Note]


@dataclass(frozen=True)
class _Sample:
    """One side of a comparison: the figure as measured and as resampled, and whom that resampled."""

    value: float
    drawn: Floats
    units: npt.NDArray[np.int64]
    of: str
    reason: Note
    params: Mapping[str, object]
    people: pd.DataFrame


def relative_change(
    community: Community,
    metric: str,
    *,
    before: Span | None = None,
    after: Span | Community,
    params: Mapping[str, object] | None = None,
) -> Estimate:
    """(after − before) ÷ before of a figure, with the interval of the change itself.

    Parameters
    ----------
    community : Community
    metric : str
        Name of the figure: that of its function, such as ``repurchase_rate``, or ``daily_active``, ``weekly_active``,
        ``monthly_active``, which are means over days here.
    before : date, or pair of dates, optional
        A day, or the first day and the first day after; the community's own reporting window when not given.
    after : date, pair of dates, or Community
        The same of this community, or another one in its own reporting window.
    params : mapping, optional
        What the figure's function takes beside the community, such as ``{"within_days": 90}``.

    Returns
    -------
    Estimate
        A relative change: 0.25 is +25 %, not 25 points. Two windows of one community resample the same members on both
        sides, so that what they share cancels; otherwise the two sides are drawn independently. Days without a figure
        (part-filled edges, warm-up) are left out of a mean; days that were not observed make it not measurable.

    Raises
    ------
    OptionError
        If there is no such figure, or the two sides are in different currencies or on different scales.
    UnknownNameError
        If the figure takes no such parameter.

    Examples
    --------
    >>> import shequn_lab as sq
    >>> c = sq.open_community("demo_mothers")
    >>> sq.relative_change(c, "speaking_share", before=("2025-04-01", "2025-05-01"),
    ...                    after=("2025-05-01", "2025-06-01")).unit
    'relative'
    """
    sides, said, reason = _sides(community, metric, before, after, params or {})
    if not reason and sides[0].value <= 0:
        reason = Note("note_zero_before" if sides[0].value == 0 else "note_negative_before")
    if reason:
        return Estimate.missing("relative_change", reason, **said)
    first, second = sides[0].drawn, _second(sides)
    with np.errstate(divide="ignore", invalid="ignore"):
        change = np.where(first > 0, second / first - 1, np.nan)
    return _estimate("relative_change", sides[1].value / sides[0].value - 1, change, sides, said)


def point_change(
    community: Community,
    metric: str,
    *,
    before: Span | None = None,
    after: Span | Community,
    params: Mapping[str, object] | None = None,
) -> Estimate:
    """After − before of a share, in percentage points.

    Parameters are those of :func:`relative_change`.

    Returns
    -------
    Estimate
        0.25 is 25 points. From 40 % to 50 % is 10 points, and +25 %.

    Raises
    ------
    OptionError
        If the figure is no share, beside the reasons of :func:`relative_change`.
    """
    if metric in measures() and term(metric).unit != "share":
        raise wrong_option("option_no_share", found=metric)
    sides, said, reason = _sides(community, metric, before, after, params or {})
    if reason:
        return Estimate.missing("point_change", reason, **said)
    change = _second(sides) - sides[0].drawn
    return _estimate("point_change", sides[1].value - sides[0].value, change, sides, said)


def measures() -> list[str]:
    """List the figures whose change can be computed."""
    return [*_SAMPLES, *PARTS]


# -- two sides -----------------------------------------------------------------------------------------


def _sides(
    community: Community, metric: str, before: Span | None, after: Span | Community, params: Mapping[str, object]
) -> tuple[list[_Sample], dict[str, object], Note]:
    """Measure both sides, write down what is compared, and say why it cannot be, if it cannot."""
    if metric not in measures():
        raise wrong_option("option_not_one_of", found=metric, known=", ".join(measures()))
    _check(metric, params)
    places = [_placed(community, before), after if isinstance(after, Community) else _placed(community, after)]
    spans = [_written(before), after.name if isinstance(after, Community) else _written(after)]
    said = {"metric": metric, **params, "before": spans[0] or community.name, "after": spans[1]}
    if None in places:
        return [], said, Note("note_not_observed")
    sides = [_measured(place, metric, params) for place in places if place is not None]
    reasons = [side.reason for side in sides if side.reason]
    for name in ("currency", "scale"):
        found = [str(side.params.get(name)) for side in sides if side.params.get(name) is not None]
        if len(set(found)) > 1:
            raise wrong_option("option_units_differ", before=found[0], after=found[1])
    return sides, said, reasons[0] if reasons else Note("")


def _placed(community: Community, span: Span | None) -> Community | None:
    """Return the community in that window; None where it was not all observed."""
    if span is None:
        return community
    start, end = span if isinstance(span, tuple) else (span, None)
    first = clock.as_date(start)
    window = Window(first, first + dt.timedelta(days=1) if end is None else clock.as_date(end), community.timezone)
    # All that was observed can be compared, whatever is reported on.
    return community.between(window.start, window.end) if community.observed.holds(window) else None


def _written(span: Span | None) -> str:
    if span is None:
        return ""
    start, end = span if isinstance(span, tuple) else (span, None)
    first = clock.as_date(start)
    last = first if end is None else clock.as_date(end) - dt.timedelta(days=1)
    return first.isoformat() if last == first else f"{first.isoformat()}…{last.isoformat()}"


def _check(metric: str, params: Mapping[str, object]) -> None:
    known = set(inspect.signature(_SAMPLES.get(metric) or PARTS[metric]).parameters) - {"community", "id"}
    for name in params:
        if name not in known:
            raise UnknownNameError("parameter", name, known)


def _measured(community: Community, metric: str, params: Mapping[str, object]) -> _Sample:
    if metric in _SAMPLES:
        value, drawn, reason = _SAMPLES[metric](community, **params)
        units = np.flatnonzero(population(community))
        return _Sample(
            value, drawn, units, "followers" if metric == "followers" else "members", reason, {}, community.members
        )
    parts = PARTS[metric](community, metric, **params)
    reason = parts.reason or Note("" if np.isfinite(parts.value) else "note_no_case")
    drawn = np.full(N_RESAMPLES, np.nan) if reason else parts.replicates()
    return _Sample(parts.value, drawn, parts.units, parts.of, reason, parts.params, community.members)


def _together(sides: list[_Sample]) -> bool:
    """Whether both sides resampled the same members."""
    return sides[0].of == sides[1].of == "members" and sides[0].people is sides[1].people


def _second(sides: list[_Sample]) -> Floats:
    """Draws of the second side: matched to those of the first where both resampled the same members."""
    return sides[1].drawn if _together(sides) else np.random.default_rng(SEED).permutation(sides[1].drawn)


def _estimate(id: str, value: float, drawn: Floats, sides: list[_Sample], said: dict[str, object]) -> Estimate:
    low, high = percentiles(drawn[None, :])
    of, units = sides[0].of, [side.units for side in sides]
    n = np.nan if of == "followers" else np.union1d(*units).size if _together(sides) else sum(map(len, units))
    method = "count" if of == "followers" else f"bootstrap over {of}"
    return Estimate(id, float(value), float(low[0]), float(high[0]), n=n, method=method, params=said, of=of)


def _days_of(*names: str) -> Callable[[Community], _Drawn]:
    """Mean over the days of the window: of one count, or of the ratio of two."""

    def measured(community: Community) -> _Drawn:
        value, drawn = mean_of_days(community, names, window_columns(community))
        short = Note("note_window_short", {"days": TRAILING[names[-1]]})
        return value, drawn, short if np.isnan(value) else Note("")

    return measured


def _quick_ratio(community: Community) -> _Drawn:
    value, drawn, _, reason = quick_ratio_sample(community)
    return value, drawn, reason


def _followers(community: Community, *, account: str | None = None) -> _Drawn:
    found = followers(community, account)
    # The platform counts everybody: there is nobody to resample.
    return found.value, np.full(N_RESAMPLES, np.nan), Note("") if found.measurable else found.note


_SAMPLES: dict[str, Callable[..., _Drawn]] = {
    **{name: _days_of(name) for name in TRAILING},
    "mean_daily_active": _days_of("daily_active"),
    "stickiness": _days_of("daily_active", "monthly_active"),
    "daily_active_share": daily_share_sample,
    "quick_ratio": _quick_ratio,
    "followers": _followers,
}
