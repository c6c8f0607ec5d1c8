"""Marks small enough for a table cell, as SVG: an interval on a shared axis, and a sparkline.

Written as text, not drawn: a report holds dozens of them, and a picture each would make it heavy.
"""

from __future__ import annotations

import html
import math
from collections.abc import Iterable
from statistics import median

from shequn_lab.plots.style import ACCENT, RULE, RULE_2, SEQ_5
from shequn_lab.terms import say
from shequn_lab.terms.formats import number


def _svg(width: float, height: float, label: str, body: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" '
        f'viewBox="0 0 {width:g} {height:g}" role="img" aria-label="{html.escape(label)}">{body}</svg>'
    )


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, stroke: float) -> str:
    return f'<path d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" stroke="{colour}" stroke-width="{stroke:g}" fill="none"/>'


def _short(value: float) -> str:
    if value == 0 or not math.isfinite(value):
        return number(value)
    return number(value, max(0, 2 - math.floor(math.log10(abs(value)))))


def range_mark(
    low: float,
    value: float,
    high: float,
    *,
    start: float,
    end: float,
    width: float = 156,
    height: float = 20,
    label: str = "",
) -> str:
    """Draw an interval and its value on an axis from `start` to `end`.

    Parameters
    ----------
    low, value, high : float
        NaN leaves that part out; what lies outside the axis is cut at its end.
    start, end : float
        Ends of the axis that all rows of the table share.
    width, height : float
        [CSS px].
    label : str
        What a screen reader says; default the three numbers.

    Returns
    -------
    str
        SVG markup without text.

    Examples
    --------
    >>> range_mark(0.37, 0.41, 0.45, start=0, end=1, label="41.3%")[:4]
    '<svg'
    """
    span = end - start
    if not (math.isfinite(span) and span > 0):
        start, span = start if math.isfinite(start) else 0.0, 1.0

    def x(number: float) -> float:
        return 1 + (width - 2) * min(max((number - start) / span, 0), 1)

    middle = height / 2
    body = _line(1, middle, width - 1, middle, RULE_2, 2)
    if math.isfinite(low) and math.isfinite(high):
        body += _line(x(low), middle, x(high), middle, SEQ_5, 3)
    if math.isfinite(value):
        body += _line(x(value), middle - 6, x(value), middle + 6, ACCENT, 2)
        words = say("plot_range_label", value=_short(value), low=_short(low), high=_short(high))
    else:
        words = say("not_measurable")
    return _svg(width, height, label or words, body)


def sparkline(values: Iterable[float], *, width: float = 132, height: float = 30, label: str = "") -> str:
    """Draw a series without axes: its line, its median in grey, a dot on the last day.

    Parameters
    ----------
    values : iterable of float
        One per day; NaN leaves a gap. The scale is the series' own and does not start at zero.
    width, height : float
        [CSS px].
    label : str
        What a screen reader says; default first, last, least and greatest.

    Returns
    -------
    str
        SVG markup without text.

    Examples
    --------
    >>> "circle" in sparkline([1, 2, float("nan"), 4])
    True
    """
    series = [float(value) for value in values]
    seen = [(i, value) for i, value in enumerate(series) if math.isfinite(value)]
    if not seen:
        return _svg(width, height, label or say("not_measurable"), "")
    least, most = min(v for _, v in seen), max(v for _, v in seen)
    step = (width - 8) / max(len(series) - 1, 1)

    def point(i: int, value: float) -> tuple[float, float]:
        share = (value - least) / (most - least) if most > least else 0.5
        return 3 + i * step, height - 4 - share * (height - 8)

    path, pen = "", "M"
    for i, value in enumerate(series):
        if math.isfinite(value):
            x, y = point(i, value)
            path += f"{pen}{x:.1f} {y:.1f}"
            pen = "L"
        else:
            pen = "M"
    level = point(0, median(v for _, v in seen))[1]
    x, y = point(*seen[-1])
    body = _line(1, level, width - 1, level, RULE, 1)
    body += f'<path d="{path}" fill="none" stroke="{SEQ_5}" stroke-width="1.5" stroke-linejoin="round"/>'
    body += f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{ACCENT}"/>'
    words = say("plot_spark_label", first=_short(seen[0][1]), last=_short(seen[-1][1]), low=_short(least),
                high=_short(most))  # fmt: skip
    return _svg(width, height, label or words, body)
