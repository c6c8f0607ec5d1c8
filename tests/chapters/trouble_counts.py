"""How often each detector finds what was planted, and how often what was not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from trouble_scenarios import BASELINES, DOSES, Dose

from shequn_lab.chapters import DETECTORS, TroubleLimits
from shequn_lab.metrics.intervals import wilson
from shequn_lab.model import Community
from shequn_lab.model.finding import Finding, NotMeasurable

LIMITS = TroubleLimits()


@dataclass(frozen=True)
class Count:
    """Communities in which a trouble was found, of those in which it could be judged."""

    found: int = 0
    judged: int = 0
    where: tuple[str, ...] = ()

    def __add__(self, other: Count) -> Count:
        return Count(self.found + other.found, self.judged + other.judged, self.where + other.where)

    @property
    def share(self) -> float:
        """Share found."""
        return self.found / self.judged if self.judged else float("nan")

    def __str__(self) -> str:
        low, high = (float(end) for end in wilson(self.found, self.judged))
        return f"{self.found:>3}/{self.judged:<3} {100 * self.share:5.1f} % ({100 * low:.1f}–{100 * high:.1f})"


@cache
def healthy(name: str, seed: int) -> Community:
    """Simulate a baseline, once."""
    return BASELINES[name].community(seed)


def looked(community: Community, trouble: str, where: str) -> Count:
    """Run one detector on one community."""
    outcome = DETECTORS[trouble](community, LIMITS)
    if isinstance(outcome, NotMeasurable):
        return Count()
    return Count(1, 1, (where,)) if isinstance(outcome, Finding) else Count(0, 1)


def false_alarms(seeds: Iterable[int]) -> dict[str, Count]:
    """Run every detector on every healthy community."""
    told = dict.fromkeys(DETECTORS, Count())
    for seed in seeds:
        for name in BASELINES:
            for trouble in DETECTORS:
                told[trouble] += looked(healthy(name, seed), trouble, f"{name} {seed}")
    return told


def recalls(dose: Dose, level: float, seeds: Iterable[int]) -> Count:
    """Plant one level of a trouble in its baselines, and look for it. What cannot be judged was not found."""
    found = Count()
    for name, seed in ((name, seed) for seed in seeds for name in dose.baselines):
        one = looked(dose.planter(healthy(name, seed), level, seed), dose.trouble, name)
        found += one if one.judged else Count(0, 1)
    return found


def curves(seeds: tuple[int, ...]) -> Iterator[tuple[str, dict[float, Count]]]:
    """Recall over the levels of each dose, on about forty communities."""
    for name, dose in DOSES.items():
        some = seeds[: max(5, 40 // len(dose.baselines))]
        yield name, {level: recalls(dose, level, some) for level in dose.levels}
