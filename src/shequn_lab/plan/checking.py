"""All checks of a plan, one after the other."""

from __future__ import annotations

from shequn_lab.plan import completeness, consistency
from shequn_lab.plan.finding import CHECKS, Check, Found, PlanFinding
from shequn_lab.plan.model import CommunityPlan
from shequn_lab.terms import Note

#: Their checks stand in the list once they are imported.
FILES = (completeness, consistency)
KINDS = ("missing", "contradiction", "risk")


def check_plan(plan: CommunityPlan) -> list[PlanFinding]:
    """Check a plan for completeness and consistency.

    Parameters
    ----------
    plan : CommunityPlan

    Returns
    -------
    list of PlanFinding
        What is missing first, then what contradicts, then what departs from the course's advice. An empty list does
        not make it a good plan: :func:`~shequn_lab.plan.try_plan` asks what becomes of it.
    """
    checks = sorted(CHECKS.values(), key=lambda one: KINDS.index(one.kind))
    return [_finding(one, found, plan) for one in checks for found in one.look(plan)]


def _finding(one: Check, found: Found, plan: CommunityPlan) -> PlanFinding:
    found_note, why, remedy = (Note(f"plan_{part}_{one.id}", found.values) for part in ("found", "why", "do"))
    return PlanFinding(one.id, one.kind, found.where, plan.near(found.where), found_note, why, remedy, one.rows)


def counts(findings: list[PlanFinding]) -> dict[str, int]:
    """Count findings of each kind."""
    return {kind: sum(finding.kind == kind for finding in findings) for kind in KINDS}


def fails(findings: list[PlanFinding]) -> bool:
    """Whether anything is missing or contradictory; advice not followed is no failure."""
    return any(finding.kind != "risk" for finding in findings)
