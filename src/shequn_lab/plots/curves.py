"""Retention by age, three meanings on one axis."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib import patheffects
from matplotlib.axes import Axes

from shequn_lab.plots import style
from shequn_lab.plots.layout import Sheet, finite, unmeasurable
from shequn_lab.plots.ticks import percent_ticks
from shequn_lab.plots.words import best, pixels, put, strip
from shequn_lab.terms import say
from shequn_lab.terms.formats import number, percent

WIDE, PHONE = (960, 330), (358, 620)
MODES = ("on", "within", "after")


def plot_retention_curves(
    frame: pd.DataFrame,
    *,
    marks: Sequence[int] = (7, 30, 60),
    horizon: int | None = None,
    first_seen: bool = False,
    ax: Axes | None = None,
    phone: bool = False,
) -> Axes:
    """Draw retention on, within and after day n beside each other.

    Parameters
    ----------
    frame : DataFrame
        Tidy: ``mode`` (``on``, ``within``, ``after``), ``day`` (n ≥ 1), ``value``, ``low``, ``high`` (shares), ``n``;
        where a ``suppressed`` is true the curve has a gap.
    marks : sequence of int
        Days that carry value and n.
    horizon : int, optional
        Day up to which ``after`` was followed; default ``frame.attrs["horizon"]``, else the end of the window.
    first_seen : bool
        The first message stood in for joining; changes the words.
    ax : Axes, optional
        Where to draw; it is cleared. None makes a figure of 960 × 330 CSS px, on a phone 358 × 620.
    phone : bool
        Panels under each other.

    Returns
    -------
    Axes
        The axes of the first panel.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"mode": "on", "day": [1, 2], "value": [0.4, 0.2], "low": 0.1, "high": 0.6, "n": 50})
    >>> ax = plot_retention_curves(frame, marks=[2])
    """
    size = PHONE if phone else WIDE
    with style.house_style():
        if not finite(frame):
            return unmeasurable(ax, size, frame)
        present = [mode for mode in MODES if (frame["mode"] == mode).any()]
        tall = size[1] * (len(present) / 3 if phone else 1) + (30 if phone and len(present) < 3 else 0)
        sheet = Sheet(ax, (size[0], tall))
        horizon = horizon if horizon is not None else frame.attrs.get("horizon")
        top = float(np.nanmax(frame[["value", "high"]].to_numpy(float, na_value=np.nan)))
        panels = _panels(sheet, len(present), top, phone)
        days = frame.loc[np.isfinite(frame["value"].to_numpy(float, na_value=np.nan)), "day"].to_numpy(float)
        axis = say("plot_days_since_first" if first_seen else "plot_days_since_join")
        for i, (mode, panel) in enumerate(zip(present, panels, strict=True)):
            rows = frame[frame["mode"] == mode].sort_values("day")
            panel.set_title(_title(mode, horizon), pad=8)
            panel.set_xlim(min(days.min(), 1) - 0.02 * np.ptp(days), max(days.max(), 2))
            _curve(sheet, panel, rows, marks)
            _day_axis(sheet, panel, marks, days, axis if i == len(present) - 1 or not phone else "")
    return panels[0]


def _title(mode: str, horizon: object) -> str:
    if mode == "after" and horizon:
        return say("plot_mode_after_until", horizon=horizon)
    return say(f"plot_mode_{mode}")


def _panels(sheet: Sheet, count: int, top: float, phone: bool) -> list[Axes]:
    """Place the panels; the highest band leaves room for a label over it."""
    limit = max(1.22 * top if top < 0.8 else 1.12 * top, 0.02)
    at, words = percent_ticks(min(limit, 1.0), 3)
    left = sheet.widest(words, style.TICK) + 9
    panels: list[Axes] = []
    for i in range(count):
        place = sheet.panel if panels else sheet.main
        if phone:
            each = (sheet.height - 24) / count
            panel = place(left, i * each + 24, sheet.width - left - 10, each - 24 - 24)
        else:
            each = (sheet.width - left - 10 + 16) / count
            panel = place(left + i * each, 26, each - 16, sheet.height - 26 - 44)
        panel.set_ylim(0, limit)
        panel.set_yticks(at, labels=words if phone or not i else [""] * len(at))
        panels.append(panel)
    return panels


def _day_axis(sheet: Sheet, ax: Axes, marks: Sequence[int], days: np.ndarray, axis: str) -> None:
    """Ticks at day 1, the marks, and a fortnight where it fits; the axis' name on the last panel."""
    width = ax.get_window_extent().width / sheet.scale
    span = float(np.diff(ax.get_xlim())[0])
    at: list[int] = []
    last = int(days.max())
    for day in [1, *marks, last, 14]:
        room = sheet.measure(str(day), style.TICK)[0] + 8
        if days.min() <= day <= last and all(abs(day - other) / span * width >= room for other in at):
            at.append(day)
    at.sort()
    ax.set_xticks(at, labels=[str(day) for day in at])
    ax.tick_params(axis="x", pad=3)
    if axis:
        ax.set_xlabel(axis, labelpad=3)


def _curve(sheet: Sheet, ax: Axes, rows: pd.DataFrame, marks: Sequence[int]) -> None:
    x, value, low, high = (rows[c].to_numpy(float, na_value=np.nan) for c in ("day", "value", "low", "high"))
    if "suppressed" in rows:
        hidden = rows["suppressed"].eq(True).to_numpy()
        value, low, high = (np.where(hidden, np.nan, column) for column in (value, low, high))
    if not np.isfinite(value).any():
        ax.text(0.5, 0.5, say("not_measurable"), transform=ax.transAxes, ha="center", color=style.INK_2)
        return
    low, high = np.where(np.isfinite(low), low, value), np.where(np.isfinite(high), high, value)
    ax.fill_between(x, low, high, color=style.SEQ_4, alpha=0.28, linewidth=0, zorder=2)
    ax.plot(x, value, color=style.SEQ_6, linewidth=1.5, zorder=3, clip_on=False)
    shown = np.isin(x, list(marks)) & np.isfinite(value)
    ax.plot(x[shown], value[shown], "o", color=style.SEQ_6, markersize=5, markeredgecolor=sheet.ground, zorder=4,
            clip_on=False)  # fmt: skip
    band = strip(ax, x, low, high, 1)
    taken = [np.empty((0, 4))]
    for i in np.flatnonzero(shown):
        n = float(rows["n"].iloc[i]) if "n" in rows else np.nan
        count = f"n = {number(n)}" if np.isfinite(n) else ""
        corner = pixels(ax, [x[i]] * 2, [low[i], high[i]])
        taken.append(_label(sheet, ax, (percent(value[i]), count), corner, band, np.vstack(taken)))


def _label(
    sheet: Sheet, ax: Axes, words: tuple[str, str], corner: np.ndarray, band: np.ndarray, taken: np.ndarray
) -> np.ndarray:
    """Write value over n where they cover neither band nor another label; return the place taken."""
    s = sheet.scale
    (width, first), (below, second) = sheet.measure(words[0]), sheet.measure(words[1], style.SMALL)
    width, tall = max(width, below) * s, (first + second + 3 if words[1] else first) * s
    frame = ax.get_window_extent()
    bounds = np.array([frame.x0, frame.y0 + 2 * s, frame.x1 + 4 * s, frame.y1 + 4 * s])
    boxes: list[np.ndarray] = []
    for lift in (7, 14, 24, 36, 50):
        for side in (-0.5, -0.25, -0.75, 0.0, -1.0, 0.3, -1.3):
            x = min(max(corner[0, 0] + side * width, bounds[0]), bounds[2] - width)
            levels = (corner[1, 1] + lift * s, corner[0, 1] - lift * s - tall)
            boxes += [np.array([x, y, x + width, y + tall]) for y in levels]
    chosen = boxes[best(boxes, band, taken, bounds)]
    halo = [patheffects.withStroke(linewidth=2, foreground=sheet.ground)]
    middle = (chosen[0] + chosen[2]) / 2
    put(ax, (middle, chosen[3]), words[0], ha="center", va="top", color=style.INK, zorder=5,
            path_effects=halo)  # fmt: skip
    if words[1]:
        put(ax, (middle, chosen[1]), words[1], ha="center", va="bottom", fontsize=style.SMALL,
                color=style.INK_2, zorder=5, path_effects=halo)  # fmt: skip
    return chosen + np.array([-4, -2, 4, 2]) * s
