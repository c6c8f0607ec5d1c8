"""Section 1 of the report: who came when, and how long questions wait."""

from __future__ import annotations

import numpy as np

from shequn_lab import metrics, plots
from shequn_lab.model import Estimate, clock
from shequn_lab.plots import range_mark
from shequn_lab.reports.blocks import Block, Figure, Markup, Paragraph, Section, joined
from shequn_lab.reports.data_table import Cell, DataTable
from shequn_lab.reports.findings import hours_text, slow_and_fast
from shequn_lab.reports.sections import alt_text, how
from shequn_lab.reports.study import BLOCKS, Study, direction, has_interval, span
from shequn_lab.reports.suppression import SMALLEST, count
from shequn_lab.terms import say
from shequn_lab.terms.formats import duration, number, percent

_BEIJING = "Asia/Shanghai"


def activity(study: Study) -> Block:
    """Section 1: who came when, and how long questions wait."""
    parts: list[Block] = [Section("activity", _activity_title(study), say("sec_activity"), "1")]
    if study.stickiness.measurable and has_interval(study.stickiness):
        s = study.stickiness
        words = say("sec_activity_text", value=percent(s.value), interval=span(s), n=number(s.n))
        parts.append(Paragraph(words))
    parts += [_active_figure(study), _hours_figure(study)]
    if study.latency.median.measurable:
        parts.append(_wait_table(study))
    return Markup(tuple(parts))


def _activity_title(study: Study) -> str:
    if study.compared is None:
        return say("sec_activity")
    before, after, change, daily = study.compared
    words = say(
        f"find_mau_{direction(change)}",
        before=number(before.value),
        after=number(after.value),
        dau=say(f"find_dau_{direction(daily)}"),
    )
    return say("sec_activity_title", change=words)


def _active_figure(study: Study) -> Figure:
    if study.compared is None:
        title = say("fig_active_title_short", n=count(study.community, study.n_people))
    else:
        before, after, change, daily = study.compared
        title = say(
            "fig_active_title",
            before=number(before.value),
            after=number(after.value),
            change=percent(change.value, signed=True),
            interval=span(change),
            n=number(change.n),
            dau=percent(daily.value, signed=True),
            dau_interval=span(daily),
            verdict=say(f"verdict_{direction(daily)}"),
        )
    subtitle = say("fig_active_subtitle")
    label = say("fig_active_label_dau", value=number(study.mean_daily.value), days=study.mean_days)
    labels = {"daily_active": label.replace("（", "\n（").replace(" (", "\n(")}
    return Figure(
        "fig-active",
        1,
        title,
        subtitle,
        alt_text(title, subtitle),
        joined(study.source, say("report_interval_members")),
        how(study, "monthly_active", "sq.plot_active(sq.active_bands(c))"),
        lambda phone: plots.plot_active(study.bands, labels=labels, phone=phone),
    )


def _hours_figure(study: Study) -> Figure:
    community, peak = study.community, study.peak
    zone = community.timezone
    title, subtitle = say("fig_hours_title_any"), say("fig_hours_subtitle", zone=zone)
    peak_hours: tuple[int, int] | None = None
    peak_label = ""
    if peak.measurable:
        peak_hours = (int(str(peak.params["start"])), int(str(peak.params["end"])))
        ends = {"start": f"{peak_hours[0]:02d}", "end": f"{peak_hours[1] - 1:02d}"}
        share = percent(peak.value)
        if has_interval(peak):
            title = say("fig_hours_title", share=share, interval=span(peak), n=number(peak.n), **ends).lstrip()
        peak_label = say("fig_hours_peak", share=share, **ends)
    frame, n_days = metrics.active_hours(community), metrics.weekday_counts(community)
    second = None if zone == _BEIJING else (say("zone_beijing"), _ahead(study))
    return Figure(
        "fig-hours",
        2,
        title,
        subtitle,
        alt_text(title, subtitle),
        study.source,
        how(study, "active_hours", "sq.plot_active_hours(sq.active_hours(c), n_days=sq.weekday_counts(c))"),
        lambda phone: plots.plot_active_hours(
            frame, n_days=n_days, peak=peak_hours, peak_label=peak_label, zone=zone, second_zone=second, phone=phone
        ),
    )


def _ahead(study: Study) -> float:
    """Hours Beijing is ahead of the community's clock, in the middle of the reporting window."""
    middle = (study.community.window.start_at + study.community.window.end_at) // 2
    there, here = (clock.local_hours(np.array([middle]), zone)[0] for zone in (_BEIJING, study.community.timezone))
    return float(there - here)


def _wait_table(study: Study) -> DataTable:
    whole, ends = study.latency.median, slow_and_fast(study)
    told = whole if ends is None else study.waits[ends[0]]
    said = {"value": duration(told.value), "interval": span(told), "n": number(told.n)}
    if not said["interval"]:
        title = say("tab_wait_title_any")
    elif ends is None:
        title = say("tab_wait_title_even", **said)
    else:
        title = say("tab_wait_title", slow=hours_text(ends[0]), **said)
    rows = [(hours_text(block), study.waits[block]) for block in BLOCKS] + [(say("all_day"), whole)]
    top = _round_up(max((x for _, e in rows for x in (e.value, e.high) if np.isfinite(x)), default=60.0) / 60)
    heads = (
        (say("tab_wait_hours", zone=study.community.timezone), ""),
        (say("tab_wait_n"), "num"),
        (say("tab_wait_median"), "num"),
        (say("tab_interval_minutes"), "num"),
        ("0\t" + say("span_min", n=number(top)), "wide-only"),
    )
    source = joined(study.source, say("tab_wait_source_opening" if study.opening_only else "tab_wait_source_replies"))
    code = f"sq.reply_latency(c{', opening_only=True' if study.opening_only else ''}, hours=(0, 6)).median"
    return DataTable(
        "tab-wait",
        1,
        title,
        heads,
        tuple(_wait_row(name, e, top) for name, e in rows),
        source,
        how(study, "reply_latency", code, base=f"n = {number(whole.n)}"),
    )


def _wait_row(name: str, e: Estimate, top: float) -> tuple[Cell, ...]:
    if not e.measurable:
        return (
            Cell(name),
            Cell(f"<{SMALLEST}" if e.note.id == "report_suppressed" else number(e.n), "num"),
            Cell("—", "num"),
            Cell("", "num"),
            Cell("", "wide-only"),
        )
    low, value, high = (x / 60 for x in (e.low, e.value, e.high))
    ends = f"{number(low, 1)}–{number(high, 1)}" if has_interval(e) else f"≥ {number(low, 1)}" if low == low else ""
    # An interval that is open above runs to the end of the axis; of a single asker there is none.
    low, high = (x if np.isfinite(x) else other for x, other in ((low, value), (high, top if ends else value)))
    mark = range_mark(low, value, high, start=0, end=top, label=f"{number(value, 1)} ({ends or number(e.n)})")
    return (
        Cell(name),
        Cell(number(e.n), "num"),
        Cell(number(value, 1), "num strong"),
        Cell(ends, "num"),
        Cell(mark, "mark wide-only", svg=True),
    )


def _round_up(value: float) -> float:
    size = 10 ** np.floor(np.log10(max(value, 1)))
    return float(np.ceil(value / size) * size)
