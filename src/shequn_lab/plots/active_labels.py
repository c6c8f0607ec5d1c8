"""Words on the lines of :mod:`shequn_lab.plots.active`: beside their ends, above them, where they begin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from matplotlib import patheffects
from matplotlib.axes import Axes

from shequn_lab.plots import style
from shequn_lab.plots.layout import Sheet
from shequn_lab.plots.ticks import day_of
from shequn_lab.plots.words import best, box_of, pixels, put, spread, strip
from shequn_lab.terms import say
from shequn_lab.terms.formats import number

NEAR = 50
"""A name this near to its line [CSS px] is read as belonging to it."""
MISREAD = 5_000
"""What speaks against a name that is nearer to another line than to its own [covered px²]."""


@dataclass(frozen=True)
class Look:
    """How a measure is drawn: length of its window, colours, weight."""

    days: int
    line: str
    words: str
    band: float
    width: float


LOOKS = {
    "joined_so_far": Look(1, style.SEQ_4, style.SEQ_6, 0.0, 2.0),
    "members_present": Look(1, style.SEQ_6, style.SEQ_6, 0.0, 2.0),
    "monthly_active": Look(30, style.SEQ_7, style.SEQ_7, 0.14, 2.0),
    "weekly_active": Look(7, style.SEQ_5, style.SEQ_6, 0.14, 1.8),
    "daily_active": Look(1, style.SEQ_4, style.SEQ_6, 0.14, 1.2),
}


@dataclass
class Line:
    """One measure: days [numbers], values and ends of the interval."""

    id: str
    x: np.ndarray
    value: np.ndarray
    low: np.ndarray
    high: np.ndarray

    @property
    def look(self) -> Look:
        """How it is drawn."""
        return LOOKS[self.id]

    @property
    def seen(self) -> np.ndarray:
        """Positions of the days that have a value."""
        return np.flatnonzero(np.isfinite(self.value))


def write_ends(
    sheet: Sheet, ax: Axes, lines: list[Line], words: dict[str, str], labels: Mapping[str, str]
) -> list[np.ndarray]:
    """Write beside the lines' ends, moved apart where they would touch."""
    shown = [line for line in lines if words[line.id]]
    low, high = ax.get_window_extent().y0, ax.get_window_extent().y1
    centres, heights = [], []
    for line in shown:
        # Words given from outside speak of a mean of the noisy daily line, so they stand at its height.
        tail = line.value[line.seen[-30 if line.id == "daily_active" and line.id in labels else -1 :]]
        level = float(np.mean(tail)) if len(tail) else ax.get_ylim()[1]
        centres.append(float(pixels(ax, [0], [level])[0, 1]))
        heights.append((sheet.measure(words[line.id])[1] + 5) * sheet.scale)
    placed = spread(centres, heights, low - 4 * sheet.scale, high + 8 * sheet.scale)
    boxes = []
    for line, y in zip(shown, placed, strict=True):
        offset = (y - low) / (high - low)
        text = ax.annotate(words[line.id], (1, offset), xycoords="axes fraction", xytext=(7.5, 0),
                           textcoords="offset points", va="center", annotation_clip=False,
                           color=line.look.words if len(line.seen) else style.INK_2)  # fmt: skip
        boxes.append(box_of(text))
    return boxes


def _bands(ax: Axes, lines: list[Line]) -> np.ndarray:
    return np.vstack([np.empty((0, 4)), *(strip(ax, line.x, line.low, line.high) for line in lines)])


def _bounds(ax: Axes) -> np.ndarray:
    box = ax.get_window_extent()
    return np.array([box.x0, box.y0, box.x1, box.y1 + 6])


def _box(sheet: Sheet, spot: tuple[float, float], size: tuple[float, float]) -> np.ndarray:
    return np.array([*spot, spot[0] + size[0] * sheet.scale, spot[1] + size[1] * sheet.scale])


def write_first_value(sheet: Sheet, ax: Axes, lines: list[Line], hard: list[np.ndarray]) -> None:
    """Date and value where the slowest line begins, if it begins late and there is room."""
    line = lines[0]
    if line.look.days != 30 or not len(line.seen) or not line.seen[0]:
        return
    i = line.seen[0]
    day = day_of(line.x[i])
    date = say("plot_day", month=say(f"plot_month_{day.month}"), day=day.day)
    words = say("plot_first_value", date=date, value=number(line.value[i]))
    x = float(pixels(ax, [line.x[i]], [0])[0, 0]) + 6 * sheet.scale
    above, below = _beside(sheet, ax, line, x, sheet.measure(words, style.SMALL))
    taken = np.vstack([_bands(ax, lines), *hard, np.empty((0, 4))])
    for spot in (below, above):
        box = _box(sheet, spot, sheet.measure(words, style.SMALL))
        if _inside(box, _bounds(ax)) and not np.any(_hits(box, taken)):
            put(ax, spot, words, fontsize=style.SMALL, color=style.INK_2, linespacing=1.3, zorder=5, va="bottom")
            return


def _inside(box: np.ndarray, bounds: np.ndarray) -> bool:
    return bool(np.all(box[:2] >= bounds[:2]) and np.all(box[2:] <= bounds[2:]))


def _hits(box: np.ndarray, others: np.ndarray) -> np.ndarray:
    hits: np.ndarray = (
        (box[0] < others[:, 2]) & (box[2] > others[:, 0]) & (box[1] < others[:, 3]) & (box[3] > others[:, 1])
    )
    return hits


def write_names(
    sheet: Sheet, ax: Axes, lines: list[Line], labels: Mapping[str, str], hard: list[np.ndarray]
) -> list[np.ndarray]:
    """On a phone: the names on the lines, where they cover least and stay near their line."""
    soft = np.vstack([_bands(ax, lines), *(strip(ax, e.x, e.value, e.value, 2 * sheet.scale) for e in lines * 3)])
    names: list[np.ndarray] = []
    halo = [patheffects.withStroke(linewidth=2.5, foreground=sheet.ground)]
    for line in (line for line in lines if len(line.seen)):
        words = style.printable(labels.get(line.id) or say(f"plot_{line.id}_name"))
        spots, far = _spots(sheet, ax, line, words)
        boxes = [_box(sheet, spot, sheet.measure(words, style.TICK)) for spot in spots]
        taken = np.vstack([*hard, *names, np.empty((0, 4))])
        against = [25 * max(distance - NEAR * sheet.scale, 0) for distance in far]
        against = [cost + MISREAD * _strays(ax, line, lines, box) for cost, box in zip(against, boxes, strict=True)]
        chosen = best(boxes, soft, taken, _bounds(ax), against)
        names.append(boxes[chosen])
        put(ax, spots[chosen], words, fontsize=style.TICK, color=line.look.words, path_effects=halo, zorder=6,
            va="bottom")  # fmt: skip
    return names


def _strays(ax: Axes, line: Line, lines: list[Line], box: np.ndarray) -> bool:
    """Tell whether words in `box` would be read as those of another line, which runs nearer to them."""

    def distance(other: Line) -> float:
        at = pixels(ax, other.x[other.seen], other.value[other.seen])
        near = at[(at[:, 0] >= box[0]) & (at[:, 0] <= box[2]), 1]
        return abs(float(near.mean()) - (box[1] + box[3]) / 2) if len(near) else np.inf

    return min(lines, key=distance) is not line and np.isfinite(distance(line))


def _spots(sheet: Sheet, ax: Axes, line: Line, words: str) -> tuple[list[tuple[float, float]], list[float]]:
    """Lower left corners to try, from the middle outwards, and how far from the line they are [device px].

    Above the band first, then below it, then inside it just above the line.
    """
    frame = ax.get_window_extent()
    size = sheet.measure(words, style.TICK)
    ends = pixels(ax, line.x[line.seen[[0, -1]]], [0, 0])[:, 0]
    sides: tuple[list[tuple[float, float]], ...] = ([], [], [])
    for share in (0.45, 0.35, 0.55, 0.25, 0.65, 0.15, 0.05, 0.75):
        x = float(min(ends[0] + share * (ends[1] - ends[0]), frame.x1 - (size[0] + 4) * sheet.scale))
        above, below = _beside(sheet, ax, line, x, size)
        near = _beside(sheet, ax, Line(line.id, line.x, line.value, line.value, line.value), x, size)[0]
        for side, spot in zip(sides, (above, below, near), strict=True):
            side.append(spot)
    far = [a[1] - n[1] for a, n in zip(sides[0], sides[2], strict=True)]
    far += [n[1] - b[1] - (size[1] + 10) * sheet.scale for b, n in zip(sides[1], sides[2], strict=True)]
    return [*sides[0], *sides[1], *sides[2]], [*far, *[0.0] * len(sides[2])]


def _beside(
    sheet: Sheet, ax: Axes, line: Line, x: float, size: tuple[float, float]
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Lower left corners [device px] just above and just below the band, for words that start at `x`."""
    gap = 5 * sheet.scale
    high = pixels(ax, line.x[line.seen], line.high[line.seen])
    low = pixels(ax, line.x[line.seen], line.low[line.seen])
    under = (high[:, 0] >= x - gap) & (high[:, 0] <= x + size[0] * sheet.scale + gap)
    if not under.any():
        under = np.abs(high[:, 0] - x) == np.abs(high[:, 0] - x).min()
    return (x, float(high[under, 1].max() + gap)), (x, float(low[under, 1].min() - gap - size[1] * sheet.scale))
