"""Communities drawn day by day in which it is known what an activity did, and how often the estimators are right.

Every member has a rate of their own that does not change (lognormal), and on each day a burst of their own (gamma),
so that one day says nothing of the next but who the member is. Who takes part depends on the rate, and in the last two
designs on a spell that passes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from shequn_lab.metrics.intervals import LEVEL, wilson
from shequn_lab.metrics.lift.activity import FEWEST_EFFECTIVE
from shequn_lab.metrics.lift.contrast import ALONE, NO_CONTRAST, PAIRED, Contrast, contrast, effective
from shequn_lab.metrics.lift.design import Days, LiftDesign, Panel, panel_of
from shequn_lab.metrics.lift.matching import FEWEST_PAIRS, match
from shequn_lab.metrics.lift.power import change_variance, pairs_needed

DESIGN = LiftDesign()
#: Column of the index day: the placebo's matching period begins at column 0.
INDEX = DESIGN.days_before + DESIGN.earlier
N_DAYS = INDEX + 1 + DESIGN.days
MEAN_RATE, SPREAD, BURST = 0.35, 0.8, 0.5
N_RUNS, N_RESAMPLES = 500, 2_000
#: Rejections without an effect, of intervals at 95 %.
FEWEST, MOST = 0.02, 0.08


@dataclass(frozen=True)
class Trial:
    """One design: what is planted, and what makes members take part.

    Attributes
    ----------
    season : float
        Factor on everybody in the outcome period.
    effect : float
        Factor on the participants in it.
    by_rate, by_spell : float
        What one standard deviation of (log) rate or spell adds to the log-odds of taking part.
    spell_in : str
        Period whose spell it is: ``before`` or ``after``.
    intercept : float
        Log-odds of taking part of a member of mean rate.
    """

    season: float = 1.0
    effect: float = 1.0
    by_rate: float = 1.0
    by_spell: float = 0.0
    spell_in: str = ""
    n_members: int = 400
    intercept: float = -2.2
    outcome: str = "interactions"


TRIALS = {
    "selection": Trial(),
    "season": Trial(season=0.8),
    "effect": Trial(effect=1.15),
    "effect, season": Trial(effect=1.15, season=0.8),
    "few participants": Trial(n_members=200),
    "active days": Trial(outcome="active_days"),
    "active days, season": Trial(outcome="active_days", season=0.8),
    "spell before": Trial(by_spell=1.0, spell_in="before"),
    "spell after": Trial(by_spell=1.0, spell_in="after"),
}
SPELL = 0.6


def draw(trial: Trial, seed: tuple[int, ...]) -> tuple[Days, np.ndarray]:
    """Draw counts of each member and day, and who takes part."""
    rng = np.random.default_rng(seed)
    z = rng.standard_normal(trial.n_members)
    factor = np.ones((trial.n_members, N_DAYS))
    _, before, after = DESIGN.spans(INDEX)
    logit = trial.intercept + trial.by_rate * z
    if trial.spell_in:
        spell = rng.standard_normal(trial.n_members)
        span = slice(*(before if trial.spell_in == "before" else after))
        factor[:, span] *= np.exp(SPELL * spell - SPELL**2 / 2)[:, None]
        logit += trial.by_spell * spell
    took = rng.random(trial.n_members) < 1 / (1 + np.exp(-logit))
    factor[:, slice(*after)] *= trial.season * np.where(took, trial.effect, 1.0)[:, None]
    rate = MEAN_RATE * np.exp(SPREAD * z - SPREAD**2 / 2)[:, None] * factor
    counts = sparse.csr_array(rng.poisson(rate * rng.gamma(BURST, 1 / BURST, rate.shape)))
    active = sparse.csr_array((counts > 0).astype(np.int64))
    days = Days(
        outcome=active if trial.outcome == "active_days" else counts,
        matched={"interactions": counts, "active_days": active},
        observed=(0, N_DAYS),
        throughout=lambda first, last: np.ones(trial.n_members, dtype=bool),
    )
    return days, took


def matched(panel: Panel) -> Contrast:
    """The design of the house."""
    pairs = match(panel, DESIGN.caliper)
    return NO_CONTRAST if pairs.treated.size < FEWEST_PAIRS else _compared(pairs.counts(panel), PAIRED)


def _compared(counts: np.ndarray, signs: tuple[float, ...]) -> Contrast:
    return NO_CONTRAST if effective(counts) < FEWEST_EFFECTIVE else contrast(counts, signs, n_resamples=N_RESAMPLES)


def before_and_after(panel: Panel) -> Contrast:
    """Participants alone."""
    rows = panel.treated
    both = [part[panel.day[rows], rows] for part in (panel.after, panel.before)]
    return _compared(np.stack(both, axis=1), ALONE)


ESTIMATORS: dict[str, Callable[[Days, np.ndarray], Contrast]] = {
    "lift": lambda days, took: matched(_panel(days, took)),
    "placebo": lambda days, took: matched(_panel(days, took, INDEX - DESIGN.earlier)),
    "before/after": lambda days, took: before_and_after(_panel(days, took)),
    "same period": lambda days, took: matched(_panel(days, took, same_period=True)),
}


def _panel(days: Days, took: np.ndarray, index: int = INDEX, *, same_period: bool = False) -> Panel:
    return panel_of(days, took, np.full(took.size, index), DESIGN, same_period=same_period)


@dataclass(frozen=True)
class Score:
    """How an estimator did in `n` measurable runs; the mean is that of the logarithms."""

    truth: float
    n: int
    rejected: int
    covered: int
    mean: float

    @property
    def rejection(self) -> float:
        return self.rejected / self.n

    @property
    def coverage(self) -> tuple[float, float, float]:
        """Share of intervals with the truth in them, and its Wilson interval."""
        low, high = wilson(self.covered, self.n)
        return self.covered / self.n, float(low), float(high)

    @property
    def holds(self) -> bool:
        """Whether it keeps its word: rejects seldom without an effect, and covers 95 % of the time with one."""
        _, low, high = self.coverage
        return low <= LEVEL <= high if self.truth else FEWEST <= self.rejection <= MOST


def score(name: str, estimator: str, n_runs: int = N_RUNS) -> Score:
    """Run one estimator on the same draws as the others."""
    return scores(name, (estimator,), n_runs)[estimator]


def scores(name: str, estimators: tuple[str, ...] = tuple(ESTIMATORS), n_runs: int = N_RUNS) -> dict[str, Score]:
    """Run estimators on one design; the truth of a placebo is no effect."""
    trial, number = TRIALS[name], list(TRIALS).index(name)
    found: dict[str, list[Contrast]] = {estimator: [] for estimator in estimators}
    for run in range(n_runs):
        days, took = draw(trial, (20261, number, run))
        for estimator, results in found.items():
            results.append(ESTIMATORS[estimator](days, took))
    return {
        estimator: _scored(results, 0.0 if estimator == "placebo" else trial.effect - 1)
        for estimator, results in found.items()
    }


def _scored(results: list[Contrast], truth: float) -> Score:
    known = [c for c in results if np.isfinite(c.low)]
    return Score(
        truth=truth,
        n=len(known),
        rejected=sum(not c.low <= 0 <= c.high for c in known),
        covered=sum(c.low <= truth <= c.high for c in known),
        mean=float(np.expm1(np.mean([np.log1p(c.value) for c in known]))) if known else float("nan"),
    )


#: A lift that so many members can show.
POWER_LIFT = 0.4
_MANY = Trial(n_members=1_000, effect=1 + POWER_LIFT, intercept=-1.5)


def power_pairs() -> int:
    """Ask how many pairs show the lift, from members among whom nothing happened."""
    panel = _panel(*draw(replace(_MANY, n_members=40_000, effect=1.0), (20262,)))
    rows = panel.treated
    return int(pairs_needed(change_variance(panel.before[0, rows], panel.after[0, rows]), POWER_LIFT))


def power_found(n_pairs: int, n_runs: int = N_RUNS) -> float:
    """Share of runs in which so many pairs, drawn from all that can be made, show the lift."""
    shown = 0
    for run in range(n_runs):
        rng = np.random.default_rng((20263, run))
        panel = _panel(*draw(_MANY, (20264, run)))
        counts = match(panel, DESIGN.caliper).counts(panel)
        found = _compared(rng.permutation(counts)[:n_pairs], PAIRED)
        shown += bool(found.low > 0)
    return shown / n_runs
