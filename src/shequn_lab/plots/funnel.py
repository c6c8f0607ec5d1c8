"""The funnel: how many pass each step, of those who began and of those one step before."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from shequn_lab.plots import style
from shequn_lab.plots.layout import Sheet, bare, finite, unmeasurable
from shequn_lab.terms import label, say
from shequn_lab.terms.formats import MISSING, number, percent

WIDE, PHONE = (960, 400), (358, 400)
ROW, TALL, LINE = 46.0, 74.0, 16.0


def plot_funnel(frame: pd.DataFrame, *, ax: Axes | None = None, phone: bool = False) -> Axes:
    """Draw each step of a funnel as a bar of its share of the start, with interval, count and time.

    Parameters
    ----------
    frame : DataFrame
        One row a step: ``step`` (term id), ``n``, ``of_start``, ``of_start_low``, ``of_start_high``,
        ``of_previous`` (shares), ``median_days``; a row whose ``n`` is NaN was not observed, one whose ``of_start``
        is NaN (``reach``) is a count above the funnel. A true ``suppressed`` shows neither bar nor number.
    ax : Axes, optional
        Where to draw; it is cleared. None makes a figure 960, on a phone 358 CSS px wide, as high as its rows need.
    phone : bool
        Words stand above their bar.

    Returns
    -------
    Axes

    Examples
    --------
    >>> import pandas as pd
    >>> share = {"of_start": 1.0, "of_start_low": 1.0, "of_start_high": 1.0, "of_previous": 1.0, "median_days": 0.0}
    >>> ax = plot_funnel(pd.DataFrame([{"step": "join", "n": 40, **share}]))
    """
    size = PHONE if phone else WIDE
    with style.house_style():
        if not finite(frame, "n"):
            return unmeasurable(ax, size, frame)
        sheet = Sheet(ax, size)
        rows = frame.to_dict("records")
        names = [style.printable(label(str(row["step"]))) for row in rows]
        told = [_words(row) for row in rows]
        tall = TALL if phone else ROW
        if ax is None:
            sheet.resize(tall * len(rows) + 8)
        left = 1.0 if phone else sheet.widest(names) + 18
        right = 12.0 if phone else max(sheet.widest(second for _, second in told), 120.0) + 24
        main = bare(sheet.main(left, 4, sheet.width - left - right, tall * len(rows)))
        main.set(xlim=(0, 1), ylim=(tall * len(rows), 0))
        main.grid(False)
        for i, (row, name, words) in enumerate(zip(rows, names, told, strict=True)):
            _draw(main, row, (i + 0.68 if phone else i + 0.5) * tall, 18.0)
            y = 4 + i * tall
            if phone:
                sheet.text(1, y + LINE / 2 + 4, name, color=style.INK)
                sheet.text(sheet.width - 12, y + LINE / 2 + 4, words[0], ha="right", color=style.ACCENT)
                sheet.text(1, y + LINE * 1.5 + 6, words[1], fontsize=style.SMALL)
            else:
                sheet.text(left - 10, y + tall / 2, name, ha="right", color=style.INK)
                sheet.text(sheet.width - 1, y + tall / 2 - LINE / 2, words[0], ha="right", color=style.ACCENT)
                sheet.text(sheet.width - 1, y + tall / 2 + LINE / 2, words[1], ha="right", fontsize=style.SMALL)
    return main


def _words(row: dict[Any, Any]) -> tuple[str, str]:
    """Count with its share of the start, and what it is of the step before."""
    if row.get("suppressed", False):
        return "<5", ""
    if not np.isfinite(row["n"]):
        return MISSING, say("plot_step_unseen")
    if not np.isfinite(row["of_start"]):
        return number(row["n"]), say("plot_step_reach")
    first = f"{number(row['n'])} · {percent(row['of_start'])}"
    if not np.isfinite(row["of_previous"]):
        return first, ""
    second = say("plot_step_previous", share=percent(row["of_previous"]))
    if np.isfinite(row["median_days"]):
        second += say("plot_step_days", days=number(row["median_days"], 1))
    return first, second


def _draw(ax: Axes, row: dict[Any, Any], y: float, height: float) -> None:
    hidden = row.get("suppressed", False)
    if hidden or not np.isfinite(row["n"]):
        style.hatch(ax, 0, y - height / 2, 1, height)
        return
    if not np.isfinite(row["of_start"]):
        return
    ax.barh(y, 1, height, color=style.TINT, linewidth=0, zorder=1)
    ax.barh(y, row["of_start"], height, color=style.SEQ_5, linewidth=0, zorder=2)
    if np.isfinite(row["of_start_low"]):
        ends = [row["of_start_low"], row["of_start_high"]]
        ax.plot(ends, [y + height / 2 + 4] * 2, color=style.INK_2, linewidth=1.5, zorder=3, solid_capstyle="butt")
