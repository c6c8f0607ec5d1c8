"""What became of groups of members afterwards: against counting one member at a time."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from communities import worlds
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from oracle import DAY, active_days, is_interaction, local_day, present, speaks, whole
from oracle_conversion import converts
from oracle_retention import wilson
from oracle_tables import Shop
from shop_draws import random_shop
from shops import build_shop

import shequn_lab as sq
from shequn_lab.tiers import silence_lengths
from shequn_lab.tiers.outlook import BECAME

shops = st.one_of(worlds().map(Shop), random_shop().map(lambda pair: pair[0]))


@settings(max_examples=60)
@given(shop=shops, data=st.data())
def test_each_group_is_followed_as_by_hand(shop: Shop, data: st.DataObject) -> None:
    w = shop.w
    first, stop = whole(w)
    assume((stop - first).days >= 3)
    day = data.draw(st.dates(first, stop - 2 * DAY))
    days = data.draw(st.integers(1, (stop - day).days - 1))
    people = [p for p in w.people if present(w, p, day)]
    assume(people)
    groups = [data.draw(st.sampled_from("ab")) for _ in people]
    after = {day + dt.timedelta(days=i) for i in range(1, days + 1)}
    found = sq.tier_outlook(
        build_shop(shop),
        pd.Series(pd.Categorical(groups, categories=["a", "b", "c"], ordered=True), index=[p.id for p in people]),
        day,
        days=days,
    ).set_index(["group", "became"])
    assert len(found) == 3 * len(BECAME)
    orders = shop.orders or ()
    happened = {
        "active": {p.id for p in people if active_days(w, p.id, is_interaction) & after},
        "wrote": {p.id for p in people if active_days(w, p.id, speaks) & after},
        "bought": {o.who for o in orders if converts(o) and local_day(w, o.at) in after},
        "left": {p.id for p in people if not present(w, p, max(after))},
    }
    for group in "abc":
        inside = [p.id for p, of in zip(people, groups, strict=True) if of == group]
        for became, ids in happened.items():
            row, k, n = found.loc[(group, became)], len(ids & set(inside)), len(inside)
            assert row["n"] == n
            if became == "bought" and shop.orders is None:
                assert np.isnan(row["k"]) or n == 0
                assert np.isnan(row["value"])
            elif n:
                assert row["k"] == k
                assert (row["value"], row["low"], row["high"]) == pytest.approx((k / n, *wilson(k, n)))
            else:
                assert np.isnan(row["value"])


def test_days_that_were_not_observed_are_one_clear_line() -> None:
    community = sq.student_community("2025001")
    tiers = sq.RuleTiers().assign(community, community.whole.last_day)
    with pytest.raises(sq.OptionError):
        sq.tier_outlook(community, tiers, community.whole.last_day)


def test_silences_are_sorted_by_their_first_day_and_never_is_its_own() -> None:
    features = pd.DataFrame(
        {"days_since_message": [0, 2, 3, 6, 7, 13, 29, 30, 59, 60, 400, np.nan]}, index=[f"m{i}" for i in range(12)]
    )
    found = silence_lengths(features)
    assert list(found.index) == [f"m{i}" for i in range(2, 12)]
    expected = ["3–6", "3–6", "7–13", "7–13", "14–29", "30–59", "30–59", "60+", "60+", "never"]
    assert list(found.astype(str)) == expected
    assert list(found.cat.categories) == ["3–6", "7–13", "14–29", "30–59", "60+", "never"]
