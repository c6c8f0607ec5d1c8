"""Who writes how much: Lorenz curve and groups."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from shequn_lab.plots import style
from shequn_lab.plots.layout import Sheet, finite, unmeasurable
from shequn_lab.plots.ticks import last_with_sign, percent_ticks
from shequn_lab.plots.words import best, pixels, put, strip
from shequn_lab.terms import say
from shequn_lab.terms.formats import MISSING, number, percent

WIDE, PHONE = (960, 410), (358, 640)
FEWEST = 10
"""Below so many people the share of nine tenths of them means nothing, and is not called out."""


def plot_contribution(
    frame: pd.DataFrame,
    groups: pd.DataFrame,
    *,
    gini: float | None = None,
    call_out: float | None = 0.9,
    ax: Axes | None = None,
    phone: bool = False,
) -> Axes:
    """Draw the Lorenz curve of messages and the share written by groups of people.

    Parameters
    ----------
    frame : DataFrame
        ``member_share``, ``message_share``, ``low``, ``high`` (0–1), from those who write least to those who
        write most.
    groups : DataFrame
        In the order of the bars: ``n_members``, ``value``, ``low``, ``high`` (shares), and either ``group`` (words)
        or an index of upper cut points (0.01, 0.1, 0.5, 1); a row with a true ``suppressed`` shows neither bar
        nor number.
    gini : float, optional
        Written into the area.
    call_out : float, optional
        Share of people to read off the curve, in rust.
    ax : Axes, optional
        Where to draw; it is cleared. None makes a figure of 960 × 410 CSS px, on a phone 358 × 640.
    phone : bool
        Bars under the curve.

    Returns
    -------
    Axes
        The axes of the curve.
    """
    size = PHONE if phone else WIDE
    with style.house_style():
        if not finite(frame, "message_share"):
            return unmeasurable(ax, size, frame)
        sheet = Sheet(ax, size)
        left = sheet.widest([percent(1, 0)], style.TICK) + 9
        if phone:
            side = min(sheet.width - left - 18, 0.5 * sheet.height)
        else:
            side = min(sheet.height - 26 - 46, 0.42 * sheet.width)
        main = sheet.main(left, 26, side, side)
        few = float(groups["n_members"].sum()) < FEWEST if len(groups) else False
        _lorenz(sheet, main, frame, gini, None if few else call_out)
        names = _names(groups)
        start = sheet.widest(names, style.SMALL) + 9
        if phone:
            place = (start, 26 + side + 46 + 26, sheet.width - start - 14)
        else:
            begin = left + side + 34 + start
            place = (begin, 26, sheet.width - begin - 24)
        if len(groups):
            _bars(sheet, sheet.panel(*place, sheet.height - place[1] - 24), groups, names)
    return main


def _names(groups: pd.DataFrame) -> list[str]:
    plain = groups["group"].tolist() if "group" in groups else _by_cut(groups.index.to_numpy(float))
    hidden = groups["suppressed"].eq(True).tolist() if "suppressed" in groups else [False] * len(groups)
    counts = ["<5" if few else number(float(n)) for n, few in zip(groups["n_members"], hidden, strict=True)]
    return [
        style.printable(name) + "\n" + say("plot_people", count=count)
        for name, count in zip(plain, counts, strict=True)
    ]


def _by_cut(tops: np.ndarray) -> list[str]:
    """Words for groups that end at these shares of the people, busiest first."""
    names = []
    for i, (begin, end) in enumerate(zip(np.r_[0.0, tops[:-1]], tops, strict=True)):
        place = "first" if not i else "last" if end >= 1 else "next"
        names.append(say(f"plot_group_{place}", share=percent(end - begin, 0)))
    return names


def _lorenz(sheet: Sheet, ax: Axes, frame: pd.DataFrame, gini: float | None, call_out: float | None) -> None:
    x, y = frame["member_share"].to_numpy(float), frame["message_share"].to_numpy(float)
    ax.set(xlim=(0, 1), ylim=(0, 1))
    ticks = np.linspace(0, 1, 5)
    words = last_with_sign([number(100 * t) for t in ticks])
    ax.set_xticks(ticks, labels=words)
    ax.set_yticks(ticks, labels=words)
    ax.tick_params(axis="x", pad=3)
    ax.set_title(say("plot_message_share"), pad=8)
    ax.set_xlabel(say("plot_people_share"), labelpad=3)
    ax.fill_between(x, y, x, color=style.SEQ_1, alpha=0.7, linewidth=0, zorder=1.5)
    ax.plot([0, 1], [0, 1], color=style.EQUAL_LINE, linewidth=0.9, linestyle=(0, (4, 3)), zorder=2)
    ax.plot(x, y, color=style.SEQ_7, linewidth=1.5, zorder=4, clip_on=False)
    band = np.empty((0, 4))
    if finite(frame, "low") and finite(frame, "high"):
        low, high = frame["low"].to_numpy(float), frame["high"].to_numpy(float)
        ax.fill_between(x, low, high, color=style.SEQ_4, alpha=0.4, linewidth=0, zorder=3)
        band = strip(ax, x, low, high, 2 * sheet.scale)
    # What stands above the diagonal never meets the curve.
    middle = pixels(ax, [0.36], [0.36])[0] + np.array([-0.72, 0.72]) * 11 * sheet.scale
    put(ax, middle, say("plot_equal"), rotation=45, ha="center", va="center",
            rotation_mode="anchor", fontsize=style.SMALL, color=style.INK_2)  # fmt: skip
    obstacles = np.vstack([band, strip(ax, x, y, y, 2 * sheet.scale), strip(ax, ticks, ticks, ticks, 2 * sheet.scale)])
    taken = np.empty((0, 4))
    if gini is not None and np.isfinite(gini):
        words_gini = say("plot_gini", value=number(gini, 3))
        spots = [(0.70, 0.48), (0.62, 0.40), (0.6, 0.52), (0.55, 0.45), (0.5, 0.38), (0.72, 0.62), (0.22, 0.92)]
        taken = _write(sheet, ax, words_gini, spots, obstacles, taken, style.ACCENT, 9.6)[None, :]
    if call_out is not None and x.min() <= call_out <= x.max():
        _call_out(sheet, ax, call_out, float(np.interp(call_out, x, y)), obstacles, taken)


def _call_out(sheet: Sheet, ax: Axes, share: float, part: float, obstacles: np.ndarray, taken: np.ndarray) -> None:
    words = say("plot_call_out", share=percent(share, 0), part=percent(part))
    spots = [(0.54, 0.305), (0.6, 0.34), (0.62, 0.32), (0.64, 0.3), (0.66, 0.34), (0.6, 0.26), (0.5, 0.24),
             (0.76, 0.26), (0.76, 0.18), (0.76, 0.1), (0.28, 0.78), (0.3, 0.7)]  # fmt: skip
    box = _write(sheet, ax, words, spots, obstacles, taken, style.CALL_OUT, style.SMALL + 0.3)
    # The line starts at the corner or side of the words that is nearest to the point.
    point = pixels(ax, [share], [part])[0]
    edge = ax.transData.inverted().transform(np.clip(point, box[:2], box[2:]))
    ax.plot([edge[0], share], [edge[1], part], color=style.CALL_OUT, linewidth=0.8, zorder=5)
    ax.plot([share], [part], "o", color=style.CALL_OUT, markersize=5.5, markeredgecolor=sheet.ground, zorder=6)


def _write(
    sheet: Sheet,
    ax: Axes,
    words: str,
    spots: list[tuple[float, float]],
    obstacles: np.ndarray,
    taken: np.ndarray,
    colour: str,
    size: float,
) -> np.ndarray:
    """Write centred on the first free spot [data units]; return the box taken [device px]."""
    half = np.array(sheet.measure(words, size)) * sheet.scale / 2 + 2 * sheet.scale
    boxes = [np.concatenate([centre - half, centre + half]) for centre in pixels(ax, *np.array(spots).T)]
    frame = ax.get_window_extent()
    chosen = best(boxes, obstacles, taken, np.array([frame.x0, frame.y0, frame.x1, frame.y1]))
    ax.text(*spots[chosen], words, ha="center", va="center", color=colour, fontsize=size, linespacing=1.35, zorder=6)
    return boxes[chosen]


def _bars(sheet: Sheet, ax: Axes, groups: pd.DataFrame, names: list[str]) -> None:
    """Bars with the interval under each, so that neither hides the other."""
    hidden = groups["suppressed"].eq(True).to_numpy() if "suppressed" in groups else np.zeros(len(groups), bool)
    value, low, high = (groups[c].to_numpy(float, na_value=np.nan) for c in ("value", "low", "high"))
    # Nobody in a group: it has no share, not a share of zero.
    hollow = hidden | (groups["n_members"].to_numpy(float) == 0)
    value, low, high = (np.where(hollow, np.nan, column) for column in (value, low, high))
    words = ["<5" if few else percent(v) if np.isfinite(v) else MISSING for v, few in zip(value, hidden, strict=True)]
    # The axis must hold the bars with the numbers written after them.
    width = ax.get_window_extent().width / sheet.scale
    written = np.array([sheet.measure(text)[0] + 10 for text in words]) / width
    ends = np.r_[np.nan_to_num(value) / np.maximum(1 - written, 0.3), np.nan_to_num(high), 0.05]
    limit = min(float(ends.max()) * 1.02, 1.3)
    at, labels = percent_ticks(min(limit, 1.0), 4)
    ax.set(xlim=(0, limit), ylim=(len(groups) - 0.38, -0.42))
    ax.set_title(say("plot_group_share"), pad=8)
    ax.grid(False)
    ax.grid(True, axis="x")
    ax.spines["bottom"].set_visible(False)
    ax.set_xticks(at, labels=labels)
    ax.tick_params(axis="x", length=0, pad=3)
    ax.set_yticks(range(len(groups)), labels=names, fontsize=style.SMALL, linespacing=1.3)
    shades = [style.SEQ_7, style.SEQ_6, style.SEQ_4, style.SEQ_3]
    colours = [shades[min(i, len(shades) - 1)] for i in range(len(groups))]
    ax.barh(range(len(groups)), np.nan_to_num(value), height=0.5, color=colours, zorder=2)
    ax.hlines(np.arange(len(groups)) + 0.37, low, high, color=style.INK_2, linewidth=1.5, zorder=3)
    for i, text in enumerate(words):
        ax.annotate(text, (float(np.nan_to_num(value[i])), i), xytext=(5, 0), textcoords="offset points", va="center")
