"""A panel to turn K on, and watch how far a fission carries."""

from __future__ import annotations

from shequn_lab.metrics import fission
from shequn_lab.terms import say
from shequn_lab.terms.formats import number
from shequn_lab.workbook.panels import Panel
from shequn_lab.workbook.table import Table

_STEPS = 6


def fission_panel(*, k: float = 0.1, seeds: int = 1000) -> Panel:
    """Turn the K-factor and watch the generations.

    Parameters
    ----------
    k : float
        K to begin with.
    seeds : int
        Members to begin with.

    Returns
    -------
    Panel
        For each generation its newcomers, all so far, and what letting everybody invite again makes of it.
    """
    heads = [say("panel_generation"), say("panel_newcomers"), say("panel_total"), say("panel_compounded")]

    def table(at: float) -> Table:
        frame = fission(at, seeds=seeds, generations=_STEPS).reset_index()
        columns = frame[["generation", "newcomers", "total", "compounded"]]
        return Table(heads, [[number(cell) for cell in row] for row in columns.to_numpy()])

    knob = sorted({k, *(round(step / 20, 2) for step in range(25))})
    return Panel("K", knob, k, table)
