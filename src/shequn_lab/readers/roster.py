"""The second table: everybody who is a member, silent ones too."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from shequn_lab.errors import OptionError, ReadError
from shequn_lab.model.schema import ROLES
from shequn_lab.readers import times
from shequn_lab.readers.cells import unwrapped
from shequn_lab.readers.header import Wanted
from shequn_lab.readers.identities import People
from shequn_lab.readers.mapping import TableMapping, TimeRule
from shequn_lab.readers.roles import MEMBER_ROLES, known_words, plain
from shequn_lab.readers.sources import open_source
from shequn_lab.readers.times import TimeColumn
from shequn_lab.terms import say


@dataclass
class Roster:
    """Who is a member, and since when.

    Attributes
    ----------
    members : DataFrame
        Column `code` (number of the person) and what the file says in columns of the members table.
    remarks : dict
        Message id to count.
    file : str
        Name of the file.
    """

    members: pd.DataFrame
    remarks: dict[str, int] = field(default_factory=dict)
    file: str = ""


def roster_path(mapping: TableMapping, beside: Path) -> Path:
    """Where the members file is: inside the folder of the mapping, or of the data when there is no mapping file.

    Raises
    ------
    OptionError
        If it points outside that folder.
    """
    assert mapping.members is not None
    folder = (mapping.folder or beside.parent).resolve()
    path = (folder / mapping.members.file).resolve()
    if Path(mapping.members.file).is_absolute() or not path.is_relative_to(folder):
        raise OptionError(say("read_roster_outside"), say("read_roster_outside_remedy"))
    return path


def read_roster(mapping: TableMapping, beside: Path, timezone: str, people: People) -> Roster:
    """Read the members file that the mapping names.

    Raises
    ------
    ReadError, OptionError
        If it cannot be read, or lies elsewhere.
    """
    assert mapping.members is not None
    path = roster_path(mapping, beside)
    wanted = Wanted(dict(mapping.members.columns), None, MEMBER_ROLES, ("member",))
    # Encoding and delimiter of the events file say nothing about this one.
    own = TableMapping()
    source = open_source(path, own, wanted)
    columns: dict[str, list[pa.Array]] = {}
    for batch in source.batches(whole_rows=False):
        for role, values in batch.cells.items():
            columns.setdefault(role, []).append(values)
    if "member" not in columns:
        raise ReadError(say("read_no_rows", file=path.name), say("read_empty_remedy"))
    codes = np.concatenate([people.codes(values) for values in columns["member"]])
    frame = pd.DataFrame({"code": codes})
    remarks: dict[str, int] = {}
    for role in ("joined", "left"):
        if role in columns:
            strange = _moments(frame, role, columns[role], source, mapping, timezone)
            remarks["read_remark_roster_dates"] = remarks.get("read_remark_roster_dates", 0) + strange
    if "role" in columns:
        frame["role"], remarks["read_remark_roster_roles"] = _roles(columns["role"], mapping)
    remarks["read_remark_roster_nobody"] = int((codes < 0).sum())
    frame = frame[frame["code"] >= 0]
    remarks["read_remark_roster_twice"] = int(frame["code"].duplicated().sum())
    frame = frame.drop_duplicates("code", ignore_index=True)
    return Roster(frame, {remark: n for remark, n in remarks.items() if n}, path.name)


def _moments(
    frame: pd.DataFrame, role: str, values: list[pa.Array], source: Any, mapping: TableMapping, timezone: str
) -> int:
    """Fill ``joined_on``/``joined_at`` or ``left_on``/``left_at``; return how many cells could not be read."""
    # The format of the events' times says nothing about dates, the order of day and month does.
    rule = TimeRule(day_first=mapping.time.day_first)
    column = TimeColumn(rule, timezone, shift_days=source.shift_days, days=True, where=f"{source.raw.name}: {role}")
    for part in values:
        column.add(part)
    read = column.finish()
    day, instant = read.fault == times.DAY, read.fault == times.FINE
    at = pd.Series(pd.DatetimeIndex(read.at.view("M8[us]")))
    frame[f"{role}_on"] = at.where(pd.Series(day)).dt.normalize()
    frame[f"{role}_at"] = at.where(pd.Series(instant)).dt.tz_localize("UTC")
    return int((~day & ~instant & (read.fault != times.MISSING)).sum())


def _roles(values: list[pa.Array], mapping: TableMapping) -> tuple[pd.Series, int]:
    words = pa.chunked_array(values).combine_chunks()
    coded = pc.dictionary_encode(pc.fill_null(words, ""))
    chosen = {plain(word): role for word, role in mapping.roles.items()}
    known = {**known_words("roles"), **{role: role for role in ROLES}, **chosen}
    table = [known.get(plain(unwrapped(word))) for word in coded.dictionary.to_pylist()]
    strange = [
        bool(word.strip()) and role is None for word, role in zip(coded.dictionary.to_pylist(), table, strict=True)
    ]
    codes = coded.indices.to_numpy()
    roles = pd.Series(np.array([*table, None], dtype=object)[codes] if len(table) else [], dtype="str")
    return roles, int(np.array([*strange, False])[codes].sum())
