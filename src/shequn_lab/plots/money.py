"""What joiners have brought in by age: each cohort a line, all together a band."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from shequn_lab.plots import style
from shequn_lab.plots.layout import Sheet, finite, unmeasurable
from shequn_lab.plots.ticks import nice_step
from shequn_lab.terms import say
from shequn_lab.terms.formats import MISSING, money, number

WIDE, PHONE = (960, 360), (358, 340)
#: Room above for the key, and below for ages and numbers of members [CSS px].
_ABOVE, _BELOW = 46.0, 80.0
#: The oldest cohort is darkest, and never as dark as all together.
_OLDEST, _NEWEST = 0.72, 0.22


def plot_ltv(frame: pd.DataFrame, *, ax: Axes | None = None, phone: bool = False) -> Axes:
    """Draw cumulative margin per joiner by age, cohort by cohort and pooled.

    Parameters
    ----------
    frame : DataFrame
        Indexed by ``cohort`` (NaT: all together) and ``block``: ``value``, ``low``, ``high`` [minor units], ``n``; NaN
        for what has not been observed, which is not drawn. ``attrs``: ``block_days``, ``currency``. A row with a true
        ``suppressed`` or ``secondary`` is not drawn, and its number not written.
    ax : Axes, optional
        Where to draw; it is cleared. None makes a figure of 960 × 360 CSS px, on a phone 358 × 340.
    phone : bool
        Fewer ticks.

    Returns
    -------
    Axes

    Examples
    --------
    >>> import pandas as pd
    >>> cells = pd.MultiIndex.from_product([[pd.Timestamp("2025-03-01"), pd.NaT], [0, 1]], names=["cohort", "block"])
    >>> frame = pd.DataFrame({"value": [100, 250] * 2, "low": 50.0, "high": 300.0, "n": 40}, index=cells)
    >>> frame.attrs = {"block_days": 30, "currency": "CNY"}
    >>> ax = plot_ltv(frame)
    """
    size = PHONE if phone else WIDE
    with style.house_style():
        if not finite(frame):
            return unmeasurable(ax, size, frame)
        rows = frame.reset_index()
        hidden = np.zeros(len(rows), dtype=bool)
        for mark in ("suppressed", "secondary"):
            hidden |= rows[mark].eq(True).to_numpy() if mark in rows else False
        rows.loc[hidden, ["value", "low", "high"]] = np.nan
        if not finite(rows):
            return unmeasurable(ax, size, frame)
        # The margin of a block is known at its end.
        rows["day"] = (rows["block"] + 1) * frame.attrs["block_days"]
        sheet, currency = Sheet(ax, size), str(frame.attrs["currency"])
        pooled, cohorts = rows[rows["cohort"].isna()], rows[rows["cohort"].notna() & rows["value"].notna()]
        main = _axes(sheet, rows, pooled, currency, 4 if phone else 12)
        _cohort_lines(sheet, main, cohorts)
        _all_together(main, pooled, currency)
    return main


def _axes(sheet: Sheet, rows: pd.DataFrame, pooled: pd.DataFrame, currency: str, most: int) -> Axes:
    ends = rows.loc[rows["value"].notna(), "value"].tolist() + pooled[["low", "high"]].stack().dropna().tolist()
    low, high = min(0.0, *ends), max(*ends, 1.0)
    step = nice_step(high - low)
    levels = np.arange(math.floor(low / step) * step, high + step / 2, step)
    told = [money(level, currency) for level in levels]
    if all(word.endswith(".00") for word in told):
        told = [word.removesuffix(".00") for word in told]
    left, right = sheet.widest(told, style.TICK) + 9, _end_width(sheet, pooled, currency) + 12
    width = sheet.width - left - right
    main = sheet.main(left, _ABOVE, width, sheet.height - _ABOVE - _BELOW)
    sheet.text(0, 10, say("plot_ltv_axis", currency=currency), color=style.INK, fontsize=style.PANEL)
    last = float(rows.loc[rows["value"].notna(), "day"].max())
    main.set(xlim=(0, last), ylim=(min(low, levels[0]) * 1.02, max(high, levels[-1]) * 1.04))
    main.set_yticks(levels, labels=told)
    days = pooled.loc[pooled["day"] <= last, "day"].to_numpy()
    skip = max(math.ceil(days.size / most), 1)
    shown = days[skip - 1 :: skip]
    main.set_xticks([0, *shown], labels=[number(day) for day in (0, *shown)])
    main.tick_params(axis="x", pad=3)
    main.set_xlabel(say("plot_days_since_join"), labelpad=3)
    bottom = sheet.height - _BELOW
    sheet.text(left, bottom + 53, say("plot_ltv_members"), fontsize=style.SMALL)
    for day in shown:
        row = pooled[pooled["day"] == day].iloc[0]
        words = MISSING if row.get("secondary", False) else number(float(row["n"]))
        words = "<5" if row.get("suppressed", False) else words
        place = left + float(day) / last * width
        sheet.text(place, bottom + 70, words, ha="center", fontsize=style.SMALL, color=style.INK)
    return main


def _end_width(sheet: Sheet, pooled: pd.DataFrame, currency: str) -> float:
    known = pooled.loc[pooled["value"].notna(), "value"]
    words = [say("plot_ltv_all"), *(money(value, currency) for value in known.iloc[-1:])]
    return sheet.widest(words, style.BODY)


def _cohort_lines(sheet: Sheet, ax: Axes, cohorts: pd.DataFrame) -> None:
    names = sorted(cohorts["cohort"].unique())
    for i, name in enumerate(names):
        own = cohorts[cohorts["cohort"] == name]
        shade = _OLDEST + (_NEWEST - _OLDEST) * (i / max(len(names) - 1, 1))
        line: dict[str, Any] = {"color": style.SEQUENTIAL_MAP(shade), "linewidth": 1.1, "zorder": 2}
        ax.plot([0, *own["day"]], [0, *own["value"]], **line)
        # A cohort of one block is no line yet.
        ax.plot(own["day"].iloc[-1:], own["value"].iloc[-1:], "o", markersize=2.5, **line)
    if len(names) > 1:
        first, last = (f"{pd.Timestamp(name):%Y-%m-%d}" for name in (names[0], names[-1]))
        ramp = style.SEQUENTIAL_MAP.resampled(256)
        colours = type(ramp).from_list("cohorts", [ramp(_OLDEST), ramp(_NEWEST)])
        sheet.colour_key(0, 30, say("plot_ltv_joined", first=first), last, width=60, colours=colours)


def _all_together(ax: Axes, pooled: pd.DataFrame, currency: str) -> None:
    known = pooled[pooled["value"].notna()]
    if known.empty:
        return
    day = [0, *known["day"]]
    ends = known[["low", "high"]].dropna()
    if len(ends) == len(known):
        ax.fill_between(
            day, [0, *known["low"]], [0, *known["high"]], color=style.ACCENT, alpha=0.13, linewidth=0, zorder=3
        )
    ax.plot(day, [0, *known["value"]], color=style.ACCENT, linewidth=2.2, zorder=4, clip_on=False)
    last = known.iloc[-1]
    words = f"{say('plot_ltv_all')}\n{money(last['value'], currency)}"
    ax.annotate(words, (last["day"], last["value"]), xytext=(6, 0), textcoords="offset points", va="center",
                color=style.ACCENT, annotation_clip=False, linespacing=1.3)  # fmt: skip
