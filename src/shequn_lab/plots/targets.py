"""Many runs of one plan: where a figure comes out, and which of the runs meet its target."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from shequn_lab.plots import style
from shequn_lab.plots.layout import Sheet, finite, unmeasurable
from shequn_lab.plots.reruns import BINS, FOOT, HEAD, limit_line, value_axis
from shequn_lab.terms import say
from shequn_lab.terms.formats import amount, number

WIDE, PHONE = (960, 210), (358, 210)
MET, MISSED = style.ACCENT, style.EQUAL_LINE


def plot_target(
    frame: pd.DataFrame, *, limit: float, at_least: bool = True, unit: str = "relative", ax: Axes | None = None,
    phone: bool = False,
) -> Axes:  # fmt: skip
    """Draw in how many runs a figure came out where, and what is asked of it.

    Parameters
    ----------
    frame : DataFrame
        ``value``: the figure in each run; NaN where it was not measurable.
    limit : float
        What is asked for, in the same unit.
    at_least : bool
        Whether the figure is to reach the limit; otherwise not to exceed it.
    unit : str
        As the glossary names units.
    ax : Axes, optional
        Where to draw; it is cleared. None makes a figure of 960 × 210 CSS px, on a phone 358 × 210.
    phone : bool
        For a narrow screen.

    Returns
    -------
    Axes

    Examples
    --------
    >>> import pandas as pd
    >>> ax = plot_target(pd.DataFrame({"value": [0.1, 0.2, 0.3]}), limit=0.2, unit="share")
    """
    size = PHONE if phone else WIDE
    with style.house_style():
        if not finite(frame, "value"):
            return unmeasurable(ax, size, frame)
        sheet = Sheet(ax, size)
        values = frame["value"].dropna().to_numpy(float)
        left = 8 + sheet.measure(number(len(values)), style.TICK)[0]
        main = sheet.main(left, HEAD, sheet.width - left - 14, sheet.height - HEAD - FOOT)
        value_axis(sheet, main, [*values, limit], unit)
        # The limit is an edge, so that no bar holds runs of both kinds.
        low, high = main.get_xlim()
        width = (high - low) / BINS
        edges = limit + width * np.arange(np.floor((low - limit) / width), np.ceil((high - limit) / width) + 1)
        met = values >= limit if at_least else values <= limit
        # A figure exactly at its limit stands on the side of those that meet it.
        nudged = np.where(values == limit, limit + (width if at_least else -width) / 2, values)
        tallest = 0
        for chosen, colour in ((met, MET), (~met, MISSED)):
            counts = np.histogram(nudged[chosen], edges)[0]
            tallest = max(tallest, counts.max())
            main.bar(edges[:-1], counts, np.diff(edges) * 0.94, align="edge", color=colour, linewidth=0, zorder=2)
        main.set_xlim(low, high)
        main.set_ylim(bottom=0)
        # One mark, at the tallest bar, is enough to read the others by.
        main.set_yticks([tallest], labels=[number(int(tallest))])
        words = say("plan_at_least" if at_least else "plan_at_most", value=amount(limit, unit))
        limit_line(sheet, main, limit, say("plan_asked", value=words))
        main.set_xlabel(say("plot_target_runs", n=number(len(values))), labelpad=4)
    return main
