"""Two partner communities made up so that their overlap is known."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pyarrow as pa

from shequn_lab.model import Community, Provenance, Window, build_community
from shequn_lab.terms import wrong_option

_START = dt.date(2025, 3, 1)
_DAYS = 120
_HOME = "Asia/Shanghai"
#: Ten in the morning there.
_MORNING = np.timedelta64(2, "h")


def made_up_partners(n_first: int, n_second: int, n_shared: int, *, seed: int = 0) -> tuple[Community, Community]:
    """Make up two lists of members that share so many people.

    Parameters
    ----------
    n_first, n_second, n_shared : int
        Members of the one, of the other, and of both [people].
    seed : int
        Of the days on which they joined.

    Returns
    -------
    pair of Community
        Synthetic, with complete rosters; each wrote once, on the day of joining. An id means the same person in both.

    Raises
    ------
    OptionError
        If more are shared than the smaller one has.
    """
    if not 0 <= n_shared <= min(n_first, n_second):
        raise wrong_option("partners_shared", found=n_shared, most=min(n_first, n_second))
    rng = np.random.default_rng(seed)
    return (
        _community("first", np.arange(n_first), rng),
        _community("second", np.arange(n_first - n_shared, n_first - n_shared + n_second), rng),
    )


def _community(name: str, people: np.ndarray, rng: np.random.Generator) -> Community:
    joined = np.datetime64(_START) + rng.integers(0, _DAYS, people.size)
    ids = [f"p{i:05d}" for i in people]
    written = pa.array(joined.astype("M8[us]") + _MORNING, pa.timestamp("us", tz="UTC"))
    return build_community(
        name,
        events=pa.table({"member_id": ids, "occurred_at": written, "kind": ["message"] * len(ids)}),
        members=pd.DataFrame({"member_id": ids, "joined_on": joined.astype("M8[us]")}),
        timezone=_HOME,
        observed=Window(_START, _START + dt.timedelta(days=_DAYS), _HOME),
        roster="complete",
        synthetic=True,
        provenance=Provenance(source="shequn_lab.workbook", reader="partners"),
    )
