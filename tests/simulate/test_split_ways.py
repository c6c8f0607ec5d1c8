"""Four ways in which groups split: who moves, who is seated where, and what the tables say of it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from shequn_lab.model import Community
from shequn_lab.model.schema import SPLIT_WAYS
from shequn_lab.simulate import Scenario, ScenarioError, simulate
from shequn_lab.simulate.record import STAYS
from shequn_lab.simulate.story import Story
from shequn_lab.simulate.world import world
from shequn_lab.terms import in_language

BASE = Scenario(
    n_days=56,
    n_founders=260,
    joins_per_day=8,
    place_capacity=2_000,
    leaves_per_day=0.004,
    group_records=1,
    split_members=200,
    split_share=0.3,
)


@pytest.fixture(scope="module")
def split() -> dict[str, Community]:
    return {way: simulate(BASE.replace(split_way=way), seed=5) for way in SPLIT_WAYS}


def seated(community: Community) -> pd.DataFrame:
    """Role spells of plain members."""
    spells = community.roles
    return spells[spells["role"] == "member"]


def newcomers_by_group(community: Community, after: pd.Timestamp) -> pd.Series:
    first = seated(community).drop_duplicates("member_id").set_index("member_id")
    joined = community.members.set_index("member_id")["joined_on"].reindex(first.index)
    return first.loc[joined >= after, "group_id"].value_counts()


def test_the_default_is_parent_and_child() -> None:
    assert Scenario().split_way == "parent_child"
    assert Scenario.from_mapping({"n_days": 3}).to_mapping()["split_way"] == "parent_child"


def test_an_unknown_way_is_refused_with_the_ways_there_are() -> None:
    with in_language("en"), pytest.raises(ScenarioError) as caught:
        Scenario(split_way="by_age")
    assert str(caught.value) == (
        "scenario.split_way: 'by_age' is not one of the choices "
        "→ choose from: same_level, parent_child, split_and_merge, regional"
    )


@pytest.mark.parametrize("way", SPLIT_WAYS)
def test_groups_split_and_say_how(split: dict[str, Community], way: str) -> None:
    groups = split[way].groups
    children = groups["parent_id"].notna()
    assert children.any()
    assert (groups.loc[children, "split_way"] == way).all()
    assert groups.loc[~children, "split_way"].isna().all()


@pytest.mark.parametrize("way", SPLIT_WAYS)
def test_a_member_is_in_one_group_at_a_time_and_only_while_it_is_open(split: dict[str, Community], way: str) -> None:
    spells = seated(split[way]).sort_values(["member_id", "since_on"])
    again = (spells["member_id"] == spells["member_id"].shift()).to_numpy()
    assert (spells["since_on"].to_numpy()[again] == spells["until_on"].shift().to_numpy()[again]).all()
    groups = split[way].groups.set_index("group_id")
    assert (spells["since_on"] >= spells["group_id"].map(groups["opened_on"])).all()
    if "closed_on" in groups:
        closed = spells["group_id"].map(groups["closed_on"])
        assert (spells["until_on"] <= closed)[closed.notna()].all()


def test_newcomers_sit_with_the_parent_or_in_turn_or_where_they_live(split: dict[str, Community]) -> None:
    # The founders fill one group, which splits when the second week begins.
    second_week = split["regional"].observed.days[7]
    found = {way: newcomers_by_group(split[way], second_week) for way in SPLIT_WAYS}
    root = split["parent_child"].groups["group_id"].iloc[0]
    assert found["parent_child"].index.tolist() == found["split_and_merge"].index.tolist() == [root]
    turns = newcomers_by_group(split["same_level"], second_week)
    assert set(turns.index) == set(split["same_level"].groups["group_id"])
    assert len(found["regional"]) > 1


def test_at_the_same_level_half_moves_and_elsewhere_the_share_that_was_set(split: dict[str, Community]) -> None:
    shares = {}
    for way in SPLIT_WAYS:
        spells, child = seated(split[way]), split[way].groups.dropna(subset="parent_id").iloc[0]
        moved = spells[(spells["group_id"] == child["group_id"]) & (spells["since_on"] == child["opened_on"])]
        before = spells[(spells["group_id"] == child["parent_id"]) & (spells["since_on"] < child["opened_on"])]
        there = before["until_on"].isna() | (before["until_on"] >= child["opened_on"])
        shares[way] = len(moved) / there.sum()
    assert shares["same_level"] == pytest.approx(0.5, abs=0.08)
    assert all(shares[way] == pytest.approx(0.3, abs=0.08) for way in SPLIT_WAYS if way != "same_level")


def test_in_a_group_of_a_region_sits_who_lives_there() -> None:
    scenario = BASE.replace(split_way="regional", n_days=28)
    story = Story(world(scenario, seed=5))
    for week in story.world.weeks():
        story._begin(week)
    people = story.people
    rows = np.flatnonzero(people.ordinary & (people.left_at == STAYS))
    lives = people.draw(story.world.stream("regions"), rows)[0]
    low, high = np.asarray(story.groups.region)[people.place[rows]].T
    assert story.groups.size > 2
    assert ((low <= lives) & (lives < high)).all()
    assert sorted(story.groups.region)[0][0] == 0
    assert sum(end - begin for begin, end in story.groups.region) == pytest.approx(1)


def test_small_children_are_merged_and_closed() -> None:
    # Hardly anybody comes and many leave: the child of the first day melts away.
    scenario = BASE.replace(n_days=84, joins_per_day=2.5, leaves_per_day=0.02, split_way="split_and_merge")
    community = simulate(scenario, seed=2)
    closed = community.groups.dropna(subset="closed_on")
    assert len(closed)
    assert closed["parent_id"].notna().all()
    spells = seated(community)
    gone = spells[spells["group_id"].isin(closed["group_id"])]
    assert gone["until_on"].notna().all()
    moved_on = spells[spells["member_id"].isin(gone["member_id"])].groupby("member_id")["group_id"].nunique()
    assert (moved_on > 1).any()
    without = simulate(scenario.replace(split_way="parent_child"), seed=2)
    assert "closed_on" not in without.groups


def test_until_the_first_split_nothing_differs(split: dict[str, Community]) -> None:
    scenario = BASE.replace(n_founders=150, n_days=14, joins_per_day=2)
    plain = simulate(scenario, seed=3).events
    for way in SPLIT_WAYS:
        pd.testing.assert_frame_equal(simulate(scenario.replace(split_way=way), seed=3).events, plain)


def test_people_and_their_luck_are_the_same_in_every_way(split: dict[str, Community]) -> None:
    ids = [set(split[way].members["member_id"]) for way in SPLIT_WAYS]
    assert all(len(found) == len(ids[0]) for found in ids)
    joined = [np.sort(split[way].members["joined_at"].to_numpy()) for way in SPLIT_WAYS]
    assert all((found == joined[0]).all() for found in joined)
