"""The activity matrix as squares: who was active on which day."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PatchCollection
from matplotlib.patches import Rectangle

from shequn_lab.plots import style
from shequn_lab.plots.layout import Sheet, bare, unmeasurable
from shequn_lab.terms import say
from shequn_lab.terms.formats import number

WIDE, PHONE = (960, 400), (358, 400)
ROW, GAP = 22.0, 0.08
_WIDEST = 56.0


def plot_activity(frame: pd.DataFrame, *, max_rows: int = 30, ax: Axes | None = None, phone: bool = False) -> Axes:
    """Draw the activity matrix: one square for each member and day on which the member was active.

    Parameters
    ----------
    frame : DataFrame
        Members down, days across, True where active: what ``ActivityMatrix.dense`` returns. Sums by day stand below.
    max_rows : int
        Draw the first members only, and say so; the sums are of all.
    ax : Axes, optional
        Where to draw; it is cleared. None makes a figure 960, on a phone 358 CSS px wide, as high as its rows need.
    phone : bool
        For a narrow screen.

    Returns
    -------
    Axes

    Examples
    --------
    >>> import pandas as pd
    >>> days = pd.date_range("2026-03-02", periods=3)
    >>> plot_activity(pd.DataFrame([[True, False, True]], index=["An"], columns=days)).get_xlim()
    (np.float64(0.0), np.float64(3.0))
    """
    size = PHONE if phone else WIDE
    with style.house_style():
        if frame.empty:
            return unmeasurable(ax, size, frame)
        shown = frame.iloc[:max_rows]
        hidden = len(frame) - len(shown)
        sheet = Sheet(ax, (size[0], 30 + ROW * (len(shown) + 1) + (22 if hidden else 6)))
        return _draw(sheet, frame, shown, hidden)


def _draw(sheet: Sheet, frame: pd.DataFrame, shown: pd.DataFrame, hidden: int) -> Axes:
    names = [style.printable(name) for name in shown.index]
    total = say("plot_active_each_day")
    left = sheet.widest([*names, total], style.SMALL) + 10
    n_rows, n_days = shown.shape
    width = min(sheet.width - left - 2, _WIDEST * n_days)
    main = bare(sheet.main(left, 24, width, ROW * n_rows))
    main.set(xlim=(0, n_days), ylim=(n_rows, 0))
    main.grid(False)
    grid = PatchCollection(
        [Rectangle((x, y), 1, 1) for y in range(n_rows) for x in range(n_days)],
        facecolor="none",
        edgecolor=style.RULE_2,
    )
    main.add_collection(grid)
    rows, columns = np.nonzero(shown.to_numpy(bool))
    cells = [Rectangle((x + GAP, y + GAP), 1 - 2 * GAP, 1 - 2 * GAP) for y, x in zip(rows, columns, strict=True)]
    main.add_collection(PatchCollection(cells, facecolor=style.SEQ_5, edgecolor="none"))
    for y, name in enumerate(names):
        sheet.text(left - 8, 24 + (y + 0.5) * ROW, name, ha="right", fontsize=style.SMALL)
    sums = frame.to_numpy(bool).sum(axis=0)
    # Heads and sums need room of their own: where days are many, only some carry words.
    step = max(1, int(np.ceil((sheet.measure("00-00", style.SMALL)[0] + 6) / (width / n_days))))
    below = 24 + ROW * (n_rows + 0.5)
    for x in range(0, n_days, step):
        at = left + (x + 0.5) * width / n_days
        sheet.text(at, 12, f"{frame.columns[x]:%m-%d}", ha="center", fontsize=style.SMALL)
        sheet.text(at, below, number(int(sums[x])), ha="center", color=style.INK, fontsize=style.SMALL)
    sheet.text(left - 8, below, total, ha="right", fontsize=style.SMALL)
    if hidden:
        words = say("plot_members_hidden", count=number(hidden))
        sheet.text(1, sheet.height - 8, words, fontsize=style.SMALL)
    return main
