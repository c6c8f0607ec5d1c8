"""The top of the report: title, findings in words, six key figures."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from shequn_lab.metrics.rolling import recent
from shequn_lab.model import Estimate
from shequn_lab.plots import sparkline
from shequn_lab.reports.blocks import Finding, Findings, Heading, KeyFigure, Paragraph, Strip, joined
from shequn_lab.reports.study import Study, direction, has_interval, span
from shequn_lab.reports.suppression import count, is_small
from shequn_lab.rollups import activity
from shequn_lab.terms import in_language, language, say
from shequn_lab.terms.formats import MISSING, amount, duration, interval, number, percent


def title(study: Study) -> str:
    """State the main finding, no more firmly than its interval allows."""
    if study.compared is None:
        return say(
            "report_title_short" if study.mau_change is None or study.dau_change is None else "report_title_none"
        )
    change = study.compared[2]
    size = percent(abs(change.value), 0)
    shown = f" {size}" if language() == "zh" else size
    return say(f"report_title_{direction(change)}_{direction(study.compared[3])}", mau=shown)


def heading(study: Study, other_href: str) -> Heading:
    """Set the head of the page."""
    community = study.community
    there = "en" if language() == "zh" else "zh"
    with in_language(there):
        other = say("report_this_language")
    silent = count(community, len(community.members) - study.n_people)
    lede = say(
        "report_lede",
        origin=say(f"report_origin_{community.origin}"),
        start=community.window.start,
        end=community.window.last_day,
        days=community.window.n_days,
        people=_people(study),
        zone=community.timezone,
        roster=say(f"report_lede_roster_{community.roster}", silent=silent),
    )
    badge = say("report_synthetic") if community.synthetic else ""
    return Heading(community.caption(), title(study), lede.strip(), badge, other, other_href)


def _people(study: Study) -> str:
    community, events = study.community, number(study.n_interactions)
    if community.roster != "complete":
        return say("report_people_writers", writers=count(community, study.n_people), events=events)
    n, k = len(community.members), n_ever_active(study)
    # How many never came is a cell too.
    few = is_small(k, n).any() and not community.synthetic
    return say(
        "report_people_plain" if few else "report_people_members",
        members=count(community, n),
        writers=number(k),
        events=events,
    )


def n_ever_active(study: Study) -> int:
    """Members with at least one interaction in all that was observed."""
    return int((np.diff(activity(study.community).indptr) > 0).sum())


# -- findings ----------------------------------------------------------------------------------------


def findings(study: Study) -> Findings | Paragraph:
    """At most five findings: number, sentence, evidence, what to do."""
    candidates = (_change, _returning, _speaking, _busiest, _waiting)
    items = [finding for candidate in candidates for finding in candidate(study)]
    return Findings(tuple(items[:5])) if items else Paragraph(say("find_none"))


def _change(study: Study) -> Iterator[Finding]:
    if study.compared is None:
        return
    before, after, change, daily = study.compared
    way = direction(change)
    yield Finding(
        percent(change.value, signed=True),
        "",
        say(
            f"find_mau_{way}",
            before=number(before.value),
            after=number(after.value),
            dau=say(f"find_dau_{direction(daily)}"),
        ),
        say(
            "find_mau_evidence",
            interval=span(change),
            n=number(change.n),
            dau=percent(daily.value, signed=True),
            dau_interval=span(daily),
        ),
        say(f"find_mau_todo_{way}"),
        "fig-active",
        say("report_figure", n=1),
    )


def _returning(study: Study) -> Iterator[Finding]:
    early = study.early
    if not early.measurable:
        return
    within7, within30 = study.retention("within", 7), study.retention("within", 30)
    told = {
        "interval": span(early),
        "n": number(early.n),
        "within30": percent(within30.value),
        "within30_interval": span(within30),
        "n30": number(within30.n),
        "assumed": _assumption(study),
    }
    yield Finding(
        percent(early.value),
        "",
        say("find_return", share=_spaced(percent(early.value))),
        say("find_return_evidence" if within30.measurable else "find_return_evidence_alone", **told).strip(),
        say("find_return_todo" if within7.measurable else "find_return_todo_alone", within7=percent(within7.value)),
        "fig-curves",
        say("report_figure", n=4),
    )


def _assumption(study: Study) -> str:
    if not _assumes(study):
        return ""
    words = say("note_assumed_joins")
    return f"{words}。" if language() == "zh" else f"{words[0].upper()}{words[1:]}."


def _assumes(study: Study) -> bool:
    return study.community.assume_first_seen_is_join


def _speaking(study: Study) -> Iterator[Finding]:
    share = study.speaking
    # Where everybody wrote there is nobody to greet.
    if not share.measurable or share.k == share.n:
        return
    yield Finding(
        percent(share.value),
        "",
        say("find_speaking", share=_spaced(percent(share.value), after=True)),
        say(
            "find_speaking_evidence",
            interval=span(share),
            n=number(share.n),
            silent=number(share.n - share.k),
        ),
        say("find_speaking_todo"),
        "tab-kpi",
        say("sec_kpi"),
    )


def _busiest(study: Study) -> Iterator[Finding]:
    top = study.top
    if not top.measurable:
        return
    evidence = [say("find_top_evidence", interval=span(top), n=number(top.n))]
    if study.groups.index[0] < 0.1:
        first = study.groups.iloc[0]
        ends = interval(first["low"], first["high"], "share")
        told = {"n1": number(first["n_members"]), "share1": percent(first["value"]), "interval1": ends}
        evidence.append(say("find_top_first", **told))
    yield Finding(
        percent(top.value),
        "",
        say("find_top", share=_spaced(percent(top.value))),
        joined(*evidence),
        say("find_top_todo"),
        "fig-contribution",
        say("report_figure", n=6 if study.has_cohorts else 3),
    )


def slow_and_fast(study: Study) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Slowest and fastest part of the day, when their intervals do not meet; otherwise None."""
    waits = {block: e for block, e in study.waits.items() if e.measurable}
    if len(waits) < 2:
        return None
    slow = max(waits, key=lambda block: waits[block].value)
    fast = min(waits, key=lambda block: waits[block].value)
    return (slow, fast) if waits[slow].low > waits[fast].high else None


def hours_text(block: tuple[int, int]) -> str:
    """Write a part of the day: ``0–6``."""
    return f"{block[0]}–{block[1]}"


def _waiting(study: Study) -> Iterator[Finding]:
    whole, ends = study.latency.median, slow_and_fast(study)
    if not whole.measurable or not span(whole):
        return
    link, link_text = "tab-wait", say("report_table", n=1)
    if ends is None:
        day = study.latency.within_day
        parts = [say("find_wait_even_evidence", interval=span(whole), n=number(whole.n))]
        if day.measurable and has_interval(day):
            parts.append(say("find_wait_even_day", day=percent(day.value), day_interval=span(day)))
        if sum(e.measurable for e in study.waits.values()) > 1:
            parts.append(say("find_wait_even_hours"))
        sentence, todo = say("find_wait_even", value=duration(whole.value)), say("find_wait_even_todo")
        yield Finding(*_parted(whole.value), sentence, joined(*parts), todo, link, link_text)
        return
    slow, fast = (study.waits[block] for block in ends)
    said = {
        "slow": hours_text(ends[0]),
        "fast": hours_text(ends[1]),
        "value": duration(slow.value),
        "interval": span(slow),
        "n": number(slow.n),
        "other": duration(fast.value),
        "other_interval": span(fast),
        "other_n": number(fast.n),
        "all": duration(whole.value),
        "zone": study.community.timezone,
    }
    evidence, todo = say("find_wait_evidence", **said), say("find_wait_todo", **said)
    yield Finding(*_parted(slow.value), say("find_wait", **said), evidence, todo, link, link_text)


def _parted(seconds: float) -> tuple[str, str]:
    figure, _, unit = duration(seconds).partition(" ")
    return figure, unit


def _spaced(figure: str, *, after: bool = False) -> str:
    """Put the space Chinese typography wants between a figure and the words beside it."""
    if language() != "zh":
        return figure
    return f"{figure} " if after else f" {figure} "


# -- key figures -------------------------------------------------------------------------------------


def key_figures(study: Study) -> Strip:
    """Six figures with interval, base and the line of the last 30 days."""
    gini_name = "key_contribution_gini" + ("" if study.community.roster == "complete" else "_writers")
    retention_name = "key_retention_within" + ("_assumed" if _assumes(study) else "")
    full_days = int(study.bands.query("measure == 'monthly_active'")["value"].notna().sum())
    monthly = say("key_monthly_active", day=str(study.monthly.params.get("on", "")))
    chosen = [
        (study.monthly, monthly if study.monthly.measurable else say("key_monthly_active_plain"), "monthly_active"),
        (study.mean_daily, say("key_mean_daily_active", days=study.mean_days), "mean_daily_active"),
        (
            study.stickiness,
            say("key_stickiness" if full_days else "key_stickiness_plain", days=full_days),
            "stickiness",
        ),
        (study.retention("within", 7), say(retention_name), "retention_within"),
        (study.latency.median, say("key_reply_latency" + ("_opening" if study.opening_only else "")), "reply_latency"),
        (study.gini, say(gini_name), "contribution_gini"),
    ]
    return Strip(tuple(_key(study, estimate, name, id) for estimate, name, id in chosen), say("key_note"))


def _key(study: Study, estimate: Estimate, name: str, id: str) -> KeyFigure:
    if not estimate.measurable:
        return KeyFigure(name, "—", say("unit_hidden"), "", "", "")
    ends = span(estimate)
    if estimate.unit == "seconds":
        value, unit = _parted(estimate.value)
    elif estimate.unit == "share":
        value, unit = number(100 * estimate.value, 1), "%"
    elif estimate.unit == "ratio":
        value, unit = number(estimate.value, 3), ""
    else:
        value, unit = amount(estimate.value, estimate.unit), say("unit_people_short")
        places = 0 if float(estimate.value).is_integer() else 1
        ends = f"{number(estimate.low, places)}–{number(estimate.high, places)}" if has_interval(estimate) else ""
    line = sparkline(recent(study.community, id).to_numpy(dtype=float), label=name)
    return KeyFigure(name, value, unit, ends or MISSING, f"n = {number(estimate.n)}", line)
