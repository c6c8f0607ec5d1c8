"""What holds in the tables beside members, events and posts, whatever the seed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scenarios import EVERYTHING

from shequn_lab.model.schema import OPTIONAL_TABLES
from shequn_lab.simulate import Scenario, simulate, simulate_with_truth
from shequn_lab.simulate.questionnaires import ITEMS


@pytest.fixture(scope="module", params=[1, 2])
def simulated(request):
    return simulate_with_truth(EVERYTHING, seed=request.param)


@pytest.fixture(scope="module")
def community(simulated):
    return simulated.community


@pytest.fixture(scope="module")
def members(community):
    return community.members.set_index("member_id")


def present(members: pd.DataFrame, who: pd.Series, at: pd.Series) -> bool:
    joined, left = (who.map(members[name]) for name in ("joined_at", "left_at"))
    return bool(((joined <= at) & (left.isna() | (at < left))).all())


def test_a_scenario_with_everything_fills_every_table(community):
    assert set(community.tables()) == {"members", *(table.name for table in OPTIONAL_TABLES)}
    assert all(len(frame) for frame in community.tables().values())


def test_what_a_scenario_does_not_have_is_absent_and_not_empty():
    community = simulate(Scenario(n_days=10, n_founders=30), seed=1)
    assert set(community.tables()) == {"members", "posts"}


def test_who_takes_part_buys_invites_or_answers_is_there(community, members):
    for table, who, at in (
        ("participations", "member_id", "participated_at"),
        ("orders", "member_id", "ordered_at"),
        ("invitations", "inviter_id", "invited_at"),
        ("questionnaires", "member_id", "answered_at"),
    ):
        frame = getattr(community, table)
        assert present(members, frame[who], frame[at])


def test_an_order_is_paid_in_whole_minor_units_that_add_up(community):
    orders = community.orders
    amounts = orders[["paid_minor", "refunded_minor", "discount_minor", "cost_minor", "n_units"]]
    assert (amounts.dtypes == "int64").all()
    assert (orders["refunded_minor"] <= orders["paid_minor"]).all()
    assert (orders["refunded_at"].notna() == (orders["refunded_minor"] > 0)).all()
    assert (orders.loc[orders["cancelled"], "refunded_minor"] == orders.loc[orders["cancelled"], "paid_minor"]).all()
    price = (orders["paid_minor"] + orders["discount_minor"]) / orders["n_units"]
    assert price.groupby(orders["product_id"]).nunique().max() == 1


def test_nobody_buys_twice_on_a_day(community):
    day = community.orders["ordered_at"].dt.tz_convert(community.timezone).dt.date
    assert not pd.DataFrame({"who": community.orders["member_id"], "day": day}).duplicated().any()


def test_participations_lie_inside_their_activity_and_stand_in_the_events_too(community):
    taken = community.participations.merge(community.activities, on="activity_id")
    assert (taken["participated_at"] >= taken["starts_at"]).all()
    assert (taken["participated_at"] < taken["ends_at"]).all()
    events = community.events.astype({"kind": "str", "member_id": "str"})
    noted = events[events["kind"].isin(["check_in", "participate"])]
    assert sorted(zip(noted["member_id"], noted["occurred_at"], strict=True)) == sorted(
        zip(taken["member_id"], taken["participated_at"], strict=True)
    )


def test_a_check_in_is_given_at_most_once_a_day_and_without_gaps(community):
    checks = community.participations.merge(community.activities.query("kind == 'check_in'"), on="activity_id")
    day = checks["participated_at"].dt.tz_convert(community.timezone).dt.normalize()
    for _, days in day.groupby([checks["activity_id"], checks["member_id"]]):
        assert (days.sort_values().diff().dropna() == pd.Timedelta(days=1)).all()


def test_a_guest_joins_after_the_invitation_by_referral_and_once(community, members):
    came = community.invitations.dropna(subset="invitee_id")
    assert len(came) > 30
    assert not came["invitee_id"].duplicated().any()
    assert (came["invitee_id"].map(members["joined_at"]) >= came["invited_at"]).all()
    assert (came["invitee_id"].map(members["channel"]) == "referral").all()
    assert (came["inviter_id"] != came["invitee_id"]).all()


def test_guests_invite_in_their_turn(community):
    came = community.invitations.dropna(subset="invitee_id")
    assert came["inviter_id"].isin(came["invitee_id"]).any()


def test_a_lead_becomes_a_member_later_by_the_same_channel(community, members):
    became = community.leads.dropna(subset="member_id")
    assert 0.1 < len(became) / len(community.leads) < 0.5
    assert (became["member_id"].map(members["joined_at"]) > became["created_at"]).all()
    assert (became["member_id"].map(members["channel"]) == became["channel"]).all()
    assert community.leads["activity_id"].notna().any()


def test_a_group_that_has_grown_too_large_splits_and_its_members_are_told_apart(community):
    groups, roles = community.groups, community.roles
    split = groups.dropna(subset="parent_id")
    assert len(split)
    assert (split["split_way"] == "parent_child").all()
    spells = roles[roles["role"] == "member"].sort_values(["member_id", "since_on"])
    moved = spells[spells.duplicated("member_id", keep=False)]
    assert len(moved)
    before, after = moved.groupby("member_id").nth(0), moved.groupby("member_id").nth(1)
    np.testing.assert_array_equal(before["until_on"], after["since_on"])
    assert set(after["group_id"]) <= set(split["group_id"])


def test_members_speak_in_the_group_they_sit_in(community):
    events = community.events.astype({"kind": "str", "member_id": "str", "place_id": "str"})
    events = events[events["kind"] == "message"].dropna(subset="place_id")
    events["day"] = events["occurred_at"].dt.tz_convert(community.timezone).dt.tz_localize(None).dt.normalize()
    members = community.roles.query("role == 'member'")
    spoken = events[events["member_id"].isin(members["member_id"])].merge(members, on="member_id")
    inside = (spoken["since_on"] <= spoken["day"]) & (spoken["until_on"].isna() | (spoken["day"] <= spoken["until_on"]))
    assert (spoken["group_id"] == spoken["place_id"])[inside].groupby(spoken["event_id"][inside]).any().all()


def test_answers_stay_on_their_scale_and_one_sheet_has_every_item(community):
    answers = community.questionnaires
    assert answers["score"].between(answers["lowest"], answers["highest"]).all()
    assert (answers.groupby(["questionnaire_id", "respondent_id"]).size() == len(ITEMS)).all()
    assert set(answers["construct"]) == {construct for construct, *_ in ITEMS}


def test_followers_are_counted_every_day(community):
    counted = community.followers["counted_on"]
    assert (counted.diff().dropna() == pd.Timedelta(days=1)).all()
    assert len(counted) == EVERYTHING.n_days


def test_who_is_shown_reviews_buys_sooner():
    scenario = Scenario(
        n_days=60,
        n_founders=4_000,
        first_orders_per_day=0.005,
        review_share=0.5,
        review_order_effect=1,
        leaves_per_day=0,
    )
    simulated = simulate_with_truth(scenario, seed=1)
    bought = simulated.truth.index.isin(simulated.community.orders["member_id"])
    shown = simulated.truth["sees_reviews"].to_numpy()
    assert bought[shown].mean() > 1.5 * bought[~shown & (simulated.truth["first_order_rate"] > 0)].mean()


def test_promotion_sells_on_its_day_and_drives_members_away():
    quiet = Scenario(n_days=40, n_founders=3_000, first_orders_per_day=0.003, promotion_share=0, promotion_drag=0)
    loud = quiet.replace(promotion_share=1)
    without, with_ = (simulate(scenario, seed=1) for scenario in (quiet, loud))
    assert len(with_.orders) > 1.3 * len(without.orders)
    assert with_.members["left_at"].notna().sum() > 1.3 * without.members["left_at"].notna().sum()


def test_taking_part_raises_visits_and_orders_afterwards():
    still = Scenario(
        n_days=40,
        n_founders=3_000,
        leaves_per_day=0,
        first_orders_per_day=0.004,
        activities_per_month=(2, 0, 0, 0, 0),
        participation_shares=(0.5,) * 5,
        participation_tier_factors=(1,) * 4,
        activity_visit_effects=(0,) * 5,
        activity_order_effects=(0,) * 5,
    )
    moving = still.replace(activity_visit_effects=(2,) * 5, activity_order_effects=(2,) * 5)
    without, with_ = (simulate(scenario, seed=1) for scenario in (still, moving))
    pd.testing.assert_frame_equal(without.participations, with_.participations)
    assert len(with_.orders) > 1.3 * len(without.orders)
    first = without.activities["starts_at"].min()
    counts = [(c.events["occurred_at"] < first).sum() for c in (without, with_)]
    assert counts[0] == counts[1]
    assert with_.event_source.n_rows > 1.05 * without.event_source.n_rows
