"""Tables of chapter 04: tiers on a day, and what became of their members."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

import pandas as pd

from shequn_lab.errors import NotEnoughDataError, OptionError
from shequn_lab.model import Community
from shequn_lab.terms import say
from shequn_lab.terms.formats import MISSING, interval, number, percent
from shequn_lab.terms.tiers import tier_name
from shequn_lab.tiers import (
    TIERS,
    RuleTiers,
    member_features,
    silence_lengths,
    tier_movement,
    tier_outlook,
    tier_profile,
    tier_sizes,
)
from shequn_lab.tiers.outlook import NEVER_WROTE
from shequn_lab.workbook.table import Table

Day = dt.date | str
Rows = list[list[str]]


def table_or_reason(heads: Iterable[str], rows: Callable[[], Rows]) -> Table:
    """Make a table, or one that says why there is none."""
    heads = list(heads)
    try:
        return Table(heads, rows())
    except (NotEnoughDataError, OptionError) as why:
        reason = say("not_measurable_because", reason=why.found)
        return Table(heads, [[say("sec_tiers"), reason, *[""] * (len(heads) - 2)]])


def tier_table(community: Community, day: Day, *, rules: RuleTiers | None = None) -> Table:
    """Count the members of each tier on a day.

    Parameters
    ----------
    community : Community
    day : date or str
    rules : RuleTiers, optional

    Returns
    -------
    Table
        Members, share and interval, highest tier first. Shares are told only where the roster is complete.
    """
    return table_or_reason(size_heads(str(day)), lambda: size_rows(community, day, rules or RuleTiers()))


def size_heads(first: str) -> list[str]:
    """Return the heads of :func:`tier_table`, with the first one given."""
    return [first, say("cli_members"), say("cli_share"), say("panel_interval")]


def size_rows(community: Community, day: Day, rules: RuleTiers) -> Rows:
    """Return the rows of :func:`tier_table`.

    Raises
    ------
    OptionError, NotEnoughDataError
        As :func:`~shequn_lab.tiers.member_features`.
    """
    features = member_features(community, day, window_days=rules.contribution_days)
    sizes = tier_sizes(rules.cut(features), knows_new=bool(features["tenure_days"].notna().any()))
    whole = community.roster == "complete"
    rows = []
    for tier, row in sizes.iterrows():
        shares = [percent(row["value"]), interval(row["low"], row["high"], "share")] if whole else [MISSING, MISSING]
        rows.append([tier_name(tier), number(row["k"]), *shares])
    if not whole:
        rows.append([say("not_measurable"), say("tiers_no_roster"), "", ""])
    return rows


def outlook_table(
    community: Community,
    day: Day,
    *,
    days: int = 30,
    rules: RuleTiers | None = None,
    hindsight: bool = False,
) -> Table:
    """Tell what became of each tier in the days after a day.

    Parameters
    ----------
    community : Community
    day : date or str
        What became of members is looked at from the next day on.
    days : int
        For so many days.
    rules : RuleTiers, optional
    hindsight : bool
        Cut the tiers on the last of those days. They know then what they are to foretell: a mistake to learn from.

    Returns
    -------
    Table
        One row for each tier: members, and the share of them, with interval, who were active, wrote, bought (where
        orders are recorded) and left.
    """
    became = [
        name for name in ("active", "wrote", "bought", "left") if name != "bought" or community.orders is not None
    ]
    cut_on = dt.date.fromisoformat(str(day)) + dt.timedelta(days=days if hindsight else 0)
    heads = [say("tiers_cut_on", day=cut_on), say("cli_members"), *(say(f"tiers_became_{n}") for n in became)]

    def rows() -> Rows:
        groups = (rules or RuleTiers()).assign(community, cut_on)
        found = tier_outlook(community, groups, day, days=days).set_index(["group", "became"])
        told = []
        for tier in TIERS[::-1]:
            n = int(found.loc[(tier, "active"), "n"])
            shares = (_share(found.loc[(tier, name)]) for name in became)
            told.append([tier_name(tier), number(n), *shares])
        return told

    return table_or_reason(heads, rows)


def _share(row: pd.Series) -> str:
    if not row["n"]:
        return MISSING
    return say("tiers_share", share=percent(row["value"]), ends=interval(row["low"], row["high"], "share"))


def silence_table(community: Community, before: Day, *, today: Day, days: int = 30) -> Table:
    """Tell how many silent members wrote again, by the length of their silence, and how many are silent today.

    Parameters
    ----------
    community : Community
    before, today : date or str
        Silent by the house's rules on the first day, and on the second.
    days : int
        Wrote again within so many days after the first.

    Returns
    -------
    Table
        One row for each length of silence: silent on `before`, share who wrote again with its interval, silent on
        `today`, and how many of those would write again at that share.
    """
    heads = [
        say("tiers_silent_for"),
        say("tiers_silent_on", day=before),
        say("tiers_came_back", days=days),
        say("panel_interval"),
        say("tiers_silent_on", day=today),
        say("tiers_expected"),
    ]

    def rows() -> Rows:
        then, now = (_silences(community, day) for day in (before, today))
        found = tier_outlook(community, then, before, days=days)
        wrote = found[found["became"] == "wrote"].set_index("group")
        told = []
        for length, n in now.value_counts(sort=False).items():
            row = wrote.loc[length]
            span = interval(row["low"], row["high"], "share")
            expected = number(n * row["value"]) if row["n"] else MISSING
            told.append([_length(length), number(row["n"]), percent(row["value"]), span, number(n), expected])
        return told

    return table_or_reason(heads, rows)


def _silences(community: Community, day: Day) -> pd.Series:
    features = member_features(community, day)
    return silence_lengths(features[RuleTiers().cut(features) == "silent"])


def _length(name: object) -> str:
    return say("tiers_never_wrote") if name == NEVER_WROTE else say("tiers_days", days=name)


def tier_portrait(community: Community, day: Day, *, rules: RuleTiers | None = None) -> pd.DataFrame:
    """Describe the tiers of a day by what their members do, ready to be drawn.

    Parameters
    ----------
    community : Community
    day : date or str
    rules : RuleTiers, optional

    Returns
    -------
    DataFrame
        As from :func:`~shequn_lab.tiers.tier_profile`; empty, with the reason in ``attrs["note"]``, where the day
        comes too early.
    """
    rules = rules or RuleTiers()
    try:
        features = member_features(community, day, window_days=rules.contribution_days)
    except (NotEnoughDataError, OptionError) as why:
        return _nothing(["tier", "feature", "n", "median", "z"], why.found)
    return tier_profile(features, rules.cut(features))


def tier_moves(community: Community, first: Day, last: Day) -> pd.DataFrame:
    """Count who went from tier to tier between two days, ready to be drawn.

    Parameters
    ----------
    community : Community
    first, last : date or str

    Returns
    -------
    DataFrame
        As from :func:`~shequn_lab.tiers.tier_movement`; empty, with the reason in ``attrs["note"]``, where the first
        day comes too early.
    """
    try:
        return tier_movement(community, first, last)
    except (NotEnoughDataError, OptionError) as why:
        return _nothing(["before", "after", "k", "n", "value", "low", "high"], why.found)


def _nothing(columns: list[str], why: str) -> pd.DataFrame:
    empty = pd.DataFrame({name: pd.Series(dtype=float) for name in columns})
    empty.attrs["note"] = why
    return empty
