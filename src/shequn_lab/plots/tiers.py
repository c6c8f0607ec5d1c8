"""Tiers of members: what they look like, and who went from one to another."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import Normalize
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from shequn_lab.plots import style
from shequn_lab.plots.layout import Sheet, bare, finite, unmeasurable
from shequn_lab.plots.words import spread
from shequn_lab.terms import say
from shequn_lab.terms.formats import number
from shequn_lab.terms.tiers import OUTSIDE, tier_name

ROW = 30.0
#: Standard deviations at which the colours end.
STRONGEST = 2.0
BAR, GAP = 14.0, 8.0


def plot_tier_profile(frame: pd.DataFrame, *, ax: Axes | None = None, phone: bool = False) -> Axes:
    """Draw what the members of each tier do, against all members.

    Parameters
    ----------
    frame : DataFrame
        Tidy, as from ``tier_profile``: ``tier``, ``feature``, ``n``, ``median``, ``z``.
    ax : Axes, optional
        Where to draw; it is cleared. None makes a figure 960, on a phone 358 CSS px wide, as high as its rows need.
    phone : bool
        A narrow figure.

    Returns
    -------
    Axes
        Features down, tiers across, highest first; colour is z, the number is the median.

    Examples
    --------
    >>> import pandas as pd
    >>> row = {"tier": "core", "feature": "n_messages", "n": 12, "median": 40.0, "z": 1.8}
    >>> ax = plot_tier_profile(pd.DataFrame([row]))
    """
    size = (358 if phone else 960, 400)
    with style.house_style():
        if not finite(frame, "z"):
            return unmeasurable(ax, size, frame)
        tiers, features = _in_order(frame["tier"]), list(dict.fromkeys(frame["feature"]))
        sheet = Sheet(ax, size)
        words = [sheet.wrap(say(f"tiers_feature_{name}"), sheet.width * 0.36, style.TICK) for name in features]
        if ax is None:
            sheet.resize(76 + ROW * len(features))
        _scale_key(sheet)
        left = sheet.widest(words, style.TICK) + 9
        main = bare(sheet.main(left, 72, sheet.width - left - 2, sheet.height - 74))
        z, median = (frame.pivot(index="feature", columns="tier", values=name).reindex(features, columns=tiers)
                     for name in ("z", "median"))  # fmt: skip
        _profile_cells(main, z.to_numpy(float), median.to_numpy(float))
        main.set_yticks(np.arange(len(features)) + 0.5, labels=words)
        sizes = frame.groupby("tier", observed=True)["n"].first()
        width = main.get_window_extent().width / sheet.scale / len(tiers)
        lines = [(tier_name(tier), f"n = {number(sizes[tier])}") for tier in tiers]
        heads = ["\n".join(sheet.wrap(line, width - 4, style.TICK) for line in pair) for pair in lines]
        main.xaxis.tick_top()
        main.set_xticks(np.arange(len(tiers)) + 0.5, labels=heads)
        main.tick_params(length=0, pad=4)
    return main


def _in_order(tiers: pd.Series) -> list[str]:
    """Return the tiers that occur, highest first."""
    if isinstance(tiers.dtype, pd.CategoricalDtype):
        return [str(tier) for tier in tiers.cat.categories[::-1] if (tiers == tier).any()]
    return [str(tier) for tier in dict.fromkeys(tiers)][::-1]


def _scale_key(sheet: Sheet) -> None:
    first, last = say("plot_tiers_below", z=f"{STRONGEST:g}"), say("plot_tiers_above", z=f"{STRONGEST:g}")
    sheet.colour_key(1, 9, first, last, width=90, colours=style.DIVERGING_MAP)


def _profile_cells(ax: Axes, z: np.ndarray, median: np.ndarray) -> None:
    rows, columns = z.shape
    norm = Normalize(-STRONGEST, STRONGEST)
    ax.pcolormesh(np.arange(columns + 1), np.arange(rows + 1), np.ma.masked_invalid(z), norm=norm,
                  cmap=style.DIVERGING_MAP, edgecolors=style.PAPER, linewidth=1.4)  # fmt: skip
    ax.set(xlim=(0, columns), ylim=(rows, 0))
    ax.grid(False)
    for i, j in zip(*np.nonzero(np.isfinite(median)), strict=True):
        value = median[i, j]
        ax.text(j + 0.5, i + 0.5, number(value, 0 if value.is_integer() else 1), ha="center", va="center_baseline",
                fontsize=style.TICK, color=style.text_colour(style.DIVERGING_MAP(norm(z[i, j]))))  # fmt: skip


def plot_tier_flow(
    frame: pd.DataFrame, *, before: str = "", after: str = "", ax: Axes | None = None, phone: bool = False
) -> Axes:
    """Draw who went from which tier to which: a band for every way, as wide as it had members.

    Parameters
    ----------
    frame : DataFrame
        Tidy, as from ``tier_movement``: ``before``, ``after``, ``k`` members; tiers in rising order of value. Where
        a ``suppressed`` is true, the band is left out, and so is every number.
    before, after : str
        The two days, ready to be shown.
    ax : Axes, optional
        Where to draw; it is cleared. None makes a figure of 960 × 420 CSS px, on a phone 358 × 480.
    phone : bool
        A narrow figure.

    Returns
    -------
    Axes

    Examples
    --------
    >>> import pandas as pd
    >>> ways = [("active", "core", 3), ("active", "active", 20), ("core", "core", 5)]
    >>> ax = plot_tier_flow(pd.DataFrame(ways, columns=["before", "after", "k"]))
    """
    size = (358, 480) if phone else (960, 420)
    with style.house_style():
        ways = frame[frame["k"] > 0]
        hidden = "suppressed" in ways and bool(ways["suppressed"].any())
        if not len(ways):
            return unmeasurable(ax, size, frame)
        order = list(dict.fromkeys([*frame["before"], *frame["after"]]))
        order = [*[tier for tier in order if tier != OUTSIDE][::-1], OUTSIDE]
        sheet = Sheet(ax, size)
        sides = [_side(ways, name, order) for name in ("before", "after")]
        words = [_side_words(side, hidden) for side in sides]
        edges = [sheet.widest(part) + 8 for part in words]
        main = bare(sheet.main(edges[0], 26, sheet.width - sum(edges), sheet.height - 30))
        main.set(xlim=(0, sheet.width - sum(edges)), ylim=(sheet.height - 30, 0))
        main.grid(False)
        for x, text, align in ((edges[0], before, "left"), (sheet.width - edges[1], after, "right")):
            sheet.text(x, 9, style.printable(text), ha=align)
        # Pixels for each member, so that the fuller side and the gaps between its tiers fill the height.
        most = max(len(side) for side in sides)
        unit = (sheet.height - 30 - GAP * (most - 1)) / ways["k"].sum()
        tops = [_tops(side, unit) for side in sides]
        _bands(main, ways, tops, unit, order)
        for place, (side, top, part) in enumerate(zip(sides, tops, words, strict=True)):
            _bars(sheet, main, {tier: (top[tier], unit * k, _colour(tier, order)) for tier, k in side.items()}, part,
                  right=place == 1)  # fmt: skip
    return main


def _side(ways: pd.DataFrame, name: str, order: list[str]) -> dict[str, int]:
    sums = ways.groupby(name)["k"].sum()
    return {tier: int(sums[tier]) for tier in order if tier in sums}


def _side_words(side: dict[str, int], hidden: bool) -> list[str]:
    return [tier_name(tier) if hidden else f"{tier_name(tier)} {number(k)}" for tier, k in side.items()]


def _tops(side: dict[str, int], unit: float) -> dict[str, float]:
    heights = np.array([unit * k + GAP for k in side.values()])
    return dict(zip(side, np.cumsum(heights) - heights, strict=True))


def _colour(tier: str, order: list[str]) -> str:
    if tier in style.TIER_COLOURS:
        return style.TIER_COLOURS[tier]
    if tier == OUTSIDE:
        return style.RULE
    return style.SEQUENTIAL[-1 - math.floor(order.index(tier) / len(order) * len(style.SEQUENTIAL))]


def _bands(ax: Axes, ways: pd.DataFrame, tops: list[dict[str, float]], unit: float, order: list[str]) -> None:
    width = float(ax.get_xlim()[1])
    start, stop, middle = BAR, width - BAR, width / 2
    filled = [dict(top) for top in tops]
    place = {tier: i for i, tier in enumerate(order)}
    for way in sorted(ways.to_dict("records"), key=lambda way: (place[way["before"]], place[way["after"]])):
        tall = unit * way["k"]
        left, right = filled[0][way["before"]], filled[1][way["after"]]
        filled[0][way["before"]] += tall
        filled[1][way["after"]] += tall
        if way.get("suppressed"):
            continue
        corners = [(start, left), (middle, left), (middle, right), (stop, right), (stop, right + tall),
                   (middle, right + tall), (middle, left + tall), (start, left + tall), (start, left)]  # fmt: skip
        codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
        ax.add_patch(PathPatch(Path(corners, codes), facecolor=_colour(way["before"], order), alpha=0.45, lw=0))


def _bars(sheet: Sheet, ax: Axes, bars: dict[str, tuple[float, float, str]], words: list[str], *, right: bool) -> None:
    """Draw the bars of one side (top, height, colour) and their words."""
    width, bottom = float(ax.get_xlim()[1]), float(ax.get_ylim()[0])
    for top, tall, colour in bars.values():
        ax.add_patch(Rectangle((width - BAR if right else 0, top), BAR, max(tall, 0.7), facecolor=colour, lw=0))
    line = max(sheet.measure(text)[1] for text in words) + 3
    middles = spread([top + tall / 2 for top, tall, _ in bars.values()], [line] * len(bars), 0, bottom)
    for middle, text in zip(middles, words, strict=True):
        ax.text(width + 7 if right else -7, middle, text, ha="left" if right else "right", va="center",
                color=style.INK)  # fmt: skip
