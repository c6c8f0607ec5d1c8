"""Points, badges and levels: a ledger whose balances always equal the sum of its entries (O12)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import cast

import numpy as np
import pandas as pd

from shequn_lab.errors import OptionError
from shequn_lab.model import Community, clock
from shequn_lab.rollups import instants, kinds_seen, member_rows, operator_rows
from shequn_lab.rollups.deeds import deeds
from shequn_lab.terms import say, wrong_option
from shequn_lab.terms.formats import number

#: The deed that stands in a table of its own: taking part in an activity, once for each.
PARTICIPATION = "participation"
_NO_ENTRIES = {
    "entry": "int64",
    "member_id": "str",
    "day": "datetime64[us]",
    "kind": "str",
    "reason": "str",
    "points": "int64",
}


@dataclass(frozen=True)
class Badge:
    """Given to whoever has done one kind of thing on so many days.

    Attributes
    ----------
    id : str
    deed : str
        Kind of event, or ``participation``.
    days : int
    """

    id: str
    deed: str
    days: int


@dataclass(frozen=True)
class IncentiveRules:
    """What earns points, when they expire, and what they lead to; all numbers are the workbook's own.

    Attributes
    ----------
    points : mapping of str to int
        Points for each deed: a kind of event, or ``participation`` (once for each activity).
    most_per_day : int
        How often one deed counts on one day: points for every message would pay for noise.
    expire_after_days : int or None
        Days after which points that were not burnt expire; None for never.
    levels : tuple of (str, int)
        Name and least points earned, rising from 0. Burning points lowers no level.
    badges : tuple of Badge
    """

    points: Mapping[str, int] = field(
        default_factory=lambda: {"message": 1, "reply": 2, "comment": 1, "share": 2, "check_in": 5, PARTICIPATION: 10}
    )
    most_per_day: int = 3
    expire_after_days: int | None = 365
    levels: tuple[tuple[str, int], ...] = (
        ("level_new", 0),
        ("level_regular", 50),
        ("level_backbone", 200),
        ("level_elder", 500),
    )
    badges: tuple[Badge, ...] = (Badge("badge_check_in", "check_in", 7), Badge("badge_helper", "reply", 30))

    def __post_init__(self) -> None:
        wrong = [deed for deed, worth in self.points.items() if worth < 1]
        least = [points for _, points in self.levels]
        if wrong or self.most_per_day < 1 or (self.expire_after_days or 1) < 1:
            raise wrong_option("ledger_rules", found=", ".join(wrong) or self.most_per_day)
        if not least or least[0] != 0 or sorted(set(least)) != least:
            raise wrong_option("ledger_levels", found=", ".join(map(str, least)))


USUAL = IncentiveRules()


@dataclass(frozen=True, repr=False, eq=False)
class Ledger:
    """An append-only list of entries; every change makes a longer ledger and leaves the old one as it was.

    Attributes
    ----------
    rules : IncentiveRules
    badges : DataFrame
        ``member_id``, ``badge``, ``day`` it was reached.
    unrecorded : tuple of str
        Deeds of the rules that the source does not record: they have earned nobody anything.
    """

    rules: IncentiveRules = USUAL
    badges: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["member_id", "badge", "day"]))
    unrecorded: tuple[str, ...] = ()
    _entries: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(_NO_ENTRIES)).astype(_NO_ENTRIES))

    @property
    def entries(self) -> pd.DataFrame:
        """All entries, a copy: ``entry``, ``member_id``, ``day``, ``kind``, ``reason``, ``points``.

        ``kind`` is ``earn`` (points above 0), ``burn`` or ``expire`` (below 0).
        """
        return self._entries.copy()

    def balances(self, on: dt.date | str | None = None) -> pd.Series:
        """Sum up the entries of each member to a day, inside; all of them when not given.

        Returns
        -------
        Series
            Indexed by ``member_id`` [points]; who has no entry is not listed.
        """
        return self._until(on).groupby("member_id")["points"].sum().rename("balance")

    def levels(self, on: dt.date | str | None = None) -> pd.Series:
        """Return the level of each member on a day, by the points earned until then, indexed by ``member_id``."""
        entries = self._until(on)
        earned = entries[entries["kind"] == "earn"].groupby("member_id")["points"].sum()
        names, least = zip(*self.rules.levels, strict=True)
        rank = np.searchsorted(least, earned.to_numpy(), side="right") - 1
        return pd.Series(np.asarray(names, dtype=object)[rank], index=earned.index, name="level", dtype="str")

    def grant(self, member_id: str, points: int, *, day: dt.date | str, reason: str) -> Ledger:
        """Write down points earned in another way, for example a prize."""
        return self._with([(member_id, clock.as_date(day), "earn", reason, _positive(points))])

    def burn(self, member_id: str, points: int, *, day: dt.date | str, reason: str) -> Ledger:
        """Write down points spent.

        Raises
        ------
        OptionError
            If the member has fewer points on that day, or points were spent or have expired on a later one.
        """
        when, points = clock.as_date(day), _positive(points)
        self._check_order(when)
        has = int(self.balances(when).get(member_id, 0))
        if points > has:
            told = {"member": member_id, "has": number(has), "wants": number(points), "day": when}
            raise OptionError(say("ledger_short", **told), say("ledger_short_remedy", **told))
        return self._with([(member_id, when, "burn", reason, -points)])

    def expire(self, on: dt.date | str) -> Ledger:
        """Write down what has expired by a day: points earned so long before that were neither burnt nor expired.

        Raises
        ------
        OptionError
            If points were spent or have expired on a later day.
        """
        when = clock.as_date(on)
        self._check_order(when)
        if self.rules.expire_after_days is None:
            return self
        entries, limit = self._entries, pd.Timestamp(when) - pd.Timedelta(days=self.rules.expire_after_days)
        earns = entries["kind"] == "earn"
        old = entries[earns & (entries["day"] <= limit)].groupby("member_id")["points"].sum()
        # What is spent is taken from the oldest points.
        used = -entries[~earns].groupby("member_id")["points"].sum()
        due = old.sub(used.reindex(old.index, fill_value=0))
        return self._with([(str(who), when, "expire", "", -int(n)) for who, n in due[due > 0].items()])

    def _until(self, on: dt.date | str | None) -> pd.DataFrame:
        return self._entries if on is None else self._entries[self._entries["day"] <= pd.Timestamp(clock.as_date(on))]

    def _check_order(self, when: dt.date) -> None:
        last = self._entries.loc[self._entries["kind"] != "earn", "day"].max()
        if pd.Timestamp(when) < last:
            raise wrong_option("ledger_order", day=when, last=f"{last:%Y-%m-%d}")

    def _with(self, rows: list[tuple[str, dt.date, str, str, int]]) -> Ledger:
        first = len(self._entries)
        fresh = pd.DataFrame([(first + i, *row) for i, row in enumerate(rows)], columns=list(_NO_ENTRIES))
        return replace(self, _entries=pd.concat([self._entries, fresh.astype(_NO_ENTRIES)], ignore_index=True))

    def __repr__(self) -> str:
        balances = self.balances()
        return say("ledger_told", n=number(len(self._entries)), members=number(len(balances)),
                   points=number(balances.sum()))  # fmt: skip


def incentive_ledger(community: Community, *, rules: IncentiveRules = USUAL) -> Ledger:
    """Write down what members have earned in the reporting window.

    Parameters
    ----------
    community : Community
    rules : IncentiveRules

    Returns
    -------
    Ledger
        One entry for each member, day and deed, in the order of days; operators earn nothing. Deeds that the source
        does not record stand in ``unrecorded``.

    References
    ----------
    .. [1] D4, incentives: points, badges, levels. The numbers are the workbook's own.

    Examples
    --------
    >>> import shequn_lab as sq
    >>> ledger = incentive_ledger(sq.open_community("haier"))
    >>> bool(ledger.balances().sum() == ledger.entries["points"].sum())
    True
    """
    wanted = dict.fromkeys([*rules.points, *(badge.deed for badge in rules.badges)])
    seen = set(kinds_seen(community))
    known = [deed for deed in wanted if deed in seen]
    if community.participations is not None and PARTICIPATION in wanted:
        known.append(PARTICIPATION)
    counts = deeds(community, [deed for deed in known if deed != PARTICIPATION])
    done = pd.concat([counts, _taken_part(community)]) if PARTICIPATION in known else counts
    done["member_id"] = community.members["member_id"].to_numpy()[done["member"]]
    done["day"] = done["day"].to_numpy(np.int64).astype("M8[D]").astype("M8[us]")
    unrecorded = tuple(deed for deed in wanted if deed not in known)
    return Ledger(rules, _badges(done, rules), unrecorded, _earned(done, rules))


def _taken_part(community: Community) -> pd.DataFrame:
    """Count the activities in which each member first took part on each day, in the shape of :func:`deeds`."""
    table, window = cast("pd.DataFrame", community.participations), community.window
    rows = member_rows(community, table["member_id"])
    day = clock.local_days(instants(table["participated_at"]), community.timezone).astype(np.int64)
    frame = pd.DataFrame({"member": rows, "activity": table["activity_id"].to_numpy(), "day": day})
    first = frame.groupby(["member", "activity"], as_index=False)["day"].min()
    theirs = ~operator_rows(community)[first["member"]] & first["day"].between(window.first, window.stop - 1)
    counts = first[theirs].groupby(["member", "day"]).size().rename("n").reset_index()
    return counts.assign(kind=PARTICIPATION)


def _earned(done: pd.DataFrame, rules: IncentiveRules) -> pd.DataFrame:
    paid = done[done["kind"].isin(rules.points)].sort_values(["day", "member", "kind"], kind="stable")
    worth = paid["kind"].map(dict(rules.points)).to_numpy(np.int64)
    frame = pd.DataFrame(
        {
            "entry": np.arange(len(paid)),
            "member_id": paid["member_id"].to_numpy(),
            "day": paid["day"].to_numpy(),
            "kind": "earn",
            "reason": paid["kind"].to_numpy(),
            "points": worth * np.minimum(paid["n"].to_numpy(np.int64), rules.most_per_day),
        }
    )
    return frame.astype(_NO_ENTRIES)


def _badges(done: pd.DataFrame, rules: IncentiveRules) -> pd.DataFrame:
    parts = []
    for badge in rules.badges:
        own = done[done["kind"] == badge.deed].sort_values(["day", "member"], kind="stable")
        reached = own[own.groupby("member").cumcount() == badge.days - 1]
        parts.append(reached[["member_id", "day"]].assign(badge=badge.id))
    columns = ["member_id", "badge", "day"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def _positive(points: int) -> int:
    if isinstance(points, bool) or not isinstance(points, int | np.integer) or points < 1:
        raise wrong_option("ledger_points", found=points)
    return int(points)
