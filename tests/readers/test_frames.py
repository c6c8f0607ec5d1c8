"""A frame in hand: the same community from every engine, whatever the machine's clock says."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from shequn_lab.errors import OptionError, UnknownNameError
from shequn_lab.model import Community, Window
from shequn_lab.readers import community_from_events

NAIVE = pd.DataFrame(
    {
        "who": ["an", "bo", "an", "chen"],
        "at": pd.to_datetime(
            ["2024-12-13 23:59:59", "2024-12-14 00:00:00", "2025-03-09 02:30:00", "2024-11-03 01:30:00"]
        ),
        "what": ["message", "like", "view", "message"],
    }
)
AWARE = NAIVE.assign(at=NAIVE["at"].dt.tz_localize("UTC").dt.tz_convert("Asia/Tokyo"))


def from_duckdb(frame: pd.DataFrame) -> Any:
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'America/New_York'")
    connection.register("source", frame)
    return connection.sql("SELECT * FROM source")


ENGINES: dict[str, Callable[[pd.DataFrame], Any]] = {
    "pandas": lambda frame: frame,
    "pandas in nanoseconds": lambda frame: frame.assign(at=frame["at"].dt.as_unit("ns")),
    "pandas with categories": lambda frame: frame.astype({"who": "category", "what": "category"}),
    "pandas with objects": lambda frame: frame.astype({"who": object, "what": object}),
    "polars": pl.from_pandas,
    "polars lazy": lambda frame: pl.from_pandas(frame).lazy(),
    "polars categorical": lambda frame: pl.from_pandas(frame).with_columns(pl.col("who").cast(pl.Categorical)),
    "polars milliseconds": lambda frame: pl.from_pandas(frame).with_columns(pl.col("at").dt.cast_time_unit("ms")),
    "pyarrow": lambda frame: pa.Table.from_pandas(frame),
    "pyarrow seconds": lambda frame: pa.Table.from_pandas(frame.assign(at=frame["at"].dt.as_unit("s"))),
    "pyarrow in pieces": lambda frame: pa.concat_tables(
        [pa.Table.from_pandas(frame[:2]), pa.Table.from_pandas(frame[2:])]
    ),
    "duckdb": from_duckdb,
}


def facts(frame: Any, zone: str = "America/New_York") -> tuple[Any, ...]:
    community = make(frame, zone)
    events = community.events
    return (
        [int(t) for t in events["occurred_at"].dt.as_unit("us").astype("int64")],
        events["member_id"].astype(str).tolist(),
        events["kind"].astype(str).tolist(),
        dict(community.provenance.remarks),
        str(community.observed),
    )


def make(frame: Any, zone: str = "America/New_York", **options: Any) -> Community:
    return community_from_events(frame, **{"member": "who", "at": "at", "kind": "what", "timezone": zone, **options})


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("frame", [NAIVE, AWARE], ids=["naive", "aware"])
def test_every_engine_gives_the_same_community(engine: str, frame: pd.DataFrame) -> None:
    assert facts(ENGINES[engine](frame)) == facts(frame)


def test_naive_times_are_wall_clock_in_the_zone_and_aware_ones_are_instants() -> None:
    naive, aware = make(NAIVE, "Asia/Shanghai"), make(AWARE, "Asia/Shanghai")
    assert str(naive.events["occurred_at"].max()) == "2025-03-08 18:30:00+00:00"
    assert str(aware.events["occurred_at"].max()) == "2025-03-09 02:30:00+00:00"


def test_clock_changes_are_met_and_counted() -> None:
    instants, _, _, remarks, _ = facts(NAIVE)
    assert remarks == {"read_remark_clock_twice": 1, "read_remark_clock_skipped": 1}
    assert str(pd.Timestamp(instants[0], unit="us")) == "2024-11-03 05:30:00"


@pytest.mark.parametrize(
    "zone", [*(pytest.param(zone, marks=pytest.mark.slow) for zone in ("UTC", "Asia/Shanghai")), "America/New_York"]
)
def test_machine_clock_does_not_matter(zone: str) -> None:
    code = (
        "import test_frames as t; print([t.facts(make(f)) for f in (t.NAIVE, t.AWARE) for make in t.ENGINES.values()])"
    )
    here = Path(__file__).parent
    paths = [str(here), str(here.parents[1] / "src")]
    run = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "TZ": zone, "PYTHONPATH": os.pathsep.join(paths)},
        capture_output=True,
        text=True,
        check=True,
    )
    expected = [facts(make(frame)) for frame in (NAIVE, AWARE) for make in ENGINES.values()]
    assert run.stdout.strip() == str(expected)


def test_duckdb_connection_is_left_as_it_was() -> None:
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'Asia/Tokyo'")
    relation = connection.sql(
        "SELECT unnest(['an', 'bo']) AS who, TIMESTAMPTZ '2024-12-13 20:00:00+08' AS at, 'message' AS what, 1 AS extra"
    )
    assert str(make(relation).events["occurred_at"][0]) == "2024-12-13 12:00:00+00:00"
    assert connection.sql("SELECT current_setting('TimeZone')").fetchall() == [("Asia/Tokyo",)]
    assert make(relation).event_source.n_rows == 2


@pytest.mark.parametrize(
    "members",
    [[1, 2, 1, 3], np.array([1, 2, 1, 3], dtype="uint8"), [1.0, 2.0, 1.0, 3.0], pd.array([1, 2, 1, 3], dtype="Int64")],
    ids=["int", "uint8", "float", "Int64"],
)
def test_members_may_be_numbers_and_stay_as_they_are(members: Any) -> None:
    assert make(NAIVE.assign(who=members)).members["member_id"].tolist() == ["1", "2", "3"]


def test_iso_texts_are_read_and_other_texts_refused() -> None:
    texts = NAIVE.assign(at=NAIVE["at"].dt.strftime("%Y-%m-%d %H:%M:%S"))
    assert facts(texts) == facts(NAIVE)
    assert facts(AWARE.assign(at=AWARE["at"].map(lambda t: t.isoformat()))) == facts(AWARE)
    with pytest.raises(OptionError, match="4 rows are not ISO 8601"):
        make(NAIVE.assign(at=NAIVE["at"].dt.strftime("%d/%m/%Y %H:%M")))
    with pytest.raises(OptionError, match="1 row is no instant"):
        make(NAIVE.assign(at=["2024-12-13 20:00", "2024-13-13 20:00", "2024-12-13 20:00", "2024-12-13 20:00"]))


BAD: dict[str, tuple[Callable[[], Any], str]] = {
    "days": (lambda: pl.from_pandas(NAIVE).with_columns(pl.col("at").cast(pl.Date)), "a day is not an instant"),
    "python days": (lambda: NAIVE.assign(at=NAIVE["at"].dt.date), "a day is not an instant"),
    "numbers as times": (lambda: NAIVE.assign(at=[1, 2, 3, 4]), "not a time .*unit"),
    "missing time": (lambda: NAIVE.assign(at=[pd.NaT, *NAIVE["at"][1:]]), "'at' holds nothing in 1 of 4 rows"),
    "missing member": (lambda: NAIVE.assign(who=["an", None, None, "bo"]), "'who' holds nothing in 2 of 4 rows"),
    "missing number": (lambda: NAIVE.assign(who=[1.0, float("nan"), 2.0, 3.0]), "holds nothing in 1 of 4"),
    "blank member": (lambda: NAIVE.assign(who=["an", " ", "", "bo"]), "'who' holds nothing in 2 of 4 rows"),
    "missing kind": (lambda: NAIVE.assign(what=["like", None, "like", "like"]), "'what' holds nothing in 1 of 4"),
    "mixed members": (lambda: NAIVE.assign(who=["an", 2, "bo", 3]), "mixes types"),
    "fractions as members": (lambda: NAIVE.assign(who=[1.5, 2.0, 3.0, 4.0]), "names no member"),
    "flags as members": (lambda: NAIVE.assign(who=[True, False, True, True]), "names no member"),
    "no frame": (lambda: [1, 2, 3], "hands over no Arrow stream"),
}


@pytest.mark.parametrize("case", BAD)
def test_frames_that_cannot_be_used_say_why(case: str) -> None:
    frame, said = BAD[case]
    with pytest.raises(OptionError, match=said) as caught:
        make(frame())
    assert caught.value.remedy


@pytest.mark.parametrize("engine", ["pandas", "polars", "polars lazy", "pyarrow", "duckdb"])
def test_unknown_column_says_which_was_meant(engine: str) -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'who'"):
        community_from_events(ENGINES[engine](NAIVE), member="whoo", at="at", timezone="UTC")


def test_column_beside_them_does_not_matter() -> None:
    odd = NAIVE.assign(junk=[object(), 1, "a", None])
    assert facts(odd) == facts(NAIVE)


def test_without_kinds_everything_is_a_message() -> None:
    assert set(make(NAIVE, kind=None).events["kind"]) == {"message"}


def test_coverage_and_interactions_are_as_stated() -> None:
    community = make(NAIVE, observed=("2024-11-01", dt.date(2025, 4, 1)), interactions=["view"])
    assert community.observed == Window(dt.date(2024, 11, 1), dt.date(2025, 4, 1), "America/New_York")
    assert community.coverage_stated
    assert community.interactions == ("view",)
    assert not make(NAIVE).coverage_stated
    with pytest.raises(OptionError, match="use one zone"):
        make(NAIVE, observed=Window(dt.date(2024, 11, 1), dt.date(2025, 4, 1), "UTC"))
    with pytest.raises(OptionError, match="give a Window"):
        make(NAIVE, observed=5)
    with pytest.raises(OptionError, match="not a time zone"):
        make(NAIVE, "Nowhere")


def test_the_frame_is_not_changed() -> None:
    before = NAIVE.copy(deep=True)
    make(NAIVE)
    pd.testing.assert_frame_equal(NAIVE, before)
