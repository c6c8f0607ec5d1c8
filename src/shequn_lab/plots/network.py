"""The network of a community as a rose: a petal for each circle, the best connected in the middle."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from shequn_lab.plots import style
from shequn_lab.plots.layout import Sheet, bare, unmeasurable
from shequn_lab.terms import say
from shequn_lab.terms.formats import number, percent
from shequn_lab.terms.tiers import tier_name

WIDE, PHONE = (960, 560), (358, 570)
#: Circles smaller than this share of the members are put together in one petal, in grey, as are those after the fifth.
SMALLEST_SHARE = 0.02
#: Radius of the empty middle, where dots of all petals would meet.
HOLE = 0.1
#: So many members and ties are drawn at most: the best connected, and the strongest among these.
MOST_NODES, MOST_TIES = 1_500, 1_500
GREY = style.TIER_COLOURS["silent"]
_COLOURS = ("#1F5F94", "#BF5122", "#45A392", "#E2B24E", "#4A2560")
#: Empty angle between two petals [radian]; and how far apart neighbours on a petal are turned.
_GAP = 0.05
_GOLDEN = 0.6180339887498949
_KEY_ROW = 21.0


def plot_network(
    members: pd.DataFrame,
    ties: pd.DataFrame,
    *,
    by: str = "circle",
    hide_below: int = 0,
    ax: Axes | None = None,
    phone: bool = False,
) -> Axes:
    """Draw members as dots and ties as faint lines.

    Each petal is a circle of members (or a tier), as wide as it has members. Towards the middle stand those with the
    higher core number; the line around the middle holds the main core. The area of a dot grows with the number of
    partners. Distances mean nothing else.

    Parameters
    ----------
    members : DataFrame
        As from ``network_members``: ``n_partners``, ``core``, ``in_main_core``, and ``circle``, or ``tier`` for
        ``by="tier"``.
    ties : DataFrame
        As from ``network_ties``: ``source``, ``target`` (positions in `members`), ``n``.
    by : {"circle", "tier"}
        What petals and colours show.
    hide_below : int
        Counts of members from 1 to less than this are not written out.
    ax : Axes, optional
        Where to draw; it is cleared. None makes a figure of 960 × 560 CSS px, on a phone 358 wide and as high as
        the key needs.
    phone : bool
        The key under the picture.

    Returns
    -------
    Axes

    Examples
    --------
    >>> import pandas as pd
    >>> columns = {"n_partners": [2, 2, 2], "core": [2] * 3, "in_main_core": [True] * 3, "circle": [1] * 3}
    >>> ax = plot_network(pd.DataFrame(columns), pd.DataFrame({"source": [0, 1], "target": [1, 2], "n": [1, 3]}))
    """
    size = PHONE if phone else WIDE
    with style.house_style():
        if not len(members) or not len(ties):
            return unmeasurable(ax, size, members)
        petals = _petals(members, by)
        sheet, drawn = Sheet(ax, size), _best_connected(members)
        pairs, cut = _pairs(ties, drawn)
        side = sheet.width if phone else min(sheet.height, 0.62 * sheet.width)
        notes = _notes(sheet, members, drawn, cut, sheet.width - (4 if phone else side + 24))
        key_height = 24 + _KEY_ROW * (len(petals) + 1) + sheet.measure(notes, style.SMALL)[1] * 1.15
        if phone and ax is None:
            sheet.resize(side + 12 + key_height)
        side = min(side, sheet.height - 12 - key_height) if phone else side
        main = bare(sheet.main((sheet.width - side) / 2 if phone else 0, 0, side, side))
        main.set(xlim=(-1.04, 1.04), ylim=(-1.04, 1.04), aspect="equal")
        main.grid(False)
        places = _places(members, petals)
        _lines(main, places[pairs])
        _dots(main, members, places, petals, drawn, side * sheet.scale)
        for petal in petals:
            _core_line(main, petal, members)
        spot = (2, side + 12, sheet.width - 2) if phone else (side + 24, (sheet.height - key_height) / 2, sheet.width)
        _key(sheet, petals, members, ties, spot, hide_below)
        below = spot[1] + 8 + _KEY_ROW * (len(petals) + 1)
        sheet.text(spot[0], below, notes, fontsize=style.SMALL, va="top", linespacing=1.4)
    return main


@dataclass(frozen=True)
class Petal:
    """One circle or tier: its members, its colour, its name, and the angles between which it lies."""

    name: str
    colour: str
    rows: np.ndarray
    start: float
    stop: float


def _petals(members: pd.DataFrame, by: str) -> list[Petal]:
    groups: list[tuple[str, str, np.ndarray]] = []
    if by == "tier":
        for tier in list(style.TIER_COLOURS):
            rows = np.flatnonzero((members["tier"] == tier).to_numpy())
            groups.append((tier_name(tier), style.TIER_COLOURS[tier], rows))
    else:
        circle = members["circle"].to_numpy()
        sizes = np.bincount(circle)
        for i, colour in enumerate(_COLOURS, 1):
            if i < sizes.size and sizes[i] >= max(SMALLEST_SHARE * circle.size, 2):
                groups.append((say("plot_network_circle", n=i), colour, np.flatnonzero(circle == i)))
        groups.append((say("plot_network_others"), GREY, np.flatnonzero(circle > len(groups))))
    groups = [group for group in groups if group[2].size]
    free = 2 * np.pi - (_GAP * len(groups) if len(groups) > 1 else 0)
    petals, angle = [], np.pi / 2
    for name, colour, rows in groups:
        width = free * rows.size / sum(group[2].size for group in groups)
        petals.append(Petal(name, colour, rows, angle - width, angle))
        angle -= width + _GAP
    return petals


def _places(members: pd.DataFrame, petals: list[Petal]) -> np.ndarray:
    """Put the members of each petal evenly on its area, by core number and partners, best connected inside."""
    found = np.full((len(members), 2), np.nan)
    core, partners = members["core"].to_numpy(), members["n_partners"].to_numpy()
    for petal in petals:
        order = petal.rows[np.lexsort((-partners[petal.rows], -core[petal.rows]))]
        rank = np.arange(order.size)
        radius = _radius((rank + 0.5) / order.size)
        turn = (0.5 + rank * _GOLDEN) % 1
        angle = petal.start + (petal.stop - petal.start) * turn
        found[order] = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
    return found


def _radius(share: npt.ArrayLike) -> np.ndarray:
    """Radius inside which lies this share of a petal's area."""
    found: np.ndarray = np.sqrt(HOLE**2 + (1 - HOLE**2) * np.asarray(share))
    return found


def _best_connected(members: pd.DataFrame) -> np.ndarray:
    order = np.lexsort((-members["n_partners"].to_numpy(), -members["core"].to_numpy()))
    drawn = np.zeros(len(members), dtype=bool)
    drawn[order[:MOST_NODES]] = True
    return drawn


def _pairs(ties: pd.DataFrame, drawn: np.ndarray) -> tuple[np.ndarray, bool]:
    """Return the pairs that turn to each other most, both directions as one, and whether there are others."""
    ends = np.sort(ties[["source", "target"]].to_numpy(), axis=1)
    kept = drawn[ends].all(axis=1)
    keys, where = np.unique(ends[kept] @ [drawn.size, 1], return_inverse=True)
    used = np.bincount(where, weights=ties["n"].to_numpy()[kept])
    strongest = keys[np.argsort(-used, kind="stable")[:MOST_TIES]]
    return np.column_stack([strongest // drawn.size, strongest % drawn.size]), keys.size > MOST_TIES


def _notes(sheet: Sheet, members: pd.DataFrame, drawn: np.ndarray, cut: bool, width: float) -> str:
    notes = [say("plot_network_reading", k=number(members["core"].max()))]
    if not drawn.all():
        notes.append(say("plot_network_cut", shown=number(drawn.sum()), n=number(len(members))))
    if cut:
        notes.append(say("plot_network_ties_cut", shown=number(MOST_TIES)))
    return "\n".join(sheet.wrap(note, width, style.SMALL) for note in notes)


def _lines(ax: Axes, ends: np.ndarray) -> None:
    # The more lines, the fainter each: together they stay a veil.
    alpha = float(np.clip(5.5 / np.sqrt(max(len(ends), 1)), 0.05, 0.5))
    ax.add_collection(LineCollection(list(ends), colors=style.INK_2, alpha=alpha, linewidths=0.5, zorder=2))


def _dots(
    ax: Axes, members: pd.DataFrame, places: np.ndarray, petals: list[Petal], drawn: np.ndarray, side: float
) -> None:
    """Dots cover about a fifth of the area, however many there are."""
    partners = members["n_partners"].to_numpy(float)
    points = side * 72 / ax.figure.dpi
    unit = 0.16 * np.pi / 4 * points**2 / max(partners[drawn].sum(), 1)
    area = np.clip(unit * partners, 4.0, (points / 14) ** 2)
    for petal in petals:
        rows = petal.rows[drawn[petal.rows]]
        rows = rows[np.argsort(-area[rows], kind="stable")]
        x, y = places[rows].T
        ax.scatter(x, y, s=area[rows], color=petal.colour, edgecolor=style.PAPER, linewidth=0.5, zorder=3)


def _core_line(ax: Axes, petal: Petal, members: pd.DataFrame) -> None:
    """Draw the edge of the main core across one petal."""
    inside = members["in_main_core"].to_numpy()[petal.rows].mean()
    if not inside:
        return
    angle = np.linspace(petal.start, petal.stop, 60)
    radius = _radius(inside)
    x, y = radius * np.cos(angle), radius * np.sin(angle)
    ax.plot(x, y, color=style.INK, linewidth=1.1, zorder=4)


def _key(
    sheet: Sheet,
    petals: list[Petal],
    members: pd.DataFrame,
    ties: pd.DataFrame,
    spot: tuple[float, float, float],
    hide_below: int,
) -> None:
    """List the petals: colour, name, members, of them in the main core, and the ties that stay inside."""
    x, y, right = spot
    heads = [say("plot_network_members"), say("plot_network_core"), say("plot_network_inside")]
    columns = [right - 150, right - 82, right - 4] if sheet.width < 500 else [x + 180, x + 262, x + 346]
    for head, end in zip(heads, columns, strict=True):
        sheet.text(end, y + 4, head, ha="right", fontsize=style.SMALL)
    core = members["in_main_core"].to_numpy()
    whose = np.full(len(members), -1)
    for i, petal in enumerate(petals):
        whose[petal.rows] = i
    source, target = whose[ties["source"].to_numpy()], whose[ties["target"].to_numpy()]
    for i, petal in enumerate(petals):
        level = y + 8 + _KEY_ROW * (i + 1)
        touching = (source == i) | (target == i)
        inside = ((source == i) & (target == i)).sum() / max(touching.sum(), 1)
        sheet.text(x, level, "●", color=petal.colour, fontsize=style.PANEL)
        sheet.text(x + 16, level, petal.name, color=style.INK)
        counts = [
            f"<{hide_below}" if 0 < n < hide_below else number(n) for n in (petal.rows.size, core[petal.rows].sum())
        ]
        for words, end in zip([*counts, percent(inside, 0)], columns, strict=True):
            sheet.text(end, level, words, ha="right", color=style.INK)
