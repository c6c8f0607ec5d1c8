"""Ten million events: every figure of Activity and Retention against a bare DISTINCT in DuckDB.

Run ``make bench``. It writes a Parquet file of random events into a temporary folder, times a bare
``SELECT DISTINCT member, day`` in DuckDB on it, then opens the same file as a community and computes all of
Activity and Retention with intervals. Ratios of one run on one machine are what counts; the seconds are not
comparable between machines.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

import shequn_lab as sq
from shequn_lab.storage import ParquetEvents, write_parquet

N_DAYS, START_US, DAY_US = 180, 1_688_140_800_000_000, 86_400_000_000


def write_events(path: Path, n_events: int, n_members: int) -> None:
    """Random events: heavy-tailed members, replies in topics, two questions in a hundred."""
    rng = np.random.default_rng(20260101)
    weight = rng.pareto(1.5, n_members) + 1
    member = rng.choice(n_members, size=n_events, p=weight / weight.sum()).astype(np.int32)
    at = np.sort(rng.integers(0, N_DAYS * DAY_US, n_events)) + START_US
    kinds = rng.choice(3, size=n_events, p=[0.7, 0.2, 0.1]).astype(np.int8)
    n_topics = n_events // 20
    # A topic is talked about for a while, then no more.
    topic = (np.arange(n_events) // 20 + rng.geometric(0.02, n_events)).clip(max=n_topics - 1).astype(np.int32)
    ids = pa.array([f"m{i:010x}" for i in range(n_members)])
    topics = pa.array([f"t{i}" for i in range(n_topics)])
    table = pa.table(
        {
            "member_id": pa.DictionaryArray.from_arrays(member, ids),
            "occurred_at": pa.array(at, pa.timestamp("us", "UTC")),
            "kind": pa.DictionaryArray.from_arrays(kinds, pa.array(["message", "like", "reply"])),
            "topic_id": pa.DictionaryArray.from_arrays(topic, topics),
            "is_question": pa.array(rng.random(n_events) < 0.02),
        }
    )
    write_parquet(table, path / "events.parquet")
    joined = np.where(rng.random(n_members) < 0.3, rng.integers(-400, 0, n_members), rng.integers(0, N_DAYS, n_members))
    members = pa.table({"member_id": ids, "joined_at": pa.array(START_US + joined * DAY_US, pa.timestamp("us", "UTC"))})
    pq.write_table(members, path / "members.parquet")


def duckdb_distinct(path: Path) -> dict[str, float]:
    """Time the bare statement, best of three in one connection."""
    import duckdb  # here, so that it does not weigh on the other side's memory

    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'Asia/Shanghai'")
    connection.execute("SET threads = 2")
    connection.execute("SET enable_progress_bar = false")
    query = f"SELECT DISTINCT member_id, occurred_at::date FROM '{path / 'events.parquet'}'"
    seconds = []
    for _ in range(3):
        began = time.perf_counter()
        rows = connection.execute(f"SELECT count(*) FROM ({query})").fetchone()
        seconds.append(time.perf_counter() - began)
    return {"seconds": min(seconds), "rows": float(rows[0]) if rows else 0.0}


def all_metrics(path: Path) -> dict[str, float]:
    """Time all of Activity and Retention with intervals on a fresh community; imports are not timed."""
    small = path / "small"
    small.mkdir(exist_ok=True)
    write_events(small, 2_000, 50)
    _figures(small)
    return _figures(path)


def _figures(path: Path) -> dict[str, float]:
    members = pd.read_parquet(path / "members.parquet")
    window = sq.Window("2023-07-01", "2023-12-28", "Asia/Shanghai")
    began = time.perf_counter()
    community = sq.build_community(
        "bench",
        events=ParquetEvents(path / "events.parquet"),
        members=members,
        timezone="Asia/Shanghai",
        observed=window,
        roster="complete",
        provenance=sq.Provenance("bench", "bench"),
    )
    steps = {
        "open": lambda: None,
        "daily, weekly, monthly with bands": lambda: sq.active_bands(community),
        "series": lambda: (sq.daily_active(community), sq.weekly_active(community), sq.monthly_active(community)),
        "stickiness": lambda: sq.stickiness(community),
        "shares": lambda: (sq.speaking_share(community), sq.active_share(community)),
        "member clocks": lambda: [f(community) for f in (sq.days_since_active, sq.streak_days, sq.longest_streak_days)],
        "reply latency": lambda: sq.reply_latency(community),
        "active hours": lambda: sq.active_hours(community),
        "retention": lambda: [
            f(community, n) for f in (sq.retention_on, sq.retention_within, sq.retention_after) for n in (1, 7, 30, 60)
        ],
        "six definitions": lambda: sq.retention_definitions(community, 30),
        "cohorts": lambda: [sq.cohort_retention(community, every=e) for e in ("day", "week", "month")],
        "survival": lambda: (sq.survival(community), sq.survival_median(community)),
    }
    report, last = {}, began
    for name, step in steps.items():
        step()
        now = time.perf_counter()
        report[name], last = now - last, now
    report["seconds"] = last - began
    return report


def _apart(what: str, path: Path) -> dict[str, float]:
    """Run one side in a process of its own, and read its peak memory."""
    program = (
        f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r}); import events, json, pathlib, resource\n"
    )
    program += f"found = events.{what}(pathlib.Path({str(path)!r}))\n"
    program += "found['peak_mb'] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024\nprint(json.dumps(found))"
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("--members", type=int, default=100_000)
    parser.add_argument("--pairs", type=int, default=5)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        write_events(path, chosen.events, chosen.members)
        # One side after the other, again and again: what else the machine does then weighs on both alike.
        pairs = [(_apart("duckdb_distinct", path), _apart("all_metrics", path)) for _ in range(chosen.pairs)]
    print(f"{chosen.events:,} events of {chosen.members:,} members, {N_DAYS} days")
    for bare, ours in pairs:
        print(f"bare SELECT DISTINCT in DuckDB: {bare['seconds']:.2f} s, {bare['peak_mb']:.0f} MB", end="; ")
        print(f"all of Activity and Retention: {ours['seconds']:.2f} s, {ours['peak_mb']:.0f} MB", end="; ")
        print(f"ratio {ours['seconds'] / bare['seconds']:.2f}")
    print(f"median ratio of {len(pairs)}: {statistics.median(o['seconds'] / b['seconds'] for b, o in pairs):.2f}")
    for name in pairs[0][1]:
        if name not in ("seconds", "peak_mb"):
            print(f"  {name:<36}{statistics.median(ours[name] for _, ours in pairs):7.2f} s")


if __name__ == "__main__":
    main()
