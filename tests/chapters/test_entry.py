"""What became of members by how they came in: one member at a time, and a published interval."""

from __future__ import annotations

import math
from unittest.mock import patch

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import SPEAKING, active_days, local_day
from oracle_conversion import times
from oracle_retention import cohort, reached, retained, wilson
from shop_draws import markets, shops
from shops import Shop, build_shop, tiny_shop, without

import shequn_lab as sq
from shequn_lab.chapters.operations import entry
from shequn_lab.errors import UnknownNameError

DAYS = 4


def expected(s: Shop, figure: str, members: list[str]) -> int:
    """How many of the members did it within so many days of joining."""
    stays, k = cohort(s.w)[0], 0
    for who in members:
        stay = stays[who]
        if figure == "entry_returned":
            k += retained(s.w, who, stay, 1, DAYS, "calendar")
        elif figure == "entry_spoke":
            ages = [(day - stay.day).days for day in active_days(s.w, who, lambda kind: kind in SPEAKING)]
            k += any(0 <= age <= DAYS for age in ages)
        else:
            ages = [(local_day(s.w, at) - stay.day).days for at in times(s, "order", who)]
            k += any(0 <= age <= DAYS for age in ages)
    return k


@settings(max_examples=60)
@given(s=st.one_of(shops(), markets()))
def test_channels_agree_with_a_loop_over_the_members(s: Shop) -> None:
    with patch.object(entry, "WITHIN_DAYS", DAYS):
        found = sq.compare_channels(build_shop(s))
    by_channel: dict[str, list[str]] = {}
    for who, stay in cohort(s.w)[0].items():
        if s.channels.get(who) and reached(s.w, stay, DAYS, "calendar"):
            by_channel.setdefault(s.channels[who], []).append(who)
    if found.empty:
        assert found.attrs["note"]
        assert not by_channel
        return
    assert set(found.index) == set(by_channel)
    everybody = [who for members in by_channel.values() for who in members]
    for channel, row in zip(found.index, found.to_dict("records"), strict=True):
        members = by_channel[channel]
        if math.isnan(row["value"]):
            assert row["figure"] in found.attrs["notes"]
            continue
        k = expected(s, row["figure"], members)
        assert (row["k"], row["n"]) == (k, len(members))
        assert (row["low"], row["high"]) == pytest.approx(wilson(k, len(members)), abs=1e-9)
        others = [who for who in everybody if who not in members]
        if others:
            rest = expected(s, row["figure"], others) / len(others)
            assert row["difference"] == pytest.approx(k / len(members) - rest)
            assert row["difference_low"] <= row["difference"] <= row["difference_high"]
        else:
            assert math.isnan(row["difference"])


def test_the_interval_of_a_difference_is_the_published_one() -> None:
    """Newcombe (1998), example (a) of table II, 56 of 70 against 48 of 80, method 10: 0.0524 to 0.3339."""
    did = np.r_[np.arange(70) < 56, np.arange(80) < 48]
    group = np.arange(150) < 70
    row = entry._row(did, group, ~group)
    assert row[5:] == pytest.approx([0.2, 0.0524, 0.3339], abs=5e-5)


def test_thresholds_are_compared_only_where_somebody_says_who_took_which() -> None:
    community = build_shop(tiny_shop())
    nothing = sq.compare_thresholds(community)
    assert nothing.empty
    assert nothing.attrs["note"]
    with patch.object(entry, "WITHIN_DAYS", DAYS):
        found = sq.compare_thresholds(community, {"an": "basic", "chen": "referral", "eve": "referral"})
    spoke = found[found["figure"] == "entry_spoke"]
    assert spoke["n"].to_dict() == {"basic": 1, "referral": 2}
    assert found.attrs["excluded"] == {"excluded_no_entry": 2}


def test_an_unknown_threshold_is_refused_with_those_there_are() -> None:
    with pytest.raises(UnknownNameError, match="referral"):
        sq.compare_thresholds(build_shop(tiny_shop()), {"an": "a fee"})


def test_without_orders_buying_is_not_measurable_and_the_rest_stands() -> None:
    with patch.object(entry, "WITHIN_DAYS", DAYS):
        found = sq.compare_channels(build_shop(without(tiny_shop(), "orders")))
    assert found[found["figure"] == "entry_bought"]["value"].isna().all()
    assert found[found["figure"] == "entry_spoke"]["value"].notna().all()
    assert list(found.attrs["notes"]) == ["entry_bought"]


def test_nobody_followed_long_enough_is_said_and_not_counted_as_zero() -> None:
    found = sq.compare_channels(build_shop(tiny_shop()))
    assert found.empty
    assert "30" in found.attrs["note"]


def test_the_caution_is_said_in_both_languages() -> None:
    said = set()
    for lang in ("zh", "en"):
        with sq.in_language(lang):
            said.add(entry.entry_caution())
    assert len(said) == 2
    assert pd.Series(list(said)).str.len().min() > 10
