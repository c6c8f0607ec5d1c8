"""Activities whose effect is known: how often lift, placebo and two naive readings are right.

Run ``python benchmarks/lift.py``. Designs, sizes and seeds stand in ``tests/metrics/lift_trials.py``; all see the same
draws. A lift holds its word when it rejects 2 to 8 % of the runs without an effect, and when Wilson's interval
of its coverage holds 95 %. Before and after alone must fail where there is a season, matching on the baseline itself
wherever the active join more. Where a passing spell makes members take part, lift is wrong: it cannot tell the spell
from an effect.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "metrics"))
import lift_trials as trials


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=trials.N_RUNS)
    chosen = parser.parse_args()
    began = time.process_time()
    print(f"{'design':<22}{'estimator':<14}{'runs':>5}{'truth':>7}{'mean':>8}{'rejects':>9}  coverage (95 % interval)")
    for name in trials.TRIALS:
        for estimator, score in trials.scores(name, n_runs=chosen.runs).items():
            share, low, high = score.coverage
            print(
                f"{name:<22}{estimator:<14}{score.n:>5}{score.truth:>+7.0%}{score.mean:>+8.1%}{score.rejection:>9.1%}"
                f"  {share:.1%} ({low:.1%}–{high:.1%})  {_verdict(name, estimator, score)}",
                flush=True,
            )
    pairs = trials.power_pairs()
    shown = trials.power_found(pairs, chosen.runs)
    print(f"\nPower: {pairs} pairs should show a planted {trials.POWER_LIFT:+.0%} in 80 % of the runs; {shown:.1%} do")
    print(f"{time.process_time() - began:.0f} s of processor time")


def _verdict(name: str, estimator: str, score: trials.Score) -> str:
    """Judge the estimators of the house; the others are there to be seen failing."""
    if estimator not in ("lift", "placebo"):
        return "" if score.holds else "fails"
    return "ok" if score.holds else "not identified" if trials.TRIALS[name].spell_in else "BROKEN"


if __name__ == "__main__":
    main()
