"""The closed and the open funnel: against the oracle, by hand, and with ties and repeats."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace
from itertools import pairwise

import oracle_conversion as oracle
import pytest
from communities import Event
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle_retention import wilson
from oracle_tables import Order, Shop
from shop_draws import random_shop
from shops import at, build_shop, tiny_shop, without

import shequn_lab as sq
from shequn_lab.metrics.funnel import STEPS as ALL_STEPS
from shequn_lab.metrics.funnel import funnel_figures

STEPS = (
    ("join", "speaking", "participation", "lead", "order", "reorder", "invitation"),
    ("join", "order", "speaking", "reorder"),
    ("join", "interaction"),
)


@given(pair=random_shop(), steps=st.sampled_from(STEPS), n=st.sampled_from((None, 0, 3, 10)))
def test_the_funnel_agrees(pair: tuple[Shop, sq.Community], steps: tuple[str, ...], n: int | None) -> None:
    s, community = pair
    expected, frame = oracle.funnel(s, steps, n), sq.funnel(community, steps, within_days=n)
    if not expected[0][0]:
        assert frame.empty
        assert frame.attrs["note"]
        return
    rows = frame[frame["step"] != "reach"]
    assert rows["step"].tolist() == list(steps)
    assert rows["n"].tolist() == [count for count, _ in expected]
    # A closed funnel never widens.
    assert rows["n"].is_monotonic_decreasing
    for (_, row), (count, days) in zip(rows.iterrows(), expected, strict=True):
        assert row["of_start"] == pytest.approx(count / expected[0][0])
        assert row["median_days"] == pytest.approx(math.nan if days is None else days, nan_ok=True)
    shares = [b / a if a else math.nan for (a, _), (b, _) in pairwise(expected)]
    assert rows["of_previous"].iloc[1:].tolist() == pytest.approx(shares, nan_ok=True)


@given(pair=random_shop(), steps=st.sampled_from(STEPS), n=st.sampled_from((None, 0, 3, 10)))
def test_the_open_funnel_agrees(pair: tuple[Shop, sq.Community], steps: tuple[str, ...], n: int | None) -> None:
    s, community = pair
    expected, frame = oracle.open_funnel(s, steps, n), sq.open_funnel(community, steps, within_days=n)
    closed = sq.funnel(community, steps, within_days=n)
    assert list(frame.columns) == list(closed.columns)
    if not expected[0][0]:
        assert frame.empty
        assert frame.attrs["note"] == closed.attrs["note"]
        return
    rows = frame[frame["step"] != "reach"].reset_index(drop=True)
    assert rows["step"].tolist() == list(steps)
    assert rows["n"].tolist() == [count for count, _, _ in expected]
    assert rows["n_both"].iloc[1:].tolist() == [both for _, both, _ in expected[1:]]
    for (before, *_), (count, both, days), row in zip(
        expected, expected[1:], rows.iloc[1:].to_dict("records"), strict=False
    ):
        assert (row["of_start_low"], row["of_start_high"]) == pytest.approx(wilson(count, expected[0][0]), abs=1e-9)
        assert row["of_previous"] == pytest.approx(both / before if before else math.nan, nan_ok=True)
        assert row["median_days"] == pytest.approx(math.nan if days is None else days, nan_ok=True)
    # Who passes a step of the closed funnel has taken it; the first step is the same in both.
    inside = closed.loc[closed["step"] != "reach", "n"].to_numpy()
    assert (rows["n"].to_numpy() >= inside).all()
    assert rows["n"].iloc[1] == inside[1]


def counts(frame: object) -> dict[str, float]:
    return dict(zip(frame["step"], frame["n"], strict=True))  # type: ignore[index]


def test_the_funnel_of_the_tiny_shop_by_hand() -> None:
    frame = sq.funnel(build_shop(tiny_shop()), ("join", "speaking", "participation", "order", "reorder"))
    # Reach is a count above; all but eve speak, take part; an bought too early, chen goes on and comes back on 7 March.
    assert counts(frame) == {"reach": 270, "join": 5, "speaking": 4, "participation": 4, "order": 1, "reorder": 1}
    by_step = frame.set_index("step")
    assert math.isnan(by_step.loc["reach", "of_start"])
    assert by_step.loc["order", "of_previous"] == 0.25
    assert by_step.loc["order", "median_days"] == pytest.approx(1 / 24)
    # From 4 March 11:00 to 7 March 12:00: the order of 23:50 is on the same day.
    assert by_step.loc["reorder", "median_days"] == pytest.approx(3 + 1 / 24)
    assert frame.attrs["followed_days"] == 9


def test_the_open_funnel_of_the_tiny_shop_by_hand() -> None:
    frame = sq.open_funnel(build_shop(tiny_shop()), ("join", "speaking", "participation", "order", "reorder"))
    # an bought on the day of joining, chen after it, eve took what was free; only chen came back.
    assert counts(frame) == {"reach": 270, "join": 5, "speaking": 4, "participation": 4, "order": 3, "reorder": 1}
    order = frame.set_index("step").loc["order"]
    # eve did not take part.
    assert (order["n_both"], order["of_previous"]) == (2, 0.5)
    # an bought 31 hours before taking part, chen an hour after it.
    assert order["median_days"] == pytest.approx((-31 + 1) / 2 / 24)
    assert math.isnan(order["median_days_low"])


@pytest.mark.parametrize("measure", [sq.funnel, sq.open_funnel])
def test_times_between_steps_have_an_interval_where_there_are_enough(measure) -> None:
    frame = measure(sq.open_community("jd_fans")).set_index("step")
    known = frame[(frame["n_both"] >= 6) & frame["median_days"].notna()]
    assert len(known) >= 2
    assert (known["median_days_low"] <= known["median_days"]).all()
    assert (known["median_days"] <= known["median_days_high"]).all()
    assert (known["median_days_low"] < known["median_days_high"]).any()


def bought_and_said(ordered: str, *spoken: str) -> sq.Community:
    s = tiny_shop()
    events = tuple(Event("eve", at(text)) for text in spoken)
    return build_shop(
        replace(s, w=replace(s.w, events=(*s.w.events, *events)), orders=(Order("o", "eve", at(ordered)),))
    )


@pytest.mark.parametrize(
    ("steps", "passed"),
    [(("join", "speaking", "order"), [5, 1]), (("join", "order", "speaking"), [1, 1])],
)
def test_equal_instants_count_in_the_order_of_the_steps(steps: tuple[str, ...], passed: list[int]) -> None:
    found = counts(sq.funnel(bought_and_said("2026-03-05 12:00", "2026-03-05 12:00"), steps))
    assert [found[step] for step in steps[1:]] == passed


def test_of_a_repeated_step_the_first_that_keeps_the_order_is_used() -> None:
    # Said before and after the order: the second time passes the step.
    community = bought_and_said("2026-03-05 12:00", "2026-03-04 12:00", "2026-03-06 12:00", "2026-03-08 12:00")
    frame = sq.funnel(community, ("join", "order", "speaking")).set_index("step")
    assert frame.loc["speaking", "n"] == 1
    assert frame.loc["speaking", "median_days"] == 1


def test_a_joining_known_to_the_day_begins_with_that_day() -> None:
    # eve joined on 3 March, at an unknown hour.
    early = sq.funnel(bought_and_said("2026-03-03 00:00"), ("join", "order"))
    assert counts(early)["order"] == 1
    before = sq.funnel(bought_and_said("2026-03-02 23:59"), ("join", "order"))
    assert counts(before)["order"] == 0


def test_a_follow_up_time_leaves_out_who_was_not_followed_that_long() -> None:
    community = bought_and_said("2026-03-05 12:00")
    assert counts(sq.funnel(community, ("join", "order"), within_days=8))["join"] == 5
    # bo and eve joined on 3 March; nine days later is 12 March.
    assert counts(sq.funnel(community, ("join", "order"), within_days=9)) == {"reach": 270, "join": 3, "order": 0}
    assert counts(sq.funnel(community, ("join", "order"), within_days=1))["order"] == 0
    assert sq.funnel(community, ("join", "order"), within_days=20).attrs["note"]


def test_a_step_without_its_table_is_no_step_of_zero() -> None:
    frame = sq.funnel(build_shop(without(tiny_shop(), "leads", "posts"))).set_index("step")
    assert "reach" not in frame.index
    assert math.isnan(frame.loc["lead", "n"])
    assert frame.loc["lead", "note"]
    # The next step follows the one before it.
    assert frame.loc["order", "of_previous"] == 0.25


@pytest.mark.parametrize("steps", [(), ("order", "join"), ("join", "reorder"), ("join", "order", "order")])
def test_steps_that_make_no_funnel_are_refused(steps: tuple[str, ...]) -> None:
    with pytest.raises(sq.OptionError):
        sq.funnel(build_shop(tiny_shop()), steps)


def test_medians_are_days_and_not_calendar_days() -> None:
    community = bought_and_said("2026-03-04 12:00", "2026-03-03 12:00")
    frame = sq.funnel(community, ("join", "speaking", "order")).set_index("step")
    assert frame.loc["order", "median_days"] * dt.timedelta(days=1) == dt.timedelta(days=1)


@settings(max_examples=40)
@given(pair=random_shop())
def test_the_figures_of_both_funnels_are_those_of_their_tables(pair: tuple[Shop, sq.Community]) -> None:
    found = iter(funnel_figures(pair[1]))
    for frame in (sq.funnel(pair[1]), sq.open_funnel(pair[1])):
        rows = {row["step"]: row for row in frame.to_dict("records")}
        for step in ALL_STEPS[1:]:
            figure = next(found)
            assert figure.params["goal"] == step
            shares = [rows[step][f"of_previous{end}"] if step in rows else math.nan for end in ("", "_low", "_high")]
            assert [figure.value, figure.low, figure.high] == pytest.approx(shares, nan_ok=True)
            assert figure.measurable or str(figure.note)
    assert next(found, None) is None
