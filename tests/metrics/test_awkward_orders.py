"""Orders that are no plain orders: each has a sensible answer in every figure of money, in CLV, RFM and the funnels."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import pytest
from oracle_tables import Order
from priced import sold
from shops import at

import shequn_lab as sq

DAY_3, DAY_4, LATER, LAST = (at(f"2026-03-{text}") for text in ("03 12:00", "04 12:00", "04 18:00", "07 12:00"))
#: Before eve joined, on 3 March.
EARLY = at("2026-03-02 12:00")


@dataclass(frozen=True)
class Case:
    """Orders, and what each figure says of them; None where there is nothing to say."""

    orders: tuple[Order, ...]
    revenue: float
    arppu: float | None
    margin_share: float | None
    customers: int
    again: int
    rfm: dict[str, tuple[int, float]]
    #: Frequency of each buyer in the numbers of the model.
    history: dict[str, int]
    closed: tuple[int, int]
    opened: tuple[int, int]
    #: Margin per joiner within five days of joining, in all.
    value: float
    costs: dict[str, int] = field(default_factory=dict)


CASES = {
    "refunded in full": Case(
        (Order("a", "an", DAY_4, 1_000, refunded=1_000), Order("b", "bo", DAY_4, 800)),
        800, 800, 1.0, 1, 0, {"bo": (1, 800)}, {"bo": 0}, (1, 0), (1, 0), 800,
    ),
    "refunded in part": Case(
        (Order("a", "an", DAY_4, 1_000, refunded=400),),
        600, 600, (600 - 450) / 600, 1, 0, {"an": (1, 600)}, {"an": 0}, (1, 0), (1, 0), 150, {"a": 450},
    ),
    "free": Case(
        # A sample is an order, and no purchase that a model of spending could use; its goods cost the house.
        (Order("a", "an", DAY_4, 0, refunded=0),),
        0, 0, None, 1, 0, {"an": (1, 0)}, {}, (1, 0), (1, 0), -30, {"a": 30},
    ),
    "free, then paid": Case(
        (Order("a", "an", DAY_3, 0), Order("b", "an", LAST, 500)),
        500, 500, 1.0, 1, 1, {"an": (2, 250)}, {"an": 0}, (1, 1), (1, 1), 500,
    ),
    "two on one day": Case(
        # Two orders, one purchase day: nobody came again.
        (Order("a", "an", DAY_4, 1_000), Order("b", "an", LATER, 500)),
        1_500, 1_500, 1.0, 1, 0, {"an": (2, 750)}, {"an": 0}, (1, 0), (1, 0), 1_500,
    ),
    "at one instant": Case(
        (Order("a", "an", DAY_4, 1_000), Order("b", "an", DAY_4, 500)),
        1_500, 1_500, 1.0, 1, 0, {"an": (2, 750)}, {"an": 0}, (1, 0), (1, 0), 1_500,
    ),
    "one-time buyers only": Case(
        tuple(Order(who, who, DAY_4, 700) for who in ("an", "bo", "chen")),
        2_100, 700, 1.0, 3, 0, dict.fromkeys(("an", "bo", "chen"), (1, 700)), dict.fromkeys(("an", "bo", "chen"), 0),
        (3, 0), (3, 0), 2_100,
    ),
    "a single order": Case(
        (Order("a", "an", DAY_4, 900),),
        900, 900, 1.0, 1, 0, {"an": (1, 900)}, {"an": 0}, (1, 0), (1, 0), 900,
    ),
    "before joining": Case(
        # It is money and a first purchase; of the member's life and of the way from joining on it is no part.
        (Order("a", "eve", EARLY, 900),),
        900, 900, 1.0, 1, 0, {"eve": (1, 900)}, {"eve": 0}, (0, 0), (0, 0), 0,
    ),
    "before joining, and after": Case(
        (Order("a", "eve", EARLY, 900), Order("b", "eve", DAY_4, 100)),
        1_000, 1_000, 1.0, 1, 1, {"eve": (2, 500)}, {"eve": 1}, (1, 0), (1, 0), 100,
    ),
    "cancelled": Case(
        (Order("a", "an", DAY_4, 900, cancelled=True),),
        0, None, None, 0, 0, {}, {}, (0, 0), (0, 0), 0,
    ),
}  # fmt: skip
EACH = pytest.mark.parametrize("case", CASES.values(), ids=CASES)


def community(case: Case) -> sq.Community:
    return sold(*case.orders, costs={o.id: case.costs.get(o.id, 0) for o in case.orders})


def same(found: float, expected: float | None) -> None:
    assert found == pytest.approx(math.nan if expected is None else expected, nan_ok=True)


@EACH
def test_money(case: Case) -> None:
    c = community(case)
    same(sq.net_revenue(c).value, case.revenue)
    same(sq.arppu(c).value, case.arppu)
    same(sq.arpu(c).value, case.revenue / 5)
    same(sq.margin_share(c).value, case.margin_share)
    same(sq.net_per_order(c).value, None if case.arppu is None else case.revenue / sum(n for n, _ in case.rfm.values()))
    for figure in (sq.arppu(c), sq.margin_share(c), sq.net_per_order(c)):
        assert figure.measurable or str(figure.note)
        # Of a single buyer there is a value and no interval.
        assert len(case.rfm) > 1 or math.isnan(figure.low)


@EACH
def test_repurchase_and_value_by_age(case: Case) -> None:
    c = community(case)
    again = sq.repurchase_rate(c, within_days=5, history_known=True)
    assert (again.n, 0 if math.isnan(again.k) else again.k) == (case.customers, case.again)
    life = sq.ltv_observed(c, within_days=5)
    assert life.n == 5
    same(life.value, case.value / 5)
    if any(o.at == EARLY for o in case.orders):
        assert life.excluded["excluded_orders_before_joining"] == 1


@EACH
def test_rfm(case: Case) -> None:
    scored = sq.rfm(community(case))
    found = {who: (int(row["n_orders"]), float(row["mean_order_minor"])) for who, row in scored.iterrows()}
    assert found == case.rfm
    assert scored[["r_score", "f_score", "m_score"]].isin(range(1, 6)).all(axis=None)


@EACH
def test_customer_value_has_a_history_and_too_little_of_it_is_a_reason(case: Case) -> None:
    c = community(case)
    history = sq.purchase_history(c, history_known=True)
    assert history["frequency"].to_dict() == case.history
    # A handful of buyers predicts nothing, and nobody makes a number of it.
    predicted = sq.clv_predicted(c, horizon_days=90, discount_rate=0.1)
    assert not predicted.measurable
    assert str(predicted.note)


@EACH
def test_both_funnels(case: Case) -> None:
    c = community(case)
    for measure, expected in ((sq.funnel, case.closed), (sq.open_funnel, case.opened)):
        steps = measure(c, ("join", "order", "reorder")).set_index("step")
        assert (steps.loc["order", "n"], steps.loc["reorder", "n"]) == expected
        # Who took a step did so after joining.
        assert not (steps["median_days"] < 0).any()
        assert math.isnan(steps.loc["reorder", "of_previous"]) == (expected[0] == 0)
