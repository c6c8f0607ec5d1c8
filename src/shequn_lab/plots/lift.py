"""Lifts of activities with their intervals, one line each."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from shequn_lab.plots import style
from shequn_lab.plots.layout import Sheet, finite, unmeasurable
from shequn_lab.terms import label, say
from shequn_lab.terms.formats import percent

WIDE, PHONE_WIDTH = (960, 300), 358
ROW, TOP, BOTTOM = 26.0, 8.0, 46.0
#: Lifts that are drawn; intervals that go on end in an arrow.
FURTHEST = (-0.9, 9.0)
#: So many times less on the left as more on the right; the first that leaves room between its labels is taken.
_TICKS = (
    (-0.9, -0.8, -2 / 3, -0.5, -1 / 3, -0.2, 0.0, 0.25, 0.5, 1.0, 2.0, 4.0, 9.0),
    (-0.9, -0.75, -0.5, -0.2, 0.0, 0.25, 1.0, 3.0, 9.0),
    (-0.9, -0.75, -1 / 3, 0.0, 0.5, 3.0, 9.0),
    (-0.9, -0.5, 0.0, 1.0, 9.0),
    (-0.9, 0.0, 9.0),
)
_APART = 44.0


def plot_lift(frame: pd.DataFrame, *, ax: Axes | None = None, phone: bool = False) -> Axes:
    """Draw the lift of each activity as a dot with its interval, on an axis of ratios.

    Parameters
    ----------
    frame : DataFrame
        ``day``, ``kind``, ``value``, ``low``, ``high`` (relative: 0.1 is a tenth more; NaN where not measurable) and
        ``p_adjusted``, as :func:`~shequn_lab.metrics.lift_table` returns them; drawn from top to bottom.
    ax : Axes, optional
        Where to draw; it is cleared. None makes a figure 960 CSS px wide, on a phone 358, as high as needed.
    phone : bool
        For a narrow screen.

    Returns
    -------
    Axes

    Notes
    -----
    Twice as much and half as much are equally far from no lift. Filled dots are lifts whose adjusted p-value is
    below 0.05.

    Examples
    --------
    >>> import pandas as pd
    >>> day = pd.to_datetime(["2026-03-02", "2026-03-09"])
    >>> rows = {"day": day, "kind": ["talk", "perk"], "value": [0.2, -0.1], "low": [0.05, -0.3], "high": [0.4, 0.1]}
    >>> ax = plot_lift(pd.DataFrame(rows).assign(p_adjusted=[0.01, 0.5]))
    """
    size = (PHONE_WIDTH, 300) if phone else WIDE
    with style.house_style():
        if not finite(frame):
            return unmeasurable(ax, size, frame)
        sheet = Sheet(ax, size)
        sheet.resize(TOP + ROW * len(frame) + BOTTOM)
        names = [_name(row) for row in frame.to_dict("records")]
        told = [percent(value, 0, signed=True) for value in frame["value"]]
        missing = say("plot_lift_missing")
        start = sheet.widest(names, style.BODY) + 12
        end = sheet.widest([*told, missing], style.BODY) + 14
        wide = sheet.width - start - end
        main = sheet.main(start, TOP, wide, sheet.height - TOP - BOTTOM)
        _axis(main, frame, names, wide)
        for y, row in enumerate(frame.to_dict("records")):
            known = np.isfinite(float(row["value"]))
            if known:
                _line(main, y, {name: float(row[name]) for name in ("value", "low", "high", "p_adjusted")})
            main.annotate(told[y] if known else missing, (1, y), xycoords=("axes fraction", "data"), xytext=(10, 0),
                          textcoords="offset points", va="center", fontsize=style.BODY if known else style.SMALL,
                          color=style.INK if known else style.MASK_TEXT)  # fmt: skip
    return main


def _name(row: dict[object, object]) -> str:
    return f"{pd.Timestamp(str(row['day'])):%m-%d} {label(str(row['kind']))}"


def _axis(ax: Axes, frame: pd.DataFrame, names: list[str], wide: float) -> None:
    ends = frame[["value", "low", "high"]].to_numpy(np.float64)
    low, high = (float(np.clip(end, *FURTHEST)) for end in (np.nanmin(ends), np.nanmax(ends)))
    low, high = min(low, -0.2), max(high, 0.25)
    limits = np.log1p([low, high]) + np.array([-0.06, 0.06])
    ax.set(xlim=limits, ylim=(len(frame) - 0.5, -0.5))
    ticks = _ticks(low, high, wide / float(np.ptp(limits)))
    ax.grid(False)
    ax.grid(True, axis="x")
    ax.set_xticks(np.log1p(ticks), labels=[percent(tick, 0, signed=True) for tick in ticks])
    ax.tick_params(axis="x", length=0)
    ax.set_xlabel(say("plot_lift_axis"), labelpad=3)
    ax.set_yticks(range(len(names)), labels=names, color=style.INK, fontsize=style.BODY)
    ax.axvline(0, color=style.EQUAL_LINE, linewidth=1.2, zorder=2)


def _ticks(low: float, high: float, scale: float) -> list[float]:
    """Choose the ticks between two lifts; `scale` is how many CSS px a factor of e takes."""
    inside = [[tick for tick in ticks if low <= tick <= high] for ticks in _TICKS]
    roomy = (ticks for ticks in inside if (np.diff(np.log1p(ticks)) * scale >= _APART).all())
    return next(roomy, inside[-1])


def _line(ax: Axes, y: int, row: dict[str, float]) -> None:
    colour = style.CALL_OUT if row["p_adjusted"] < 0.05 else style.ACCENT
    value, low, high = (np.log1p(np.clip(row[name], *FURTHEST)) for name in ("value", "low", "high"))
    ax.hlines(y, low, high, color=colour, linewidth=2.2, alpha=0.45, zorder=3)
    for end, beyond, mark in ((low, row["low"] < FURTHEST[0], "<"), (high, row["high"] > FURTHEST[1], ">")):
        if beyond:
            ax.plot(end, y, mark, color=colour, markersize=5, zorder=4, clip_on=False)
    face = colour if row["p_adjusted"] < 0.05 else style.PAPER
    ax.plot(value, y, "o", color=colour, markersize=6.5, markerfacecolor=face, zorder=5, clip_on=False)
