"""Lift of an activity: what its participants did afterwards, beside members who were like them before (O11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd

from shequn_lab.metrics.intervals import Floats
from shequn_lab.metrics.lift.community import Outcome, Took, days_of, lift_reason, participants
from shequn_lab.metrics.lift.contrast import ALONE, NO_CONTRAST, PAIRED, Contrast, contrast, effective
from shequn_lab.metrics.lift.design import Days, LiftDesign, Panel, Rows, panel_of, seen_after, seen_before
from shequn_lab.metrics.lift.matching import FEWEST_PAIRS, Pairs, balance, match
from shequn_lab.metrics.parts import Flags
from shequn_lab.model import Community, Estimate
from shequn_lab.terms import Note

#: With fewer participants, a change before and after is not told either.
FEWEST_ALONE = 10
#: Sums that effectively come from fewer pairs or members have no interval that keeps its word.
FEWEST_EFFECTIVE = 8
#: What is told of an activity: its lift, the placebo, and the change of the participants alone.
FIGURES = ("activity_lift", "lift_placebo", "before_after_change")
Control = Literal["matched", "before_after", "none"]
_PAIR_COLUMNS = ["participant", "control", "index_on", "after", "before", "control_after", "control_before"]


@dataclass(frozen=True, eq=False)
class Lift:
    """What one activity did, what speaks for and against it, and who was compared with whom.

    Attributes
    ----------
    estimate : Estimate
        ``activity_lift``: 0.10 is a tenth more than without the activity; `n` pairs. Without a value, the reason.
    placebo : Estimate
        ``lift_placebo``: the same design one period earlier, when there was nothing to see. An interval without 0
        says that participants were on another course already.
    before_after : Estimate
        ``before_after_change`` of the participants alone: season, chance and activity together.
    p : float
        P-value of no lift; NaN where there is no estimate.
    n_participants : int
        Members who took part, operators left out.
    balance : DataFrame
        As :func:`~shequn_lab.metrics.lift.matching.balance` makes it; empty where nothing could be matched.
    pairs : DataFrame
        ``participant``, ``control``, ``index_on`` (first day of taking part), and the outcome of both ``after`` and
        ``before``.
    """

    estimate: Estimate
    placebo: Estimate
    before_after: Estimate
    p: float
    n_participants: int
    balance: pd.DataFrame
    pairs: pd.DataFrame

    @property
    def control(self) -> Control:
        """What the participants are compared with: matched members, themselves before, or nothing."""
        if self.estimate.measurable:
            return "matched"
        return "before_after" if self.before_after.measurable else "none"

    @property
    def n_unmatched(self) -> int:
        """Participants who could be compared and found nobody like them."""
        return self.estimate.excluded.get("excluded_unmatched", 0)

    def __str__(self) -> str:
        return "\n".join(map(str, (self.estimate, self.placebo, self.before_after)))

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return "".join(estimate._repr_html_() for estimate in (self.estimate, self.placebo, self.before_after))


def activity_lift(
    community: Community,
    activity: str,
    *,
    outcome: Outcome = "active_days",
    design: LiftDesign = LiftDesign(),  # noqa: B008 - frozen
) -> Lift:
    """Lift of one activity on its participants, by matched pairs and a ratio of ratios.

    (participants after ÷ before) ÷ (controls after ÷ before) − 1, over pairs. Controls are members who did not take
    part, each the nearest to one participant in the matching period, which neither `before` nor `after` shares a
    day with.

    Parameters
    ----------
    community : Community
    activity : str
        Id of the activity.
    outcome : {"active_days", "interactions", "messages", "orders"}
        What is summed. Taking part itself (``check_in``, ``participate``) is not counted: that is no effect.
    design : LiftDesign
        Lengths of the periods and the caliper, fixed before the numbers are seen.

    Returns
    -------
    Lift
        Without a value, and with the reason, where the periods were not observed, fewer than 20 participants were
        there throughout, fewer than 20 found a control, or what was counted comes effectively from fewer than 8
        pairs. Then before and after is all there is.

    Notes
    -----
    The effect on those who took part and found a pair, no other. Controls of the same group may have been touched by
    the activity too, which makes the lift too small. Other activities of those days are on both sides. If members
    took part *because* of a passing spell of interest, this design cannot tell the spell from the activity: the
    placebo can raise a flag, but its silence proves nothing. Who left during these days is left out on both sides.

    References
    ----------
    .. [1] Daw and Hatfield (2018), Health Services Research 53, 4138–4156, doi:10.1111/1475-6773.12993: why not to
       match on the baseline itself.
    .. [2] D4, activity process: the review.

    Examples
    --------
    >>> import shequn_lab as sq
    >>> found = sq.activity_lift(sq.open_community("haier"), "a0009")
    >>> found.estimate.id
    'activity_lift'
    """
    params: dict[str, object] = {"activity": activity, "outcome": outcome}
    if reason := lift_reason(community, outcome):
        lift, placebo, change = (Estimate.missing(id, reason, **params) for id in FIGURES)
        return Lift(lift, placebo, change, np.nan, 0, pd.DataFrame(), pd.DataFrame(columns=_PAIR_COLUMNS))
    return community.remember(("lift", activity, outcome, design), lambda: _lift(community, activity, outcome, design))


def _lift(community: Community, activity: str, outcome: Outcome, design: LiftDesign) -> Lift:
    took = participants(community, activity)
    estimate, compared = _matched(community, "activity_lift", activity, took, outcome, design)
    placebo, _ = _matched(community, "lift_placebo", activity, took, outcome, design, earlier=design.earlier)
    return Lift(
        estimate=estimate,
        placebo=placebo,
        before_after=_change(community, activity, took, outcome, design),
        p=compared.contrast.p,
        n_participants=int(took.who.sum()),
        balance=balance(compared.panel, compared.pairs) if compared.pairs.treated.size else pd.DataFrame(),
        pairs=_who(community, took, compared),
    )


@dataclass(frozen=True, eq=False)
class _Compared:
    """Pairs of one panel, and what they show."""

    panel: Panel
    pairs: Pairs
    contrast: Contrast


def _matched(
    community: Community,
    id: str,
    activity: str,
    took: Took,
    outcome: Outcome,
    design: LiftDesign,
    *,
    earlier: int = 0,
    same_period: bool = False,
) -> tuple[Estimate, _Compared]:
    days, index = days_of(community, outcome), took.index - earlier
    panel = panel_of(days, took.who, index, design, same_period=same_period)
    pairs = match(panel, design.caliper)
    n = pairs.treated.size
    reason = _unseen(days, took.who, index, design, earlier) or _too_few(panel.treated.size, FEWEST_PAIRS)
    if not reason and n < FEWEST_PAIRS:
        reason = Note("note_lift_no_control", {"needed": FEWEST_PAIRS})
    found, reason = _contrast(pairs.counts(panel), PAIRED, reason)
    excluded = _excluded(took, panel) | {"excluded_unmatched": panel.treated.size - n}
    params: dict[str, object] = {"activity": activity, "outcome": outcome}
    return _told(id, found, n, params, excluded, reason, "pairs"), _Compared(panel, pairs, found)


def _unseen(days: Days, who: Flags, index: Rows, design: LiftDesign, earlier: int = 0) -> Note:
    """Say that nobody's periods were observed; an empty note when somebody's were."""
    if not who.any():
        return Note("note_lift_nobody")
    before, after = (seen(days, index[who], design) for seen in (seen_before, seen_after))
    if (before & after).any():
        return Note("")
    if not before.any():
        return Note("note_lift_before", {"days": design.days_before + earlier})
    return Note("note_lift_after", {"days": design.days})


def _too_few(n: int, needed: int) -> Note:
    return Note("note_lift_throughout", {"needed": needed}) if n < needed else Note("")


def _contrast(counts: Floats, signs: tuple[float, ...], reason: Note) -> tuple[Contrast, Note]:
    """Compare sums, unless there is a reason not to, or the sums are made of too few."""
    if not reason and not (counts.sum(axis=0) > 0).all():
        reason = Note("note_lift_zero")
    if not reason and effective(counts) < FEWEST_EFFECTIVE:
        reason = Note("note_lift_sparse", {"needed": FEWEST_EFFECTIVE})
    return (NO_CONTRAST if reason else contrast(counts, signs)), reason


def _excluded(took: Took, panel: Panel) -> dict[str, int]:
    unseen = int((took.who & (panel.day < 0)).sum())
    return {
        "excluded_operators": took.n_operators,
        "excluded_lift_unobserved": unseen,
        "excluded_lift_absent": int(took.who.sum()) - unseen - panel.treated.size,
    }


def _told(
    id: str,
    found: Contrast,
    n: int,
    params: Mapping[str, object],
    excluded: Mapping[str, int],
    reason: Note,
    units: str,
) -> Estimate:
    left_out = {why: count for why, count in excluded.items() if count}
    known = Estimate(id, found.value, found.low, found.high, n, params=params, excluded=left_out, of=units)
    if reason:
        return replace(known, n=0, note=reason)
    return replace(known, method=f"studentised bootstrap over {units}")


def _who(community: Community, took: Took, compared: _Compared) -> pd.DataFrame:
    pairs, ids = compared.pairs, community.members["member_id"].to_numpy(object)
    first = (took.index[pairs.treated] + community.observed.first).astype("M8[D]").astype("M8[us]")
    frame = pd.DataFrame(pairs.counts(compared.panel), columns=_PAIR_COLUMNS[3:])
    people = {"participant": ids[pairs.treated], "control": ids[pairs.control], "index_on": first}
    return frame.assign(**people)[_PAIR_COLUMNS]


def before_after(
    community: Community,
    activity: str,
    *,
    outcome: Outcome = "active_days",
    design: LiftDesign = LiftDesign(),  # noqa: B008 - frozen
) -> Estimate:
    """How much more the participants of an activity did after it than before. This is not its effect.

    Parameters are those of :func:`activity_lift`.

    Returns
    -------
    Estimate
        After ÷ before − 1, over participants who were there throughout both periods; not measurable with fewer
        than 10, effectively 8. Season, chance and the activity are in it together.
    """
    if reason := lift_reason(community, outcome):
        return Estimate.missing(FIGURES[2], reason, activity=activity, outcome=outcome)
    return _change(community, activity, participants(community, activity), outcome, design)


def _change(community: Community, activity: str, took: Took, outcome: Outcome, design: LiftDesign) -> Estimate:
    # Nobody is matched: one day of the matching period stands for the rest.
    design, days = replace(design, match_days=1), days_of(community, outcome)
    panel = panel_of(days, took.who, took.index, design)
    rows = panel.treated
    reason = _unseen(days, took.who, took.index, design) or _too_few(rows.size, FEWEST_ALONE)
    counts = np.stack([part[panel.day[rows], rows] for part in (panel.after, panel.before)], axis=1)
    found, reason = _contrast(counts, ALONE, reason)
    params: dict[str, object] = {"activity": activity, "outcome": outcome}
    return _told(FIGURES[2], found, rows.size, params, _excluded(took, panel), reason, "members")


def biased_same_period_lift(
    community: Community,
    activity: str,
    *,
    outcome: Outcome = "active_days",
    design: LiftDesign = LiftDesign(),  # noqa: B008 - frozen
) -> Estimate:
    """Match on the very period that is the baseline: biased, never an effect. The chapter's trap, kept to be shown.

    Parameters are those of :func:`activity_lift`.

    Returns
    -------
    Estimate
        ``lift_same_period``. Without any effect its interval excludes 0 several times too often.

    Notes
    -----
    A participant and a control who did equally much in the baseline did so for different reasons: where the active
    join more, the control had a good fortnight and falls back to less, the participant had an ordinary one. The
    gap that opens afterwards is regression to the mean.
    """
    if reason := lift_reason(community, outcome):
        return Estimate.missing("lift_same_period", reason, activity=activity, outcome=outcome)
    took = participants(community, activity)
    return _matched(community, "lift_same_period", activity, took, outcome, design, same_period=True)[0]
