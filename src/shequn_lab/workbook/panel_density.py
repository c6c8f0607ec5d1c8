"""A knob on the size of a group whose members keep their habits: what becomes of its density."""

from __future__ import annotations

from shequn_lab.terms import say
from shequn_lab.terms.formats import number, percent
from shequn_lab.workbook.panels import Panel
from shequn_lab.workbook.table import Table

_SIZES = (20, 50, 100, 200, 500, 1000, 2000)


def density_panel(answered: float = 5) -> Panel:
    """Move the size of a group in which everybody answers as many others as before.

    Parameters
    ----------
    answered : float
        Others whom each member answers, on average.

    Returns
    -------
    Panel
        Members, ties, pairs that could be tied, and density.
    """
    heads = [say(f"panel_density_{part}") for part in ("members", "answered", "ties", "pairs", "density")]

    def table(n: int) -> Table:
        pairs = n * (n - 1)
        row = [number(n), f"{answered:g}", number(answered * n), number(pairs), percent(answered * n / pairs)]
        return Table(heads, [row])

    return Panel(say("panel_density_members"), _SIZES, 100, table)
