"""Silent members of a period, and what thresholds do."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import planted
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import DAY, active_days, events_of, is_interaction, local_day, speaks
from oracle_tiers import there
from shops import build_shop
from test_features import shops_on_a_day

from shequn_lab.errors import OptionError
from shequn_lab.tiers import TIERS, RuleTiers, contribution, member_features, silent_members, threshold_sensitivity


@settings(max_examples=60)
@given(case=shops_on_a_day(), length=st.integers(1, 20))
def test_the_silent_members_are_those_who_wrote_nothing(case, length: int) -> None:
    shop, last = case
    w = shop.w
    period = [last - i * DAY for i in range(length)]
    found = silent_members(build_shop(shop), period[-1], last + DAY)
    expected = {}
    for p in w.people:
        wrote = {d for d in active_days(w, p.id, speaks) if d <= last}
        if there(w, p, period[-1]) and there(w, p, last) and not wrote & set(period):
            others = [e for e in events_of(w, p.id) if is_interaction(e.kind) and local_day(w, e.at) in period]
            before = [e for e in events_of(w, p.id, speaks) if local_day(w, e.at) < period[-1]]
            expected[p.id] = (max(wrote, default=None), len(before), len(others))
    assert set(found.index) == set(expected)
    for who, (day, before, others) in expected.items():
        row = found.loc[who]
        assert (None if pd.isna(row["last_message_on"]) else row["last_message_on"].date()) == day
        assert pd.isna(row["days_since_message"]) if day is None else row["days_since_message"] == (last - day).days
        assert (row["n_messages_before"], row["n_interactions"]) == (before, others)


def test_the_shortest_silence_stands_first_and_never_last() -> None:
    community = planted.continuum(1, n=80)
    found = silent_members(community, community.whole.last_day - 9 * DAY, community.whole.end)
    days, never = found["days_since_message"].dropna(), found["days_since_message"].isna()
    assert days.is_monotonic_increasing
    assert (days >= 10).all()
    assert never.is_monotonic_increasing
    assert 0 < never.sum() < len(found)


def test_a_period_that_was_not_observed_is_refused() -> None:
    community = planted.identical(1, n=5)
    first, end = community.whole.start, community.whole.end
    for start, stop in ((first - DAY, end), (first, end + DAY), (end, first), (first, first)):
        with pytest.raises(OptionError):
            silent_members(community, start, stop)


@pytest.fixture(scope="module")
def sensitivity() -> tuple[pd.DataFrame, pd.DataFrame]:
    community = planted.continuum(3)
    day = community.whole.last_day
    return threshold_sensitivity(community, day), member_features(community, day)


def test_each_row_is_the_rules_with_one_threshold_moved(sensitivity) -> None:
    table, features = sensitivity
    for row in table.to_dict("records"):
        cut = RuleTiers(**{row["threshold"]: row["tried"]}).cut(features)
        assert row["n"] == len(features)
        assert [row[tier] for tier in TIERS] == pytest.approx([(cut == tier).mean() for tier in TIERS])
        top = cut[contribution(features) > 0.9]
        assert row["silent_of_top_tenth"] == pytest.approx((top == "silent").mean())


def test_the_threshold_in_force_is_marked_once_each(sensitivity) -> None:
    table, _ = sensitivity
    assert table.groupby("threshold")["in_force"].sum().eq(1).all()


def test_a_longer_patience_makes_fewer_silent(sensitivity) -> None:
    table, _ = sensitivity
    shares = table[table["threshold"] == "silent_after_days"].sort_values("tried")["silent"]
    assert (np.diff(shares) <= 0).all()
    assert shares.iloc[0] > shares.iloc[-1]


def test_a_threshold_of_ones_own_is_among_those_tried() -> None:
    community = planted.continuum(3, n=60)
    table = threshold_sensitivity(community, community.whole.last_day, rules=RuleTiers(silent_after_days=4))
    mine = table[(table["threshold"] == "silent_after_days") & table["in_force"]]
    assert mine["tried"].tolist() == [4]
    assert isinstance(community.whole.last_day, dt.date)
