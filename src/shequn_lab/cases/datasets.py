"""The committed community of each case: its treated scenario, simulated once under the case's own seed."""

from __future__ import annotations

from pathlib import Path

from shequn_lab.cases.case import Case
from shequn_lab.simulate import simulate
from shequn_lab.storage import save_community


def rebuild(case: Case, folder: Path) -> Path:
    """Simulate the community of a case anew and save it under `folder`.

    Returns
    -------
    Path
        The community's own folder.
    """
    return save_community(simulate(case.treated, seed=case.seed), folder / case.id)
