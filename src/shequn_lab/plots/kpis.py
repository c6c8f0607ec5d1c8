"""Key figures with their intervals, as a small table for notebooks."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from shequn_lab.plots import style
from shequn_lab.plots.layout import Sheet, bare, unmeasurable
from shequn_lab.terms import say
from shequn_lab.terms.formats import MISSING, number

WIDE, PHONE = (720, 400), (358, 400)
ROW, LINE, GAP = 30.0, 17.0, 20.0
VALUE = 11.5
"""Size of the value itself [pt]."""


def plot_kpis(frame: pd.DataFrame, *, ax: Axes | None = None, phone: bool = False) -> Axes:
    """Draw key figures as a table: name, value, interval, n.

    Parameters
    ----------
    frame : DataFrame
        ``name``, ``value_text``, ``interval_text`` (words, ready to be shown), ``n`` (number or NaN).
    ax : Axes, optional
        Where to draw; it is cleared. None makes a figure 720, on a phone 358 CSS px wide, as high as its rows need.
    phone : bool
        The interval stands under the value.

    Returns
    -------
    Axes

    Examples
    --------
    >>> import pandas as pd
    >>> row = {"name": "MAU", "value_text": "370", "interval_text": "340–399", "n": 935}
    >>> ax = plot_kpis(pd.DataFrame([row]))
    """
    size = PHONE if phone else WIDE
    with style.house_style():
        if frame.empty:
            return unmeasurable(ax, size, frame)
        rows = [[_words(row[c]) for c in ("name", "value_text", "interval_text")] + [_count(row["n"])]
                for row in frame.to_dict("records")]  # fmt: skip
        probe = Sheet(ax, size)
        count = max(probe.widest([row[3] for row in rows]), probe.measure("n")[0])
        value = probe.widest([row[1] for row in rows], VALUE)
        span = probe.widest([row[2] for row in rows] + [say("plot_interval")])
        beside = count + GAP + (max(value, span) if phone else span + GAP + value)
        names = [probe.wrap(row[0], max(probe.width - beside - GAP - 2, 60)) for row in rows]
        lines = [max(name.count("\n") + 1, 2 if phone and row[2] else 1) for name, row in zip(names, rows, strict=True)]
        heights = [ROW + LINE * (n - 1) for n in lines]
        if ax is None:
            probe.resize(30 + sum(heights) + 4)
        main = bare(probe.main(0, 0, probe.width, probe.height))
        main.set(xlim=(0, probe.width), ylim=(probe.height, 0))
        main.grid(False)
        _head(probe, main, count, span, phone)
        y = 30.0
        for name, row, height in zip(names, rows, heights, strict=True):
            _row(probe, (name, *row[1:]), y, height, (count, span), phone)
            y += height
            main.axhline(y, color=style.INK if y > sum(heights) + 29 else style.RULE_2, linewidth=0.9)
    return main


def _words(text: object) -> str:
    return MISSING if text is None or text != text else style.printable(text)


def _count(n: object) -> str:
    value = float(pd.to_numeric(pd.Series([n]), errors="coerce").to_numpy(float, na_value=np.nan)[0])
    return number(value)


def _head(sheet: Sheet, ax: Axes, count: float, span: float, phone: bool) -> None:
    right = sheet.width - 2
    sheet.text(2, 14, say("plot_key_figure"))
    sheet.text(right, 14, "n", ha="right")
    if phone:
        sheet.text(right - count - GAP, 14, say("plot_value_interval"), ha="right")
    else:
        sheet.text(right - count - GAP, 14, say("plot_interval"), ha="right")
        sheet.text(right - count - span - 2 * GAP, 14, say("plot_value"), ha="right")
    ax.axhline(1, color=style.INK, linewidth=1.1)
    ax.axhline(30, color=style.INK, linewidth=0.75)


def _row(
    sheet: Sheet,
    words: tuple[str, ...],
    y: float,
    height: float,
    widths: tuple[float, float],
    phone: bool,
) -> None:
    name, value, span, n = words
    right, middle = sheet.width - 2, y + height / 2
    sheet.text(2, middle, name, color=style.INK, linespacing=1.3)
    sheet.text(right, middle, n, ha="right")
    end = right - widths[0] - GAP
    if phone:
        sheet.text(end, middle - (9 if span else 0), value, ha="right", color=style.ACCENT, fontsize=VALUE)
        sheet.text(end, middle + 9, span, ha="right")
    else:
        sheet.text(end, middle, span, ha="right")
        sheet.text(end - widths[1] - GAP, middle, value, ha="right", color=style.ACCENT, fontsize=VALUE)
