"""Low activity: fewer members come on a day than the community is used to."""

from __future__ import annotations

from shequn_lab import metrics
from shequn_lab.chapters.troubles.judging import Sign, dated, judged, periods, span, without_interval
from shequn_lab.chapters.troubles.limits import TroubleLimits
from shequn_lab.metrics.parts import roster_reason
from shequn_lab.model import Community
from shequn_lab.model.finding import Outcome


def low_activity(community: Community, limits: TroubleLimits) -> Outcome:
    """Compare the last weeks with those before: DAU ÷ members present, or DAU itself without a complete roster.

    Of the two, the share sees a loss that growth covers up. A rush of members who only look on lowers it too, so it
    counts only where DAU has not clearly risen. The same members are resampled in both periods.
    """
    parts = periods(community, limits)
    if parts.past is None:
        return judged("low_activity", Sign(reason=parts.reason))
    ids = ["daily_active"] if roster_reason(community) else ["daily_active_share", "daily_active"]
    before, after = span(parts.past), span(parts.recent)
    changes = [metrics.relative_change(community, id, before=before, after=after) for id in ids]
    for change in changes:
        if reason := (change.note if not change.measurable else without_interval(change)):
            return judged("low_activity", Sign(reason=reason))
    levels = [dated(metrics.mean_daily_active(part), part) for part in (parts.past, parts.recent)]
    fallen = changes[0]
    sign = Sign(
        tuple(changes),
        tuple(levels),
        found=fallen.high < -limits.activity_drop_share and not changes[-1].low > 0,
        severe=fallen.value <= -limits.activity_drop_severe_share,
    )
    return judged("low_activity", sign)
