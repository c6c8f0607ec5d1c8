"""Training communities: what is simulated for each type, within which ranges. Written down before anything was fitted.

The ranges overlap on purpose, and every fourth community is a blend of two types, so that there is something to be
unsure about. They are the workbook's own: the course names the types and gives no figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from shequn_lab.chapters.typology.figures import FIGURES, measured
from shequn_lab.chapters.typology.training import TYPES
from shequn_lab.simulate import Scenario, simulate
from shequn_lab.simulate.parts import OPERATOR_CATEGORIES

N_COMMUNITIES = 270
SEED = 20_250_401
#: Share of the communities that are blends, and the least weight of a blend's own type.
BLEND_SHARE, LEAST_WEIGHT = 0.25, 0.5
MOST_BLEND_WEIGHT = 0.75

Range = tuple[float, float]
#: What has nothing to do with the type is drawn alike for all: size, length, liveliness, coming and going.
ALIKE: Mapping[str, Range] = {
    "n_days": (60, 90),
    "n_founders": (80, 180),
    "n_admins": (1, 4),
    "joins_per_day": (0.1, 0.8),
    "leaves_per_day": (0.0005, 0.004),
    "visit_factor": (0.7, 2.0),
    "posts_per_day": (0.8, 2.5),
    "reach_share": (0.2, 0.5),
    "repurchase_share": (0.15, 0.5),
}
#: Parameters in the order of the types: marketing, content, service. Names with ``post_`` are weights of categories.
BY_TYPE: Mapping[str, tuple[Range, Range, Range]] = {
    "promotion_share": ((0.25, 0.65), (0.03, 0.32), (0.03, 0.35)),
    "post_value": ((0.15, 0.50), (0.40, 0.85), (0.20, 0.60)),
    "post_interactive": ((0.10, 0.40), (0.10, 0.35), (0.15, 0.45)),
    "post_brand": ((0.08, 0.30), (0.02, 0.15), (0.05, 0.20)),
    "post_activity": ((0.08, 0.30), (0.03, 0.20), (0.03, 0.20)),
    "post_fun": ((0.02, 0.15), (0.02, 0.15), (0.02, 0.15)),
    "post_notice": ((0.02, 0.12), (0.02, 0.12), (0.05, 0.25)),
    "ugc_posts_per_day": ((0.0, 0.35), (0.2, 1.5), (0.0, 0.5)),
    "first_orders_per_day": ((0.0015, 0.012), (0.0001, 0.003), (0.0004, 0.006)),
    "promotion_order_effect": ((0.2, 1.0), (0.0, 0.5), (0.0, 0.5)),
    "question_share": ((0.12, 0.40), (0.10, 0.35), (0.28, 0.65)),
    "mention_share": ((0.02, 0.12), (0.02, 0.10), (0.05, 0.25)),
    "question_answered_share": ((0.50, 0.90), (0.50, 0.90), (0.70, 0.98)),
    "operator_answer_share": ((0.15, 0.60), (0.05, 0.40), (0.35, 0.85)),
    "latency_hours": ((0.2, 3.0), (0.3, 5.0), (0.05, 1.0)),
}
#: Rates and waits differ by factors: their logarithm is drawn.
_BY_FACTORS = ("first_orders_per_day", "latency_hours")
_WHOLE = ("n_days", "n_founders", "n_admins")


def training_scenario(number: int) -> tuple[Scenario, dict[str, object]]:
    """Draw the scenario of one training community.

    Parameters
    ----------
    number : int
        0 to ``N_COMMUNITIES`` − 1. The same number always gives the same scenario.

    Returns
    -------
    Scenario
    dict
        What is known of it: ``number``, ``type``, ``blended_with`` (empty for none), ``own_weight``, ``seed``.
    """
    draw = np.random.default_rng([SEED, number])
    own = number % len(TYPES)
    other = (own + int(draw.integers(1, len(TYPES)))) % len(TYPES)
    blended = bool(draw.random() < BLEND_SHARE)
    weight = float(draw.uniform(LEAST_WEIGHT, MOST_BLEND_WEIGHT)) if blended else 1.0
    drawn = {name: float(draw.uniform(*ends)) for name, ends in ALIKE.items()}
    for name, ranges in BY_TYPE.items():
        first, second = (_drawn(draw, name, ranges[which]) for which in (own, other))
        drawn[name] = _back(name, weight * first + (1 - weight) * second)
    about = {
        "number": number,
        "type": TYPES[own],
        "blended_with": TYPES[other] if blended else "",
        "own_weight": round(weight, 3),
        "seed": SEED + number,
    }
    return _scenario(f"training_{number:03d}", drawn), about


def _drawn(draw: np.random.Generator, name: str, ends: Range) -> float:
    low, high = np.log(ends) if name in _BY_FACTORS else ends
    return float(draw.uniform(low, high))


def _back(name: str, value: float) -> float:
    return float(np.exp(value)) if name in _BY_FACTORS else value


def _scenario(name: str, drawn: dict[str, float]) -> Scenario:
    # Four digits: the last bits of a logarithm may differ from machine to machine.
    rounded = {key: round(value) if key in _WHOLE else float(f"{value:.4g}") for key, value in drawn.items()}
    weights = [rounded.pop(f"post_{category}") for category in OPERATOR_CATEGORIES]
    visits = rounded.pop("visit_factor") * np.asarray(Scenario().tier_visits_per_day)
    shares = np.asarray(weights) / sum(weights)
    return Scenario(
        name=name,
        category_shares=tuple(shares.tolist()),
        tier_visits_per_day=tuple(visits.tolist()),
        **rounded,  # type: ignore[arg-type]
    )


def training_rows(numbers: Iterable[int]) -> pd.DataFrame:
    """Simulate training communities and measure them.

    Parameters
    ----------
    numbers : iterable of int

    Returns
    -------
    DataFrame
        One row a community: what is known of it, and the figures; NaN where one rests on too few cases.
    """
    rows = []
    for number in numbers:
        scenario, about = training_scenario(number)
        figures = measured(simulate(scenario, seed=SEED + number))
        rows.append(about | {id: figures[id].value for id in FIGURES})
    return pd.DataFrame(rows)
