"""Ways of looking at a community that chapters share: its halves, today's list of members, estimates in a table."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pyarrow as pa

from shequn_lab.model import Community, Estimate, build_community
from shequn_lab.terms import say
from shequn_lab.terms.formats import MISSING, amount, interval, number
from shequn_lab.workbook.table import Table

Days = tuple[dt.date, dt.date]


def halves(community: Community) -> tuple[Days, Days]:
    """Cut the reporting window in two.

    Returns
    -------
    pair of (date, date)
        First day and first day after, of each half; an odd day goes to the second.
    """
    window = community.window
    middle = window.start + dt.timedelta(days=window.n_days // 2)
    return (window.start, middle), (middle, window.end)


def todays_members(community: Community) -> Community:
    """Return the community as somebody sees it who looks at today's list of members: who left has never been there.

    Parameters
    ----------
    community : Community

    Returns
    -------
    Community
        Members who have not left, their events and orders; the other tables are dropped.

    Notes
    -----
    A mistake to learn from: every figure about staying looks better through it.
    """
    members = community.members
    if "left_on" in members:
        members = members[members["left_on"].isna()]
    events = community.events
    kept = events.loc[events["member_id"].isin(members["member_id"]), ["member_id", "occurred_at", "kind"]]
    orders = community.orders
    shown = build_community(
        community.name,
        events=pa.Table.from_pandas(kept.astype({"member_id": str, "kind": str}), preserve_index=False),
        members=members,
        orders=None if orders is None else orders[orders["member_id"].isin(members["member_id"])],
        timezone=community.timezone,
        observed=community.observed,
        window=community.window,
        coverage_stated=community.coverage_stated,
        roster=community.roster,
        synthetic=community.synthetic,
        provenance=community.provenance,
    )
    return replace(
        shown, assume_first_seen_is_join=community.assume_first_seen_is_join, run_in_days=community.run_in_days
    )


def estimate_table(*estimates: Estimate) -> Table:
    """Put estimates under one another: value, interval, n and k, or why there is no value.

    Returns
    -------
    Table
        Shows itself; in the language in force.
    """
    heads = [say("panel_figure"), say("panel_value"), say("panel_interval"), "n", "k"]
    return Table(heads, [_row(found) for found in estimates])


def _row(found: Estimate) -> list[str]:
    if not found.measurable:
        return [found.label, found.reason, "", "", ""]
    span = interval(found.low, found.high, found.unit)
    return [found.label, amount(found.value, found.unit), span, number(found.n), _count(found.k)]


def _count(k: float) -> str:
    return number(k) if k == k else MISSING  # NaN is not itself
