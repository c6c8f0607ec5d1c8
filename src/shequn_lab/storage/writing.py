"""From a community to its folder, whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np
import pandas as pd
import pyarrow as pa
import yaml

from shequn_lab.errors import ShequnError
from shequn_lab.model import Community, build_community
from shequn_lab.model.schema import EVENTS, table_called
from shequn_lab.model.validation import INSTANT
from shequn_lab.storage.description import DESCRIPTION, FILES, TRUTH, checksum, described
from shequn_lab.storage.parquet import ParquetEvents, ParquetWriter
from shequn_lab.storage.tables import FORMATS, arrow_frame, write_table
from shequn_lab.terms import say, wrong_option

#: What the machine itself leaves in folders.
_LITTER = (".DS_Store", "Thumbs.db", "desktop.ini")


def save_community(
    community: Community,
    folder: Path,
    *,
    format: Literal["parquet", "csv"] = "parquet",
    truth: Mapping[str, pd.DataFrame] | None = None,
) -> Path:
    """Write a community to its folder, whole or not at all.

    Parameters
    ----------
    community : Community
    folder : Path
        Created when it does not exist; an older community in it is replaced.
    format : {"parquet", "csv"}
    truth : mapping of str to DataFrame, optional
        What was planted in a simulated community; kept in ``truth/``, apart from the tables.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    ShequnError
        If `folder` holds something other than a community, or something beside one.
    """
    if format not in FORMATS:
        raise wrong_option("option_not_one_of", found=format, known=", ".join(FORMATS))
    with _fresh(Path(folder)) as fresh:
        events = write_table(community.event_source.table(), fresh / f"{EVENTS.name}.{format}")
        _complete(community, fresh, events, truth)
    return Path(folder)


class CommunityWriter:
    """Writes a community whose events come in parts, whole or not at all; they never sit in memory together.

    >>> with CommunityWriter(folder) as writer:  # doctest: +SKIP
    ...     for part in parts:
    ...         writer.add(part)
    ...     writer.complete("big", members=members, timezone="Asia/Shanghai", provenance=provenance)

    Without :meth:`complete`, or after an error, nothing is left behind.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = Path(folder)
        self._steps = ExitStack()
        self._last = np.iinfo(np.int64).min

    def __enter__(self) -> Self:
        with ExitStack() as steps:
            self._fresh = steps.enter_context(_fresh(self._folder))
            self._events = self._fresh / f"{EVENTS.name}.parquet"
            self._file = steps.enter_context(ParquetWriter(self._events))
            self._steps = steps.pop_all()
        return self

    def __exit__(self, *failure: Any) -> None:
        self._steps.__exit__(*failure)

    def add(self, events: pa.Table) -> None:
        """Take the next events: columns of ``model.schema.EVENTS``, in the order of time, after all before.

        Raises
        ------
        ValueError
            If they are not.
        """
        at = events["occurred_at"].cast(INSTANT).cast(pa.int64()).to_numpy()
        if at.size and (at[0] < self._last or np.any(at[1:] < at[:-1])):
            raise ValueError("events must come in the order of time")
        self._last = at[-1] if at.size else self._last
        self._file.add(events)

    def complete(self, name: str, *, truth: Mapping[str, pd.DataFrame] | None = None, **facts: Any) -> None:
        """Check the other tables and put the folder in place when the block ends.

        Parameters
        ----------
        name : str
        truth : mapping of str to DataFrame, optional
        **facts
            As for :func:`shequn_lab.build_community`, events apart.
        """
        self._file.close()
        community = build_community(name, events=ParquetEvents(self._events), **facts)
        _complete(community, self._fresh, self._events, truth)


@contextmanager
def _fresh(folder: Path) -> Iterator[Path]:
    """Give an empty folder that takes the place of `folder` at the end, if it is complete by then."""
    _refuse_strangers(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        yield fresh
        if (fresh / DESCRIPTION).exists():
            _put_in_place(fresh, folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _complete(community: Community, fresh: Path, events: Path, truth: Mapping[str, pd.DataFrame] | None) -> None:
    """Write the small tables, the planted truth and the description beside the events."""
    tables = [
        write_table(arrow_frame(table_called(name), frame), fresh / f"{name}{events.suffix}")
        for name, frame in community.tables().items()
    ]
    for name, frame in (truth or {}).items():
        (fresh / TRUTH).mkdir(exist_ok=True)
        frame.to_parquet(fresh / TRUTH / f"{name}.parquet")
    sums = {path.name: checksum(path) for path in (*tables, events)}
    text = yaml.safe_dump(described(community, sums), allow_unicode=True, sort_keys=False)
    (fresh / DESCRIPTION).write_text(text, encoding="utf-8")


def _refuse_strangers(folder: Path) -> None:
    """Replace nothing but a community: whatever else is in the folder would be lost."""
    if not folder.exists():
        return
    held = sorted({path.name for path in folder.iterdir()} - set(_LITTER)) if folder.is_dir() else []
    if not folder.is_dir() or (held and DESCRIPTION not in held):
        raise ShequnError(say("store_exists", where=folder), say("store_exists_remedy"))
    if others := [name for name in held if name not in (DESCRIPTION, TRUTH, *FILES)]:
        found = say("store_strangers", where=folder, names=", ".join(others[:5]))
        raise ShequnError(found, say("store_exists_remedy"))


def _put_in_place(fresh: Path, folder: Path) -> None:
    old = folder.with_name(f".{folder.name}-old")
    try:
        if folder.exists():
            shutil.rmtree(old, ignore_errors=True)
            folder.replace(old)
        fresh.replace(folder)
    except BaseException:
        # Ctrl-C between the two steps, too, must not leave the community away.
        if old.exists() and not folder.exists():
            old.replace(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)
    folder.chmod(0o755)
