"""A review: what was asked, what came of it, and what the plan's own chance would have made of the same target."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from shequn_lab.cases import measured
from shequn_lab.model import Community, Estimate
from shequn_lab.plan.model import Target
from shequn_lab.plan.trial import Trial
from shequn_lab.terms import Note

#: Where a figure lies against the middle nine tenths of the plan's own runs.
Place = Literal["inside", "above", "below"]


@dataclass(frozen=True)
class Reviewed:
    """One target, looked back on.

    Attributes
    ----------
    target : Target
    found : Estimate
        What came of it, in the target's unit; missing where these records do not hold it.
    met : bool or None
        None where it was not measured.
    low, high : float
        5th and 95th percentile of the plan's runs; NaN where none has a figure.
    share : float
        Share of those runs that meet the target.
    place : {"inside", "above", "below"} or None
        Of what came, against `low` and `high`: inside, the plan's own chance is enough to explain it, however good or
        bad it looks; outside, something was at work that the plan does not contain.
    """

    target: Target
    found: Estimate
    met: bool | None
    low: float
    high: float
    share: float
    place: Place | None


def review_plan(trial: Trial, community: Community) -> list[Reviewed]:
    """Hold a community against the targets of a plan, and against the plan's own runs.

    Parameters
    ----------
    trial : Trial
        Of the plan as it stood before anybody saw the result.
    community : Community
        What came of it; the plan's first day is its first observed day.

    Returns
    -------
    list of Reviewed
        One for each target, in the plan's order. A target that reaches beyond the observed days is not measured.
    """
    return [_reviewed(trial, target, community) for target in trial.plan.targets]


def _reviewed(trial: Trial, target: Target, community: Community) -> Reviewed:
    runs, found = trial.figures(target.id).dropna(), _found(trial, target, community)
    low, high = (float(end) for end in np.percentile(runs, [5, 95])) if len(runs) else (np.nan, np.nan)
    share = float(trial.met(target.id).mean()) if len(runs) else np.nan
    if not found.measurable:
        return Reviewed(target, found, None, low, high, share, None)
    limit, value = trial.limit(target.id), found.value
    met = value >= limit if target.at_least is not None else value <= limit
    place: Place | None = None
    if len(runs):
        place = "above" if value > high else "below" if value < low else "inside"
    return Reviewed(target, found, bool(met), low, high, share, place)


def _found(trial: Trial, target: Target, community: Community) -> Estimate:
    reading = trial.result.reading(target.id)
    if reading.after[1] > community.observed.n_days:
        days = {"days": reading.after[1], "observed": community.observed.n_days}
        return Estimate.missing(target.metric, Note("plan_review_short", days))
    return measured(trial.result.case, reading, community)
