"""Flat, or three groups: advice on organisation from size and response load (O5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from shequn_lab import metrics
from shequn_lab.chapters.operations.judging import Limits, answered_within_day
from shequn_lab.metrics.parts import Parts
from shequn_lab.model import Community, Estimate
from shequn_lab.rollups import operator_rows, stays, threads
from shequn_lab.rollups.openings import openings
from shequn_lab.terms import Note, say, wrong_option

Advice = Literal["flat", "three_groups", "undecided", "not_measurable"]


@dataclass(frozen=True)
class OrganisationLimits(Limits):
    """Where the rule draws its lines; all are the workbook's own, the course only says small and large.

    Attributes
    ----------
    small_members, large_members : float
        Up to so many members a community is small; from so many on it is large [members]. 500 is what a group of
        WeChat holds.
    duty_hours : float
        Hours a day in which an operator is taken to be on duty [hours].
    load_rate : float
        Conversations that one operator can look after [1/hour].
    answered_share : float
        Share of the questions that should have an answer within a day.
    """

    small_members: float = 200
    large_members: float = 500
    duty_hours: float = 8
    load_rate: float = 4
    answered_share: float = 0.80

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.small_members >= self.large_members:
            raise wrong_option("limit_order", small=self.small_members, large=self.large_members)


USUAL = OrganisationLimits()


@dataclass(frozen=True, repr=False)
class Organisation:
    """Advice on organisation, with what it rests on.

    Attributes
    ----------
    advice : {"flat", "three_groups", "undecided", "not_measurable"}
    reason : Note
        Why.
    evidence : tuple of Estimate
        Members present, openings per operator-hour, share answered within a day.
    """

    advice: Advice
    reason: Note
    evidence: tuple[Estimate, ...]

    def __repr__(self) -> str:
        head = say("organisation_told", advice=say(f"organisation_{self.advice}"), reason=self.reason)
        return "\n".join([head, *map(str, self.evidence)])


def organisation(community: Community, *, limits: OrganisationLimits = USUAL) -> Organisation:
    """Advise a flat organisation, or management, core and executive groups (管理群、核心群、执行群).

    Parameters
    ----------
    community : Community
    limits : OrganisationLimits

    Returns
    -------
    Organisation

    Notes
    -----
    Size speaks first, load may object. A load is heavy, or light, only where a whole 95 % interval lies beyond its
    limit. :func:`organisation_rule` reads the rule aloud. Hours on duty are an assumption: who works how long stands in
    no record.

    References
    ----------
    .. [1] D2, organisation: small communities flat, large ones in three groups. The numbers are the workbook's own.

    Examples
    --------
    >>> import shequn_lab as sq
    >>> organisation(sq.open_community("haier")).advice
    'three_groups'
    """
    size = metrics.members_present(community)
    load = openings_per_operator_hour(community, duty_hours=limits.duty_hours)
    answered = answered_within_day(community)
    advice, reason = _advised(size, _strain(load, answered, limits), limits)
    if advice == "not_measurable":
        reason = size.note or load.note or answered.note
    return Organisation(advice, reason, (size, load, answered))


def organisation_rule(limits: OrganisationLimits = USUAL) -> str:
    """Read the rule of :func:`organisation` aloud, with its thresholds, in the language in force."""
    return say("organisation_rule", **limits.told())


def openings_per_operator_hour(community: Community, *, duty_hours: float = USUAL.duty_hours) -> Estimate:
    """Conversations that members open ÷ hours that operators are on duty.

    Parameters
    ----------
    community : Community
    duty_hours : float
        Hours a day that each operator present is taken to be on duty [hours].

    Returns
    -------
    Estimate
        Bootstrap over the fully observed days of the reporting window; not measurable without roles or threads.

    Notes
    -----
    Bots are no operators; roles count as they are recorded now. Not every opening needs an operator.
    """
    id = "openings_per_operator_hour"
    if not community.knows_roles:
        return Estimate.missing(id, Note("note_no_roles"))
    if not threads(community):
        return Estimate.missing(id, Note("note_no_threads"))
    first = max(community.window.first, community.whole.first) - community.observed.first
    days = slice(first, min(community.window.stop, community.whole.stop) - community.observed.first)
    hours = operators_by_day(community)[days] * duty_hours
    if not hours.sum():
        return Estimate.missing(id, Note("note_no_operators"))
    return Parts(id, openings(community)[days], hours, of="days", form="ratio").estimate()


def operators_by_day(community: Community) -> np.ndarray:
    """Count owners and admins present on each observed day, bots apart, shape (n_days,)."""
    observed, stay = community.observed, stays(community)
    staff = operator_rows(community) & ~operator_rows(community, bots_only=True)
    theirs = staff[stay.member]
    start = np.clip(stay.start[theirs].astype(np.int64) - observed.first, 0, observed.n_days)
    stop = np.clip(stay.end[theirs].astype(np.int64) + 1 - observed.first, start, observed.n_days)
    steps = np.bincount(start, minlength=observed.n_days + 1) - np.bincount(stop, minlength=observed.n_days + 1)
    return np.cumsum(steps)[:-1]


def _strain(load: Estimate, answered: Estimate, limits: OrganisationLimits) -> str:
    """Say whether the load is heavy, light or unclear; nothing where neither figure can be measured."""
    signs = []
    if load.measurable:
        signs.append("heavy" if load.low > limits.load_rate else "light" if load.high < limits.load_rate else "unclear")
    if answered.measurable:
        least = limits.answered_share
        signs.append("heavy" if answered.high < least else "light" if answered.low > least else "unclear")
    if "heavy" in signs:
        return "heavy"
    return "" if not signs else "light" if set(signs) == {"light"} else "unclear"


def _advised(size: Estimate, strain: str, limits: OrganisationLimits) -> tuple[Advice, Note]:
    if not size.measurable or not strain:
        return "not_measurable", Note("")
    small, large = size.value <= limits.small_members, size.value >= limits.large_members
    word = "small" if small else "large" if large else "middle"
    told = Note(f"organisation_why_{word}_{strain}")
    if word == "small":
        return ("undecided" if strain == "heavy" else "flat"), told
    if word == "large":
        return ("undecided" if strain == "light" else "three_groups"), told
    by_load: dict[str, Advice] = {"heavy": "three_groups", "light": "flat", "unclear": "undecided"}
    return by_load[strain], told
