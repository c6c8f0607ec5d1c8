"""Gamma-Gamma: against brute force, published figures, and at the edges."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from clv_buyers import CDNOW_VALUES, value_likelihood, value_log_likelihood, values
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize, stats

import shequn_lab as sq
from shequn_lab.metrics.clv.likelihood import gamma_gamma_rows


def purchases(n: int, seed: int = 1, parameters: tuple[float, ...] = CDNOW_VALUES) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    frequency = rng.integers(0, 6, n).astype(float)
    return pd.DataFrame({"frequency": frequency, "mean_minor": values(rng, frequency, parameters)})


@pytest.fixture(scope="module")
def model() -> sq.GammaGamma:
    return sq.GammaGamma().fit(purchases(3_000))


@pytest.mark.parametrize("history", [(1, 12.0), (3, 40.0), (12, 33.0)])
@pytest.mark.parametrize("parameters", [CDNOW_VALUES, (2.0, 1.5, 800.0)])
def test_the_likelihood_is_the_integral_over_all_buyers(
    parameters: tuple[float, ...], history: tuple[float, float]
) -> None:
    found, _ = gamma_gamma_rows(np.log(parameters), *[np.array([part]) for part in map(float, history)])
    assert found[0] == pytest.approx(np.log(value_likelihood(parameters, *history)), abs=1e-6)


@given(theta=st.tuples(*[st.floats(-2, 3)] * 3).map(np.array), seed=st.integers(0, 20))
def test_the_gradient_is_the_slope(theta: np.ndarray, seed: int) -> None:
    rows = purchases(30, seed).query("frequency > 0").to_numpy().T
    _, score = gamma_gamma_rows(theta, *rows)
    for step, slope in zip(1e-5 * np.eye(3), score.T, strict=True):
        rise = gamma_gamma_rows(theta + step, *rows)[0] - gamma_gamma_rows(theta - step, *rows)[0]
        np.testing.assert_allclose(slope, rise / 2e-5, rtol=1e-5, atol=1e-5)


def test_no_other_optimiser_gets_higher_from_twenty_starts() -> None:
    rows = purchases(300)
    fitted = sq.GammaGamma().fit(rows)
    some = rows[rows["frequency"] > 0].to_numpy().T

    options = {"maxiter": 4_000, "maxfev": 4_000, "xatol": 1e-6, "fatol": 1e-8}
    starts = np.random.default_rng(3).uniform([-1, -1, 1], [3, 3, 5], (20, 3))
    bounds = [(-7, 7)] * 3
    tops = [
        -optimize.minimize(
            lambda theta: -value_log_likelihood(theta, *some),
            start,
            method="Nelder-Mead",
            bounds=bounds,
            options=options,
        ).fun
        for start in starts
    ]
    assert fitted.log_likelihood_ == pytest.approx(value_log_likelihood(fitted.theta_, *some), abs=1e-8)
    assert fitted.log_likelihood_ >= max(tops) - 1e-6
    assert max(tops) == pytest.approx(fitted.log_likelihood_, abs=1e-4)


def test_the_planted_parameters_are_not_ruled_out(model: sq.GammaGamma) -> None:
    planted = gamma_gamma_rows(np.log(CDNOW_VALUES), *model.distinct_)[0] @ model.counts_
    assert 0 <= 2 * (model.log_likelihood_ - planted) < stats.chi2.ppf(0.999, 3)
    mean = model.interval(lambda m: m.mean_value)
    assert mean[0] < 6.25 * 15.44 / 2.74 < mean[1]


def test_published_expectations(model: sq.GammaGamma) -> None:
    # Fader & Hardie, note 025, the spreadsheet: the first customers, with the note's estimates (to two decimals).
    fitted = model.with_theta(np.log(CDNOW_VALUES))
    found = fitted.predict([(2, 22.35), (1, 11.77), (0, np.nan), (7, 73.74), (2, 25.55)])
    assert found == pytest.approx([24.65, 18.91, 35.17, 71.46, 27.28], abs=0.1)


def test_who_bought_often_keeps_their_own_mean(model: sq.GammaGamma) -> None:
    few, many = model.predict([(1, 100.0), (1000, 100.0)])
    assert model.mean_value < few < many < 100
    assert many == pytest.approx(100, rel=0.01)


def test_the_unit_of_money_changes_v_and_nothing_else(model: sq.GammaGamma) -> None:
    rows = purchases(3_000)
    cents = sq.GammaGamma().fit(rows.assign(mean_minor=100 * rows["mean_minor"]))
    np.testing.assert_allclose(cents.theta_ - model.theta_, [0, 0, np.log(100)], atol=1e-5)


def test_a_mean_that_is_not_finite_is_not_given(model: sq.GammaGamma) -> None:
    heavy = model.with_theta(np.log([2.0, 0.9, 5.0]))
    assert np.isnan(heavy.mean_value)
    assert np.isfinite(heavy.predict([(1, 5.0)])).all()


def test_one_time_buyers_say_nothing_of_values() -> None:
    rows = purchases(500)
    again = rows[rows["frequency"] > 0]
    np.testing.assert_allclose(sq.GammaGamma().fit(rows).theta_, sq.GammaGamma().fit(again).theta_)
    with sq.in_language("en"), pytest.raises(sq.NotEnoughDataError, match="at least 2"):
        sq.GammaGamma().fit([(0, np.nan), (1, 30.0)])


@pytest.mark.parametrize("value", [0.0, -3.0, float("nan")])
def test_values_that_are_none_are_refused(value: float) -> None:
    with sq.in_language("en"), pytest.raises(sq.OptionError, match="free orders"):
        sq.GammaGamma().fit([(2, 30.0), (1, value), (3, 20.0)])


def test_values_all_alike_are_told_as_such() -> None:
    with pytest.warns(sq.NotIdentifiedWarning):
        fitted = sq.GammaGamma().fit([(f, 50.0) for f in (1, 2, 3, 4) * 50])
    assert fitted.mean_value == pytest.approx(50, rel=0.01)
