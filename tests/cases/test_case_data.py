"""The committed communities are what the cases' treated scenarios make, and their cards say so."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from shequn_lab.cases import list_cases, load_case, measured
from shequn_lab.cases.cards import write_cards
from shequn_lab.cases.datasets import rebuild
from shequn_lab.cases.measuring import figure, levels
from shequn_lab.simulate import Scenario, simulate
from shequn_lab.storage import open_community, share

CASES = list_cases()
QUICK = ("jd_fans", "haier")
EVERY = [pytest.param(case, marks=() if case.id in QUICK else pytest.mark.slow, id=case.id) for case in CASES]


def equal(one: pd.DataFrame, two: pd.DataFrame) -> None:
    assert one.columns.tolist() == two.columns.tolist()
    for name in one:
        if pd.api.types.is_float_dtype(one[name]):
            np.testing.assert_allclose(one[name], two[name], rtol=1e-9, atol=0)
        else:
            pd.testing.assert_series_equal(one[name], two[name])


@pytest.mark.parametrize("case", EVERY)
def test_a_rebuild_equals_the_committed_community(case, tmp_path):
    committed, rebuilt = open_community(share("data") / case.id), open_community(rebuild(case, tmp_path))
    assert list(committed.tables()) == list(rebuilt.tables())
    for name, table in committed.tables().items():
        equal(table, rebuilt.tables()[name])
    equal(*(community.events.drop(columns="mentions") for community in (committed, rebuilt)))


@pytest.mark.parametrize("case", CASES, ids=repr)
def test_the_folder_tells_the_scenario_and_the_seed(case):
    settings = open_community(case.id).provenance.settings
    assert Scenario.from_mapping(settings["scenario"]) == case.treated
    assert settings["seed"] == case.seed


def test_all_data_together_stay_small():
    assert sum(path.stat().st_size for path in share("data").rglob("*.parquet")) < 25_000_000


@pytest.mark.parametrize("case", CASES, ids=repr)
def test_the_data_card_states_the_counts_in_both_languages(case):
    card = (share("data") / "README.md").read_text(encoding="utf-8")
    parts = [part for part in card.split("\n## ") if part.startswith(f"{case.id} ·")]
    community = open_community(case.id)
    counts = [len(community.members), community.event_source.n_rows]
    assert len(parts) == 2
    assert all(f"{count:,}" in part for count in counts for part in parts)
    assert all(name in part for name in community.tables() for part in parts)


@pytest.mark.parametrize("case", EVERY)
def test_the_bare_number_of_a_run_is_the_value_of_the_page(case):
    community = open_community(case.id)
    for _, reading in case.readings:
        baseline = levels(reading, simulate(case.baseline, seed=case.seed)) if reading.compare == "lift" else None
        found = figure(reading, case.scale, levels(reading, community), baseline or (math.nan, math.nan))
        assert found == pytest.approx(measured(case, reading, community).value), reading.id


def test_writing_the_cards_again_changes_nothing(tmp_path):
    case = load_case("jd_fans")
    rebuild(case, tmp_path)
    (tmp_path / "README.md").write_text("# Before\n", encoding="utf-8")
    once = write_cards([case], tmp_path).read_text(encoding="utf-8")
    assert once.startswith("# Before\n")
    assert write_cards([case], tmp_path).read_text(encoding="utf-8") == once


def test_points_and_per_cent_of_one_claim_are_told_apart():
    case = load_case("starbucks")
    community = open_community("starbucks")
    units = {reading.id: measured(case, reading, community).unit for _, reading in case.readings}
    assert (units["activity_relative"], units["activity_points"]) == ("relative", "points")
