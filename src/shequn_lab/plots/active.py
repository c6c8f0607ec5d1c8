"""Daily, weekly and monthly active members over time."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from shequn_lab.plots import style
from shequn_lab.plots.active_labels import LOOKS, Line, write_ends, write_first_value, write_names
from shequn_lab.plots.layout import Sheet, finite, unmeasurable
from shequn_lab.plots.ticks import count_ticks, day_number, day_of, day_ticks, set_day_ticks
from shequn_lab.plots.words import pixels
from shequn_lab.terms import say
from shequn_lab.terms.formats import number

WIDE, PHONE = (960, 400), (358, 330)


def _lines(frame: pd.DataFrame) -> list[Line]:
    found = []
    for id in LOOKS:
        rows = frame.loc[frame["measure"] == id].sort_values("day")
        if len(rows):
            value, low, high = (rows[c].to_numpy(float, na_value=np.nan) for c in ("value", "low", "high"))
            low, high = np.where(np.isfinite(low), low, value), np.where(np.isfinite(high), high, value)
            found.append(Line(id, np.array([day_number(day) for day in rows["day"]]), value, low, high))
    return found


def plot_active(
    frame: pd.DataFrame, *, labels: Mapping[str, str] | None = None, ax: Axes | None = None, phone: bool = False
) -> Axes:
    """Draw active members per day, week and month, with intervals.

    Parameters
    ----------
    frame : DataFrame
        Tidy, one row per day and measure: ``day`` (datetime64), ``measure`` (``daily_active``, ``weekly_active``,
        ``monthly_active``; ``joined_so_far``, ``members_present`` as from ``headcount``), ``value``, ``low``,
        ``high`` [members]; NaN where the window of 7 or 30 days is not full.
    labels : mapping, optional
        Words beside a line, by measure, instead of name and last value; a line break is kept.
    ax : Axes, optional
        Where to draw; it is cleared. None makes a figure of 960 × 400 CSS px, on a phone 358 × 330.
    phone : bool
        Names on the lines instead of beside them.

    Returns
    -------
    Axes

    Examples
    --------
    >>> import pandas as pd
    >>> days = pd.date_range("2024-01-01", periods=3)
    >>> frame = pd.DataFrame({"day": days, "measure": "daily_active", "value": [3, 4, 5], "low": 2, "high": 6})
    >>> plot_active(frame).get_ylim()[0]
    np.float64(0.0)
    """
    size = PHONE if phone else WIDE
    with style.house_style():
        if not finite(frame):
            return unmeasurable(ax, size, frame)
        lines = _lines(frame)
        sheet = Sheet(ax, size)
        words = _end_words(lines, labels or {}, phone)
        main = _axes(sheet, lines, list(words.values()), 1.12 if phone else 1.03)
        for line in lines:
            _draw(main, line)
        hard = write_ends(sheet, main, lines, words, labels or {})
        hard += _hatches(sheet, main, lines, phone)
        if phone:
            hard += write_names(sheet, main, lines, labels or {}, hard)
        write_first_value(sheet, main, lines, hard)
    return main


def _end_words(lines: list[Line], labels: Mapping[str, str], phone: bool) -> dict[str, str]:
    words = {}
    for line in lines:
        if not len(line.seen):
            words[line.id] = "" if phone else say(f"plot_{line.id}_not_full")
        elif phone:
            words[line.id] = number(line.value[line.seen[-1]]) if line.id != "daily_active" else ""
        else:
            value = number(line.value[line.seen[-1]])
            words[line.id] = style.printable(labels.get(line.id) or say(f"plot_{line.id}_last", value=value))
    return words


def _axes(sheet: Sheet, lines: list[Line], words: list[str], headroom: float) -> Axes:
    top = max(float(np.nanmax(np.fmax(line.high, line.value), initial=0)) for line in lines)
    top = max(headroom * top, 1.0)
    at, numbers = count_ticks(top, 4 if top > 4 else max(int(top), 1))
    numbers[-1] = say("plot_top_tick", value=numbers[-1])
    above = say("plot_unit_above")
    unseen = "" if all(words) else next((say(f"plot_{line.id}_not_full") for line in lines if not len(line.seen)), "")
    left = max(sheet.widest(numbers, style.TICK) + 10, sheet.measure("00-00", style.TICK)[0] / 2 + 2)
    right = max(sheet.widest(words) + 22, 20)
    y = 10 + (18 if above or unseen else 0)
    main = sheet.main(left, y, sheet.width - left - right, sheet.height - y - 26)
    sheet.text(1, 9, above, fontsize=style.TICK)
    sheet.text(sheet.width - 1, 9, unseen, ha="right", fontsize=style.TICK)
    days = [line.x for line in lines]
    first, last = min(x.min() for x in days), max(x.max() for x in days)
    main.set(xlim=(first, max(last, first + 1)), ylim=(0, top))
    main.set_yticks(at, labels=numbers)
    main.grid(False)
    set_day_ticks(main, day_ticks(sheet, day_of(first), day_of(last), sheet.width - left - right, right))
    main.tick_params(axis="x", pad=3)
    return main


def _draw(ax: Axes, line: Line) -> None:
    look = line.look
    ax.fill_between(line.x, line.low, line.high, color=look.line, alpha=look.band, linewidth=0, zorder=2)
    ax.plot(line.x, line.value, color=look.line, linewidth=look.width * 0.8, zorder=3, solid_joinstyle="round",
            clip_on=False)  # fmt: skip
    if not len(line.seen):
        return
    points = [line.seen[-1]] if look.days > 1 else []
    if len(line.seen) == 1 or look.days == 30:
        points.append(line.seen[0])
    ax.plot(line.x[points], line.value[points], "o", color=look.line, markersize=4.2, zorder=4, clip_on=False)


def _hatches(sheet: Sheet, ax: Axes, lines: list[Line], phone: bool) -> list[np.ndarray]:
    """Hatch the days before the first full window, at the height of the line they would have carried."""
    boxes = []
    for line in lines:
        if not len(line.seen) or not line.seen[0]:
            continue
        i = line.seen[0]
        margin = 0.04 * ax.get_ylim()[1]
        low = max(min(line.low[i], line.value[i] - margin), 0)
        height = max(line.high[i], line.value[i] + margin) - low
        style.hatch(ax, line.x[0], low, line.x[i] - line.x[0], height)
        corner = pixels(ax, [line.x[0], line.x[i]], [low, low + height])
        boxes.append(corner.ravel())
        words = say("plot_not_full_short" if phone else "plot_not_full", days=line.look.days)
        width, tall = (side * sheet.scale for side in sheet.measure(words, style.SMALL))
        room = corner[1] - corner[0]
        if width + 10 * sheet.scale < room[0] and tall + 6 * sheet.scale < room[1]:
            ax.text((line.x[0] + line.x[i]) / 2, low + height / 2, words, ha="center", va="center", zorder=5,
                    fontsize=style.SMALL, color=style.INK_2, linespacing=1.3,
                    bbox={"facecolor": sheet.ground, "edgecolor": "none", "pad": 2.5})  # fmt: skip
    return boxes
