"""Many runs of one case: where a figure comes out against its claim, and what moves it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib import patheffects
from matplotlib.axes import Axes

from shequn_lab.plots import style
from shequn_lab.plots.layout import Sheet, finite, unmeasurable
from shequn_lab.plots.ticks import GAP, nice_step
from shequn_lab.terms import say
from shequn_lab.terms.formats import amount, number, percent

WIDE, PHONE = (960, 250), (358, 270)
ROW, HEAD, FOOT = 38.0, 40.0, 40.0
BINS = 32
SIDES = {"baseline": "#7C848E", "treated": style.SEQ_6}
LOW_END, HIGH_END = style.SEQ_3, style.SEQ_6
_CLAIM: dict[str, Any] = {"color": style.CALL_OUT, "linewidth": 1.3, "linestyle": (0, (4, 3)), "zorder": 4}


def plot_rerun(
    frame: pd.DataFrame, *, claim: float | None = None, unit: str = "relative", ax: Axes | None = None,
    phone: bool = False,
) -> Axes:  # fmt: skip
    """Draw in how many runs a figure came out where, without and with what was done, against the claim.

    Parameters
    ----------
    frame : DataFrame
        ``baseline`` and ``treated``: the figure in each run; NaN where it was not measurable.
    claim : float, optional
        The published figure in the same unit.
    unit : str
        As the glossary names units.
    ax : Axes, optional
        Where to draw; it is cleared. None makes a figure of 960 × 250 CSS px, on a phone 358 × 270.
    phone : bool
        Names stand above their rows.

    Returns
    -------
    Axes

    Examples
    --------
    >>> import pandas as pd
    >>> ax = plot_rerun(pd.DataFrame({"baseline": [0.1, 0.15], "treated": [0.2, 0.3]}), claim=0.4)
    """
    size = PHONE if phone else WIDE
    with style.house_style():
        sides = [side for side in SIDES if finite(frame, side)]
        if not sides:
            return unmeasurable(ax, size, frame)
        sheet = Sheet(ax, size)
        names = {side: say(f"plot_side_{side}") for side in sides}
        left = 8.0 if phone else sheet.widest(names.values()) + 16
        main = sheet.main(left, HEAD, sheet.width - left - 14, sheet.height - HEAD - FOOT)
        values = {side: frame[side].dropna().to_numpy(float) for side in sides}
        value_axis(sheet, main, [*np.concatenate(list(values.values())), *([] if claim is None else [claim])], unit)
        edges = np.linspace(*main.get_xlim(), BINS + 1)
        main.set_ylim(0, len(sides) * 1.25)
        for i, side in enumerate(reversed(sides)):
            counts = np.histogram(values[side], edges)[0]
            heights = counts / max(counts.max(), 1)
            bottom = i * 1.25
            bars: dict[str, Any] = {
                "align": "edge",
                "bottom": bottom,
                "color": SIDES[side],
                "linewidth": 0,
                "zorder": 2,
            }
            main.bar(edges[:-1], heights * 0.9, np.diff(edges) * 0.94, **bars)
            main.axhline(bottom, color=style.RULE, linewidth=0.8, zorder=3)
            y = (
                sheet.height
                - FOOT
                - (bottom + (1.08 if phone else 0.45)) / (len(sides) * 1.25) * (sheet.height - HEAD - FOOT)
            )
            sheet.text(8, y, names[side], color=style.INK)
        _claim_line(sheet, main, claim, unit)
        main.set_xlabel(say("plot_runs", n=number(len(frame))), labelpad=4)
    return main


def plot_tornado(
    frame: pd.DataFrame, *, claim: float | None = None, unit: str = "relative", ax: Axes | None = None,
    phone: bool = False,
) -> Axes:  # fmt: skip
    """Draw how far one parameter at a time moves a figure over its stated range.

    Parameters
    ----------
    frame : DataFrame
        Widest first: ``label`` (words), ``low_text``, ``high_text`` (ends of the range in words), ``at_low``,
        ``at_high`` (the figure there), ``nominal``, ``error`` (standard error of the difference of the two).
    claim : float, optional
    unit : str
        As the glossary names units.
    ax : Axes, optional
        Where to draw; it is cleared. None makes a figure 960, on a phone 358 CSS px wide, as high as its rows need.
    phone : bool
        Names stand above their bars.

    Returns
    -------
    Axes

    Examples
    --------
    >>> import pandas as pd
    >>> row = {"label": "joins", "low_text": "1", "high_text": "3", "at_low": 0.1, "at_high": 0.3,
    ...        "nominal": 0.2, "error": 0.01}
    >>> ax = plot_tornado(pd.DataFrame([row]), claim=0.4)
    """
    size = PHONE if phone else WIDE
    with style.house_style():
        if not finite(frame, "nominal"):
            return unmeasurable(ax, size, frame)
        sheet = Sheet(ax, size)
        rows = frame.to_dict("records")
        room = sheet.width - 20 if phone else min(340.0, sheet.width * 0.38)
        labels = [sheet.wrap(style.printable(f"{r['label']}  {r['low_text']}–{r['high_text']}"), room) for r in rows]
        line = 17.0
        heights = [max(ROW, line * (label.count("\n") + 1) + (30 if phone else 10)) for label in labels]
        if ax is None:
            sheet.resize(HEAD + sum(heights) + FOOT + (36 if phone else 18))
        left = 8.0 if phone else room + 16
        main = sheet.main(left, HEAD, sheet.width - left - 14, sum(heights))
        reach = 1.96 * frame["error"].fillna(0)
        ends = [frame["at_low"], frame["nominal"], frame["at_high"] - reach, frame["at_high"] + reach]
        held = np.concatenate([end.to_numpy(float) for end in ends])
        value_axis(sheet, main, [*held[np.isfinite(held)], *([] if claim is None else [claim])], unit)
        main.set_ylim(sum(heights), 0)
        main.axvline(rows[0]["nominal"], color=style.INK_2, linewidth=0.9, zorder=3)
        # On a phone the words stand above their bars, where lines cross them.
        halo = [patheffects.withStroke(linewidth=2.5, foreground=sheet.ground)]
        y = 0.0
        for row, label, height in zip(rows, labels, heights, strict=True):
            lines = label.count("\n") + 1
            middle = y + (line * lines + 14 if phone else height / 2)
            _swing(main, row, middle)
            sheet.text(8, HEAD + (y + line * lines / 2 + 2 if phone else middle), label, color=style.INK,
                       linespacing=1.25, path_effects=halo)  # fmt: skip
            y += height
            main.axhline(y, color=style.RULE_2, linewidth=0.8, zorder=1)
        _claim_line(sheet, main, claim, unit)
        _key(sheet, phone)
    return main


def _swing(ax: Axes, row: dict[Any, Any], y: float) -> None:
    for end, colour in (("at_low", LOW_END), ("at_high", HIGH_END)):
        ax.barh(y, row[end] - row["nominal"], 14, row["nominal"], color=colour, linewidth=0, zorder=2)
    # The interval of the swing stands at its high end: both ends share the luck of their seeds.
    reach = 1.96 * row["error"]
    if np.isfinite(reach):
        ends = [row["at_high"] - reach, row["at_high"] + reach]
        ax.plot(ends, [y, y], color=style.INK, linewidth=1, zorder=5, solid_capstyle="butt")


def _key(sheet: Sheet, phone: bool) -> None:
    """Say which colour is which end: side by side, on a phone one above the other."""
    x, y = 8.0, sheet.height - (30 if phone else 12)
    for end, colour in (("low", LOW_END), ("high", HIGH_END)):
        words = say(f"plot_range_{end}")
        sheet.text(x, y, "■", color=colour)
        sheet.text(x + 14, y, words)
        x, y = (x, y + 18) if phone else (x + 32 + sheet.measure(words)[0], y)


def value_axis(sheet: Sheet, ax: Axes, values: list[float], unit: str) -> None:
    """Give the horizontal axis the span of `values`, with as many labels of their unit as there is room for."""
    low, high = min(values), max(values)
    pad = 0.06 * (high - low) or abs(high) * 0.1 or 0.05
    ax.set_xlim(low - pad, high + pad)
    box = ax.get_window_extent()
    width, left, right = box.width / sheet.scale, box.x0 / sheet.scale, sheet.width - box.x1 / sheet.scale
    for n in (7, 5, 4, 3, 2, 1):
        step = nice_step(high - low + 2 * pad, n)
        at = np.arange(np.ceil((low - pad) / step), (high + pad) / step + 1e-9) * step
        words = [_tick(x, step, unit) for x in at]
        if sum(sheet.measure(word, style.TICK)[0] + GAP for word in words) <= width:
            break
    # What would run past an edge stays a bare mark.
    along = (at - ax.get_xlim()[0]) / np.diff(ax.get_xlim())[0]
    room = np.minimum(left + along * width, right + (1 - along) * width)
    fits = [space >= sheet.measure(word, style.TICK)[0] / 2 for space, word in zip(room, words, strict=True)]
    ax.set_xticks(at, labels=[word if fit else "" for word, fit in zip(words, fits, strict=True)])
    ax.grid(True, axis="x")
    ax.grid(False, axis="y")


def _tick(value: float, step: float, unit: str) -> str:
    if unit in ("share", "relative", "points"):
        places = next(
            places for places in (0, 1, 2) if places == 2 or abs(round(100 * step, places) - 100 * step) < 1e-9
        )
        return percent(value, places, signed=unit == "relative") if unit != "points" else number(100 * value, places)
    return amount(round(value, 9), unit).removesuffix(".00")


def _claim_line(sheet: Sheet, ax: Axes, claim: float | None, unit: str) -> None:
    if claim is not None:
        limit_line(sheet, ax, claim, say("plot_claimed", value=amount(claim, unit)))


def limit_line(sheet: Sheet, ax: Axes, claim: float, words: str) -> None:
    """Draw a dashed upright line at a value, with words above it."""
    ax.axvline(claim, **_CLAIM)
    box, size = ax.get_window_extent(), sheet.measure(words)
    start = box.x0 / sheet.scale
    x = start + (claim - ax.get_xlim()[0]) / np.diff(ax.get_xlim())[0] * box.width / sheet.scale
    x = min(max(x, size[0] / 2 + 4), sheet.width - size[0] / 2 - 4)
    sheet.text(x, HEAD - 14, words, ha="center", color=style.CALL_OUT)
