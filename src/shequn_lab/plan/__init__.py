"""A community plan: read, checked for what is missing and what contradicts, tried on the simulator."""

from shequn_lab.plan.checking import check_plan
from shequn_lab.plan.finding import CHECKS, PlanFinding
from shequn_lab.plan.loading import list_plans, load_plan
from shequn_lab.plan.model import CommunityPlan
from shequn_lab.plan.reading import PlanError
from shequn_lab.plan.review import Reviewed, review_plan
from shequn_lab.plan.translation import Setting, Translation, translate
from shequn_lab.plan.trial import Trial, try_plan

__all__ = [
    "CHECKS",
    "CommunityPlan",
    "PlanError",
    "PlanFinding",
    "Reviewed",
    "Setting",
    "Translation",
    "Trial",
    "check_plan",
    "list_plans",
    "load_plan",
    "review_plan",
    "translate",
    "try_plan",
]
