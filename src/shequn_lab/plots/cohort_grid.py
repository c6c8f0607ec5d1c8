"""The table behind :mod:`shequn_lab.plots.cohorts`: which rows and blocks are drawn, and what may be told."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from shequn_lab.plots.layout import finite
from shequn_lab.plots.ticks import nice_step
from shequn_lab.terms.formats import MISSING, number

GAP = 0.55
"""Distance between the pooled row and the cohorts, in rows."""
FEW = 5
"""Smallest number of members that may be told of a real community."""


@dataclass(frozen=True)
class Grid:
    """What is drawn, and what is left out."""

    cohorts: pd.DatetimeIndex
    blocks: list[int]
    rows: pd.DataFrame  # the cohorts drawn, by (cohort, block)
    pooled: pd.DataFrame  # by block
    sizes: np.ndarray
    total: float
    n_hidden: int
    n_blocks: int
    top: float
    every: str
    mask: bool
    overall: pd.DataFrame | None

    @property
    def small(self) -> np.ndarray:
        """Which cohorts are themselves too small to be told."""
        private = self.mask and bool(self.rows["suppressed"].any())
        return private & (self.sizes >= 1) & (self.sizes < FEW)

    def size_words(self) -> tuple[list[str], str]:
        """Words for the size of each cohort and of all; one hidden size must not follow from the total."""
        words = ["<5" if few else number(n) for n, few in zip(self.sizes, self.small, strict=True)]
        alone = self.small.sum() == 1 and not self.n_hidden
        return words, MISSING if alone else number(self.total)

    @property
    def y(self) -> np.ndarray:
        """Upper edge of each cohort, in rows."""
        return 1 + GAP + np.arange(len(self.cohorts))

    @property
    def height(self) -> float:
        """Rows in all, the pooled one and the distance to it included."""
        return 1 + GAP + len(self.cohorts)


def make_grid(
    frame: pd.DataFrame, overall: pd.DataFrame | None, every: str, max_rows: int, max_blocks: int, mask: bool
) -> Grid:
    """Sort a frame of :func:`~shequn_lab.plots.plot_cohorts` into what is drawn."""
    flat = frame.reset_index()
    flat.columns = pd.Index(["cohort", "block", *flat.columns[2:]])
    for column in ("suppressed", "secondary"):
        flat[column] = flat[column].fillna(False).astype(bool) if column in flat else False
    if "size" not in flat:
        flat["size"] = flat.groupby("cohort", dropna=False)["n"].transform("max")
    named = flat["cohort"].notna()
    rows, pooled = flat[named], flat[~named].set_index("block")
    cohorts = pd.DatetimeIndex(np.sort(rows["cohort"].unique()))
    shown = cohorts[-max_rows:]
    sizes = rows.groupby("cohort")["size"].max()
    seen = rows.loc[rows["value"].notna(), "block"]
    blocks = [b for b in sorted(rows["block"].unique()) if b <= seen.max()]
    drawn = blocks[:max_blocks]
    inside = rows[rows["cohort"].isin(shown) & rows["block"].isin(drawn)].set_index(["cohort", "block"])
    plain = inside["value"].where(~(inside["suppressed"] | inside["secondary"]) | (not mask))
    most = np.nanmax([*plain, *pooled["value"].reindex(drawn), 0.05])
    step = nice_step(most, 6)
    return Grid(
        cohorts=shown,
        blocks=drawn,
        rows=inside,
        pooled=pooled.reindex(drawn),
        sizes=sizes.reindex(shown).replace(0, np.nan).to_numpy(float, na_value=np.nan),
        total=float(pooled["size"].max()) if len(pooled) else float(sizes.sum()),
        n_hidden=len(cohorts) - len(shown),
        n_blocks=len(blocks),
        top=min(float(np.ceil(round(most / step, 6)) * step), 1.0),
        every=every or str(frame.attrs.get("every", "week")),
        mask=mask,
        overall=overall if overall is not None and finite(overall) else None,
    )


def cohort_names(cohorts: pd.DatetimeIndex, every: str) -> list[str]:
    """Words for the cohorts: dates, with the year where it changes."""
    if every == "month":
        return [f"{day:%Y-%m}" for day in cohorts]
    return [f"{day:%m-%d}" if cohorts[0].year == cohorts[-1].year else f"{day:%y-%m-%d}" for day in cohorts]
