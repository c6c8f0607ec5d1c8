"""Scores of elements or senses: a radar for their shape, dots with intervals for how sure they are."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from shequn_lab.plots import style
from shequn_lab.plots.layout import Sheet, bare, finite, unmeasurable
from shequn_lab.terms import label, say
from shequn_lab.terms.formats import number

WIDE, PHONE_WIDTH, RADAR = (960, 350), 358, 292.0
#: Height of a score with one community, and what each further one adds.
ROW, LINE = 46.0, 17.0
COLOURS = (style.ACCENT, style.CALL_OUT, "#45A392", "#4A2560")
FEWEST_CORNERS = 3
_RINGS = (25, 50, 75, 100)
#: Half the width and the height of the radar, in points of the score.
_ACROSS, _DOWN = 160.0, 124.0


def plot_elements(frame: pd.DataFrame, *, ax: Axes | None = None, phone: bool = False) -> Axes:
    """Draw scores of one community, or of up to four, as a radar and as dots with intervals.

    Parameters
    ----------
    frame : DataFrame
        ``value``, ``low``, ``high`` (0–100, NaN where not measurable), indexed by ``score`` (term id) or with such a
        column; with a ``community`` column (names), each has its colour.
    ax : Axes, optional
        Where to draw; it is cleared. None makes a figure of 960 × 350 CSS px, on a phone 358 wide.
    phone : bool
        Dots under the radar.

    Returns
    -------
    Axes
        The axes of the dots; the radar hides how sure the scores are.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = {"value": [60, 40, 70], "low": [50, 35, 60], "high": [70, 50, 80]}
    >>> ids = ["element_interest", "element_structure", "element_output"]
    >>> ax = plot_elements(pd.DataFrame(rows, index=pd.Index(ids, name="score")))
    """
    size = (PHONE_WIDTH, 640) if phone else WIDE
    with style.house_style():
        if not finite(frame):
            return unmeasurable(ax, size, frame)
        table = frame if "score" in frame else frame.rename_axis("score").reset_index()
        if "community" not in table:
            table = table.assign(community="")
        scores, names = list(dict.fromkeys(table["score"])), list(dict.fromkeys(table["community"]))[: len(COLOURS)]
        # One or two points make no shape.
        shaped = bool((table.groupby("community")["value"].count() >= FEWEST_CORNERS).any())
        sheet = Sheet(ax, size)
        key = 24.0 if len(names) > 1 else 0.0
        row = max(ROW, LINE * (len(names) + 1))
        tall = row * len(scores) + 44
        if ax is None and (phone or not shaped or key + tall + 8 > sheet.height):
            sheet.resize(key + (RADAR + 12 if shaped and phone else 8) + tall)
        _key(sheet, names) if key else None
        words = [label(score) for score in scores]
        start = sheet.widest(words, style.BODY) + 12
        if phone:
            place = (start, key + (RADAR + 12 if shaped else 8), sheet.width - start - 46, tall - 44)
        else:
            middle = 0.46 * sheet.width if shaped else 0
            high = min(sheet.height - key - 52, row * len(scores))
            place = (
                middle + start,
                key + (sheet.height - key - 44 - high) / 2,
                sheet.width - middle - start - 46,
                high,
            )
        main = sheet.main(*place)
        _dots(main, table, scores, names, words)
        if not shaped:
            return main
        tall = RADAR if phone else sheet.height - key
        wide = min(tall * _ACROSS / _DOWN, sheet.width if phone else 0.46 * sheet.width)
        _radar(sheet, ((sheet.width - wide) / 2 if phone else 0, key, wide, tall), table, scores, names)
    return main


def _key(sheet: Sheet, names: list[str]) -> None:
    x = 2.0
    for name, colour in zip(names, COLOURS, strict=False):
        sheet.text(x, 9, "●", color=colour)
        sheet.text(x + 14, 9, style.printable(name), color=style.INK)
        x += 14 + sheet.measure(style.printable(name))[0] + 18


def _dots(ax: Axes, table: pd.DataFrame, scores: list[str], names: list[str], words: list[str]) -> None:
    ax.set(xlim=(0, 100), ylim=(len(scores) - 0.5, -0.5))
    ax.grid(False)
    ax.grid(True, axis="x")
    ax.set_xticks([0, *_RINGS])
    ax.tick_params(axis="x", length=0)
    ax.set_xlabel(say("plot_elements_score"), labelpad=3)
    ax.set_yticks(range(len(scores)), labels=words, color=style.INK, fontsize=style.BODY)
    step = LINE / max(ROW, LINE * (len(names) + 1))
    for i, (name, colour) in enumerate(zip(names, COLOURS, strict=False)):
        own = table[table["community"] == name].set_index("score").reindex(scores)
        y = np.arange(len(scores)) + step * (i - (len(names) - 1) / 2)
        value, low, high = (own[column].to_numpy(float, na_value=np.nan) for column in ("value", "low", "high"))
        ax.hlines(y, low, high, color=colour, linewidth=2.2, alpha=0.45, zorder=3)
        ax.plot(value, y, "o", color=colour, markersize=6.5, markeredgecolor=style.PAPER, zorder=4, clip_on=False)
        for place, score, end in zip(y, value, high, strict=True):
            known = np.isfinite(score)
            at = max(score, end if np.isfinite(end) else score) if known else 0.0
            text = number(score) if known else say("plot_elements_missing")
            ax.annotate(text, (float(at), float(place)), xytext=(7 if known else 4, 0), textcoords="offset points",
                        va="center", fontsize=style.SMALL, color=style.INK if known else style.MASK_TEXT)  # fmt: skip


def _radar(
    sheet: Sheet, place: tuple[float, float, float, float], table: pd.DataFrame, scores: list[str], names: list[str]
) -> None:
    ax = bare(sheet.panel(*place))
    ax.set(xlim=(-_ACROSS, _ACROSS), ylim=(-_DOWN, _DOWN), aspect="equal")
    ax.grid(False)
    # No spoke lies level: beside it there would be no room for its name.
    turn = 0 if len(scores) % 2 else 0.5
    angle = np.pi / 2 - 2 * np.pi * (np.arange(len(scores)) + turn) / len(scores)
    spokes = np.column_stack([np.cos(angle), np.sin(angle)])
    for ring in _RINGS:
        ax.plot(*_closed(ring * spokes), color=style.RULE if ring == 100 else style.RULE_2, linewidth=0.8, zorder=1)
    for spoke, score in zip(spokes, scores, strict=True):
        ax.plot([0, 100 * spoke[0]], [0, 100 * spoke[1]], color=style.RULE_2, linewidth=0.8, zorder=1)
        across = "center" if abs(spoke[0]) < 0.2 else "left" if spoke[0] > 0 else "right"
        room = _ACROSS - 109 * abs(spoke[0]) if across != "center" else 200
        words = sheet.wrap(label(score), room * place[2] / (2 * _ACROSS), style.SMALL)
        x, y = 109 * spoke
        ax.text(x, y, words, ha=across, va="center", fontsize=style.SMALL, color=style.INK)
    for name, colour in zip(names, COLOURS, strict=False):
        own = table[table["community"] == name].set_index("score").reindex(scores)
        value, low, high = (own[column].to_numpy(float, na_value=np.nan) for column in ("value", "low", "high"))
        known = np.isfinite(value)
        if known.all() and np.isfinite(low).all() and len(names) == 1:
            band = np.vstack([_closed(high[:, None] * spokes).T, _closed(low[:, None] * spokes).T[::-1]])
            ax.fill(*band.T, color=colour, alpha=0.13, linewidth=0, zorder=2)
        # A line runs only between neighbours that both have a score.
        for i in range(len(scores)):
            j = (i + 1) % len(scores)
            if known[i] and known[j]:
                ends = np.array([value[i] * spokes[i], value[j] * spokes[j]])
                ax.plot(*ends.T, color=colour, linewidth=1.6, zorder=3)
        ax.plot(*(value[known, None] * spokes[known]).T, "o", color=colour, markersize=5, zorder=4)


def _closed(points: np.ndarray) -> np.ndarray:
    return np.vstack([points, points[:1]]).T
