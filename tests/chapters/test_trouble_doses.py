"""Planted trouble is found, and what is healthy is left alone: a few communities always, more when there is time.

``benchmarks/troubles.py`` shows the whole curves.
"""

from __future__ import annotations

import pytest
from trouble_counts import LIMITS, Count, false_alarms, healthy, looked, recalls
from trouble_scenarios import DOSES, REPORTED

from shequn_lab.chapters import DETECTORS

#: Seeds of the slow tests, about twenty-four communities for each trouble.
SOME = {name: REPORTED[: max(3, 20 // len(dose.baselines))] for name, dose in DOSES.items()}


@pytest.mark.parametrize("name", DOSES)
def test_the_largest_dose_is_found_where_the_healthy_community_is_left_alone(name: str) -> None:
    dose, seed = DOSES[name], REPORTED[0]
    baseline = "growing_groups" if "growing_groups" in dose.baselines else dose.baselines[0]
    community = healthy(baseline, seed)
    assert looked(community, dose.trouble, name) == Count(0, 1)
    assert looked(dose.planter(community, dose.levels[-1], seed), dose.trouble, name).found == 1


def test_false_claims_are_never_judged() -> None:
    assert looked(healthy("growing_groups", REPORTED[0]), "false_claims", "") == Count()


def test_every_trouble_but_false_claims_has_a_dose() -> None:
    assert {dose.trouble for dose in DOSES.values()} == set(DETECTORS) - {"false_claims"}
    assert all(dose.documented in dose.levels for dose in DOSES.values())
    assert LIMITS.chance == 0.025


@pytest.mark.slow
def test_at_most_one_in_twenty_healthy_communities_is_called_troubled() -> None:
    for trouble, count in false_alarms(REPORTED[:3]).items():
        assert count.found <= 0.05 * count.judged, f"{trouble}: {count}"


@pytest.mark.slow
@pytest.mark.parametrize("name", DOSES)
def test_at_the_documented_dose_nine_in_ten_are_found(name: str) -> None:
    dose = DOSES[name]
    count = recalls(dose, dose.documented, SOME[name])
    assert count.share >= 0.9, str(count)
