"""The training communities: drawn from ranges stated beforehand, made anew to the last digit."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import shequn_lab as sq
from shequn_lab.chapters.typology import families
from shequn_lab.chapters.typology.families import ALIKE, BY_TYPE, N_COMMUNITIES, training_rows, training_scenario
from shequn_lab.chapters.typology.figures import FIGURES
from shequn_lab.chapters.typology.training import TYPES

TABLE = sq.type_training()


@pytest.mark.parametrize("number", [3, 100])
def test_a_row_of_the_table_is_what_its_seed_gives(number: int) -> None:
    made = training_rows([number]).set_index("number").loc[number]
    kept = TABLE.loc[number]
    assert (made["type"], made["seed"], made["own_weight"]) == (kept["type"], kept["seed"], kept["own_weight"])
    assert made["blended_with"] == ("" if pd.isna(kept["blended_with"]) else kept["blended_with"])
    assert made[[*FIGURES]].to_numpy(float) == pytest.approx(kept[[*FIGURES]].to_numpy(float), rel=1e-5)


def test_the_table_is_whole_balanced_and_partly_blended() -> None:
    assert list(TABLE.index) == list(range(N_COMMUNITIES))
    assert TABLE["type"].value_counts().to_dict() == dict.fromkeys(TYPES, N_COMMUNITIES // 3)
    assert TABLE["seed"].is_unique
    assert TABLE[[*FIGURES]].notna().all(axis=None)
    blended = TABLE["blended_with"].notna()
    assert 0.2 < blended.mean() < 0.3
    assert (TABLE.loc[blended, "type"] != TABLE.loc[blended, "blended_with"]).all()
    assert TABLE.loc[blended, "own_weight"].between(0.5, 0.75).all()
    assert (TABLE.loc[~blended, "own_weight"] == 1).all()


@pytest.mark.parametrize("name", BY_TYPE)
def test_the_ranges_of_some_types_overlap(name: str) -> None:
    pairs = [(a, b) for i, a in enumerate(BY_TYPE[name]) for b in BY_TYPE[name][i + 1 :]]
    assert any(max(a[0], b[0]) < min(a[1], b[1]) for a, b in pairs)


def test_what_is_drawn_stays_inside_the_stated_ranges() -> None:
    for number in range(0, N_COMMUNITIES, 7):
        scenario, about = training_scenario(number)
        ranges = dict(ALIKE)
        for name, by_type in BY_TYPE.items():
            both = [TYPES.index(t) for t in (about["type"], about["blended_with"]) if t]
            ranges[name] = (min(by_type[i][0] for i in both), max(by_type[i][1] for i in both))
        for name, (low, high) in ranges.items():
            if name != "visit_factor" and not name.startswith("post_"):
                assert low * 0.999 <= getattr(scenario, name) <= high * 1.001, name
        assert np.isclose(sum(scenario.category_shares), 1)


def test_a_number_always_gives_the_same_scenario_and_another_gives_another() -> None:
    assert training_scenario(5) == training_scenario(5)
    assert training_scenario(5)[0] != training_scenario(8)[0]


def test_what_has_nothing_to_do_with_the_type_does_not_differ_between_types() -> None:
    sizes = pd.Series([training_scenario(i)[0].n_founders for i in range(N_COMMUNITIES)], index=TABLE.index)
    means, error = sizes.groupby(TABLE["type"]).mean(), sizes.std() / np.sqrt(N_COMMUNITIES / 3)
    assert means.max() - means.min() < 4 * error
    assert set(families.ALIKE).isdisjoint(BY_TYPE)
