"""What a rerun found: where each figure comes out, how often it reaches the claim, and what that depends on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from shequn_lab.cases import parts
from shequn_lab.cases.case import Case, Range, Reading
from shequn_lab.cases.design import Pair
from shequn_lab.errors import UnknownNameError
from shequn_lab.metrics.intervals import wilson

_THIRDS = ("lower", "middle", "upper")


@dataclass(frozen=True, eq=False)
class Rerun:
    """Many runs of one case.

    Attributes
    ----------
    case : Case
    set : mapping
        Parameters that were fixed.
    ranges : tuple of Range
        Parameters that were drawn.
    pair : Pair
        Scenarios as the case has them, with what was fixed.
    draws : DataFrame
        Drawn parameters, one row for each run.
    values : DataFrame
        ``reading``, ``run``, ``baseline``, ``treated``: the figure in each run; NaN where it was not measurable.
    alone : DataFrame
        ``reading``, ``parameter``, ``end`` (``nominal``, ``low``, ``high``), ``seed``, ``value``: the treated figure
        with one parameter moved.
    """

    case: Case
    set: Mapping[str, Any]
    ranges: tuple[Range, ...]
    pair: Pair
    draws: pd.DataFrame
    values: pd.DataFrame
    alone: pd.DataFrame

    @property
    def n_runs(self) -> int:
        """Runs of each scenario."""
        return len(self.draws)

    def reading(self, id: str) -> Reading:
        """Return a reading by its id."""
        known = {reading.id: reading for _, reading in self.case.readings}
        if id not in known:
            raise UnknownNameError("reading", id, known)
        return known[id]

    def figures(self, id: str) -> pd.DataFrame:
        """Return the figure of one reading in each run: ``baseline`` and ``treated``, indexed by run."""
        rows = self.values[self.values["reading"] == self.reading(id).id]
        return rows.set_index("run")[["baseline", "treated"]]

    def reached(self, id: str, side: str = "treated") -> pd.Series:
        """Tell of each run with a figure whether it is at least the claim."""
        claim, found = self.reading(id).value, self.figures(id)[side].dropna()
        return found >= (np.inf if claim is None else claim)

    def summary(self) -> pd.DataFrame:
        """Sum up every reading, in each scenario.

        Returns
        -------
        DataFrame
            ``reading``, ``side`` (``baseline``, ``treated``), ``n`` (runs with a figure), ``median``, ``low``, ``high``
            (5th and 95th percentile of the runs), ``mean``, ``error`` (standard error of the mean: Monte-Carlo),
            ``chance`` (standard deviation over seeds alone, parameters as the case has them; treated only), ``claim``,
            ``k`` (runs that reach it), ``share``, ``share_low``, ``share_high`` (Wilson, 95 %).
        """
        rows = [self._summed(r, side) for _, r in self.case.readings for side in ("baseline", "treated")]
        return pd.DataFrame(rows)

    def _summed(self, reading: Reading, side: str) -> dict[str, Any]:
        found = self.figures(reading.id)[side].dropna().to_numpy(float)
        n, asked = found.size, reading.value is not None
        low, median, high = np.percentile(found, [5, 50, 95]) if n else (np.nan,) * 3
        k = int(self.reached(reading.id, side).sum())
        share_low, share_high = (float(end) for end in wilson(k, n)) if asked else (np.nan, np.nan)
        nominal = self._alone(reading.id, "", "nominal")
        return {
            "reading": reading.id,
            "side": side,
            "n": n,
            "median": median,
            "low": low,
            "high": high,
            "mean": found.mean() if n else np.nan,
            "error": found.std(ddof=1) / np.sqrt(n) if n > 1 else np.nan,
            "chance": nominal.std() if side == "treated" else np.nan,
            "claim": reading.value if asked else np.nan,
            "k": k if asked else np.nan,
            "share": k / n if asked and n else np.nan,
            "share_low": share_low,
            "share_high": share_high,
        }

    def _alone(self, id: str, parameter: str, end: str) -> pd.Series:
        rows = self.alone
        rows = rows[(rows["reading"] == id) & (rows["parameter"] == parameter) & (rows["end"] == end)]
        return rows.set_index("seed")["value"]

    def tornado(self, id: str) -> pd.DataFrame:
        """Move one parameter at a time over its stated range, all else as the case has it, on the same seeds.

        Returns
        -------
        DataFrame
            Widest swing first: ``parameter``, ``low``, ``high`` (ends of the range), ``held`` (the case's own value),
            ``at_low``, ``at_high``, ``nominal`` (mean of the treated figure), ``swing`` (at high − at low), ``error``
            (standard error of the swing over the seeds).
        """
        nominal = self._alone(self.reading(id).id, "", "nominal")
        rows = []
        for range_ in self.ranges:
            at = {end: self._alone(id, range_.parameter, end) for end in ("low", "high")}
            swings = (at["high"] - at["low"]).dropna()
            rows.append(
                {
                    "parameter": range_.parameter,
                    "low": range_.low,
                    "high": range_.high,
                    "held": parts.value(self.pair.treated, range_.parameter),
                    "at_low": at["low"].mean(),
                    "at_high": at["high"].mean(),
                    "nominal": nominal.mean(),
                    "swing": swings.mean(),
                    "error": swings.std() / np.sqrt(swings.size) if swings.size > 1 else np.nan,
                }
            )
        columns = ["parameter", "low", "high", "held", "at_low", "at_high", "nominal", "swing", "error"]
        frame = pd.DataFrame(rows, columns=columns)
        return frame.sort_values("swing", key=lambda swing: -swing.abs(), ignore_index=True, kind="stable")

    def thirds(self, id: str) -> pd.DataFrame:
        """Say where in each range the claim is reached: share of the runs in its lower, middle and upper third.

        Returns
        -------
        DataFrame
            ``parameter``, ``third``, ``n``, ``k``, ``share``, ``low``, ``high`` (Wilson, 95 %).
        """
        reached, rows = self.reached(id), []
        for range_ in self.ranges:
            width = (range_.high - range_.low) / 3
            drawn = self.draws.loc[reached.index, range_.parameter].to_numpy(float)
            which = np.clip(((drawn - range_.low) / width).astype(int), 0, 2)
            for i, third in enumerate(_THIRDS):
                inside = reached.to_numpy(bool)[which == i]
                low, high = (float(end) for end in wilson(inside.sum(), inside.size))
                share = inside.mean() if inside.size else np.nan
                row = {"parameter": range_.parameter, "third": third, "n": inside.size, "k": int(inside.sum())}
                rows.append({**row, "share": share, "low": low, "high": high})
        return pd.DataFrame(rows, columns=["parameter", "third", "n", "k", "share", "low", "high"])
