"""Fission (裂变): what a K-factor comes to in the end, and two ways of getting it wrong."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from shequn_lab.metrics.invitations import k_parts
from shequn_lab.model import Community, Estimate
from shequn_lab.terms import Note, wrong_option


def fission(k: Estimate | float, *, seeds: float = 1000, generations: int = 6) -> pd.DataFrame:
    """Project the generations that so many seeds bring, each member inviting once.

    Parameters
    ----------
    k : Estimate or float
        Members brought by each member, as from :func:`k_factor`.
    seeds : float
        Members to begin with.
    generations : int
        How many generations to follow.

    Returns
    -------
    DataFrame
        Indexed by ``generation``, 0 being the seeds: ``newcomers``, seeds × K^g; ``total``, seeds × (1 + K + … + K^g),
        with ``low`` and ``high``, which carry the interval of `k` and nothing else (NaN for a bare number);
        ``compounded``, seeds × (1 + K)^g, which lets everybody invite again in each round: the usual mistake [members].
        Empty, with the reason in ``attrs["note"]``, where `k` is not measurable.

    Raises
    ------
    OptionError
        For a negative K, fewer than one seed, or no generation.

    Notes
    -----
    An extrapolation: it takes K for the same in every generation, in every season and for every kind of member.

    Examples
    --------
    >>> fission(0.5, seeds=100, generations=2)["total"].tolist()
    [100.0, 150.0, 175.0]
    """
    found = k if isinstance(k, Estimate) else Estimate("k_factor", float(k), np.nan, np.nan)
    if not found.measurable:
        empty = pd.DataFrame(columns=["newcomers", "total", "low", "high", "compounded"], dtype=float)
        empty.attrs["note"] = found.reason
        return empty.rename_axis("generation")
    for name, value, least in (("k", found.value, 0), ("seeds", seeds, 1), ("generations", generations, 1)):
        if not value >= least:
            raise wrong_option("fission_range", name=name, found=value, least=least)
    step = np.arange(generations + 1)
    totals = {name: seeds * np.cumsum(getattr(found, end) ** step) for name, end in _ENDS.items()}
    columns = {"newcomers": seeds * found.value**step, **totals, "compounded": seeds * (1 + found.value) ** step}
    return pd.DataFrame(columns, index=pd.Index(step, name="generation"), dtype=float)


_ENDS = {"total": "value", "low": "low", "high": "high"}


def biased_k_factor(community: Community, *, within_days: int = 30) -> Estimate:
    """Invitees ÷ members who brought at least one: a mistake to learn from.

    Parameters
    ----------
    community : Community
    within_days : int
        As in :func:`k_factor`.

    Returns
    -------
    Estimate
        Never below 1, whatever the community does, for who brought nobody is left out of the denominator.
    """
    parts = k_parts(community, "biased_k_factor", within_days=within_days)
    if parts.reason:
        return parts.estimate()
    return replace(parts, bottom=parts.sums[0] > 0, note=Note("note_only_inviters")).estimate()
