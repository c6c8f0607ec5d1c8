"""The mapping: what a file's columns and words mean, written down by whoever knows the file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from shequn_lab.errors import ReadError
from shequn_lab.terms import say

_LIMIT_BYTES = 1 << 20


@dataclass(frozen=True)
class TimeRule:
    """How times are written.

    Attributes
    ----------
    format : str
        ``strptime`` format, when none of the known ones fits.
    timezone : str
        IANA zone of times that do not name their own.
    day_first : bool or None
        Order of ``3/6/2021``; ``None`` to infer it from the whole column.
    """

    format: str = ""
    timezone: str = ""
    day_first: bool | None = None


@dataclass(frozen=True)
class MembersFile:
    """A second table that holds the complete roster.

    Attributes
    ----------
    file : str
        Relative to the mapping file.
    columns : mapping
        Role (``member``, ``joined``, ``left``, ``role``) to column.
    """

    file: str
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class TableMapping:
    """What the columns and words of one kind of file mean; the keys of a mapping file, one for one.

    Attributes
    ----------
    columns : mapping
        Role to column name; roles left out are looked for under the names exports use.
    separator : str
        Between several people in one cell; empty for any of ``, ; |``, their Chinese forms and spaces.
    kinds, roles : mapping
        Word of the source to word of the house.
    default_kind : str
        Kind of rows that name none.
    time : TimeRule
    observed : tuple of date, or None
        First day the source covers and first day after.
    title : mapping
        Title in each language.
    system_senders, system_kinds : tuple of str
        Senders and kinds whose rows are notices of the platform.
    header_line : int or None
        Line of the header, counted from 1; ``None`` to look for it.
    sheet, encoding, delimiter : str
        Empty to find out.
    quoted : bool
        Whether ``"`` encloses cells; false for exports that write quotes as they come.
    repeated_by : tuple of str, or None
        Roles that make two rows the same event; ``("row",)`` for rows alike in every cell, empty for never.
        ``None``: by event id where there is one, by the whole row otherwise.
    assume_first_seen_is_join, keep_text : bool
    run_in_days : int or None
    roster : str
        ``complete``, ``partial``, ``none``, or empty to infer it.
    members : MembersFile or None
    name : str
        Name of the mapping file, for messages.
    folder : Path or None
        Where the mapping file lies.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    separator: str = ""
    kinds: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    default_kind: str = "message"
    time: TimeRule = field(default_factory=TimeRule)
    observed: tuple[dt.date, dt.date] | None = None
    title: Mapping[str, str] = field(default_factory=dict)
    system_senders: tuple[str, ...] = ()
    system_kinds: tuple[str, ...] = ()
    header_line: int | None = None
    sheet: str = ""
    encoding: str = ""
    delimiter: str = ""
    quoted: bool = True
    repeated_by: tuple[str, ...] | None = None
    assume_first_seen_is_join: bool = False
    keep_text: bool = False
    run_in_days: int | None = None
    roster: str = ""
    members: MembersFile | None = None
    name: str = ""
    folder: Path | None = None


def load_yaml(path: Path) -> Any:
    """Read a small YAML file, safely.

    Raises
    ------
    ReadError
        If it is missing, too large, or not plain YAML; tags are refused.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_LIMIT_BYTES + 1)
    except OSError as error:
        raise ReadError(
            say("read_mapping_missing", file=path.name, why=error.strerror or type(error).__name__),
            say("read_mapping_missing_remedy"),
        ) from None
    if len(data) > _LIMIT_BYTES:
        raise ReadError(say("read_mapping_big", file=path.name), say("read_mapping_remedy"))
    try:
        return yaml.safe_load(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        said = say("read_bytes", file=path.name, encoding="UTF-8", byte=hex(data[error.start]), position=error.start)
        raise ReadError(said, say("read_mapping_utf8")) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        why = getattr(error, "problem", None) or type(error).__name__
        line = mark.line + 1 if mark else "?"
        raise ReadError(
            say("read_mapping_yaml", file=path.name, line=line, why=why), say("read_mapping_remedy")
        ) from None
