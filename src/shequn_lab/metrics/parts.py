"""A figure before its interval: what each unit adds to the sums it is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt

from shequn_lab.metrics.intervals import N_RESAMPLES, SEED, Floats, bootstrap, deal, percentiles, wilson
from shequn_lab.model import Community, Estimate
from shequn_lab.model.estimate import NOTHING
from shequn_lab.terms import Note

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Parts:
    """What each unit adds to the numerator and to the denominator of one figure.

    Attributes
    ----------
    id : str
        Term id of the figure.
    top, bottom : array of shape (n_units,)
        What each unit adds above and below the line; of a total, `bottom` marks who is counted in it. Units
        that are members stand in the order of the members table, those who add nothing too.
    of : str
        What the units are: ``members``, ``posts``, ``leads``, ``respondents``, ``days``.
    form : {"proportion", "ratio", "total"}
        Share of units (Wilson), ratio of sums, or sum of `top` (both: bootstrap over the units).
    params, excluded, note
        As in :class:`~shequn_lab.model.Estimate`.
    reason : Note
        Why the figure is not measurable, if it is not.
    """

    id: str
    top: npt.ArrayLike = ()
    bottom: npt.ArrayLike = ()
    of: str = "members"
    form: Literal["proportion", "ratio", "total"] = "proportion"
    params: Mapping[str, object] = field(default_factory=dict)
    excluded: Mapping[str, int] = field(default_factory=dict)
    note: Note = NOTHING
    reason: Note = NOTHING

    @cached_property
    def sums(self) -> tuple[Floats, Floats]:
        """Numerator and denominator of each unit."""
        return np.asarray(self.top, dtype=np.float64), np.asarray(self.bottom, dtype=np.float64)

    @cached_property
    def units(self) -> npt.NDArray[np.int64]:
        """Positions of the units that add anything."""
        return np.flatnonzero((self.sums[0] != 0) | (self.sums[1] != 0))

    @property
    def value(self) -> float:
        """The figure; NaN when it is not measurable or there is nothing to divide by."""
        k, n = (float(part.sum()) for part in self.sums)
        if self.reason:
            return float("nan")
        if self.form == "total":
            return k
        return k / n if n else float("nan")

    def replicates(self) -> Floats:
        """Resampled values, of shape (N_RESAMPLES,).

        One seed and one dealing for all: figures of members of the same community are drawn together.
        """
        if self.units.size < 2:
            # One unit cannot be resampled: there is a value, and no interval.
            return np.full(N_RESAMPLES, np.nan)
        groups = deal(self.sums[0].size, SEED)
        sums = [np.bincount(groups, weights=part) for part in self.sums]
        return bootstrap(sums, total if self.form == "total" else ratio, seed=SEED).replicates[0]

    def estimate(self) -> Estimate:
        """Put value, interval and counts together."""
        left_out = {why: int(count) for why, count in self.excluded.items() if count}
        nothing = Estimate(self.id, np.nan, params=self.params, excluded=left_out, note=self.reason, of=self.of)
        if self.reason:
            return nothing
        k, n = (float(part.sum()) for part in self.sums)
        if n == 0 and self.form != "total":
            return nothing.with_note(Note("note_no_case"))
        if self.form == "proportion":
            (low, high), method = wilson(k, n), "Wilson"
        else:
            (low, high), method = percentiles(self.replicates()), f"bootstrap over {self.of}"
            k = np.nan if self.form == "total" else k
        return replace(
            nothing,
            value=self.value,
            low=float(low),
            high=float(high),
            n=_plain(n),
            k=_plain(k),
            method=method,
            note=self.note,
        )


def _plain(count: float) -> float:
    """Write whole counts without a decimal point."""
    return int(count) if float(count).is_integer() else float(count)


def ratio(top: Floats, bottom: Floats) -> Floats:
    """Divide resampled sums; NaN where there is nothing to divide by."""
    return np.divide(top, bottom, out=np.full_like(top, np.nan), where=bottom != 0)


def total(top: Floats, _: Floats) -> Floats:
    """Return resampled totals as they are."""
    return top


def roster_reason(community: Community) -> Note:
    """Say why "members present" cannot be counted here; an empty note when it can."""
    if community.roster == "complete":
        return Note("")
    return Note("note_roster", {"roster": Note(f"note_roster_{community.roster}")})


def table_reason(community: Community, *tables: str) -> Note:
    """Say which table the source does not hold; an empty note when all are there."""
    absent = [name for name in tables if getattr(community, name) is None]
    return Note("note_no_table", {"table": Note(f"table_{absent[0]}")}) if absent else Note("")
