"""Checks for what is missing from a plan: row Z1 lists its parts, other rows say what belongs into each."""

from __future__ import annotations

from collections.abc import Iterator

from shequn_lab.plan.finding import Found, Listed, check
from shequn_lab.plan.model import CommunityPlan, Persona, Rules
from shequn_lab.plan.platforms import needs
from shequn_lab.terms import Note

#: Records that the simulated community has only where the plan says something about them, and where that stands.
_FED = {
    "orders": ("sales.first_buyers_share_per_month", "first_orders_per_day"),
    "questionnaires": ("upkeep.questionnaire_every_days", "questionnaire_every_days"),
    "leads": ("growth.leads_per_day", "leads_per_day"),
    "invitations": ("growth.invitations_per_member", "invitations_per_member"),
    "followers": ("growth.followers_at_start", "n_followers"),
    "participations": ("activities", "activities_per_month"),
}


@check("missing", "O3")
def no_name(plan: CommunityPlan) -> Iterator[Found]:
    """Look for a name."""
    if plan.name is None:
        yield Found("name")


@check("missing", "Z1, B5")
def no_goal(plan: CommunityPlan) -> Iterator[Found]:
    """Look for a goal."""
    if plan.goal.statement is None:
        yield Found("goal.statement")


@check("missing", "O11, Z1")
def no_days(plan: CommunityPlan) -> Iterator[Found]:
    """Look for a length."""
    if plan.goal.days is None:
        yield Found("goal.days")


@check("missing", "O11, K1–K15")
def no_targets(plan: CommunityPlan) -> Iterator[Found]:
    """Look for KPI targets."""
    if not plan.targets:
        yield Found("targets")


@check("missing", "O11")
def goal_unmeasured(plan: CommunityPlan) -> Iterator[Found]:
    """Look for the target that shows whether the goal is reached."""
    known = [target.id for target in plan.targets]
    if known and plan.goal.target not in known:
        yield Found("goal.target", {"target": plan.goal.target or "—", "known": ", ".join(known)})


@check("missing", "B6")
def no_persona(plan: CommunityPlan) -> Iterator[Found]:
    """Look for a persona."""
    if plan.persona == Persona():
        yield Found("persona")


@check("missing", "B6, T4")
def persona_thin(plan: CommunityPlan) -> Iterator[Found]:
    """Look for the parts of a persona that decide something later."""
    if plan.persona != Persona():
        for part in ("who", "interests", "pains", "platforms", "active_hours", "competitors"):
            if not getattr(plan.persona, part):
                yield Found(f"persona.{part}", {"part": Note(f"plan_part_{part}")})


@check("missing", "T3, T4")
def no_platform(plan: CommunityPlan) -> Iterator[Found]:
    """Look for a platform."""
    if not plan.platform.id:
        yield Found("platform.id")


@check("missing", "O2")
def no_members(plan: CommunityPlan) -> Iterator[Found]:
    """Look for seed users and newcomers."""
    for part in ("members_at_start", "newcomers_per_day"):
        if getattr(plan.growth, part) is None:
            yield Found(f"growth.{part}", {"part": Note(f"plan_part_{part}")})


@check("missing", "O4")
def no_threshold(plan: CommunityPlan) -> Iterator[Found]:
    """Look for an entry threshold."""
    if plan.growth.threshold is None:
        yield Found("growth.threshold")


@check("missing", "O4")
def no_rules(plan: CommunityPlan) -> Iterator[Found]:
    """Look for rules."""
    if plan.rules == Rules():
        yield Found("rules")


@check("missing", "O4")
def rules_thin(plan: CommunityPlan) -> Iterator[Found]:
    """Look for the four parts of rules."""
    if plan.rules != Rules():
        for part in ("encouraged", "forbidden", "usage", "disclaimer"):
            if not getattr(plan.rules, part):
                yield Found(f"rules.{part}", {"part": Note(f"plan_part_{part}")})


@check("missing", "O15, K11")
def no_advertising_rule(plan: CommunityPlan) -> Iterator[Found]:
    """Look for a rule on advertising."""
    if plan.rules != Rules() and plan.rules.advertising is None:
        yield Found("rules.advertising")


@check("missing", "O15")
def no_penalties(plan: CommunityPlan) -> Iterator[Found]:
    """Look for what follows a breach of rules."""
    if plan.rules != Rules() and plan.rules.penalties is None:
        yield Found("rules.penalties")


@check("missing", "O4")
def rules_unseen(plan: CommunityPlan) -> Iterator[Found]:
    """Look where the rules are shown."""
    unseen = [place for place in ("notice", "welcome") if place not in plan.rules.shown_in]
    if plan.rules != Rules() and unseen:
        yield Found("rules.shown_in", {"places": Listed(tuple(Note(f"plan_part_{place}") for place in unseen))})


@check("missing", "O5")
def no_team(plan: CommunityPlan) -> Iterator[Found]:
    """Look for a team."""
    if not plan.team:
        yield Found("team")


@check("missing", "O5, O6")
def seat_thin(plan: CommunityPlan) -> Iterator[Found]:
    """Look for duties and hours of each role."""
    for i, seat in enumerate(plan.team, start=1):
        for part in ("duties", "hours_per_week"):
            if getattr(seat, part) is None:
                yield Found(f"team[{i}].{part}", {"role": seat.role, "part": Note(f"plan_part_{part}")})


@check("missing", "O8")
def no_calendar(plan: CommunityPlan) -> Iterator[Found]:
    """Look for a content calendar."""
    if not plan.calendar:
        yield Found("calendar")


@check("missing", "O10")
def no_activities(plan: CommunityPlan) -> Iterator[Found]:
    """Look for activities."""
    if not plan.activities:
        yield Found("activities")


@check("missing", "O11")
def activity_unmeasured(plan: CommunityPlan) -> Iterator[Found]:
    """Look for the target that each activity serves."""
    known = [target.id for target in plan.targets]
    for i, activity in enumerate(plan.activities, start=1):
        if activity.target not in known:
            yield Found(f"activities[{i}].target", {"name": activity.name, "target": activity.target or "—"})


@check("missing", "O11")
def activity_thin(plan: CommunityPlan) -> Iterator[Found]:
    """Look for rules, reward, warm-up and cost of each activity."""
    for i, activity in enumerate(plan.activities, start=1):
        for part in ("rules", "reward", "warm_up_days", "cost"):
            if getattr(activity, part) is None:
                yield Found(f"activities[{i}].{part}", {"name": activity.name, "part": Note(f"plan_part_{part}")})


@check("missing", "M5")
def no_budget(plan: CommunityPlan) -> Iterator[Found]:
    """Look for a budget."""
    if plan.budget.total is None:
        yield Found("budget.total")


@check("missing", "Z2")
def target_unfed(plan: CommunityPlan) -> Iterator[Found]:
    """Look for the line of the plan out of which the records of a target would come."""
    by_hand = [assumption.parameter.partition("[")[0] for assumption in plan.assumptions]
    for i, target in enumerate(plan.targets, start=1):
        for record in needs(target):
            where, parameter = _FED.get(record, ("", ""))
            if where and parameter not in by_hand and not _said(plan, where):
                told = {"target": target.id, "record": Note(f"plan_record_{record}"), "where": where}
                yield Found(f"targets[{i}].metric", told)


def _said(plan: CommunityPlan, where: str) -> bool:
    part, _, name = where.partition(".")
    return bool(getattr(getattr(plan, part), name) if name else getattr(plan, part))
