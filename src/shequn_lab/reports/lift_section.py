"""Section of the report on activities: what they did beside members who were alike, and how many the next one needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from shequn_lab import metrics, plots
from shequn_lab.errors import OptionError
from shequn_lab.metrics.lift.community import lift_reason, outcome_reason
from shequn_lab.metrics.lift.power import POWER
from shequn_lab.reports.blocks import Block, Figure, How, Markup, Paragraph, Section, joined
from shequn_lab.reports.data_table import Cell, DataTable
from shequn_lab.reports.lift_words import masked_lifts, p_value, people, remark, shown
from shequn_lab.reports.sections import alt_text, opening_code
from shequn_lab.reports.study import Study
from shequn_lab.reports.suppression import count, is_small
from shequn_lab.reports.telling import left_out, premise
from shequn_lab.terms import Note, label, say, term
from shequn_lab.terms.formats import MISSING, interval, number, percent

NUMERAL = "11"
#: Of the figure, of the activities with a lift, of the balance, of the others.
_FIGURE, _TABLE, _BALANCE, _OTHERS = 14, 11, 12, 13
#: So many activities are listed with a lift, and so many without, the latest of them.
MOST_ACTIVITIES = 12
#: What the next activity should be able to show.
PLANNED = 0.10
_DESIGN = metrics.LiftDesign()


def lift(study: Study) -> Block:
    """Section on the lift of activities; or why there is none to speak of."""
    community, short = study.community, say("sec_lift")
    found = masked_lifts(community, metrics.lift_table(community))
    power = _power(study)
    reason = lift_reason(community, "active_days") or Note("note_lift_no_activity")
    if found.empty:
        return Markup((Section("lift", short, short, NUMERAL), premise(reason), power))
    compared = found[found["value"].notna()]
    parts: list[Block] = [Section("lift", _title(found), short, NUMERAL)]
    parts.append(Paragraph(joined(say("lift_read"), say("lift_limits"))))
    if len(compared):
        parts.append(_figure(study, compared.tail(MOST_ACTIVITIES)))
        parts += [_table(study, compared), _balance(study, compared)]
    if len(compared) < len(found):
        parts.append(_others(study, found[found["value"].isna()]))
    return Markup((*parts, _orders(study), power))


def _title(found: pd.DataFrame) -> str:
    n, k = number(len(found)), found["value"].notna().sum()
    if not k:
        return say("sec_lift_title_none", n=n)
    return say("sec_lift_title", n=n, k=number(k), s=number(shown(found)))


def _how(study: Study, code: str, *, excluded: str = "") -> How:
    rules = {
        "lift_design": say("lift_design_words", match=_DESIGN.match_days, days=_DESIGN.days),
        "lift_pairing": say("lift_pairing_words", caliper=_DESIGN.caliper),
        "lift_interval": say("lift_interval_words"),
    }
    told = tuple((say(name), words) for name, words in rules.items())
    return How(
        term("activity_lift").definition,
        say("lift_base"),
        excluded or study.excluded_rows,
        opening_code(study) + code,
        told,
    )


def _figure(study: Study, compared: pd.DataFrame) -> Figure:
    title = say("fig_lift_title", n=number(len(compared)), s=number(shown(compared)))
    subtitle = say("fig_lift_subtitle", days=_DESIGN.days)
    return Figure(
        "fig-lift",
        _FIGURE,
        title,
        subtitle,
        alt_text(title, subtitle),
        study.source,
        _how(study, "sq.plot_lift(sq.lift_table(c))"),
        lambda phone: plots.plot_lift(compared, phone=phone),
    )


# -- what can be said of each activity ---------------------------------------------------------------------


def _table(study: Study, compared: pd.DataFrame) -> DataTable:
    heads = [(say("tab_lift_day"), ""), (say("tab_lift_kind"), "")]
    heads += [(say(f"tab_lift_{name}"), "num") for name in ("participants", "pairs", "unmatched", "value")]
    heads += [(say("tab_interval"), "num"), (say("tab_lift_p"), "num"), (say("tab_lift_placebo"), "num")]
    heads += [(say("tab_lift_smd"), "num"), (say("tab_lift_note"), "")]
    listed = compared.tail(MOST_ACTIVITIES)
    rows = tuple(_row(row) for row in listed.to_dict("records"))
    how = _how(study, "sq.lift_table(c)")
    how = replace(how, rules=(*how.rules, (label("lift_placebo"), term("lift_placebo").definition)))
    source = joined(study.source, _cut(compared, listed))
    return DataTable("tab-lift", _TABLE, say("tab_lift_title"), tuple(heads), rows, source, how, cards=True)


def _row(row: Mapping[Any, Any]) -> tuple[Cell, ...]:
    placebo = interval(row["placebo_low"], row["placebo_high"], "relative")
    return (
        *_activity(row),
        Cell(number(row["n"]), "num"),
        Cell(people(row["n_unmatched"]), "num"),
        Cell(percent(row["value"], signed=True), "num strong"),
        Cell(interval(row["low"], row["high"], "relative"), "num"),
        Cell(p_value(row["p_adjusted"]), "num"),
        Cell(placebo or MISSING, "num"),
        Cell(number(row["worst_smd"], 2), "num"),
        Cell(remark(row), "prose"),
    )


def _activity(row: Mapping[Any, Any]) -> tuple[Cell, ...]:
    kind, day = label(str(row["kind"])), f"{row['day']:%Y-%m-%d}"
    return Cell(day, "nowrap"), Cell(kind, "nowrap"), Cell(people(row["n_participants"]), "num")


def _cut(whole: pd.DataFrame, listed: pd.DataFrame) -> str:
    return say("tab_lift_cut", n=number(len(whole)), shown=number(len(listed))) if len(listed) < len(whole) else ""


def _others(study: Study, others: pd.DataFrame) -> DataTable:
    """List the activities without a lift, those with a before and after first to be kept."""
    listed = others.loc[others["change"].notna().sort_values(kind="stable").index[-MOST_ACTIVITIES:]].sort_index()
    heads = ((say("tab_lift_day"), ""), (say("tab_lift_kind"), ""), (say("tab_lift_participants"), "num"))
    rows = tuple((*_activity(row), Cell(remark(row), "prose")) for row in listed.to_dict("records"))
    how = _how(study, "sq.lift_table(c)")
    how = replace(how, rules=(*how.rules, (label("before_after_change"), term("before_after_change").definition)))
    return DataTable(
        "tab-lift-others",
        _OTHERS,
        say("tab_lift_others_title"),
        (*heads, (say("tab_lift_note"), "")),
        rows,
        joined(study.source, _cut(others, listed)),
        how,
        cards=True,
    )


def _balance(study: Study, compared: pd.DataFrame) -> DataTable:
    """Show how alike the pairs of the activity with the most of them are."""
    run = compared.loc[compared["n"].idxmax()]
    found = metrics.activity_lift(study.community, str(run["activity_id"]))
    heads = ((say("tab_balance_feature"), ""), (say("tab_balance_before"), "num"), (say("tab_balance_after"), "num"))
    rows = tuple(
        (Cell(label(str(feature))), Cell(number(row["smd_before"], 2), "num"), Cell(number(row["smd_after"], 2), "num"))
        for feature, row in found.balance.iterrows()
    )
    return DataTable(
        "tab-lift-balance",
        _BALANCE,
        say("tab_balance_title", day=f"{run['day']:%Y-%m-%d}", kind=label(str(run["kind"]))),
        heads,
        rows,
        joined(study.source, say("tab_balance_source")),
        _how(study, f'sq.activity_lift(c, "{run["activity_id"]}").balance',
             excluded=left_out(study, found.estimate.excluded)),
    )  # fmt: skip


# -- orders, and the question before -----------------------------------------------------------------------


def _orders(study: Study) -> Paragraph:
    community, lead = study.community, say("lift_orders_lead")
    how = _how(study, 'sq.lift_table(c, outcome="orders")')
    if reason := outcome_reason(community, "orders"):
        return Paragraph(say("lift_orders_unmeasured", reason=reason), lead=lead, how=how)
    found = metrics.lift_table(community, outcome="orders")
    n, k = number(len(found)), found["value"].notna().sum()
    words = say("lift_orders", n=n, k=number(k), s=number(shown(found))) if k else say("lift_orders_none", n=n)
    return Paragraph(words, lead=lead, how=how)


def _power(study: Study) -> Paragraph:
    """Answer the question to be asked before an activity: how many must take part for +10 % to show."""
    lead = say("lift_power_lead")
    try:
        found = metrics.lift_power(study.community, lifts=[PLANNED])
    except OptionError as short:
        # Too few days were observed.
        return Paragraph(say("lift_power_unmeasured", reason=short.found), lead=lead)
    known = found[found["n_needed"].notna() & ~is_small(float("nan"), found["n_members"])]
    code = opening_code(study) + f"sq.lift_power(c, lifts=[{PLANNED}])"
    how = How(say("lift_power_how"), say("lift_base"), study.excluded_rows, code)
    if known.empty:
        return Paragraph(say("lift_power_unmeasured", reason=say("note_lift_zero")), lead=lead, how=how)
    # Those who come are more like those who came before.
    row = known.iloc[-1]
    words = say(
        "lift_power_words",
        power=percent(POWER, 0),
        lift=percent(PLANNED, 0, signed=True),
        needed=number(row["n_needed"]),
        who=say(f"lift_power_{row['who']}"),
        n=count(study.community, row["n_members"]),
        days=_DESIGN.days,
        least=percent(row["least_lift"], 0, signed=True),
    )
    return Paragraph(words, lead=lead, how=how)
