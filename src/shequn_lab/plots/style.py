"""The look of every figure: colours, type, hatch. The tokens are those of the report's page."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib as mpl
from cycler import cycler
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_rgb
from matplotlib.ft2font import FT2Font
from matplotlib.patches import Rectangle

PAPER = "#FCFBF8"
INK = "#1C2430"
INK_2 = "#545D69"
RULE = "#CFCBC1"
RULE_2 = "#E8E5DD"
TINT = "#F4F2EB"
MASK = "#EFECE4"
HATCH = "#C2BDB1"
MASK_TEXT = "#5A6069"
LINK = "#1F5F94"
ACCENT = "#153B68"
ALERT = "#9E3B12"
CALL_OUT = "#B0451A"
EQUAL_LINE = "#8A919A"

SEQUENTIAL = ("#E4EEF1", "#BFD9E3", "#93BFD3", "#629FC0", "#3B7DA9", "#225C8C", "#153B68")
DIVERGING = ("#8F3A12", "#C9794A", "#E8C4A6", "#F1EEE6", "#B4CDDC", "#5B93B8", "#1B527F")
SEQ_1, SEQ_2, SEQ_3, SEQ_4, SEQ_5, SEQ_6, SEQ_7 = SEQUENTIAL
TIER_COLOURS = {
    "core": "#1F5F94",
    "active": "#45A392",
    "ordinary": "#4A2560",
    "new": "#E2B24E",
    "silent": "#C4C7CB",
}
CATEGORICAL = (*TIER_COLOURS.values(), "#BF5122")
SEQUENTIAL_MAP = LinearSegmentedColormap.from_list("shequn_sequential", SEQUENTIAL)
DIVERGING_MAP = LinearSegmentedColormap.from_list("shequn_diverging", DIVERGING)

FONT = "Noto Sans SC"
BODY, TICK, SMALL, PANEL = 9.0, 8.6, 7.8, 9.75
"""Type sizes [pt]; 9 pt is 12 px on the page, and nothing goes below 10 px (7.5 pt)."""

DPI = 192
"""Resolution of a saved figure: two device pixels per CSS pixel."""


@cache
def font_file() -> Path:
    """Return the file of the Chinese font and make it known to Matplotlib."""
    # zhplot is found, not imported: importing it changes rcParams for everybody.
    spec = importlib.util.find_spec("zhplot")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("zhplot, which brings the Chinese font, is not installed: pip install 'zhplot>=1.0'")
    path = Path(spec.submodule_search_locations[0]) / "fonts" / "NotoSansSC-Regular.ttf"
    font_manager.fontManager.addfont(path)
    return path


@cache
def _known_glyphs() -> frozenset[int]:
    return frozenset(FT2Font(str(font_file())).get_charmap())


def printable(text: object) -> str:
    """Return `text` with every character the font lacks replaced by an empty square.

    Examples
    --------
    >>> printable("核心成员 🎉")
    '核心成员 □'
    """
    known = _known_glyphs()
    return "".join(c if c == "\n" or ord(c) in known else "□" for c in str(text))


def _rc() -> dict[str, Any]:
    font_file()
    return {
        "font.family": [FONT],
        "font.weight": "normal",
        "font.size": BODY,
        "text.color": INK,
        "text.parse_math": False,
        "axes.titlesize": PANEL,
        "axes.titleweight": "normal",
        "axes.titlelocation": "left",
        "axes.titlepad": 8,
        "axes.titlecolor": INK,
        "axes.labelsize": BODY,
        "axes.labelweight": "normal",
        "axes.labelcolor": INK_2,
        "axes.edgecolor": RULE,
        "axes.facecolor": PAPER,
        "axes.linewidth": 0.8,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.spines.left": False,
        "axes.grid": True,
        "axes.grid.axis": "y",
        "axes.axisbelow": True,
        "axes.prop_cycle": cycler(color=CATEGORICAL),
        "grid.color": RULE_2,
        "grid.linewidth": 0.8,
        "grid.linestyle": "-",
        "xtick.color": INK_2,
        "ytick.color": INK_2,
        "xtick.labelsize": TICK,
        "ytick.labelsize": TICK,
        "xtick.major.size": 3.5,
        "ytick.major.size": 0,
        "lines.linewidth": 1.7,
        "hatch.linewidth": 0.7,
        "hatch.color": HATCH,
        "figure.facecolor": PAPER,
        "figure.edgecolor": PAPER,
        "savefig.facecolor": "auto",
        "savefig.dpi": DPI,
        "legend.frameon": False,
        "path.simplify": True,
    }


@contextmanager
def house_style() -> Iterator[None]:
    """Draw in the house style inside a ``with`` block, whatever was set before it.

    Every ``plot_…`` function does so by itself; it is here for figures of your own.
    """
    with mpl.rc_context(_rc()):
        try:
            yield
        finally:
            interactive = mpl.is_interactive()
    # The first figure of a notebook turns this on; if it were taken back, no later figure would be shown.
    mpl.interactive(interactive)


def use_style() -> None:
    """Set the house style for the rest of the session (notebooks; Chinese text included)."""
    mpl.rcParams.update(_rc())


def luminance(colour: Any) -> float:
    """Return the relative luminance (WCAG 2) of any matplotlib colour, 0 (black) to 1 (white)."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: Any, second: Any) -> float:
    """Return the contrast ratio (WCAG 2) of two colours, 1 to 21.

    Examples
    --------
    >>> round(contrast("black", "white"))
    21
    """
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


def text_colour(ground: Any) -> str:
    """Choose ink or white, whichever reads better on `ground`."""
    return INK if contrast(INK, ground) >= contrast("white", ground) else "white"


def hatch(ax: Axes, x: float, y: float, width: float, height: float, **options: Any) -> Rectangle:
    """Mark a rectangle of `ax` [data units] as not yet observed."""
    settings: dict[str, Any] = {"facecolor": "none", "edgecolor": HATCH, "hatch": "////", "linewidth": 0, "zorder": 1}
    patch = Rectangle((x, y), width, height, **(settings | options))
    ax.add_patch(patch)
    return patch
