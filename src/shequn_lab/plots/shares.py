"""Shares of one whole as bars, each with its interval under it."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from shequn_lab.plots import style
from shequn_lab.plots.layout import Sheet, finite, unmeasurable
from shequn_lab.plots.ticks import percent_ticks
from shequn_lab.terms.formats import MISSING, number, percent

WIDE, PHONE = (960, 300), (358, 300)
ROW = 40.0


def plot_shares(frame: pd.DataFrame, *, ax: Axes | None = None, phone: bool = False) -> Axes:
    """Draw shares as horizontal bars from zero, in the order of the rows.

    Parameters
    ----------
    frame : DataFrame
        ``name`` (words), ``value``, ``low``, ``high`` (shares), ``k`` (how many); a row with a true ``suppressed``
        shows neither bar nor number.
    ax : Axes, optional
        Where to draw; it is cleared. None makes a figure 960, on a phone 358 CSS px wide, as high as its rows need.
    phone : bool
        Narrow.

    Returns
    -------
    Axes

    Examples
    --------
    >>> import pandas as pd
    >>> ax = plot_shares(pd.DataFrame({"name": ["QR"], "value": [0.3], "low": [0.2], "high": [0.4], "k": [12]}))
    """
    size = PHONE if phone else WIDE
    with style.house_style():
        if not finite(frame):
            return unmeasurable(ax, size, frame)
        sheet = Sheet(ax, size)
        if ax is None:
            sheet.resize(ROW * len(frame) + 32)
        hidden = frame["suppressed"].eq(True).to_numpy() if "suppressed" in frame else np.zeros(len(frame), bool)
        value, low, high, k = (frame[c].to_numpy(float, na_value=np.nan) for c in ("value", "low", "high", "k"))
        value, low, high = (np.where(hidden, np.nan, part) for part in (value, low, high))
        words = [_words(*cell) for cell in zip(value, k, hidden, strict=True)]
        names = [sheet.wrap(style.printable(name), 0.34 * sheet.width) for name in frame["name"]]
        left = sheet.widest(names) + 12
        main = sheet.main(left, 2, sheet.width - left - 14, sheet.height - 30)
        # The axis must hold the bars with the numbers written after them.
        written = (sheet.widest(words) + 12) / (sheet.width - left - 14)
        top = (
            max(np.nanmax(np.fmax(value, 0.0), initial=0.0) / (1 - written), np.nanmax(high, initial=0.0), 0.05) * 1.02
        )
        at, ticks = percent_ticks(min(top, 1.0), 4)
        main.set(xlim=(0, top), ylim=(len(frame) - 0.4, -0.5))
        main.grid(False)
        main.grid(True, axis="x")
        main.spines["bottom"].set_visible(False)
        main.set_xticks(at, labels=ticks)
        main.tick_params(axis="x", length=0, pad=3)
        rows = np.arange(len(frame))
        main.set_yticks(rows, labels=names, fontsize=style.BODY, color=style.INK)
        main.barh(rows, np.nan_to_num(value), height=0.46, color=style.SEQ_5, linewidth=0, zorder=2)
        main.hlines(rows + 0.34, low, high, color=style.INK_2, linewidth=1.5, zorder=3)
        for row, text in enumerate(words):
            place = (float(np.nan_to_num(value[row])), row)
            main.annotate(text, place, xytext=(5, 0), textcoords="offset points", va="center")
    return main


def _words(value: float, k: float, hidden: bool) -> str:
    if hidden:
        return "<5"
    return f"{percent(value)} · {number(k)}" if np.isfinite(value) else MISSING
