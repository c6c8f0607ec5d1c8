"""Work in other processes: each end is told, whatever it was, and nobody is left behind."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from concurrent.futures.process import BrokenProcessPool

import pytest

from shequn_lab.workers import in_processes


def halve(number: int) -> float:
    if number % 2:
        raise ValueError(f"{number} is odd")
    return number / 2


def sleep(seconds: float) -> float:
    time.sleep(seconds)
    return seconds


def die(_: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def told(work, items, jobs=2):
    ends = {}
    in_processes(work, items, jobs=jobs, done=lambda item, end: ends.update({item: end}))
    return ends


def test_results_and_errors_are_told_one_by_one():
    ends = told(halve, [2, 3, 4])
    assert (ends[2], ends[4]) == (1.0, 2.0)
    assert isinstance(ends[3], ValueError)
    assert str(ends[3]) == "3 is odd"


def test_what_ends_first_is_told_first():
    order = list(told(sleep, [1.0, 0.0]))
    assert order == [0.0, 1.0]


@pytest.mark.skipif(os.name != "posix", reason="signals as a terminal sends them")
def test_a_killed_process_is_told_and_ends_the_wait():
    ends = told(die, [1, 2])
    assert {type(end) for end in ends.values()} == {BrokenProcessPool}
    assert len(ends) == 2


def test_an_interruption_ends_the_other_processes_too():
    def interrupted(*_):
        raise KeyboardInterrupt

    before, began = set(multiprocessing.active_children()), time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        in_processes(sleep, [0.0, 120.0], jobs=2, done=interrupted)
    assert time.monotonic() - began < 60
    assert set(multiprocessing.active_children()) == before
