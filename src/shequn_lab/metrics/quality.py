"""What is wrong with the data, and what was done about it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from shequn_lab.metrics.activity import daily_active
from shequn_lab.model import Community
from shequn_lab.rollups import activity, joins, ledger, n_empty_messages, operator_rows
from shequn_lab.rollups.presence import UNKNOWN

#: A silent stretch is worth a word when the median day has at least this many interactions …
_LIVELY = 5
#: … and a day stands out when it has this many times the median day.
_BURST = 8


def data_quality(community: Community) -> pd.DataFrame:
    """List what was noticed in the source, each with its count and what was done.

    Returns
    -------
    DataFrame
        One row a check: ``check`` (message id ``quality_…``), ``count``, ``unit`` (message id), ``base`` (what
        the count is a part of; NaN for none), ``treatment`` (message id) and ``detail``.
    """
    rows = [row for part in (_door, _people, _days) for row in part(community)]
    return pd.DataFrame(rows, columns=["check", "count", "unit", "base", "treatment", "detail"])


Row = tuple[str, int, str, float, str, str]


def _row(check: str, count: int, unit: str, base: float = np.nan, detail: str = "", remedy: str = "") -> Row:
    return (f"quality_{check}", int(count), f"unit_{unit}", float(base), f"treatment_{check}{remedy}", detail)


def _door(community: Community) -> Iterator[Row]:
    rows = community.provenance.rows
    total = rows.get("rows", 0)
    for name in ("repeated", "rejected", "system"):
        if name in rows:
            yield _row(name, rows[name], "rows", total)
    for remark, count in community.provenance.remarks.items():
        yield (remark, int(count), "unit_rows", np.nan, "treatment_remark", "")
    if (found := n_empty_messages(community)) is not None:
        empty, messages = found
        yield _row("empty_messages", empty, "messages", messages)
    if community.provenance.kinds_unknown:
        kinds = community.provenance.kinds_unknown
        yield _row("unknown_kinds", len(kinds), "kinds", detail=", ".join(kinds))


def _people(community: Community) -> Iterator[Row]:
    joined, people = joins(community), ~operator_rows(community)
    recorded = community.members["joined_on"].notna().to_numpy()
    assumed = "_assumed" if community.assume_first_seen_is_join else ""
    yield _row("no_join_date", (people & ~recorded).sum(), "members", people.sum(), remedy=assumed)
    never = np.diff(activity(community).indptr) == 0
    yield _row("never_active", (people & never).sum(), "members", people.sum())
    if community.assume_first_seen_is_join:
        seen = people & (joined.day != UNKNOWN)
        yield _row("run_in", (people & joined.run_in).sum(), "members", seen.sum())
    if community.knows_joins:
        yield _row("active_before_joining", joined.n_moved, "members", people.sum())
    leavings = community.members["left_on"].notna().any() or not ledger(community).moves["joins"].all()
    if community.knows_joins or leavings:
        yield _row("active_after_leaving", joined.n_after_leaving, "members", people.sum())
    if not community.knows_roles:
        yield _row("no_roles", 0, "members")


def _days(community: Community) -> Iterator[Row]:
    by_day = ledger(community).hours.sum(axis=1)
    whole, observed = community.whole, community.observed
    inner = by_day[whole.first - observed.first : whole.stop - observed.first]
    typical = float(np.median(inner)) if inner.size else 0.0
    yield _row("edge_days", 0 if community.coverage_stated else 2, "days", observed.n_days)
    if typical >= _LIVELY:
        days = whole.days[inner == 0]
        yield _row("silent_days", days.size, "days", whole.n_days, _dates(days))
        loud = np.flatnonzero(inner > _BURST * typical)
        if loud.size:
            day = loud[np.argmax(inner[loud])]
            people = daily_active(community.between(observed.start, observed.end)).loc[whole.days[day]]
            detail = f"{whole.days[day].date()}|{int(people)}"
            yield _row("burst_day", inner[day], "interactions", inner.sum(), detail)


def _dates(days: pd.DatetimeIndex) -> str:
    shown = [str(day.date()) for day in days[:5]]
    return ", ".join(shown) + (" …" if days.size > 5 else "")
