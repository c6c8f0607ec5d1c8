"""Growth accounting: bars of who is new, stayed, came back and lapsed, week by week."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from shequn_lab.plots import style
from shequn_lab.plots.layout import Sheet, finite, unmeasurable
from shequn_lab.plots.ticks import count_ticks, day_number, day_of, day_ticks, set_day_ticks
from shequn_lab.terms import label, say
from shequn_lab.terms.formats import number

WIDE, PHONE = (960, 380), (358, 360)
#: From the axis upwards; who lapsed hangs below it.
STACK = {"retained": style.SEQ_3, "resurrected": style.SEQ_5, "new": style.SEQ_7}
LAPSED = style.DIVERGING[1]


def plot_growth_accounting(frame: pd.DataFrame, *, ax: Axes | None = None, phone: bool = False) -> Axes:
    """Draw the members of each week: retained, back and new above the axis, lapsed below.

    Parameters
    ----------
    frame : DataFrame
        One row a week: ``week`` (its Monday), ``active``, ``retained``, ``resurrected``, ``new``, ``lapsed``
        [members]; NaN where a state is not known. Where none is, the week's ``active`` members are hatched.
    ax : Axes, optional
        Where to draw; it is cleared. None makes a figure of 960 × 380 CSS px, on a phone 358 × 360.
    phone : bool
        Narrow.

    Returns
    -------
    Axes

    Examples
    --------
    >>> import pandas as pd
    >>> row = {"week": pd.Timestamp("2024-01-01"), "active": 9, "retained": 5, "resurrected": 1, "new": 3, "lapsed": 2}
    >>> ax = plot_growth_accounting(pd.DataFrame([row]))
    """
    size = PHONE if phone else WIDE
    with style.house_style():
        if not finite(frame, "active"):
            return unmeasurable(ax, size, frame)
        sheet = Sheet(ax, size)
        x = np.array([day_number(day) for day in frame["week"]])
        counts = {name: frame[name].to_numpy(float, na_value=np.nan) for name in ("active", *STACK, "lapsed")}
        head = _key(sheet)
        main = _axes(sheet, x, counts, head)
        middle, base = x + 3.5, np.zeros(x.size)
        for name, colour in STACK.items():
            height = np.nan_to_num(counts[name])
            main.bar(middle, height, 5.2, bottom=base, color=colour, linewidth=0, zorder=2)
            base = base + height
        main.bar(middle, -np.nan_to_num(counts["lapsed"]), 5.2, color=LAPSED, linewidth=0, zorder=2)
        unknown = np.logical_and.reduce([np.isnan(counts[name]) for name in (*STACK, "lapsed")])
        for start, active in zip(x[unknown], counts["active"][unknown], strict=True):
            style.hatch(main, start + 0.9, 0, 5.2, active, edgecolor=style.HATCH, linewidth=0.8)
        main.axhline(0, color=style.INK_2, linewidth=0.9, zorder=3)
    return main


def _axes(sheet: Sheet, x: np.ndarray, counts: dict[str, np.ndarray], head: float) -> Axes:
    stacked = np.sum([np.nan_to_num(counts[name]) for name in STACK], axis=0)
    top = max(float(np.nanmax(np.fmax(stacked, counts["active"]))), 1.0) * 1.04
    bottom = max(float(np.nan_to_num(counts["lapsed"]).max()), 0.0) * 1.08
    at = count_ticks(max(top, bottom), 4 if top > 4 else max(int(top), 1))[0]
    ticks = [-value for value in at[:0:-1] if value <= bottom] + [value for value in at if value <= top]
    words = [number(abs(value)) for value in ticks]
    words[-1] = say("plot_top_tick", value=words[-1])
    left = max(sheet.widest(words, style.TICK) + 10, sheet.measure("00-00", style.TICK)[0] / 2 + 2)
    main = sheet.main(left, head, sheet.width - left - 20, sheet.height - head - 26)
    main.set(xlim=(x[0], x[-1] + 7), ylim=(-bottom, top))
    main.set_yticks(ticks, labels=words)
    set_day_ticks(main, day_ticks(sheet, day_of(x[0]), day_of(x[-1] + 7), sheet.width - left - 20, 20))
    main.tick_params(axis="x", pad=3)
    main.spines["bottom"].set_visible(False)
    return main


def _key(sheet: Sheet) -> float:
    """Name the colours in the order in which they lie, in as many lines as they need; return where these end."""
    names = [(name, colour) for name, colour in reversed(STACK.items())] + [("lapsed", LAPSED)]
    x, y = 1.0, 10.0
    for name, colour in names:
        words = label(name) if name != "lapsed" else say("plot_lapsed_below", name=label(name))
        width = 14 + sheet.measure(words)[0] + 18
        if x + width - 18 > sheet.width and x > 1:
            x, y = 1.0, y + 19
        sheet.text(x, y, "■", color=colour)
        sheet.text(x + 14, y, words)
        x += width
    return y + 18
