"""Troubles planted in healthy communities: how many are found at which dose, and how many where none was planted.

Run ``python benchmarks/troubles.py``; ``--seeds tuning`` shows what the thresholds were chosen on. Scenarios, doses and
seeds stand in ``tests/chapters/trouble_scenarios.py``: written down before any detector was run on them, and not
changed since. A detector passes when it finds at least nine in ten at the documented dose, and at most one in twenty
where nothing was planted; intervals are Wilson's.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "chapters"))
import trouble_counts as counts
import trouble_scenarios as scenarios

LEAST_RECALL, MOST_ALARMS = 0.9, 0.05


def clean(seeds: tuple[int, ...]) -> None:
    """Print false alarms of each detector, and of all together."""
    print(f"False alarms in {len(scenarios.BASELINES) * len(seeds)} healthy communities, of those that can be judged")
    found = counts.false_alarms(seeds)
    for trouble, count in found.items():
        verdict = "never judged" if not count.judged else "ok" if count.share <= MOST_ALARMS else "TOO MANY"
        print(f"  {trouble:<16}{str(count) if count.judged else '':<28}{verdict:<14}{', '.join(count.where)}")
    alarmed = {where for count in found.values() for where in count.where}
    together = counts.Count(len(alarmed), len(scenarios.BASELINES) * len(seeds))
    print(f"  {'any of them':<16}{together}")


def doses(seeds: tuple[int, ...]) -> None:
    """Print recall over the dose; the documented dose is starred."""
    print("\nRecall by dose (* documented)")
    for name, curve in counts.curves(seeds):
        dose = scenarios.DOSES[name]
        print(f"  {dose.trouble}: {dose.what}")
        for level, count in curve.items():
            star, verdict = "", ""
            if level == dose.documented:
                star, verdict = "*", "ok" if count.share >= LEAST_RECALL else "TOO FEW"
            print(f"    {level:>6g}{star:<2}{count}  {verdict}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", choices=("tuning", "reported"), default="reported")
    parser.add_argument("--part", choices=("clean", "doses"), help="one of the two; both unless given")
    chosen = parser.parse_args()
    seeds = scenarios.TUNING if chosen.seeds == "tuning" else scenarios.REPORTED
    began = time.process_time()
    for part, measure in {"clean": clean, "doses": doses}.items():
        if chosen.part in (None, part):
            measure(seeds)
    print(f"\n{time.process_time() - began:.0f} s of processor time")


if __name__ == "__main__":
    main()
