"""Review of an activity: five steps, a verdict by intervals, and nothing said of days nobody saw."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from oracle import DAY, inside, local_day, window
from oracle_conversion import participation
from shop_draws import random_shop
from shops import Shop, build_shop, tiny_shop, without

import shequn_lab as sq
from shequn_lab import metrics
from shequn_lab.chapters import before_after_only
from shequn_lab.errors import NotEnoughDataError, OptionError, UnknownNameError
from shequn_lab.model import Community, Estimate
from shequn_lab.terms import Note


@pytest.fixture(scope="module")
def case() -> Community:
    return sq.open_community("haier")


def plan(**given) -> sq.ActivityPlan:
    return sq.ActivityPlan(**{"activity": "A", "warm_up_days": 0, "days": 1} | given)


def states(review) -> dict[str, str]:
    return {step.id: step.state for step in review.steps}


GOAL = sq.ActivityGoal("daily_active", 0.2)


# -- steps ---------------------------------------------------------------------------------------------


def test_five_steps_come_in_the_order_of_the_course_and_tell_what_is_missing() -> None:
    community = build_shop(tiny_shop())
    bare = sq.review_activity(community, plan())
    assert list(states(bare)) == [f"activity_{step}" for step in ("goal", "rules", "warm_up", "run", "review")]
    assert (
        states(bare)["activity_goal"] == states(bare)["activity_rules"] == states(bare)["activity_review"] == "missing"
    )
    assert bare.verdict == "no_target"
    full = sq.review_activity(community, plan(goal=GOAL, rules="once a day", rewards="a mug"))
    assert [states(full)[f"activity_{step}"] for step in ("goal", "rules", "run")] == ["done"] * 3


@pytest.mark.parametrize(
    ("day", "state"),
    [
        ("2026-02-28", "done"),  # three days ahead
        ("2026-03-01", "missing"),  # two days ahead: too late
        ("2026-02-20", "missing"),  # eleven days ahead: about something else, as far as one can see
        ("2026-03-03", "missing"),  # on the day itself
    ],
)
def test_a_warm_up_is_a_post_on_activities_three_to_seven_days_ahead(day: str, state: str) -> None:
    community = build_shop(tiny_shop())
    posts = community.posts.iloc[:1].assign(
        published_at=pd.DatetimeIndex([f"{day} 04:00"], tz="UTC").astype("datetime64[us, UTC]"),
        category="activity",
        by_operator=True,
    )
    found = sq.review_activity(replace(community, posts=posts, _memo={}), plan())
    assert states(found)["activity_warm_up"] == state


def test_without_categories_a_warm_up_is_not_measurable() -> None:
    found = sq.review_activity(build_shop(without(tiny_shop(), "posts")), plan())
    assert states(found)["activity_warm_up"] == "not_measurable"


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [(0.2, 0.5, "reached"), (0.19, 0.5, "open"), (0.0, 0.19, "missed"), (0.0, 0.2, "open")],
)
def test_a_target_is_reached_or_missed_only_where_the_whole_interval_says_so(low, high, verdict) -> None:
    def measure(community: Community, plan: sq.ActivityPlan) -> Estimate:
        return Estimate("relative_change", (low + high) / 2, low, high, n=9)

    found = sq.review_activity(build_shop(tiny_shop()), plan(goal=GOAL), measure=measure)
    assert found.verdict == verdict
    assert states(found)["activity_review"] == "done"


def test_a_change_that_cannot_be_measured_is_no_missed_target() -> None:
    def measure(community: Community, plan: sq.ActivityPlan) -> Estimate:
        return Estimate.missing("relative_change", Note("note_not_observed"))

    found = sq.review_activity(build_shop(tiny_shop()), plan(goal=GOAL), measure=measure)
    assert found.verdict == states(found)["activity_review"] == "not_measurable"


def test_before_and_after_leave_the_warm_up_out_and_are_no_effect(case: Community) -> None:
    activity = case.activities.iloc[len(case.activities) // 2]
    at = sq.ActivityPlan(str(activity["activity_id"]), GOAL, warm_up_days=5, days=7)
    found = before_after_only(case, at)
    start = activity["starts_at"].tz_convert(case.timezone).date()
    quiet = start - 5 * DAY
    expected = metrics.relative_change(
        case, "daily_active", before=(quiet - 7 * DAY, quiet), after=(start, start + 7 * DAY)
    )
    assert (found.value, found.low, found.high) == (expected.value, expected.low, expected.high)
    with sq.in_language("en"):
        assert "before/after only" in str(found)


def test_a_level_is_the_figure_of_the_days_after(case: Community) -> None:
    activity = case.activities.iloc[len(case.activities) // 2]
    at = sq.ActivityPlan(str(activity["activity_id"]), sq.ActivityGoal("joins_total", 3, "level"), days=7)
    start = activity["starts_at"].tz_convert(case.timezone).date()
    found = before_after_only(case, at)
    assert found.value == metrics.joins_total(case.between(start, start + 7 * DAY)).value


def test_an_unknown_activity_and_a_source_without_any_are_told_apart() -> None:
    with pytest.raises(UnknownNameError, match="B"):
        sq.review_activity(build_shop(tiny_shop()), plan(activity="B"))
    with pytest.raises(NotEnoughDataError):
        sq.review_activity(build_shop(without(tiny_shop(), "activities")), plan())


def test_plans_that_make_no_sense_are_refused() -> None:
    with pytest.raises(UnknownNameError):
        sq.ActivityGoal("buzz", 1)
    with pytest.raises(OptionError):
        sq.ActivityGoal("daily_active", 1, "twice")
    with pytest.raises(OptionError):
        sq.ActivityGoal("daily_active", 1, "level")
    with pytest.raises(OptionError):
        plan(days=0)
    with pytest.raises(OptionError):
        plan(warm_up_days=-1)


# -- all activities of a window ------------------------------------------------------------------------


@settings(max_examples=60)
@given(pair=random_shop())
def test_all_activities_of_the_window_stand_in_the_table_with_their_participation(pair: tuple[Shop, Community]) -> None:
    s, community = pair
    found = sq.review_activities(community, days=1)
    begun = [a for a in s.activities or () if inside(local_day(s.w, a.start), window(s.w))]
    assert sorted(found["activity_id"]) == sorted(a.id for a in begun)
    assert found["day"].is_monotonic_increasing
    for row in found.to_dict("records"):
        counts = participation(s, row["activity_id"])
        if math.isnan(row["value"]):
            # Nobody was there, its end was not seen, or the source has no roster to divide by.
            assert counts is None or counts[1] == 0 or s.w.roster != "complete"
        else:
            assert (row["k"], row["n"]) == counts
        first = row["day"]
        near = [local_day(s.w, a.start) for a in s.activities]
        assert row["others"] == sum(first - 8 * DAY <= day < first + DAY for day in near) - 1


def test_a_source_without_activities_says_so() -> None:
    found = sq.review_activities(build_shop(without(tiny_shop(), "activities")))
    assert found.empty
    assert found.attrs["note"]


def test_the_latest_are_the_last_to_begin(case: Community) -> None:
    every, last = sq.review_activities(case), sq.review_activities(case, latest=2)
    assert last["activity_id"].tolist() == every["activity_id"].tolist()[-2:]


def test_days_that_were_not_observed_leave_no_change(case: Community) -> None:
    found = sq.review_activities(case, days=60)
    begins = pd.to_datetime(found["day"])
    early = begins - pd.Timedelta(days=67) < pd.Timestamp(case.observed.start)
    late = begins + pd.Timedelta(days=60) > pd.Timestamp(case.observed.end)
    assert (early | late).any()
    assert found.loc[early | late, "change"].isna().all()
    assert np.isfinite(found.loc[~(early | late), "change"]).all()
