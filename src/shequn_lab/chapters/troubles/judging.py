"""From signs of a trouble to one of three outcomes, and how the last weeks are set against those before."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import numpy as np

from shequn_lab.chapters.troubles.limits import TroubleLimits
from shequn_lab.model import Community, Estimate, clock
from shequn_lab.model.estimate import NOTHING
from shequn_lab.model.finding import Finding, NothingFound, NotMeasurable, Outcome
from shequn_lab.terms import Note

#: The troubles in the order of the course, and the figure that would show that a remedy worked.
TROUBLES = {
    "low_activity": "mean_daily_active",
    "sameness": "content_likeness",
    "slow_answers": "reply_latency",
    "complexity": "answered_within_day",
    "over_marketing": "promotion_share",
    "fake_orders": "suspect_buyer_share",
    "false_claims": "satisfaction",
    "disorder": "flood_hours",
}
SOURCES = {"over_marketing": "O15; D4; workbook"}


@dataclass(frozen=True)
class Sign:
    """One sign of a trouble, as far as it can be looked at.

    Attributes
    ----------
    evidence : tuple of Estimate
        What is judged.
    levels : tuple of Estimate
        What it is made of: told where the sign is found.
    found, severe : bool
    reason : Note
        Why it cannot be looked at; empty when it can.
    metric : str
        Figure that would show that a remedy worked, where it is not that of the trouble.
    """

    evidence: tuple[Estimate, ...] = ()
    levels: tuple[Estimate, ...] = ()
    found: bool = False
    severe: bool = False
    reason: Note = NOTHING
    metric: str = ""


def judged(trouble: str, *signs: Sign) -> Outcome:
    """Put signs together: one that is found makes a finding; where none can be looked at, nothing can be said."""
    unseen = tuple(sign.reason for sign in signs if sign.reason)
    seen = [sign for sign in signs if not sign.reason]
    if not seen:
        return NotMeasurable(trouble, unseen[0])
    found = [sign for sign in seen if sign.found]
    if not found:
        return NothingFound(trouble, tuple(e for sign in seen for e in sign.evidence), unseen)
    return Finding(
        trouble,
        "severe" if any(sign.severe for sign in found) else "notable",
        tuple(e for sign in found for e in (*sign.evidence, *sign.levels)),
        Note(f"trouble_remedy_{trouble}"),
        SOURCES.get(trouble, "O15; workbook"),
        found[0].metric or TROUBLES[trouble],
    )


@dataclass(frozen=True)
class Periods:
    """The last weeks, and the weeks before them, each as the community's reporting window.

    Attributes
    ----------
    recent : Community
    past : Community or None
        None where too little was observed before.
    reason : Note
        Then, why.
    """

    recent: Community
    past: Community | None
    reason: Note = NOTHING


def periods(community: Community, limits: TroubleLimits) -> Periods:
    """Cut the fully observed days up to the end of the reporting window in two."""
    whole = community.whole
    stop = min(community.window.stop, whole.stop)
    start = max(whole.first, stop - int(limits.recent_days))
    first = max(whole.first, start - int(limits.past_days))
    recent = _between(community, min(start, stop - 1), stop)
    if start - first >= limits.fewest_past_days:
        return Periods(recent, _between(community, first, start))
    needed = int(limits.recent_days + limits.fewest_past_days)
    return Periods(recent, None, Note("note_trouble_short", {"found": max(0, stop - whole.first), "needed": needed}))


def thirds(community: Community) -> tuple[Community, Community]:
    """First and last third of the fully observed days up to the end of the reporting window."""
    first, stop = community.whole.first, min(community.window.stop, community.whole.stop)
    size = max(1, (stop - first) // 3)
    return _between(community, first, first + size), _between(community, max(first, stop - size), max(stop, first + 1))


def _between(community: Community, first: int, stop: int) -> Community:
    return community.between(clock.day_date(first), clock.day_date(stop))


def span(community: Community) -> tuple[dt.date, dt.date]:
    """First day of the window, and first day after it."""
    return community.window.start, community.window.end


def dated(estimate: Estimate, community: Community) -> Estimate:
    """Say on which days a figure was measured."""
    return replace(estimate, params={**estimate.params, "window": _days(community)})


def _days(community: Community) -> str:
    return f"{community.window.start}…{community.window.last_day}"


def change(id: str, after: Estimate, before: Estimate, periods: tuple[Community, Community]) -> Estimate:
    """Difference of two figures of different days, with an interval from theirs.

    Parameters
    ----------
    id : {"point_change", "relative_change"}
        Difference, or ratio less one, by way of the logarithm.
    after, before : Estimate
    periods : pair of Community
        Of `after` and of `before`.

    Notes
    -----
    The square-and-add interval of Zou & Donner, for figures drawn independently.

    References
    ----------
    .. [1] Zou & Donner (2008), Statistics in Medicine 27, 1693–1702, doi:10.1002/sim.3095.
    """
    relative = id == "relative_change"
    # Nobody answers in less than a second.
    to = (lambda x: float(np.log(max(x, 1.0)))) if relative else float
    back = (lambda x: float(np.expm1(x))) if relative else float
    (a, a_low, a_high), (b, b_low, b_high) = ([to(x) for x in (e.value, e.low, e.high)] for e in (after, before))
    low = a - b - np.hypot(a - a_low, b_high - b)
    high = a - b + np.hypot(a_high - a, b - b_low)
    params = {"metric": after.id, "before": _days(periods[1]), "after": _days(periods[0])}
    ends = (back(float(low)), back(float(high)))
    return Estimate(id, back(a - b), *ends, n=after.n, method="square and add", params=params, of=after.of)


def without_interval(estimate: Estimate) -> Note:
    """Say why a figure with a value cannot be judged; an empty note when it can."""
    return NOTHING if np.isfinite(estimate.low) and np.isfinite(estimate.high) else Note("note_no_interval")
