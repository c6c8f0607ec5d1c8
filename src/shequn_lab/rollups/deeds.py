"""What each member did on each day, kind by kind."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from shequn_lab.model import clock
from shequn_lab.model.community import Community
from shequn_lab.rollups.scan import operator_rows, scan

_COLUMNS = ["member", "day", "kind"]


def deeds(community: Community, kinds: Sequence[str]) -> pd.DataFrame:
    """Count events of some kinds by member and local day of the reporting window, operators left out.

    Returns
    -------
    DataFrame
        ``member`` (row), ``day`` (number of the local day), ``kind`` and ``n``; sorted by the first three.
    """
    window, operators = community.window, operator_rows(community)
    parts = [pd.DataFrame({"member": np.zeros(0, np.int64), "day": np.zeros(0, np.int64), "kind": [], "n": []})]
    for batch in scan(community):
        day = clock.local_days(batch.at, community.timezone).astype(np.int64)
        live = ~operators[batch.member] & (day >= window.first) & (day < window.stop)
        for kind in kinds:
            did = live & batch.of((kind,))
            frame = pd.DataFrame({"member": batch.member[did].astype(np.int64), "day": day[did], "kind": kind})
            parts.append(frame.groupby(_COLUMNS).size().rename("n").reset_index())
    # Batches may meet inside a day.
    together = pd.concat(parts, ignore_index=True).astype({"kind": "str", "n": "int64"})
    return together.groupby(_COLUMNS, as_index=False)["n"].sum()
