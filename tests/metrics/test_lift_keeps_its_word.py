"""Lift on communities whose truth is known: right where it says so, and naive readings wrong on the same draws."""

from __future__ import annotations

import lift_trials as trials
import pytest

#: Of the quick runs: 500 take minutes and stand in ``benchmarks/lift.py``.
FEW = 60


def test_a_few_runs_without_effect_seldom_show_one() -> None:
    for name in ("selection", "season"):
        lift = trials.score(name, "lift", FEW)
        assert lift.n == FEW
        # Beyond 10 of 60 an estimator of 5 % gets once in a thousand times.
        assert lift.rejected <= 10, name
        assert abs(lift.mean) < 0.1, name


def test_a_few_runs_with_an_effect_cover_it() -> None:
    lift = trials.score("effect", "lift", FEW)
    assert lift.covered >= 50
    assert lift.mean == pytest.approx(0.15, abs=0.1)


def test_naive_readings_go_wrong_in_a_few_of_the_same_runs() -> None:
    found = trials.scores("season", ("before/after", "same period"), FEW)
    # A season of −20 % is what before and after show; those who join more are what the same period shows.
    assert found["before/after"].mean == pytest.approx(-0.2, abs=0.06)
    assert found["same period"].mean > 0.1
    assert all(score.rejected > 10 for score in found.values())


def test_a_spell_that_passes_is_taken_for_an_effect_and_the_placebo_is_silent() -> None:
    found = trials.scores("spell after", ("lift", "placebo"), FEW)
    assert found["lift"].mean > 0.3
    assert found["lift"].rejected > FEW / 3
    assert found["placebo"].rejected <= 10


def test_a_spell_before_makes_the_placebo_speak() -> None:
    assert trials.score("spell before", "placebo", FEW).rejected > FEW / 3


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name, trial in trials.TRIALS.items() if not trial.spell_in])
def test_lift_and_placebo_keep_their_word(name: str) -> None:
    found = trials.scores(name)
    assert found["lift"].holds, found["lift"]
    assert found["placebo"].holds, found["placebo"]
    assert not found["same period"].holds
    # Without a season, before and after are right: who takes part for reasons that last does not change.
    assert found["before/after"].holds == (trials.TRIALS[name].season == 1)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name, trial in trials.TRIALS.items() if trial.spell_in])
def test_no_reading_is_right_where_a_spell_makes_members_take_part(name: str) -> None:
    assert not trials.score(name, "lift").holds


def test_power_promised_is_power_had() -> None:
    shown = trials.power_found(trials.power_pairs(), 150)
    # Three standard errors of 150 runs.
    assert shown == pytest.approx(0.8, abs=0.1)
