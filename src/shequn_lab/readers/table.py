"""The general reader: any table of who did what when becomes a community."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from secrets import token_bytes
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from shequn_lab.errors import ReadError
from shequn_lab.model import Community, Provenance, Window, build_community, clock
from shequn_lab.model.community import Roster as RosterState
from shequn_lab.readers import rejects as rejected_rows
from shequn_lab.readers.harvest import Harvest, harvest
from shequn_lab.readers.header import Wanted
from shequn_lab.readers.identities import People, key_for
from shequn_lab.readers.intake import Intake
from shequn_lab.readers.mapping import TableMapping
from shequn_lab.readers.mapping_check import Given, mapping_of
from shequn_lab.readers.roster import Roster, read_roster
from shequn_lab.readers.sources import Source, open_source, source_facts
from shequn_lab.readers.understanding import Understanding
from shequn_lab.storage import checksum
from shequn_lab.terms import say

DEFAULT_ZONE = "Asia/Shanghai"
DEFAULT_RUN_IN_DAYS = 30
#: How much of a file a dry run looks at [rows].
DRY_RUN_ROWS = 4_000


@dataclass(frozen=True)
class Imported:
    """What came of an import.

    Attributes
    ----------
    community : Community
    rejects : DataFrame
        Rows that could not be used: `line`, `column`, `value`, `reason`, `reason_id`.
    understood : Understanding
    """

    community: Community
    rejects: pd.DataFrame = field(repr=False)
    understood: Understanding = field(repr=False)


def read_table(
    path: str | Path,
    *,
    name: str,
    mapping: Given = None,
    timezone: str | None = None,
    keep_text: bool = False,
    assume_first_seen_is_join: bool = False,
    run_in_days: int | None = None,
    key: bytes | None = None,
) -> Imported:
    """Read a table of events (CSV, TSV, XLSX, Parquet, also gzipped) into a community.

    People become keyed pseudonyms, and texts are dropped, before anything is kept. Every row of the file
    ends up exactly one of kept, system, repeated or rejected; ``community.provenance.rows`` counts them.

    Parameters
    ----------
    path : str or Path
    name : str
        Short name of the community; importing again under the same name keeps the pseudonyms.
    mapping : TableMapping, mapping, str or Path, optional
        What the columns mean, or the YAML file that says so. Columns it does not name are looked for under
        the names exports use, in Chinese and English.
    timezone : str, optional
        IANA zone of times that do not name their own, and of the community's days; over the mapping's;
        ``Asia/Shanghai`` when neither says.
    keep_text : bool
        Keep texts, with phone numbers, addresses, ids and @names masked.
    assume_first_seen_is_join : bool
        Take the first interaction of a member without a known joining as the joining.
    run_in_days : int, optional
        Under that assumption, members first seen this early may be old ones [days]; over the mapping's;
        30 when neither says.
    key : bytes, optional
        Key of the pseudonyms; by default the one kept for `name` (see :func:`key_for`).

    Returns
    -------
    Imported

    Raises
    ------
    ReadError
        If the file cannot be understood: what was found, where, and what to do.
    OptionError, SchemaError
        If an option or the mapping makes no sense.

    Examples
    --------
    >>> imported = read_table("chat.csv", name="mothers")  # doctest: +SKIP
    >>> print(imported.understood)  # doctest: +SKIP
    """
    path = Path(path)
    rules = mapping_of(mapping)
    zone = _zone(timezone, rules)
    keep_text = keep_text or rules.keep_text
    source = open_source(path, rules, Wanted.by(rules))
    people = People(key_for(name) if key is None else key)
    intake = Intake(source, rules, zone, people, keep_text)
    for batch in source.batches(whole_rows=intake.whole_rows):
        intake.take(batch)
    reaped = harvest(intake, source)
    _refuse_nothing(reaped, source)
    roster = read_roster(rules, path, zone, people) if rules.members else None
    members, state = _members(reaped, roster, people, rules)
    observed = Window(*rules.observed, zone) if rules.observed else None
    _remark(reaped, roster, observed)
    run_in = run_in_days if run_in_days is not None else rules.run_in_days
    settings = _settings(rules, source, intake, zone, keep_text)
    community = build_community(
        name,
        events=reaped.events,
        members=members,
        timezone=zone,
        observed=observed,
        title=dict(rules.title),
        roster=state,
        assume_first_seen_is_join=assume_first_seen_is_join or rules.assume_first_seen_is_join,
        run_in_days=DEFAULT_RUN_IN_DAYS if run_in is None else run_in,
        provenance=Provenance(
            source=source.raw.name,
            reader="read_table",
            sha256=checksum(path),
            rows=reaped.rows,
            settings=settings,
            remarks=dict(reaped.remarks),
        ),
    )
    return Imported(community, reaped.rejects, _understanding(source, reaped, zone))


def understand(path: str | Path, *, mapping: Given = None, timezone: str | None = None) -> Understanding:
    """Look at the first few thousand rows of a table and say how :func:`read_table` would read it.

    Nothing is written, no key is made: the pseudonyms of the sample are not those of an import.

    Parameters
    ----------
    path, mapping, timezone
        As in :func:`read_table`.

    Returns
    -------
    Understanding
        ``print`` it.

    Raises
    ------
    ReadError, OptionError, SchemaError
        As :func:`read_table` does.
    """
    rules = mapping_of(mapping)
    zone = _zone(timezone, rules)
    source = open_source(path, rules, Wanted.by(rules))
    intake = Intake(source, rules, zone, People(token_bytes(32)), False)
    seen = 0
    complete = True
    for batch in source.batches(whole_rows=intake.whole_rows, batch_rows=DRY_RUN_ROWS):
        if seen >= DRY_RUN_ROWS:
            complete = False
            break
        intake.take(batch)
        seen += batch.lines.size
    return replace(_understanding(source, harvest(intake, source), zone), complete=complete)


def _zone(timezone: str | None, rules: TableMapping) -> str:
    chosen = timezone or rules.time.timezone or DEFAULT_ZONE
    clock.zone(chosen)
    return chosen


def _refuse_nothing(reaped: Harvest, source: Source) -> None:
    if reaped.rows["kept"]:
        return
    if not reaped.rows["rejected"]:
        raise ReadError(say("read_no_rows", file=source.raw.name), say("read_no_rows_remedy"))
    worst = rejected_rows.summary(reaped.rejects)
    reasons = say("list_comma").join(f"{say(reason)} × {n}" for reason, n in worst.items())
    line = int(reaped.rejects["line"].iloc[0])
    said = {"file": source.raw.name, "n": reaped.rows["rejected"], "reasons": reasons, "line": line}
    raise ReadError(say("read_all_rejected", **said), say("read_all_rejected_remedy"))


def _remark(reaped: Harvest, roster: Roster | None, observed: Window | None) -> None:
    """Note what the roster and the stated coverage show."""
    if roster is not None:
        unlisted = np.setdiff1d(reaped.writers, roster.members["code"].to_numpy()).size
        reaped.remarks.update({**roster.remarks, **({"read_remark_unlisted": unlisted} if unlisted else {})})
    if observed is not None:
        at = reaped.events["occurred_at"].cast(pa.int64()).to_numpy()
        outside = int(((at < observed.start_at) | (at >= observed.end_at)).sum())
        reaped.remarks.update({"read_remark_outside": outside} if outside else {})


def _members(
    reaped: Harvest, roster: Roster | None, people: People, rules: TableMapping
) -> tuple[pd.DataFrame, RosterState]:
    """Everybody known: who wrote, who was named, who is on the roster."""
    known = [reaped.writers, reaped.named, *([roster.members["code"].to_numpy()] if roster else [])]
    codes = np.unique(np.concatenate(known))
    members = pd.DataFrame({"code": codes})
    if roster is not None:
        members = members.merge(roster.members, on="code", how="left")
    members.insert(0, "member_id", pd.Series(people.named(members["code"]), dtype="str"))
    members = members.drop(columns="code").sort_values("member_id", ignore_index=True)
    silent = np.setdiff1d(reaped.named, reaped.writers).size
    inferred = "complete" if roster else "partial" if silent else "none"
    state: Any = rules.roster or inferred
    return members, state


def _settings(rules: TableMapping, source: Source, intake: Intake, zone: str, keep_text: bool) -> dict[str, Any]:
    """Choices that change the numbers; nothing here names a person or a folder."""
    settings: dict[str, Any] = {
        "columns": {use.role: use.column for use in source.header.uses},
        **source_facts(source),
        "timezone": zone,
        "repeated_by": list(intake.repeated_by),
        "keep_text": keep_text,
    }
    if "text" in intake.roles:
        derived = {"n_chars": "n_chars", "question": "is_question"}
        settings["from_text"] = [column for role, column in derived.items() if role not in intake.roles]
    if rules != TableMapping():
        plain = asdict(TableMapping())
        settings["mapping"] = {
            key: value for key, value in asdict(rules).items() if key in _STATED and value != plain[key]
        }
        # Senders are people or called after some.
        settings["n_system_senders"] = len(rules.system_senders)
    return settings


_STATED = ("kinds", "default_kind", "separator", "system_kinds", "roster", "roles", "header_line")


def _understanding(source: Source, reaped: Harvest, zone: str) -> Understanding:
    used = {use.position for use in source.header.uses}
    return Understanding(
        file=source.raw.name,
        kind=source.raw.kind,
        compression=source.raw.compression,
        encoding=source_facts(source).get("encoding", ""),
        delimiter=source.delimiter,
        sheet=source.sheet,
        header_line=source.header.line,
        columns=source.header.uses,
        ignored=tuple(name for i, name in enumerate(source.header.names) if i not in used and name),
        timezone=zone,
        time_forms=reaped.times.forms,
        time_examples=reaped.times.examples,
        day_first=reaped.times.day_first,
        rows=reaped.rows,
        reasons=rejected_rows.summary(reaped.rejects),
        remarks=dict(reaped.remarks),
        sample=reaped.sample(zone),
    )
