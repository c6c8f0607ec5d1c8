"""Sections of a plan's page: the plan, what its checks found, how often its targets are met, what was simulated."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from shequn_lab import plots
from shequn_lab.plan import CHECKS, CommunityPlan, PlanFinding, Trial
from shequn_lab.plan.checking import KINDS, counts
from shequn_lab.plan.model import Activity
from shequn_lab.plan.platforms import lacking
from shequn_lab.plan.wording import limit, lines, name, together, worded
from shequn_lab.reports.blocks import Block, Facts, Figure, How, Markup, Paragraph, Section, joined
from shequn_lab.reports.data_table import Cell, DataTable
from shequn_lab.reports.rerun_sections import held, meaning
from shequn_lab.reports.sections import alt_text
from shequn_lab.terms import label, say, term
from shequn_lab.terms.formats import MISSING, amount, interval, number, percent, rough

_HALF = 0.5
_TWO_SIDED = 1.96


def unseen(plan: CommunityPlan) -> str:
    """Name the targets that the model knows and whoever carries out the plan would not see."""
    names = [name(target) for target in plan.targets if lacking(plan, target)]
    return say("plan_unseen", names=_listed(names)) if plan.platform.id and names else ""


def title(trial: Trial) -> str:
    """Say how many targets are met how often, no more than that."""
    shares = trial.summary()["share"]
    told = {
        "most": int((shares >= _HALF).sum()),
        "some": int(((shares > 0) & (shares < _HALF)).sum()),
        "none": int((shares == 0).sum()),
    }
    open_ = int(shares.isna().sum())
    return say("plan_page_title", all=len(shares), **told) + (say("plan_page_title_open", open=open_) if open_ else "")


# -- the plan and its checks ---------------------------------------------------------------------------


def facts(plan: CommunityPlan) -> Block:
    """Show the plan, part by part; what is not written is said to be so."""
    nothing = say("plan_fact_nothing")
    days, start = plan.goal.days, plan.goal.start
    growth = plan.growth
    rows: dict[str, str] = {
        "goal": str(plan.goal.statement or nothing),
        "term": nothing
        if days is None
        else say("plan_fact_from" if start else "plan_fact_days", days=days, start=start),
        "persona": str(plan.persona.who or nothing),
        "interests": _listed(plan.persona.interests),
        "pains": _listed(plan.persona.pains),
        "platform": say(f"plan_platform_{plan.platform.id}") if plan.platform.id else nothing,
        "growth": say(
            "plan_fact_people", start=_plain(growth.members_at_start), per_day=_plain(growth.newcomers_per_day)
        ),
        "encouraged": _listed(plan.rules.encouraged),
        "forbidden": _listed(plan.rules.forbidden),
        "advertising": str(plan.rules.advertising or nothing),
        "team": _team(plan) if plan.team else nothing,
        "calendar": _calendar(plan) if plan.calendar else nothing,
        "activities": _listed([_activity(activity) for activity in plan.activities]),
        "budget": nothing if plan.budget.total is None else f"{number(plan.budget.total)} {plan.budget.currency}",
    }
    head = Section("plan", say("sec_plan"), say("sec_plan"), "1")
    return Markup((head, Facts([(say(f"plan_fact_{key}"), value) for key, value in rows.items()])))


def _listed(things: Sequence[object]) -> str:
    return say("rerun_semicolon").join(map(str, things)) or say("plan_fact_nothing")


def _activity(activity: Activity) -> str:
    return say("plan_fact_activity", name=activity.name, per_month=f"{activity.per_month:g}")


def _plain(value: float | None) -> str:
    return MISSING if value is None else f"{value:g}"


def _team(plan: CommunityPlan) -> str:
    roles = _listed([seat.role for seat in plan.team])
    return say("plan_fact_seats", people=plan.people, hours=_plain(plan.hours_per_week), roles=roles)


def _calendar(plan: CommunityPlan) -> str:
    share = percent(plan.share_of("category").get("promotion", 0.0))
    what = _listed([slot.what for slot in plan.calendar])
    return say("plan_fact_posts", posts=plan.posts_per_week, share=share, lines=what)


def checks(findings: list[PlanFinding]) -> Block:
    """List what the checks found, with reason and remedy."""
    head = Section("checks", say("sec_plan_checks"), say("sec_plan_checks"), "2")
    if not findings:
        return Markup((head, Paragraph(say("plan_checks_none", n=len(CHECKS)))))
    heads = (
        (say("tab_plan_kind"), ""),
        (say("tab_plan_where"), ""),
        (say("tab_plan_found"), ""),
        (say("tab_plan_why"), "wide-only"),
        (say("tab_plan_do"), ""),
    )
    rows = tuple(
        (
            Cell(say(f"plan_kind_{finding.kind}"), "strong nowrap" if finding.kind != KINDS[-1] else "muted nowrap"),
            Cell(finding.place),
            Cell(str(finding.found), "prose"),
            Cell(say("plan_why_row", why=finding.why, rows=finding.rows), "prose muted wide-only"),
            Cell(str(finding.remedy), "prose"),
        )
        for finding in findings
    )
    caption = say("plan_checks_title", **counts(findings))
    table = DataTable("tab-checks", 1, caption, heads, rows, say("plan_checks_source"), cards=True)
    return Markup((head, Paragraph(say("plan_checks_text", n=len(CHECKS))), table))


# -- targets -------------------------------------------------------------------------------------------


def targets(trial: Trial) -> Block:
    """Each target, its figure over the runs, and the share of runs that meet it."""
    heads = (
        (say("tab_target"), ""),
        (say("tab_limit"), "num"),
        (say("tab_median"), "num"),
        (say("tab_spread"), "num wide-only"),
        (say("tab_met"), "num"),
        (say("tab_runs"), "num wide-only"),
    )
    kinds = ("num", "num", "num wide-only", "num strong")
    rows = tuple(
        (
            Cell(line.target, "strong"),
            *(Cell(words, kind) for words, kind in zip(line.cells, kinds, strict=True)),
            Cell(number(line.n), "num wide-only"),
        )
        for line in lines(trial)
    )
    caption = say("plan_targets_title", n=number(trial.n_runs))
    table = DataTable("tab-targets", 2, caption, heads, rows, say("plan_source"), cards=True)
    head = Section("targets", say("sec_plan_targets"), say("sec_plan_targets"), "3")
    return Markup((head, Paragraph(joined(say("plan_targets_text"), together(trial), unseen(trial.plan))), table))


def figures(trial: Trial) -> Block:
    """Each target's distribution over the runs, and what the stated ranges do to it."""
    found: list[Block] = [Section("figures", say("sec_plan_figures"), say("sec_plan_figures"), "4")]
    for i, row in enumerate(trial.summary().to_dict("records"), start=1):
        found.append(_figure(trial, row, i))
        if moved := _moved(trial, row["target"]):
            found.append(Paragraph(moved))
    return Markup(tuple(found))


def _figure(trial: Trial, row: dict[Any, Any], n: int) -> Figure:
    target, of = trial.target(row["target"]), trial.unit(row["target"])
    asked, line = limit(trial, target.id), worded(trial, row)
    said = {"target": name(target), "share": percent(row["share"]), "limit": asked, "n": number(row["n"])}
    span = interval(row["share_low"], row["share_high"], "share")
    caption = say("plan_figure" if row["n"] else "plan_figure_open", **said, interval=span)
    under = say("plan_figure_under", median=line.cells[1], span=line.cells[2]) if row["n"] else ""
    reading = trial.result.reading(target.id)
    base = say("plan_figure_base", metric=label(target.metric), first=reading.after[0] + 1, last=reading.after[1])
    if reading.before:
        base += say("plan_figure_before", first=reading.before[0] + 1, last=reading.before[1])
    left_out = say("plan_unmeasured", n=number(row["unmeasured"])) if row["unmeasured"] else ""
    loaded = f'import shequn_lab as sq\n\nplan = sq.load_plan("{_address(trial.plan)}")'
    code = f"{loaded}\nfound = sq.try_plan(plan, seeds={trial.n_runs})"
    return Figure(
        f"fig-{n}",
        n,
        caption,
        under,
        alt_text(caption, under),
        say("plan_source"),
        How(term(target.metric).definition, base, left_out, f'{code}\nfound.figures("{target.id}")'),
        partial(_draw, trial.figures(target.id), trial.limit(target.id), target.at_least is not None, of),
    )


def _address(plan: CommunityPlan) -> str:
    return plan.file if plan.own else plan.file.rpartition(".")[0]


def _draw(values: pd.Series, asked: float, at_least: bool, of: str, phone: bool) -> Any:
    return plots.plot_target(values.to_frame("value"), limit=asked, at_least=at_least, unit=of, phone=phone)


def _moved(trial: Trial, id: str) -> str:
    """Say how far each stated range moves a figure, widest first."""
    of, told = trial.unit(id), []
    for row in trial.result.tornado(id).to_dict("records"):
        if np.isfinite(row["swing"]):
            ends = {end: amount(rough(row[f"at_{end}"]), of) for end in ("low", "high")}
            by = {f"from_{end}": held(row[end], row["parameter"]) for end in ("low", "high")}
            # What lies within the error of so few seeds is no movement.
            kind = "moved" if abs(row["swing"]) > _TWO_SIDED * (row["error"] or 0) else "unmoved"
            told.append(say(f"plan_{kind}", parameter=meaning(row["parameter"]), **ends, **by))
    return joined(*told)
