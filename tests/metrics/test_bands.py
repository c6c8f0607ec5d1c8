"""Active members with intervals: bands, one day, means over days, and their ratio."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import oracle
import pytest
from communities import Event, Person, World, at, build, random_community, tiny
from hypothesis import given
from oracle import DAY

import shequn_lab as sq
from shequn_lab.errors import OptionError
from shequn_lab.metrics.bands import active_replicates

Pair = tuple[World, sq.Community]
MEASURES = {"daily_active": 1, "weekly_active": 7, "monthly_active": 30}


@given(pair=random_community())
def test_stickiness_agrees(pair: Pair) -> None:
    w, community = pair
    value, n_days = oracle.stickiness(w)
    found = sq.stickiness(community)
    assert found.value == pytest.approx(value, nan_ok=True)
    if n_days:
        assert 0 <= found.low <= found.high <= 1 or math.isnan(found.low)


@given(pair=random_community())
def test_the_line_of_a_band_is_the_count_and_the_band_lies_around_it(pair: Pair) -> None:
    w, community = pair
    bands = sq.active_bands(community)
    assert list(bands["measure"].unique()) == list(MEASURES)
    for measure, n_days in MEASURES.items():
        part = bands[bands["measure"] == measure]
        expected = oracle.trailing_active(w, n_days)
        assert [day.date() for day in part["day"]] == list(expected)
        assert part["value"].tolist() == pytest.approx(list(expected.values()), nan_ok=True)
        held = part.dropna(subset=["low"])
        assert held["value"].notna().all()
        assert (held["low"] <= held["high"]).all()
        assert (held["high"] <= held["n"]).all()


@given(pair=random_community())
def test_the_mean_of_daily_active_is_the_mean_over_whole_days(pair: Pair) -> None:
    w, community = pair
    counts = [v for v in oracle.trailing_active(w, 1).values() if not math.isnan(v)]
    for last_days in (None, 3):
        found = sq.mean_daily_active(community, last_days=last_days)
        shown = counts[-last_days:] if last_days else counts
        assert found.value == pytest.approx(np.mean(shown) if shown else math.nan, nan_ok=True)
        assert found.params == ({"last_days": 3} if last_days else {})


def test_one_day_is_the_last_one_with_a_value_unless_it_is_named() -> None:
    last = sq.active_on(tiny(), "weekly_active")
    assert (last.value, last.params["on"]) == (4, "2026-03-11")
    for day in ("2026-03-04", dt.date(2026, 3, 4)):
        named = sq.active_on(tiny(), "daily_active", day)
        assert (named.value, named.n, named.params["on"]) == (3, 5, "2026-03-04")
        assert named.low <= named.value <= named.high


@pytest.mark.parametrize(
    ("measure", "day", "days"),
    [("monthly_active", None, 30), ("weekly_active", "2026-03-05", 7), ("daily_active", "2025-01-01", 1)],
)
def test_a_day_without_a_full_window_is_missing_and_not_zero(measure: str, day: str | None, days: int) -> None:
    found = sq.active_on(tiny(), measure, day)
    assert math.isnan(found.value)
    assert (found.note.id, found.note.values["days"]) == ("note_window_short", days)


def test_the_reason_of_a_short_window_counts_its_days() -> None:
    with sq.in_language("en"):
        assert sq.active_on(tiny(), "daily_active", "2025-01-01").reason.endswith("fewer than 1 day was observed")
        assert sq.active_on(tiny(), "monthly_active").reason.endswith("fewer than 30 days were observed")


def test_a_measure_that_is_none_of_the_three_is_refused() -> None:
    with pytest.raises(OptionError, match="yearly_active"):
        sq.active_on(tiny(), "yearly_active")


def test_of_nobody_the_count_is_zero_and_there_is_no_band() -> None:
    day = dt.date(2026, 3, 2)
    owner = (Person("owner", role="owner"),)
    community = build(
        World("Asia/Shanghai", owner, (Event("owner", at("2026-03-02 12:00")),), stated=(day, day + 3 * DAY))
    )
    bands = sq.active_bands(community).query("measure == 'daily_active'")
    assert bands["value"].tolist() == [0, 0, 0]
    assert bands[["low", "high"]].isna().all(axis=None)
    mean = sq.mean_daily_active(community)
    assert (mean.value, mean.n) == (0, 0)
    assert math.isnan(mean.low)


def test_the_three_counts_are_drawn_together_and_only_once() -> None:
    community = tiny()
    drawn = active_replicates(community)
    assert active_replicates(community) is drawn
    daily, weekly = drawn["daily_active"], drawn["weekly_active"]
    full = np.isfinite(weekly[:, 0])
    # Whoever was active on a day was active in the week that ends with it, in every resample.
    assert full.any()
    assert (daily[full] <= weekly[full]).all()
