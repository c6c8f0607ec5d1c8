"""From orders to buyers as the models see them, and to a predicted value: oracle, by hand, and each edge."""

from __future__ import annotations

import math
import warnings

import numpy as np
import oracle_money as oracle
import pytest
from clv_buyers import CDNOW, CDNOW_VALUES, buyers, values
from hypothesis import given
from hypothesis import strategies as st
from oracle_tables import Order, Shop
from priced import sold
from shop_draws import random_shop
from shops import at, build_shop, tiny_shop, without

import shequn_lab as sq
from shequn_lab.metrics.clv import value as clv_value

Pair = tuple[Shop, sq.Community]
AHEAD = {"horizon_days": 90, "discount_rate": 0.1}


def day(n: int, hour: int = 12) -> object:
    return at(f"2026-03-{n:02d} {hour:02d}:00")


def row(community: sq.Community, who: str = "an") -> list[float]:
    return sq.purchase_history(community).loc[who].tolist()


@given(pair=random_shop(), known=st.booleans())
def test_histories_agree(pair: Pair, known: bool) -> None:
    s, community = pair
    found, expected = sq.purchase_history(community, history_known=known), oracle.history(s, known)
    assert set(found.index) == set(expected)
    for who, (frequency, recency, age, mean) in expected.items():
        assert found.loc[who].tolist()[:3] == [frequency, recency, age]
        assert found.loc[who, "mean_minor"] == pytest.approx(math.nan if mean is None else mean, nan_ok=True)


def test_history_of_the_tiny_shop_by_hand() -> None:
    found = sq.purchase_history(build_shop(tiny_shop()))
    # an once, ten days from 2 to 11 March; chen on 4 and 7, of which the second brought 1000 net.
    assert found.loc["an"].tolist()[:3] == [0, 0, 9]
    assert found.loc["chen"].tolist() == [1, 3, 7, 1000]
    # bo's order came back, eve's was free, dai's was called off, the owner is an operator.
    assert list(found.index) == ["an", "chen"]
    assert found.attrs["excluded"] == {"excluded_cancelled": 1, "excluded_refunded": 1, "excluded_free": 1}


# -- each edge -------------------------------------------------------------------------------------------


def test_orders_of_one_day_are_one_purchase_of_their_sum() -> None:
    community = sold(
        Order("o", "an", day(3), 100), Order("p", "an", day(3, 18), 50), Order("q", "an", day(6), 30),
        Order("r", "an", day(6, 20), 40),
    )  # fmt: skip
    assert row(community) == [1, 3, 8, 70]


def test_a_part_paid_back_lowers_a_purchase_and_the_whole_undoes_it() -> None:
    orders = [Order("o", "an", day(3), 100), Order("p", "an", day(6), 90, refunded=30)]
    assert row(sold(*orders)) == [1, 3, 8, 60]
    undone = Order("q", "an", day(9), 90, refunded=90)
    assert row(sold(*orders, undone)) == [1, 3, 8, 60]
    assert row(sold(Order("o", "an", day(3), 100, refunded=100), *orders[1:]))[:3] == [0, 0, 5]


def test_a_free_order_is_no_purchase() -> None:
    orders = [Order("o", "an", day(3), 100), Order("p", "an", day(6), 0), Order("q", "an", day(8), 40)]
    assert row(sold(*orders)) == [1, 5, 8, 40]
    # A gift before the first payment opens nothing.
    assert row(sold(Order("g", "an", day(2), 0), *orders)) == [1, 5, 8, 40]
    assert sq.purchase_history(sold(Order("g", "an", day(2), 0))).empty


def test_a_first_order_before_joining_opens_the_history() -> None:
    # bo joined on 3 March.
    community = sold(Order("o", "bo", day(2), 10), Order("p", "bo", day(5), 20))
    assert row(community, "bo") == [1, 3, 9, 20]


def test_who_joined_before_the_observed_days_has_no_known_first_purchase() -> None:
    community = sq.open_community("jd_fans")
    known, all_of_them = (sq.purchase_history(community, history_known=flag) for flag in (False, True))
    assert len(all_of_them) - len(known) == known.attrs["excluded"]["excluded_history_unknown"] > 0


def test_the_history_ends_with_the_reporting_window() -> None:
    community = sold(Order("o", "an", day(3), 10), Order("p", "an", day(9), 20)).between("2026-03-02", "2026-03-08")
    assert row(community)[:3] == [0, 0, 4]


@pytest.mark.parametrize(
    ("orders", "note"),
    [
        ((), "note_no_case"),
        ((Order("o", "an", day(3)),), "note_clv_few_repeat"),
        ((Order("o", "an", day(3)), Order("p", "bo", day(4)), Order("q", "chen", day(9))), "note_clv_few_repeat"),
        ((Order("o", "an", day(3)), Order("p", "an", day(4))), "note_clv_few_repeat"),
    ],
    ids=["no order", "a single order", "one-time buyers only", "one who came again"],
)
def test_too_little_to_predict_from_is_a_reason(orders: tuple[Order, ...], note: str) -> None:
    community = sold(*orders)
    found = sq.clv_predicted(community, **AHEAD)
    assert math.isnan(found.value)
    assert found.note.id == note
    members = sq.clv_members(community, **AHEAD)
    assert members.empty
    assert members.attrs["note"]


def test_without_orders_the_reason_is_the_table() -> None:
    community = build_shop(without(tiny_shop(), "orders"))
    assert sq.clv_predicted(community, **AHEAD).note.id == "note_no_table"
    assert sq.purchase_history(community).attrs["note"]
    assert sq.clv_members(community, **AHEAD).attrs["note"]


def test_currencies_are_not_added() -> None:
    community = sold(Order("o", "an", day(3)), Order("p", "bo", day(4), currency="USD"))
    for measure in (sq.purchase_history, lambda c: sq.clv_predicted(c, **AHEAD)):
        with pytest.raises(sq.OptionError, match="USD"):
            measure(community)
    assert len(sq.purchase_history(community, currency="USD")) == 1


@pytest.mark.parametrize(
    "wrong",
    [{"horizon_days": 0}, {"discount_rate": -0.1}, {"margin_share": 0}, {"margin_share": 40}],
    ids=str,
)
def test_an_outlook_that_makes_no_sense_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(sq.OptionError):
        sq.clv_predicted(sold(), **(AHEAD | wrong))


# -- predicted value -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def brand() -> sq.Community:
    return sq.open_community("baby_xiaohongshu")


def test_predicted_value_is_the_mean_of_its_members(brand: sq.Community) -> None:
    found = sq.clv_predicted(brand, **AHEAD, n_resamples=50)
    members = sq.clv_members(brand, **AHEAD)
    assert found.value == pytest.approx(members["clv_minor"].mean())
    assert (found.n, found.k) == (len(members), (members["frequency"] > 0).sum())
    assert found.low < found.value < found.high
    assert found.unit == "minor CNY"
    # Without a discount, a purchase is worth what it is worth.
    plain = sq.clv_members(brand, horizon_days=90, discount_rate=0)
    np.testing.assert_allclose(plain["clv_minor"], plain["expected_purchases"] * plain["expected_value_minor"])
    assert (members["clv_minor"] < plain["clv_minor"]).all()
    assert members["expected_purchases"].equals(plain["expected_purchases"])


def test_a_yearly_rate_of_a_tenth_makes_what_comes_in_a_year_worth_ten_elevenths(brand: sq.Community) -> None:
    history = sq.purchase_history(brand)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", sq.NotIdentifiedWarning)
        timing, spending = sq.BetaGeo().fit(history), sq.GammaGamma().fit(history)
    days = np.arange(0, 401, 5)
    bought = np.diff([timing.predict(history, horizon=d) for d in days], axis=0)
    worth = 1.1 ** (-(days[1:] + days[:-1]) / 2 / 365)
    found = sq.clv_members(brand, horizon_days=400, discount_rate=0.1)["clv_minor"]
    np.testing.assert_allclose(found, worth @ bought * spending.predict(history), rtol=1e-4)


def test_the_horizon_the_rate_and_the_margin_do_what_they_say(brand: sq.Community) -> None:
    base = sq.clv_predicted(brand, **AHEAD, n_resamples=0)
    assert math.isnan(base.low)
    half = sq.clv_predicted(brand, **AHEAD, margin_share=0.5, n_resamples=0)
    assert half.value == pytest.approx(base.value / 2)
    longer = sq.clv_predicted(brand, horizon_days=365, discount_rate=0.1, n_resamples=0)
    dearer = sq.clv_predicted(brand, horizon_days=90, discount_rate=0.5, n_resamples=0)
    assert dearer.value < base.value < longer.value
    with sq.in_language("en"):
        assert "90 days" in base.label
        assert "10%" in base.label


def test_the_same_seed_gives_the_same_interval_and_no_warning_escapes(brand: sq.Community) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        first, second = (sq.clv_predicted(brand, **AHEAD, n_resamples=10) for _ in range(2))
    assert (first.low, first.high) == (second.low, second.high)
    assert sq.clv_predicted(brand, **AHEAD, n_resamples=10, seed=1).low != first.low


def test_what_is_predicted_is_what_comes() -> None:
    # Buyers drawn for 60 weeks, seen for 30: what the first half predicts of the second.
    rng = np.random.default_rng(11)
    n, seen, ahead = 4_000, 30.0, 30.0
    r, alpha, a, b = CDNOW
    rate, dropout = rng.gamma(r, 1 / alpha, n), rng.beta(a, b, n)
    before, later, last, now, there = np.zeros(n), np.zeros(n), np.zeros(n), np.zeros(n), np.ones(n, dtype=bool)
    while there.any():
        now = now + rng.exponential(1, n) / np.maximum(rate, 1e-300)
        there &= now <= seen + ahead
        early = there & (now <= seen)
        before[early], last[early] = before[early] + 1, now[early]
        later[there & ~early] += 1
        there &= rng.random(n) >= dropout
    model = sq.BetaGeo().fit(np.column_stack([before, last, np.full(n, seen)]))
    predicted = model.predict(np.column_stack([before, last, np.full(n, seen)]), horizon=ahead)
    error = later.std() / np.sqrt(n)
    assert predicted.mean() == pytest.approx(later.mean(), abs=3 * error + 0.05 * later.mean())
    for few, many in ((0, 0), (1, 2), (3, 99)):
        group = (before >= few) & (before <= many)
        assert predicted[group].mean() == pytest.approx(later[group].mean(), rel=0.25)


def test_resampling_draws_whole_buyers() -> None:
    rows = buyers(np.random.default_rng(2), 300, CDNOW, (27.0, 39.0))
    rows["mean_minor"] = values(np.random.default_rng(3), rows["frequency"].to_numpy(), CDNOW_VALUES)
    outlook = clv_value._outlook(rows, 30, 0.1, None)
    same = outlook.resampled(np.ones(len(rows)))
    np.testing.assert_allclose(same.values, outlook.values, rtol=1e-4)
    # Who is drawn twice counts twice: as if the table held them twice.
    weights = np.r_[np.full(150, 2.0), np.zeros(150)]
    drawn, half = outlook.resampled(weights), clv_value._outlook(rows.head(150), 30, 0.1, None)
    np.testing.assert_allclose(drawn.values[:150], half.values, rtol=1e-3)
