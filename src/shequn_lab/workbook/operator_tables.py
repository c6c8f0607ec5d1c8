"""Tables of chapter 04: what operators do, who could become one, and what points pay for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

import pyarrow as pa

from shequn_lab.chapters.operations import IncentiveRules, incentive_ledger, operator_appraisal
from shequn_lab.metrics import mean_daily_active
from shequn_lab.model import Community, build_community
from shequn_lab.rollups import activity
from shequn_lab.terms import label, say
from shequn_lab.terms.formats import MISSING, amount, interval, number, percent
from shequn_lab.terms.tiers import tier_name
from shequn_lab.tiers import RuleTiers, member_features
from shequn_lab.workbook.table import Table
from shequn_lab.workbook.tier_tables import Rows, table_or_reason

_UNITS = {
    "operator_answer_share": "share",
    "reply_latency": "seconds",
    "operator_pushes": "number",
    "operator_posts": "number",
}


def appraisal_table(community: Community) -> Table:
    """Show what each operator does, each figure with its interval.

    Parameters
    ----------
    community : Community

    Returns
    -------
    Table
        In the order of the members table, which is no ranking; columns as in
        :func:`~shequn_lab.chapters.operations.operator_appraisal`.
    """
    found = operator_appraisal(community)
    heads = [label("operator"), *(label(figure) for figure in _UNITS)]
    if found.empty:
        reason = say("not_measurable_because", reason=found.attrs["note"])
        return Table(heads, [[label("operator"), reason, *[""] * (len(heads) - 2)]])
    rows = []
    for operator, figures in found.set_index("figure", append=True).groupby(level="operator", sort=False):
        rows.append([str(operator), *(_figure(figures.loc[(operator, name)], unit) for name, unit in _UNITS.items())])
    return Table(heads, rows)


def _figure(row: Mapping[str, float], unit: str) -> str:
    if row["value"] != row["value"]:  # NaN is not itself
        return MISSING
    if unit == "number":
        value, ends = number(row["value"], 2), f"{number(row['low'], 2)}–{number(row['high'], 2)}"
    else:
        value, ends = amount(row["value"], unit), interval(row["low"], row["high"], unit)
    return say("tiers_share", share=value, ends=ends)


def helper_table(community: Community, day: dt.date | str, *, most: int = 6) -> Table:
    """List the members who answered most questions in the 30 days up to a day.

    Parameters
    ----------
    community : Community
    day : date or str
    most : int

    Returns
    -------
    Table
        Answers, replies, active weeks of the last four, tier; operators are no members.
    """
    shown = ("n_answers", "n_replies_given", "n_active_weeks")
    heads = [say("cli_member"), *(say(f"tiers_feature_{name}") for name in shown), say("cli_in_tiers")]

    def rows() -> Rows:
        features = member_features(community, day)
        tiers = RuleTiers().cut(features)
        top = features.dropna(subset=["n_answers"]).nlargest(most, "n_answers")
        counts = {who: [number(row[name]) for name in shown] for who, row in top.iterrows()}
        return [[str(who), *told, tier_name(tiers[who])] for who, told in counts.items()]

    return table_or_reason(heads, rows)


def chopped_messages(community: Community, *, n_members: int = 10, parts: int = 5) -> Community:
    """Return the community as it were if its busiest writers sent every message in pieces.

    Parameters
    ----------
    community : Community
    n_members : int
        So many members, those with most messages in the record.
    parts : int
        Pieces of each of their messages, a second apart.

    Returns
    -------
    Community
        Nothing more is said in it, only in more messages. Who answered whom is not kept.
    """
    spoken = activity(community, kinds="speaking")
    totals = spoken.totals(0, spoken.n_days)
    busiest = spoken.members[(-totals).argsort(kind="stable")[:n_members]]
    events = community.events
    theirs = events[(events["kind"] == "message") & events["member_id"].isin(busiest)]
    columns = ["member_id", "occurred_at", "kind"]
    later = (theirs["occurred_at"] + dt.timedelta(seconds=i) for i in range(1, parts))
    pieces = [events[columns], *(theirs[columns].assign(occurred_at=at) for at in later)]
    tables = [pa.Table.from_pandas(p.astype({"member_id": str, "kind": str}), preserve_index=False) for p in pieces]
    built = build_community(
        community.name,
        events=pa.concat_tables(tables),
        members=community.members,
        timezone=community.timezone,
        observed=community.observed,
        window=community.window,
        provenance=community.provenance,
    )
    return replace(community, event_source=built.event_source, _memo={})


def chopping_table(community: Community, rules: Mapping[str, IncentiveRules]) -> Table:
    """Compare what points pay before and after the busiest ten send every message in five pieces.

    Parameters
    ----------
    community : Community
    rules : mapping of str to IncentiveRules
        Rules to compare, by the name they are shown under.

    Returns
    -------
    Table
        Messages, mean daily active members, and under each of the rules all points and the share of them that goes
        to the ten members with most points.
    """
    both = (community, chopped_messages(community))
    rows = [
        [say("tiers_chop_messages"), *(number((c.events["kind"] == "message").sum()) for c in both)],
        [label("mean_daily_active"), *(number(float(mean_daily_active(c)), 1) for c in both)],
    ]
    for name, rule in rules.items():
        balances = [incentive_ledger(c, rules=rule).balances() for c in both]
        shares = [percent(b.nlargest(10).sum() / b.sum()) if b.sum() else MISSING for b in balances]
        rows.append([say("tiers_chop_points", rules=name), *(number(b.sum()) for b in balances)])
        rows.append([say("tiers_chop_top", rules=name), *shares])
    return Table(["", say("tiers_chop_before"), say("tiers_chop_after")], rows)
