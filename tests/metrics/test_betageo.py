"""BG/NBD: against brute force, other optimisers, published figures, and at the edges."""

from __future__ import annotations

import time
import warnings

import numpy as np
import pandas as pd
import pytest
from clv_buyers import CDNOW, buyers, expected, likelihood, log_likelihood
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize
from scipy.special import betaincinv
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

import shequn_lab as sq
from shequn_lab.metrics.clv.expectation import discounted_ahead, purchases_ahead
from shequn_lab.metrics.clv.fitting import collapse
from shequn_lab.metrics.clv.likelihood import beta_geo_rows

LOGS = st.tuples(*[st.floats(-3, 3)] * 4).map(np.array)
WEEKS = (27.0, 39.0)


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    return buyers(np.random.default_rng(1), 2_000, CDNOW, WEEKS)


@pytest.fixture(scope="module")
def model(rows: pd.DataFrame) -> sq.BetaGeo:
    return sq.BetaGeo().fit(rows)


def known(parameters: tuple[float, ...], model: sq.BetaGeo) -> sq.BetaGeo:
    return model.with_theta(np.log(parameters))


# -- the likelihood --------------------------------------------------------------------------------------

HISTORIES = [(0, 0.0, 38.0), (0, 0.0, 0.0), (1, 3.0, 38.0), (2, 30.43, 38.86), (7, 20.0, 39.0), (15, 35.0, 35.0)]
PARAMETERS = [CDNOW, (1.5, 40.0, 0.3, 2.0), (3.0, 10.0, 2.0, 5.0)]


@pytest.mark.parametrize("parameters", PARAMETERS)
@pytest.mark.parametrize("history", HISTORIES)
def test_the_likelihood_is_the_integral_over_all_buyers(
    parameters: tuple[float, ...], history: tuple[int, float, float], model: sq.BetaGeo
) -> None:
    row = [np.array([float(part)]) for part in history]
    value, _ = beta_geo_rows(np.log(parameters), *row)
    assert value[0] == pytest.approx(np.log(likelihood(parameters, *history)), abs=1e-8)
    there, ahead = expected(parameters, *history, 39.0)
    fitted = known(parameters, model)
    assert fitted.probability_alive([history])[0] == pytest.approx(there, rel=1e-8)
    assert fitted.predict([history], horizon=39.0)[0] == pytest.approx(ahead, rel=1e-8)


@given(theta=LOGS, seed=st.integers(0, 50))
def test_the_gradient_is_the_slope(theta: np.ndarray, seed: int) -> None:
    rows = [column.to_numpy() for _, column in buyers(np.random.default_rng(seed), 20, CDNOW, WEEKS).items()]
    _, score = beta_geo_rows(theta, *rows)
    for step, slope in zip(1e-5 * np.eye(4), score.T, strict=True):
        rise = beta_geo_rows(theta + step, *rows)[0] - beta_geo_rows(theta - step, *rows)[0]
        np.testing.assert_allclose(slope, rise / 2e-5, rtol=1e-5, atol=1e-5)


def test_equal_rows_are_counted_and_say_the_same(rows: pd.DataFrame, model: sq.BetaGeo) -> None:
    whole = rows.assign(recency=rows["recency"].round(), age=rows["age"].round())
    whole.loc[whole["frequency"] > 0, "recency"] = whole["recency"].clip(lower=1)
    fitted = sq.BetaGeo().fit(whole)
    assert fitted.counts_.size < 0.7 * len(whole)
    assert fitted.log_likelihood_ == pytest.approx(log_likelihood(fitted.theta_, whole), abs=1e-6)
    np.testing.assert_allclose(np.column_stack(fitted.distinct_)[fitted.which_], whole)
    twice = sq.BetaGeo().fit(pd.concat([whole, whole.sample(frac=1, random_state=0)]))
    np.testing.assert_allclose(twice.theta_, fitted.theta_, atol=1e-6)
    assert twice.summary_["standard_error"].to_numpy() == pytest.approx(
        fitted.summary_["standard_error"].to_numpy() / np.sqrt(2), rel=1e-4
    )


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=30))
def test_collapsing_loses_nothing(pairs: list[tuple[int, int]]) -> None:
    table = np.array(pairs, dtype=float)
    distinct, counts, which = collapse(*table.T)
    np.testing.assert_array_equal(np.column_stack(distinct)[which], table)
    assert len(set(pairs)) == counts.size
    assert counts.sum() == len(pairs)


# -- the optimum -----------------------------------------------------------------------------------------


def test_no_other_optimiser_gets_higher_from_twenty_starts(rows: pd.DataFrame, model: sq.BetaGeo) -> None:
    few = rows.head(400)
    fitted = sq.BetaGeo().fit(few)
    chance = np.random.default_rng(3)
    options = {"maxiter": 4_000, "maxfev": 4_000, "xatol": 1e-6, "fatol": 1e-8}
    tops = [
        -optimize.minimize(lambda theta: -log_likelihood(theta, few), start, method="Nelder-Mead", options=options).fun
        for start in chance.uniform([-2, 0, -2, -2], [2, 4, 2, 2], (20, 4))
    ]
    assert fitted.log_likelihood_ == pytest.approx(log_likelihood(fitted.theta_, few), abs=1e-8)
    # Some of the twenty arrive, and none goes beyond.
    assert fitted.log_likelihood_ >= max(tops) - 1e-6
    assert max(tops) == pytest.approx(fitted.log_likelihood_, abs=1e-4)


def test_the_unit_of_time_changes_alpha_and_nothing_else(rows: pd.DataFrame, model: sq.BetaGeo) -> None:
    days = sq.BetaGeo().fit(rows.assign(recency=7 * rows["recency"], age=7 * rows["age"]))
    np.testing.assert_allclose(days.theta_ - model.theta_, [0, np.log(7), 0, 0], atol=1e-5)
    assert days.expected_new(70) == pytest.approx(model.expected_new(10), rel=1e-6)


def test_standard_errors_are_those_of_the_resampled_buyers(rows: pd.DataFrame, model: sq.BetaGeo) -> None:
    drawn = np.log(model.bootstrap(150, random_state=0))
    spread = np.sqrt(np.diag(model.covariance_))
    assert drawn.std().to_numpy() == pytest.approx(spread, rel=0.3)
    assert drawn.equals(np.log(model.bootstrap(150, random_state=0)))
    low, high = model.interval(lambda m: m.r_ / m.alpha_)
    rates = np.exp(drawn["r"] - drawn["alpha"]).quantile([0.025, 0.975]).to_numpy()
    assert (low, high) == pytest.approx(tuple(rates), rel=0.1)


def test_two_thousand_buyers_take_less_than_a_second(rows: pd.DataFrame) -> None:
    began = time.process_time()
    sq.BetaGeo().fit(rows)
    assert time.process_time() - began < 1


# -- what it expects -------------------------------------------------------------------------------------


def test_published_expectation(model: sq.BetaGeo) -> None:
    # Fader, Hardie & Lee, Implementing the BG/NBD model in Excel: customer 0001 with the paper's estimates.
    assert known(CDNOW, model).predict([(2, 30.43, 38.86)], horizon=39)[0] == pytest.approx(1.226, abs=5e-4)


@given(
    theta=st.tuples(*[st.floats(-4.5, 4.5)] * 4),
    near=st.sampled_from([None, None, 0.0, 1e-9, -1e-5, 9.9e-5, 2e-4]),
    frequency=st.sampled_from([0, 1, 4, 30, 400]),
    age=st.sampled_from([0.0, 30.0, 700.0]),
    horizon=st.floats(1, 2_000),
)
def test_the_closed_form_holds_where_shapes_are_large_small_or_one(
    theta: tuple[float, ...], near: float | None, frequency: int, age: float, horizon: float
) -> None:
    r, scale, a, b = np.exp(theta)
    alpha, a = 30 * scale, a if near is None else 1 + near
    found = purchases_ahead(r, alpha, a, b, np.array([float(frequency)]), np.array([age]), horizon)[0]
    # The same as the integral of the rate at which somebody who was there buys s days later.
    node, weight = np.polynomial.legendre.leggauss(60)
    s = horizon * ((1 + node) / 2) ** 5
    width = horizon * 2.5 * ((1 + node) / 2) ** 4 * weight
    grid = np.linspace(0, 1, 40_001)[1:] - 1 / 80_000
    p = betaincinv(a, b + frequency, grid)[:, None]
    rates = (r + frequency) / (alpha + age) * np.exp(-(r + frequency + 1) * np.log1p(p * s / (alpha + age)))
    assert found == pytest.approx(float(rates.mean(axis=0) @ width), rel=2e-3)


@pytest.mark.parametrize("a", [1 - 7e-5, 1.0, 1 + 1e-9, 1 + 4e-5])
def test_near_a_of_one_the_closed_form_goes_on_as_it_does_beside_it(a: float) -> None:
    def ahead(a: float) -> float:
        return float(purchases_ahead(0.243, 4.414, a, 2.426, np.array([2.0]), np.array([38.86]), 39.0)[0])

    low, high = 1 - 3e-4, 1 + 3e-4
    between = ahead(low) + (ahead(high) - ahead(low)) * (a - low) / (high - low)
    assert ahead(a) == pytest.approx(between, rel=1e-7)


def test_discounting_is_the_integral_of_what_comes_when(model: sq.BetaGeo) -> None:
    x, age = np.array([0.0, 3.0, 40.0]), np.array([0.0, 20.0, 39.0])
    found = discounted_ahead(*CDNOW, x, age, 52.0, 0.01)
    for i in range(3):

        def ahead(s: float, i: int = i) -> float:
            return float(purchases_ahead(*CDNOW, x[i : i + 1], age[i : i + 1], s)[0])

        step = np.linspace(0, 52, 5_201)
        bought = np.diff([ahead(s) if s else 0.0 for s in step])
        assert found[i] == pytest.approx(bought @ np.exp(-0.01 * (step[1:] + step[:-1]) / 2), rel=1e-5)
    assert discounted_ahead(*CDNOW, x, age, 52.0, 0.0) == pytest.approx(purchases_ahead(*CDNOW, x, age, 52.0))


def test_more_time_brings_more_and_nothing_in_no_time(rows: pd.DataFrame, model: sq.BetaGeo) -> None:
    short, long = (model.predict(rows, horizon=h) for h in (10, 20))
    assert (model.predict(rows, horizon=0) == 0).all()
    assert (short > 0).all()
    assert ((short < long) & (long < 2 * short)).all()
    there = model.probability_alive(rows)
    assert ((there > 0) & (there <= 1)).all()
    assert (there[rows["frequency"] == 0] == 1).all()


def test_a_frame_and_an_array_and_any_order_of_rows_say_the_same(rows: pd.DataFrame, model: sq.BetaGeo) -> None:
    again = sq.BetaGeo().fit(rows[["frequency", "recency", "age"]].to_numpy()[::-1])
    np.testing.assert_allclose(again.theta_, model.theta_, atol=1e-6)
    shuffled = rows.sample(frac=1, random_state=1)[["age", "frequency", "recency"]]
    np.testing.assert_allclose(model.predict(shuffled, horizon=5), model.predict(rows, horizon=5)[shuffled.index])


# -- the edges -------------------------------------------------------------------------------------------


def test_one_time_buyers_alone_are_refused() -> None:
    with sq.in_language("en"), pytest.raises(sq.NotEnoughDataError, match="nobody bought again"):
        sq.BetaGeo().fit([(0, 0, 10), (0, 0, 40)])
    with pytest.raises(sq.NotEnoughDataError):
        sq.BetaGeo().fit([(0, 0, 10)])
    with pytest.raises(sq.NotEnoughDataError):
        sq.BetaGeo().fit(np.zeros((0, 3)))


@pytest.mark.parametrize(
    "wrong",
    [
        (1, 0, 10),  # recency as RFM has it
        (0, 5, 10),
        (2, 11, 10),
        (-1, 0, 10),
        (1.5, 3, 10),
        (1, float("nan"), 10),
    ],
)
def test_a_row_that_cannot_be_is_refused_by_its_number(wrong: tuple[float, ...]) -> None:
    with pytest.raises(sq.OptionError, match=r"\b1\b"):
        sq.BetaGeo().fit([(2, 5, 10), wrong, (0, 0, 10)])


def test_a_frame_without_a_column_is_refused(rows: pd.DataFrame) -> None:
    with pytest.raises(sq.OptionError, match="recency"):
        sq.BetaGeo().fit(rows.drop(columns="recency"))
    with pytest.raises(sq.OptionError):
        sq.BetaGeo().fit(rows.to_numpy()[:, :2])


def test_few_repeat_buyers_are_a_warning_and_a_note_and_not_a_print(capsys: pytest.CaptureFixture[str]) -> None:
    with sq.in_language("en"), pytest.warns(sq.NotIdentifiedWarning, match="parameters"):
        fitted = sq.BetaGeo().fit([(0, 0, 30)] * 30 + [(1, 9, 30), (2, 20, 28)])
    assert fitted.note_.id == "note_clv_unsure"
    assert capsys.readouterr() == ("", "")
    assert np.isfinite(fitted.predict([(1, 9, 30)], horizon=30)).all()


def test_buyers_who_do_not_differ_are_told_as_such() -> None:
    same = buyers(np.random.default_rng(4), 1_000, (1e5, 1e6, 1e4, 4e4), WEEKS)
    with pytest.warns(sq.NotIdentifiedWarning):
        fitted = sq.BetaGeo().fit(same)
    assert fitted.summary_["standard_error"].isna().any()
    # What it expects is right all the same: a purchase in ten weeks, a fifth of which are the last.
    assert fitted.r_ / fitted.alpha_ == pytest.approx(0.1, rel=0.1)
    assert fitted.expected_new(20.0) == pytest.approx(-np.expm1(-0.1 * 0.2 * 20) / 0.2, rel=0.1)


def test_enough_buyers_give_no_warning(rows: pd.DataFrame) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        fitted = sq.BetaGeo().fit(rows)
    assert not fitted.note_
    assert fitted.summary_.notna().all().all()


def test_it_is_an_estimator(rows: pd.DataFrame, model: sq.BetaGeo) -> None:
    assert clone(model).get_params() == {}
    with pytest.raises(NotFittedError):
        sq.BetaGeo().predict(rows, horizon=1)
    with pytest.raises(sq.OptionError):
        model.predict(rows, horizon=-1)
