"""Models of buyers: how long a fit takes, and how often intervals hold what was planted.

    python benchmarks/clv.py --part sizes
    python benchmarks/clv.py --part recovery --sets 200 --buyers 2000

Sizes: purchase days of buyers drawn as BG/NBD has it, over two years of first purchases, from the three numbers of each
to fitted parameters with standard errors; each size in a process of its own. Recovery: 95 % intervals of both models
over sets of buyers drawn anew, with Wilson's interval of how many hold the truth.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

from shequn_lab.metrics.clv import BetaGeo, GammaGamma
from shequn_lab.metrics.intervals import wilson

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "metrics"))
from clv_buyers import CDNOW, CDNOW_VALUES, buyers, coverage, values

#: Buyers, and the most seconds that both fits may take together.
SIZES = {2_000: 1.0, 100_000: 60.0, 1_000_000: 60.0}
TWO_YEARS = (1.0, 730.0)


def many_buyers(n: int) -> pd.DataFrame:
    """Whole days: what orders give, and why most rows are like others."""
    rng = np.random.default_rng([n, 4])
    r, alpha, a, b = CDNOW
    rows = buyers(rng, n, (r, 7 * alpha, a, b), TWO_YEARS).round()
    # Two purchases of one day are one.
    again = rows["frequency"] > 0
    rows.loc[again, "recency"] = rows["recency"].clip(lower=1)
    rows["frequency"] = rows["frequency"].clip(upper=rows["recency"])
    return rows.assign(
        mean_minor=np.maximum((100 * values(rng, rows["frequency"].to_numpy(), CDNOW_VALUES)).round(), 1)
    )


def cost(n: int) -> dict[str, float]:
    rows, seconds = many_buyers(n), []
    for model in (BetaGeo(), GammaGamma()):
        began = time.perf_counter()
        model.fit(rows)
        seconds.append(time.perf_counter() - began)
        if isinstance(model, BetaGeo):
            distinct = model.counts_.size
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    return {"distinct": distinct, "timing": seconds[0], "spending": seconds[1], "gigabytes": peak}


def sizes() -> None:
    print(f"{'buyers':>12}{'distinct rows':>15}{'BG/NBD s':>10}{'Gamma-Gamma s':>15}{'GB':>7}")
    here = str(Path(__file__).parent)
    for n, most in SIZES.items():
        program = f"import sys, json; sys.path.insert(0, {here!r}); import clv; print(json.dumps(clv.cost({n})))"
        done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
        found = json.loads(done.stdout.splitlines()[-1])
        verdict = "ok" if found["timing"] + found["spending"] < most else "TOO LONG"
        print(
            f"{n:>12,}{found['distinct']:>15,}{found['timing']:>10.2f}{found['spending']:>15.2f}"
            f"{found['gigabytes']:>7.2f}  under {most:g} s: {verdict}",
            flush=True,
        )


def recovery(n_sets: int, n_buyers: int) -> None:
    found = coverage(n_sets, n_buyers)
    low, high = wilson(found["k"], found["n"])
    print(f"{'quantity':<40}{'planted':>10}{'mean':>10}{'held by':>10}  of {n_sets} intervals at 95 %")
    for (name, row), ends in zip(found.iterrows(), zip(low, high, strict=True), strict=True):
        verdict = "ok" if ends[0] <= 0.95 <= ends[1] else "OFF"
        print(
            f"{name:<40}{row['truth']:>10.3f}{row['mean']:>10.3f}{row['k'] / row['n']:>10.1%}"
            f"  ({ends[0]:.1%}–{ends[1]:.1%}) {verdict}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", choices=("sizes", "recovery"), help="one of the two; both unless given")
    parser.add_argument("--sets", type=int, default=200)
    parser.add_argument("--buyers", type=int, default=2_000)
    chosen = parser.parse_args()
    if chosen.part in (None, "sizes"):
        sizes()
    if chosen.part in (None, "recovery"):
        recovery(chosen.sets, chosen.buyers)


if __name__ == "__main__":
    main()
