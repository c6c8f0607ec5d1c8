"""What was planted is found again, as often as the intervals say."""

from __future__ import annotations

import pytest
from clv_buyers import coverage
from oracle_retention import wilson


@pytest.mark.slow
def test_intervals_hold_the_planted_truth_as_often_as_they_say() -> None:
    found = coverage(n_sets=200, n_buyers=2_000)
    for quantity, row in found.iterrows():
        low, high = wilson(int(row["k"]), int(row["n"]))
        assert low <= 0.95 <= high, f"{quantity}: {row['k']} of {row['n']}"
