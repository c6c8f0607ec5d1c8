"""Member tiers: how well planted ones are found, whether any are found where there are none, and what a million cost.

Run ``python benchmarks/tiers.py``. The scenarios were written down before anything was measured on them and have not
been changed since: those of :mod:`planted` in ``tests/tiers``, and the settings below. Members are drawn directly, day
by day, because there the distance between tiers is one number that can be turned; the simulator's own communities,
whose tiers overlap by design and drift in time, are one more row beside the curve. Agreement is the adjusted Rand
index; of a model it is that of its clusters, whether or not it gives them names.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.metrics import adjusted_rand_score

from shequn_lab.model import Community
from shequn_lab.simulate import Scenario, simulate_with_truth
from shequn_lab.tiers import ENGAGEMENT, MemberTiers, RuleTiers, engagement, member_features

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "tiers"))
import planted

METHODS = ("kmeans", "gmm")
#: Communities of the simulator's default scenario.
SIMULATED_SEEDS = (100, 101, 102)
#: Names are given in at most so many of the communities without groups.
MOST_NAMED, N_NULL = 2, 2 * len(planted.NULL_SEEDS)
#: Members whose features go in; equal steps, so that a cost that is linear in them takes equal times.
SIZES, SIZE_SEPARATION = (100_000, 550_000, 1_000_000), 4
MOST_SECONDS, MOST_GIGABYTES = 60, 3


# -- (a) planted tiers --------------------------------------------------------------------------------


def curve(methods: tuple[str, ...]) -> None:
    print(f"Adjusted Rand index against planted tiers: {planted.N_MEMBERS} members in shares of {planted.SHARES}, mean")
    print(f"of {len(planted.CURVE_SEEDS)} communities (least to greatest); named: in how many the model gives names")
    print(f"{'separation':<12}{'rules':>20}" + "".join(f"{m:>20}{'named':>7}" for m in methods))
    for separation in planted.SEPARATIONS:
        cases = [planted.tiers_planted(separation, seed) for seed in planted.CURVE_SEEDS]
        print(f"{separation:<12}" + _line(cases, methods), flush=True)
    print(f"{'simulator':<12}" + _line([_simulated(seed) for seed in SIMULATED_SEEDS], methods), flush=True)


def _simulated(seed: int) -> tuple[Community, pd.Series]:
    made = simulate_with_truth(Scenario(), seed=seed)
    return made.community, made.truth["tier"]


def _line(cases: list, methods: tuple[str, ...]) -> str:
    features = [_settled(community) for community, _ in cases]
    truths = [_truth(planted_as, known) for (_, planted_as), known in zip(cases, features, strict=True)]
    rules = [RuleTiers().assign(community, community.whole.last_day) for community, _ in cases]
    words = _range([adjusted_rand_score(t, rule.loc[t.index]) for t, rule in zip(truths, rules, strict=True)])
    for method in methods:
        models = [MemberTiers(method=method, random_state=0).fit(engagement(f)) for f in features]
        agree = [
            adjusted_rand_score(t, pd.Series(m.labels_, index=f.index).loc[t.index])
            for t, f, m in zip(truths, features, models, strict=True)
        ]
        words += f"{_range(agree)}{sum(not m.refusal_ for m in models):>4}/{len(models):<2}"
    return words


def _settled(community: Community) -> pd.DataFrame:
    """Features of all members but newcomers, whom a rule sets aside."""
    features = member_features(community, community.whole.last_day)
    return features[RuleTiers().cut(features) != "new"]


def _truth(tier: np.ndarray | pd.Series, features: pd.DataFrame) -> pd.Series:
    known = tier if isinstance(tier, pd.Series) else pd.Series(tier, index=sorted(features.index))
    return known.reindex(features.index).dropna()


def _range(values: list[float]) -> str:
    return f"{np.mean(values):>8.2f} ({min(values):.2f}–{max(values):.2f})"


# -- (b) no groups --------------------------------------------------------------------------------------


def without_groups(methods: tuple[str, ...]) -> None:
    made: dict[str, Callable] = {"one lognormal continuum": planted.continuum, "identical members": planted.identical}
    print(f"\nNo groups planted, {len(planted.NULL_SEEDS)} communities each; names given in")
    for method in methods:
        named = {what: sum(_named(make(seed), method) for seed in planted.NULL_SEEDS) for what, make in made.items()}
        verdict = "ok" if sum(named.values()) <= MOST_NAMED else "TOO MANY"
        parts = ", ".join(f"{what} {k}" for what, k in named.items())
        print(f"{method:<8}{parts}; {sum(named.values())} of {N_NULL}, at most {MOST_NAMED}: {verdict}", flush=True)


def _named(community: Community, method: str) -> bool:
    return not MemberTiers(method=method, random_state=0).fit(engagement(_settled(community))).refusal_


# -- (c) a million --------------------------------------------------------------------------------------


def many_members(n: int) -> pd.DataFrame:
    """Features of members in three tiers, drawn at once."""
    rng = np.random.default_rng([n, 4])
    tier = rng.choice(len(planted.SHARES), size=n, p=planted.SHARES)
    rate = 30 * planted.RATE * np.exp(planted.SIGMA * (SIZE_SEPARATION * (tier - 1) + rng.standard_normal(n)))
    columns = {name: rng.poisson(rate * planted.LIKES) for name in ENGAGEMENT}
    columns |= {"n_messages": rng.poisson(rate), "n_active_days": rng.binomial(30, -np.expm1(-rate / 20))}
    return pd.DataFrame(columns)


def cost(n: int, method: str) -> dict[str, float]:
    features = many_members(n)
    began, cpu = time.perf_counter(), time.process_time()
    model = MemberTiers(method=method, random_state=0).fit(features)  # type: ignore[arg-type]
    tiers = model.cut(features)
    return {
        "members": len(tiers),
        "seconds": time.perf_counter() - began,
        "cpu_seconds": time.process_time() - cpu,
        "gigabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6,
        "named": float(not model.refusal_),
    }


def sizes(methods: tuple[str, ...]) -> None:
    print("\nFrom features to tiers, each size in a process of its own")
    print(f"{'method':<8}{'members':>12}{'seconds':>10}{'processor s':>13}{'GB':>7}{'s a further million':>22}")
    here = str(Path(__file__).parent)
    for method in methods:
        before = None
        for n in SIZES:
            program = f"import sys, json; sys.path.insert(0, {here!r}); import tiers; "
            program += f"print(json.dumps(tiers.cost({n}, {method!r})))"
            done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
            found = json.loads(done.stdout.splitlines()[-1])
            step = (found["cpu_seconds"] - before["cpu_seconds"]) / (n - before["members"]) * 1e6 if before else np.nan
            print(
                f"{method:<8}{n:>12,}{found['seconds']:>10.1f}{found['cpu_seconds']:>13.1f}{found['gigabytes']:>7.2f}"
                f"{step:>22.1f}",
                flush=True,
            )
            before = found
        within = found["seconds"] < MOST_SECONDS and found["gigabytes"] < MOST_GIGABYTES
        print(f"{'':8}under {MOST_SECONDS} s and {MOST_GIGABYTES} GB: {'ok' if within else 'NO'}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", choices=("curve", "none", "sizes"), help="one of the three; all unless given")
    parser.add_argument("--method", choices=METHODS, help="one of the two; both unless given")
    chosen = parser.parse_args()
    methods = (chosen.method,) if chosen.method else METHODS
    for part, measure in {"curve": curve, "none": without_groups, "sizes": sizes}.items():
        if chosen.part in (None, part):
            measure(methods)


if __name__ == "__main__":
    main()
