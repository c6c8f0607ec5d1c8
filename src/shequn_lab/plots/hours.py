"""Hour by weekday: when the community talks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import Normalize

from shequn_lab.plots import style
from shequn_lab.plots.layout import Sheet, bare, unmeasurable
from shequn_lab.plots.ticks import nice_step
from shequn_lab.terms import say
from shequn_lab.terms.formats import number

WIDE, PHONE = (960, 400), (358, 498)
HOURS, DAYS = 24, 7


@dataclass(frozen=True)
class _Hours:
    cells: np.ndarray  # mean per hour, weekday × hour, NaN where no such weekday was observed
    per_day: np.ndarray
    per_hour: np.ndarray
    peak: np.ndarray
    top: float
    zone: str
    second: tuple[str, float] | None
    unit: str

    @property
    def norm(self) -> Normalize:
        return Normalize(0, self.top)

    def key(self) -> tuple[str, str]:
        return "0", say("plot_per_hour", value=_brief(self.top, self.top), unit=self.unit)


def plot_active_hours(
    frame: pd.DataFrame,
    *,
    n_days: pd.Series,
    peak: tuple[int, int] | None = None,
    peak_label: str = "",
    zone: str = "",
    second_zone: tuple[str, float] | None = None,
    unit: str = "",
    ax: Axes | None = None,
    phone: bool = False,
) -> Axes:
    """Draw the mean number of interactions per hour, by weekday and hour of the day.

    Parameters
    ----------
    frame : DataFrame
        Counts: index ``weekday`` 1 (Monday) to 7, columns hour 0 to 23; missing rows and columns count as zero.
    n_days : Series
        How many of each weekday the window holds, same index; a weekday with none is hatched.
    peak : (first, stop), optional
        Hours to set off, half-open; ``(22, 2)`` runs over midnight.
    peak_label : str
        What to say about them.
    zone : str
        Name of the clock the frame is on; default ``frame.attrs["timezone"]``.
    second_zone : (name, hours), optional
        A second clock and how many hours it is ahead.
    unit : str
        What is counted, for the colour key; interactions unless said.
    ax : Axes, optional
        Where to draw; it is cleared. None makes a figure of 960 × 400 CSS px, on a phone 358 × 498.
    phone : bool
        Hours run down instead of across; the sums in the margins are left out.

    Returns
    -------
    Axes
        The axes of the cells; on a wide figure the sums stand in axes beside it.

    Examples
    --------
    >>> import pandas as pd
    >>> counts = pd.DataFrame(2, index=range(1, 8), columns=range(24))
    >>> ax = plot_active_hours(counts, n_days=pd.Series(2, index=range(1, 8)))
    """
    size = PHONE if phone else WIDE
    with style.house_style():
        days = n_days.reindex(range(1, DAYS + 1)).fillna(0).to_numpy(float)
        if frame.empty or not days.any() or not np.isfinite(frame.to_numpy(float, na_value=np.nan)).any():
            return unmeasurable(ax, size, frame)
        counts = frame.reindex(index=range(1, DAYS + 1), columns=range(HOURS)).fillna(0).to_numpy(float)
        hours = _means(counts, days, peak, zone or str(frame.attrs.get("timezone", "")), second_zone, unit)
        sheet = Sheet(ax, size)
        draw = _phone if phone else _wide
        return draw(sheet, hours, style.printable(peak_label))


def _means(
    counts: np.ndarray,
    days: np.ndarray,
    peak: tuple[int, int] | None,
    zone: str,
    second: tuple[str, float] | None,
    unit: str,
) -> _Hours:
    seen = np.where(days > 0, days, np.nan)
    cells = counts / seen[:, None]
    most = float(np.nanmax(cells))
    step = nice_step(most, 5) if most else 1.0
    inside = np.zeros(HOURS, bool)
    if peak:
        inside[[h % HOURS for h in range(peak[0], peak[1] if peak[1] > peak[0] else peak[1] + HOURS)]] = True
    return _Hours(
        cells=cells,
        per_day=counts.sum(axis=1) / seen,
        per_hour=counts.sum(axis=0) / days.sum(),
        peak=inside,
        top=float(np.ceil(most / step - 1e-9) * step) or 1.0,
        zone=style.printable(zone),
        second=second and (style.printable(second[0]), float(second[1])),
        unit=style.printable(unit or say("plot_interactions")),
    )


def _brief(value: float, scale: float) -> str:
    decimals = 0 if scale >= 10 else 1
    smallest = 10.0**-decimals
    if 0 < value < smallest / 2:
        return f"<{number(smallest, decimals)}"
    return number(value, decimals)


def _weekdays() -> list[str]:
    return [say(f"plot_weekday_{day}") for day in range(1, DAYS + 1)]


def _wide(sheet: Sheet, hours: _Hours, peak_label: str) -> Axes:
    sheet.colour_key(1, 9, *hours.key())
    names = _weekdays()
    sums = [_brief(v, float(np.nanmax(hours.per_day))) if np.isfinite(v) else "" for v in hours.per_day]
    head = say("plot_per_day", unit=hours.unit)
    left = sheet.widest(names, style.TICK) + 9
    beside = max(52 + sheet.widest(sums, style.SMALL) + 6, sheet.measure(head, style.SMALL)[0]) + 12
    width, top = sheet.width - left - beside, 92
    tall = sheet.height - top - (74 if hours.second else 44)
    main = bare(sheet.main(left, top, width, tall))
    _cells(main, hours, hours.cells)
    main.set_yticks(np.arange(DAYS) + 0.5, labels=names)
    main.set_xticks(np.arange(HOURS) + 0.5, labels=[str(h) for h in range(HOURS)])
    main.tick_params(length=0, pad=4)
    _clock_name(sheet, left + width / 2, top + tall + 30, hours.zone)
    if hours.second:
        _second_row(sheet, hours.second, left, width, top + tall + 50)
    above = bare(sheet.panel(left, top - 50, width, 38))
    above.bar(np.arange(HOURS) + 0.5, hours.per_hour, width=0.84,
              color=[style.SEQ_6 if p else style.SEQ_3 for p in hours.peak])  # fmt: skip
    above.set(xlim=(0, HOURS), ylim=(0, hours.per_hour.max() * 1.02 or 1))
    above.grid(False)
    if peak_label and hours.peak.any():
        _over_peak(sheet, hours, peak_label, left, width, top - 60)
    right = bare(sheet.panel(left + width + 8, top, 52, tall))
    colours = [style.SEQ_6] * 5 + [style.SEQ_3] * 2
    right.barh(np.arange(DAYS) + 0.5, np.nan_to_num(hours.per_day), height=0.78, color=colours)
    right.set(ylim=(DAYS, 0), xlim=(0, float(np.nanmax(hours.per_day)) * 1.3 or 1))
    right.grid(False)
    sheet.text(left + width + 8, top - 12, head, fontsize=style.SMALL)
    for day, words in enumerate(sums):
        value = float(np.nan_to_num(hours.per_day[day]))
        right.annotate(words, (value, day + 0.5), xytext=(2.5, -0.5), textcoords="offset points", va="center",
                       fontsize=style.SMALL, color=style.INK_2, annotation_clip=False)  # fmt: skip
    return main


def _cells(ax: Axes, hours: _Hours, cells: np.ndarray) -> None:
    """Draw the cells; `cells` may be transposed. Only the highest and the lowest carry their number."""
    rows, columns = cells.shape
    ax.pcolormesh(np.arange(columns + 1), np.arange(rows + 1), np.ma.masked_invalid(cells), norm=hours.norm,
                  cmap=style.SEQUENTIAL_MAP, edgecolors=style.PAPER, linewidth=1.4)  # fmt: skip
    ax.set(xlim=(0, columns), ylim=(rows, 0))
    ax.grid(False)
    for i in np.flatnonzero(np.isnan(cells).all(axis=1)):
        style.hatch(ax, 0, i + 0.05, columns, 0.9)
    for j in np.flatnonzero(np.isnan(cells).all(axis=0)):
        style.hatch(ax, j + 0.03, 0, 0.94, rows)
    for flat in dict.fromkeys([int(np.nanargmax(cells)), int(np.nanargmin(cells))]):
        i, j = divmod(flat, columns)
        ground = style.SEQUENTIAL_MAP(hours.norm(cells[i, j]))
        ax.text(j + 0.5, i + 0.5, _brief(cells[i, j], hours.top), ha="center", va="center_baseline",
                fontsize=style.TICK, color=style.text_colour(ground))  # fmt: skip


def _clock_name(sheet: Sheet, x: float, y: float, zone: str) -> None:
    words = say("plot_hour_of", zone=zone) if zone else say("plot_hour")
    sheet.text(x, y, words, ha="center", fontsize=style.TICK)


def _shifted(offset: float) -> list[tuple[str, bool]]:
    """Hours of the second clock, and where its day changes."""
    found = []
    for hour in range(HOURS):
        there = hour + offset
        minutes = round(60 * (there % 1))
        text = str(int(there // 1) % HOURS) + (f":{minutes:02d}" if minutes else "")
        found.append((text, hour > 0 and there // HOURS != (there - 1) // HOURS))
    return found


def _second_row(sheet: Sheet, second: tuple[str, float], left: float, width: float, y: float) -> None:
    name, offset = second
    labels = _shifted(offset)
    every = 2 if any(":" in text for text, _ in labels) else 1
    for hour, (text, turns) in enumerate(labels):
        if hour % every == 0:
            turn = "plot_next_day" if offset > 0 else "plot_same_day"
            x = left + (hour + 0.5) * width / HOURS
            words = say(turn, hour=text) if turns and every == 1 else text
            sheet.text(x, y, words, ha="center", fontsize=style.TICK)
    _clock_name(sheet, left + width / 2, y + 15, name)


def _over_peak(sheet: Sheet, hours: _Hours, words: str, left: float, width: float, y: float) -> None:
    # Over midnight the hours are in two parts; the words stand over the longer one.
    edges = np.flatnonzero(np.diff(np.r_[0, hours.peak.astype(int), 0]))
    start, stop = max(zip(edges[::2], edges[1::2], strict=True), key=lambda part: part[1] - part[0])
    half = sheet.measure(words, style.TICK)[0] / 2
    middle = left + (start + stop) / 2 * width / HOURS
    middle = min(max(middle, left + half), left + width - half)
    sheet.text(middle, y, words, ha="center", color=style.LINK, fontsize=style.TICK)


def _phone(sheet: Sheet, hours: _Hours, peak_label: str) -> Axes:
    sheet.colour_key(1, 9, *hours.key())
    foot = sheet.wrap(peak_label, sheet.width - 4, style.TICK) if peak_label and hours.peak.any() else ""
    labels = [say("plot_clock", hour=h) for h in range(0, HOURS, 2)]
    left, top = sheet.widest(labels, style.TICK) + 14, 50.0
    second = [text if ":" in text else say("plot_clock", hour=text) for text, _ in
              _shifted(hours.second[1])[::2]] if hours.second else []  # fmt: skip
    right = sheet.widest(second, style.TICK) + 10 if second else 4
    width = sheet.width - left - right
    tall = sheet.height - top - 26 - (sheet.measure(foot, style.TICK)[1] + 8 if foot else 0)
    main = bare(sheet.main(left, top, width, tall))
    _cells(main, hours, hours.cells.T)
    main.set_yticks(np.arange(0, HOURS, 2) + 0.5, labels=labels)
    main.xaxis.tick_top()
    main.set_xticks(np.arange(DAYS) + 0.5, labels=_weekdays())
    main.tick_params(length=0, pad=8)
    main.tick_params(axis="x", pad=3)
    for i, words in enumerate(second):
        sheet.text(left + width + 7, top + (2 * i + 0.5) * tall / HOURS, words, fontsize=style.TICK)
    if hours.second:
        name = say("plot_two_clocks", left=hours.zone or say("plot_hour"), right=hours.second[0])
    else:
        name = say("plot_hour_of", zone=hours.zone) if hours.zone else say("plot_hour")
    sheet.text(left + width / 2, top + tall + 14, name, ha="center", fontsize=style.TICK)
    if foot:
        runs = np.flatnonzero(np.diff(np.r_[0, hours.peak.astype(int), 0]))
        for start, stop in zip(runs[::2], runs[1::2], strict=True):
            main.plot([-0.08] * 2, [start + 0.1, stop - 0.1], color=style.SEQ_6, lw=2.2, clip_on=False)
        sheet.text(1, sheet.height - 3, foot, va="bottom", color=style.LINK, fontsize=style.TICK)
    return main
