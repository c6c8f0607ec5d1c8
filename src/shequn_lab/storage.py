"""A community's folder on disk: ``community.yaml`` beside one file for each table.

Everything is written to a temporary folder first and put in place at the end, so a folder holds either
the old community or the new one. Checksums in ``community.yaml`` tell a changed or cut-off file.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib import resources
from pathlib import Path
from typing import Any, Literal, TypeVar

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
import yaml

from shequn_lab.errors import Problem, ReadError, SchemaError, ShequnError, UnknownNameError
from shequn_lab.model import Community, Provenance, Window, build_community
from shequn_lab.model.events import BATCH_ROWS, EventSource
from shequn_lab.model.schema import EVENTS, MEMBERS, POSTS, ROSTERS, Table
from shequn_lab.model.validation import stored_problems
from shequn_lab.terms import say, wrong_option

T = TypeVar("T")
FORMAT_VERSION = 1
DESCRIPTION = "community.yaml"
FORMATS = ("parquet", "csv")
_FILES = [f"{table.name}.{format}" for table in (MEMBERS, POSTS, EVENTS) for format in FORMATS]
#: What the machine itself leaves in folders.
_LITTER = (".DS_Store", "Thumbs.db", "desktop.ini")
_SETTINGS = ("roster", "synthetic", "assume_first_seen_is_join", "run_in_days", "coverage_stated")
_LIST_SEPARATOR = "|"
#: The mark at the start tells Excel that a file is UTF-8.
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
#: Beyond this size of its words, a column would be written, and read, word by word.
_DICTIONARY_BYTES = 1 << 26
_GROUP_ROWS = 1 << 20
_ARROW = {
    "instant": pa.timestamp("us", "UTC"),
    "day": pa.date32(),
    "count": pa.int64(),
    "number": pa.float64(),
    "flag": pa.bool_(),
}


class ParquetEvents:
    """Events in a Parquet file, read a batch at a time; the file never sits in memory as a whole."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with _readable(path, pq.ParquetFile) as file:
            self._n_rows = int(file.metadata.num_rows)
            self._columns = tuple(file.schema_arrow.names)

    @property
    def n_rows(self) -> int:
        """Number of events."""
        return self._n_rows

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns that are there."""
        return self._columns

    def batches(self, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """Hand over the named columns, a bounded number of rows at a time."""
        coded = [name for name in ("member_id", "kind", "topic_id", "place_id") if name in columns]
        with pq.ParquetFile(self._path, read_dictionary=coded) as file, ThreadPoolExecutor(1) as ahead:
            wanted = list(columns)
            # One row group is decoded while the one before it is worked on.
            waiting = ahead.submit(file.read_row_group, 0, wanted) if file.num_row_groups else None
            for group in range(file.num_row_groups):
                assert waiting is not None
                # One chunk a column: batches then begin at the same rows whichever columns are asked for.
                table = waiting.result().combine_chunks()
                if group + 1 < file.num_row_groups:
                    waiting = ahead.submit(file.read_row_group, group + 1, wanted)
                yield from table.to_batches(max_chunksize=BATCH_ROWS)

    def table(self) -> pa.Table:
        """Read everything into memory."""
        return _readable(self._path, pq.read_table)


# -- writing ---------------------------------------------------------------------------------------


def save_community(community: Community, folder: Path, *, format: Literal["parquet", "csv"] = "parquet") -> Path:
    """Write a community to its folder, whole or not at all.

    Parameters
    ----------
    community : Community
    folder : Path
        Created when it does not exist; an older community in it is replaced.
    format : {"parquet", "csv"}

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    ShequnError
        If `folder` holds something other than a community, or something beside one.
    """
    folder = Path(folder)
    if format not in FORMATS:
        raise wrong_option("option_not_one_of", found=format, known=", ".join(FORMATS))
    _refuse_strangers(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        sums = {path.name: checksum(path) for path in _write_tables(community, fresh, format)}
        text = yaml.safe_dump(_described(community, sums), allow_unicode=True, sort_keys=False)
        (fresh / DESCRIPTION).write_text(text, encoding="utf-8")
        _put_in_place(fresh, folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return folder


def _refuse_strangers(folder: Path) -> None:
    """Replace nothing but a community: whatever else is in the folder would be lost."""
    if not folder.exists():
        return
    held = sorted({path.name for path in folder.iterdir()} - set(_LITTER)) if folder.is_dir() else []
    if not folder.is_dir() or (held and DESCRIPTION not in held):
        raise ShequnError(say("store_exists", where=folder), say("store_exists_remedy"))
    if others := [name for name in held if name not in (DESCRIPTION, *_FILES)]:
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


def _write_tables(community: Community, folder: Path, format: str) -> Iterator[Path]:
    small = {MEMBERS: community.members, POSTS: community.posts}
    for table, frame in small.items():
        if frame is not None:
            held = [c.name for c in table.columns if c.name in frame and (c.required or frame[c.name].notna().any())]
            yield _write(_arrow_frame(table, frame[held]), folder / f"{table.name}.{format}")
    yield _write(community.event_source.table(), folder / f"events.{format}")


def _arrow_frame(table: Table, frame: pd.DataFrame) -> pa.Table:
    fields = [pa.field(name, _ARROW.get(table.column(name).dtype, pa.string())) for name in frame.columns]
    return pa.Table.from_pandas(frame, schema=pa.schema(fields), preserve_index=False)


def _write(table: pa.Table, path: Path) -> Path:
    if path.suffix == ".csv":
        with path.open("wb") as file:
            file.write(_BYTE_ORDER_MARK)
            pacsv.write_csv(_flat(table), file)
    else:
        write_parquet(table.replace_schema_metadata(None), path)
    return path


def write_parquet(table: pa.Table, path: Path) -> None:
    """Write a table so that its repeated words are read back fast."""
    # Repeated words are written as plain text: each row group then gets a small dictionary of its own words,
    # where one of the whole table would be stored, and read, again and again.
    plain = [pa.field(f.name, f.type.value_type if pa.types.is_dictionary(f.type) else f.type) for f in table.schema]
    schema = pa.schema(plain)
    with pq.ParquetWriter(path, schema, compression="zstd", dictionary_pagesize_limit=_DICTIONARY_BYTES) as writer:
        for start in range(0, max(1, table.num_rows), _GROUP_ROWS):
            writer.write_table(table.slice(start, _GROUP_ROWS).cast(schema))


def _flat(table: pa.Table) -> pa.Table:
    """Turn dictionaries and lists into plain text: CSV holds nothing else."""
    for position, field in enumerate(table.schema):
        if pa.types.is_list(field.type) or pa.types.is_large_list(field.type):
            texts = [None if v is None else _joined(v) for v in table[position].to_pylist()]
            table = table.set_column(position, field.name, pa.array(texts, pa.string()))
        elif pa.types.is_dictionary(field.type):
            table = table.set_column(position, field.name, table[position].cast(pa.string()))
        elif pa.types.is_timestamp(field.type):
            texts = table[position].to_pandas().dt.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
            table = table.set_column(position, field.name, pa.array(texts, pa.string(), from_pandas=True))
    # A spreadsheet must not take what somebody wrote for a formula; reading takes the mark off again.
    return _each_text(table, r"^(['=+\-@\t\r])", r"'\1")


def _each_text(table: pa.Table, pattern: str, replacement: str) -> pa.Table:
    for position, field in enumerate(table.schema):
        if pa.types.is_string(field.type):
            texts = pc.replace_substring_regex(table[position], pattern, replacement)
            table = table.set_column(position, field.name, texts)
    return table


def _joined(names: Sequence[str]) -> str:
    return _LIST_SEPARATOR.join(re.sub(r"([|\\])", r"\\\1", name) for name in names)


def _parted(text: str) -> list[str]:
    return [re.sub(r"\\(.)", r"\1", part, flags=re.DOTALL) for part in re.findall(r"(?:[^|\\]|\\.)+", text, re.DOTALL)]


def checksum(path: Path) -> str:
    """SHA-256 of a file, as hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _span(window: Window) -> dict[str, str]:
    return {"start": window.start.isoformat(), "end": window.end.isoformat()}


def _described(community: Community, sums: Mapping[str, str]) -> dict[str, Any]:
    origin = community.provenance
    return {
        "format": FORMAT_VERSION,
        "name": community.name,
        "title": dict(community.title),
        "timezone": community.timezone,
        "observed": _span(community.observed),
        "window": _span(community.window),
        **{name: getattr(community, name) for name in _SETTINGS},
        "interactions": list(community.interactions) if community.interactions is not None else None,
        "provenance": {
            "source": origin.source,
            "reader": origin.reader,
            "sha256": origin.sha256,
            "rows": dict(origin.rows),
            "settings": dict(origin.settings),
            "kinds_unknown": list(origin.kinds_unknown),
            "remarks": dict(origin.remarks),
        },
        "checksums": dict(sums),
    }


# -- reading ---------------------------------------------------------------------------------------


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
    facts, files = _contents(find_community(name_or_folder))
    for path, digest in files.items():
        _intact(path, digest, verify)
    paths = {path.stem: path for path in files}
    members, posts = (_small(table, paths.get(table.name)) for table in (MEMBERS, POSTS))
    events = paths["events"]
    source: EventSource | pa.Table = ParquetEvents(events) if events.suffix == ".parquet" else _events_csv(events)
    return build_community(events=source, members=members, posts=posts, **facts)


def check_community(name_or_folder: str | Path) -> Community:
    """Open a community and check everything, its events row by row included.

    Raises
    ------
    SchemaError
        With all problems: files that are lost, changed or unreadable, and what is wrong in the tables.
    """
    facts, files = _contents(find_community(name_or_folder))
    problems: list[Problem] = []
    tables: dict[str, Any] = {"members": None, "posts": None}
    for path, digest in files.items():
        try:
            _intact(path, digest, verify=True)
        except ReadError as error:
            problems.append(Problem(path.name, "", "", error.found, error.remedy))
        if path.exists():
            try:
                tables[path.stem] = _whole(path)
            except ReadError as error:
                problems.append(Problem(path.name, "", "", error.found, error.remedy))
    if all(tables.get(path.stem) is not None for path in files):
        try:
            community = build_community(**tables, **facts)
        except SchemaError as error:
            problems += error.problems
        else:
            problems += stored_problems(tables["events"])
    if problems:
        raise SchemaError(problems)
    return community


def _whole(path: Path) -> pd.DataFrame | pa.Table:
    if path.stem == EVENTS.name:
        return ParquetEvents(path).table() if path.suffix == ".parquet" else _events_csv(path)
    return _small(MEMBERS if path.stem == MEMBERS.name else POSTS, path)


def _contents(folder: Path) -> tuple[dict[str, Any], dict[Path, str]]:
    """Return what ``community.yaml`` says of a community, and its files with their checksums."""
    about = _read_description(folder)
    try:
        version = int(about.get("format", 0))
        if version > FORMAT_VERSION:
            found = say("store_newer", where=folder.name, found=version, known=FORMAT_VERSION)
            raise ReadError(found, say("store_newer_remedy"))
        sums = dict(about["checksums"])
        # Only names that we write: a description from elsewhere leads to no other file.
        if strange := [name for name in sums if name not in _FILES]:
            raise ValueError(strange[0])
        if EVENTS.name not in {Path(name).stem for name in sums}:
            raise KeyError(EVENTS.name)
        timezone = about["timezone"]
        windows = {key: Window(**about[key], timezone=timezone) for key in ("observed", "window")}
        settings = {key: about[key] for key in _SETTINGS}
        if settings["roster"] not in ROSTERS:
            raise ValueError(settings["roster"])
        if about["interactions"] is not None:
            settings["interactions"] = tuple(about["interactions"])
        origin = about["provenance"] | {"kinds_unknown": tuple(about["provenance"]["kinds_unknown"])}
        provenance = Provenance(**origin)
        names = {"name": str(about["name"]), "title": dict(about["title"])}
    except (KeyError, TypeError, ValueError) as error:
        if isinstance(error, ReadError):
            raise
        raise _unreadable(f"{folder.name}/{DESCRIPTION}", error) from None
    facts = {**names, "timezone": timezone, "provenance": provenance, **windows, **settings}
    return facts, {folder / name: str(digest) for name, digest in sums.items()}


def _unreadable(where: str, error: Exception) -> ReadError:
    why = error.found if isinstance(error, ShequnError) else str(error)
    return ReadError(say("store_unreadable", where=where, why=" ".join(why.split())), say("store_unreadable_remedy"))


def _readable(path: Path, read: Callable[[Path], T]) -> T:
    try:
        return read(path)
    except (pa.ArrowInvalid, OSError) as error:
        # Arrow names the whole path, which is nobody's business, and the file twice.
        raise _unreadable(path.name, OSError(str(error).replace(str(path), path.name))) from None


def _read_description(folder: Path) -> dict[str, Any]:
    try:
        about = yaml.safe_load((folder / DESCRIPTION).read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise _unreadable(f"{folder.name}/{DESCRIPTION}", error) from None
    if not isinstance(about, dict):
        raise _unreadable(f"{folder.name}/{DESCRIPTION}", TypeError(type(about).__name__))
    return about


def _intact(path: Path, digest: str, verify: bool) -> None:
    if not path.exists():
        raise ReadError(say("store_lost", table=path.name), say("store_lost_remedy"))
    if verify and checksum(path) != digest:
        raise ReadError(say("store_damaged", table=path.name), say("store_damaged_remedy"))


def _small(table: Table, path: Path | None) -> pd.DataFrame | None:
    if path is None:
        return None
    raw = _readable(path, pq.read_table) if path.suffix == ".parquet" else _csv(table, path)
    days = [i for i, field in enumerate(raw.schema) if pa.types.is_date32(field.type)]
    for position in days:
        raw = raw.set_column(position, raw.column_names[position], raw[position].cast(pa.timestamp("us")))
    return raw.to_pandas()


def _csv(table: Table, path: Path) -> pa.Table:
    types = {column.name: _ARROW.get(column.dtype, pa.string()) for column in table.columns}
    # Only an empty cell without quotes is missing: somebody may be called NA, and an empty text is a text.
    options = pacsv.ConvertOptions(
        column_types=types, null_values=[""], strings_can_be_null=True, quoted_strings_can_be_null=False
    )
    parse = pacsv.ParseOptions(newlines_in_values=True)
    # One thread: an error then names its row.
    way = pacsv.ReadOptions(use_threads=False)
    raw = _readable(path, lambda p: pacsv.read_csv(p, way, parse, options))
    return _each_text(raw, r"^'(['=+\-@\t\r])", r"\1")


def _events_csv(path: Path) -> pa.Table:
    table = _csv(EVENTS, path)
    if "mentions" in table.column_names:
        lists = [None if text is None else _parted(text) for text in table["mentions"].to_pylist()]
        column = pa.array(lists, pa.list_(pa.string()))
        table = table.set_column(table.column_names.index("mentions"), "mentions", column)
    return table


# -- where communities are -------------------------------------------------------------------------


def share(part: str) -> Path:
    """Folder of the files that come along: ``"data"`` or ``"templates"``.

    In a checkout they stand at the top level; an installed package carries them inside.
    """
    packed = Path(str(resources.files("shequn_lab"))) / "_share" / part
    if packed.is_dir():
        return packed
    top = Path(__file__).resolve().parents[2]
    return top / ("data" if part == "data" else "reports/templates")


def known_communities() -> dict[str, Path]:
    """Return the communities that come with the package, name to folder."""
    folder = share("data")
    found = sorted(folder.glob(f"*/{DESCRIPTION}")) if folder.is_dir() else []
    return {path.parent.name: path.parent for path in found}


def find_community(name_or_folder: str | Path) -> Path:
    """Return the folder of a community named by its path or, when it comes along, by its name."""
    folder = Path(name_or_folder)
    if (folder / DESCRIPTION).is_file():
        return folder
    known = known_communities()
    if str(name_or_folder) in known:
        return known[str(name_or_folder)]
    if folder.exists():
        raise ReadError(say("store_not_found", where=folder), say("store_not_found_remedy", known=", ".join(known)))
    if folder.name != str(name_or_folder):
        raise ReadError(say("store_no_folder", where=folder), say("store_not_found_remedy", known=", ".join(known)))
    raise UnknownNameError("community", str(name_or_folder), known)
