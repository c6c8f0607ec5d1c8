"""All activities reviewed together, and how many members the next one needs."""

from __future__ import annotations

import numpy as np
import oracle_lift as oracle
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lift_communities import N_DAYS, Town, lively

import shequn_lab as sq
from shequn_lab.errors import OptionError
from shequn_lab.metrics.lift.power import change_variance, lift_seen, pairs_needed
from shequn_lab.model import Community


@pytest.fixture(scope="module")
def town() -> Town:
    """Three activities that draw many, one that draws nobody, and one too early."""
    town = lively(effect=1.5, activities={"a1": 60, "early": 5, "b1": 65, "none": 62, "b2": 70})
    rng = np.random.default_rng(4)
    for id in ("b1", "b2", "early"):
        town.came += [(id, int(who), town.activities[id]) for who in rng.choice(160, 45, replace=False)]
    return town


@pytest.fixture(scope="module")
def community(town: Town) -> Community:
    return town.build()


def test_each_activity_has_its_row_in_the_order_of_time(community: Community) -> None:
    table = sq.lift_table(community)
    assert table["activity_id"].tolist() == ["early", "a1", "none", "b1", "b2"]
    for row in table.to_dict("records"):
        found = sq.activity_lift(community, str(row["activity_id"]))
        for column, value in (("value", found.estimate.value), ("low", found.estimate.low), ("p", found.p),
                              ("placebo", found.placebo.value), ("change", found.before_after.value)):  # fmt: skip
            assert row[column] == pytest.approx(value, nan_ok=True)
        assert row["control"] == found.control
        assert row["n_participants"] == found.n_participants
        assert bool(row["reason"]) == (not found.estimate.measurable)


def test_p_values_are_adjusted_for_those_that_were_tested(community: Community) -> None:
    table = sq.lift_table(community)
    tested = table[table["p"].notna()]
    assert tested["activity_id"].tolist() == ["a1", "b1", "b2"]
    np.testing.assert_allclose(tested["p_adjusted"], oracle.holm(tested["p"].tolist()))
    assert table.loc[table["p"].isna(), "p_adjusted"].isna().all()


def test_activities_outside_the_window_are_not_reviewed(community: Community) -> None:
    table = sq.lift_table(community.between("2026-03-01", "2026-03-11"))
    assert table["activity_id"].tolist() == ["a1", "none"]


def test_without_tables_there_is_a_reason_and_no_row() -> None:
    with sq.in_language("en"):
        table = sq.lift_table(lively().build(without=("activities", "participations")))
    assert table.empty
    assert table.attrs["note"] == "this source holds no activities"


def test_of_many_activities_without_effect_seldom_one_is_claimed() -> None:
    claimed = 0
    for seed in range(12):
        town = lively(seed, activities={f"a{i}": 50 + 5 * i for i in range(5)})
        rng = np.random.default_rng(seed)
        town.came = [(id, int(who), day) for id, day in town.activities.items()
                     for who in rng.choice(160, 45, replace=False)]  # fmt: skip
        claimed += bool((sq.lift_table(town.build())["p_adjusted"] < 0.05).any())
    assert claimed <= 3


# -- power --------------------------------------------------------------------------------------------------


@given(counts=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=20))
def test_the_variance_is_that_of_the_shares(counts: list[tuple[int, int]]) -> None:
    before, after = (np.array(side, dtype=float) for side in zip(*counts, strict=True))
    found = change_variance(before, after)
    if not before.sum() or not after.sum():
        assert np.isnan(found)
        return
    n = len(counts)
    expected = n * sum((a / sum(after) - b / sum(before)) ** 2 for b, a in counts)
    assert found == pytest.approx(expected)


@given(variance=st.floats(0.1, 50), lift=st.floats(0.02, 2), n_activities=st.integers(1, 20))
def test_needed_pairs_and_least_lift_are_one_formula_read_both_ways(
    variance: float, lift: float, n_activities: int
) -> None:
    needed = pairs_needed(variance, lift, n_activities=n_activities)
    assert lift_seen(variance, needed, n_activities=n_activities) <= lift * (1 + 1e-9)
    if needed > 1:
        assert lift_seen(variance, needed - 1, n_activities=n_activities) > lift
    assert pairs_needed(variance, lift, n_activities=n_activities + 1) >= needed


def test_the_textbook_number_comes_out() -> None:
    # 2 (1.960 + 0.842)² ÷ ln(1.1)² = 1,728.0 for a variance of one.
    assert pairs_needed(1.0, 0.10) == 1729


def test_nothing_from_the_planned_day_on_is_looked_at(town: Town) -> None:
    plain = sq.lift_power(town.build(), on="2026-03-01")
    later = Town(**vars(town))
    later.rows = [row for row in town.rows if row[1] < 55]
    later.came = [row for row in town.came if row[2] < 55]
    assert plain.equals(sq.lift_power(later.build(), on="2026-03-01"))


def test_the_group_that_took_part_is_of_those_who_were_there(town: Town, community: Community) -> None:
    table = sq.lift_power(community)
    who = table.groupby("who", sort=False)["n_members"].first()
    assert who.to_dict() == {"present": 160, "took_part": len({w for _, w, day in town.came if day < N_DAYS})}
    assert (table["n_needed"].to_numpy()[:3] > table["n_needed"].to_numpy()[1:4]).all()


def test_before_there_were_activities_the_question_can_be_asked_all_the_same() -> None:
    table = sq.lift_power(lively().build(without=("activities", "participations")))
    assert table["who"].unique().tolist() == ["present"]
    assert table["n_needed"].notna().all()


def test_orders_that_are_not_on_record_have_no_power() -> None:
    with sq.in_language("en"):
        assert sq.lift_power(lively().build(), outcome="orders").attrs["note"] == "this source holds no orders"


@pytest.mark.parametrize(
    "words",
    [{"lifts": [0]}, {"lifts": []}, {"power": 1}, {"power": 0.2}, {"n_activities": 0}, {"on": "2026-01-20"},
     {"on": "2027-01-01"}, {"outcome": "joy"}],
    ids=str,
)  # fmt: skip
def test_a_question_that_makes_no_sense_is_refused(words: dict[str, object], community: Community) -> None:
    with pytest.raises(OptionError):
        sq.lift_power(community, **words)  # type: ignore[arg-type]
