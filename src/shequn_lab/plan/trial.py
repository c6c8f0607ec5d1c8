"""A plan tried on many seeds: how often each KPI target is met, and where its figure comes out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from shequn_lab.cases import Case, Question, Rerun, Words, rerun
from shequn_lab.cases.measuring import unit
from shequn_lab.errors import NotEnoughDataError, UnknownNameError
from shequn_lab.metrics.intervals import wilson
from shequn_lab.plan.model import CommunityPlan, Target, reading
from shequn_lab.plan.translation import Translation, translate
from shequn_lab.terms import say
from shequn_lab.terms.formats import minor

#: Seeds a plan is tried on unless told otherwise.
SEEDS = 100


@dataclass(frozen=True, eq=False)
class Trial:
    """Many simulations of one plan.

    Attributes
    ----------
    plan : CommunityPlan
    translation : Translation
    result : Rerun
        The runs, made and kept like those of a case.
    """

    plan: CommunityPlan
    translation: Translation
    result: Rerun

    @property
    def n_runs(self) -> int:
        """Simulations."""
        return self.result.n_runs

    def target(self, id: str) -> Target:
        """Return a target by its id."""
        known = {target.id: target for target in self.plan.targets}
        if id not in known:
            raise UnknownNameError("target", id, known)
        return known[id]

    def unit(self, id: str) -> str:
        """Name the unit of a target's figure, as the glossary does."""
        return unit(self.result.reading(id), self.plan.budget.currency)

    def limit(self, id: str) -> float:
        """Return what the figure must be at least or at most, money in minor units."""
        target = self.target(id)
        value = target.at_least if target.at_least is not None else target.at_most
        assert value is not None
        return minor(value, self.plan.budget.currency) if self.unit(id).startswith("minor") else value

    def figures(self, id: str) -> pd.Series:
        """Return the figure of a target in each run; NaN where it could not be measured."""
        return self.result.figures(self.target(id).id)["treated"].rename(id)

    def met(self, id: str) -> pd.Series:
        """Tell of each run with a figure whether the target is met."""
        found = self.figures(id).dropna()
        return found >= self.limit(id) if self.target(id).at_least is not None else found <= self.limit(id)

    def summary(self) -> pd.DataFrame:
        """Sum up every target.

        Returns
        -------
        DataFrame
            ``target``, ``metric``, ``bound`` (``at_least``, ``at_most``), ``limit``, ``n`` (runs with a figure),
            ``unmeasured`` (runs without), ``median``, ``low``, ``high`` (5th and 95th percentile of the runs), ``k``
            (runs that meet it), ``share``, ``share_low``, ``share_high`` (of `n`; Wilson, 95 %: the error of so many
            runs). NaN where no run has a figure.
        """
        return pd.DataFrame([self._summed(target) for target in self.plan.targets])

    def _summed(self, target: Target) -> dict[str, Any]:
        found, met = self.figures(target.id).dropna(), self.met(target.id)
        n = len(found)
        low, median, high = np.percentile(found, [5, 50, 95]) if n else (np.nan,) * 3
        return {
            "target": target.id,
            "metric": target.metric,
            "bound": "at_least" if target.at_least is not None else "at_most",
            "limit": self.limit(target.id),
            "n": n,
            "unmeasured": self.n_runs - n,
            "median": median,
            "low": low,
            "high": high,
            **_share(int(met.sum()), n),
        }

    @cached_property
    def together(self) -> dict[str, float]:
        """In how many of the runs in which every target has a figure all of them are met; as in :meth:`summary`."""
        met = pd.concat([self.met(target.id) for target in self.plan.targets], axis=1, join="inner")
        return {"n": len(met), **_share(int(met.all(axis=1).sum()), len(met))}


def _share(k: int, n: int) -> dict[str, float]:
    low, high = (float(end) for end in wilson(k, n))
    return {"k": k, "share": k / n if n else np.nan, "share_low": low, "share_high": high}


def as_case(plan: CommunityPlan, translation: Translation) -> Case:
    """Put a plan into the form of a case without claims, so that it is rerun, kept and taken up again like one."""
    name = plan.name or Words(plan.file, plan.file)
    readings = tuple(reading(target, plan) for target in plan.targets)
    return Case(
        id=f"plan-{translation.scenario.name}",
        number="Z2",
        title=name,
        story=plan.goal.statement or name,
        did=(),
        sources=(),
        scale=1,
        scale_words=name,
        seed=plan.seed,
        baseline=translation.scenario,
        changes={},
        ranges=translation.ranges,
        questions=(Question("targets", name, readings),),
    )


def try_plan(
    plan: CommunityPlan,
    *,
    seeds: int = SEEDS,
    jobs: int = 1,
    swings: bool = True,
    cache: Path | None = None,
    done: Callable[[], None] = lambda: None,
) -> Trial:
    """Simulate a plan on many seeds and say how often its KPI targets are met.

    Parameters
    ----------
    plan : CommunityPlan
    seeds : int
        Runs; each with a seed of its own, derived from the plan's.
    jobs : int
        Processes; the result does not depend on it.
    swings : bool
        Whether each assumption given as a range is also moved from end to end by itself, on up to ten seeds.
    cache : Path, optional
        Folder of what was run before; the user's cache when not given.
    done : callable
        Told of each run as it ends, those found in the cache included.

    Returns
    -------
    Trial

    Raises
    ------
    NotEnoughDataError
        If the plan has no target, or does not say how long and with how many people.
    ScenarioError
        For what the simulator does not take.
    OptionError
        For fewer than 2 seeds or less than one process.
    """
    case, translation = ready(plan)
    return Trial(plan, translation, rerun(case, seeds=seeds, jobs=jobs, swings=swings, cache=cache, done=done))


def ready(plan: CommunityPlan) -> tuple[Case, Translation]:
    """Return what :func:`try_plan` runs; errors as there."""
    if not plan.targets:
        raise NotEnoughDataError(say("plan_no_target"), say("plan_do_no_targets"))
    translation = translate(plan)
    return as_case(plan, translation), translation
