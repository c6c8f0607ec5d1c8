"""How much of what is published promotes, week by week, under its ceiling."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from shequn_lab.plots import style
from shequn_lab.plots.layout import Sheet, finite, unmeasurable
from shequn_lab.plots.ticks import day_number, day_of, day_ticks, percent_ticks, set_day_ticks
from shequn_lab.terms import say
from shequn_lab.terms.formats import percent

WIDE, PHONE = (960, 300), (358, 280)
BELOW, ABOVE = style.SEQ_3, style.SEQ_6


def plot_promotion(frame: pd.DataFrame, *, ceiling: float = 0.30, ax: Axes | None = None, phone: bool = False) -> Axes:
    """Draw the promotion share of each week as a bar, with its interval and the ceiling.

    Parameters
    ----------
    frame : DataFrame
        Indexed by the first day of each week (or day): ``value``, ``low``, ``high`` (shares), ``n`` (posts); NaN
        where nothing was posted.
    ceiling : float
        Share that should not be exceeded; bars above it are dark.
    ax : Axes, optional
        Where to draw; it is cleared. None makes a figure of 960 × 300 CSS px, on a phone 358 × 280.
    phone : bool
        Narrow.

    Returns
    -------
    Axes

    Examples
    --------
    >>> import pandas as pd
    >>> weeks = pd.date_range("2024-01-01", periods=2, freq="7D")
    >>> ax = plot_promotion(pd.DataFrame({"value": [0.2, 0.5], "low": 0.1, "high": 0.6, "n": 9}, index=weeks))
    """
    size = PHONE if phone else WIDE
    with style.house_style():
        if not finite(frame):
            return unmeasurable(ax, size, frame)
        sheet = Sheet(ax, size)
        value, low, high = (frame[c].to_numpy(float, na_value=np.nan) for c in ("value", "low", "high"))
        x = np.array([day_number(day) for day in frame.index])
        step = float(np.min(np.diff(x), initial=7.0)) if x.size > 1 else 7.0
        main = _axes(sheet, x, step, max(np.nanmax(np.fmax(value, np.nan_to_num(high))), ceiling))
        middle = x + step / 2
        colours = [ABOVE if v > ceiling else BELOW for v in value]
        main.bar(middle, np.nan_to_num(value), 0.72 * step, color=colours, linewidth=0, zorder=2)
        main.vlines(middle, low, high, color=style.INK_2, linewidth=1.1, zorder=3)
        for start in x[np.isnan(value)]:
            style.hatch(main, start + 0.14 * step, 0, 0.72 * step, main.get_ylim()[1])
        main.axhline(ceiling, color=style.CALL_OUT, linewidth=1.2, linestyle=(0, (4, 3)), zorder=4)
        _ceiling_words(sheet, ceiling)
    return main


def _axes(sheet: Sheet, x: np.ndarray, step: float, top: float) -> Axes:
    top = min(1.0, 1.08 * top)
    at, words = percent_ticks(top, 4)
    left = max(sheet.widest(words, style.TICK) + 9, sheet.measure("00-00", style.TICK)[0] / 2 + 2)
    main = sheet.main(left, 30, sheet.width - left - 20, sheet.height - 30 - 26)
    main.set(xlim=(x[0], x[-1] + step), ylim=(0, top))
    main.set_yticks(at, labels=words)
    set_day_ticks(main, day_ticks(sheet, day_of(x[0]), day_of(x[-1] + step), sheet.width - left - 20, 20))
    main.tick_params(axis="x", pad=3)
    return main


def _ceiling_words(sheet: Sheet, ceiling: float) -> None:
    """Name the dashed line and the two shades above the bars, where nothing can cover them."""
    words = say("plot_ceiling", share=percent(ceiling, 0))
    sheet.text(1, 11, "╌╌", color=style.CALL_OUT)
    start = 1 + sheet.measure("╌╌")[0] + 5
    sheet.text(start, 11, words, color=style.CALL_OUT)
    start += sheet.measure(words)[0] + 18
    for colour, key in ((BELOW, "below"), (ABOVE, "above")):
        name = say(f"plot_ceiling_{key}")
        if start + 14 + sheet.measure(name)[0] <= sheet.width:
            sheet.text(start, 11, "■", color=colour)
            sheet.text(start + 14, 11, name)
        start += 14 + sheet.measure(name)[0] + 18
