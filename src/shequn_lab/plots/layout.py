"""Placing things on a figure in CSS pixels, and measuring words so that none covers another."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import Any, cast

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import Colormap
from matplotlib.figure import Figure, SubFigure
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from PIL import Image

from shequn_lab.plots.style import BODY, DPI, INK, INK_2, PAPER, RULE, SEQUENTIAL_MAP, printable
from shequn_lab.terms import say

CSS = 96
"""CSS pixels per inch."""

Size = tuple[float, float]


class Sheet:
    """A rectangle of a figure, addressed in CSS pixels from its upper left corner.

    Parameters
    ----------
    ax : Axes or None
        None makes a figure of `size`. An axes alone on its figure gives the whole figure, one of several gives
        its own rectangle; it is cleared and becomes the main axes.
    size : (width, height)
        Size of the new figure [CSS px].
    """

    def __init__(self, ax: Axes | None, size: Size) -> None:
        self._given = ax
        if ax is None:
            self.figure: Figure | SubFigure = plt.figure(figsize=(size[0] / CSS, size[1] / CSS), facecolor=PAPER)
            part = Bbox.unit()
        else:
            self.figure = cast("Figure | SubFigure", ax.get_figure(root=False))
            part = Bbox.unit() if len(list(self.figure.axes)) == 1 else ax.get_position(original=True)
            ax.clear()
        self.ground = self.figure.get_facecolor()
        self.scale = self.figure.dpi / CSS
        whole = self.figure.bbox
        self._unit = (whole.width / self.scale, whole.height / self.scale)
        self._left, self._top = part.x0 * self._unit[0], (1 - part.y1) * self._unit[1]
        self.width, self.height = part.width * self._unit[0], part.height * self._unit[1]

    def resize(self, height: float) -> None:
        """Change the height of a figure of our own [CSS px]; only before anything is placed on it."""
        if isinstance(self.figure, Figure):
            self.figure.set_size_inches(self.width / CSS, height / CSS)
            self._unit, self.height = (self._unit[0], height), height

    def _fraction(self, x: float, y: float) -> tuple[float, float]:
        return (self._left + x) / self._unit[0], 1 - (self._top + y) / self._unit[1]

    def main(self, x: float, y: float, width: float, height: float) -> Axes:
        """Return the main axes, placed with its upper left corner at (x, y)."""
        if self._given is None:
            return self.panel(x, y, width, height)
        self._given.set_position(self._rectangle(x, y, width, height))
        return dress(self._given)

    def panel(self, x: float, y: float, width: float, height: float) -> Axes:
        """Return a further axes."""
        return dress(self.figure.add_axes(self._rectangle(x, y, width, height)))

    def _rectangle(self, x: float, y: float, width: float, height: float) -> tuple[float, float, float, float]:
        left, bottom = self._fraction(x, y + max(height, 1))
        return left, bottom, max(width, 1) / self._unit[0], max(height, 1) / self._unit[1]

    def text(self, x: float, y: float, words: str, **options: Any) -> Text:
        """Write at (x, y); by default left-aligned, centred on y, in the grey of notes."""
        settings: dict[str, Any] = {"ha": "left", "va": "center", "color": INK_2, "fontsize": BODY}
        return self.figure.text(*self._fraction(x, y), words, **(settings | options))

    def measure(self, words: str, size: float = BODY) -> Size:
        """Return width and height of `words` at `size` points [CSS px]."""
        if not words:
            return 0.0, 0.0
        probe = self.figure.text(0, 0, words, fontsize=size)
        box = probe.get_window_extent()
        probe.remove()
        return box.width / self.scale, box.height / self.scale

    def widest(self, words: Iterable[str], size: float = BODY) -> float:
        """Return the width of the widest of `words` [CSS px]."""
        return max((self.measure(text, size)[0] for text in words), default=0.0)

    def wrap(self, words: str, width: float, size: float = BODY) -> str:
        """Break `words` into lines of at most `width` [CSS px]: at spaces, and anywhere between Han characters."""
        lines, line = [], ""
        for piece in _pieces(words):
            if line and self.measure((line + piece).rstrip(), size)[0] > width:
                lines.append(line.rstrip())
                line = piece.lstrip()
            else:
                line += piece
        return "\n".join([*lines, line.rstrip()])

    def colour_key(
        self, x: float, y: float, first: str, last: str, *, width: float = 110, colours: Colormap = SEQUENTIAL_MAP
    ) -> float:
        """Draw a compact colour key, its middle at height `y`; return where it ends [CSS px]."""
        start = x + self.measure(first)[0] + 6
        self.text(x, y, first, color=INK_2)
        bar = self.panel(start, y - 7, width, 14)
        bar.imshow(np.linspace(0, 1, 256)[None, :], cmap=colours, aspect="auto", extent=(0, 1, 0, 1))
        bar.set_axis_off()
        self.text(start + width + 6, y, last, color=INK_2)
        return start + width + 6 + self.measure(last)[0]


def _pieces(words: str) -> list[str]:
    pieces: list[str] = []
    for c in words:
        glued = bool(pieces) and (
            (ord(c) < 0x2E80 and c != " " and ord(pieces[-1][-1]) < 0x2E80 and pieces[-1][-1] != " ")
            or c in " ，。；：、）”？！"
        )
        if glued:
            pieces[-1] += c
        else:
            pieces.append(c)
    return pieces


def dress(ax: Axes) -> Axes:
    """Give an axes the house look, also one that was made elsewhere; it starts without ticks."""
    ax.set_facecolor("none")
    for side in ("top", "right", "left"):
        ax.spines[side].set_visible(False)
    ax.spines["bottom"].set(visible=True, color=RULE, linewidth=0.8)
    ax.set_xticks([])
    ax.set_yticks([])
    ax.set_axisbelow(True)
    return ax


def bare(ax: Axes) -> Axes:
    """Take the remaining axis line away."""
    ax.spines["bottom"].set_visible(False)
    return ax


def unmeasurable(ax: Axes | None, size: Size, frame: pd.DataFrame) -> Axes:
    """Say in the picture that there is nothing to draw, and why where the frame knows (``attrs["note"]``)."""
    sheet = Sheet(ax, (size[0], min(size[1], 160)))
    main = bare(sheet.main(0, 0, sheet.width, sheet.height))
    note = frame.attrs.get("note")
    why = sheet.wrap(printable(note), sheet.width - 64) if note else ""
    lines = why.count("\n") + 1 if why else 0
    main.add_patch(Rectangle((0, 0), 1, 1, transform=main.transAxes, facecolor="none", edgecolor=RULE, lw=0.8))
    middle = sheet.height / 2 - 9 * lines
    sheet.text(sheet.width / 2, middle, say("not_measurable"), ha="center", color=INK, fontsize=9.75)
    if why:
        sheet.text(sheet.width / 2, middle + 14, why, ha="center", va="top", linespacing=1.4)
    return main


def finite(frame: pd.DataFrame, column: str = "value") -> bool:
    """Tell whether a frame has the column and one finite number in it."""
    if column not in frame.columns or not len(frame):
        return False
    return bool(np.isfinite(pd.to_numeric(frame[column], errors="coerce").to_numpy(float, na_value=np.nan)).any())


def figure_png(ax: Axes, *, dpi: int = DPI, close: bool = True) -> bytes:
    """Return the whole figure that `ax` belongs to as PNG bytes, the same bytes for the same picture.

    A palette of 256 colours is a third of the bytes; no colour is off by more than the eye can tell.

    Parameters
    ----------
    ax : Axes
        What a ``plot_…`` function returned.
    dpi : int
        192 is two device pixels per CSS pixel.
    close : bool
        Forget the figure afterwards, so that a long report does not keep them all.
    """
    figure = cast("Figure", ax.get_figure(root=True))
    buffer = BytesIO()
    try:
        figure.savefig(buffer, format="png", dpi=dpi, facecolor=figure.get_facecolor(), metadata={"Software": None})
    finally:
        if close:
            plt.close(figure)
    small = BytesIO()
    with Image.open(buffer) as picture:
        few = picture.convert("RGB").quantize(256, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(small, "PNG", optimize=True)
    return small.getvalue()
