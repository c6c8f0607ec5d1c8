"""Disorder: floods by a few accounts, one text posted again and again, messages taken back."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from shequn_lab.chapters.troubles.judging import Sign, change, dated, judged, periods
from shequn_lab.chapters.troubles.limits import USUAL, TroubleLimits
from shequn_lab.metrics.parts import Parts
from shequn_lab.model import Community, Estimate, clock
from shequn_lab.model.finding import Outcome
from shequn_lab.rollups import kinds_seen
from shequn_lab.rollups.conduct import recalls, repeats, talk_hours
from shequn_lab.terms import Note
from shequn_lab.terms.formats import number


def flood_hours(community: Community, *, limits: TroubleLimits = USUAL) -> Estimate:
    """Hours of the reporting window in which a few accounts flooded a group.

    Parameters
    ----------
    community : Community
    limits : TroubleLimits

    Returns
    -------
    Estimate
        A count without interval; `n` hours (of one group each) had messages. The worst one stands in the note.

    Notes
    -----
    How full an hour has to be is read from all that was observed, by :func:`rare_level`. Operators' messages are left
    out. Two or three people deep in talk may look like a flood, unless such hours are usual here.
    """
    id, hours = "flood_hours", talk_hours(community, int(limits.flood_people))
    window = community.window
    inside = hours[(hours["day"] >= window.first) & (hours["day"] < window.stop)]
    if inside.empty:
        return Estimate(id, np.nan, note=Note("note_no_case"), of="hours")
    least = max(limits.flood_messages, rare_level(hours["messages"], len(inside), limits.chance))
    found = inside[(inside["messages"] >= least) & (inside["busiest"] >= limits.flood_share * inside["messages"])]
    note = _worst(found) if len(found) else Note("note_flood_line", {"n": number(np.ceil(least))})
    return Estimate(id, len(found), n=len(inside), method="count", note=note, of="hours")


def rare_level(counts: npt.ArrayLike, n: int, chance: float) -> float:
    """Level that so many counts reach with no more than a small chance, if their tail goes on as it does.

    Parameters
    ----------
    counts : array-like
        Counts to read the tail from: how much is added as they grow rarer from one in twenty to one in a hundred.
    n : int
        How many counts have the chance to reach the level.
    chance : float

    Notes
    -----
    An exponential tail through the 95th and the 99th percentile, which a few floods do not move.
    """
    usual, busy = np.quantile(np.asarray(counts, dtype=float), [0.95, 0.99])
    step = max(busy - usual, 1.0) / np.log(5)
    return float(busy + step * max(np.log(0.01 * n / chance), 0.0))


def _worst(floods: pd.DataFrame) -> Note:
    worst = floods.loc[floods["messages"].idxmax()]
    told = {"day": clock.day_date(int(worst["day"])), "hour": int(worst["hour"]), "n": number(worst["messages"])}
    return Note("note_flood_worst", told)


def repeated_text_share(community: Community, *, limits: TroubleLimits = USUAL) -> Estimate:
    """Share of members' messages whose text the same member posted several times on that day.

    Parameters
    ----------
    community : Community
    limits : TroubleLimits

    Returns
    -------
    Estimate
        Ratio of sums over members, bootstrap over them; not measurable where texts were not kept. Short texts are not
        looked at; the daily check-in, once a day, is not among them.
    """
    id = "repeated_text_share"
    if "text" not in community.event_source.columns:
        return Estimate.missing(id, Note("note_no_text"))
    repeated, written = repeats(community, n_chars=int(limits.repeat_chars), n_times=int(limits.repeat_times))
    return Parts(id, repeated, written, form="ratio").estimate()


def recall_share(community: Community) -> Estimate:
    """Messages recalled or deleted ÷ messages of the reporting window.

    Returns
    -------
    Estimate
        Ratio of sums over members (operators too, who delete what others wrote), bootstrap over them. Not measurable
        where the source never records a recall.
    """
    id = "recall_share"
    if "recall" not in kinds_seen(community):
        return Estimate.missing(id, Note("note_kind_never", {"kind": "recall"}))
    taken_back, written = recalls(community)
    return Parts(id, taken_back, written, form="ratio").estimate()


def disorder(community: Community, limits: TroubleLimits) -> Outcome:
    """Look for floods and repeated texts in the reporting window, and for more recalls than before."""
    return judged("disorder", _floods(community, limits), _repeats(community, limits), _recalls(community, limits))


def _floods(community: Community, limits: TroubleLimits) -> Sign:
    hours = flood_hours(community, limits=limits)
    if not hours.measurable:
        return Sign(reason=hours.note)
    return Sign((hours,), found=hours.value > 0, severe=hours.value >= limits.flood_severe)


def _repeats(community: Community, limits: TroubleLimits) -> Sign:
    share = repeated_text_share(community, limits=limits)
    if not share.measurable:
        return Sign(reason=share.note)
    severe = share.value >= limits.repeats_severe_share
    return Sign((share,), found=share.k >= limits.repeats_least, severe=severe, metric=share.id)


def _recalls(community: Community, limits: TroubleLimits) -> Sign:
    parts = periods(community, limits)
    if parts.past is None:
        return Sign(reason=parts.reason)
    now, before = (dated(recall_share(part), part) for part in (parts.recent, parts.past))
    if not (now.measurable and before.measurable):
        return Sign(reason=now.note or before.note)
    more = change("point_change", now, before, (parts.recent, parts.past))
    found = more.low > limits.recall_rise_points and now.k >= limits.recalls_least
    severe = now.value >= limits.recall_severe_share
    return Sign((more,), (now, before), found=found, severe=severe, metric=now.id)
