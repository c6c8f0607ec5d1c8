"""Which way of earning suits which type of community (M2): a judgement, set beside the type that was told."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from shequn_lab.chapters.typology import CommunityType, community_type
from shequn_lab.chapters.typology.training import TYPES
from shequn_lab.model import Community
from shequn_lab.terms import say

#: In the order of the types: marketing, content, service. The workbook's own judgement.
_FIT: Mapping[str, tuple[str, str, str]] = {
    "product_sale": ("good", "possible", "possible"),
    "membership_fee": ("possible", "good", "good"),
    "paid_knowledge": ("poor", "good", "possible"),
    "advertising": ("possible", "good", "poor"),
    "distribution": ("good", "possible", "possible"),
    "paid_service": ("poor", "possible", "good"),
}


def mode_fit(community: Community, *, told: CommunityType | None = None) -> pd.DataFrame:
    """Say which ways of earning suit a community of its type (M2).

    Parameters
    ----------
    community : Community
    told : CommunityType, optional
        What :func:`community_type` said, if it was asked before.

    Returns
    -------
    DataFrame
        Indexed by ``mode``: one column a type with ``good``, ``possible`` or ``poor``, and ``here``: the column of the
        type that was told; ``undecided`` or ``not_measurable`` where none was. ``attrs["type"]`` holds that outcome,
        ``attrs["reason"]`` why no type was told, and ``attrs["note"]`` says that this is a judgement.

    References
    ----------
    .. [1] D2, the three types; what suits them is the workbook's own judgement and no measurement.
    """
    found = told or community_type(community)
    frame = pd.DataFrame.from_dict(_FIT, orient="index", columns=list(TYPES)).rename_axis("mode")
    frame["here"] = frame[found.outcome] if found.outcome in TYPES else found.outcome
    frame.attrs.update(type=found.outcome, reason=str(found.note), note=say("fit_own"))
    return frame
