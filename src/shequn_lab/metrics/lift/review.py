"""All activities of a window reviewed together, and how many members the next one needs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from shequn_lab.metrics.lift.activity import FIGURES, Lift, activity_lift
from shequn_lab.metrics.lift.community import (
    Outcome,
    days_of,
    lift_reason,
    outcome_reason,
    participants,
    present_throughout,
)
from shequn_lab.metrics.lift.contrast import holm
from shequn_lab.metrics.lift.design import LiftDesign
from shequn_lab.metrics.lift.power import POWER, change_variance, lift_seen, pairs_needed
from shequn_lab.metrics.parts import Flags
from shequn_lab.model import Community, Estimate, clock
from shequn_lab.rollups import instants
from shequn_lab.terms import Note, wrong_option

LIFTS = (0.05, 0.10, 0.20, 0.50)
_COLUMNS = ["activity_id", "kind", "day", "control", "n_participants", "n_unmatched", "n", "value", "low", "high", "p",
            "p_adjusted", "placebo", "placebo_low", "placebo_high", "change", "change_low", "change_high", "n_change",
            "worst_smd", "reason"]  # fmt: skip
_POWER_COLUMNS = ["who", "n_members", "lift", "n_needed", "least_lift"]


def lift_table(
    community: Community,
    *,
    outcome: Outcome = "active_days",
    design: LiftDesign = LiftDesign(),  # noqa: B008 - frozen
) -> pd.DataFrame:
    """Lift of every activity that began in the reporting window, with p-values adjusted for their number.

    Parameters are those of :func:`activity_lift`.

    Returns
    -------
    DataFrame
        One row an activity in the order of time: ``activity_id``, ``kind``, ``day`` (first local day); ``control``
        (``matched``, ``before_after`` or ``none``); ``n_participants``, of whom ``n`` pairs and ``n_unmatched`` who
        found nobody; lift ``value``, ``low``, ``high``, ``p`` and ``p_adjusted`` (Holm, over all lifts of the
        table); ``placebo`` and its interval; ``change`` before to after of ``n_change`` participants alone, and its
        interval; ``worst_smd``, the largest difference of a feature after matching [standard deviations];
        ``reason`` why there is no lift. Empty, with the reason in ``attrs["note"]``, where nothing is measurable.

    Notes
    -----
    Intervals are each by itself, at 95 %: of twenty activities without effect, one excludes 0. What is claimed of
    single activities should go by ``p_adjusted``.
    """
    if reason := lift_reason(community, outcome):
        return _nothing(_COLUMNS, reason)
    rows = [_row(community, run, outcome, design) for run in _begun(community).to_dict("records")]
    frame = pd.DataFrame(rows, columns=_COLUMNS)
    return frame.assign(p_adjusted=holm(frame["p"].to_numpy(np.float64)))


def lift_figures(community: Community) -> Iterator[Estimate]:
    """Yield lift, placebo and change of one activity of the reporting window: that with the most matched pairs.

    Where nobody found a pair, that with the most participants; of several, the first. Chosen by who came and who was
    like them before, never by what came of it: the best of many lifts would be too good.
    """
    found: Lift | None = None
    if not (reason := lift_reason(community, "active_days")):
        lifts = [activity_lift(community, str(id)) for id in _begun(community)["activity_id"]]
        found = max(lifts, key=lambda lift: (len(lift.pairs), lift.n_participants), default=None)
        reason = Note("note_lift_no_activity")
    if found:
        yield from (found.estimate, found.placebo, found.before_after)
    else:
        yield from (Estimate.missing(id, reason) for id in FIGURES)


def _begun(community: Community) -> pd.DataFrame:
    activities, window = community.activities, community.window
    assert activities is not None
    start = instants(activities["starts_at"])
    day = clock.local_days(start, community.timezone).astype("M8[D]").astype("M8[us]")
    inside = (start >= window.start_at) & (start < window.end_at)
    frame = activities[["activity_id", "kind"]].assign(day=day)[inside]
    return frame.sort_values(["day", "activity_id"], ignore_index=True)


def _row(community: Community, run: dict[object, object], outcome: Outcome, design: LiftDesign) -> dict[str, object]:
    found = activity_lift(community, str(run["activity_id"]), outcome=outcome, design=design)
    lift, placebo, change = found.estimate, found.placebo, found.before_after
    return {str(name): value for name, value in run.items()} | {
        "control": found.control,
        "n_participants": found.n_participants,
        "n_unmatched": found.n_unmatched,
        "n": lift.n,
        "value": lift.value,
        "low": lift.low,
        "high": lift.high,
        "p": found.p,
        "placebo": placebo.value,
        "placebo_low": placebo.low,
        "placebo_high": placebo.high,
        "change": change.value,
        "change_low": change.low,
        "change_high": change.high,
        "n_change": change.n,
        "worst_smd": found.balance["smd_after"].abs().max() if lift.measurable else np.nan,
        "reason": str(lift.note),
    }


def lift_power(
    community: Community,
    *,
    on: dt.date | str | None = None,
    lifts: Sequence[float] = LIFTS,
    outcome: Outcome = "active_days",
    design: LiftDesign = LiftDesign(),  # noqa: B008 - frozen
    power: float = POWER,
    n_activities: int = 1,
) -> pd.DataFrame:
    """How many members must take part in an activity for its lift to show: before it is held.

    Parameters
    ----------
    community : Community
    on : date or str, optional
        Day of the planned activity; nothing from it on is looked at. The day after the last whole one unless given.
    lifts : sequence of float
        Lifts to be seen: 0.10 is a tenth more.
    outcome, design
        As in :func:`activity_lift`.
    power : float
        Chance of an interval without 0.
    n_activities : int
        How many activities will be reviewed together; the more, the stricter.

    Returns
    -------
    DataFrame
        One row a group and lift: ``who`` (``present``: members who were there throughout the two periods before that
        day; ``took_part``: those of them who took part in anything before), ``n_members`` of that group, ``lift``,
        ``n_needed`` (participants who find a pair), and ``least_lift`` that would show if the whole group took part.
        NaN where the outcome did not occur, or nobody is in the group. Empty, with the reason in ``attrs["note"]``,
        where the outcome is not on record.

    Raises
    ------
    OptionError
        If a lift or the power makes no sense, or the two periods before that day were not observed.

    Notes
    -----
    From how much the members' own outcome changes from one period to the next when nothing happens to everybody.
    Pairs that are alike change a little more alike: needs are rather too high than too low. Where no activities or
    participations are on record, there is no group ``took_part``.
    """
    _check_power(lifts, power, n_activities)
    if reason := outcome_reason(community, outcome):
        return _nothing(_POWER_COLUMNS, reason)
    days, first = days_of(community, outcome), community.observed.first
    stop = days.observed[1] if on is None else clock.day_number(on) - first
    middle, start = stop - design.days, stop - 2 * design.days
    if start < days.observed[0] or stop > days.observed[1]:
        raise wrong_option("option_lift_on", on=clock.day_date(stop + first), days=2 * design.days)
    before, after = days.sums(days.outcome, [(start, middle), (middle, stop)])
    groups = {"present": present_throughout(community, start + first, stop - 1 + first)}
    if not lift_reason(community, outcome):
        groups["took_part"] = groups["present"] & _took_part_before(community, stop)
    rows = []
    for who, chosen in groups.items():
        variance, n = change_variance(before[chosen], after[chosen]), int(chosen.sum())
        least = lift_seen(variance, n, power=power, n_activities=n_activities)
        for lift in lifts:
            needed = pairs_needed(variance, lift, power=power, n_activities=n_activities)
            rows.append((who, n, float(lift), needed, least))
    return pd.DataFrame(rows, columns=_POWER_COLUMNS)


def _nothing(columns: Sequence[str], reason: Note) -> pd.DataFrame:
    empty = pd.DataFrame({name: pd.Series(dtype=float) for name in columns})
    empty.attrs["note"] = str(reason)
    return empty


def _check_power(lifts: Sequence[float], power: float, n_activities: int) -> None:
    for name, found, right in (
        ("lifts", lifts, bool(len(lifts)) and all(lift > 0 for lift in lifts)),
        ("power", power, 0.5 <= power < 1),
        ("n_activities", n_activities, n_activities >= 1),
    ):
        if not right:
            raise wrong_option(f"option_lift_{name}", found=found)


def _took_part_before(community: Community, stop: int) -> Flags:
    """Mark who took part in anything before a column."""
    assert community.activities is not None
    found = np.zeros(len(community.members), dtype=bool)
    for activity in community.activities["activity_id"]:
        took = participants(community, str(activity))
        found |= took.who & (took.index < stop)
    return found
