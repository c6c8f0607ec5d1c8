"""Ticks: days on a time axis, round numbers and per cents on the others."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from shequn_lab.plots.layout import Sheet
from shequn_lab.plots.style import TICK
from shequn_lab.terms import say
from shequn_lab.terms.formats import number

EPOCH = pd.Timestamp("1970-01-01")
"""Where matplotlib counts days from, unless told otherwise."""
GAP = 8
"""Least distance between two tick labels [CSS px]."""


def day_number(day: pd.Timestamp) -> float:
    """Return a day as matplotlib counts them."""
    return float((day - EPOCH) / pd.Timedelta(days=1))


def day_of(number: float) -> pd.Timestamp:
    """Return the day behind a number of :func:`day_number`."""
    return EPOCH + pd.Timedelta(days=float(number))


@dataclass(frozen=True)
class DayTicks:
    """Positions [matplotlib day numbers] and words of the ticks of a time axis."""

    at: list[float]
    words: list[str]
    left: bool
    """Months stand to the right of their first day, days under it."""


def _day(day: pd.Timestamp) -> str:
    return f"{day:%m-%d}"


def _month(day: pd.Timestamp) -> str:
    return say(f"plot_month_{day.month}")


def _dated_month(day: pd.Timestamp) -> str:
    return say("plot_year", year=day.year) if day.month == 1 else _month(day)


def _year(day: pd.Timestamp) -> str:
    return f"{day:%Y}"


def _schemes(first: pd.Timestamp, last: pd.Timestamp) -> Iterator[tuple[pd.DatetimeIndex, Callable[..., str], bool]]:
    span = (last - first).days + 1
    if span <= 21:
        for step in (1, 2, 3, 7):
            yield pd.date_range(first, last, freq=f"{step}D"), _day, False
    if span <= 75:
        monday = first + pd.Timedelta(days=-first.day_of_week % 7)
        for step in (7, 14):
            yield pd.date_range(monday, last, freq=f"{step}D"), _day, False
    months = pd.date_range(first, last, freq="MS")
    if first.day != 1 and (not len(months) or (months[0] - first).days > 9):
        months = months.insert(0, first)
    word = _month if first.year == last.year else _dated_month
    for step in (1, 2, 3, 6):
        yield months[(months.month - 1) % step == 0], word, True
    yield pd.date_range(first, last, freq="YS"), _year, True


def day_ticks(sheet: Sheet, first: pd.Timestamp, last: pd.Timestamp, width: float, overhang: float = 0) -> DayTicks:
    """Choose the finest ticks from `first` to `last` whose labels fit side by side on `width` CSS px.

    The last label may hang over the end of the axis by `overhang` CSS px.
    """
    chosen = DayTicks([], [], True)
    span = max((last - first).days, 1)
    for days, word, left in _schemes(first, last):
        if not len(days):
            continue
        words = [word(day) for day in days]
        sizes = [sheet.measure(text, TICK)[0] for text in words]
        at = [(day - first).days / span * width for day in days]
        starts = [x if left else x - size / 2 for x, size in zip(at, sizes, strict=True)]
        ends = [x + size for x, size in zip(starts, sizes, strict=True)]
        fits = all(b - a >= GAP for a, b in zip(ends[:-1], starts[1:], strict=True))
        # What would run past the end of the axis stays a bare mark.
        shown = [text if end <= width + overhang else "" for text, end in zip(words, ends, strict=True)]
        chosen = DayTicks([day_number(day) for day in days], shown, left)
        if fits:
            break
    return chosen


def set_day_ticks(ax: Axes, ticks: DayTicks) -> None:
    """Put them on the x axis."""
    ax.set_xticks(ticks.at, labels=ticks.words)
    for text in ax.get_xticklabels():
        text.set_horizontalalignment("left" if ticks.left else "center")


def nice_step(top: float, n: int = 4) -> float:
    """Return a round step that cuts 0 … `top` into about `n` parts."""
    if not top > 0:
        return 1.0
    size = 10.0 ** math.floor(math.log10(top / n))
    steps = [factor * size for factor in (1, 2, 2.5, 5, 10)]
    return float(min(steps, key=lambda step: abs(math.log(top / step / n))))


def count_ticks(top: float, n: int = 4) -> tuple[list[float], list[str]]:
    """Return round ticks from zero to `top`, and their words."""
    step = nice_step(top, n)
    at = [float(x) for x in np.arange(0, top * 1.0001, step)]
    return at, [number(x, _places(step)) for x in at]


def percent_ticks(top: float, n: int = 4) -> tuple[list[float], list[str]]:
    """Return round ticks of a share from zero to `top`; only the last carries the sign."""
    step = nice_step(top, n)
    at = [float(x) for x in np.arange(0, top * 1.0001, step)]
    return at, last_with_sign([number(100 * x, _places(100 * step)) for x in at])


def _places(step: float) -> int:
    """Count the decimal places that multiples of a round step need."""
    return next((places for places in range(9) if abs(round(step, places) - step) < 1e-9), 9)


def last_with_sign(words: Sequence[str]) -> list[str]:
    """Append the per cent sign to the last word only."""
    return [*words[:-1], f"{words[-1]}%"]
