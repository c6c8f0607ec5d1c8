"""Which parameters each run of a rerun has: draws that fill the stated ranges, and one parameter at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import qmc

from shequn_lab.cases import parts
from shequn_lab.cases.case import Case, Range
from shequn_lab.simulate import Scenario

# Streams of their own, so that more runs of one kind change none of the other.
_SEEDS, _DRAWS = 1, 2


@dataclass(frozen=True)
class Pair:
    """Baseline and treated scenario that differ in nothing but what was done."""

    baseline: Scenario
    treated: Scenario

    def put(self, range_: Range, number: float) -> Pair:
        """Return the pair with one uncertain parameter changed."""
        treated = parts.put(self.treated, range_.parameter, number)
        if range_.within == "treated":
            return Pair(self.baseline, treated)
        return Pair(parts.put(self.baseline, range_.parameter, number), treated)


def seeds(case: Case, n: int) -> list[int]:
    """Return the seeds of so many runs; more runs keep the seeds of fewer."""
    return [int(seed) for seed in np.random.SeedSequence([case.seed, _SEEDS]).generate_state(n)]


def draws(case: Case, ranges: tuple[Range, ...], n: int) -> pd.DataFrame:
    """Draw the uncertain parameters by a Latin hypercube: each range is filled evenly.

    Returns
    -------
    DataFrame
        One row for each run, one column for each range, named by its parameter.
    """
    if not ranges:
        return pd.DataFrame(index=range(n))
    rng = np.random.default_rng([case.seed, _DRAWS])
    unit = qmc.LatinHypercube(len(ranges), rng=rng).random(n)
    low, high = (np.asarray([getattr(range_, end) for range_ in ranges]) for end in ("low", "high"))
    frame = pd.DataFrame(low + unit * (high - low), columns=[range_.parameter for range_ in ranges])
    for range_ in ranges:
        if isinstance(parts.known()[range_.parameter][0], int):
            frame[range_.parameter] = frame[range_.parameter].round()
    return frame


def fixed(case: Case, given: Mapping[str, Any]) -> tuple[Pair, tuple[Range, ...]]:
    """Set parameters to values of one's own.

    What belongs to the treatment is set in the treated scenario only, anything else in both.

    Returns
    -------
    Pair
    tuple of Range
        Those that stay uncertain.

    Raises
    ------
    ScenarioError
        With every unknown name and every value out of range.
    """
    whole = {name: value for name, value in given.items() if name not in parts.known() or "[" not in name}
    own = set(case.changes) | {range_.parameter for range_ in case.ranges if range_.within == "treated"}
    treated = case.treated.replace(**whole)
    baseline = case.baseline.replace(**{name: value for name, value in whole.items() if name not in own})
    for name in given.keys() - whole.keys():
        treated = parts.put(treated, name, float(given[name]))
        if name not in own and name.partition("[")[0] not in own:
            baseline = parts.put(baseline, name, float(given[name]))
    open_ = [r for r in case.ranges if r.parameter not in given and r.parameter.partition("[")[0] not in given]
    return Pair(baseline, treated), tuple(open_)
