"""What holds in every simulated community, whatever the seed."""

from __future__ import annotations

import pandas as pd
import pytest

from shequn_lab.model.schema import MESSAGE_KINDS
from shequn_lab.simulate import Scenario, simulate, simulate_with_truth
from shequn_lab.simulate.parts import TIERS

SCENARIO = Scenario(
    n_days=60,
    n_founders=150,
    joins_per_day=4,
    place_capacity=120,
    campaign_start_day=20,
    campaign_days=3,
    campaign_joins_per_day=20,
    leaves_per_day=0.004,
    ugc_posts_per_day=1,
)


@pytest.fixture(scope="module", params=[1, 2, 3])
def simulated(request):
    return simulate_with_truth(SCENARIO, seed=request.param)


@pytest.fixture(scope="module")
def events(simulated):
    return simulated.community.events.astype({"member_id": "str", "kind": "str"})


@pytest.fixture(scope="module")
def members(simulated):
    return simulated.community.members.set_index("member_id")


@pytest.fixture(scope="module")
def answers(events):
    linked = events[events["reply_to"].notna()]
    asked = events.set_index("event_id").loc[linked["reply_to"]]
    return linked.reset_index(drop=True), asked.reset_index(drop=True)


def test_the_community_says_that_it_is_simulated_and_from_what(simulated):
    community = simulated.community
    assert (community.synthetic, community.roster, community.coverage_stated) == (True, "complete", True)
    assert community.observed == SCENARIO.window
    assert Scenario.from_mapping(community.provenance.settings["scenario"]) == SCENARIO


def test_every_event_lies_between_joining_and_leaving_of_its_member(events, members):
    joined = events["member_id"].map(members["joined_at"])
    left = events["member_id"].map(members["left_at"])
    assert (events["occurred_at"] >= joined).all()
    gone = events[left.notna() & (events["kind"] != "leave")]
    assert len(gone)
    assert (gone["occurred_at"] < gone["member_id"].map(members["left_at"])).all()


def test_every_event_lies_inside_the_simulated_days(simulated, events):
    window = simulated.community.observed
    at = events["occurred_at"].astype("int64") // (1 if events["occurred_at"].dt.unit == "us" else 1000)
    assert at.between(window.start_at, window.end_at - 1).all()


def test_joinings_and_leavings_stand_in_both_tables(simulated, events, members):
    start = pd.Timestamp(simulated.community.observed.start_at, unit="us", tz="UTC")
    for kind, column in (("join", "joined_at"), ("leave", "left_at")):
        noted = events[events["kind"] == kind].set_index("member_id")["occurred_at"].sort_index()
        known = members[column].dropna()
        known = known[known >= start].sort_index()
        assert noted.index.tolist() == known.index.tolist()
        assert (noted.to_numpy() == known.to_numpy()).all()


def test_a_reply_comes_after_what_it_answers_and_is_by_somebody_else(answers):
    linked, asked = answers
    assert len(linked) > 500
    assert (linked["occurred_at"] > asked["occurred_at"]).all()
    assert (linked["member_id"] != asked["member_id"]).all()


def test_a_reply_stays_in_the_topic_and_the_group_of_what_it_answers(answers):
    linked, asked = answers
    assert (linked["topic_id"] == asked["topic_id"]).all()
    replies = linked["kind"] == "reply"
    assert (linked["place_id"][replies] == asked["place_id"][replies]).all()


def test_what_has_text_has_a_length_and_what_has_none_asks_nothing(events):
    spoken = events["kind"].isin(MESSAGE_KINDS)
    assert (events["n_chars"].notna() == spoken).all()
    assert not events["is_question"][~spoken].any()


def test_a_like_follows_the_topic_it_is_about_and_is_not_for_oneself(events):
    likes = events[(events["kind"] == "like") & events["topic_id"].notna()]
    openers = events[events["kind"].isin(MESSAGE_KINDS)].drop_duplicates("topic_id").set_index("topic_id")
    about = openers.loc[likes["topic_id"]]
    assert (likes["occurred_at"].to_numpy() > about["occurred_at"].to_numpy()).all()
    assert (likes["member_id"].to_numpy() != about["member_id"].to_numpy()).all()


def test_counts_of_a_post_are_those_of_its_events_and_nobody_responds_twice(simulated, events):
    posts = simulated.community.posts.set_index("post_id")
    for kind, column in (("like", "likes"), ("comment", "comments"), ("share", "shares")):
        about = events[(events["kind"] == kind) & events["post_id"].notna()]
        counted = about.groupby("post_id").size().reindex(posts.index, fill_value=0)
        assert (counted == posts[column]).all()
        assert not about.duplicated(["post_id", "member_id"]).any()
    assert (posts[["likes", "comments", "shares"]].max(axis=1) <= posts["reach"]).all()
    assert (posts["reach"] <= posts["views"]).all()


def test_who_never_speaks_never_writes(simulated, events):
    quiet = simulated.truth.index[~simulated.truth["speaks"] & simulated.truth["tier"].notna()]
    assert not events["member_id"][events["kind"].isin(MESSAGE_KINDS)].isin(quiet).any()


def test_groups_fill_to_their_capacity_before_the_next_opens(events, members):
    joined = events[events["kind"] == "join"]
    assert joined["place_id"].is_monotonic_increasing
    assert (members["role"] == "bot").sum() == 1
    assert members["role"].value_counts()["admin"] == SCENARIO.n_admins


def test_truth_is_kept_apart_from_the_tables(simulated):
    assert set(simulated.truth["tier"].dropna()) <= set(TIERS)
    assert simulated.truth.index.tolist() == simulated.community.members["member_id"].tolist()
    assert not {"tier", "speaks", "campaign"} & set(simulated.community.members.columns)


@pytest.mark.parametrize(
    "extreme",
    [
        {"n_founders": 0, "joins_per_day": 0},
        {"n_days": 1},
        {"n_admins": 0, "posts_per_day": 0},
        {"like_share": 1, "never_speak_shares": [1, 1, 1, 1]},
        {"tier_visits_per_day": [0, 0, 0, 0]},
        {"leaves_per_day": 0.5, "place_capacity": 2},
        {"continue_share": 0.9, "chat_answered_share": 1, "known_share": 1},
    ],
)
def test_extreme_scenarios_run(extreme):
    community = simulate(Scenario(n_days=20, n_founders=30).replace(**extreme), seed=1)
    assert community.event_source.n_rows > 0


def test_days_follow_the_local_clock_where_it_changes():
    scenario = Scenario(start="2025-03-28", n_days=5, timezone="Europe/Berlin", n_founders=300, posts_per_day=1)
    community = simulate(scenario, seed=1)
    posted = community.posts.loc[community.posts["by_operator"], "published_at"].dt.tz_convert("Europe/Berlin")
    assert posted.dt.day.tolist() == [28, 29, 30, 31, 1]
    assert set(posted.dt.hour * 60 + posted.dt.minute) <= set(range(570, 601))
