"""A clock that was set back shows in the order of the file."""

from __future__ import annotations

import numpy as np

from shequn_lab.model.clock import US_PER_HOUR
from shequn_lab.readers.harvest import clock_jumps

FORWARD = np.arange(1_000, dtype=np.int64) * US_PER_HOUR // 10


def test_a_file_that_runs_forwards_has_no_jump() -> None:
    assert clock_jumps(FORWARD) == 0


def test_a_clock_set_back_by_two_hours_is_one_jump() -> None:
    at = FORWARD.copy()
    at[500:] -= 2 * US_PER_HOUR
    assert clock_jumps(at) == 1


def test_messages_a_minute_out_of_order_are_no_jump() -> None:
    at = FORWARD.copy()
    at[500] -= US_PER_HOUR // 2
    assert clock_jumps(at) == 0


def test_a_file_in_another_order_says_nothing_about_a_clock() -> None:
    assert clock_jumps(np.random.default_rng(1).permutation(FORWARD) * 100) == 0
    assert clock_jumps(FORWARD[::-1] * 100) == 0
