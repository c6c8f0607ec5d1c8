"""Healthy communities, and the doses of trouble planted in them.

Written down before any detector was run on them. One thing was changed after a first look at the seeds of `TUNING`:
each baseline got seeds of its own, since scenarios under one seed share their luck and are no further evidence. The
thresholds were chosen on those seeds; for sameness also on the sample communities of ``data`` and on seeds 21 and 22,
for floods also on a public forum. Recall and false alarms are reported on the seeds of `REPORTED`, on which nothing was
chosen. (A first report, on 101 to 110, came before the last changes to sameness and to floods, and does not count.) A
community is simulated once for each baseline and seed; trouble is planted in its tables afterwards.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import trouble_planters as plant

from shequn_lab.model import Community
from shequn_lab.simulate import Scenario, simulate

#: Four more were looked at for complexity, which has two baselines only: 21 to 24.
TUNING, REPORTED = tuple(range(11, 15)), tuple(range(201, 211))

Planter = Callable[[Community, float, int], Community]


@dataclass(frozen=True)
class Baseline:
    """A community without trouble, and what in it only looks like trouble.

    Attributes
    ----------
    scenario : Scenario
    lively_nights : int
        Nights on which twenty members write sixty messages in an hour.
    flash_sales : int
        Hours in which fourteen buyers order the same thing at the same price.
    """

    scenario: Scenario
    lively_nights: int = 0
    flash_sales: int = 0

    def community(self, seed: int) -> Community:
        """Simulate it; messages get texts and one in a hundred is recalled."""
        # Scenarios share the luck of a seed: with one of its own, each baseline is a community of its own.
        seed += 1_000 * list(BASELINES).index(self.scenario.name)
        made = plant.recorded(simulate(self.scenario, seed=seed), seed)
        made = plant.lively_nights(made, self.lively_nights, seed)
        return plant.flash_sales(made, self.flash_sales, seed)


def _baseline(name: str, *, lively_nights: int = 0, flash_sales: int = 0, **settings: object) -> Baseline:
    # Interest does not fade and about as many come as go, unless the baseline is one that grows.
    steady = {"n_days": 112, "interest_days": (10_000.0,) * 4, "founding_days": 120}
    return Baseline(Scenario(name=name, **(steady | settings)), lively_nights, flash_sales)  # type: ignore[arg-type]


BASELINES = {
    baseline.scenario.name: baseline
    for baseline in (
        # Small and slow, and always was; most of its content is of one category, and always was.
        _baseline("quiet", n_founders=120, joins_per_day=0.2, n_admins=1, posts_per_day=1.0, latency_hours=2.0,
                  category_shares=(0.8, 0.1, 0.03, 0.03, 0.03, 0.01)),
        _baseline("interest", n_founders=200, joins_per_day=0.4, ugc_posts_per_day=1.0),
        _baseline("lively", n_founders=150, joins_per_day=0.3, tier_shares=(0.06, 0.2, 0.5, 0.24), lively_nights=2),
        _baseline("shop", n_founders=200, joins_per_day=0.4, first_orders_per_day=0.004),
        _baseline("busy_shop", n_founders=300, joins_per_day=0.6, first_orders_per_day=0.01, refund_share=0.1,
                  activities_per_month=(1.0, 1.0, 2.0, 1.0, 0.5), posts_per_day=2.0, flash_sales=2),
        _baseline("growing", n_founders=120, joins_per_day=1.5),
        _baseline("growing_groups", n_founders=160, joins_per_day=1.2, place_capacity=150, group_sigma=0.3,
                  group_records=1, first_orders_per_day=0.006),
        # A holiday in the weeks that are judged, and promotion right at the ceiling.
        _baseline("eventful", n_founders=200, joins_per_day=0.4, holiday_start_day=97, holiday_days=5,
                  promotion_share=0.3, activities_per_month=(2.0, 1.0, 1.0, 1.0, 0.0), first_orders_per_day=0.004,
                  lively_nights=1, flash_sales=1),
    )
}  # fmt: skip
_ALL, _SHOPS = tuple(BASELINES), ("shop", "busy_shop", "growing_groups", "eventful")
_GROWING = ("growing", "growing_groups")


@dataclass(frozen=True)
class Dose:
    """One trouble as it is planted.

    Attributes
    ----------
    trouble : str
        Id of the trouble that should be found.
    what : str
        What the dose counts.
    planter : callable
        Takes community, dose and seed.
    levels : tuple of float
    documented : float
        The level at which the trouble must be found.
    baselines : tuple of str
        Where it can be planted.
    """

    trouble: str
    what: str
    planter: Planter
    levels: tuple[float, ...]
    documented: float
    baselines: tuple[str, ...] = _ALL


DOSES = {
    "quieter": Dose("low_activity", "share of active member-days gone, last 28 days", plant.quieter,
                    (0.1, 0.2, 0.3, 0.4, 0.6), 0.4),
    "copied": Dose("sameness", "share of the house's posts that copy one, last 28 days", plant.copied,
                   (0.1, 0.2, 0.35, 0.5, 0.7), 0.5),
    "slower": Dose("slow_answers", "factor on the wait of each reply, last 28 days", plant.slower,
                   (1.5, 2, 3, 4, 8), 4),
    "overloaded": Dose("complexity", "share of questions nobody answers when the community is largest",
                       plant.overloaded, (0.1, 0.2, 0.3, 0.4, 0.6), 0.4, _GROWING),
    "promoted": Dose("over_marketing", "promotion share of the house's posts", plant.promoted,
                     (0.35, 0.4, 0.5, 0.6, 0.8), 0.5),
    "clearance": Dose("over_marketing", "days in a row of nothing but promotion", plant.clearance,
                      (2, 3, 5, 7, 14), 7),
    "brushed": Dose("fake_orders", "share of all orders that are fake", plant.brushed,
                    (0.05, 0.1, 0.2, 0.3, 0.5), 0.2, _SHOPS),
    "flooded": Dose("disorder", "messages of three accounts within one night hour", plant.flooded,
                    (10, 20, 40, 60, 120), 60),
    "advertised": Dose("disorder", "share of messages that repeat one text, last 28 days", plant.advertised,
                       (0.01, 0.02, 0.05, 0.1, 0.2), 0.05),
    "recalled": Dose("disorder", "share of messages that are recalled, last 28 days", plant.recalled,
                     (0.02, 0.04, 0.07, 0.1, 0.2), 0.1),
}  # fmt: skip
