"""Participants beside all others, and the months of a year: counted here once more, by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import shequn_lab as sq

DAYS = 14


@pytest.fixture(scope="module")
def mine() -> sq.Community:
    return sq.student_community("2025001")


def local_day(times: pd.Series, community: sq.Community) -> pd.Series:
    return times.dt.tz_convert(community.timezone).dt.tz_localize(None).dt.normalize()


def standing(community: sq.Community) -> pd.DataFrame:
    """Orders that make a buyer, with their local day."""
    orders = community.orders
    back = (orders["paid_minor"] > 0) & (orders["refunded_minor"].fillna(0) >= orders["paid_minor"])
    orders = orders[~orders["cancelled"] & ~back]
    return orders.assign(day=local_day(orders["ordered_at"], community))


def members(community: sq.Community) -> pd.DataFrame:
    """Ordinary members, with first and last day."""
    people = community.members[community.members["role"].fillna("member") == "member"]
    return people.set_index("member_id")[["joined_on", "left_on"]]


@pytest.mark.parametrize("kind", ["perk", "lottery", "check_in"])
def test_both_groups_are_counted_over_the_same_days(mine: sq.Community, kind: str) -> None:
    orders, people = standing(mine), members(mine)
    taken = mine.participations.groupby("activity_id")["member_id"].agg(set)
    wanted = {who: np.zeros(3, dtype=int) for who in ("participants", "others")}
    first, last = (pd.Timestamp(day) for day in (mine.observed.start, mine.observed.last_day))
    for run in mine.activities[mine.activities["kind"] == kind].itertuples():
        start = local_day(pd.Series([run.starts_at]), mine)[0]
        begin, end = start - pd.Timedelta(days=DAYS), start + pd.Timedelta(days=DAYS - 1)
        if begin < first or end > last:
            continue
        there = people[~(people["joined_on"] > begin) & ~(people["left_on"] <= end)].index
        before = set(orders.loc[(orders["day"] >= begin) & (orders["day"] < start), "member_id"])
        after = set(orders.loc[(orders["day"] >= start) & (orders["day"] <= end), "member_id"])
        for who in there:
            group = "participants" if who in taken.get(run.activity_id, set()) else "others"
            wanted[group] += [1, who in before, who in after]
    found = sq.compare_participants(mine, kind)
    for group, (n, k_before, k_after) in wanted.items():
        rows = found.loc[group].set_index("figure")
        assert rows["n"].tolist() == [n, n]
        assert rows["k"].tolist() == [k_before, k_after]
        assert rows["value"].tolist() == pytest.approx([k_before / n, k_after / n])
    parts, others = wanted["participants"], wanted["others"]
    gain = sq.participants_gain(mine, kind)
    if parts[1] and parts[2]:
        assert float(gain) == pytest.approx(parts[2] / parts[1] / (others[2] / others[1]) - 1)
        assert gain.n == parts[0]
    else:
        assert not gain.measurable


def test_who_ever_took_part_was_there_for_longer(mine: sq.Community) -> None:
    people, orders = members(mine), standing(mine)
    perks = set(mine.activities.loc[mine.activities["kind"] == "perk", "activity_id"])
    took = set(mine.participations.loc[mine.participations["activity_id"].isin(perks), "member_id"]) & set(people.index)
    found = sq.ever_participants(mine)
    rows = found.loc["participants"].set_index("figure")
    assert rows.loc["purchase_conversion", "n"] == len(took)
    assert rows.loc["purchase_conversion", "k"] == len(took & set(orders["member_id"]))
    days = found[found["figure"] == "days_there"]["value"]
    assert days["participants"] > days["others"]
    assert days.max() <= mine.window.n_days
    assert found.loc[found["figure"] == "purchase_conversion", "n"].sum() == sq.arpu(mine).n


def test_the_months_add_up_to_the_year() -> None:
    brand = sq.open_community("beauty_wechat")
    months = sq.revenue_by_month(brand)
    assert len(months) == 12
    assert months["net_minor"].sum() == float(sq.net_revenue(brand))
    assert months["gross_minor"].sum() == brand.orders["paid_minor"].sum()
    assert months["n_orders"].sum() == len(standing(brand))
    march = brand.between("2024-03-01", "2024-04-01")
    assert months.loc["2024-03", "net_minor"] == float(sq.net_revenue(march))


def test_todays_members_keep_their_orders(mine: sq.Community) -> None:
    today = sq.todays_members(mine)
    stayed = set(members(mine).index[members(mine)["left_on"].isna()])
    assert set(today.orders["member_id"]) == set(mine.orders["member_id"]) & stayed
    assert float(sq.ltv_observed(today, within_days=30)) > float(sq.ltv_observed(mine, within_days=30))


@pytest.mark.parametrize("look", [sq.compare_participants, sq.ever_participants, sq.revenue_by_month])
def test_without_orders_there_is_a_reason_and_no_row(look) -> None:
    found = look(sq.open_community("demo_mothers"))
    assert found.empty
    assert found.attrs["note"]
    assert not sq.participants_gain(sq.open_community("demo_mothers")).measurable


def test_an_empty_frame_shows_its_reason_and_a_full_one_itself(mine: sq.Community) -> None:
    full = sq.rfm_cells(sq.rfm(mine))
    assert sq.or_reason(full) is full
    for empty in (sq.revenue_by_month, sq.lever_margins, lambda c: sq.rfm_cells(sq.rfm(c))):
        found = empty(sq.open_community("demo_mothers"))
        said = sq.or_reason(found)
        assert repr(said).endswith(found.attrs["note"])
        assert found.attrs["note"] in said._repr_html_()


def test_a_kind_that_was_never_held_and_days_that_are_none(mine: sq.Community) -> None:
    assert sq.compare_participants(mine, "offline").empty
    assert sq.ever_participants(mine, "offline").empty
    assert not sq.participants_gain(mine, "offline").measurable
    with pytest.raises(sq.OptionError):
        sq.compare_participants(mine, days=0)
