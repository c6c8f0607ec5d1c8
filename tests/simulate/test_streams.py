"""Draws by address."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from shequn_lab.errors import OptionError, UnknownNameError
from shequn_lab.simulate import streams
from shequn_lab.simulate.streams import geometric, lognormal, philox, pick, poisson, stream

# Known answers of Philox4x32-10, from the authors' Random123 distribution (kat_vectors).
KNOWN = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((2**32 - 1,) * 4, (2**32 - 1,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN)
def test_philox_gives_the_published_answers(counter, key, answer):
    words = [np.array([word], dtype=np.uint64) for word in counter]
    assert tuple(int(word[0]) for word in philox(words, key)) == answer


def test_a_draw_does_not_depend_on_the_draws_around_it(monkeypatch):
    source = stream(7, "visits")
    together = source.uniform(np.arange(1000), 3, 5, 1)
    np.testing.assert_array_equal(source.uniform(np.array([17]), 3, 5, 1)[:, 0], together[:, 17])
    np.testing.assert_array_equal(source.uniform(np.arange(999, -1, -1), 3, 5, 1), together[:, ::-1])
    monkeypatch.setattr(streams, "_RUN", 13)
    np.testing.assert_array_equal(source.uniform(np.arange(1000), 3, 5, 1), together)


def test_each_part_of_the_address_the_seed_and_the_process_change_the_draw():
    draws = [
        stream(1, "visits").uniform(1, 1, 1, 1),
        stream(2, "visits").uniform(1, 1, 1, 1),
        stream(1, "acts").uniform(1, 1, 1, 1),
        stream(1, "visits").uniform(2, 1, 1, 1),
        stream(1, "visits").uniform(1, 2, 1, 1),
        stream(1, "visits").uniform(1, 1, 2, 1),
        stream(1, "visits").uniform(1, 1, 1, 2),
    ]
    assert len({tuple(draw[:, 0]) for draw in draws}) == len(draws)


def test_a_process_that_is_added_changes_no_other_draw(monkeypatch):
    before = stream(1, "visits").uniform(np.arange(50))
    monkeypatch.setattr(streams, "PROCESSES", {"something_new": 99, **streams.PROCESSES})
    np.testing.assert_array_equal(stream(1, "visits").uniform(np.arange(50)), before)


def test_no_two_processes_share_a_number():
    assert len(set(streams.PROCESSES.values())) == len(streams.PROCESSES)


def test_uniform_numbers_are_even_and_independent():
    u = stream(3, "acts").uniform(np.arange(20_000), np.arange(20_000) % 7)
    assert u.min() > 0
    assert u.max() < 1
    assert all(stats.kstest(row, "uniform").pvalue > 0.001 for row in u)
    assert np.abs(np.corrcoef(u) - np.eye(4)).max() < 0.03


@pytest.mark.parametrize("mean", [0.0, 0.3, 4.0, 40.0, 5_000.0])
def test_poisson_counts_are_the_inverse_of_the_distribution_function(mean):
    u = np.array([0.001, 0.2, 0.5, 0.9, 0.9999])
    np.testing.assert_array_equal(poisson(u, mean), stats.poisson.ppf(u, mean))


def test_variates_have_the_mean_and_shares_they_are_asked_for():
    u = stream(1, "acts").uniform(np.arange(50_000))
    assert geometric(u[0], 1.7).mean() == pytest.approx(1.7, rel=0.03)
    assert geometric(u[0], 0.0).max() == 0
    assert np.median(lognormal(u[1], 12.0, 0.8)) == pytest.approx(12.0, rel=0.03)
    np.testing.assert_allclose(np.bincount(pick(u[2], [1, 0, 3])) / 50_000, [0.25, 0, 0.75], atol=0.01)


@pytest.mark.parametrize("seed", [-1, 2**32, 1.5, "1", True, None])
def test_a_seed_that_is_no_whole_number_from_0_to_2_to_the_32_is_refused(seed):
    with pytest.raises(OptionError, match="4294967295"):
        stream(seed, "acts")


def test_an_unknown_process_says_which_was_probably_meant():
    with pytest.raises(UnknownNameError, match="visits"):
        stream(1, "visit")
