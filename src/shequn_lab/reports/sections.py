"""The body of the report: activity, retention, contribution."""

from __future__ import annotations

import numpy as np
import pandas as pd

from shequn_lab import metrics, plots
from shequn_lab.metrics.activity import population
from shequn_lab.metrics.contribution import messages_of_members
from shequn_lab.model import Estimate, clock
from shequn_lab.plots import range_mark
from shequn_lab.reports.blocks import Block, Cell, DataTable, Figure, How, Markup, Paragraph, Section, joined
from shequn_lab.reports.findings import hours_text, slow_and_fast
from shequn_lab.reports.study import BLOCKS, CURVE_DAYS, LONG_DAYS, Study, direction, has_interval, span
from shequn_lab.reports.suppression import SMALLEST, count, is_small, masked, masked_cohorts, masked_within
from shequn_lab.rollups import joins
from shequn_lab.terms import language, say, term
from shequn_lab.terms.formats import duration, interval, number, percent

_BEIJING = "Asia/Shanghai"


def opening_code(study: Study) -> str:
    """First lines of every piece of code shown."""
    return f'import shequn_lab as sq\n\nc = sq.open_community("{study.community.name}")\n'


def _how(study: Study, term_id: str, code: str, base: str = "", excluded: str = "") -> How:
    return How(
        term(term_id).definition, base or study.base, excluded or study.excluded_rows, opening_code(study) + code
    )


def _alt(title: str, subtitle: str) -> str:
    return say("alt_figure", title=title, subtitle=subtitle)


# -- 1 activity ----------------------------------------------------------------------------------------


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
        _alt(title, subtitle),
        joined(study.source, say("report_interval_members")),
        _how(study, "monthly_active", "sq.plot_active(sq.active_bands(c))"),
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
        _alt(title, subtitle),
        study.source,
        _how(study, "active_hours", "sq.plot_active_hours(sq.active_hours(c), n_days=sq.weekday_counts(c))"),
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
        _how(study, "reply_latency", code, base=f"n = {number(whole.n)}"),
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


# -- 2 retention ---------------------------------------------------------------------------------------


def retention(study: Study) -> Block:
    """Section 2: who came back, in every reading; or why that cannot be known."""
    if not study.has_cohorts:
        title = say("sec_retention_title_none")
        reason = metrics.retention_on(study.community, 1).note
        words = say("premise_no_joins") if reason.id == "note_no_joins" else say("premise_other", reason=reason)
        head = Section("retention", title, say("sec_retention"), "2")
        return Markup((head, Paragraph(words, premise=say("premise"))))
    within = study.retention("within", LONG_DAYS)
    title = say("sec_retention_title", value=percent(within.value)) if within.measurable else say("sec_retention")
    parts: list[Block] = [Section("retention", title, say("sec_retention"), "2")]
    if study.community.assume_first_seen_is_join:
        parts.append(Paragraph(_premise(study), premise=say("premise")))
    parts += [_cohort_figure(study), _curve_figure(study), _meanings_table(study), _survival_figure(study)]
    return Markup(tuple(parts))


def _or_dash(e: Estimate) -> str:
    return percent(e.value) if e.measurable else "—"


def _premise(study: Study) -> str:
    joined, counted = joins(study.community), population(study.community)
    run_in, kept = (count(study.community, int((part & counted).sum())) for part in (joined.run_in, joined.known))
    return say("premise_assumed", days=study.community.run_in_days, run_in=run_in, kept=kept)


def _joiners(study: Study) -> tuple[str, str]:
    """Return base and exclusions of the retention figures."""
    e = metrics.retention_on(study.community, 1)
    n = int(e.n) + int(e.excluded.get("excluded_not_yet_observed", 0))
    dot, comma = ("。", "；") if language() == "zh" else (".", "; ")
    left_out = [
        f"{say(k)} {count(study.community, v)}" for k, v in e.excluded.items() if v and k != "excluded_not_yet_observed"
    ]
    return say("how_base_joiners", n=count(study.community, n)), comma.join(left_out) + dot if left_out else say(
        "report_no_exclusions"
    )


def _cohort_figure(study: Study) -> Figure:
    community = study.community
    table, overall = metrics.cohort_retention(community), metrics.cohort_within(community, LONG_DAYS)
    p = metrics.cohorts_differ(overall)
    masked_table, overall = masked_cohorts(community, table), masked_within(community, overall)
    week = masked_table.loc[[(pd.NaT, 1)]].iloc[0] if (pd.NaT, 1) in table.index else None
    hidden = week is None or week["suppressed"] or week["secondary"]
    if week is None or hidden or not np.isfinite(week["value"]) or not np.isfinite(p):
        title = say("fig_cohorts_title")
    else:
        title = say(
            f"fig_cohorts_title_{'flat' if p >= 0.05 else 'differ'}",
            value=percent(week["value"]),
            interval=interval(week["low"], week["high"], "share"),
            n=number(week["n"]),
            p=f"{p:.2f}" if p >= 0.005 else "0.00",
        ).replace("p = 0.00", "p < 0.005")
    if not masked_table["value"].notna().any():
        masked_table.attrs["note"] = say("note_cohorts_short")
    subtitle, (base, left_out) = say("fig_cohorts_subtitle"), _joiners(study)
    code = f"sq.plot_cohorts(sq.cohort_retention(c), overall=sq.cohort_within(c, {LONG_DAYS}))"
    return Figure(
        "fig-cohorts",
        3,
        title,
        subtitle,
        _alt(title, subtitle),
        joined(study.source, say("fig_cohorts_source")),
        _how(study, "cohort_retention", code, base, left_out),
        lambda phone: plots.plot_cohorts(
            masked_table,
            overall=overall,
            overall_days=LONG_DAYS,
            first_seen=community.assume_first_seen_is_join,
            phone=phone,
        ),
    )


def _curve_figure(study: Study) -> Figure:
    within, on = study.retention("within", LONG_DAYS), study.retention("on", LONG_DAYS)
    if within.measurable and on.measurable and on.value < within.value:
        title = say(
            "fig_curves_title",
            within=percent(within.value),
            within_interval=span(within),
            n=number(within.n),
            on=percent(on.value),
            on_interval=span(on),
        )
    else:
        title = say("fig_curves_title_any")
    subtitle, (base, left_out) = say("fig_curves_subtitle", horizon=study.horizon), _joiners(study)
    frame = metrics.retention_curves(study.community, until=CURVE_DAYS, horizon=study.horizon)
    frame["suppressed"] = is_small(frame["k"], frame["n"]) & (not study.community.synthetic)
    code = f"sq.plot_retention_curves(sq.retention_curves(c, until={CURVE_DAYS}, horizon={study.horizon}))"
    return Figure(
        "fig-curves",
        4,
        title,
        subtitle,
        _alt(title, subtitle),
        study.source,
        _how(study, "retention_within", code, base, left_out),
        lambda phone: plots.plot_retention_curves(
            frame, horizon=study.horizon, first_seen=study.community.assume_first_seen_is_join, phone=phone
        ),
    )


def _meanings_table(study: Study) -> DataTable:
    frame = metrics.retention_definitions(study.community, LONG_DAYS)
    hidden = is_small(frame["k"], frame["n"]) & (not study.community.synthetic)
    shown = frame[~hidden & frame["value"].notna()]
    top = min(1.0, np.ceil(10 * shown["high"].max() + 0.5) / 10) if len(shown) else 1.0
    literal = study.retention("on", LONG_DAYS - 1)
    after = metrics.retention_after(study.community, LONG_DAYS).note.values.get("days", "—")
    ends = [percent(x) for x in (shown["value"].min(), shown["value"].max())] if len(shown) else []
    apart = "" if len(set(ends)) == 2 else "_any"
    title = say(f"tab_meanings_title{apart}", n=LONG_DAYS, **dict(zip(("low", "high"), ends, strict=False)))
    heads = (
        (say("tab_meanings_reading"), ""),
        (say("tab_meanings_meaning"), "wide-only"),
        (say("tab_value_percent"), "num"),
        (say("tab_interval_percent"), "num"),
        (say("tab_k"), "num"),
        (say("tab_n"), "num"),
        (f"0\t{percent(top, 0)}", "wide-only"),
    )
    rows = tuple(
        _meaning_row(f"{key[0]}_{key[1]}", row, bool(hide), top)
        for (key, row), hide in zip(frame.iterrows(), hidden, strict=True)
    )
    base, left_out = _joiners(study)
    note = say("tab_meanings_source", n=LONG_DAYS, literal=LONG_DAYS - 1, value=_or_dash(literal), followed=after)
    return DataTable(
        "tab-meanings",
        2,
        title,
        heads,
        rows,
        note,
        _how(study, "retention_definitions", f"sq.retention_definitions(c, {LONG_DAYS})", base, left_out),
    )


def _meaning_row(key: str, row: pd.Series, hide: bool, top: float) -> tuple[Cell, ...]:
    names = (Cell(say(f"reading_{key}"), "nowrap"), Cell(say(f"meaning_{key}", n=LONG_DAYS), "muted wide-only"))
    if hide or not np.isfinite(row["value"]):
        gap = "<5" if hide else "—"
        blank = (Cell(gap, "num"), Cell("", "num"), Cell("", "num"), Cell("", "num"), Cell("", "wide-only"))
        return names + blank
    low, value, high = row["low"], row["value"], row["high"]
    label = f"{percent(value)} ({percent(low)}–{percent(high)})"
    return (
        *names,
        Cell(number(100 * value, 1), "num strong"),
        Cell(f"{number(100 * low, 1)}–{number(100 * high, 1)}", "num"),
        Cell(number(row["k"]), "num"),
        Cell(number(row["n"]), "num"),
        Cell(range_mark(low, value, high, start=0, end=top, label=label), "mark wide-only", svg=True),
    )


def _survival_figure(study: Study) -> Figure:
    median = masked(study.community, metrics.survival_median(study.community))
    frame = metrics.survival(study.community)
    frame["suppressed"] = is_small(frame["n"], frame["n"]) & (not study.community.synthetic)
    if median.measurable:
        title = say("fig_survival_title", value=number(median.value), interval=span(median), n=number(median.n))
    elif median.note.id == "note_not_reached":
        title = say("fig_survival_title_open", n=number(median.n))
    else:
        title = say("fig_survival_title_any")
    subtitle, (base, left_out) = say("fig_survival_subtitle"), _joiners(study)
    value = median.value if median.measurable else None
    return Figure(
        "fig-survival",
        5,
        title,
        subtitle,
        _alt(title, subtitle),
        study.source,
        _how(study, "survival", "sq.plot_survival(sq.survival(c))", base, left_out),
        lambda phone: plots.plot_survival(frame, median=value, phone=phone),
    )


# -- 3 contribution ------------------------------------------------------------------------------------


def contribution(study: Study) -> Block:
    """Section 3: how unevenly members write."""
    top, gini = study.top, study.gini
    if not gini.measurable:
        return Markup(
            (
                Section("contribution", say("sec_contribution"), say("sec_contribution"), "3"),
                Paragraph(say("find_none")),
            )
        )
    share = percent(top.value, 0)
    title = say("sec_contribution_title", share=share) if top.measurable else say("sec_contribution")
    head = Section("contribution", title, say("sec_contribution"), "3")
    counts = messages_of_members(study.community)
    wrote = counts[counts > 0]
    complete = study.community.roster == "complete"
    median = float(np.median(wrote))
    once = int((wrote == 1).sum())
    hide = is_small(once, wrote.size).item() and not study.community.synthetic
    words = say(
        "sec_contribution_text",
        median=number(median, 0 if median.is_integer() else 1),
        above=number(np.floor(median) + 1),
        once="<5" if hide else number(once),
        remark=say(f"sec_contribution_{'members' if complete else 'writers'}"),
    )
    if not top.measurable:
        return Markup((head, Paragraph(words), Paragraph(say("sec_contribution_hidden"))))
    title = say(
        "fig_contribution_title",
        share=percent(top.value),
        interval=span(top),
        n=number(top.n),
        gini=number(gini.value, 3),
        gini_interval=interval(gini.low, gini.high, "ratio"),
    )
    subtitle = say("fig_contribution_subtitle")
    frame, groups = metrics.contribution_curve(study.community), _named_groups(study)
    figure = Figure(
        "fig-contribution",
        6 if study.has_cohorts else 3,
        title,
        subtitle,
        _alt(title, subtitle),
        joined(study.source, say("report_interval_members")),
        _how(
            study,
            "contribution_curve",
            "sq.plot_contribution(sq.contribution_curve(c), sq.contribution_groups(c))",
            base=f"n = {number(top.n)}",
        ),
        lambda phone: plots.plot_contribution(frame, groups, gini=gini.value, phone=phone),
    )
    return Markup((head, Paragraph(words), figure))


def _named_groups(study: Study) -> pd.DataFrame:
    groups = study.groups.reset_index()
    words = ("first", "next", "middle", "rest") if len(groups) == 4 else ("tenth", "middle", "rest")
    return groups.assign(group=[say(f"group_{word}") for word in words])
