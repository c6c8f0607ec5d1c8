"""From a folder to a community."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from shequn_lab.errors import Problem, ReadError, SchemaError
from shequn_lab.model import Community, build_community
from shequn_lab.model.events import EventSource
from shequn_lab.model.schema import EVENTS, table_called
from shequn_lab.model.validation import stored_problems
from shequn_lab.storage.description import TRUTH, checksum, contents
from shequn_lab.storage.faults import readable
from shequn_lab.storage.parquet import ParquetEvents
from shequn_lab.storage.places import find_community
from shequn_lab.storage.tables import read_events_csv, read_small
from shequn_lab.terms import say


def open_community(name_or_folder: str | Path, *, verify: bool = True) -> Community:
    """Open a community by its folder or, for those that come with the package, by its name.

    Parameters
    ----------
    name_or_folder : str or Path
        A folder that holds ``community.yaml``, or a name such as ``"demo_mothers"``.
    verify : bool
        Compare each file with its checksum.

    Returns
    -------
    Community

    Raises
    ------
    ReadError, UnknownNameError, SchemaError
        If it is not there, was changed, or does not hold what it must.
    """
    facts, files = contents(find_community(name_or_folder))
    for path, digest in files.items():
        _intact(path, digest, verify)
    tables: dict[str, Any] = {path.stem: _opened(path) for path in files}
    return build_community(**tables, **facts)


def open_truth(name_or_folder: str | Path) -> dict[str, pd.DataFrame]:
    """Open what was planted in a simulated community; no metric reads it.

    Returns
    -------
    dict of str to DataFrame
        Empty where nothing is known to be planted.
    """
    folder = find_community(name_or_folder) / TRUTH
    return {path.stem: readable(path, pd.read_parquet) for path in sorted(folder.glob("*.parquet"))}


def check_community(name_or_folder: str | Path) -> Community:
    """Open a community and check everything, its events row by row included.

    Raises
    ------
    SchemaError
        With all problems: files that are lost, changed or unreadable, and what is wrong in the tables.
    """
    facts, files = contents(find_community(name_or_folder))
    problems: list[Problem] = []
    tables: dict[str, Any] = {}
    for path, digest in files.items():
        try:
            _intact(path, digest, verify=True)
        except ReadError as error:
            problems.append(Problem(path.name, "", "", error.found, error.remedy))
        if path.exists():
            try:
                opened = _opened(path)
                tables[path.stem] = opened.table() if isinstance(opened, ParquetEvents) else opened
            except ReadError as error:
                problems.append(Problem(path.name, "", "", error.found, error.remedy))
    if all(path.stem in tables for path in files):
        try:
            community = build_community(**tables, **facts)
        except SchemaError as error:
            problems += error.problems
        else:
            problems += stored_problems(tables["events"])
    if problems:
        raise SchemaError(problems)
    return community


def _opened(path: Path) -> pd.DataFrame | pa.Table | EventSource:
    if path.stem != EVENTS.name:
        return read_small(table_called(path.stem), path)
    return ParquetEvents(path) if path.suffix == ".parquet" else read_events_csv(path)


def _intact(path: Path, digest: str, verify: bool) -> None:
    if not path.exists():
        raise ReadError(say("store_lost", table=path.name), say("store_lost_remedy"))
    if verify and checksum(path) != digest:
        raise ReadError(say("store_damaged", table=path.name), say("store_damaged_remedy"))
