"""Matched pairs: each participant with the member who was most alike before."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from shequn_lab.metrics.intervals import SEED, Floats
from shequn_lab.metrics.lift.design import Panel, Rows

#: With fewer, an interval over pairs does not keep its word.
FEWEST_PAIRS = 20


@dataclass(frozen=True, eq=False)
class Pairs:
    """Rows of participants and of their controls, and which index day each pair goes by."""

    treated: Rows
    control: Rows
    day: Rows

    def counts(self, panel: Panel) -> Floats:
        """Outcome of each pair: participant after and before, control after and before; shape (n_pairs, 4)."""
        of = [(self.day, self.treated), (self.day, self.control)]
        return np.stack([part[rows] for rows in of for part in (panel.after, panel.before)], axis=1)


def match(panel: Panel, caliper: float, *, seed: int = SEED) -> Pairs:
    """Pair each participant with the nearest member who did not take part, once each.

    Nearest by the distance between standardised features, at the participant's own index day. The busiest choose
    first: they find the fewest who are like them. Who finds nobody within the caliper stays unmatched; ties are
    broken at random.

    Parameters
    ----------
    panel : Panel
    caliper : float
        Most that a pair may differ on any one feature [standard deviations].
    seed : int
        Of the order of ties.

    Notes
    -----
    Greedy and without replacement: its cost grows with participants × other members, its memory with the latter.
    """
    rng = np.random.default_rng(seed)
    chosen, pool = rng.permutation(panel.treated), rng.permutation(np.flatnonzero(~panel.took))
    days = panel.day[chosen]
    busy = np.argsort(-panel.features[days, chosen, 0], kind="stable")
    spread = _spread(panel)
    scaled = panel.features / np.where(spread > 0, spread, 1)
    free = panel.there[:, pool].copy()
    found: list[tuple[int, int, int]] = []
    for row, day in zip(chosen[busy], days[busy], strict=True):
        apart = np.abs(scaled[day, pool] - scaled[day, row])
        near = np.where(free[day] & (apart <= caliper).all(axis=1), np.square(apart).sum(axis=1), np.inf)
        best = int(np.argmin(near)) if near.size else -1
        if best >= 0 and np.isfinite(near[best]):
            free[:, best] = False
            found.append((int(row), int(pool[best]), int(day)))
    return Pairs(*np.array(sorted(found), dtype=np.int64).reshape(-1, 3).T)


def _sides(panel: Panel) -> tuple[Floats, Floats, Floats]:
    """Features of participants, those of all who could be controls on their days, and how often these count."""
    rows = panel.treated
    often = np.bincount(panel.day[rows], minlength=panel.there.shape[0]) / max(rows.size, 1)
    day, control = np.nonzero(panel.there & ~panel.took)
    share = often / np.maximum((panel.there & ~panel.took).sum(axis=1), 1)
    return panel.features[panel.day[rows], rows], panel.features[day, control], share[day]


def _moments(values: Floats, weights: Floats | None = None) -> tuple[Floats, Floats]:
    if not values.shape[0] or (weights is not None and not weights.sum()):
        return np.full(values.shape[1], np.nan), np.full(values.shape[1], np.nan)
    mean = np.average(values, axis=0, weights=weights)
    return mean, np.average(np.square(values - mean), axis=0, weights=weights)


def _spread(panel: Panel) -> Floats:
    """Pooled standard deviation of each feature, before matching."""
    treated, controls, weights = _sides(panel)
    return np.sqrt((_moments(treated)[1] + _moments(controls, weights)[1]) / 2)


def balance(panel: Panel, pairs: Pairs) -> pd.DataFrame:
    """How alike participants and controls were, before matching and after.

    Returns
    -------
    DataFrame
        Indexed by ``feature``: means of ``participants`` and ``controls`` (all that could be compared), of
        ``matched_participants`` and ``matched_controls``, and their differences in standard deviations before
        matching, ``smd_before`` and ``smd_after``. Below 0.1 counts as balanced [1]_.

    References
    ----------
    .. [1] Austin (2009), Statistics in Medicine 28, 3083–3107, doi:10.1002/sim.3697.
    """
    treated, controls, weights = _sides(panel)
    means = [_moments(treated)[0], _moments(controls, weights)[0]]
    means += [_moments(panel.features[pairs.day, rows])[0] for rows in (pairs.treated, pairs.control)]
    spread = _spread(panel)
    with np.errstate(divide="ignore", invalid="ignore"):
        # Nobody differs on a feature that is the same for all.
        gaps = [np.where(means[i] == means[i + 1], 0.0, (means[i] - means[i + 1]) / spread) for i in (0, 2)]
    names = ["participants", "controls", "matched_participants", "matched_controls", "smd_before", "smd_after"]
    return pd.DataFrame(
        dict(zip(names, [*means, *gaps], strict=True)), index=pd.Index(panel.names, name="feature", dtype=object)
    )
