"""When to split a community: the four conditions as tests on its data (O13)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import pandas as pd

from shequn_lab import metrics
from shequn_lab.chapters.operations.judging import Condition, Limits, tested
from shequn_lab.chapters.operations.organisation import openings_per_operator_hour, operators_by_day
from shequn_lab.metrics.care import FEWEST_WRITERS
from shequn_lab.metrics.network import N_NULL
from shequn_lab.model import Community, Estimate
from shequn_lab.rollups.places import in_place, places
from shequn_lab.terms import Note, say

CONDITIONS = ("split_closed_loop", "split_topics", "split_operators", "split_culture")


@dataclass(frozen=True)
class SplitLimits(Limits):
    """Where the tests draw their lines; all are the workbook's own, the course names the conditions only.

    Attributes
    ----------
    retention_share, purchase_share, repurchase_share : float
        Closed loop: newcomers who come back within 30 days, members who buy, buyers who buy again within 60 days.
    topic_days : float
        Sub-topics: the last days of the window that the network of replies is drawn from [days]. Over a longer time
        members who were there at different times form circles too.
    modularity_excess : float
        Sub-topics: modularity beyond that of random networks with the same degrees.
    operators_per_group : float
        Operators that each group needs, the new one included.
    load_rate : float
        Conversations that one operator can look after [1/hour].
    peer_answer_share, activity_week_share : float
        Culture: answers that come from members, and weeks in which an activity begins.
    """

    retention_share: float = 0.30
    purchase_share: float = 0.02
    repurchase_share: float = 0.20
    topic_days: float = 28
    modularity_excess: float = 0.05
    operators_per_group: float = 2
    load_rate: float = 4
    peer_answer_share: float = 0.50
    activity_week_share: float = 0.50


USUAL = SplitLimits()
RETURN_DAYS, AGAIN_DAYS = 30, 60


def split_conditions(community: Community, *, limits: SplitLimits = USUAL) -> tuple[Condition, ...]:
    """Test the four conditions for splitting a community.

    Parameters
    ----------
    community : Community
    limits : SplitLimits

    Returns
    -------
    tuple of Condition
        The single-group model closes its loop, sub-topics sprout, there are enough operators, there is an own culture.
        ``met`` only where the whole interval of every figure lies beyond its limit; ``not_met`` says that the data do
        not show it. Each test is read aloud by :func:`split_rules`.

    Notes
    -----
    Conditions for asking whether to split, no promise that splitting helps: see :func:`compare_splits` for what a
    model can say of that.

    References
    ----------
    .. [1] D2, splitting: four conditions. Their measures are the workbook's own.

    Examples
    --------
    >>> import shequn_lab as sq
    >>> [condition.result for condition in split_conditions(sq.open_community("haier"))]
    ['not_measurable', 'not_met', 'not_met', 'met']
    """
    return (
        tested(
            "split_closed_loop",
            (
                (metrics.retention_within(community, RETURN_DAYS), limits.retention_share),
                (metrics.purchase_conversion(community), limits.purchase_share),
                (metrics.repurchase_rate(community, within_days=AGAIN_DAYS), limits.repurchase_share),
            ),
        ),
        tested("split_topics", [(modularity_excess(community, days=int(limits.topic_days)), limits.modularity_excess)]),
        _operators(community, limits),
        tested(
            "split_culture",
            (
                (metrics.peer_answer_share(community), limits.peer_answer_share),
                (metrics.activity_week_share(community), limits.activity_week_share),
            ),
        ),
    )


def split_rules(limits: SplitLimits = USUAL) -> pd.Series:
    """Read the tests aloud, with their thresholds, in the language in force.

    Returns
    -------
    Series
        Indexed by ``condition``: one sentence each.
    """
    told = limits.told() | {"return_days": str(RETURN_DAYS), "again_days": str(AGAIN_DAYS)}
    rules = {id: say(f"rule_{id}", **told) for id in CONDITIONS}
    return pd.Series(rules, name="rule").rename_axis("condition")


def modularity_excess(community: Community, *, days: int = int(USUAL.topic_days)) -> Estimate:
    """Modularity of the network of replies less the mean of random networks with the same degrees.

    Parameters
    ----------
    community : Community
    days : int
        Last days of the reporting window that replies are taken from.

    Returns
    -------
    Estimate
        Of the largest group alone: several groups do not answer one another, and would be taken for sub-topics.
        The interval is that of the random networks (2.5 to 97.5 %): how far chance alone could be off.
    """
    id, window = "modularity_excess", community.window
    start = max(window.start, window.end - dt.timedelta(days=days))
    here = community.between(start, window.end)
    groups = places(here)
    if len(groups) > 1:
        here = in_place(here, str(groups.index[0]))
    found = metrics.network(here, n_null=N_NULL).loc["network_modularity"]
    whole = metrics.network_estimates(here)["network_modularity"]
    if not whole.measurable:
        return Estimate.missing(id, whole.note, n=days)
    value, low, high = (float(found["value"] - found[name]) for name in ("null_mean", "null_high", "null_low"))
    return replace(whole, id=id, value=value, low=low, high=high, method="degree-preserving null", params={"n": days})


def group_count(community: Community) -> int:
    """Count the groups in which at least ten members write; a source that names none is one group."""
    return max(1, int((places(community)["writers"] >= FEWEST_WRITERS).sum()))


def operators_per_group(community: Community, *, further: int = 0) -> Estimate:
    """Owners and admins present on the last day of the window ÷ groups, with so many more groups than there are.

    Returns
    -------
    Estimate
        A count over a count, whose interval is itself: nobody was sampled.
    """
    id = "operators_per_group"
    if not community.knows_roles:
        return Estimate.missing(id, Note("note_no_roles"))
    last = community.window.stop - 1 - community.observed.first
    operators, groups = int(operators_by_day(community)[last]), group_count(community) + further
    value = operators / groups
    note = Note("note_groups_more", {"n": further}) if further else Note("")
    return Estimate(id, value, value, value, n=groups, k=operators, method="count", note=note, of="groups")


def _operators(community: Community, limits: SplitLimits) -> Condition:
    """Ask whether there are operators for one group more, and whether those there are have time."""
    staff, load = operators_per_group(community, further=1), openings_per_operator_hour(community)
    light = replace(load, value=-load.value, low=-load.high, high=-load.low)
    found = tested("split_operators", [(staff, limits.operators_per_group), (light, -limits.load_rate)])
    return replace(found, evidence=(staff, load))
