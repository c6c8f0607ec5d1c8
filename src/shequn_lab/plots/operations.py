"""Ways beside each other: for each figure a row of dots with intervals, one for each way."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from shequn_lab.plots import style
from shequn_lab.plots.layout import Sheet, finite, unmeasurable
from shequn_lab.terms import all_terms, label, term
from shequn_lab.terms.formats import amount

ROW, HEAD, GAP = 26.0, 30.0, 22.0
_ACROSS = 4
#: Room to the right of the intervals for the numbers, as a share of what they span.
_ROOM = 0.62


def plot_compared(frame: pd.DataFrame, *, ax: Axes | None = None, phone: bool = False) -> Axes:
    """Draw several figures of several ways: ways of splitting, thresholds, channels.

    Parameters
    ----------
    frame : DataFrame
        As from ``compare_splits``, ``compare_thresholds`` or ``compare_channels``: index ``way``, ``threshold`` or
        ``channel``; ``figure`` (term id, in the index or a column), ``value``, ``low``, ``high``. Figures without any
        value are left out.
    ax : Axes, optional
        Where to draw; it is cleared. None makes a figure 960, on a phone 358 CSS px wide, as high as its rows need.
    phone : bool
        One figure below the other.

    Returns
    -------
    Axes
        Of the first figure. Each has its own scale: lengths are compared inside a figure only.

    Examples
    --------
    >>> import pandas as pd
    >>> row = {"channel": "qr", "figure": "entry_spoke", "value": 0.4, "low": 0.3, "high": 0.5}
    >>> ax = plot_compared(pd.DataFrame([row]).set_index("channel"))
    """
    size = (358.0 if phone else 960.0, 300.0)
    with style.house_style():
        if not finite(frame):
            return unmeasurable(ax, size, frame)
        table = frame.reset_index()
        kind = str(table.columns[0])
        ways, figures = (list(dict.fromkeys(table.loc[kept, name])) for kept, name in (
            (slice(None), kind), (table["value"].notna(), "figure")))  # fmt: skip
        sheet = Sheet(ax, size)
        across = 1 if phone else min(_ACROSS, len(figures))
        high = HEAD + ROW * len(ways)
        if ax is None:
            sheet.resize(-(-len(figures) // across) * (high + GAP))
        names = [_name(kind, str(way)) for way in ways]
        left = sheet.widest(names, style.BODY) + 12
        wide = (sheet.width - left) / across
        panels: list[Axes] = []
        for i, figure in enumerate(figures):
            x, y = left + wide * (i % across), (high + GAP) * (i // across) + HEAD
            panels.append((sheet.panel if panels else sheet.main)(x, y, wide - 8, ROW * len(ways)))
            head = sheet.wrap(label(figure), wide - 8, style.SMALL)
            sheet.text(x, y - 6, head, va="bottom", color=style.INK, fontsize=style.SMALL)
            _dots(panels[-1], table[table["figure"] == figure].set_index(kind).reindex(ways), term(figure).unit)
            if i % across == 0:
                panels[-1].set_yticks(range(len(ways)), labels=names, color=style.INK, fontsize=style.BODY)
    return panels[0]


def _name(kind: str, way: str) -> str:
    known = all_terms()
    return next((label(id) for id in (f"{kind}_{way}", way) if id in known), style.printable(way))


def _dots(ax: Axes, own: pd.DataFrame, unit: str) -> None:
    value, low, high = (own[name].to_numpy(float, na_value=np.nan) for name in ("value", "low", "high"))
    ends = np.concatenate([value, low, high])
    least, most = np.nanmin(ends), np.nanmax(ends)
    span = most - least or abs(most) or 1.0
    y = np.arange(len(own))
    ax.set(xlim=(least - 0.04 * span, most + _ROOM * span), ylim=(len(own) - 0.5, -0.5))
    ax.grid(False)
    ax.tick_params(axis="y", length=0)
    ax.hlines(y, low, high, color=style.ACCENT, linewidth=2.2, alpha=0.45, zorder=3)
    ax.plot(value, y, "o", color=style.ACCENT, markersize=6, markeredgecolor=style.PAPER, zorder=4, clip_on=False)
    for place, number, end in zip(y, value, high, strict=True):
        known = bool(np.isfinite(number))
        at = least if not known else max(number, end) if np.isfinite(end) else number
        ax.annotate(amount(number, unit), (float(at), float(place)), xytext=(6, 0), textcoords="offset points",
                    va="center", fontsize=style.SMALL, color=style.INK if known else style.MASK_TEXT)  # fmt: skip
