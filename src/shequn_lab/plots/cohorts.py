"""Cohort triangle: who still comes, by age, with what masking hides beside it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PatchCollection
from matplotlib.colors import Normalize
from matplotlib.patches import Rectangle
from matplotlib.transforms import blended_transform_factory

from shequn_lab.plots import style
from shequn_lab.plots.cohort_grid import Grid, cohort_names, make_grid
from shequn_lab.plots.layout import Sheet, bare, finite, unmeasurable
from shequn_lab.terms import say
from shequn_lab.terms.formats import number, percent

WIDE, PHONE = (960, 650), (358, 660)
ROW = 19.6
"""Height of a cohort [CSS px]; the figure grows and shrinks with their number."""


def plot_cohorts(
    frame: pd.DataFrame,
    *,
    overall: pd.DataFrame | None = None,
    overall_days: int = 30,
    every: str = "",
    first_seen: bool = False,
    max_rows: int = 30,
    max_blocks: int = 12,
    mask_small: bool = True,
    ax: Axes | None = None,
    phone: bool = False,
) -> Axes:
    """Draw retention by cohort and age.

    Parameters
    ----------
    frame : DataFrame
        Index (``cohort``: Timestamp, ``block``: int); columns ``value`` (share), ``n``, ``k``, if there are any
        ``size`` (members of the cohort; else the largest n), ``suppressed``, ``secondary`` (bool). The pooled row
        stands under cohort NaT. NaN is drawn as not yet observed.
    overall : DataFrame, optional
        Retention within `overall_days` by cohort: ``value``, ``low``, ``high``, ``n``, if there is any
        ``suppressed``, pooled under NaT; drawn as intervals at the right.
    overall_days : int
        What `overall` was measured within.
    every : {"day", "week", "month"}
        Length of a cohort and a block; default ``frame.attrs["every"]``, else week.
    first_seen : bool
        The first message stood in for joining; changes the words.
    max_rows, max_blocks : int
        Draw the latest cohorts and the first blocks only, and say so; a phone shows five blocks at most.
    mask_small : bool
        Honour ``suppressed`` and ``secondary``.
    ax : Axes, optional
        Where to draw; it is cleared. None makes a figure 960, on a phone 358 CSS px wide, as high as its rows need.
    phone : bool
        No size bars, fewer blocks.

    Returns
    -------
    Axes
        The axes of the cells; the intervals stand in an axes beside it.
    """
    size = PHONE if phone else WIDE
    with style.house_style():
        if not finite(frame) or not frame.index.get_level_values(0).notna().any():
            return unmeasurable(ax, size, frame)
        blocks = min(max_blocks, 5) if phone else max_blocks
        grid = make_grid(frame, overall, every, max_rows, blocks, mask_small)
        top = _top(grid, phone)
        room = grid.height * ROW + top + (24 if grid.n_hidden else 8)
        sheet = Sheet(ax, (size[0], max(room, 180)))
        return _draw(sheet, grid, top, overall_days, "first" if first_seen else "join", phone)


def _draw(sheet: Sheet, grid: Grid, top: float, days: int, start: str, phone: bool) -> Axes:
    _keys(sheet, grid)
    names = cohort_names(grid.cohorts, grid.every)
    words = {"cohort": say(f"plot_{start}_{grid.every}"), "n": say("plot_members"), "pooled": say("plot_pooled")}
    name_end = sheet.widest([*names, words["pooled"], words["cohort"]], style.SMALL) + 2
    sizes, total = grid.size_words()
    count = max(sheet.widest([*sizes, total], style.SMALL), sheet.measure(words["n"], style.SMALL)[0])
    bars = 0 if phone else 46
    left = name_end + 8 + bars + count + 12
    beside = (102 if phone else 216) if grid.overall is not None else 0
    width = sheet.width - left - (beside + (22 if phone else 34) if beside else 2)
    tall = sheet.height - top - (24 if grid.n_hidden else 8)
    main = bare(sheet.main(left, top, width, tall))
    main.set(xlim=(0, len(grid.blocks)), ylim=(grid.height, 0))
    main.grid(False)
    _cells(main, grid)
    row = tall / grid.height
    _sizes(sheet, grid, names, words, (name_end, bars, top, row))
    axis = say(f"plot_age_{start}_{grid.every}{'_short' if phone else ''}")
    if grid.n_blocks > len(grid.blocks) and not phone:
        axis += say("plot_blocks_cut", last=grid.blocks[-1], total=grid.n_blocks)
    middle, half = left + width / 2, sheet.measure(axis, style.SMALL)[0] / 2
    sheet.text(min(max(middle, half), sheet.width - half), top - 27, axis, ha="center", fontsize=style.SMALL)
    for i, block in enumerate(grid.blocks):
        sheet.text(left + (i + 0.5) * width / len(grid.blocks), top - 11, str(block), ha="center", fontsize=style.SMALL)
    if grid.overall is not None:
        _overall(sheet, grid, sheet.width - beside - 14, top, beside, tall, days, phone)
    if grid.n_hidden:
        note = say("plot_cohorts_hidden", count=grid.n_hidden)
        sheet.text(1, sheet.height - 8, note, fontsize=style.SMALL)
    return main


def _marks(grid: Grid) -> list[tuple[str, str]]:
    """Keys of the absences that occur: message id, and what stands in the swatch."""
    used = [("plot_key_unseen", "////")]
    if grid.mask and grid.rows["suppressed"].any():
        used.append(("plot_key_small", "<5"))
    if grid.mask and grid.rows["secondary"].any():
        used.append(("plot_key_secondary", "＊"))
    return used


def _top(grid: Grid, phone: bool) -> float:
    """Height of keys and heads [CSS px]; on a phone the keys take a second row."""
    return 68.0 + (22 if phone and len(_marks(grid)) > 1 else 0)


def _cells(ax: Axes, grid: Grid) -> None:
    """Draw all cells as two collections, seen and unseen, and their words."""
    norm = Normalize(0, grid.top)
    told = grid.rows[["value", "suppressed", "secondary"]].to_dict("index")
    pooled = grid.pooled[["value", "suppressed", "secondary"]].to_dict("index")
    places = [((cohort, block), i, y) for y, cohort in zip(grid.y, grid.cohorts, strict=True)
              for i, block in enumerate(grid.blocks)]  # fmt: skip
    cells = [(told.get(key), i, y) for key, i, y in places]
    if len(pooled):
        cells += [(pooled[block], i, 0) for i, block in enumerate(grid.blocks)]
    seen, grounds, unseen = [], [], []
    for row, x, y in cells:
        box = Rectangle((x + 0.015, y + 0.05), 0.97, 0.9)
        if row is None or not np.isfinite(row["value"]):
            unseen.append(box)
            continue
        words, ground, ink, size = _cell(row, norm, grid.mask)
        seen.append(box)
        grounds.append(ground)
        ax.text(x + 0.5, y + 0.5, words, ha="center", va="center_baseline", fontsize=size, color=ink)
    ax.add_collection(PatchCollection(seen, facecolors=grounds, linewidth=0))
    ax.add_collection(PatchCollection(unseen, facecolor="none", edgecolor=style.HATCH, hatch="////", linewidth=0))


def _cell(row: dict[str, Any], norm: Normalize, mask: bool) -> tuple[str, Any, str, float]:
    """Choose words, ground, ink and size of a cell that was observed."""
    if mask and (row["suppressed"] is True or row["secondary"] is True):
        return "<5" if row["suppressed"] else "＊", style.MASK, style.MASK_TEXT, 7.6
    ground = style.SEQUENTIAL_MAP(norm(row["value"]))
    return number(100 * row["value"]), ground, style.text_colour(ground), style.TICK


def _keys(sheet: Sheet, grid: Grid) -> None:
    x = sheet.colour_key(1, 9, percent(0, 0), percent(grid.top, 0)) + 26
    y = 9.0
    for id, mark in _marks(grid):
        words = say(id)
        if x + 28 + sheet.measure(words)[0] > sheet.width:
            x, y = 1.0, y + 22
        swatch = bare(sheet.panel(x, y - 7, 22, 14))
        swatch.grid(False)
        if mark == "////":
            style.hatch(swatch, 0, 0, 1, 1)
        else:
            swatch.set_facecolor(style.MASK)
            sheet.text(x + 11, y, mark, ha="center", fontsize=7.6, color=style.MASK_TEXT)
        sheet.text(x + 28, y, words)
        x += 28 + sheet.measure(words)[0] + 24


def _sizes(
    sheet: Sheet, grid: Grid, names: list[str], words: dict[str, str], at: tuple[float, float, float, float]
) -> None:
    """Cohort, bar and number; `at` is where names end, how long the longest bar is, the top, the height of a row."""
    end, bars, top, row = at
    small: dict[str, Any] = {"fontsize": style.SMALL}
    sizes, total = grid.size_words()
    sheet.text(end, top - 11, words["cohort"], ha="right", **small)
    sheet.text(end + 7, top - 11, words["n"], **small)
    if len(grid.pooled):
        sheet.text(end, top + row / 2, words["pooled"], ha="right", **small)
        sheet.text(end + 7, top + row / 2, total, color=style.INK, **small)
    for y, name in zip(grid.y, names, strict=True):
        sheet.text(end, top + (y + 0.5) * row, name, ha="right", **small)
    shown = np.where(grid.small, 0, np.nan_to_num(grid.sizes))
    longest = float(np.max(shown, initial=1))
    if bars:
        panel = bare(sheet.panel(end + 7, top, bars, row * grid.height))
        panel.barh(grid.y + 0.5, shown, height=0.62, color=style.SEQ_2)
        panel.set(xlim=(0, longest), ylim=(grid.height, 0))
        panel.grid(False)
    for y, n, told in zip(grid.y, shown, sizes, strict=True):
        sheet.text(end + 7 + (bars * n / longest + 4 if bars and n else 0), top + (y + 0.5) * row, told, **small)


def _overall(sheet: Sheet, grid: Grid, x: float, top: float, width: float, tall: float, days: int, phone: bool) -> None:
    """Interval panel: one row per cohort, the pooled value as a line with its band behind them."""
    assert grid.overall is not None
    panel = bare(sheet.panel(x, top, width, tall))
    panel.set(xlim=(0, 1), ylim=(grid.height, 0))
    panel.grid(False)
    marks = (0, 0.5, 1) if phone else (0, 0.25, 0.5, 0.75, 1)
    for mark in marks:
        words = percent(mark, 0) if mark == 1 else number(100 * mark)
        sheet.text(x + mark * width, top - 11, words, ha="center", fontsize=style.SMALL)
    title = say("plot_overall_short" if phone else "plot_overall", days=days)
    half = sheet.measure(title, style.SMALL)[0] / 2
    sheet.text(min(x + width / 2, sheet.width - half - 1), top - 27, title, ha="center", fontsize=style.SMALL)
    rows = grid.overall[grid.overall.index.notna()].reindex(grid.cohorts)
    seen = rows["value"].notna().to_numpy()
    y = grid.y + 0.5
    pooled = grid.overall[grid.overall.index.isna()]
    last = float(y[seen].max()) + 0.5 if seen.any() else 1.0
    if len(pooled) and np.isfinite(pooled["value"].iloc[0]):
        value, low, high = (float(pooled[c].iloc[0]) for c in ("value", "low", "high"))
        panel.add_patch(Rectangle((low, 1), high - low, last - 1, facecolor=style.SEQ_2, alpha=0.6, linewidth=0))
        panel.plot([value, value], [1, last], color=style.SEQ_6, lw=1.3)
        words = percent(value)
        edge = sheet.measure(words)[0] / 2 / width + 0.02
        middle = min(max(value, edge - 0.02), 1 - edge + 0.06)
        panel.text(middle, 0.5, words, ha="center", va="center", color=style.ACCENT,
                   bbox={"facecolor": style.SEQ_1, "edgecolor": "none", "pad": 2})  # fmt: skip
    private = grid.mask and "suppressed" in rows
    few = rows["suppressed"].eq(True).to_numpy() & seen if private else np.zeros(len(rows), bool)
    told = seen & ~few
    panel.hlines(y[told], rows["low"][told], rows["high"][told], color=style.SEQ_5, lw=1.5)
    panel.plot(rows["value"][told], y[told], "o", color=style.SEQ_6, markersize=4.6, markeredgecolor=sheet.ground,
               clip_on=False, zorder=5)  # fmt: skip
    for height in y[few]:
        panel.add_patch(Rectangle((0, height - 0.45), 1, 0.9, facecolor=style.MASK, linewidth=0))
        panel.text(0.5, height, "<5", ha="center", va="center_baseline", fontsize=7.6, color=style.MASK_TEXT)
    _unseen(sheet, panel, seen, y, days, width)


def _unseen(sheet: Sheet, panel: Axes, seen: np.ndarray, y: np.ndarray, days: int, width: float) -> None:
    runs = np.flatnonzero(np.diff(np.r_[0, (~seen).astype(int), 0]))
    across = blended_transform_factory(panel.transAxes, panel.transData)
    words = say("plot_overall_unseen", days=days)
    for start, stop in zip(runs[::2], runs[1::2], strict=True):
        style.hatch(panel, 0, y[start] - 0.5, 1, stop - start)
        if stop - start > 1 and sheet.measure(words, style.SMALL)[0] < width - 12:
            panel.text(0.5, (y[start] + y[stop - 1]) / 2, words, ha="center", va="center", fontsize=style.SMALL,
                       color=style.INK_2, transform=across,
                       bbox={"facecolor": sheet.ground, "edgecolor": "none", "pad": 2.5})  # fmt: skip
