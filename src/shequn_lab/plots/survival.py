"""How long members stay: a Kaplan–Meier curve with numbers at risk."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from shequn_lab.plots import style
from shequn_lab.plots.layout import Sheet, finite, unmeasurable
from shequn_lab.plots.ticks import percent_ticks
from shequn_lab.plots.words import best, pixels, put, strip
from shequn_lab.terms import say
from shequn_lab.terms.formats import number

WIDE, PHONE = (960, 380), (358, 330)
STEPS = (1, 2, 5, 7, 14, 30, 60, 90, 180, 360, 720)


def plot_survival(
    frame: pd.DataFrame, *, median: float | None = None, ax: Axes | None = None, phone: bool = False
) -> Axes:
    """Draw the share of members still active by days since joining.

    Parameters
    ----------
    frame : DataFrame
        Ascending ``day``, ``value``, ``low``, ``high`` (shares), ``n`` (members at risk on that
        day); a row with a true ``suppressed`` shows ``<5`` for n.
    median : float, optional
        Day by which half have gone; None or NaN where that day is not reached; beyond the curve it is not drawn.
    ax : Axes, optional
        Where to draw; it is cleared. None makes a figure of 960 × 380 CSS px, on a phone 358 × 330.
    phone : bool
        Fewer ticks.

    Returns
    -------
    Axes

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"day": [0, 5], "value": [1, 0.4], "low": [1, 0.3], "high": [1, 0.5], "n": [20, 20]})
    >>> ax = plot_survival(frame, median=5)
    """
    size = PHONE if phone else WIDE
    with style.house_style():
        if not finite(frame):
            return unmeasurable(ax, size, frame)
        sheet = Sheet(ax, size)
        rows = frame.sort_values("day")
        main = _axes(sheet, rows, 5 if phone else 10)
        x, value, low, high = (rows[c].to_numpy(float, na_value=np.nan) for c in ("day", "value", "low", "high"))
        main.fill_between(x, low, high, step="post", color=style.SEQ_4, alpha=0.28, linewidth=0, zorder=2)
        main.step(x, value, where="post", color=style.SEQ_6, linewidth=1.5, zorder=3)
        if median is not None and 0 <= median <= x.max():
            _median(sheet, main, median, x, np.fmin(low, value), np.fmax(high, value))
    return main


def _axes(sheet: Sheet, rows: pd.DataFrame, most: int) -> Axes:
    at, words = percent_ticks(1.0, 4)
    head = say("plot_at_risk")
    least = [number(float(n)) for n in rows["n"].iloc[:1]]
    left = max(sheet.widest(words, style.TICK) + 9, sheet.widest(least, style.SMALL) / 2 + 2)
    main = sheet.main(left, 28, sheet.width - left - 14, sheet.height - 28 - 80)
    main.set_title(say("plot_still_active"), pad=8)
    last = max(float(rows["day"].max()), 1.0)
    main.set(xlim=(0, last), ylim=(0, 1.02))
    main.set_yticks(at, labels=words)
    step = next((s for s in STEPS if last / s <= most), STEPS[-1])
    days = np.arange(0, last + 1e-9, step)
    main.set_xticks(days, labels=[number(d) for d in days])
    main.tick_params(axis="x", pad=3)
    main.set_xlabel(say("plot_days_since_join"), labelpad=3)
    # Numbers at risk stand under their day, with their name on the line above.
    bottom = sheet.height - 80
    sheet.text(left, bottom + 53, head, fontsize=style.SMALL)
    position = np.searchsorted(rows["day"].to_numpy(float), days - 1e-9)
    width = sheet.width - left - 14
    for day, i in zip(days, position, strict=True):
        if i < len(rows):
            x = left + day / last * width
            row = rows.iloc[i]
            told = "<5" if row.get("suppressed", False) else number(float(row["n"]))
            sheet.text(x, bottom + 70, told, ha="center", fontsize=style.SMALL, color=style.INK)
    return main


def _median(sheet: Sheet, ax: Axes, median: float, x: np.ndarray, low: np.ndarray, high: np.ndarray) -> None:
    dashed: dict[str, Any] = {"color": style.INK_2, "linewidth": 0.9, "linestyle": (0, (4, 3)), "zorder": 2.5}
    ax.plot([0, median, median], [0.5, 0.5, 0], **dashed)
    ax.plot([median], [0.5], "o", color=style.SEQ_6, markersize=5, markeredgecolor=sheet.ground, zorder=5,
            clip_on=False)  # fmt: skip
    words = say("plot_median_days", days=number(median, 0 if float(median).is_integer() else 1))
    width, tall = (side * sheet.scale for side in sheet.measure(words))
    point, frame = pixels(ax, [median], [0.5])[0], ax.get_window_extent()
    bounds = np.array([frame.x0, frame.y0, frame.x1, frame.y1])
    gap = 8 * sheet.scale
    corners = [(point[0] + gap * k, point[1] + gap * j) for k in (1, 4, 8) for j in (0.6, 2.5, 5, 8)]
    corners += [(point[0] + gap, point[1] - tall - gap * j) for j in (0.6, 3, 6, 9)]
    corners += [(point[0] - width - gap, point[1] - tall - gap * j) for j in (0.6, 3, 6)]
    boxes = [np.array([a, b, a + width, b + tall]) for a, b in corners]
    chosen = boxes[best(boxes, strip(ax, x, low, high, 2), np.empty((0, 4)), bounds)]
    put(ax, chosen[:2], words, va="bottom", color=style.INK, zorder=6)
