"""Types and platforms: probabilities with the line of a decision, who was taken for what, a ranking."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from shequn_lab.plots import style
from shequn_lab.plots.layout import Sheet, Size, bare, finite, unmeasurable
from shequn_lab.plots.ticks import percent_ticks
from shequn_lab.terms import label, say
from shequn_lab.terms.formats import number, percent

WIDE, PHONE = (960, 200), (358, 210)
ROW, CELL, WIDEST = 40.0, 52.0, 170.0
#: Lowest and highest score of a platform.
_SCORES = (1, 5)


def plot_type(frame: pd.DataFrame, *, decided_from: float = 0.6, ax: Axes | None = None, phone: bool = False) -> Axes:
    """Draw the probability of each type, and the line from which a type is named.

    Parameters
    ----------
    frame : DataFrame
        ``value`` (0–1) indexed by ``type`` (term id), as in ``community_type(…).probabilities``; NaN where it cannot
        be measured, the reason in ``attrs["note"]``.
    decided_from : float
        Where the line stands.
    ax : Axes, optional
        Where to draw; it is cleared. None makes a figure 960, on a phone 358 CSS px wide.
    phone : bool
        Narrow.

    Returns
    -------
    Axes

    Examples
    --------
    >>> import pandas as pd
    >>> types = pd.Index(["marketing_type", "content_type", "service_type"], name="type")
    >>> ax = plot_type(pd.DataFrame({"value": [0.1, 0.7, 0.2]}, index=types))
    """
    size = PHONE if phone else WIDE
    with style.house_style():
        if not finite(frame):
            return unmeasurable(ax, size, frame)
        value = frame["value"].to_numpy(float)
        colours = [style.ACCENT if share >= decided_from else style.SEQ_3 for share in value]
        main = _bars(
            ax, size, frame.index, value, [percent(share, 0) for share in value], colours, ends=(0, 1), head=22
        )
        at, ticks = percent_ticks(1.0, 4)
        main.set_xticks(at, labels=ticks)
        main.set_xlabel(say("plot_type_probability"), labelpad=3)
        main.axvline(decided_from, color=style.CALL_OUT, linewidth=1.3, linestyle=(0, (4, 3)), zorder=4)
        words = say("plot_type_line", share=percent(decided_from, 0))
        main.annotate(words, (decided_from, 1), xycoords=("data", "axes fraction"), xytext=(0, 4), ha="center",
                      textcoords="offset points", va="bottom", color=style.CALL_OUT)  # fmt: skip
    return main


def plot_type_confusion(frame: pd.DataFrame, *, ax: Axes | None = None, phone: bool = False) -> Axes:
    """Draw how many communities of each true type (rows) were told to be what (columns).

    Parameters
    ----------
    frame : DataFrame
        Counts, as in ``type_accuracy().confusion``; a cell is the darker, the more of its row it holds.
    ax : Axes, optional
        Where to draw; it is cleared. None makes a figure 960, on a phone 358 CSS px wide.
    phone : bool
        Narrow.

    Returns
    -------
    Axes

    Examples
    --------
    >>> import pandas as pd
    >>> types = ["marketing_type", "content_type", "service_type"]
    >>> counts = pd.DataFrame([[8, 1, 1], [0, 9, 1], [1, 0, 9]], index=types, columns=types)
    >>> ax = plot_type_confusion(counts)
    """
    with style.house_style():
        sheet = Sheet(ax, (PHONE[0] if phone else WIDE[0], 100))
        rows = [sheet.wrap(label(str(id)), 0.22 * sheet.width) for id in frame.index]
        left = sheet.widest(rows) + 12
        width = min((sheet.width - left - 4) / len(frame.columns), WIDEST)
        said = [say("type_undecided") if id == "undecided" else label(str(id)) for id in frame.columns]
        heads = [sheet.wrap(words, width - 8) for words in said]
        top = 30 + max(sheet.measure(head)[1] for head in heads)
        if ax is None:
            sheet.resize(top + CELL * len(frame) + 6 + 22)
        main = bare(sheet.main(left, top, width * len(heads), sheet.height - top - 28))
        main.grid(False)
        main.set(xlim=(0, len(heads)), ylim=(len(frame), 0))
        main.set_xticks(np.arange(len(heads)) + 0.5, labels=heads, color=style.INK, fontsize=style.BODY)
        main.set_yticks(np.arange(len(frame)) + 0.5, labels=rows, color=style.INK, fontsize=style.BODY)
        main.tick_params(length=0, top=False, labeltop=True, bottom=False, labelbottom=False, pad=5)
        _cells(main, frame)
        sheet.text(left + width * len(heads) / 2, 9, say("plot_confusion_said"), ha="center")
        sheet.text(0, sheet.height - 9, say("plot_confusion_true"))
    return main


def _cells(ax: Axes, frame: pd.DataFrame) -> None:
    counts = frame.to_numpy(float)
    sums = counts.sum(axis=1, keepdims=True)
    shares = np.divide(counts, sums, out=np.zeros_like(counts), where=sums > 0)
    for (i, j), share in np.ndenumerate(shares):
        ground = style.SEQUENTIAL_MAP(share) if counts[i, j] else style.PAPER
        ax.add_patch(
            Rectangle((j + 0.02, i + 0.03), 0.96, 0.94, facecolor=ground, edgecolor=style.RULE_2, linewidth=0.8)
        )
        ink = style.text_colour(ground[:3] if counts[i, j] else ground)
        ax.text(j + 0.5, i + 0.5, number(counts[i, j]), ha="center", va="center", color=ink)


def plot_platform_choice(frame: pd.DataFrame, *, ax: Axes | None = None, phone: bool = False) -> Axes:
    """Draw platforms by their weighted score, best first.

    Parameters
    ----------
    frame : DataFrame
        ``score`` (1–5) indexed by ``platform`` (term id), as from ``platform_choice``; with ``first_share``, as joined
        from ``platform_sensitivity``, how often each is first is written beside it.
    ax : Axes, optional
        Where to draw; it is cleared. None makes a figure 960, on a phone 358 CSS px wide.
    phone : bool
        Narrow.

    Returns
    -------
    Axes

    Examples
    --------
    >>> import pandas as pd
    >>> platforms = pd.Index(["forum", "qq_group"], name="platform")
    >>> ax = plot_platform_choice(pd.DataFrame({"score": [3.4, 3.1]}, index=platforms))
    """
    size = (PHONE[0] if phone else WIDE[0], ROW * len(frame) + 50)
    with style.house_style():
        score, words = frame["score"].to_numpy(float), [number(s, 2) for s in frame["score"]]
        if "first_share" in frame:
            shares = [percent(share, 0) for share in frame["first_share"]]
            words = [say("plot_choice_first", score=s, share=p) for s, p in zip(words, shares, strict=True)]
        main = _bars(ax, size, frame.index, score, words, [style.SEQ_5] * len(score), ends=_SCORES, head=4, above=phone)
        main.set_xticks(range(_SCORES[0], _SCORES[1] + 1))
        main.set_xlabel(say("plot_choice_score"), labelpad=3)
    return main


def _bars(
    ax: Axes | None,
    size: Size,
    ids: pd.Index,
    value: np.ndarray,
    words: list[str],
    colours: list[str],
    *,
    ends: tuple[int, int],
    head: float,
    above: bool = False,
) -> Axes:
    """Draw a bar for each id, from the lower end on; the words after it, or above it where there is no room."""
    sheet = Sheet(ax, size)
    names = [sheet.wrap(style.printable(label(str(id))), 0.3 * sheet.width) for id in ids]
    left = sheet.widest(names) + 12
    room = 16 if above else sheet.widest(words) + 14
    main = sheet.main(left, head, sheet.width - left - room, sheet.height - head - 44)
    main.set(xlim=ends, ylim=(len(ids) - 0.4, -0.6))
    main.grid(False)
    main.grid(True, axis="x")
    main.tick_params(axis="x", length=0, pad=3)
    rows = np.arange(len(ids))
    main.set_yticks(rows, labels=names, fontsize=style.BODY, color=style.INK)
    main.barh(rows, value - ends[0], left=ends[0], height=0.34 if above else 0.5, color=colours, linewidth=0, zorder=2)
    for row, (end, text) in enumerate(zip(value, words, strict=True)):
        place, shift = ((float(ends[0]), row - 0.36), (2, 0)) if above else ((float(end), row), (5, 0))
        main.annotate(text, place, xytext=shift, textcoords="offset points", va="center", fontsize=style.SMALL)
    return main
