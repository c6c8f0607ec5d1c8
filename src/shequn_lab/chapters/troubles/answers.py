"""Slow answers, and answers that fail to come as the community grows."""

from __future__ import annotations

import numpy as np

from shequn_lab import metrics
from shequn_lab.chapters.troubles.judging import Periods, Sign, change, dated, judged, periods, thirds
from shequn_lab.chapters.troubles.limits import TroubleLimits
from shequn_lab.metrics import ReplyLatency
from shequn_lab.metrics.latency import only_openers_answered
from shequn_lab.model import Community
from shequn_lab.model.estimate import NOTHING
from shequn_lab.model.finding import Outcome
from shequn_lab.terms import Note
from shequn_lab.terms.formats import number


def slow_answers(community: Community, limits: TroubleLimits) -> Outcome:
    """Ask whether questions wait longer than before, or mostly longer than a day."""
    parts = periods(community, limits)
    now = _waits(parts.recent)
    if reason := _few(now, limits):
        return judged("slow_answers", Sign(reason=reason))
    within = dated(now.within_day, parts.recent)
    level = Sign(reason=within.note)
    if within.measurable:
        slow = within.high < limits.answered_least_share
        level = Sign((within,), found=slow, severe=slow, metric="answered_within_day")
    return judged("slow_answers", _longer(parts, now, limits), level)


def _longer(parts: Periods, now: ReplyLatency, limits: TroubleLimits) -> Sign:
    """Compare median waits; where half of the questions were not answered at all, its lower end is compared."""
    if parts.past is None:
        return Sign(reason=parts.reason)
    before = _waits(parts.past)
    if reason := _few(before, limits):
        return Sign(reason=reason)
    waits = [dated(found.median, part) for found, part in ((now, parts.recent), (before, parts.past))]
    if not (waits[1].measurable and np.isfinite(waits[1].high) and np.isfinite(waits[0].low)):
        return Sign(reason=Note("note_wait_unknown"))
    if waits[0].measurable:
        longer = change("relative_change", waits[0], waits[1], (parts.recent, parts.past))
        severe = 1 + longer.value >= limits.wait_severe_times
        return Sign((longer,), tuple(waits), found=1 + longer.low > limits.wait_times, severe=severe)
    found = waits[0].low > limits.wait_times * waits[1].high
    return Sign((waits[1], dated(now.within_day, parts.recent)), found=found, severe=found)


def complexity(community: Community, limits: TroubleLimits) -> Outcome:
    """Ask whether more questions go unanswered in the last third of the record than in the first, if it grew."""
    early, late = thirds(community)
    ends = (early.window.start, late.window.last_day)
    if early.window.n_days < limits.fewest_third_days:
        days = (late.window.end - early.window.start).days
        short = Note("note_trouble_short", {"found": days, "needed": number(3 * limits.fewest_third_days)})
        return judged("complexity", Sign(reason=short))
    sizes = tuple(metrics.members_present(part, day) for part, day in zip((early, late), ends, strict=True))
    if not sizes[0].measurable:
        return judged("complexity", Sign(reason=sizes[0].note))
    if not sizes[0].value or sizes[1].value / sizes[0].value - 1 < limits.growth_least_share:
        least = limits.told()["growth_least_share"]
        return judged("complexity", Sign(reason=Note("note_no_growth", {"least": least})))
    before, now = _waits(early), _waits(late)
    if reason := _few(before, limits) or _few(now, limits):
        return judged("complexity", Sign(reason=reason))
    shares = [dated(found.within_day, part) for found, part in ((now, late), (before, early))]
    if not all(share.measurable for share in shares):
        return judged("complexity", Sign(reason=Note("note_wait_unknown")))
    fallen = change("point_change", shares[0], shares[1], (late, early))
    sign = Sign(
        (fallen,),
        (*shares, *sizes),
        found=fallen.high < -limits.answered_drop_points,
        severe=fallen.value <= -limits.answered_drop_severe_points,
    )
    return judged("complexity", sign)


def _waits(community: Community) -> ReplyLatency:
    return metrics.reply_latency(community, opening_only=only_openers_answered(community))


def _few(found: ReplyLatency, limits: TroubleLimits) -> Note:
    """Say why there is nothing to judge; an empty note when there is."""
    n = len(found.frame)
    if not n and found.median.note:
        return found.median.note
    told = {"n": number(n), "needed": number(limits.fewest_questions)}
    return Note("note_few_questions", told) if n < limits.fewest_questions else NOTHING
