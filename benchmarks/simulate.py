"""A million members for 180 days: time, memory and cost per event of the simulator, against a tenth of them.

Run ``python benchmarks/simulate.py``. Each size is simulated in a process of its own, straight into a folder, with
feedback on. The cost per event in processor time is what counts: seconds on the clock depend on what else the machine
does. Memory is the largest resident size of this process plus that of every worker.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyarrow.parquet as pq

from shequn_lab.simulate import Scenario, simulate_into

N_DAYS = 180


def scenario(n_members: int) -> Scenario:
    """Half of the members are there at first, half come in the course of time; the weeks act on one another."""
    return Scenario(
        n_days=N_DAYS,
        n_founders=n_members // 2,
        joins_per_day=n_members / 2 / N_DAYS,
        tier_visits_per_day=(0.6, 0.15, 0.012, 0.004),
        ugc_posts_per_day=2,
        latency_leave_effect=1.0,
        belonging_leave_effect=0.3,
        belonging_visit_effect=0.3,
    )


def measure(n_members: int, jobs: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        where = simulate_into(Path(folder) / "community", scenario(n_members), seed=1, jobs=jobs)
        seconds = time.perf_counter() - began
        n_events = pq.ParquetFile(where / "events.parquet").metadata.num_rows
        n_known = pq.ParquetFile(where / "members.parquet").metadata.num_rows
    own, theirs = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    cpu = sum(usage.ru_utime + usage.ru_stime for usage in (own, theirs))
    return {
        "members": n_known,
        "events": n_events,
        "seconds": round(seconds, 1),
        "cpu_seconds": round(cpu, 1),
        "cpu_us_per_event": round(cpu / n_events * 1e6, 3),
        "gigabytes": round((own.ru_maxrss + (jobs if jobs > 1 else 0) * theirs.ru_maxrss) / 1e6, 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--one", action="store_true", help="measure the first size here")
    given = parser.parse_args()
    if given.one:
        print(json.dumps(measure(given.members[0], given.jobs)))
        return
    found = []
    for n_members in given.members:
        command = [sys.executable, __file__, "--one", "--members", str(n_members), "--jobs", str(given.jobs)]
        found.append(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))
        print(found[-1], flush=True)
    ratio = found[-1]["cpu_us_per_event"] / found[0]["cpu_us_per_event"]
    print(f"cost per event, last size ÷ first: {ratio:.2f} (limit 1.5)")


if __name__ == "__main__":
    main()
