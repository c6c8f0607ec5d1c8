"""The committed demonstration community is what the simulator makes, and what its data card says."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from shequn_lab.metrics import retention_on, retention_within
from shequn_lab.simulate import Scenario, simulate
from shequn_lab.simulate.demo import DEMO_MOTHERS, DEMO_SEED, rebuild
from shequn_lab.storage import open_community, share


@pytest.fixture(scope="module")
def committed():
    return open_community(share("data") / DEMO_MOTHERS.name)


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory):
    return open_community(rebuild(tmp_path_factory.mktemp("data")))


def equal(one: pd.DataFrame, two: pd.DataFrame) -> None:
    assert one.columns.tolist() == two.columns.tolist()
    for name in one:
        if pd.api.types.is_float_dtype(one[name]):
            np.testing.assert_allclose(one[name], two[name], rtol=1e-9, atol=0)
        else:
            pd.testing.assert_series_equal(one[name], two[name])


def test_a_rebuild_equals_the_committed_community(committed, rebuilt):
    equal(committed.members, rebuilt.members)
    equal(committed.posts, rebuilt.posts)
    one, two = (community.events.drop(columns="mentions") for community in (committed, rebuilt))
    equal(one, two)
    lists = [community.event_source.table()["mentions"].to_pylist() for community in (committed, rebuilt)]
    assert lists[0] == lists[1]


def test_what_is_saved_is_what_was_simulated(committed):
    fresh = simulate(DEMO_MOTHERS, seed=DEMO_SEED)
    pd.testing.assert_frame_equal(committed.members, fresh.members, check_dtype=False)
    assert committed.event_source.n_rows == fresh.event_source.n_rows
    assert committed.title == fresh.title


def test_the_folder_tells_the_scenario_and_the_seed(committed):
    settings = committed.provenance.settings
    assert Scenario.from_mapping(settings["scenario"]) == DEMO_MOTHERS
    assert settings["seed"] == DEMO_SEED
    assert (committed.synthetic, committed.roster, committed.timezone) == (True, "complete", "Asia/Shanghai")


def test_the_folder_is_small():
    assert sum(path.stat().st_size for path in (share("data") / DEMO_MOTHERS.name).iterdir()) < 1_000_000


def test_the_data_card_states_the_counts_in_both_languages(committed):
    card = (share("data") / "README.md").read_text(encoding="utf-8")
    kinds = committed.events["kind"].value_counts()
    before = (committed.members["joined_on"] < pd.Timestamp(committed.observed.start)).sum()
    counts = [len(committed.members), committed.event_source.n_rows, len(committed.posts), before, *kinds]
    assert all(card.count(f"{int(count):,}") >= 2 for count in counts)


def test_the_data_card_names_every_column_in_both_languages(committed):
    card = (share("data") / "README.md").read_text(encoding="utf-8")
    tables = (committed.members, committed.posts, committed.events)
    assert all(card.count(f"`{name}`") >= 2 for table in tables for name in table.columns)


def test_the_data_card_states_the_planted_stories_as_they_are_measured(committed):
    card = (share("data") / "README.md").read_text(encoding="utf-8")
    members = committed.members.query("role == 'member'")
    joined, left = members["joined_on"], members["left_on"]
    lured, earlier = joined.between("2025-06-14", "2025-06-18"), joined.between("2025-03-01", "2025-06-13")
    gone = (left - joined).dt.days <= 60
    assert card.count(f" {lured.sum()} ") == 2
    for group in (lured, earlier):
        assert sum(card.count(f"{100 * gone[group].mean():.1f}{mark}") for mark in ("%", " %")) == 2
    assert card.count(f" {left.between('2025-07-21', '2025-07-30').sum()} ") == 2
    house = committed.posts[committed.posts["by_operator"]]
    assert f"{100 * (house['category'] == 'promotion').mean():.1f} %" in card


def test_the_data_card_states_the_retention_of_the_lotterys_newcomers_as_it_is_measured(committed):
    card = (share("data") / "README.md").read_text(encoding="utf-8")
    lottery = committed.between("2025-06-14", "2025-06-19")
    earlier = committed.between("2025-03-01", "2025-06-14")
    for community in (lottery, earlier):
        for figure in (retention_on(community, 1), retention_within(community, 30)):
            assert sum(card.count(f"{100 * figure.value:.1f}{mark}") for mark in ("%", " %")) == 2
