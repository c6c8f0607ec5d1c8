"""Activity by age: how long after joining, on the calendar or by the stopwatch."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from shequn_lab.model import clock
from shequn_lab.model.community import Community
from shequn_lab.rollups.matrix import activity
from shequn_lab.rollups.presence import UNKNOWN, joins
from shequn_lab.rollups.scan import NEVER, Batch, interaction_kinds, operator_rows, scan, side_by_side
from shequn_lab.rollups.tally import Flags

Clock = Literal["calendar", "elapsed"]
Ages = npt.NDArray[np.integer[Any]]


@dataclass(frozen=True)
class Tenure:
    """Active ages of each member during the first stay.

    Attributes
    ----------
    rows, ages : int arrays
        Member row and age of each entry, sorted by both, each pair once. Age *n* is the *n*-th calendar day
        after the joining day, or the 24 hours that begin 24 × *n* hours after the joining instant.
    followed : int array of shape (n_members,)
        Highest age that lies inside what was observed as a whole; −1 when not even age 0 does.
    cohort : bool array of shape (n_members,)
        Members whose joining is known and inside what was observed; operators are not among them.
    excluded : mapping
        Why the other members are not: message id to count.
    """

    rows: Ages
    ages: Ages
    followed: Ages
    cohort: Flags
    excluded: dict[str, int]

    @cached_property
    def first_return(self) -> npt.NDArray[np.int64]:
        """Lowest active age of at least 1, of each member; a huge number for who never returned."""
        first = np.full(self.followed.size, np.iinfo(np.int64).max)
        later = self.ages >= 1
        # Ages rise within a member: written backwards, the lowest stays.
        first[self.rows[later][::-1]] = self.ages[later][::-1]
        return first

    @cached_property
    def last_activity(self) -> npt.NDArray[np.int64]:
        """Highest active age of each member; −1 for none."""
        last = np.full(self.followed.size, -1, dtype=np.int64)
        last[self.rows] = self.ages
        return last


def tenure(community: Community, clock_kind: Clock = "calendar") -> Tenure:
    """Work out active ages; computed once for each community and clock, and kept."""
    return community.remember(("tenure", clock_kind), lambda: _tenure(community, clock_kind))


def _tenure(community: Community, clock_kind: Clock) -> Tenure:
    rows, ages = _calendar(community) if clock_kind == "calendar" else _elapsed(community)
    cohort, excluded = _cohort(community, clock_kind)
    kept = cohort[rows] & (ages >= 0)
    # No age of a cohort is beyond the observed days; two bytes hold 89 years of them.
    narrow = np.min_scalar_type(-community.observed.n_days - 3)
    return Tenure(rows[kept], ages[kept].astype(narrow), _followed(community, clock_kind), cohort, excluded)


def _cohort(community: Community, clock_kind: Clock) -> tuple[Flags, dict[str, int]]:
    joined, operators = joins(community), operator_rows(community)
    unknown = joined.day == UNKNOWN
    if clock_kind == "elapsed":
        unknown |= joined.at == NEVER
    early = ~unknown & (joined.day < community.observed.first)
    excluded = {
        "excluded_operators": int(operators.sum()),
        "excluded_unknown_join": int((unknown & ~operators).sum()),
        "excluded_before_observed": int((early & ~operators).sum()),
        "excluded_run_in": int((joined.run_in & ~unknown & ~early & ~operators).sum()),
    }
    return ~(unknown | early | joined.run_in | operators), excluded


def _followed(community: Community, clock_kind: Clock) -> Ages:
    joined, whole = joins(community), community.whole
    if clock_kind == "calendar":
        followed = whole.stop - 1 - joined.day.astype(np.int64)
        return np.where(joined.day == UNKNOWN, -1, followed)
    followed = (whole.end_at - joined.at) // clock.US_PER_DAY - 1
    return np.where(joined.at == NEVER, -1, followed)


def _calendar(community: Community) -> tuple[Ages, Ages]:
    matrix, joined = activity(community), joins(community)
    rows = matrix.rows
    # Where joining is unknown this wraps round to nonsense, and the member is in no cohort.
    ages = matrix.days - (joined.day[rows] - np.int32(matrix.first_day))
    within = matrix.days <= joined.left_day[rows].astype(np.int64) - matrix.first_day
    return rows[within], ages[within]


def _elapsed(community: Community) -> tuple[Ages, Ages]:
    joined = joins(community)
    followed = np.flatnonzero(_cohort(community, "elapsed")[0])
    position = np.full(joined.at.size, -1, dtype=np.int64)
    position[followed] = np.arange(followed.size)
    width = community.observed.n_days + 2
    seen = np.zeros(followed.size * width, dtype=bool)
    # Nobody else's events lie between these two.
    begin, end = np.full(joined.at.size, NEVER), np.full(joined.at.size, -NEVER)
    begin[followed] = joined.at[followed]
    end[followed] = np.minimum(joined.left_at[followed], joined.at[followed] + width * clock.US_PER_DAY - 1)

    def mark(batch: Batch) -> None:
        member, at = batch.of_whom(batch.of(interaction_kinds(community, batch.kinds)))
        inside = (at >= begin[member]) & (at <= end[member])
        member, at = member[inside], at[inside]
        seen[position[member] * width + (at - begin[member]) // clock.US_PER_DAY] = True

    # A mark is set and never taken back: the order of the batches does not matter.
    side_by_side(mark, scan(community))
    key = np.flatnonzero(seen)
    return followed.astype(np.int32)[key // width], (key % width).astype(np.int32)
