"""Ways of looking at a community that chapters share: its halves, its last days, whom a list or a sheet shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import pyarrow as pa

from shequn_lab.metrics.intervals import wilson
from shequn_lab.model import Community, Estimate, build_community
from shequn_lab.rollups import member_totals
from shequn_lab.terms import say, wrong_option
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


def last_days(community: Community, n: int = 30) -> Community:
    """Report on the last days of the reporting window alone.

    Parameters
    ----------
    community : Community
    n : int
        How many days; all of them where the window is shorter.

    Returns
    -------
    Community
        The same community; what was observed stays as it is.

    Raises
    ------
    OptionError
        For less than one day.
    """
    if n < 1:
        raise wrong_option("option_days", name="n", found=n, least=1)
    window = community.window
    return community.between(max(window.start, window.end - dt.timedelta(days=n)), window.end)


def willing_answers(community: Community, least: int = 10) -> Community:
    """Return the community as if only members who write a lot had answered its questionnaires.

    Parameters
    ----------
    community : Community
    least : int
        Messages in the reporting window from which on somebody's answers are kept.

    Returns
    -------
    Community
        The same community with fewer answers; without a questionnaire it is returned as it is.

    Notes
    -----
    A mistake to learn from: who writes a lot is likelier to answer, and need not feel as the others do.
    """
    answers = community.questionnaires
    if answers is None:
        return community
    wrote = member_totals(community)["n_messages"]
    kept = answers["member_id"].isin(wrote.index[wrote >= least])
    # What was remembered of the answers holds no longer.
    return replace(community, questionnaires=answers[kept], _memo={})


def estimate_table(*estimates: Estimate, of: Sequence[Community] = ()) -> Table:
    """Put estimates under one another: value, interval, n and k, or why there is no value.

    Parameters
    ----------
    *estimates : Estimate
    of : sequence of Community, optional
        Which community each estimate is of, where it is one figure of several; named beside the figure.

    Returns
    -------
    Table
        Shows itself; in the language in force.
    """
    heads = [say("panel_figure"), say("panel_value"), say("panel_interval"), "n", "k"]
    rows = [_row(found) for found in estimates]
    names = [f" · {community.caption()}" for community in of] or [""] * len(rows)
    return Table(heads, [[row[0] + name, *row[1:]] for row, name in zip(rows, names, strict=True)])


def wilson_span(k: int, n: int) -> str:
    """Write the interval of a share, k of n."""
    low, high = wilson(k, n)
    return interval(float(low), float(high), "share")


def _row(found: Estimate) -> list[str]:
    if not found.measurable:
        return [found.label, found.reason, "", "", ""]
    span = interval(found.low, found.high, found.unit)
    return [found.label, amount(found.value, found.unit), span, number(found.n), _count(found.k)]


def _count(k: float) -> str:
    return number(k) if k == k else MISSING  # NaN is not itself
