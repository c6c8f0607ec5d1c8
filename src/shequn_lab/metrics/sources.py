"""Where new members come from."""

from __future__ import annotations

import numpy as np
import pandas as pd

from shequn_lab.errors import UnknownNameError
from shequn_lab.metrics.parts import Parts
from shequn_lab.metrics.retention import estimates, in_cohorts, unmeasurable
from shequn_lab.model import Community, Estimate
from shequn_lab.model.schema import CHANNELS
from shequn_lab.rollups import tenure
from shequn_lab.terms import Note


def source_mix(community: Community) -> pd.DataFrame:
    """Sort the joinings of the reporting window by channel.

    Returns
    -------
    DataFrame
        Indexed by ``channel`` (``search``, ``link``, ``qr``, ``referral``, ``offline``, ``other``): ``value``, ``low``,
        ``high`` (Wilson), ``n`` (joiners whose channel is known), ``k``. ``attrs["excluded"]`` counts who was left
        out, by reason. Empty, with the reason in ``attrs["note"]``, where it cannot be measured.
    """
    parts = {channel: source_parts(community, channel=channel) for channel in CHANNELS}
    first = parts[CHANNELS[0]]
    if first.reason:
        empty = estimates(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)).rename_axis("channel")
        empty.attrs["note"] = str(first.reason)
        return empty
    k, n = (np.array([int(part.sums[i].sum()) for part in parts.values()]) for i in (0, 1))
    frame = estimates(k, n).set_index(pd.Index(CHANNELS, name="channel"))
    frame.attrs["excluded"] = first.estimate().excluded
    return frame


def source_share(community: Community, channel: str) -> Estimate:
    """Share of the joinings of the reporting window that came through one channel.

    Parameters
    ----------
    community : Community
    channel : {"search", "link", "qr", "referral", "offline", "other"}

    Returns
    -------
    Estimate
        `n` joiners whose channel is known; the others are left out and counted.
    """
    return source_parts(community, channel=channel).estimate()


def source_parts(community: Community, id: str = "source_mix", *, channel: str) -> Parts:
    """Mark the joiners whose channel is known, and those of one channel."""
    if channel not in CHANNELS:
        raise UnknownNameError("channel", channel, CHANNELS)
    params = {"channel": channel}
    if reason := unmeasurable(community, "calendar"):
        return Parts(id, params=params, excluded=tenure(community).excluded, reason=reason)
    channels = community.members.get("channel")
    if channels is None or not channels.notna().any():
        return Parts(id, params=params, reason=Note("note_no_column", {"column": Note("column_channel")}))
    came = in_cohorts(community)
    known = came & channels.notna().to_numpy(bool)
    excluded = {**tenure(community).excluded, "excluded_no_channel": (came & ~known).sum()}
    return Parts(id, known & (channels == channel).to_numpy(bool), known, params=params, excluded=excluded)
