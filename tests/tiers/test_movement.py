"""Moves between tiers, counted by hand, and how long a core lasts."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd
import planted
import pytest

from shequn_lab.errors import OptionError
from shequn_lab.metrics.intervals import wilson
from shequn_lab.terms.tiers import OUTSIDE
from shequn_lab.tiers import (
    MemberTiers,
    RuleTiers,
    core_half_life,
    core_survival,
    engagement,
    member_features,
    tier_movement,
)
from shequn_lab.tiers import movement as room

DAY = dt.timedelta(days=1)


@pytest.fixture(scope="module")
def community():
    """Tiers for 90 days; some leave in between and some come."""
    rng = np.random.default_rng(5)
    made = planted.community(np.exp(rng.normal(-1, 1.2, 150)), rng, n_days=90)
    start, members = made.observed.start, made.members.copy()
    # The quiet ones: whoever wrote before joining had joined before.
    quiet = RuleTiers().assign(made, start + 40 * DAY).eq("silent").to_numpy().nonzero()[0]
    members.loc[quiet[:20], "left_on"] = pd.Timestamp(start + 50 * DAY)
    return replace(made, members=members, _memo={})


def days(community) -> tuple[dt.date, dt.date]:
    return community.observed.start + 40 * DAY, community.whole.last_day


def test_every_member_goes_one_way(community) -> None:
    first, last = days(community)
    before, after = (RuleTiers().assign(community, day) for day in (first, last))
    found = tier_movement(community, first, last)
    assert found["k"].sum() == len(before.index.union(after.index))
    for row in found.to_dict("records"):
        here = (
            set(before.index[before == row["before"]])
            if row["before"] != OUTSIDE
            else set(after.index) - set(before.index)
        )
        there = (
            set(after.index[after == row["after"]]) if row["after"] != OUTSIDE else set(before.index) - set(after.index)
        )
        assert row["k"] == len(here & there), row
        assert row["n"] == len(here)
    assert found.loc[(found["before"] == "silent") & (found["after"] == OUTSIDE), "k"].item() > 0


def test_shares_add_up_to_one_and_have_intervals(community) -> None:
    found = tier_movement(community, *days(community))
    sums = found.groupby("before")["value"].sum(min_count=1).dropna()
    np.testing.assert_allclose(sums, 1)
    low, high = wilson(found["k"], found["n"])
    np.testing.assert_allclose(found[["low", "high"]].to_numpy(), np.column_stack([low, high]))
    # From a tier without members nothing is known, which is not zero.
    nobody = found["n"] == 0
    assert nobody.any()
    assert found.loc[nobody, "value"].isna().all()


def test_a_fitted_model_can_be_followed_too(community) -> None:
    first, last = days(community)
    model = MemberTiers(3, n_null=19, random_state=0).fit(engagement(member_features(community, first)))
    found = tier_movement(community, first, last, tiers=model)
    assert set(found["before"]) == {*model.tiers_, OUTSIDE}


def test_days_in_the_wrong_order_are_refused(community) -> None:
    first, last = days(community)
    with pytest.raises(OptionError):
        tier_movement(community, last, first)
    with pytest.raises(OptionError):
        tier_movement(community, first, first)


def test_the_core_is_whole_on_the_first_day_and_followed_every_week(community) -> None:
    first, last = days(community)
    found = core_survival(community, first)
    assert found.index.tolist() == list(range(0, (last - first).days + 1, 7))
    core = RuleTiers().assign(community, first)
    core = core.index[core == "core"]
    assert found["n"].eq(len(core)).all()
    assert found.loc[0, "value"] == 1
    fourth = RuleTiers().assign(community, first + 28 * DAY).reindex(core)
    assert found.loc[28, "k"] == (fourth == "core").sum()


@pytest.mark.parametrize(
    ("curve", "expected"),
    [
        ([1.0, 0.8, 0.4, 0.6], 7 + 7 * 0.75),
        ([1.0, 0.5, 0.5, 0.5], 7),
        ([1.0, 0.9, 0.8, 0.7], np.inf),
        ([1.0, 0.0, 0.0, 0.0], 3.5),
    ],
)
def test_the_half_life_is_read_between_the_weeks(curve: list[float], expected: float) -> None:
    assert room._halved(np.array([0.0, 7, 14, 21]), np.array([curve]))[0] == pytest.approx(expected)


class Fades:
    """Ten members who are core until a day of their own."""

    def __init__(self, lasts: list[int], start: dt.date) -> None:
        self._ends = [start + n * DAY for n in lasts]

    def cut(self, features: pd.DataFrame) -> pd.Series:
        today = features.attrs["day"]
        names = ["core" if today < end else "ordinary" for end in self._ends]
        return pd.Series(pd.Categorical(names, ["ordinary", "core"]), index=features.index)


@pytest.fixture
def dated(monkeypatch: pytest.MonkeyPatch, community):
    """Let features know their day."""

    def features(_community, day: dt.date, **_) -> pd.DataFrame:
        frame = pd.DataFrame(index=[f"m{i}" for i in range(10)])
        frame.attrs["day"] = day
        return frame

    monkeypatch.setattr(room, "member_features", features)
    return community.observed.start + 30 * DAY


def test_a_core_that_falls_to_half_has_a_half_life_with_an_interval(community, dated) -> None:
    found = core_half_life(community, dated, tiers=Fades([3, 3, 10, 10, 10, 99, 99, 99, 99, 99], dated))
    # 100 % on day 0, 80 % on day 7, 50 % on day 14.
    assert found.value == 14
    assert found.low < 14
    assert found.n == 10
    # In a good part of the resamples more than half never leave: the upper end is not known, and not zero.
    assert np.isnan(found.high)


def test_a_core_that_stays_has_no_half_life(community, dated) -> None:
    found = core_half_life(community, dated, tiers=Fades([99] * 10, dated))
    assert not found.measurable
    assert "56" in found.reason


def test_without_a_core_there_is_nothing_to_halve(community, dated) -> None:
    assert not core_half_life(community, dated, tiers=Fades([0] * 10, dated)).measurable
    assert core_survival(community, dated, tiers=Fades([0] * 10, dated))["value"].isna().all()
