"""Tiers of members, and the silent ones of a period."""

from __future__ import annotations

import csv
import json
import sys
from typing import TYPE_CHECKING, Annotated, cast

import typer

from shequn_lab.cli.options import COMMUNITY, one_of
from shequn_lab.cli.output import complain, plain, tell
from shequn_lab.terms import say
from shequn_lab.terms.formats import MISSING, interval, number, percent

if TYPE_CHECKING:
    import pandas as pd

    from shequn_lab.model import Community
    from shequn_lab.tiers.assign import Method


def tiers(
    community: Annotated[str, COMMUNITY],
    on: Annotated[str, typer.Option("--on", help="help_tiers_on")] = "",
    method: Annotated[str, typer.Option("--method", help="help_tiers_method")] = "rules",
    format: Annotated[str, typer.Option("--format", help="help_tiers_format")] = "table",
    silent_since: Annotated[str, typer.Option("--silent-since", help="help_tiers_silent")] = "",
) -> None:
    """Put members into tiers, or list who was silent."""
    from shequn_lab.cli.terminal import busy
    from shequn_lab.model import clock
    from shequn_lab.storage import open_community
    from shequn_lab.tiers import assign_tiers, silent_members

    kind = one_of(format, ("table", "csv", "json"))
    found = open_community(community)
    day = clock.as_date(on) if on else found.whole.last_day
    with busy(say("cli_in_tiers")):
        if silent_since:
            frame = silent_members(found, silent_since, clock.day_date(clock.day_number(day) + 1))
        else:
            frame = assign_tiers(found, day, method=cast("Method", method))
    remarks = [str(frame.attrs.get("note", "")), "" if found.roster == "complete" else say("tiers_no_roster")]
    if kind != "table":
        _write(frame, kind)
    elif silent_since:
        _silent_table(frame)
        remarks.insert(0, say("cli_silent_found", k=number(len(frame)), start=silent_since, end=day))
    else:
        _tier_table(found, frame)
    for remark in filter(None, remarks):
        # What goes into a file holds records alone.
        (tell if kind == "table" else complain)(remark)


def _write(frame: pd.DataFrame, kind: str) -> None:
    """Write one row a member; what is not known stays empty."""
    rows = frame.reset_index().astype(object).where(frame.reset_index().notna(), None).to_dict("records")
    rows = [{name: _bare(value) for name, value in row.items()} for row in rows]
    if kind == "json":
        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2) + "\n")
        return
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow([frame.index.name, *frame.columns])
    writer.writerows([[plain(value) for value in row.values()] for row in rows])


def _bare(value: object) -> object:
    """Return numbers as Python's own, days as ISO dates."""
    if hasattr(value, "date"):
        return value.date().isoformat()
    number = value.item() if hasattr(value, "item") else value
    return int(number) if isinstance(number, float) and number.is_integer() else number


def _tier_table(community: Community, frame: pd.DataFrame) -> None:
    from shequn_lab.cli.terminal import table
    from shequn_lab.reports.suppression import SMALLEST, masked_mix
    from shequn_lab.terms.tiers import tier_name
    from shequn_lab.tiers import tier_sizes

    rows = []
    knows_new = community.knows_joins or community.assume_first_seen_is_join
    for tier, row in masked_mix(community, tier_sizes(frame["tier"], knows_new=knows_new)).iterrows():
        share = [percent(row["value"]), interval(row["low"], row["high"], "share")]
        # Of how many a part is one is known from a complete roster alone.
        told = not row["suppressed"] and community.roster == "complete"
        count = f"<{SMALLEST}" if row["suppressed"] else number(row["k"])
        rows.append([tier_name(tier), count, *(share if told else (MISSING, ""))])
    table([(say("cli_in_tiers"), ""), (say("cli_members"), "right"), (say("cli_share"), "right"),
           (say("cli_interval"), "right")], rows)  # fmt: skip


def _silent_table(frame: pd.DataFrame) -> None:
    from shequn_lab.cli.terminal import table

    heads = [(say("cli_member"), ""), (say("cli_last_message"), ""), (say("cli_silent_days"), "right")]
    heads += [(say("cli_messages_before"), "right"), (say("cli_other_interactions"), "right")]
    rows = []
    for member, row in frame.iterrows():
        never = row["last_message_on"] is None or row["last_message_on"] != row["last_message_on"]
        last = say("tiers_never_wrote") if never else row["last_message_on"].date().isoformat()
        counts = (row["days_since_message"], row["n_messages_before"], row["n_interactions"])
        rows.append([str(member), last, *(number(float(value)) for value in counts)])
    table(heads, rows)
