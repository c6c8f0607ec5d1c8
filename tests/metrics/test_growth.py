"""Relative change between two times: arithmetic by hand, and intervals of the change itself."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace

import numpy as np
import oracle
import pytest
from communities import Event, Person, World, at, build, random_community, tiny
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import DAY
from oracle_tables import Order, Shop
from shops import build_shop, tiny_shop

import shequn_lab as sq

FIRST = dt.date(2026, 3, 2)
NOON = at("2026-03-02 12:00")
LENGTHS = {"daily_active": 1, "weekly_active": 7, "monthly_active": 30}


def on_days(days: dict[str, list[int]], n_days: int) -> sq.Community:
    """Return members active on the listed days."""
    people = tuple(Person(who) for who in days)
    events = tuple(Event(who, NOON + d * DAY) for who, active in days.items() for d in active)
    return build(World("Asia/Shanghai", people, events, stated=(FIRST, FIRST + n_days * DAY)))


def change(community: sq.Community, before: int | tuple[int, int], after: int | tuple[int, int]) -> sq.Estimate:
    def days(span: int | tuple[int, int]) -> dt.date | tuple[dt.date, dt.date]:
        return FIRST + span * DAY if isinstance(span, int) else (FIRST + span[0] * DAY, FIRST + span[1] * DAY)

    return sq.relative_change(community, "daily_active", before=days(before), after=days(after))


@settings(max_examples=30)
@given(
    pair=random_community(),
    metric=st.sampled_from(("daily_active", "weekly_active")),
    cuts=st.lists(st.integers(0, 49), min_size=4, max_size=4),
)
def test_the_change_is_that_of_the_mean_day_figures(
    pair: tuple[World, sq.Community], metric: str, cuts: list[int]
) -> None:
    w, community = pair
    first, stop = oracle.observed(w)
    length = (stop - first).days
    spans = []
    for a, b in (cuts[:2], cuts[2:]):
        low, high = sorted((a % length, b % length))
        spans.append((first + low * DAY, first + (high + 1) * DAY))
    full = World(**{**vars(w), "report": None})
    figures = oracle.trailing_active(full, LENGTHS[metric])
    # Reading: days without a figure (part-filled edges, warm-up) are left out of a mean.
    means = []
    for span in spans:
        known = [figures[d] for d in oracle.days_of(span) if not math.isnan(figures[d])]
        means.append(sum(known) / len(known) if known else math.nan)
    found = sq.relative_change(community, metric, before=spans[0], after=spans[1])
    before, after = means
    expected = (after - before) / before if before else math.nan
    assert found.value == pytest.approx(expected, nan_ok=True)
    if math.isnan(expected):
        assert str(found.note)


def test_the_change_of_the_tiny_community_by_hand() -> None:
    # DAU is 2 2 3 1 1 0 0 2 0 0: from 7/3 on the first three days to 2/3 on the last three.
    community = tiny()
    found = sq.relative_change(
        community, "daily_active", before=("2026-03-02", "2026-03-05"), after=("2026-03-09", "2026-03-12")
    )
    assert found.value == pytest.approx((2 / 3 - 7 / 3) / (7 / 3))
    one_day = sq.relative_change(community, "daily_active", before="2026-03-02", after="2026-03-04")
    assert one_day.value == pytest.approx(0.5)


def test_a_rise_from_two_to_three_is_fifty_per_cent_and_not_a_point() -> None:
    found = change(on_days({"a": [0, 1], "b": [0, 1], "c": [1]}, 2), 0, 1)
    assert found.value == pytest.approx(0.5)
    assert found.unit == "relative"
    with sq.in_language("en"):
        assert "50" in str(found)
        assert "point" not in str(found)


def test_a_figure_of_zero_before_has_no_relative_change() -> None:
    found = change(on_days({"a": [1], "b": [1]}, 2), 0, 1)
    assert math.isnan(found.value)
    assert math.isnan(found.low)
    assert str(found.note)
    assert not found.measurable


def test_falling_to_nothing_is_minus_one_hundred_per_cent() -> None:
    found = change(on_days({"a": [0], "b": [0]}, 2), 0, 1)
    assert (found.value, found.low, found.high) == (-1, -1, -1)


@pytest.mark.parametrize("share", [0.1, 0.5])
def test_where_nothing_changed_the_interval_has_no_width(share: float) -> None:
    # The same members resampled on both sides: what they share cancels.
    n = 200
    days = {f"m{i}": [0, 1] if i < share * n else [] for i in range(n)}
    found = change(on_days(days, 2), 0, 1)
    assert (found.value, found.low, found.high) == (0, 0, 0)


def test_where_everybody_doubles_the_interval_has_no_width_either() -> None:
    # Each of them active on one day of the first pair and on both of the second.
    days = {f"m{i}": [i % 2, 2, 3] for i in range(60)}
    found = change(on_days(days, 4), (0, 2), (2, 4))
    assert (found.value, found.low, found.high) == pytest.approx((1, 1, 1))


@pytest.mark.parametrize("seed", range(5))
def test_the_interval_holds_the_value(seed: int) -> None:
    chance = np.random.default_rng(seed)
    days = {f"m{i}": np.flatnonzero(chance.random(20) < chance.beta(1, 3)).tolist() for i in range(80)}
    found = change(on_days(days, 20), (0, 10), (10, 20))
    assert found.low < found.value < found.high
    assert found.n == 80


def test_changing_sides_is_the_reciprocal_of_the_ratio() -> None:
    days = {f"m{i}": [d for d in range(6) if (i * 7 + d * d) % 3 == 0] for i in range(30)}
    community = on_days(days, 6)
    forth, back = change(community, (0, 3), (3, 6)), change(community, (3, 6), (0, 3))
    assert (1 + forth.value) * (1 + back.value) == pytest.approx(1)
    assert (1 + forth.low) * (1 + back.high) == pytest.approx(1, rel=1e-3)


def test_a_day_is_a_span_of_one_day() -> None:
    community = tiny()
    day = sq.relative_change(community, "daily_active", before="2026-03-02", after="2026-03-04")
    span = sq.relative_change(
        community, "daily_active", before=("2026-03-02", "2026-03-03"), after=(dt.date(2026, 3, 4), dt.date(2026, 3, 5))
    )
    assert (day.value, day.low, day.high) == (span.value, span.low, span.high)


def test_the_reporting_window_does_not_decide_what_can_be_compared() -> None:
    community = tiny()
    inside = community.between("2026-03-09", "2026-03-12")
    spans = {"before": ("2026-03-02", "2026-03-05"), "after": ("2026-03-09", "2026-03-12")}
    assert sq.relative_change(inside, "daily_active", **spans).value == pytest.approx(
        sq.relative_change(community, "daily_active", **spans).value
    )


def test_value_and_interval_are_read_on_the_same_days_where_the_window_cuts_into_them() -> None:
    days = {f"m{i}": [0, 1, 4, 5] for i in range(20)} | {f"n{i}": [2, 3] for i in range(20)}
    late = on_days({**days, "x": [0, 1]}, 6).between(FIRST + 2 * DAY, FIRST + 6 * DAY)
    # 21 21 20 20 before, 20 20 after: 20 ÷ 20.5.
    found = change(late, (0, 4), (4, 6))
    assert found.value == pytest.approx(20 / 20.5 - 1)
    assert found.low <= found.value <= found.high


def test_days_that_were_not_observed_are_no_zeros() -> None:
    for span in (("2026-02-20", "2026-02-25"), ("2026-03-12", "2026-03-14")):
        for sides in ({"before": span, "after": "2026-03-04"}, {"before": "2026-03-04", "after": span}):
            found = sq.relative_change(tiny(), "daily_active", **sides)
            assert math.isnan(found.value)
            assert str(found.note)
    warm_up = sq.relative_change(tiny(), "weekly_active", before="2026-03-04", after="2026-03-10")
    assert math.isnan(warm_up.value)
    assert str(warm_up.note)


def test_a_span_that_reaches_over_the_edge_is_refused_or_not_measurable() -> None:
    # Three of its five days were observed: a mean of those three under the name of five would mislead.
    half = ("2026-02-28", "2026-03-05")
    try:
        found = sq.relative_change(tiny(), "daily_active", before=half, after="2026-03-09")
    except sq.OptionError:
        return
    assert math.isnan(found.value)


def test_an_unknown_figure_is_refused_by_name() -> None:
    with pytest.raises(sq.OptionError, match="daily_active"):
        sq.relative_change(tiny(), "stickyness", before="2026-03-02", after="2026-03-03")


# -- any figure, any two windows or communities ------------------------------------------------------

EARLY, LATE = ("2026-03-02", "2026-03-06"), ("2026-03-06", "2026-03-12")


@pytest.mark.parametrize(
    ("metric", "params"),
    [
        ("speaking_share", {}),
        ("retention_within", {"n": 2}),
        ("interaction_rate", {}),
        ("promotion_share", {"of": "all"}),
        ("push_frequency", {}),
        ("participation_rate", {}),
        ("purchase_conversion", {"base": "end"}),
        ("lead_conversion", {"within_days": 1}),
        ("repurchase_rate", {"within_days": 3}),
        ("net_revenue", {}),
        ("units_sold", {}),
        ("members_present", {}),
        ("joins_total", {}),
        ("k_factor", {"within_days": 1}),
        ("daily_active_share", {}),
        ("mean_daily_active", {}),
        ("reach_total", {}),
    ],
)
def test_the_change_is_that_of_the_figure_s_own_function(metric: str, params: dict[str, object]) -> None:
    community = build_shop(tiny_shop())
    sides = [getattr(sq, metric)(community.between(*span), **params).value for span in (EARLY, LATE)]
    found = sq.relative_change(community, metric, before=EARLY, after=LATE, params=params)
    expected = sides[1] / sides[0] - 1 if sides[0] > 0 else math.nan
    assert found.value == pytest.approx(expected, nan_ok=True)
    assert found.measurable or str(found.note)
    assert math.isnan(found.low) or found.low <= found.high


def test_every_measure_can_be_compared_and_is_a_function_of_the_package() -> None:
    community = build_shop(tiny_shop())
    needed = {"member_conversion": {"goal": "order"}, "source_mix": {"channel": "qr"}}
    needed |= {f"retention_{mode}": {"n": 1} for mode in ("on", "within", "after")}
    for metric in sq.measures():
        assert hasattr(sq, metric)
        found = sq.relative_change(community, metric, before=EARLY, after=LATE, params=needed.get(metric))
        assert found.id == "relative_change"
        assert found.measurable or str(found.note)


def members_who_buy(buyers: int, n: int = 40, seed: int = 0) -> sq.Community:
    people = tuple(Person(f"m{i}", joined_at=NOON) for i in range(n))
    chosen = np.random.default_rng(seed).permutation(n)[:buyers]
    orders = tuple(Order(f"o{i}", f"m{i}", NOON + DAY) for i in chosen)
    w = World("Asia/Shanghai", people, (Event("m0", NOON),), stated=(FIRST, FIRST + 9 * DAY))
    return build_shop(Shop(w, orders=orders))


def test_two_communities_are_compared_in_their_own_windows() -> None:
    base, treated = members_who_buy(10), members_who_buy(15)
    found = sq.relative_change(base, "purchase_conversion", after=treated)
    assert found.value == pytest.approx(0.5)
    assert found.low < 0 < 0.5 < found.high
    assert (found.n, found.params["after"]) == (80, "shop")
    points = sq.point_change(base, "purchase_conversion", after=treated)
    assert points.value == pytest.approx(0.125)
    assert points.low < 0.125 < points.high


def test_per_cent_and_points_have_names_and_units_of_their_own() -> None:
    base, treated = members_who_buy(16), members_who_buy(20)
    with sq.in_language("en"):
        assert "+25.0%" in str(sq.relative_change(base, "purchase_conversion", after=treated))
        assert "10.0 points" in str(sq.point_change(base, "purchase_conversion", after=treated))
    with pytest.raises(sq.OptionError, match="net_revenue"):
        sq.point_change(base, "net_revenue", after=treated)


def test_two_communities_are_drawn_independently_and_two_windows_together() -> None:
    # The same members buy on both sides: in one community the change has no width, between two it does.
    base, again = members_who_buy(20), members_who_buy(20)
    apart = sq.relative_change(base, "purchase_conversion", after=again)
    assert apart.value == 0
    assert apart.low < -0.2
    assert apart.high > 0.2
    together = sq.relative_change(base, "purchase_conversion", after=("2026-03-02", "2026-03-11"))
    assert (together.value, together.low, together.high) == (0, 0, 0)


def test_a_fall_below_zero_before_has_no_relative_change() -> None:
    community = build_shop(tiny_shop())
    detractors = tuple(replace(a, score=0.0) for a in tiny_shop().answers or () if a.construct == "recommend")
    worse = build_shop(replace(tiny_shop(), answers=detractors))
    assert sq.relative_change(worse, "net_promoter_score", after=community).note.id == "note_negative_before"


def test_parameters_that_the_figure_does_not_take_are_refused() -> None:
    with pytest.raises(sq.UnknownNameError, match="within_days"):
        sq.relative_change(tiny(), "repurchase_rate", before=EARLY, after=LATE, params={"within": 3})


@pytest.mark.slow
def test_the_interval_between_two_communities_holds_the_truth_about_as_often_as_it_says() -> None:
    hits, chance = 0, np.random.default_rng(7)
    for _ in range(200):
        buyers = chance.binomial(200, [0.3, 0.45])
        base, treated = (members_who_buy(int(k), 200) for k in buyers)
        found = sq.relative_change(base, "purchase_conversion", after=treated)
        hits += found.low <= 0.5 <= found.high
    assert 0.90 <= hits / 200 <= 0.99
