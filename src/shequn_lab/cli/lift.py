"""Lift of activities: one with its balance, all of a window, or how many members the next one needs."""

from __future__ import annotations

import csv
import json
import sys
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from shequn_lab.cli.options import COMMUNITY, END, START, one_of
from shequn_lab.cli.output import complain, plain, tell
from shequn_lab.terms import in_language, label, language, say, wrong_option
from shequn_lab.terms.formats import MISSING, amount, interval, number, percent

if TYPE_CHECKING:
    import pandas as pd

    from shequn_lab.metrics import Lift
    from shequn_lab.metrics.lift.community import Outcome
    from shequn_lab.model import Community


def lift(
    community: Annotated[str, COMMUNITY],
    activity: Annotated[str, typer.Option("--activity", help="help_lift_activity")] = "",
    outcome: Annotated[str, typer.Option("--outcome", help="help_lift_outcome")] = "active_days",
    power: Annotated[bool, typer.Option("--power", help="help_lift_power")] = False,
    on: Annotated[str, typer.Option("--on", help="help_lift_on")] = "",
    format: Annotated[str, typer.Option("--format", help="help_lift_format")] = "table",
    lang: Annotated[str, typer.Option("--lang", help="help_lift_lang")] = "",
    start: Annotated[str, START] = "",
    end: Annotated[str, END] = "",
) -> None:
    """Measure the lift of activities, or ask before one how many members it needs."""
    from shequn_lab.storage import open_community

    with in_language(lang or language()):
        kind = one_of(format, ("table", "json", "csv"))
        if power and activity:
            raise wrong_option("option_lift_together", first="--activity", second="--power")
        if on and not power:
            raise wrong_option("option_lift_on_alone")
        found = open_community(community)
        if start or end:
            found = found.between(start or found.observed.start, end or found.observed.end)
        counted = cast("Outcome", outcome)
        if power:
            _power(found, on, counted, kind)
        elif activity:
            _one(found, activity, counted, kind)
        else:
            _review(found, counted, kind)


def _review(community: Community, outcome: Outcome, kind: str) -> None:
    """List all activities of the window."""
    from shequn_lab.cli.terminal import busy, table
    from shequn_lab.metrics import lift_table
    from shequn_lab.reports.lift_words import masked_lifts, one_line, p_value, people, remark, shown

    with busy(say("cli_in_lift")):
        frame = lift_table(community, outcome=outcome)
    frame = masked_lifts(community, frame)
    if not _said_why(frame, kind) and kind == "table":
        heads = [(one_line("tab_lift_day"), ""), (say("cli_lift_id"), ""), (one_line("tab_lift_kind"), "")]
        heads += [(one_line(f"tab_lift_{name}"), "right") for name in ("participants", "pairs", "value")]
        heads += [(say("cli_interval"), "right"), (one_line("tab_lift_p"), "right")]
        heads += [(one_line("tab_lift_placebo"), "right"), (say("cli_note"), "")]
        rows = []
        for row in frame.to_dict("records"):
            ends = [interval(row[f"{name}low"], row[f"{name}high"], "relative") for name in ("", "placebo_")]
            numbers = [people(row["n_participants"]), number(row["n"]), percent(row["value"], signed=True), ends[0]]
            first = [f"{row['day']:%Y-%m-%d}", str(row["activity_id"]), label(str(row["kind"]))]
            rows.append([*first, *numbers, p_value(row["p_adjusted"]), ends[1], remark(row)])
        table(heads, rows)
        compared = number(frame["value"].notna().sum())
        tell(say("cli_lift_reviewed", n=number(len(frame)), k=compared, s=number(shown(frame))))
        tell(say("lift_limits"))
    if kind != "table":
        _write(frame, kind)


def _one(community: Community, activity: str, outcome: Outcome, kind: str) -> None:
    """Tell all that is known of one activity."""
    from shequn_lab.cli.terminal import busy
    from shequn_lab.metrics import activity_lift
    from shequn_lab.reports.suppression import is_small, masked

    with busy(say("cli_in_lift")):
        found = activity_lift(community, activity, outcome=outcome)
    estimates = [masked(community, e) for e in (found.estimate, found.placebo, found.before_after)]
    if kind == "csv":
        _rows([e.record() for e in estimates])
    elif kind == "json":
        few = not community.synthetic and bool(is_small(float("nan"), found.n_participants).any())
        record = {
            "activity": activity,
            "control": found.control,
            "n_participants": None if few else found.n_participants,
            "p": _bare(found.p),
            "estimates": [e.record() for e in estimates],
            "balance": _records(_balance(found).reset_index()),
        }
        sys.stdout.write(json.dumps(record, ensure_ascii=False, indent=2) + "\n")
    else:
        _tables(found, estimates)


def _balance(found: Lift) -> pd.DataFrame:
    """Return the balance of a lift that is told: that of a pair or two would tell of single people."""
    return found.balance[["smd_before", "smd_after"]] if found.estimate.measurable else found.balance.iloc[:0]


def _tables(found: Lift, estimates: list[Any]) -> None:
    from shequn_lab.cli.terminal import table
    from shequn_lab.reports.lift_words import change_alone, p_value, placebo_remark

    heads = [(say("cli_in_lift"), ""), (say("cli_value"), "right"), (say("cli_interval"), "right"), ("n", "right")]
    rows = []
    for e in estimates:
        known = [amount(e.value, e.unit), interval(e.low, e.high, e.unit), number(e.n), ""]
        rows.append([e.label, *(known if e.measurable else [MISSING, "", "", str(e.note)])])
    table([*heads, (say("cli_note"), "")], rows)
    lift, placebo, change = found.estimate, found.placebo, found.before_after
    if not lift.measurable:
        tell(change_alone(change.value, change.low, change.high, str(lift.note)))
        return
    heads = [
        (say(f"tab_balance_{name}"), "right" if name != "feature" else "") for name in ("feature", "before", "after")
    ]
    rows = [[label(str(name)), *(number(gap, 2) for gap in gaps)] for name, *gaps in _balance(found).itertuples()]
    table(heads, rows)
    for line in (say("tab_balance_source"), say("cli_lift_p", p=p_value(found.p)),
                 placebo_remark(placebo.low, placebo.high), say("lift_limits")):  # fmt: skip
        if line:
            tell(line)


def _power(community: Community, on: str, outcome: Outcome, kind: str) -> None:
    """Answer how many members the next activity needs."""
    from shequn_lab.cli.terminal import table
    from shequn_lab.metrics import lift_power
    from shequn_lab.reports.suppression import count

    frame = lift_power(community, on=on or None, outcome=outcome)
    if not _said_why(frame, kind) and kind == "table":
        heads = [(say("cli_lift_who"), ""), (say("cli_members"), "right"), (say("cli_lift_to_show"), "right")]
        heads += [(say("cli_lift_needed"), "right"), (say("cli_lift_least"), "right")]
        rows = []
        for row in frame.to_dict("records"):
            told = [count(community, row["n_members"]), percent(row["lift"], 0, signed=True)]
            told += [number(row["n_needed"]), percent(row["least_lift"], 0, signed=True)]
            rows.append([say(f"lift_power_{row['who']}"), *told])
        table(heads, rows)
    if kind != "table":
        _write(frame, kind)


def _said_why(frame: pd.DataFrame, kind: str) -> bool:
    """Say why there is nothing, if there is a reason; what goes into a file holds records alone."""
    if reason := frame.attrs.get("note"):
        (tell if kind == "table" else complain)(say("not_measurable_because", reason=reason))
    return bool(reason)


def _write(frame: pd.DataFrame, kind: str) -> None:
    if kind == "json":
        sys.stdout.write(json.dumps(_records(frame), ensure_ascii=False, indent=2) + "\n")
    else:
        _rows(_records(frame), list(frame.columns))


def _rows(records: list[dict[str, Any]], heads: list[str] | None = None) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(heads or records[0])
    for record in records:
        cells = [json.dumps(v, ensure_ascii=False) if isinstance(v, dict) else v for v in record.values()]
        writer.writerow([plain(cell) for cell in cells])


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): _bare(value) for name, value in row.items()} for row in frame.to_dict("records")]


def _bare(value: Any) -> Any:
    """Return days as ISO dates, and what is not known as nothing."""
    if hasattr(value, "date"):
        return value.date().isoformat()
    return None if value != value else value
