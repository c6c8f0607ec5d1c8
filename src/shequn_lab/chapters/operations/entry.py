"""What became of members, by how they got in: thresholds, and channels (O4)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from shequn_lab.errors import UnknownNameError
from shequn_lab.metrics.goals import first_done, goal_reason, in_time
from shequn_lab.metrics.intervals import wilson
from shequn_lab.metrics.parts import Flags
from shequn_lab.metrics.retention import in_cohorts, unmeasurable
from shequn_lab.model import Community, clock
from shequn_lab.model.schema import CHANNELS
from shequn_lab.rollups import activity, joins, tenure
from shequn_lab.rollups.scan import NEVER
from shequn_lab.terms import Note, say

#: D4: nothing asked, a question on the interest, proof of a purchase, somebody to vouch.
THRESHOLDS = ("basic", "interest_question", "purchase_proof", "referral")
FIGURES = ("entry_returned", "entry_spoke", "entry_bought")
WITHIN_DAYS = 30
_COLUMNS = ["figure", "value", "low", "high", "n", "k", "difference", "difference_low", "difference_high"]


def compare_thresholds(community: Community, thresholds: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Compare members who came in over different thresholds: whether they return, speak and buy within 30 days.

    Parameters
    ----------
    community : Community
    thresholds : mapping of str to str, optional
        Threshold of each member by ``member_id``: ``basic``, ``interest_question``, ``purchase_proof``, ``referral``.
        Members it does not name are left out. No table of a community records it, so without it nothing can be
        measured.

    Returns
    -------
    DataFrame
        Indexed by ``threshold``; one row for each and ``figure`` (``entry_returned``, ``entry_spoke``,
        ``entry_bought``): ``value``, ``low``, ``high`` (Wilson), ``n`` joiners of the window followed for 30 days,
        ``k`` of them, and ``difference`` from all others together, with ``difference_low`` and
        ``difference_high`` (Newcombe's interval). NaN where a figure cannot be measured; ``attrs["notes"]`` holds the
        reasons by figure.
        Empty, with the reason in ``attrs["note"]``, where nobody can be compared.

    Raises
    ------
    UnknownNameError
        If there is no such threshold.

    Notes
    -----
    A comparison of who came in, not of what a threshold does: whoever takes a higher one wanted to come in more, and
    would have stayed more without it. Only drawing lots among applicants could tell the two apart.

    References
    ----------
    .. [1] D4, entry: basic, interest question, purchase proof, referral.
    .. [2] Newcombe (1998), Statistics in Medicine 17, 873–890, method 10.
    """
    if thresholds is None:
        return _nothing(Note("note_no_thresholds"), "threshold")
    for found in sorted(set(thresholds.values())):
        if found not in THRESHOLDS:
            raise UnknownNameError("threshold", str(found), THRESHOLDS)
    entries = community.members["member_id"].map(dict(thresholds)).rename("threshold")
    return _compared(community, entries, THRESHOLDS)


def compare_channels(community: Community) -> pd.DataFrame:
    """Compare members by the channel through which they came.

    Returns
    -------
    DataFrame
        As :func:`compare_thresholds`, indexed by ``channel``: ``search``, ``link``, ``qr``, ``referral``,
        ``offline``, ``other``.

    Notes
    -----
    A channel is no threshold, though who comes by referral has somebody to vouch. It, too, chooses who comes.
    """
    if community.members["channel"].isna().all():
        return _nothing(Note("note_no_column", {"column": Note("column_channel")}), "channel")
    return _compared(community, community.members["channel"], CHANNELS)


def _nothing(reason: Note, name: str) -> pd.DataFrame:
    empty = pd.DataFrame({name: pd.Series(dtype=float) for name in _COLUMNS}).rename_axis(name)
    empty.attrs["note"] = str(reason)
    return empty


def _compared(community: Community, entries: pd.Series, known: tuple[str, ...]) -> pd.DataFrame:
    name = str(entries.name)
    if reason := unmeasurable(community, "calendar"):
        return _nothing(reason, name)
    followed = in_cohorts(community) & (tenure(community).followed >= WITHIN_DAYS)
    counted = followed & entries.isin(known).to_numpy(bool)
    if not followed.any():
        return _nothing(Note("note_window_short", {"days": WITHIN_DAYS}), name)
    if not counted.any():
        return _nothing(Note("note_no_case"), name)
    rows, notes = {}, {}
    groups = {entry: counted & (entries == entry).to_numpy(bool) for entry in known}
    for figure in FIGURES:
        did, reason = _did(community, figure, counted)
        if reason:
            notes[figure] = str(reason)
        for entry, group in groups.items():
            if group.any():
                rows[entry, figure] = _row(did, group, counted & ~group) if not reason else [np.nan] * 8
    index = pd.MultiIndex.from_tuples(rows, names=[name, "figure"])
    frame = pd.DataFrame(list(rows.values()), index=index, columns=_COLUMNS[1:]).reset_index("figure")
    frame.attrs["notes"] = notes
    frame.attrs["excluded"] = {"excluded_no_entry": int((followed & ~counted).sum())}
    return frame


def _row(did: Flags, group: Flags, others: Flags) -> list[float]:
    k, n = int((did & group).sum()), int(group.sum())
    m, size = int((did & others).sum()), int(others.sum())
    low, high = (end.tolist() for end in wilson([k, m], [n, size]))
    row = [k / n, low[0], high[0], n, k]
    if not size:
        return [*row, np.nan, np.nan, np.nan]
    share, other = k / n, m / size
    # Newcombe's hybrid of the two Wilson intervals.
    below = np.hypot(share - low[0], high[1] - other)
    above = np.hypot(high[0] - share, other - low[1])
    return [*row, share - other, share - other - below, share - other + above]


def _did(community: Community, figure: str, counted: Flags) -> tuple[Flags, Note]:
    """Mark who did it within 30 days of joining, or say why this is not known."""
    day = joins(community).day.astype(np.int64)
    if figure == "entry_returned":
        return tenure(community).first_return <= WITHIN_DAYS, Note("")
    if figure == "entry_spoke":
        matrix, did = activity(community, kinds="speaking"), np.zeros(counted.size, dtype=bool)
        ages = matrix.days.astype(np.int64) + matrix.first_day - day[matrix.rows]
        did[matrix.rows[(ages >= 0) & (ages <= WITHIN_DAYS)]] = True
        return did, Note("")
    if reason := goal_reason(community, "order"):
        return counted, reason
    since = np.full(counted.size, NEVER)
    since[counted] = clock.day_starts(day[counted], community.timezone)
    return in_time(community, first_done(community, "order", since), day, WITHIN_DAYS), Note("")


def entry_caution() -> str:
    """Say what such a comparison cannot tell, in the language in force."""
    return say("entry_caution")
