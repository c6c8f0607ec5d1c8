"""Stylised facts, in wide bands, and stories that can be found again."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from shequn_lab.model.schema import INTERACTION_KINDS, MESSAGE_KINDS
from shequn_lab.simulate import simulate_with_truth
from shequn_lab.simulate.demo import DEMO_MOTHERS

SEEDS = (1, 2)


@pytest.fixture(scope="module", params=SEEDS)
def simulated(request):
    return simulate_with_truth(DEMO_MOTHERS, seed=request.param)


@pytest.fixture(scope="module")
def community(simulated):
    return simulated.community


@pytest.fixture(scope="module")
def ordinary(community):
    return community.members.set_index("member_id").query("role == 'member'")


@pytest.fixture(scope="module")
def acts(community, ordinary):
    events = community.events.astype({"member_id": "str", "kind": "str"})
    events = events[events["kind"].isin(INTERACTION_KINDS) & events["member_id"].isin(ordinary.index)].copy()
    events["local"] = events["occurred_at"].dt.tz_convert(community.timezone).dt.tz_localize(None)
    events["day"] = events["local"].dt.normalize()
    return events


@pytest.fixture(scope="module")
def written(acts, ordinary):
    counts = acts.loc[acts["kind"].isin(MESSAGE_KINDS), "member_id"].value_counts()
    return counts.reindex(ordinary.index, fill_value=0).sort_values(ascending=False)


@pytest.fixture(scope="module")
def daily(acts):
    return acts.groupby("day")["member_id"].nunique()


def on(acts, joiners, n: int) -> float:
    age = (acts["day"] - acts["member_id"].map(joiners["joined_on"])).dt.days
    return acts.loc[age == n, "member_id"].nunique() / len(joiners)


def joiners(community, ordinary, last: str) -> pd.DataFrame:
    return ordinary[ordinary["joined_on"].between(pd.Timestamp(community.observed.start), pd.Timestamp(last))]


def test_a_tenth_of_the_members_writes_most(written):
    assert 0.6 < written.iloc[: len(written) // 10].sum() / written.sum() < 0.9


def test_about_four_in_ten_never_write(written):
    assert 0.33 < (written == 0).mean() < 0.55


def test_evenings_are_livelier_than_afternoons_and_nights_are_quiet(acts):
    hour = acts["local"].dt.hour.value_counts(normalize=True)
    assert hour.idxmax() in (20, 21, 22)
    assert hour[[20, 21, 22]].sum() > 2 * hour[[16, 17, 18]].sum()
    assert hour.reindex([2, 3, 4], fill_value=0).sum() < 0.03


def test_the_weekend_is_quieter_than_the_week(daily):
    weekday = daily.groupby(daily.index.day_of_week).mean()
    assert weekday[5] < weekday[[0, 1, 2]].mean()


def test_retention_falls_with_age_in_a_plausible_band(acts, community, ordinary):
    new = joiners(community, ordinary, "2025-07-31")
    next_day, month = on(acts, new, 1), on(acts, new, 30)
    assert 0.10 < next_day < 0.35
    assert 0.03 < month < 0.14
    assert month < next_day


def test_waits_for_a_first_reply_have_a_heavy_tail_and_some_questions_none(community):
    events = community.events.astype({"kind": "str"})
    questions = events[events["is_question"] & (events["kind"] == "message")].set_index("event_id")
    replies = events[events["reply_to"].isin(questions.index)].drop_duplicates("reply_to")
    asked = questions["occurred_at"].loc[replies["reply_to"]].to_numpy()
    minutes = (replies["occurred_at"].to_numpy() - asked) / np.timedelta64(1, "m")
    assert 5 < np.median(minutes) < 60
    assert np.mean(minutes) > 3 * np.median(minutes)
    assert 0.1 < 1 - len(replies) / len(questions) < 0.45


def test_promotion_stays_near_its_band_but_for_the_planted_run(community):
    house = community.posts[community.posts["by_operator"]]
    day = house["published_at"].dt.tz_convert(community.timezone).dt.date.astype(str)
    planted = day.between("2025-07-21", "2025-07-27")
    assert (house.loc[planted, "category"] == "promotion").all()
    assert 0.15 < (house.loc[~planted, "category"] == "promotion").mean() < 0.33


def test_the_holiday_is_quiet(daily):
    assert daily["2025-05-01":"2025-05-05"].mean() < 0.9 * daily["2025-04-14":"2025-04-30"].mean()


def test_the_lotterys_newcomers_stay_less(simulated, acts, community, ordinary):
    new = joiners(community, ordinary, "2025-07-31")
    lured = simulated.truth["campaign"].reindex(new.index)
    assert lured.sum() > 100
    assert on(acts, new[lured], 1) < on(acts, new[~lured], 1)
    assert new[lured]["left_at"].notna().mean() > 2 * new[~lured]["left_at"].notna().mean()


def test_more_leave_under_a_week_of_nothing_but_promotion(ordinary):
    left = ordinary["left_on"].dropna()
    during = left.between("2025-07-23", "2025-07-30").sum() / 8
    after = left.between("2025-08-05", "2025-08-31").sum() / 27
    assert during > 1.3 * after
