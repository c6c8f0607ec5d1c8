"""Who was there when: joinings as they are used, and stays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from shequn_lab.model import clock
from shequn_lab.model.community import Community
from shequn_lab.rollups.scan import NEVER, ledger, operator_rows
from shequn_lab.rollups.tally import Flags

UNKNOWN = np.iinfo(np.int32).min
OPEN = np.iinfo(np.int32).max


@dataclass(frozen=True)
class Joins:
    """The joining of each member, as the metrics use it.

    Attributes
    ----------
    day : int32 array of shape (n_members,)
        Local day number of the joining; ``UNKNOWN`` where there is none.
    at : int64 array
        Instant [µs UTC]; ``NEVER`` where only the day is known.
    left_day : int32 array
        Local day number of the first leaving; ``OPEN`` for who stayed.
    left_at : int64 array
        Instant of it, the last of the day where only the day is known; ``NEVER`` where nobody left.
    assumed : bool array
        Joinings that are a first interaction.
    run_in : bool array
        First interactions too early to tell a newcomer from an old member.
    n_moved : int
        Members whose joining was moved back to an earlier first interaction; operators are not counted.
    n_after_leaving : int
        Members active after they left without coming back; operators are not counted.
    """

    day: clock.Days
    at: clock.Instants
    left_day: clock.Days
    left_at: clock.Instants
    assumed: Flags
    run_in: Flags
    n_moved: int
    n_after_leaving: int

    @property
    def known(self) -> Flags:
        """Mark the members whose joining can be used."""
        return (self.day != UNKNOWN) & ~self.run_in


def _days_of(column: pd.Series, unknown: int) -> clock.Days:
    days = column.to_numpy("M8[D]").astype(np.int64)
    return np.where(column.isna(), unknown, days).astype(np.int32)


def _instants_of(column: pd.Series) -> clock.Instants:
    at = column.dt.tz_localize(None).to_numpy("M8[us]").astype(np.int64)
    return np.where(column.isna(), NEVER, at)


def joins(community: Community) -> Joins:
    """Work out joinings and first leavings; computed once for each community and kept."""
    return community.remember("joins", lambda: _joins(community))


def _joins(community: Community) -> Joins:
    members, rolled = community.members, ledger(community)
    day, at = _days_of(members["joined_on"], UNKNOWN), _instants_of(members["joined_at"])
    seen = rolled.first_at != NEVER
    seen_day = np.full(len(members), UNKNOWN, dtype=np.int32)
    seen_day[seen] = clock.local_days(rolled.first_at[seen], community.timezone)
    known = day != UNKNOWN
    # An interaction before the recorded joining says that the record is late: the joining moves to it.
    late = seen & known & np.where(at == NEVER, seen_day < day, rolled.first_at < at)
    assumed = seen & ~known if community.assume_first_seen_is_join else np.zeros_like(seen)
    replaced = late | assumed
    day = np.where(replaced, seen_day, day).astype(np.int32)
    # A moved joining keeps its precision: where the source gives days only, no instant is made up.
    timed = assumed | (late & (at != NEVER))
    at = np.where(timed, rolled.first_at, at)
    left_day, left_at = _first_leavings(community, day)
    return Joins(
        day=day,
        at=at,
        left_day=left_day,
        left_at=left_at,
        assumed=assumed,
        run_in=assumed & (day < community.observed.first + community.run_in_days),
        n_moved=int((late & ~operator_rows(community)).sum()),
        n_after_leaving=_active_after_leaving(community),
    )


def _first_leavings(community: Community, joined_day: clock.Days) -> tuple[clock.Days, clock.Instants]:
    """Day and instant of the first leaving on or after each joining; of the first at all where that is unknown."""
    n_members = joined_day.size
    day, at = np.full(n_members, OPEN, dtype=np.int32), np.full(n_members, NEVER)
    moves = _moves(community)
    leaves = moves[~moves["joins"]]
    leaves = leaves[leaves["day"].to_numpy() >= joined_day[leaves["member"].to_numpy(np.int64)]]
    first = leaves.drop_duplicates("member")
    rows = first["member"].to_numpy(np.int64)
    day[rows], at[rows] = first["day"], first["at"]
    return day, at


@dataclass(frozen=True)
class Stays:
    """Stretches of presence, one row each: member row, first day, day of leaving (present on it still)."""

    member: npt.NDArray[np.int64]
    start: clock.Days
    end: clock.Days


def stays(community: Community) -> Stays:
    """Work out every stay of every member, re-joinings included; kept."""
    return community.remember("stays", lambda: _stays(community))


def _moves(community: Community) -> pd.DataFrame:
    """All recorded joinings and leavings, from the table and from the events, alternating for each member; kept."""
    return community.remember("moves", lambda: _all_moves(community))


def _all_moves(community: Community) -> pd.DataFrame:
    rolled = ledger(community)
    events = rolled.moves.assign(day=clock.local_days(rolled.moves["at"].to_numpy(np.int64), community.timezone))
    return _alternating(pd.concat([joins_as_recorded(community), events], ignore_index=True))


def _alternating(moves: pd.DataFrame) -> pd.DataFrame:
    moves = moves.sort_values(["member", "day", "at", "joins"], ascending=[True, True, True, False], kind="stable")
    again = (moves["member"] == moves["member"].shift()) & (moves["joins"] == moves["joins"].shift())
    return moves[~again].reset_index(drop=True)


def joins_as_recorded(community: Community) -> pd.DataFrame:
    """Return the joinings and leavings of the members table as rows: ``member``, ``at``, ``joins``, ``day``."""
    parts = []
    for stem, is_join in (("joined", True), ("left", False)):
        days = community.members[f"{stem}_on"]
        day = _days_of(days, UNKNOWN)
        at = _instants_of(community.members[f"{stem}_at"])
        # A day without a time: one joins at its beginning and leaves at its end.
        edge = np.where(day == UNKNOWN, 0, day.astype(np.int64)) + (not is_join)
        dated = np.where(at == NEVER, clock.day_starts(edge, community.timezone) - (not is_join), at)
        rows = np.flatnonzero(day != UNKNOWN)
        parts.append(pd.DataFrame({"member": rows, "at": dated[rows], "joins": is_join, "day": day[rows]}))
    return pd.concat(parts, ignore_index=True)


def _stays(community: Community) -> Stays:
    first, floor = joins(community), community.observed.first
    used = np.flatnonzero(first.day != UNKNOWN)
    at = np.where(first.at[used] == NEVER, clock.day_starts(first.day[used], community.timezone), first.at[used])
    as_used = pd.DataFrame({"member": used, "at": at, "joins": True, "day": first.day[used]})
    moves = _alternating(pd.concat([_moves(community), as_used], ignore_index=True))
    member, day, is_join = (moves[name].to_numpy() for name in ("member", "day", "joins"))
    # A joining begins a stay that lasts to the next leaving, which is the next row of the same member.
    begins = np.flatnonzero(is_join)
    following = np.minimum(begins + 1, len(moves) - 1)
    ended = (following > begins) & (member[following] == member[begins])
    end = np.where(ended, day[following], OPEN)
    # Whoever was not seen to come was there from the start, until the first leaving if there is one.
    opening = np.r_[True, member[1:] != member[:-1]] if member.size else np.zeros(0, dtype=bool)
    leaving_first = np.flatnonzero(opening & ~is_join)
    never_moved = np.setdiff1d(np.arange(len(community.members)), member)
    return Stays(
        member=np.concatenate([member[begins], member[leaving_first], never_moved]).astype(np.int64),
        start=np.concatenate([day[begins], np.full(leaving_first.size + never_moved.size, floor)]).astype(np.int32),
        end=np.concatenate([end, day[leaving_first], np.full(never_moved.size, OPEN)]).astype(np.int32),
    )


def present(community: Community, first_day: int, last_day: int) -> Flags:
    """Mark the members who were there on at least one day from `first_day` to `last_day`, both inside."""
    stay = stays(community)
    there = (stay.start <= last_day) & (stay.end >= first_day)
    found = np.zeros(len(community.members), dtype=bool)
    found[stay.member[there]] = True
    return found


def _active_after_leaving(community: Community) -> int:
    """Count members whose last interaction comes after their last move, which was a leaving."""
    moves, rolled = _moves(community), ledger(community)
    last = moves.drop_duplicates("member", keep="last")
    last = last[~last["joins"] & ~operator_rows(community)[last["member"].to_numpy(np.int64)]]
    rows = last["member"].to_numpy(np.int64)
    # Where leaving is a day, the rest of that day still belongs to the stay.
    active_day = np.full(rows.size, UNKNOWN, dtype=np.int32)
    seen = rolled.last_at[rows] != -NEVER
    active_day[seen] = clock.local_days(rolled.last_at[rows][seen], community.timezone)
    return int((active_day > last["day"].to_numpy(np.int32)).sum())
